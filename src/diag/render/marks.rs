//! Characters that would act instead of being shown -> marks that can be seen.
//!
//! Content is written by strangers. An escape sequence could recolour or rewrite a terminal,
//! and an override of the reading direction could make a line look like another one.

use std::borrow::Cow;
use std::fmt::Write;

/// The mark for a character that acts, or nothing for one that is shown.
pub(super) fn mark(c: char) -> Option<char> {
    match c {
        '\t' => None,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// The text on one line: every character that acts is a mark, line ends too.
/// The number of characters stays the same.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| mark(c).is_some()) {
        Cow::Owned(text.chars().map(|c| mark(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with its lines: every character that acts is a mark, except line ends.
pub fn lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| one_line(line.strip_suffix('\r').unwrap_or(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// JSON in which the acting characters that JSON allows in a text are written as `\u` escapes.
pub(super) fn in_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && mark(c).is_some() {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_becomes_a_mark() {
        assert_eq!(one_line("\x1b[31m\0\r\n\u{9b}\u{7f}\u{202e}\u{2028}"), "␛[31m␀␍␊�␡��");
        assert_eq!(lines("a\x07\r\nb\rc\n"), "a␇\nb␍c\n");
    }

    #[test]
    fn what_is_shown_stays() {
        assert_eq!(one_line("\tقمة \u{200f}🌍 ñ"), "\tقمة \u{200f}🌍 ñ");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let json = in_json("{\n  \"a\": \"\u{9b}ñ\u{202e}\"\n}");
        assert_eq!(json, "{\n  \"a\": \"\\u009bñ\\u202e\"\n}");
    }
}
