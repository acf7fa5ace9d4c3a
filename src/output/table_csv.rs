//! `table.csv` beside the page of a table: the cells as they stand in the source (RFC 4180).

use super::Output;
use crate::plan::{Claims, Job};
use crate::render::columns::{self, Column};
use crate::render::delimited::Delimited;
use crate::view::{Rows, View};

pub(super) const OUTPUT: Output = Output::new("table_csv", "the cells of the table", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.beside_tables("table.csv", "CSV", "text/csv");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let rows = view.rows(job.entity()?)?;
    Some(cells(&rows, &columns::of(&rows, view.tag())))
}

/// The cells as they stand in the source.
pub(super) fn cells(rows: &Rows<'_>, columns: &[Column]) -> Vec<u8> {
    let mut table = Delimited::new();
    table.line(columns.iter().map(|column| &column.name));
    for row in &rows.rows {
        table.line(columns.iter().map(|column| column.text(row.row)));
    }
    table.finish()
}
