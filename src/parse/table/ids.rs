//! Ids for the rows of a table: the file that holds them, with ids put in and nothing else
//! changed.
//!
//! Bytes in, bytes out: separators, line ends, quotation marks, byte order marks and encodings
//! stay what they are, since nothing is written anew but the ids.

use std::ops::Range;
use std::sync::Arc;

use super::holder::{Holder, Site};
use super::items::{self, Marks, Part};
use super::settings::Settings;
use super::{columns, data};
use crate::diag::Diagnostics;
use crate::parse::record::Fills;
use crate::sheet::{self, Row, Sheet, workbook};
use crate::source::Sources;

mod bytes;
mod change;
mod markdown;
mod names;
#[cfg(test)]
mod tests;

pub use change::Refusal;

use bytes::Encoding;
use change::{Change, TITLE, Task, Wanted};
use names::Names;

/// A table of a site.
pub struct Target {
    /// The path of the record that holds it.
    pub record: Arc<str>,
    /// The path of the file that holds its data: another one, or the record's own.
    pub file: Arc<str>,
    settings: Arc<Settings>,
    /// The bytes of the table in the text of its record, where it stands there.
    in_body: Option<Range<usize>>,
    /// The text of the data as it was read.
    text: Arc<str>,
}

/// A file in which ids were put.
#[derive(Debug)]
pub struct Filled {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether a column was added.
    pub added: bool,
    /// The ids that were added, in the order of the rows.
    pub ids: Vec<String>,
    /// The rows that changed: number, before, after.
    pub rows: Vec<(usize, String, String)>,
}

impl Target {
    /// The table of a record, where it has one whose data can be found.
    pub(in crate::parse) fn of(holder: &Holder, site: Site<'_>) -> Option<Self> {
        let settings = holder.settings.clone()?;
        let record = holder.record.path.clone();
        let data = data::find(&holder.record, &settings, site.sources, &mut Diagnostics::new())?;
        Some(Self {
            file: data.file.clone().unwrap_or_else(|| record.clone()),
            record,
            in_body: data.file.is_none().then_some(data.range),
            text: text(site.sources, &data.source),
            settings,
        })
    }

    /// The bytes of the table's file with an id for every row; `None` where all have one.
    pub fn fill(&self, bytes: &[u8]) -> Result<Option<Filled>, Refusal> {
        if workbook::ENDINGS.iter().any(|end| self.file.to_lowercase().ends_with(end)) {
            return match self.delimited(&self.text, b',')?.1.is_empty() {
                true => Ok(None),
                false => Err(in_workbook(&self.file)),
            };
        }
        let encoding = Encoding::of(bytes)?;
        let text = encoding.text(bytes);
        let (added, changes) = match &self.in_body {
            Some(range) => self.in_markdown(&text, range.clone())?,
            None => {
                self.delimited(&text, sheet::delimiter(&self.file, &text, self.settings.header))?
            }
        };
        if changes.is_empty() {
            return Ok(None);
        }
        Ok(Some(Filled {
            bytes: encoding.changed(bytes, &text, &changes)?,
            added,
            ids: changes.iter().filter_map(|change| change.id.clone()).collect(),
            rows: changes.iter().map(|change| change.shown(&text)).collect(),
        }))
    }

