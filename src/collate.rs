//! The order of words in a language, by the Unicode Collation Algorithm with CLDR's tailorings.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator as Icu, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use crate::language::Language;

/// Compares texts as a dictionary of a language would; numbers within them by their value.
pub struct Collator(CollatorBorrowed<'static>);

impl Collator {
    /// The order of a language; that of the root where CLDR has none for it.
    pub fn new(language: &Language) -> Self {
        let locale = Locale::try_from_str(language.as_str()).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let collator = Icu::try_new(preferences, CollatorOptions::default())
            .expect("the collation data is part of the program");
        Self(collator)
    }

    /// Compares two texts; texts that a dictionary puts at one place by their letters.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.compare(a, b).then_with(|| a.cmp(b))
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
    fn numbers_are_ordered_by_value() {
        assert_eq!(sorted("en", &["Meeting 10", "Meeting 9"]), ["Meeting 9", "Meeting 10"]);
    }
}
