//! What a condition compares fields with, as far as its text tells without working it out:
//! `type == "session"`, `"unep" in organisers`, `status in ["agreed", "open"]`.

use std::ops::Range;

/// A field and what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The name of the field.
    pub name: String,
    /// The text that it is compared with.
    pub text: String,
    /// The bytes of that text in the condition, quotation marks included.
    pub place: Range<usize>,
    /// Whether it stands in quotation marks.
    pub is_quoted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Mark(String),
}

pub(super) type Placed = (Token, Range<usize>);

/// Every comparison of a field with a text or with a bare word.
pub(super) fn compared(condition: &str) -> Vec<Compared> {
    let tokens = tokens(condition);
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        let Some(rest) = comparison(&tokens, at) else { continue };
        if let Some(before) = at.checked_sub(1) {
            pair(&tokens, (before, rest), &mut out);
        }
    }
    out
}

/// Where the other side of a comparison begins, whose operator stands here.
fn comparison(tokens: &[Placed], at: usize) -> Option<usize> {
    let is = |at: usize, word: &str| match tokens.get(at) {
        Some((Token::Mark(mark), _)) => mark == word,
        Some((Token::Name(name), _)) => name == word,
        _ => false,
    };
    match () {
        () if is(at, "in") && at > 0 && is(at - 1, "not") => None,
        () if is(at, "==") || is(at, "!=") || is(at, "in") => Some(at + 1),
        () if is(at, "not") && is(at + 1, "in") => Some(at + 2),
        () => None,
    }
}

/// Adds what two sides compare: a field with a text, or with each text of a list.
fn pair(tokens: &[Placed], (left, right): (usize, usize), out: &mut Vec<Compared>) {
    match (field(tokens, left), field(tokens, right)) {
        (Some(name), None) => {
            out.extend(texts(tokens, right).into_iter().filter_map(|at| side(name, &tokens[at])));
        }
        (None, Some(name)) => out.extend(side(name, &tokens[left])),
        (Some(name), Some(other)) => {
            out.extend(side(name, &tokens[right]));
            out.extend(side(other, &tokens[left]));
        }
        (None, None) => {}
    }
}

/// The name of a field; the name of a filter is none.
fn field(tokens: &[Placed], at: usize) -> Option<&str> {
    let is_filter = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).is_some_and(|(token, _)| *token == Token::Mark("|".into()))
    };
    let filtered = is_filter(at.checked_sub(1)) || is_filter(Some(at + 1));
    match tokens.get(at) {
        Some((Token::Name(name), _)) if !filtered && !WORDS.contains(&&**name) => Some(name),
        _ => None,
    }
}

/// The text at a place, or the texts of the list that begins there.
fn texts(tokens: &[Placed], at: usize) -> Vec<usize> {
    let is =
        |at: usize, word: &str| matches!(tokens.get(at), Some((Token::Mark(m), _)) if m == word);
    if !is(at, "[") {
        return vec![at].into_iter().filter(|at| *at < tokens.len()).collect();
    }
    (at + 1..tokens.len()).take_while(|at| !is(*at, "]")).collect()
}

fn side(name: &str, (token, place): &Placed) -> Option<Compared> {
    let (text, is_quoted) = match token {
        Token::Text(text) => (text, true),
        Token::Name(text) => (text, false),
        Token::Mark(_) => return None,
    };
    let (name, text, place) = (name.to_owned(), text.clone(), place.clone());
    Some(Compared { name, text, place, is_quoted })
}

/// Words of the language that are not fields.
const WORDS: &[&str] = &["and", "or", "not", "in", "is", "true", "false", "none", "True", "False"];

/// The words, texts and marks of a condition.
pub(super) fn tokens(text: &str) -> Vec<Placed> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, len) = match first {
            '"' | '\'' | '`' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
                (Some(Token::Text(rest[1..].split(first).next().unwrap_or("").to_owned())), end)
            }
            c if c.is_alphabetic() || c == '_' => {
                let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
                let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
                (Some(Token::Name(rest[..end].to_owned())), end)
            }
            c if c.is_whitespace() => (None, c.len_utf8()),
            _ => {
                let double = ["==", "!=", "<=", ">="].iter().find(|mark| rest.starts_with(**mark));
                let mark = double.copied().unwrap_or(&rest[..first.len_utf8()]);
                (Some(Token::Mark(mark.to_owned())), mark.len())
            }
        };
        out.extend(token.map(|token| (token, at..at + len)));
        at += len;
    }
    out
}

