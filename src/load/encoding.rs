//! The bytes of delimited text -> text. What is not UTF-8 is what spreadsheet programs write.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diag::{Code, Diagnostic};

/// The mark of UTF-8 at the beginning of a text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a delimited file, and what its bytes are where they are not plain UTF-8.
pub(super) fn decode(rel: &str, bytes: Vec<u8>) -> (String, Option<Diagnostic>) {
    if let Some(encoding) = wide(&bytes) {
        let (text, _) = encoding.decode_with_bom_removal(&bytes);
        return (text.into_owned(), Some(legacy(rel, encoding.name(), "")));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let (marked, rest) = match bytes.strip_prefix(MARK) {
        Some(rest) => (true, rest),
        None => (false, &*bytes),
    };
    let found = Found::new(rest);
    // In Windows-1252, a few pairs of signs look like UTF-8; a file of many is UTF-8 with damage.
    if marked || found.valid > found.invalid {
        return (found.text, Some(mixed(rel, marked, found.line, &found.word)));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(rest);
    let diagnostics = legacy(rel, "Windows-1252", ", and check the letters with accents");
    (text.into_owned(), Some(diagnostics))
}

/// UTF-16, by its mark or by the zeros that letters without accents have in it.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|(_, length)| *length == 2) {
        return Some(encoding);
    }
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = bytes.len() / 4;
    match () {
        () if bytes.len() < 4 => None,
        () if odd > many && even <= odd / 8 => Some(UTF_16LE),
        () if even > many && odd <= even / 8 => Some(UTF_16BE),
        () => None,
    }
}

/// Bytes that are UTF-8 but for some that are read as Windows-1252.
struct Found {
    text: String,
    /// How many characters of several bytes are UTF-8.
    valid: usize,
    /// How many bytes are not.
    invalid: usize,
    /// The first line with such a byte.
    line: usize,
    /// The word around it.
    word: String,
}

impl Found {
    fn new(bytes: &[u8]) -> Self {
        let (mut text, mut valid, mut invalid, mut first) = (String::new(), 0, 0, None);
        for chunk in bytes.utf8_chunks() {
            valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                first.get_or_insert(text.len());
                invalid += chunk.invalid().len();
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            }
        }
        let at = first.unwrap_or(0);
        let line = text[..at].matches('\n').count() + 1;
        let word = word_at(&text, at).to_owned();
        Self { text, valid, invalid, line, word }
    }
}

/// The word at a byte of a text.
fn word_at(text: &str, at: usize) -> &str {
    let is_end = |c: char| !c.is_alphanumeric();
    let before = &text[..at];
    let start = before.char_indices().rev().find(|(_, c)| is_end(*c));
    let start = start.map_or(0, |(start, c)| start + c.len_utf8());
    // The sign itself is part of it, whatever it is.
    let own = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let end = text[own..].find(is_end).map_or(text.len(), |end| own + end);
    &text[start..end]
}

fn legacy(rel: &str, name: &str, and: &str) -> Diagnostic {
    let headline = format!("this file is not UTF-8; it was read as {name}");
    Diagnostic::new(Code::LegacyEncoding, headline)
        .in_file(rel)
        .help(format!("save it as “CSV UTF-8”{and}"))
}

fn mixed(rel: &str, marked: bool, line: usize, word: &str) -> Diagnostic {
    let word: String = word.chars().take(40).collect();
    let headline = match marked {
        true => format!(
            "this file begins with the mark of UTF-8, but line {line} is not UTF-8; \
             as Windows-1252 it reads “{word}”"
        ),
        false => format!(
            "most of this file is UTF-8, but line {line} is not; as Windows-1252 it reads “{word}”"
        ),
    };
    Diagnostic::new(Code::NotUtf8, headline)
        .in_file(rel)
        .help("open the file in the program that made it, and save it as “CSV UTF-8”")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<(Code, String)>) {
        let (text, diagnostics) = decode("a.csv", bytes.to_vec());
        (text, diagnostics.map(|diagnostics| (diagnostics.code, diagnostics.message)))
    }

    #[test]
    fn what_the_bytes_are_is_reported() {
        assert_eq!(read("\u{feff}id;É\n".as_bytes()).1, None);
        let (text, diagnostics) = read(b"id;Caf\xe9\n");
        assert_eq!(
            (text.as_str(), diagnostics.map(|s| s.0)),
            ("id;Café\n", Some(Code::LegacyEncoding))
        );
        // Signs that happen to look like UTF-8 do not make it so.
        let (text, diagnostics) = read(b"Caf\xe9 \xabCAF\xc9\xbb \xe0");
        assert_eq!(
            (text.as_str(), diagnostics.map(|s| s.0)),
            ("Café «CAFÉ» à", Some(Code::LegacyEncoding))
        );
    }

    #[test]
    fn a_mark_that_does_not_hold_is_an_error_that_says_what_the_bytes_are() {
        let (text, diagnostics) = read(b"\xef\xbb\xbfid;name\n1;Caf\xe9 noir\n");
        assert_eq!(text, "id;name\n1;Café noir\n");
        let (code, message) = diagnostics.expect("something is wrong");
        assert_eq!(code, Code::NotUtf8);
        assert_eq!(
            message,
            "this file begins with the mark of UTF-8, but line 2 is not UTF-8; as Windows-1252 it reads “Café”"
        );
    }

    #[test]
    fn two_encodings_in_one_file_are_an_error() {
        let (text, diagnostics) = read(b"\xc3\xa9t\xc3\xa9\nCaf\xe9\n");
        assert_eq!(text, "été\nCafé\n");
        let (code, message) = diagnostics.expect("something is wrong");
        assert_eq!(code, Code::NotUtf8);
        assert_eq!(
            message,
            "most of this file is UTF-8, but line 2 is not; as Windows-1252 it reads “Café”"
        );
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        for (marked, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let text = format!("{}id,État\n", if marked { "\u{feff}" } else { "" });
            let units = text.encode_utf16();
            let bytes: Vec<u8> =
                units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            let (text, diagnostics) = read(&bytes);
            assert_eq!(text, "id,État\n");
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            assert!(diagnostics.is_some_and(|(_, message)| message.ends_with(name)));
        }
    }
}
