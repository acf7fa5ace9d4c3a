//! Tables, rows and cells that are larger than what is read.

use super::data::Data;
use crate::diag::{Code, Diagnostic};
use crate::sheet::{Cell, MOST_CELLS, MOST_COLUMNS, Sheet};
use crate::source::Span;

/// The longest text of a cell.
const LONGEST_CELL: usize = 1 << 20;

/// Whether a cell holds more text than is read.
pub(super) fn is_long(cell: &Cell<'_>) -> bool {
    cell.text.len() > LONGEST_CELL
}

/// The diagnostic for such a cell.
pub(super) fn cell(place: Span) -> Diagnostic {
    Diagnostic::new(Code::OversizedTable, "this cell contains more than 1 MiB of text")
        .at(place)
        .help("move the text to a page of its own, and refer to the page in the cell")
}

/// The diagnostic for a title that is too long.
pub(super) fn title(place: Span) -> Diagnostic {
    Diagnostic::new(Code::OversizedTable, "this title has more than 1,000 characters")
        .at(place)
        .help("shorten the title, and explain the column in the text above the table")
}

/// The diagnostics for more rows and columns than are read.
pub(super) fn rows(sheet: &Sheet<'_>, data: &Data) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if let Some(row) = sheet.unread_from {
        let headline = format!(
            "this table has more than {MOST_CELLS} cells; it was not read from row {row} on"
        );
        let place = sheet.rows.last().and_then(|row| row.cells.first());
        let place = place.map_or(0..0, |cell| cell.place.clone());
        out.push(
            Diagnostic::new(Code::OversizedTable, headline)
                .at(Span::new(data.source, place))
                .help("divide the table among several records"),
        );
    }
    let mut wide = sheet.rows.iter().filter(|row| row.width > MOST_COLUMNS);
    if let Some(row) = wide.next() {
        let (width, more) = (row.width, wide.count());
        let headline = format!("this row has {width} cells; at most {MOST_COLUMNS} are read");
        let diagnostic = Diagnostic::new(Code::OversizedTable, headline);
        let place = row.cells.last().map_or(0..0, |cell| cell.place.clone());
        let diagnostic = diagnostic
            .at(Span::new(data.source, place))
            .help("check that the right character separates the columns, and delete empty columns");
        out.push(match more {
            0 => diagnostic,
            more => diagnostic.note(format!("the same is true of {more} more rows")),
        });
    }
    out
}
