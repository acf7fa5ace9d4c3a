//! The places of a page: each name once, none empty, none of the theme's own.

use std::collections::{BTreeMap, BTreeSet};

use comrak::Anchorizer;
use unicode_normalization::UnicodeNormalization;

/// What a heading without letters is called.
const NAMELESS: &str = "section";

/// The names of the places of one text.
#[derive(Default)]
pub(super) struct Places {
    /// What the names begin with where the text is not the body of its record.
    within: String,
    taken: BTreeSet<String>,
    /// The number that was tried last for a name that several headings would have.
    last: BTreeMap<String, usize>,
}

impl Places {
    pub(super) fn new(within: &str) -> Self {
        Self { within: within.to_owned(), ..Self::default() }
    }

    /// Takes a name; whether it was free. Names that begin with `_` are those of the theme.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        !id.starts_with('_') && self.taken.insert(id.to_owned())
    }

    /// Whether all these names are free.
    pub(super) fn are_free(&self, ids: &[String]) -> bool {
        ids.iter().all(|id| !self.taken.contains(id))
    }

    /// A name as it is written in the page.
    pub(super) fn written(&self, id: &str) -> String {
        format!("{}{id}", self.within)
    }

    /// The name of a heading: its words joined by hyphens, with a number where the name is taken.
    pub(super) fn heading(&mut self, text: &str) -> String {
        let name = named(text);
        let mut number = self.last.get(&name).copied().unwrap_or(0);
        loop {
            let id = if number == 0 { name.clone() } else { format!("{name}-{number}") };
            number += 1;
            if self.claim(&id) {
                self.last.insert(name, number);
                return id;
            }
        }
    }
}

fn named(text: &str) -> String {
    let text: String = text.nfc().filter(|c| !is_invisible(*c)).collect();
    let id = Anchorizer::new().anchorize(&text);
    let id = id.trim_start_matches('_');
    match id.contains(char::is_alphanumeric) {
        true => id.to_owned(),
        false => NAMELESS.to_owned(),
    }
}

/// Letters and marks that show nothing: fillers, joiners, selectors of a variation.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fffd}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headings: &[&str]) -> Vec<String> {
        let mut places = Places::default();
        headings.iter().map(|text| places.heading(text)).collect()
    }

    #[test]
    fn each_heading_has_a_name_of_its_own() {
        let headings = ["Where it is", "Where *it* is", "A 1", "A", "A", "Where it is"];
        let expected = ["where-it-is", "where-it-is-1", "a-1", "a", "a-2", "where-it-is-2"];
        assert_eq!(names(&headings), expected);
    }

    #[test]
    fn no_name_is_empty_invisible_or_the_themes() {
        let headings =
            ["???", "🎉", "🎉\u{fe0f}", "\u{3164}", "_main", "__", "a\u{200b}b", "\u{301}"];
        let expected = [
            "section",
            "section-1",
            "section-2",
            "section-3",
            "main",
            "section-4",
            "ab",
            "section-5",
        ];
        assert_eq!(names(&headings), expected);
    }

    #[test]
    fn one_word_has_one_name_however_its_letters_are_put_together() {
        assert_eq!(names(&["Re\u{301}sume\u{301}"]), ["résumé"]);
    }
}
