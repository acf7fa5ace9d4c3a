//! Numbers as characters: 93 digits, which JavaScript and JSON take as they are, and which compress well.

/// How many digits end a number; the others say that more follow.
const LAST: usize = 46;

/// The character of a digit from 0 to 92: printable ASCII without `"` and `\`.
pub(super) fn digit(value: usize) -> char {
    let code = 32 + value as u8;
    let code = code + u8::from(code >= b'"');
    char::from(code + u8::from(code >= b'\\'))
}

/// Appends a number, the least digit first.
pub(super) fn push(out: &mut String, mut value: usize) {
    while value >= LAST {
        out.push(digit(LAST + value % LAST));
        value /= LAST;
    }
    out.push(digit(value));
}

/// Numbers that never fall, each as its distance from the one before.
pub(super) fn rising(out: &mut String, values: impl Iterator<Item = usize>) {
    let mut last = 0;
    for value in values {
        push(out, value - last);
        last = value;
    }
}

/// Numbers of places that rise, in sets of six that are one digit each. Most sets lie within the first six places.
#[derive(Default)]
pub(super) struct Set {
    /// Those of the first six places.
    first: u8,
    /// The numbers of further sets, and the sets.
    others: Vec<(u32, u8)>,
}

impl Set {
    /// Adds a place beyond those that it has.
    pub(super) fn add(&mut self, place: u32) {
        const MOST_GROUPS: usize = 28;
        let (group, bit) = (place / 6, 1 << (place % 6));
        if group == 0 {
            self.first |= bit;
            return;
        }
        let all = usize::from(self.first > 0) + self.others.len();
        match self.others.last_mut() {
            Some((last, bits)) if *last == group => *bits |= bit,
            _ if all < MOST_GROUPS => self.others.push((group, bit)),
            _ => {}
        }
    }

    /// Appends the set.
    pub(super) fn write(&self, out: &mut String) {
        if self.others.is_empty() {
            out.push(digit(usize::from(self.first)));
            return;
        }
        let first = (self.first > 0).then_some((0, self.first));
        out.push(digit(64 + usize::from(first.is_some()) + self.others.len()));
        let mut last = 0;
        for (group, bits) in first.into_iter().chain(self.others.iter().copied()) {
            push(out, (group - last) as usize);
            out.push(digit(usize::from(bits)));
            last = group;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_printable_and_in_order() {
        let all: String = (0..93).map(digit).collect();
        assert!(all.bytes().is_sorted() && !all.contains(['"', '\\']));
        assert!(all.bytes().all(|b| (32..127).contains(&b)));
    }

    #[test]
    fn numbers_have_few_digits() {
        let len = |value| {
            let mut out = String::new();
            push(&mut out, value);
            out.len()
        };
        assert_eq!([0, 45, 46, 2115, 2116].map(len), [1, 1, 2, 2, 3]);
    }

    #[test]
    fn most_sets_are_one_digit() {
        let written = |places: &[u32]| {
            let mut set = Set::default();
            places.iter().for_each(|place| set.add(*place));
            let mut out = String::new();
            set.write(&mut out);
            out
        };
        assert_eq!(written(&[]), " ");
        assert_eq!(written(&[0, 5]).len(), 1);
        assert_eq!(written(&[0, 6, 7]).len(), 5);
    }
}
