//! The text of a table -> rows of cells, each with its place.
//!
//! Delimited text follows RFC 4180, as loosely as spreadsheets write it: `,`, `;` or tab, any line
//! ends, quotation marks where they are needed. A workbook has become such a text before it gets
//! here (see [`workbook`]).

use std::borrow::Cow;
use std::ops::Range;

pub mod workbook;

/// A line break inside a cell of a workbook's text, where every line is one row.
pub const LINE: char = '\u{2028}';

/// A table with more cells than this is not read to its end: each takes some 60 bytes of memory.
pub const MOST_CELLS: usize = 5_000_000;

/// Cells of a row beyond this many are not kept, only counted; spreadsheet programs have no more.
pub const MOST_COLUMNS: usize = 16_384;

/// What is known of a cell beside its text. Delimited text has nothing but texts; a workbook has more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// What it is, where its text is only how that is shown.
    pub value: Option<Value>,
    /// Whether it is one with the cell above it, whose text this is.
    pub merged: bool,
    /// Whether it is a formula, and its result was not saved; its text is the formula.
    pub unsaved: bool,
}

/// What a cell of a workbook is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A date in ISO 8601, no more exact than it is shown.
    Date(String),
    /// Yes or no.
    Bool(bool),
}

/// What is known of the cell that begins at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The first byte of the cell in the text of its sheet.
    pub start: usize,
    /// What is known.
    pub known: Known,
}

/// The rows of a table; those without a cell of their own are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet<'t> {
    /// The rows, in order.
    pub rows: Vec<Row<'t>>,
    /// What could not be read as it was meant.
    pub problems: Vec<Problem>,
    /// The row from which on it was not read, since it has too many cells.
    pub unread_from: Option<usize>,
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'t> {
    /// Its number as a spreadsheet shows it, from 1; empty rows count.
    pub number: usize,
    /// The cells; empty ones at the end are left out, unless every cell was asked for.
    pub cells: Vec<Cell<'t>>,
    /// How many cells it has with the empty ones at its end.
    pub width: usize,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell<'t> {
    /// What it holds, without quotation marks; nothing is trimmed.
    pub text: Cow<'t, str>,
    /// Its bytes in the text, quotation marks included.
    pub place: Range<usize>,
    /// What is known of it beside its text.
    pub known: Option<&'t Known>,
}

/// A quotation mark that is not closed, or is followed by more text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row, as a spreadsheet numbers it.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
    /// The bytes of the cell.
    pub place: Range<usize>,
}

impl<'t> Cell<'t> {
    /// A cell of which only the text is known.
    pub fn of(text: impl Into<Cow<'t, str>>, place: Range<usize>) -> Self {
        Self { text: text.into(), place, known: None }
    }

    /// Whether it is one with the cell above it, whose text this is.
    pub fn is_merged(&self) -> bool {
        self.known.is_some_and(|known| known.merged)
    }

    /// What it is, where its text is only how that is shown.
    pub fn value(&self) -> Option<&'t Value> {
        self.known.and_then(|known| known.value.as_ref())
    }

    /// What it holds without white space around it; a non-breaking space is white space.
    pub fn trimmed(&self) -> &str {
        trim(&self.text)
    }
}

impl Row<'_> {
    /// The text of a cell without white space around it; empty where the row is shorter.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", Cell::trimmed)
    }

    /// The text of a cell that is the row's alone; empty where it is one with the cell above.
    pub fn own(&self, column: usize) -> &str {
        let own = self.cells.get(column).filter(|cell| !cell.is_merged());
        own.map_or("", Cell::trimmed)
    }

    /// The columns whose cells hold something of their own.
    pub fn filled(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.cells.len()).filter(|column| !self.own(*column).is_empty())
    }
}

