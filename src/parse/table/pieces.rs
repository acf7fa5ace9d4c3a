//! The text of a cell that holds a list -> its pieces.

use super::meanings::Meanings;
use crate::parse::fields::cut;

/// The pieces of a text between separators, trimmed, without empty ones. A text that stands for
/// something is one piece, even where a separator is part of it.
pub(super) fn of<'t>(text: &'t str, separators: &[String], meanings: &Meanings) -> Vec<&'t str> {
    let separators = separators.iter().map(String::as_str).filter(|s| !s.is_empty());
    let separators: Vec<&str> = separators.collect();
    if !meanings.are_divided() {
        return cut(text, &separators);
    }
    let mut ends = Ends { text, separators: &separators, next: vec![Some(0); separators.len()] };
    let (mut pieces, mut from) = (Vec::new(), 0);
    while from < text.len() {
        let rest = &text[from..];
        let (piece, after) =
            meant(rest, meanings, &separators).or_else(|| ends.first(from)).unwrap_or((rest, ""));
        pieces.push(piece.trim());
        from = text.len() - after.len();
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The text that stands for something at the beginning, if it is a whole piece, and what follows.
fn meant<'t>(
    text: &'t str,
    meanings: &Meanings,
    separators: &[&str],
) -> Option<(&'t str, &'t str)> {
    let text = text.trim_start();
    meanings.beginning(text).find_map(|normal| {
        let len = begins(text, normal)?;
        Some((&text[..len], after_separator(&text[len..], separators)?))
    })
}

/// How many bytes of a text are `normal`, case and the kind of white space aside.
fn begins(text: &str, normal: &str) -> Option<usize> {
    let mut wanted = normal.chars().peekable();
    let mut was_space = false;
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if c.is_whitespace() {
            if !was_space && wanted.next() != Some(' ') {
                return None;
            }
        } else if !c.to_lowercase().all(|c| wanted.next() == Some(c)) {
            return None;
        }
        was_space = c.is_whitespace();
    }
    wanted.peek().is_none().then_some(text.len())
}

/// What follows a separator; nothing follows an end.
fn after_separator<'t>(text: &'t str, separators: &[&str]) -> Option<&'t str> {
    if text.trim().is_empty() {
        return Some("");
    }
    let exact = separators.iter().find_map(|separator| text.strip_prefix(separator));
    let spaced = || {
        let words = separators.iter().map(|separator| separator.trim_start());
        let mut words = words.filter(|separator| !separator.is_empty());
        words.find_map(|separator| text.trim_start().strip_prefix(separator))
    };
    exact.or_else(spaced)
}

/// The places of separators in a text. Each is looked for once, from where it was last found.
struct Ends<'t, 's> {
    text: &'t str,
    separators: &'s [&'s str],
    /// Where each comes next; `None` where it does not come again.
    next: Vec<Option<usize>>,
}

impl<'t> Ends<'t, '_> {
    /// What stands from a place on before and after the first separator.
    fn first(&mut self, from: usize) -> Option<(&'t str, &'t str)> {
        for (separator, next) in self.separators.iter().zip(&mut self.next) {
            // Each begins at 0 without having been looked for.
            let is_old =
                next.is_some_and(|at| at < from || !self.text[at..].starts_with(separator));
            if is_old {
                *next = self.text[from..].find(separator).map(|at| from + at);
            }
        }
        let found = self.next.iter().zip(self.separators);
        let found = found.filter_map(|(next, separator)| Some(((*next)?, separator)));
        let (at, separator) =
            found.min_by_key(|(at, separator)| (*at, usize::MAX - separator.len()))?;
        Some((&self.text[from..at], &self.text[at + separator.len()..]))
    }
}

/// A text without the separators that dangle at its end.
pub(super) fn without_dangling<'t>(text: &'t str, separators: &[String]) -> &'t str {
    let mut text = text.trim_end();
    while let Some(before) = separators.iter().find_map(|separator| {
        let separator = separator.trim_end();
        text.strip_suffix(separator).filter(|_| !separator.is_empty())
    }) {
        text = before.trim_end();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces_of(text: &str, meanings: &[&str]) -> String {
        let separators = [", ", " and ", "/"].map(str::to_owned);
        let meanings = Meanings::of_texts(meanings, &separators);
        of(text, &separators, &meanings).join("|")
    }

    #[test]
    fn a_text_with_a_meaning_is_one_piece_whatever_is_in_it() {
        let known = ["IOMC (UNEP, FAO)", "finance and planning"];
        assert_eq!(pieces_of("IOMC (UNEP, FAO), WHO", &known), "IOMC (UNEP, FAO)|WHO");
        assert_eq!(pieces_of("WHO and iomc  (unep,\nfao)", &known), "WHO|iomc  (unep,\nfao)");
        assert_eq!(pieces_of("Finance and Planning/WHO", &known), "Finance and Planning|WHO");
    }

    #[test]
    fn a_text_that_goes_on_is_no_text_with_a_meaning() {
        let known = ["finance and planning"];
        assert_eq!(pieces_of("finance and planning board", &known), "finance|planning board");
        assert_eq!(pieces_of("finance and", &known), "finance and");
        assert_eq!(pieces_of("a, , b", &known), "a|b");
    }

    #[test]
    fn separators_at_the_end_dangle() {
        let separators = [", ", " and "].map(str::to_owned);
        assert_eq!(without_dangling("FAO, and", &separators), "FAO");
        assert_eq!(without_dangling("Thailand", &separators), "Thailand");
    }
}
