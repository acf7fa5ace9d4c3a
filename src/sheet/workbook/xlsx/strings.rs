//! The texts that the cells of all sheets share.

use crate::sheet::workbook::Fault;
use crate::sheet::workbook::grid::LONGEST_CELL;
use crate::sheet::workbook::xml::{Piece, Xml};

/// Reads the texts. How many there are said to be is not believed; programs are often wrong by a
/// few, and no program is wrong by millions.
pub(super) fn read(mut xml: Xml<'_>) -> Result<Vec<Box<str>>, Fault> {
    let mut out = Vec::new();
    let mut stated = 0;
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "sst" => {
                let count = start.attribute("uniqueCount").unwrap_or_default();
                stated = count.trim().parse().unwrap_or(0);
            }
            Piece::Start(start) if start.name() == "si" => {
                // The sound of Japanese characters is not part of the text.
                let text = xml.text("si", "rPh", LONGEST_CELL)?;
                out.push(unescaped(&text).into());
            }
            Piece::Done if stated > 1_000_000 + 100 * out.len() as u128 => {
                let held = out.len();
                return Err(Fault::damaged(format!(
                    "it declares {stated} texts, but contains {held}"
                )));
            }
            Piece::Done => return Ok(out),
            _ => {}
        }
    }
}

/// A text without the escapes that the format has for characters that XML forbids: `_x000D_`.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match escaped(rest) {
            Some(character) => {
                out.push(character);
                rest = &rest[7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of the escape that a text begins with.
fn escaped(text: &str) -> Option<char> {
    let digits = text.get(2..6).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    text[6..].starts_with('_').then_some(())?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_characters_and_what_only_looks_like_them_stays() {
        assert_eq!(unescaped("a_x0001_b_x005F_x0001_"), "a\u{1}b_x0001_");
        assert_eq!(unescaped("_x_x00G1_ _xD800_ _x1"), "_x_x00G1_ _xD800_ _x1");
    }
}