/// A text without white space around it, non-breaking spaces and byte order marks among it.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A text without white space at its end.
pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// A number with the 15 digits that spreadsheets calculate with: 0.1 + 0.2 is 0.3.
pub fn fifteen_digits(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// The separator of a text's columns: a tab in `.tsv` and `.tab` files, else the one that the line with
/// the titles has most of. That is the line `header`, else the first with something in it.
pub fn delimiter(path: &str, text: &str, header: Option<usize>) -> u8 {
    let ending = path.rsplit('.').next().unwrap_or("").to_lowercase();
    if ending == "tsv" || ending == "tab" {
        return b'\t';
    }
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines = text.split(end);
    let line = match header {
        Some(number) => lines.nth(number.saturating_sub(1)),
        None => lines.find(|line| !line.trim().is_empty()),
    };
    let line = line.unwrap_or("");
    let bare: String = line.split('"').step_by(2).collect();
    let count = |c: char| bare.chars().filter(|found| *found == c).count();
    let most = [(b',', ','), (b';', ';'), (b'\t', '\t')];
    // The first of equals wins: a comma, where nothing speaks for another.
    most.into_iter().rev().max_by_key(|(_, c)| count(*c)).map_or(b',', |(byte, _)| byte)
}

/// Reads the text of a table whose columns are separated by `delimiter`.
pub fn read(text: &str, delimiter: u8) -> Sheet<'_> {
    read_marked(text, delimiter, &[])
}

/// The same where `marks` say more of some of its cells, in the order of the text.
pub fn read_marked<'t>(text: &'t str, delimiter: u8, marks: &'t [Mark]) -> Sheet<'t> {
    let mut marks = marks;
    rows(text, delimiter, |mut row| {
        marked(&mut row, &mut marks);
        while row.cells.last().is_some_and(|cell| cell.trimmed().is_empty()) {
            row.cells.pop();
        }
        row.cells.shrink_to_fit();
        let is_filled = row.filled().next().is_some();
        is_filled.then_some(row)
    })
}

/// Every row with every cell, empty ones among them. An empty line is a row with an empty cell.
pub fn every(text: &str, delimiter: u8) -> Sheet<'_> {
    rows(text, delimiter, Some)
}

/// The rows of a text that `keep` keeps.
fn rows<'t>(
    text: &'t str,
    delimiter: u8,
    mut keep: impl FnMut(Row<'t>) -> Option<Row<'t>>,
) -> Sheet<'t> {
    let mut sheet = Sheet::default();
    let mut reader = Reader { text, at: 0, delimiter };
    let (mut number, mut cells) = (0, 0);
    while reader.at < text.len() {
        number += 1;
        let row = reader.row(number, &mut sheet.problems);
        let Some(row) = keep(row) else { continue };
        cells += row.cells.len();
        if cells > MOST_CELLS {
            sheet.unread_from = Some(number);
            break;
        }
        sheet.rows.push(row);
    }
    sheet
}

