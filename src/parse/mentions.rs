//! Words of a text that name something without a reference: acronyms, symbols of documents, items
//! of an agenda. What they name is looked up once all records are known.

use crate::source::Span;

/// Words that name something, at their first place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What they look like.
    pub what: Mentioned,
    /// The words as written.
    pub text: Box<str>,
    /// Their place.
    pub span: Span,
}

/// What words look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mentioned {
    /// Capital letters: `LCA`, `NCPCs`.
    Acronym,
    /// Capital letters that the text itself explains: `life-cycle assessment (LCA)`.
    Explained,
    /// The symbol of a document or a decision, with up to two words before it.
    Symbol,
    /// An item of an agenda: `agenda item 3 (a)`.
    Item,
}

/// How many sorts of mentions there are.
pub(super) const SORTS: usize = 4;

/// The most letters of an acronym; longer words are titles in capital letters.
const LONGEST_ACRONYM: usize = 12;

/// The word before the number of an item, and the words behind it where `agenda` is not before it.
const ITEMS: &[(&str, &[&str])] = &[
    ("item", &["of", "the", "agenda"]),
    ("point", &["de", "l'ordre", "du", "jour"]),
    ("point", &["de", "l’ordre", "du", "jour"]),
    ("البند", &["من", "جدول", "الأعمال"]),
];

/// Everything that a text mentions, in the order of its words.
pub(super) fn find(text: &str) -> Vec<(Mentioned, &str)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        out.extend(item(text, &words, at).map(|words| (Mentioned::Item, words)));
        // Most words are in small letters, and mention nothing.
        let is_small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_punctuation();
        if word.bytes().filter(|byte| !is_small(byte) || *byte == b'&').count() < 2 {
            continue;
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if is_symbol(bare) {
            let before = words[..at].iter().rev().take(2).filter(|_| word.starts_with(bare));
            let first = before.take_while(|word| leads_on(word)).last().unwrap_or(&bare);
            out.push((Mentioned::Symbol, between(text, first, bare)));
            continue;
        }
        let around = &words[at.saturating_sub(1)..words.len().min(at + 2)];
        if around.windows(2).any(is_shouted) {
            continue;
        }
        let what = if is_explained(text, word) { Mentioned::Explained } else { Mentioned::Acronym };
        out.extend(bare.split('/').filter_map(acronym).map(|acronym| (what, acronym)));
    }
    out
}

/// Whether a word may belong to the symbol behind it, as in `CEB decision 5/4/2013`.
fn leads_on(word: &str) -> bool {
    word.ends_with(char::is_alphanumeric) && !word.contains('/')
}

/// The words of a text from one of its words to another.
fn between<'t>(text: &'t str, first: &str, last: &str) -> &'t str {
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    let end = last.as_ptr() as usize - text.as_ptr() as usize + last.len();
    &text[start..end]
}

/// A word in capital letters, without what makes it a genitive.
pub fn acronym(word: &str) -> Option<&str> {
    let word = word.trim_end_matches("'s").trim_end_matches("’s");
    let letters = singular(word);
    let count = letters.chars().count();
    let is_capital = |c: char| c.is_uppercase() || c == '&';
    let is_roman = letters.chars().all(|c| "IVX".contains(c));
    let fits = (2..=LONGEST_ACRONYM).contains(&count) && letters.chars().all(is_capital);
    (fits && !is_roman).then_some(word)
}

/// An acronym without the letter of its plural.
pub fn singular(acronym: &str) -> &str {
    acronym.strip_suffix('s').unwrap_or(acronym)
}

/// Whether two words are part of a title or an exclamation in capital letters.
fn is_shouted(words: &[&str]) -> bool {
    let is_loud = |word: &&str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase) && !word.contains('/')
    };
    words.iter().all(is_loud) && words[0].ends_with(char::is_alphanumeric)
}

/// Whether an acronym stands in brackets behind what it stands for, or that in brackets behind it.
fn is_explained(text: &str, word: &str) -> bool {
    let start = word.as_ptr() as usize - text.as_ptr() as usize;
    let behind = text[start + word.len()..].trim_start();
    word.starts_with('(') && word.contains(')') && start > 0 || behind.starts_with('(')
}

/// Whether a word is a symbol, such as `E/CN.17/1999/12`.
fn is_symbol(word: &str) -> bool {
    let is_part = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase() || is_digit(c));
    let has_only = |c: char| c.is_ascii_alphanumeric() || "/.-()".contains(c);
    word.matches('/').count() > 1
        && word.contains(is_digit)
        && word.chars().all(has_only)
        && word.split('/').all(is_part)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The words of an item of an agenda whose number follows the word at `at`.
