//! Numbers that are counted up by hand, and those that are left out.

use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// In fewer rows, numbers in the first column may be anything.
pub(super) const FEWEST_ROWS: usize = 4;

/// Numbers that are left out of a count.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// Which of the numbers stands behind the first of them.
    pub behind: usize,
    /// The first and the last number of each run that is left out.
    pub missing: Vec<(usize, usize)>,
}

/// What is left out of numbers that are counted up from 1; nothing if they are not such a count.
/// Where more is left out than there is, they are something else than a count.
pub(super) fn gap(numbers: &[usize]) -> Option<Gap> {
    if numbers.first() != Some(&1) || !goes_up(numbers) {
        return None;
    }
    let skips = |pair: &[usize]| pair[1] - pair[0] > 1;
    let behind = numbers.windows(2).position(skips)? + 1;
    let missing = numbers.windows(2).filter(|pair| skips(pair));
    let missing = missing.map(|pair| (pair[0] + 1, pair[1] - 1)).collect();
    let left_out = numbers.last()? - numbers.len();
    (left_out <= numbers.len()).then_some(Gap { behind, missing })
}

/// Whether each number is greater than the one before it.
pub(super) fn goes_up(numbers: &[usize]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1])
}

impl Gap {
    /// The remark about what is left out, at the number behind it.
    pub(super) fn remark(&self, span: Span) -> Diagnostic {
        let one = |(first, last): &(usize, usize)| match last - first {
            0 => vec![first.to_string()],
            1 => vec![first.to_string(), last.to_string()],
            _ => vec![format!("{first} to {last}")],
        };
        let runs: Vec<String> = self.missing.iter().flat_map(one).collect();
        let headline = match &runs[..] {
            [run] if !run.contains(' ') => format!("the number {run} is missing"),
            [run] => format!("the numbers {run} are missing"),
            [runs @ .., last] => {
                format!("the numbers {} and {last} are missing", runs.join(", "))
            }
            [] => unreachable!("a gap has a number"),
        };
        Diagnostic::new(Code::SkippedNumber, headline).at(span).help(
            "add what is missing, or correct the numbers; if the source skips them, keep the gap",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn diagnostics(numbers: &[usize]) -> Option<String> {
        let span = Span::new(Sources::default().built_in(), 0..0);
        gap(numbers).map(|gap| gap.remark(span).message)
    }

    #[test]
    fn what_is_left_out_is_named() {
        let participants = [1, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16];
        let expected = "the numbers 5, 7 and 9 are missing";
        assert_eq!(diagnostics(&participants).as_deref(), Some(expected));
        assert_eq!(diagnostics(&[1, 3]).as_deref(), Some("the number 2 is missing"));
        let long: Vec<_> = (1..9).chain(12..20).collect();
        assert_eq!(diagnostics(&long).as_deref(), Some("the numbers 9 to 11 are missing"));
        assert_eq!(gap(&[1, 2, 4, 5]).map(|gap| gap.behind), Some(2));
    }

    #[test]
    fn what_is_no_count_lacks_nothing() {
        for numbers in [&[1, 2, 3][..], &[1, 1, 1], &[2003, 2005], &[1, 50], &[1, 3, 2], &[]] {
            assert_eq!(gap(numbers), None, "{numbers:?}");
        }
    }
}
