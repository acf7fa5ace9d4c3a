//! A table in Markdown as rows of cells with their places.

use std::ops::Range;

use comrak::nodes::{AstNode, NodeValue, Sourcepos};
use comrak::{Arena, Options, parse_document};

use crate::sheet::{Cell, Row, Sheet};
use crate::source::LineIndex;

/// The bytes of the first table of a text.
pub fn first_table(text: &str) -> Option<Range<usize>> {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let table = root.descendants().find(|node| matches!(node.data().value, NodeValue::Table(_)))?;
    Some(bytes(&LineIndex::new(text), table.data().sourcepos))
}

/// The rows of the table at `range` of a text, numbered from 1 (the titles), with places in the
/// whole text.
pub fn table(text: &str, range: Range<usize>) -> Sheet<'_> {
    let part = &text[range.clone()];
    let arena = Arena::new();
    let root = parse_document(&arena, part, &options());
    let lines = LineIndex::new(part);
    let is_row = |node: &&AstNode<'_>| matches!(node.data().value, NodeValue::TableRow(_));
    let rows = root.descendants().filter(is_row).enumerate();
    let rows = rows.map(|(at, row)| {
        let cells = row.children().map(|cell| {
            let place = bytes(&lines, cell.data().sourcepos);
            let inner = part[place.clone()].trim().trim_matches('|').trim();
            let start = place.start + part[place].find(inner).unwrap_or(0);
            let place = range.start + start..range.start + start + inner.len();
            Cell::of(inner.replace("\\|", "|"), place)
        });
        let mut cells: Vec<Cell<'_>> = cells.collect();
        let width = cells.len();
        while cells.last().is_some_and(|cell| cell.trimmed().is_empty()) {
            cells.pop();
        }
        Row { number: at + 1, cells, width }
    });
    let rows = rows.filter(|row| !row.cells.is_empty()).collect();
    Sheet { rows, ..Sheet::default() }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options
}

/// comrak counts lines and columns from 1, columns in bytes, and its ends are inclusive.
fn bytes(lines: &LineIndex<'_>, place: Sourcepos) -> Range<usize> {
    let start = lines.byte(place.start.line, place.start.column);
    let end = lines.byte(place.end.line, place.end.column + 1);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Before.\n\n| id | Who |\n| --- | --- |\n| a | [[x\\|X]] & Ü |\n| b |  |\n\nAfter | all\n";

    #[test]
    fn the_first_table_has_rows_of_cells_with_their_places() {
        let range = first_table(TEXT).expect("there is one");
        assert!(TEXT[range.clone()].starts_with("| id") && TEXT[range.clone()].ends_with("|  |"));
        let sheet = table(TEXT, range);
        let texts: Vec<_> = sheet.rows.iter().map(|row| (row.text(0), row.text(1))).collect();
        assert_eq!(texts, [("id", "Who"), ("a", "[[x|X]] & Ü"), ("b", "")]);
        assert_eq!(&TEXT[sheet.rows[1].cells[1].place.clone()], "[[x\\|X]] & Ü");
    }

    #[test]
    fn a_text_without_a_table_has_none() {
        assert_eq!(first_table("a | b\n"), None);
    }
}