/// Gives the cells of a row what the next marks say of them.
fn marked<'t>(row: &mut Row<'t>, marks: &mut &'t [Mark]) {
    for cell in &mut row.cells {
        while let Some((mark, rest)) =
            marks.split_first().filter(|(m, _)| m.start <= cell.place.start)
        {
            cell.known = (mark.start == cell.place.start).then_some(&mark.known).or(cell.known);
            *marks = rest;
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
}

/// What follows a cell.
enum After {
    Cell,
    Row,
}

impl<'t> Reader<'t> {
    fn row(&mut self, number: usize, problems: &mut Vec<Problem>) -> Row<'t> {
        let (mut cells, mut width) = (Vec::new(), 0);
        loop {
            let (cell, whole) = self.cell();
            if !whole {
                let place = cell.place.clone();
                problems.push(Problem { row: number, column: width, place });
            }
            width += 1;
            // One more than there may be, so that a diagnostic can show it.
            if width <= MOST_COLUMNS + 1 {
                cells.push(cell);
            }
            if let After::Row = self.separator() {
                break;
            }
        }
        Row { number, cells, width }
    }

    /// One cell, and whether its quotation marks are as they should be. One whose are not is read
    /// as if they were ordinary characters, so that the rows after it stay whole.
    fn cell(&mut self) -> (Cell<'t>, bool) {
        if self.text[self.at..].starts_with('"') {
            match self.quoted() {
                Some(cell) => return (cell, true),
                None => return (self.bare(), false),
            }
        }
        (self.bare(), true)
    }

    fn bare(&mut self) -> Cell<'t> {
        let rest = &self.text.as_bytes()[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
        let len = rest.iter().position(ends).unwrap_or(rest.len());
        let place = self.at..self.at + len;
        self.at = place.end;
        let text = &self.text[place.clone()];
        let text: Cow<'t, str> =
            if text.contains(LINE) { text.replace(LINE, "\n").into() } else { text.into() };
        Cell::of(text, place)
    }

    /// A cell in quotation marks; `None`, and nothing is read, where it has no proper end.
    fn quoted(&mut self) -> Option<Cell<'t>> {
        let bytes = self.text.as_bytes();
        let (start, mut from) = (self.at, self.at + 1);
        let end = loop {
            let quote = from + memchr::memchr(b'"', &bytes[from..])?;
            if bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            from = quote + 2;
        };
        let after = bytes.get(end + 1).copied();
        if !after.is_none_or(|b| b == self.delimiter || matches!(b, b'\n' | b'\r')) {
            return None;
        }
        self.at = end + 1;
        let inner = &self.text[start + 1..end];
        let special = inner.contains("\"\"") || inner.contains(LINE);
        let text: Cow<'t, str> = match special {
            true => inner.replace("\"\"", "\"").replace(LINE, "\n").into(),
            false => inner.into(),
        };
        Some(Cell::of(text, start..end + 1))
    }

    /// Steps over what separates this cell from the next.
    fn separator(&mut self) -> After {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at) {
            Some(byte) if *byte == self.delimiter => {
                self.at += 1;
                After::Cell
            }
            Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => {
                self.at += 2;
                After::Row
            }
            Some(_) => {
                self.at += 1;
                After::Row
            }
            None => After::Row,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: u8) -> Vec<(usize, Vec<String>)> {
        let sheet = read(text, delimiter);
        let texts = |row: &Row<'_>| row.cells.iter().map(|cell| cell.text.to_string()).collect();
        sheet.rows.iter().map(|row| (row.number, texts(row))).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let text = "a,b\r\n\r\n\"x\ny\",\"say \"\"no\"\"\",,\n,,\nlast";
        let expected = [row(1, &["a", "b"]), row(3, &["x\ny", "say \"no\""]), row(5, &["last"])];
        assert_eq!(cells(text, b','), expected);
    }

    #[test]
    fn a_cell_knows_its_bytes() {
        let text = "a,\"b c\"\n";
        let sheet = read(text, b',');
        assert_eq!(&text[sheet.rows[0].cells[1].place.clone()], "\"b c\"");
    }

    #[test]
    fn a_broken_quotation_mark_harms_no_other_row() {
        let text = "a,\"b\nc,\"d\"\ne,\"f\" g\n";
        let sheet = read(text, b',');
        let places: Vec<_> = sheet.problems.iter().map(|p| (p.row, p.column)).collect();
        assert_eq!(places, [(1, 1), (3, 1)]);
        assert_eq!(sheet.rows.len(), 3);
        assert_eq!(sheet.rows[1].cells[1].text, "d");
    }

    #[test]
    fn the_separator_is_the_one_that_the_first_line_has_most_of() {
        assert_eq!(delimiter("t.csv", "a;b,c;d\n1,2,3,4\n", None), b';');
        assert_eq!(delimiter("t.csv", "\n\"a;b;c\",d\n", None), b',');
        assert_eq!(delimiter("t.csv", "a\tb", None), b'\t');
        assert_eq!(delimiter("t.TSV", "a,b", None), b'\t');
        assert_eq!(delimiter("t.csv", "alone", None), b',');
    }

    #[test]
    fn words_above_the_titles_do_not_choose_the_separator() {
        let text = "Plan, draft, 2024\nid;Issue\n";
        assert_eq!(delimiter("t.csv", text, Some(2)), b';');
        assert_eq!(delimiter("t.csv", &text.replace('\n', "\r"), Some(2)), b';');
        assert_eq!(delimiter("t.csv", text, Some(9)), b',');
    }

    /// The csv crate is the judge where a text is well formed.
    #[test]
    fn well_formed_text_reads_as_the_csv_crate_reads_it() {
        let texts =
            ["a,b\n1,2\n", "\"a\"\"\",b,\r\nc,\"d\r\ne\",f\r\n", "x\n\n\ny,z", ",a\nb,,c\n"];
        for text in texts {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.expect("well formed").iter().map(str::to_owned).collect())
                .map(|mut row: Vec<String>| {
                    while row.last().is_some_and(String::is_empty) {
                        row.pop();
                    }
                    row
                })
                .collect();
            let ours: Vec<_> = cells(text, b',').into_iter().map(|(_, cells)| cells).collect();
            assert_eq!(ours, expected, "{text:?}");
        }
    }
}
