//! `table.csv` beside the page of a table: the cells as they stand in the source (RFC 4180).

use super::{Output, about_record};
use crate::plan::{Claims, Job};
use crate::render::columns::{self, Column};
use crate::render::delimited::Delimited;
use crate::view::{Rows, Site, View};

/// See the module.
pub(super) struct TableCsv;

impl Output for TableCsv {
    fn name(&self) -> &'static str {
        "table_csv"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        claims.beside_tables("table.csv", "CSV", "text/csv");
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        let rows = view.rows(job.entity()?)?;
        Some(cells(&rows, &columns::of(&rows, view.tag())))
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_record("the cells of the table", site, job)
    }
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
