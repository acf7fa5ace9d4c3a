//! Cells that hold an error in place of what a spreadsheet program was to work out.

use crate::diag::{Code, Diagnostic};
use crate::sheet::Cell;
use crate::source::Span;

/// What Excel, LibreOffice and Google Sheets show where a formula has no result: in English, then
/// in the other languages of the theme where they differ.
const FAILURES: &[&str] = &[
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#ERROR!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#DATA!",
    "#GETTING_DATA",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#VALEUR!",
    "#NOM?",
    "#NUL!",
    "#NOMBRE!",
    "#¡REF!",
    "#N/D",
    "#¡VALOR!",
    "#¡DIV/0!",
    "#¿NOMBRE?",
    "#¡NULO!",
    "#¡NUM!",
    "#ССЫЛКА!",
    "#Н/Д",
    "#ЗНАЧ!",
    "#ДЕЛ/0!",
    "#ИМЯ?",
    "#ПУСТО!",
    "#ЧИСЛО!",
];

/// Whether the text of a cell, without white space around it, is an error of a spreadsheet program.
pub(super) fn is_failure(text: &str) -> bool {
    // LibreOffice has numbers for most of its errors.
    let number = text.strip_prefix("Err:");
    text.starts_with('#') && FAILURES.contains(&text)
        || number.is_some_and(|n| n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a cell is one, or a formula whose result was not saved.
pub(super) fn is_failed(cell: &Cell<'_>) -> bool {
    is_unsaved(cell) || is_failure(cell.trimmed())
}

fn is_unsaved(cell: &Cell<'_>) -> bool {
    cell.known.is_some_and(|known| known.unsaved)
}

/// The diagnostic for a cell that is one.
pub(super) fn check(cell: &Cell<'_>, place: Span) -> Option<Diagnostic> {
    let text = cell.trimmed();
    let (headline, help) = match (is_unsaved(cell), is_failure(text)) {
        (true, _) => (
            format!("the workbook has no result for this formula: `{text}`"),
            "open the workbook in your spreadsheet program, which calculates the formula, and \
             save it",
        ),
        (_, true) => (
            format!("the spreadsheet program could not calculate this cell: `{text}`"),
            "correct the formula in the spreadsheet, or write the value itself, and save it again",
        ),
        _ => return None,
    };
    Some(Diagnostic::new(Code::FailedFormula, headline).at(place).help(help))
}

#[cfg(test)]
mod tests {
    use super::is_failure;

    #[test]
    fn errors_of_spreadsheets_are_known_and_other_texts_are_not() {
        for text in ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "Err:508", "#ЗНАЧ!", "#¡VALOR!"] {
            assert!(is_failure(text), "{text}");
        }
        for text in ["n/a", "#1", "#waste!", "Err:5", "Err: 508", "see #REF!", "#ref!", ""] {
            assert!(!is_failure(text), "{text}");
        }
    }
}
