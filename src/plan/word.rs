//! Values -> words that stand for them in addresses.

use crate::fingerprint::Fingerprint;
use crate::id::slug;
use crate::schema::Choice;

/// The most bytes of a word; file systems take 255, and search engines cut long addresses.
const MOST: usize = 120;

/// How many hexadecimal digits tell texts apart that have no word of their own.
const DIGITS: usize = 8;

/// The word of a text. One that is too long ends in a mark made from the whole text, and one
/// without letters and digits, such as `%`, is nothing but its mark.
pub(crate) fn of(text: &str) -> String {
    let word = slug(text);
    if !word.is_empty() && word.len() <= MOST {
        return word;
    }
    let mark = Fingerprint::of(text).hex();
    let mark = &mark[..DIGITS];
    let end = (0..=MOST.min(word.len())).rev().find(|at| word.is_char_boundary(*at));
    let start = word[..end.unwrap_or(0)].trim_end_matches(['-', '.']);
    if start.is_empty() { mark.to_owned() } else { format!("{start}-{mark}") }
}

/// The word of a number, which keeps its sign; one of very many digits ends in a mark.
pub(crate) fn of_number(digits: &str) -> String {
    if digits.len() <= MOST { digits.to_owned() } else { of(digits) }
}

/// The word of a value of an `enum` or `rank`, unlike that of every other: `+` and `++` have no
/// letters, `c` and `c++` the same ones, so their numbers tell them apart.
pub(crate) fn of_choice(choices: &[Choice], number: usize) -> String {
    let own = slug(&choices[number].value);
    let is_plain = own == choices[number].value;
    let others = choices.iter().enumerate().filter(|(at, _)| *at != number);
    let is_shared = others.map(|(_, other)| slug(&other.value)).any(|other| other == own);
    match own.as_str() {
        "" => (number + 1).to_string(),
        own if is_shared && !is_plain => format!("{own}-{}", number + 1),
        _ => of(&choices[number].value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Localised;

    #[test]
    fn long_texts_have_short_words_that_differ() {
        let long = "اعتماد ".repeat(60);
        let (a, b) = (of(&format!("{long} a")), of(&format!("{long} b")));
        assert!(a.len() <= MOST + 1 + DIGITS, "{a}");
        assert_ne!(a, b);
        assert_eq!(of("Yes / no"), "yes-no");
    }

    #[test]
    fn a_text_without_letters_has_a_word() {
        assert_eq!(of("%").len(), DIGITS);
        assert_ne!(of("%"), of("‰"));
    }

    #[test]
    fn the_words_of_numbers_differ() {
        assert_eq!(["-1.5", "1.5"].map(of_number), ["-1.5", "1.5"]);
        assert!(of_number(&1e300.to_string()).len() <= MOST + 1 + DIGITS);
    }

    #[test]
    fn the_words_of_a_scale_differ() {
        let choice = |value: &str| Choice { value: value.into(), label: Localised::plain(value) };
        let choices = ["+", "++", "c", "c++", "c#", "C"].map(choice);
        let words: Vec<_> = (0..choices.len()).map(|at| of_choice(&choices, at)).collect();
        assert_eq!(words, ["1", "2", "c", "c-4", "c-5", "c-6"]);
    }
}
