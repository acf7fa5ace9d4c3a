//! Complaints about cells, in the words of a spreadsheet: its row, and the column's title.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::Data;
use super::{Head, Table};
use crate::diag::Diagnostic;
use crate::parse::Record;
use crate::sheet::Sheet;
use crate::source::{SourceId, Sources, Span};

/// Puts the row and the column's title before what is said about places in tables.
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
        if let Some(words) = words(sheet, &table.head, span) {
            diagnostic.message = format!("{words}: {}", diagnostic.message);
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

/// `row 7, column “Focal point”`; only the row where the place is more than one cell.
fn words(sheet: &Sheet<'_>, head: &Head, span: Span) -> Option<String> {
    let (start, end) = (span.start as usize, span.end as usize);
    let after = sheet
        .rows
        .partition_point(|row| row.cells.first().is_some_and(|cell| cell.place.start <= start));
    let row = sheet.rows.get(after.checked_sub(1)?)?;
    let cell = row.cells.iter().position(|cell| cell.place.start <= start && end <= cell.place.end);
    let title = cell.and_then(|at| head.columns.get(at)).map(|column| column.title.as_str());
    Some(match title.filter(|title| !title.is_empty()) {
        Some(title) => format!("row {}, column “{title}”", row.number),
        None => format!("row {}", row.number),
    })
}