fn item<'t>(text: &'t str, words: &[&str], at: usize) -> Option<&'t str> {
    let is_own = |own: &str| own.eq_ignore_ascii_case(words[at]);
    let mut ends = ITEMS.iter().filter(|(own, _)| is_own(own)).peekable();
    ends.peek()?;
    let rest = &words[at + 1..];
    let number = rest.first().filter(|word| word.starts_with(is_digit))?;
    let has_letter = rest.get(1).is_some_and(|word| is_point(word));
    let length = if has_letter { 2 } else { 1 };
    let behind = &rest[length..];
    let last = if has_letter { rest[1] } else { number };
    let last = last.trim_end_matches([',', ';', ':', '.']);
    if at > 0 && words[at - 1].eq_ignore_ascii_case("agenda") {
        return Some(between(text, words[at - 1], last));
    }
    let named = |end: &[&str]| {
        let mut pairs = end.iter().zip(behind);
        behind.len() >= end.len() && pairs.all(|(end, word)| word.starts_with(end))
    };
    ends.any(|(_, end)| named(end)).then(|| between(text, words[at], last))
}

/// Whether a word is the letter of a point: `(a)`, `a)`.
fn is_point(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', ':', '.']);
    let letter = word.strip_suffix(')').map(|word| word.trim_start_matches('('));
    letter.is_some_and(|letter| letter.len() == 1 && letter.starts_with(char::is_alphabetic))
}

/// The number with which words begin, with its letter: `3a` of `3. (a) Scope`, `3` of `3. Scope`.
pub fn number(words: &str) -> Option<String> {
    let digits = words.find(|c| !is_digit(c)).unwrap_or(words.len());
    let (number, rest) = words.split_at(digits);
    let rest = rest.trim_start_matches(['.', ' ', '(']);
    let mut letters = rest.chars();
    let letter = letters.next().filter(char::is_ascii_lowercase);
    let is_point = letters.next() == Some(')');
    let letter = letter.filter(|_| is_point).map(String::from).unwrap_or_default();
    (digits > 0).then(|| format!("{number}{letter}"))
}

/// The numbers of all items of an agenda that a text mentions.
pub fn items(text: &str) -> impl Iterator<Item = String> {
    let items = find(text).into_iter().filter(|(what, _)| *what == Mentioned::Item);
    items.filter_map(|(_, words)| item_number(words))
}

/// The number of an item, of the words that mention it.
pub fn item_number(words: &str) -> Option<String> {
    number(&words[words.find(is_digit)?..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text).into_iter().map(|(what, words)| format!("{what:?} {words}")).collect()
    }

    #[test]
    fn acronyms_are_words_in_capital_letters() {
        let text = "NGOs, UNEP's and UNDP/APO on SC&P, in part II, Table T1 and CO2 of Oslo.";
        let expected =
            ["NGOs", "UNEP", "UNDP", "APO", "SC&P"].map(|word| format!("Acronym {word}"));
        assert_eq!(found(text), expected);
        assert_eq!(found("REPORT OF THE MEETING"), [""; 0], "a title in capital letters");
        assert_eq!(found("Of CEB, HLCM and it"), ["Acronym CEB", "Acronym HLCM"]);
        assert_eq!(found("on life-cycle assessment (LCA)."), ["Explained LCA"]);
        assert_eq!(found("LCI (life-cycle inventory)"), ["Explained LCI"]);
    }

    #[test]
    fn symbols_have_parts_with_numbers() {
        let text = "See E/CN.17/1999/12, the CEB decision 5/4/2013, 6/4/2013 and/or 24/7.";
        let expected = [
            "Symbol See E/CN.17/1999/12",
            "Acronym CEB",
            "Symbol CEB decision 5/4/2013",
            "Symbol 6/4/2013",
        ];
        assert_eq!(found(text), expected);
        assert_eq!(found("in content/terms/2/x or A/B/C"), [""; 0]);
    }

    #[test]
    fn items_are_those_of_an_agenda() {
        for (text, words, number) in [
            ("during agenda item 3. (a), the", "agenda item 3. (a)", "3a"),
            ("Agenda item 4, on", "Agenda item 4", "4"),
            ("Item 3 (a) of the agenda", "Item 3 (a)", "3a"),
            ("au point 3 a) de l'ordre du jour", "point 3 a)", "3a"),
            ("في البند 3 من جدول الأعمال", "البند 3", "3"),
        ] {
            assert_eq!(found(text), [format!("Item {words}")]);
            assert_eq!(items(text).collect::<Vec<_>>(), [number]);
        }
        assert_eq!(found("Item 3 of the list, a point 4 and an item"), [""; 0]);
        assert_eq!(number("3. Scope").as_deref(), Some("3"));
        assert_eq!(number("Scope"), None);
    }
}
