//! Diagnostics about cells, in the words of a spreadsheet: its row, and the column's title.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::Data;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::{Column, Head, Record, Table};
use crate::parse::reference::NO_NAME;
use crate::sheet::Sheet;
use crate::source::{SourceId, Sources, Span};
use crate::text::{did_you_mean, nearest};

/// Puts the row and the column's title before the diagnostics about places in tables.
pub fn name_cells(diagnostics: &mut [Diagnostic], records: &[Arc<Record>], sources: &Sources) {
    if diagnostics.is_empty() {
        return;
    }
    let mut tables: BTreeMap<SourceId, &Table> = BTreeMap::new();
    for table in records.iter().filter_map(|record| record.table.as_deref()) {
        tables.entry(table.source).or_insert(table);
    }
    let mut sheets: BTreeMap<SourceId, Sheet<'_>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let Some(span) = diagnostic.span else { continue };
        let Some(table) = tables.get(&span.source) else { continue };
        if !inside(span, table.place) {
            continue;
        }
        let sheet = sheets.entry(span.source).or_insert_with(|| sheet(table, sources));
        let Some((row, column)) = cell(sheet, &table.head, span) else { continue };
        diagnostic.message = format!("{}: {}", words(row, column), diagnostic.message);
        let written = &sources.get(span.source).text[span.range()];
        if let Some(column) = column {
            offer(written, column, diagnostic);
        }
    }
}

fn inside(span: Span, place: Span) -> bool {
    place.start <= span.start && span.end <= place.end
}

fn sheet<'s>(table: &Table, sources: &'s Sources) -> Sheet<'s> {
    let range = table.place.range();
    let (file, header) = (table.file.clone(), table.header);
    Data { source: table.source, range, file, header }.sheet(sources)
}

/// The row that a place is in, as a spreadsheet numbers it, and the column; no column where the
/// place is more than one cell.
fn cell<'h>(sheet: &Sheet<'_>, head: &'h Head, span: Span) -> Option<(usize, Option<&'h Column>)> {
    let (start, end) = (span.start as usize, span.end as usize);
    let after = sheet
        .rows
        .partition_point(|row| row.cells.first().is_some_and(|cell| cell.place.start <= start));
    let row = sheet.rows.get(after.checked_sub(1)?)?;
    let before = row.cells.partition_point(|cell| cell.place.start <= start);
    let cell = before.checked_sub(1).filter(|at| end <= row.cells[*at].place.end);
    Some((row.number, cell.and_then(|at| head.columns.get(at))))
}

/// `row 7, column “Focal point”`; only the row where there is no column, or it has no title.
fn words(row: usize, column: Option<&Column>) -> String {
    match column.map(|column| column.title.as_str()).filter(|title| !title.is_empty()) {
        Some(title) => format!("row {row}, column “{title}”"),
        None => format!("row {row}"),
    }
}

/// Offers the nearest of the texts that the record gives a meaning, for a text that has none, together
/// with the names that are offered already: one fault, one suggestion.
fn offer(written: &str, column: &Column, diagnostic: &mut Diagnostic) {
    let has_no_meaning = matches!(
        diagnostic.code,
        Code::UnknownValue | Code::UnknownReference | Code::WrongType | Code::BadValue
    );
    let texts = column.texts.iter().map(String::as_str);
    if !has_no_meaning || nearest(written, texts.clone(), 1).is_empty() {
        return;
    }
    let offered: Vec<String> =
        diagnostic.help.extract_if(.., |help| help.starts_with("did you mean ")).collect();
    let names = offered.iter().flat_map(|help| help.split('`').skip(1).step_by(2));
    if let Some(help) = did_you_mean(written, texts.chain(names)) {
        diagnostic.help.retain(|help| help != NO_NAME);
        diagnostic.help.insert(0, help);
    }
}