/// The names in a condition.
pub(super) fn names(condition: &str) -> impl Iterator<Item = String> {
    tokens(condition).into_iter().filter_map(|(token, _)| match token {
        Token::Name(name) => Some(name),
        _ => None,
    })
}

/// What to write in place of a sign that other languages have.
pub(super) fn help(condition: &str) -> Option<&'static str> {
    let tokens = tokens(condition);
    let mark = |word: &str| tokens.iter().any(|(t, _)| *t == Token::Mark(word.to_owned()));
    let name = |word: &str| tokens.iter().any(|(t, _)| *t == Token::Name(word.to_owned()));
    let helps = [
        (compares_with_one_sign(&tokens), "write `==` to compare, as in `status == \"agreed\"`"),
        (mark("&") || name("AND"), "write `and` between two conditions"),
        (mark("!") || name("NOT"), "write `not` in front of a condition, or `!=` to compare"),
        (name("OR"), "write `or` between two conditions"),
    ];
    helps.into_iter().find(|(is_there, _)| *is_there).map(|(_, help)| help)
}

/// Whether a condition has `=` other than before the argument of a function: `range(end=9)`.
fn compares_with_one_sign(tokens: &[(Token, Range<usize>)]) -> bool {
    let is = |at: Option<usize>, word: &str| {
        at.and_then(|at| tokens.get(at)).is_some_and(|(t, _)| *t == Token::Mark(word.to_owned()))
    };
    let is_name = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).is_some_and(|(t, _)| matches!(t, Token::Name(_)))
    };
    let is_argument = |at: usize| {
        let before = at.checked_sub(2);
        is(before, ",") || is(before, "(") && is_name(at.checked_sub(3))
    };
    (0..tokens.len()).any(|at| is(Some(at), "=") && !is_argument(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostics(condition: &str) -> Vec<String> {
        let show = |c: Compared| {
            let quote = if c.is_quoted { "'" } else { "" };
            assert_eq!(condition[c.place].trim_matches(['"', '\'']), c.text);
            format!("{} {quote}{}{quote}", c.name, c.text)
        };
        compared(condition).into_iter().map(show).collect()
    }

    #[test]
    fn comparisons_are_found_on_both_sides_and_in_lists() {
        assert_eq!(diagnostics("type == \"a\" and 'b' != kind"), ["type 'a'", "kind 'b'"]);
        assert_eq!(diagnostics("\"unep\" in organisers"), ["organisers 'unep'"]);
        assert_eq!(
            diagnostics("type in ['a', 'b'] or x not in [\"c\"]"),
            ["type 'a'", "type 'b'", "x 'c'"]
        );
        assert_eq!(diagnostics("status == confirmed"), ["status confirmed", "confirmed status"]);
        assert_eq!(diagnostics("\"a\" not in agencies"), ["agencies 'a'"]);
    }

    #[test]
    fn what_is_worked_out_is_not_guessed() {
        assert_eq!(diagnostics("title | lower == 'x'"), [] as [&str; 0]);
        assert_eq!(diagnostics("'a and b == c'"), [] as [&str; 0]);
        assert_eq!(diagnostics("agencies | length > 2 and year >= 3"), [] as [&str; 0]);
        assert_eq!(diagnostics("\"open"), [] as [&str; 0]);
    }

    #[test]
    fn signs_of_other_languages_have_a_help() {
        assert!(help("type = 'x'").is_some_and(|help| help.contains("==")));
        assert!(help("a && b").is_some_and(|help| help.contains("and")));
        assert!(help("!a").is_some_and(|help| help.contains("not")));
        assert_eq!(help("a == 'x = y'"), None);
    }
}
