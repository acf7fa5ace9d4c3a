//! Cells that a spreadsheet program may take for a formula when it opens a CSV file.

use super::amount::is_number;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// The diagnostic for a cell that begins as formulas do. Numbers with a sign are numbers.
pub(super) fn check(text: &str, place: Span) -> Option<Diagnostic> {
    let first = text.chars().next().filter(|c| ['=', '+', '-', '@', '\t'].contains(c))?;
    let rest = text[first.len_utf8()..].trim();
    let is_harmless = rest.is_empty() || is_number(rest.trim_end_matches('%').trim_end());
    let is_sign = ['+', '-'].contains(&first);
    if is_sign && is_harmless {
        return None;
    }
    let what = if first == '\t' { "a tab".to_owned() } else { format!("`{first}`") };
    let headline = format!("this cell begins with {what}, like a formula");
    Some(
        Diagnostic::new(Code::FormulaLikeCell, headline)
            .at(place)
            .help("put a word before it, unless it must match the source"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn is_noticed(text: &str) -> bool {
        check(text, Span::new(Sources::default().built_in(), 0..0)).is_some()
    }

    #[test]
    fn what_begins_as_a_formula_is_noticed_and_a_number_is_not() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx", "= 5", "=", "- item"] {
            assert!(is_noticed(text), "{text}");
        }
        for text in ["-5", "+3.5", "-1,5 %", "-", "+", "- 7", "", "a=b", "5-3", " =x", "'=1"] {
            assert!(!is_noticed(text), "{text}");
        }
    }
}
