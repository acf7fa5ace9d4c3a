//! Ids in a table in Markdown: one line a row, cells separated by `|`.

use std::ops::Range;

use super::change::{Change, Task, Wanted};

/// A line of a table.
struct Line {
    /// Its number as a row; the line below the titles has none.
    row: Option<usize>,
    /// Its bytes, without what stands before it in a list or a quotation.
    place: Range<usize>,
}

/// The changes in the table at `range` of a text.
pub(super) fn changes(text: &str, range: Range<usize>, task: &Task) -> Vec<Change> {
    let lines = lines(text, range);
    let change = |line: &Line| match task.column {
        None => Some(added(text, line, task)),
        Some(column) => {
            let id = task.wanted(line.row?).id()?;
            Some(filled(text, line, column, id))
        }
    };
    lines.iter().filter_map(change).collect()
}

fn lines(text: &str, range: Range<usize>) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = range.start;
    for (number, line) in text[range].split_inclusive('\n').enumerate() {
        let bare = line.trim_end_matches(['\n', '\r']);
        let inner = bare.trim_start_matches([' ', '\t', '>']);
        let row = match number {
            0 => Some(1),
            1 => None,
            other => Some(other),
        };
        let from = start + bare.len() - inner.len();
        out.push(Line { row, place: from..start + bare.len() });
        start += line.len();
    }
    out
}

/// A cell before the first one.
fn added(text: &str, line: &Line, task: &Task) -> Change {
    let start = line.place.start;
    let word = match line.row.map(|row| task.wanted(row)) {
        None => "---".to_owned(),
        Some(wanted) => wanted.word(str::to_owned),
    };
    let is_empty = matches!(line.row.map(|row| task.wanted(row)), Some(Wanted::Nothing));
    let (at, text) = match text[line.place.clone()].starts_with('|') {
        true => (start + 1, format!(" {word} |")),
        // A line that begins with an empty cell must begin with a bar.
        false if is_empty => (start, "| | ".to_owned()),
        false => (start, format!("{word} | ")),
    };
    let id = line.row.and_then(|row| task.wanted(row).id()).map(str::to_owned);
    Change { row: line.row.unwrap_or(1), line: line.place.clone(), at: at..at, text, id }
}

/// An id in a cell that is empty, or that is not even there.
fn filled(text: &str, line: &Line, column: usize, id: &str) -> Change {
    let cells = cells(text, line.place.clone());
    let (at, text) = match cells.get(column) {
        Some(cell) => (cell.clone(), format!(" {id} ")),
        None => {
            let end = line.place.end;
            let is_closed = text[line.place.clone()].trim_end().ends_with('|');
            let missing = "| ".repeat(column - cells.len());
            let text =
                if is_closed { format!(" {missing}{id} |") } else { format!(" {missing}| {id}") };
            (end..end, text)
        }
    };
    let row = line.row.unwrap_or(1);
    Change { row, line: line.place.clone(), at, text, id: Some(id.to_owned()) }
}

/// The cells of a line; a bar at its beginning or end parts nothing.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_bar = |at: &usize| bytes[*at] == b'|' && (*at == line.start || bytes[*at - 1] != b'\\');
    let mut out = Vec::new();
    let mut start = line.start;
    for bar in line.clone().filter(is_bar) {
        if bar > line.start {
            out.push(start..bar);
        }
        start = bar + 1;
    }
    if !text[start..line.end].trim().is_empty() {
        out.push(start..line.end);
    }
    out
}
