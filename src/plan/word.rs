//! Values -> words that stand for them in addresses.

use crate::fingerprint::Fingerprint;
use crate::id::slug;
use crate::schema::Choice;
use crate::text::composed;

/// The most bytes of a word; file systems take 255, and search engines cut long addresses.
const MOST: usize = 120;

/// How many hexadecimal digits tell texts apart that have no word of their own.
const DIGITS: usize = 8;

/// What stands in the place of a value where there is none; no text has this word.
pub(crate) const NONE: &str = "none";

/// The word of a name. One that is too long ends in a mark made from the whole name, and one
/// without letters and digits, such as `%`, is nothing but its mark.
pub(crate) fn of(text: &str) -> String {
    let word = slug(text);
    if !word.is_empty() && word.len() <= MOST {
        return word;
    }
    marked(&word, text)
}

/// The word of a value that is a text. Two texts have the same word only where they differ in
/// nothing but letter case, spaces and Unicode form: `< 10 t` and `> 10 t` are two values. It is made from the
/// text alone, so that no other value can ever change it.
///
/// Words with spaces between them become words with hyphens, and a hyphen becomes two; any other
/// sign would be lost, so the word of a text that has one ends in a mark.
pub(crate) fn of_text(text: &str) -> String {
    let same = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let same = composed(&same.to_lowercase());
    let word = slug(&same);
    let is_kept = word == same.replace(' ', "-");
    let exact = same.replace('-', "--").replace(' ', "-");
    match is_kept && exact.len() <= MOST && exact != NONE {
        true => exact,
        false => marked(&word, &same),
    }
}

/// The beginning of a word with a mark made from the whole text.
fn marked(word: &str, text: &str) -> String {
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
    let others = || choices.iter().enumerate().filter(|(at, _)| *at != number);
    let is_shared = || others().any(|(_, other)| slug(&other.value) == own);
    if own.is_empty() {
        return (number + 1).to_string();
    }
    // Most values are their own words, and are made for every record: only others are compared.
    match own != choices[number].value && is_shared() {
        true => format!("{own}-{}", number + 1),
        false => of(&choices[number].value),
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
    fn texts_that_differ_in_more_than_case_and_spaces_have_words_that_differ() {
        let texts = [
            "< 10 t",
            "> 10 t",
            "-10 t",
            "10 t",
            "10-t",
            "10 - t",
            "+10 t",
            "10% t",
            "10 t.",
            "10.t",
            "10_t",
            "(10) t",
            "in progress",
            "in-progress",
            "in--progress",
            "in/progress",
            "in, progress",
            "inprogress",
            "%",
            "\u{2030}",
            "a+b",
            "a b",
            "a-b",
            "none",
            "10  t b",
        ];
        let words: std::collections::BTreeSet<_> = texts.iter().map(|text| of_text(text)).collect();
        assert_eq!(words.len(), texts.len(), "{words:?}");
        assert!(!words.contains(NONE));
    }

    #[test]
    fn letter_case_spaces_and_unicode_form_make_no_other_text() {
        for (a, b) in [
            ("In Progress", " in  progress "),
            ("\u{c9}tat", "e\u{301}tat"),
            ("< 10 T", "<\u{a0}10 t"),
        ] {
            assert_eq!(of_text(a), of_text(b), "{a}");
        }
        assert_eq!(of_text("In progress"), "in-progress");
        assert_eq!(of_text("E-waste"), "e--waste");
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
        let choice = |value: &str| Choice {
            value: value.into(),
            label: Localised::plain(value),
            tone: None,
        };
        let choices = ["+", "++", "c", "c++", "c#", "C"].map(choice);
        let words: Vec<_> = (0..choices.len()).map(|at| of_choice(&choices, at)).collect();
        assert_eq!(words, ["1", "2", "c", "c-4", "c-5", "c-6"]);
    }
}
