//! The cells of a sheet, as they come -> a text with a line for each row.

use super::super::{Known, LINE, Mark, Value};
use super::Fault;

/// The rows and columns that spreadsheet programs have.
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// The columns that spreadsheet programs have.
pub(super) const MOST_COLUMNS: u32 = 16_384;

/// The longest text of a cell.
pub(super) const LONGEST_CELL: usize = 1 << 20;

/// How many cells a workbook may have, empty ones between others among them.
pub(super) struct Allowance {
    cells: u64,
    bytes: u64,
}

impl Allowance {
    /// What a file of `len` bytes may hold. Real ones have a cell in each three to ten bytes.
    pub fn new(len: usize) -> Self {
        let len = len as u64;
        Self {
            cells: (500_000 + 4 * len).min(super::super::MOST_CELLS as u64),
            bytes: ((8 << 20) + 50 * len).min(64 << 20),
        }
    }

    fn take(&mut self, cells: u64, bytes: u64) -> Result<(), Fault> {
        let left = (self.cells.checked_sub(cells), self.bytes.checked_sub(bytes));
        let (Some(cells), Some(bytes)) = left else {
            let message = "it contains far more cells or text than a workbook of its size should";
            return Err(Fault::too_much(message));
        };
        (self.cells, self.bytes) = (cells, bytes);
        Ok(())
    }
}

/// A cell by its row and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

/// Cells that are one; both corners belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The corner at the top left.
    pub from: At,
    /// The corner at the bottom right.
    pub to: At,
}

/// A cell that holds something.
struct Piece {
    at: At,
    /// Its text, in the text of all cells.
    start: usize,
    end: usize,
    known: Known,
}

/// The cells of a sheet.
pub(super) struct Grid<'a> {
    text: String,
    pieces: Vec<Piece>,
    regions: Vec<Region>,
    allowance: &'a mut Allowance,
}

impl<'a> Grid<'a> {
    /// A sheet without cells.
    pub fn new(allowance: &'a mut Allowance) -> Self {
        Self { text: String::new(), pieces: Vec::new(), regions: Vec::new(), allowance }
    }

    /// Adds a cell; one without a text is not there.
    pub fn add(&mut self, at: At, text: &str, known: Known) -> Result<(), Fault> {
        if at.row >= MOST_ROWS || at.column >= MOST_COLUMNS {
            let message = "a cell in it is beyond row 1,048,576 or column 16,384";
            return Err(Fault::too_much(message));
        }
        if text.is_empty() {
            return Ok(());
        }
        let text = crate::text::cleaned(text);
        self.allowance.take(1, text.len() as u64)?;
        let start = self.text.len();
        self.text.push_str(&text);
        self.pieces.push(Piece { at, start, end: self.text.len(), known });
        Ok(())
    }

    /// Says that cells are one.
    pub fn merge(&mut self, region: Region) -> Result<(), Fault> {
        self.allowance.take(1, 0)?;
        self.regions.push(region);
        Ok(())
    }

    /// The text of the sheet, and what is known of its cells beside their text.
    pub fn finish(mut self) -> Result<(String, Vec<Mark>, Vec<Region>), Fault> {
        // Programs write each cell once, and in order; where a file does not, the first one counts.
        self.pieces.sort_by_key(|piece| piece.at);
        self.pieces.dedup_by_key(|piece| piece.at);
        self.fill()?;
        let (text, marks) = self.write()?;
        let is_block = |r: &Region| r.from.row < r.to.row && r.from.column < r.to.column;
        let blocks = self.regions.iter().copied().filter(is_block).collect();
        Ok((text, marks, blocks))
    }

    /// Gives the cells below the first of a region its text. A cell that stretches over several
    /// columns is still one of its first column.
    fn fill(&mut self) -> Result<(), Fault> {
        let Some(last) = self.pieces.last().map(|piece| piece.at.row) else { return Ok(()) };
        let mut more = Vec::new();
        for region in std::mem::take(&mut self.regions) {
            self.regions.push(region);
            let Ok(first) = self.pieces.binary_search_by_key(&region.from, |piece| piece.at) else {
                continue;
            };
            let Piece { start, end, known, .. } = &self.pieces[first];
            for row in region.from.row + 1..=region.to.row.min(last) {
                self.allowance.take(1, (end - start) as u64)?;
                let at = At { row, column: region.from.column };
                let known = Known { merged: true, ..known.clone() };
                more.push(Piece { at, start: *start, end: *end, known });
            }
        }
        // What a covered cell holds itself is not seen.
        more.append(&mut self.pieces);
        more.sort_by_key(|piece| piece.at);
        more.dedup_by_key(|piece| piece.at);
        self.pieces = more;
        Ok(())
    }

    fn write(&mut self) -> Result<(String, Vec<Mark>), Fault> {
        let (mut out, mut marks) = (String::with_capacity(self.text.len() * 5 / 4), Vec::new());
        let mut here = At { row: 0, column: 0 };
        for piece in &self.pieces {
            if piece.at.row > here.row {
                out.extend(std::iter::repeat_n('\n', (piece.at.row - here.row) as usize));
                here = At { row: piece.at.row, column: 0 };
            }
            let gap = piece.at.column - here.column;
            self.allowance.take(u64::from(gap.saturating_sub(1)), 0)?;
            out.extend(std::iter::repeat_n(',', gap as usize));
            here.column = piece.at.column;
            if piece.known != Known::default() {
                marks.push(Mark { start: out.len(), known: piece.known.clone() });
            }
            quoted(&self.text[piece.start..piece.end], &mut out);
        }
        if !out.is_empty() {
            out.push('\n');
        }
        Ok((out, marks))
    }
}

/// A text in quotation marks, on one line.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\n', '\r']) {
        out.push_str(&rest[..at]);
        let len = match rest.as_bytes()[at] {
            b'"' => {
                out.push_str("\"\"");
                1
            }
            _ => {
                out.push(LINE);
                if rest[at..].starts_with("\r\n") { 2 } else { 1 }
            }
        };
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out.push('"');
}

impl Known {
    /// A cell of which only this is known.
    pub(super) fn value(value: Option<Value>) -> Self {
        Self { value, ..Self::default() }
    }

    /// A formula whose result the file does not hold.
    pub(super) fn unsaved() -> Self {
        Self { unsaved: true, ..Self::default() }
    }
}
