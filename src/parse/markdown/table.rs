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
        cells.extend(beyond(part, range.start, bytes(&lines, row.data().sourcepos), cells.len()));
        let width = cells.len();
        while cells.last().is_some_and(|cell| cell.trimmed().is_empty()) {
            cells.pop();
        }
        Row { number: at + 1, cells, width }
    });
    let rows = rows.filter(|row| !row.cells.is_empty()).collect();
    Sheet { rows, ..Sheet::default() }
}

/// The cells of a row beyond those that comrak reads, which are as many as the table has columns.
fn beyond(part: &str, offset: usize, row: Range<usize>, width: usize) -> Vec<Cell<'_>> {
    let end = part[row.start..].find('\n').map_or(part.len(), |at| row.start + at);
    let line = &part[row.start..end];
    let cell = |cell: Range<usize>| {
        let text = line[cell.clone()].trim();
        let start = row.start + cell.start + line[cell].find(text).unwrap_or(0);
        let place = offset + start..offset + start + text.len();
        Cell::of(text.replace("\\|", "|"), place)
    };
    cells(line).into_iter().skip(width).map(cell).collect()
}

/// The cells of a line of a table, which are separated by every `|` without a `\` before it.
pub(super) fn cells(line: &str) -> Vec<Range<usize>> {
    let mut bars: Vec<usize> = Vec::new();
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'|' if !escaped => bars.push(at),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    let starts = std::iter::once(0).chain(bars.iter().map(|at| at + 1));
    let ends = bars.iter().copied().chain([line.len()]);
    let mut cells: Vec<_> = starts.zip(ends).map(|(start, end)| start..end).collect();
    let is_blank =
        |cell: Option<&Range<usize>>| cell.is_some_and(|cell| line[cell.clone()].trim().is_empty());
    // The bars at either end of the line part nothing.
    if cells.len() > 1 && is_blank(cells.last()) {
        cells.pop();
    }
    if cells.len() > 1 && is_blank(cells.first()) {
        cells.remove(0);
    }
    cells
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
    fn a_cell_beyond_the_last_column_is_read() {
        let text = "| a | b |\n| - | - |\n| 1 | 2 | x \\| y | z |\n| 1 |\n";
        let sheet = table(text, first_table(text).expect("there is one"));
        let row = &sheet.rows[1];
        let texts: Vec<_> = row.cells.iter().map(|cell| &*cell.text).collect();
        assert_eq!((texts, row.width), (vec!["1", "2", "x | y", "z"], 4));
        assert_eq!(&text[row.cells[2].place.clone()], "x \\| y");
    }

    #[test]
    fn a_text_without_a_table_has_none() {
        assert_eq!(first_table("a | b\n"), None);
    }
}
