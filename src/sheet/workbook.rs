//! Workbooks (XLSX, ODS) -> texts of tables, one line a row, so that everything after this treats
//! all tables alike and a line's number is the row's.
//!
//! A workbook may come from anybody, so nothing in it is believed: what it says of its own size is
//! not read, and everything that it does hold is counted against a budget that grows with the
//! file. Each loop eats a piece of a part whose bytes are bounded, so each one ends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Mark;

mod archive;
mod grid;
mod names;
mod ods;
mod shown;
#[cfg(test)]
mod tests;
mod xlsx;
mod xml;

pub use grid::{At, Region};

/// Endings of the files that are read as workbooks.
pub const ENDINGS: &[&str] = &["xlsx", "ods"];

/// A workbook with more sheets than this is not read.
const MOST_SHEETS: usize = 500;

/// A workbook.
#[derive(Debug, Default)]
pub struct Book {
    /// Its sheets, in order.
    pub sheets: Vec<BookSheet>,
}

/// A sheet of a workbook.
#[derive(Debug)]
pub struct BookSheet {
    /// The name on its tab.
    pub name: String,
    /// Whether readers of the workbook do not see it; it is not read then.
    pub hidden: bool,
    /// What it holds, or what is wrong with it.
    pub content: Result<Content, Fault>,
}

/// What a sheet holds.
#[derive(Debug, Default)]
pub struct Content {
    /// Its cells as comma-separated text; a line break in a cell is [`super::LINE`].
    pub text: String,
    /// What is known of cells beside their text, in the order of the text.
    pub marks: Vec<Mark>,
    /// Cells that are one over several rows and columns.
    pub blocks: Vec<Region>,
    /// The rows that readers of the workbook do not see, from 0, in order.
    pub hidden_rows: Vec<Span>,
    /// The columns that they do not see, from 0, in order.
    pub hidden_columns: Vec<Span>,
}

/// Rows or columns beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
}

/// Whether some of these rows or columns is this one; they are in order and do not overlap.
pub fn covers(spans: &[Span], at: usize) -> bool {
    let after = spans.partition_point(|span| span.from as usize <= at);
    after.checked_sub(1).is_some_and(|before| at < spans[before].to as usize)
}

/// Rows or columns in order, those that touch or overlap as one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from < span.to);
    spans.sort_by_key(|span| span.from);
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut().filter(|last| span.from <= last.to) {
            Some(last) => last.to = last.to.max(span.to),
            None => out.push(span),
        }
    }
    out
}

/// Why a workbook or a sheet cannot be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to try.
    pub help: String,
}

impl Fault {
    fn damaged(message: impl Into<String>) -> Self {
        let help = "open it in your spreadsheet program and save it again, as XLSX or ODS";
        // What a library says may hold a name from the file, of any length.
        let message = message.into().chars().take(300).collect();
        Self { message, help: help.to_owned() }
    }

    fn too_much(message: impl Into<String>) -> Self {
        let help = "save the table alone into a new workbook, or as CSV";
        Self { message: message.into(), help: help.to_owned() }
    }
}

/// The text of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The name on its tab.
    pub name: String,
    /// Its cells as comma-separated text, as they are shown.
    pub text: String,
}

/// The texts of the sheets of an XLSX workbook that its readers see, in order.
pub fn tabs(bytes: Vec<u8>) -> Result<Vec<Tab>, Fault> {
    let sheets = read("xlsx", &bytes)?.sheets.into_iter().filter(|sheet| !sheet.hidden);
    sheets.map(|sheet| Ok(Tab { text: sheet.content?.text, name: sheet.name })).collect()
}

impl Content {
    /// The same with the text and the marks of its cells.
    fn with(self, (text, marks, blocks): (String, Vec<Mark>, Vec<Region>)) -> Self {
        let (rows, columns) = (joined(self.hidden_rows), joined(self.hidden_columns));
        Self { text, marks, blocks, hidden_rows: rows, hidden_columns: columns }
    }
}

/// Reads a workbook of the format that the ending of its name says; no other is tried. A formula
/// is read as its last result.
pub fn read(ending: &str, bytes: &[u8]) -> Result<Book, Fault> {
    let read = || match ending {
        "ods" => ods::read(bytes),
        _ => xlsx::read(bytes),
    };
    // A mistake of ours, or of a library, costs this file only.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Fault::damaged("plenary failed on something in it; please report this file"))
    })
}