    /// The changes in delimited text, and whether they add a column.
    fn delimited(&self, text: &str, delimiter: u8) -> Result<(bool, Vec<Change>), Refusal> {
        let sheet = sheet::read(text, delimiter);
        let Some(task) = self.task(&sheet)? else { return Ok((false, Vec::new())) };
        let every = sheet::every(text, delimiter);
        let number = task.title();
        let quoted =
            every.rows[number - 1].cells.iter().all(|c| text[c.place.clone()].starts_with('"'));
        let delimiter = char::from(delimiter);
        let quote = |id: &str| if quoted { format!("\"{id}\"") } else { id.to_owned() };
        let change = |row: &Row<'_>| {
            let wanted = task.wanted(row.number);
            match task.column {
                None => added(row, format!("{}{delimiter}", wanted.word(quote)), wanted),
                Some(column) => {
                    let id = wanted.id()?;
                    filled(row, (column, delimiter), quote(id), wanted)
                }
            }
        };
        Ok((task.column.is_none(), every.rows.iter().filter_map(change).collect()))
    }

    /// The same in the text of a record, which must still be the one that was read.
    fn in_markdown(&self, text: &str, range: Range<usize>) -> Result<(bool, Vec<Change>), Refusal> {
        if *text != *self.text {
            return Err(Refusal {
                message: "the file is not UTF-8, contains control characters, or has just changed"
                    .to_owned(),
                help: "save it as UTF-8 in your editor, and try again".to_owned(),
            });
        }
        let sheet = crate::parse::markdown::table(text, range.clone());
        let Some(task) = self.task(&sheet)? else { return Ok((false, Vec::new())) };
        Ok((task.column.is_none(), markdown::changes(text, range, &task)))
    }

    /// What each row needs; `None` where none needs anything.
    fn task(&self, sheet: &Sheet<'_>) -> Result<Option<Task>, Refusal> {
        if let Some(problem) = sheet.problems.first() {
            return Err(Refusal {
                message: format!("a quotation mark in row {} does not end its cell", problem.row),
                help: "run `plenary check`, correct the row, and try again".to_owned(),
            });
        }
        let Some((at, titles)) = items::header(&self.settings, sheet) else { return Ok(None) };
        let names: Vec<String> =
            titles.cells.iter().map(|cell| cell.trimmed().to_owned()).collect();
        let column = self.column(&names)?;
        let wanted = self.wanted(titles, &sheet.rows[at + 1..], &names, column);
        let needs = column.is_none() || wanted.iter().any(|(_, wanted)| wanted.id().is_some());
        Ok(needs.then_some(Task { column, wanted }))
    }

    /// The column of the ids.
    fn column(&self, names: &[String]) -> Result<Option<usize>, Refusal> {
        let settings = &self.settings;
        if let Some((title, _)) = &settings.id {
            return match columns::find(names, title) {
                Some(at) => Ok(Some(at)),
                None => Err(Refusal {
                    message: format!(
                        "[table] names “{title}” as the column of ids, but the table has no such \
                         column"
                    ),
                    help: format!("take `id = \"{title}\"` out of {}, and try again", self.record),
                }),
            };
        }
        let told = settings.columns.iter().find(|wanted| wanted.fills == Fills::Id);
        let told = told.and_then(|wanted| columns::find(names, &wanted.title));
        Ok(told.or_else(|| columns::find(names, TITLE)))
    }

    /// What each row needs in the column of the ids.
    fn wanted(
        &self,
        titles: &Row<'_>,
        below: &[Row<'_>],
        names: &[String],
        column: Option<usize>,
    ) -> Vec<(usize, Wanted)> {
        let continues = self.settings.continues.as_ref();
        let continues = continues.and_then(|(title, _)| columns::find(names, title));
        let marks = Marks { id: column, continues };
        let mut found = Names::new(column, below);
        let mut out = vec![(titles.number, Wanted::Title)];
        let mut is_first = true;
        for row in below {
            let part = items::part(&self.settings, marks, titles, row);
            let wanted = match part {
                Part::Titles => Wanted::Title,
                Part::Section(at) => {
                    found.section(row.text(at));
                    Wanted::Nothing
                }
                Part::More if !is_first => Wanted::Nothing,
                Part::More | Part::Row => {
                    is_first = false;
                    found.row(row).map_or(Wanted::Nothing, Wanted::Id)
                }
            };
            out.push((row.number, wanted));
        }
        out
    }
}

fn text(sources: &Sources, source: &crate::source::SourceId) -> Arc<str> {
    sources.get(*source).text.clone()
}

fn in_workbook(file: &str) -> Refusal {
    let name = file.rsplit('/').next().unwrap_or(file);
    Refusal {
        message: format!("`{name}` is a workbook, and adding ids would rewrite all of it"),
        help: "open it, write ids such as `row-01` into a column `id` of the sheet and save it; or save the \
               sheet as CSV beside the record, name that file in [table], and run this again"
            .to_owned(),
    }
}

/// A cell before the first one; empty lines stay empty.
fn added(row: &Row<'_>, text: String, wanted: &Wanted) -> Option<Change> {
    let (first, last) = (row.cells.first()?, row.cells.last()?);
    let line = first.place.start..last.place.end;
    if line.is_empty() && row.cells.len() == 1 {
        return None;
    }
    let id = wanted.id().map(str::to_owned);
    Some(Change { row: row.number, at: line.start..line.start, line, text, id })
}

/// An id in a cell that is empty, or that is not even there.
fn filled(
    row: &Row<'_>,
    (column, delimiter): (usize, char),
    written: String,
    wanted: &Wanted,
) -> Option<Change> {
    let (first, last) = (row.cells.first()?, row.cells.last()?);
    let line = first.place.start..last.place.end;
    let (at, text) = match row.cells.get(column) {
        Some(cell) => (cell.place.clone(), written),
        None => {
            let missing = delimiter.to_string().repeat(column + 1 - row.cells.len());
            (line.end..line.end, format!("{missing}{written}"))
        }
    };
    Some(Change { row: row.number, line, at, text, id: wanted.id().map(str::to_owned) })
}
