//! E-mail addresses and telephone numbers in a text.

use std::ops::Range;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// An e-mail address.
    Mail,
    /// A telephone number.
    Telephone,
}

/// Words behind which a telephone number stands.
const WORDS: [&str; 15] = [
    "tel",
    "tél",
    "phone",
    "telephone",
    "téléphone",
    "fax",
    "mobile",
    "teléfono",
    "móvil",
    "тел",
    "телефон",
    "факс",
    "هاتف",
    "فاكس",
    "电话",
];

/// Domains that belong to nobody (RFC 2606).
const NOBODY: [&str; 5] = [".example", "example.com", "example.org", "example.net", ".invalid"];

/// The digits of a number with its country (ITU-T E.164), and of one behind a word.
const WITH_COUNTRY: Range<usize> = 8..16;
const BEHIND_WORD: Range<usize> = 7..16;

/// Everything that looks like one, in order. What stands in a comment of HTML is not published.
pub(super) fn all(text: &str) -> Vec<(Range<usize>, Sort)> {
    let mails = text.match_indices('@').filter_map(|(at, _)| Some((mail(text, at)?, Sort::Mail)));
    let mut out: Vec<(Range<usize>, Sort)> = mails.collect();
    let telephones = text.match_indices('+').filter_map(|(at, _)| with_country(text, at));
    out.extend(telephones.map(|range| (range, Sort::Telephone)));
    for range in numbers(text).filter_map(|at| behind_word(text, at)) {
        if !out.iter().any(|(other, _)| other.start <= range.start && range.end <= other.end) {
            out.push((range, Sort::Telephone));
        }
    }
    out.retain(|(range, _)| !is_in_comment(&text[..range.start]));
    out.sort_by_key(|(range, _)| range.start);
    out
}

fn is_in_comment(before: &str) -> bool {
    before.rfind("<!--").is_some_and(|open| !before[open..].contains("-->"))
}

/// The address around an `@`.
fn mail(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let before = text[..at]
        .rfind(|c| !is_local(c))
        .map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    let start = before + text[before..at].len() - text[before..at].trim_start_matches('.').len();
    let is_domain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let domain = &text[at + 1..];
    let domain = &domain[..domain.find(|c| !is_domain(c)).unwrap_or(domain.len())];
    let domain = domain.trim_end_matches(['.', '-']);
    let top = domain.rsplit_once('.').map(|(_, top)| top)?;
    let is_real = start < at
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !domain.starts_with('.')
        && !NOBODY.iter().any(|nobody| domain.ends_with(nobody));
    is_real.then(|| start..at + 1 + domain.len())
}

/// The number that begins with a `+`.
fn with_country(text: &str, at: usize) -> Option<Range<usize>> {
    let is_alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '+');
    let begins = text[at + 1..].starts_with(|c: char| ('1'..='9').contains(&c));
    let found = number(text, at + 1, WITH_COUNTRY).filter(|_| is_alone && begins)?;
    Some(at..found.end)
}

/// Where there are digits, with what may stand in a number before and between them.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let digit = at + text[at..].bytes().position(|byte| byte.is_ascii_digit())?;
        let start = at + text[at..digit].trim_end_matches(is_part).len();
        at = digit + text[digit..].find(|c| !is_part(c)).unwrap_or(text.len() - digit);
        Some(start)
    })
}

/// The number at a place, where a word announces it.
fn behind_word(text: &str, at: usize) -> Option<Range<usize>> {
    const BETWEEN: [char; 4] = ['.', ':', ' ', '\u{a0}'];
    let at = text.len() - text[at..].trim_start_matches(BETWEEN).len();
    let found = number(text, at, BEHIND_WORD)?;
    let before = text[..at].trim_end_matches(BETWEEN);
    let word = &before[before.trim_end_matches(char::is_alphabetic).len()..];
    let is_whole = !before[..before.len() - word.len()].ends_with(char::is_alphanumeric);
    (is_whole && WORDS.contains(&&*word.to_lowercase())).then_some(found)
}

/// The number at a place, where it has as many digits.
fn number(text: &str, at: usize, wanted: Range<usize>) -> Option<Range<usize>> {
    let rest = &text[at..];
    let rest = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    let rest = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    wanted.contains(&digits).then(|| at..at + rest.len())
}

/// Whether a character may stand in a number.
fn is_part(c: char) -> bool {
    matches!(c, '0'..='9' | ' ' | '\u{a0}' | '-' | '.' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::{Sort, all};

    fn found(text: &str) -> Vec<(&str, Sort)> {
        all(text).into_iter().map(|(range, sort)| (&text[range], sort)).collect()
    }

    #[test]
    fn addresses_and_numbers_are_found() {
        use Sort::{Mail, Telephone};
        let text =
            "Ask (jane.doe@unit.org), tel. 022 917 12 34, or +41 (22) 917-1234. Fax: 9171235x";
        let wanted = [
            ("jane.doe@unit.org", Mail),
            ("022 917 12 34", Telephone),
            ("+41 (22) 917-1234", Telephone),
            ("9171235", Telephone),
        ];
        assert_eq!(found(text), wanted);
        assert_eq!(found("téléphone : +33 1 45 68 10 00"), [("+33 1 45 68 10 00", Telephone)]);
        assert_eq!(found("هاتف: 0227341234"), [("0227341234", Telephone)]);
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "S132, ISBN 978-92-807-1234-5, A/RES/66/288, 2003-11-06/2003-11-07",
            "C++ 20111103, a+12345678, +5 % and +12,345,678 tonnes, 1 + 12345678",
            "name@example.org, name@portal.example, @handle, a@b, x @ y.org",
            "the telegram of 12 November 2003 and tel. 12",
            "<!-- jane@unit.org -->",
            "https://a.org/@user/1",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
