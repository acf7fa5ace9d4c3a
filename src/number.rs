//! Numbers as readers of a language write them, by CLDR.

use icu_decimal::input::{Decimal, FloatPrecision};
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};

use crate::language::Language;

/// A number with the decimal sign of a language: `1.5`, `1,5`. Thousands are parted from five
/// digits before the sign on. Digits are those of ASCII in every language, as in dates.
pub fn local(number: f64, language: &Language) -> String {
    let tag = format!("{}-u-nu-latn", language.as_str());
    let locale = Locale::try_from_str(&tag).unwrap_or(Locale::UNKNOWN);
    let options = DecimalFormatterOptions::from(GroupingStrategy::Min2);
    let format = DecimalFormatter::try_new(DecimalFormatterPreferences::from(&locale), options);
    match (format, Decimal::try_from_f64(number, FloatPrecision::RoundTrip)) {
        (Ok(format), Ok(decimal)) => format.format(&decimal).to_string(),
        // Infinite numbers are not values; a language without data has those of the root.
        _ => number.to_string(),
    }
}

/// What the form of a word depends on beside a number: `one`, `few`, `many`, `other` and so on.
pub fn plural(number: usize, language: &Language) -> &'static str {
    let locale = Locale::try_from_str(language.as_str()).unwrap_or(Locale::UNKNOWN);
    let rules = PluralRules::try_new(PluralRulesPreferences::from(&locale), Default::default());
    match rules.map(|rules| rules.category_for(number)) {
        Ok(PluralCategory::Zero) => "zero",
        Ok(PluralCategory::One) => "one",
        Ok(PluralCategory::Two) => "two",
        Ok(PluralCategory::Few) => "few",
        Ok(PluralCategory::Many) => "many",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_words_are_those_of_the_language() {
        let form = |number, tag| plural(number, &Language::parse(tag).expect("a language"));
        assert_eq!([form(1, "en"), form(9, "en")], ["one", "other"]);
        assert_eq!([form(1, "ru"), form(3, "ru"), form(9, "ru")], ["one", "few", "many"]);
        assert_eq!([form(2, "ar"), form(9, "ar"), form(11, "ar")], ["two", "few", "many"]);
        assert_eq!(form(1, "zh"), "other");
    }

    fn shown(number: f64) -> [String; 5] {
        ["en", "fr", "ar", "ru", "de"]
            .map(|tag| local(number, &Language::parse(tag).expect("a language")))
    }

    #[test]
    fn the_decimal_sign_is_that_of_the_language() {
        assert_eq!(shown(1.5), ["1.5", "1,5", "1.5", "1,5", "1,5"]);
        assert_eq!(shown(-0.25), ["-0.25", "-0,25", "\u{200e}-0.25", "-0,25", "-0,25"]);
    }

    #[test]
    fn thousands_are_parted_from_five_digits_on() {
        assert_eq!(shown(1200.0)[0], "1200");
        assert_eq!(shown(12345.5)[..2], ["12,345.5", "12\u{202f}345,5"]);
    }
}
