//! The order of words in a language, by the Unicode Collation Algorithm with CLDR's tailorings.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator as Icu, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

use crate::language::Language;

mod letters;

/// Compares texts as a dictionary of a language would; numbers within them by their value.
pub struct Collator {
    whole: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
    /// Whether Chinese characters stand in the order of their sound.
    by_sound: bool,
}

/// What stands for the first letter of a text that begins with none.
pub const OTHER: &str = "#";

impl Collator {
    /// The order of a language; that of the root where CLDR has none for it.
    pub fn new(language: &Language) -> Self {
        let locale = Locale::try_from_str(language.as_str()).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut primary = CollatorOptions::default();
        primary.strength = Some(Strength::Primary);
        let make = |options| {
            Icu::try_new(preferences, options).expect("the collation data is part of the program")
        };
        let whole = make(CollatorOptions::default());
        let by_sound =
            letters::PINYIN.is_sorted_by(|a, b| whole.compare(a.0, b.0) == Ordering::Less);
        Self { whole, letters: make(primary), by_sound }
    }

    /// The letter under which a dictionary of the language lists a text: its first one, in upper
    /// case, without an accent that does not make it a letter of its own. A Chinese character stands under its
    /// sound where the language orders them so, a kana under its row, a Hangul syllable under its consonant, and a Thai
    /// word under its first consonant. [`OTHER`] for a digit or a sign.
    pub fn letter(&self, text: &str) -> String {
        let mut letters = text.chars().filter(|c| c.is_alphanumeric());
        let first = letters.find(|c| !letters::is_vowel_before(*c));
        let Some(first) = first.filter(|first| first.is_alphabetic()) else { return OTHER.into() };
        if first.is_ascii() {
            return first.to_ascii_uppercase().to_string();
        }
        if let Some(letter) = letters::of(first, &|c| self.sound(c)) {
            return letter.to_owned();
        }
        let own = first.to_string();
        let plain: String = own.nfd().filter(|c| c.is_alphabetic()).take(1).collect();
        let same = self.letters.compare(&own, &plain) == Ordering::Equal;
        let letter = if same && !plain.is_empty() { plain } else { own };
        letter.to_uppercase()
    }

    /// The first letter of the sound of a Chinese character.
    fn sound(&self, c: char) -> Option<&'static str> {
        let own = c.to_string();
        let before = |first: &str| self.whole.compare(first, &own) != Ordering::Greater;
        let found = letters::PINYIN.iter().rev().find(|(first, _)| before(first));
        found.filter(|_| self.by_sound).map(|(_, letter)| *letter)
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
    fn readers_of_east_asian_languages_look_under_the_sound() {
        let letter = |language: &str, text: &str| {
            Collator::new(&Language::parse(language).expect("a language tag")).letter(text)
        };
        let chinese = ["环境署", "电子废物", "中国", "联合国", "区域", "巴塞尔公约"];
        assert_eq!(chinese.map(|text| letter("zh", text)), ["H", "D", "Z", "L", "Q", "B"]);
        assert_eq!(letter("en", "环境署"), "漢");
        assert_eq!(letter("ja", "環境"), "漢");
        assert_eq!(
            ["ガーナ", "ぱぴぷ", "ﾊﾟﾘ", "んだ"].map(|text| letter("ja", text)),
            ["か", "は", "は", "わ"]
        );
        assert_eq!(["가나다", "까치", "환경"].map(|text| letter("ko", text)), ["ㄱ", "ㄱ", "ㅎ"]);
        assert_eq!(letter("th", "เอเชีย"), "อ");
    }

    #[test]
    fn an_alef_with_hamza_is_an_alef() {
        let collator = Collator::new(&Language::parse("ar").expect("a language tag"));
        assert_eq!(["أمم", "إدارة", "اتفاق", "آسيا"].map(|text| collator.letter(text)), ["ا"; 4]);
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        assert_eq!(sorted("en", &["Meeting 10", "Meeting 9"]), ["Meeting 9", "Meeting 10"]);
    }
}
