//! The order of words in a language, by the Unicode Collation Algorithm with CLDR's tailorings.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator as Icu, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

use crate::language::Language;

/// Compares texts as a dictionary of a language would; numbers within them by their value.
pub struct Collator {
    whole: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
}

/// What stands for the first letter of a text that begins with none.
pub const OTHER: &str = "#";

impl Collator {
    /// The order of a language; that of the root where CLDR has none for it.
    pub fn new(language: &Language) -> Self {
        let locale = Locale::try_from_str(language.as_str()).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut letters = CollatorOptions::default();
        letters.strength = Some(Strength::Primary);
        let make = |options| {
            Icu::try_new(preferences, options).expect("the collation data is part of the program")
        };
        Self { whole: make(CollatorOptions::default()), letters: make(letters) }
    }

    /// The letter under which a dictionary of the language lists a text: its first one, in upper
    /// case, without an accent that does not make it a letter of its own; [`OTHER`] for a digit
    /// or a sign.
    pub fn letter(&self, text: &str) -> String {
        let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else { return OTHER.into() };
        if !first.is_alphabetic() {
            return OTHER.into();
        }
        let own = first.to_string();
        let plain: String = own.nfd().filter(|c| c.is_alphabetic()).take(1).collect();
        let same = self.letters.compare(&own, &plain) == Ordering::Equal;
        let letter = if same && !plain.is_empty() { plain } else { own };
        letter.to_uppercase()
    }

    /// Compares two texts; texts that a dictionary puts at one place by their letters.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.whole.compare(a, b).then_with(|| a.cmp(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, words: &[&'static str]) -> Vec<&'static str> {
        let collator = Collator::new(&Language::parse(language).expect("a language tag"));
        let mut words = words.to_vec();
        words.sort_by(|a, b| collator.compare(a, b));
        words
    }

    #[test]
    fn letters_with_accents_stand_beside_those_without() {
        assert_eq!(
            sorted("fr", &["zone", "Écologie", "eau", "état"]),
            ["eau", "Écologie", "état", "zone"]
        );
    }

    #[test]
    fn a_letter_of_its_own_depends_on_the_language() {
        let letter = |language: &str, text: &str| {
            Collator::new(&Language::parse(language).expect("a language tag")).letter(text)
        };
        assert_eq!(letter("fr", "« école »"), "E");
        assert_eq!(letter("en", "ñandú"), "N");
        assert_eq!(letter("es", "ñandú"), "Ñ");
        assert_eq!(letter("ar", "برنامج"), "ب");
        assert_eq!(letter("en", "3R forum"), OTHER);
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        assert_eq!(sorted("en", &["Meeting 10", "Meeting 9"]), ["Meeting 9", "Meeting 10"]);
    }
}
