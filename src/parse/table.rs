//! Tables whose rows are records: `[table]` in front matter and the file that it names -> one
//! record a row.
//!
//! A second reading after all files have been read, since the rows stand in a file of their own.

use std::sync::Arc;

use rayon::prelude::*;

use super::record::Record;
use crate::diag::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::source::{Sheets, SourceId, Sources, Workbook};

mod about;
mod address;
mod amount;
mod cell;
mod columns;
mod data;
mod day;
mod failure;
mod form;
mod formula;
mod holder;
pub mod ids;
mod items;
mod meanings;
mod oversized;
mod pieces;
mod place;
mod rows;
mod settings;
mod tally;
mod unseen;

pub(super) use data::beside;
use holder::Given;
pub(super) use holder::{Holder, Site};
pub use place::name_cells;
pub(super) use settings::{Settings, read as settings};

pub use super::record::{Cell, Column, Fills, Form, Head, Looks, Row, Table};

/// The kind of records that hold a table, where they lie in the folder of their rows' kind.
pub(super) const KIND: &str = "table";

/// A table that was read.
#[derive(Clone)]
struct Made {
    mark: Fingerprint,
    sources: [SourceId; 2],
    row_kind: usize,
    /// The holder first, then the rows.
    records: Vec<Arc<Record>>,
    diagnostics: Diagnostics,
    /// The path of the data, where this build read them.
    parsed: Option<Arc<str>>,
}

/// Tables and workbooks that were read before, to be used again where nothing changed.
#[derive(Default)]
pub(super) struct Known {
    tables: Vec<Made>,
    workbooks: Vec<(Fingerprint, Arc<Sheets>)>,
}

impl Known {
    /// Keeps the tables that are still read as they were, by the record that holds them and the
    /// kind of their rows.
    pub(super) fn retain(&mut self, is_kept: &dyn Fn(&Record, usize) -> bool) {
        self.tables.retain(|made| is_kept(&made.records[0], made.row_kind));
    }

    /// The paths of the data that the last build read.
    pub(super) fn parsed(&self) -> impl Iterator<Item = Arc<str>> {
        self.tables.iter().filter_map(|made| made.parsed.clone())
    }

    /// Gives workbooks that did not change the sheets that they had.
    fn recall(&self, sources: &Sources) {
        for workbook in sources.workbooks() {
            let known = self.workbooks.iter().find(|(mark, _)| *mark == workbook.fingerprint);
            known.into_iter().for_each(|(_, sheets)| workbook.remember(sheets.clone()));
        }
    }

    fn new(tables: Vec<Made>, sources: &Sources) -> Self {
        let asked = |workbook: &Workbook| Some((workbook.fingerprint, workbook.asked()?));
        Self { tables, workbooks: sources.workbooks().filter_map(asked).collect() }
    }
}

/// Puts the rows of every table among the records, which stay sorted by path.
pub(super) fn expand(
    holders: &[Holder],
    site: Site<'_>,
    known: &mut Known,
) -> (Vec<Arc<Record>>, Diagnostics) {
    known.recall(site.sources);
    let mut records: Vec<Arc<Record>> = Vec::with_capacity(holders.len());
    let (mut diagnostics, mut made) = (Diagnostics::new(), Vec::new());
    for holder in holders {
        match &holder.settings {
            Some(settings) => made.push(table(holder, settings, site, known)),
            None => records.push(holder.record.clone()),
        }
    }
    for table in &made {
        records.extend(table.records.iter().cloned());
        diagnostics.absorb(table.diagnostics.clone());
    }
    if !made.is_empty() {
        records.par_sort_by(|a, b| a.path.cmp(&b.path));
    }
    *known = Known::new(made, site.sources);
    (records, diagnostics)
}

/// Reads the table of a record, or takes it from the build before.
fn table(holder: &Holder, settings: &Settings, site: Site<'_>, known: &Known) -> Made {
    let mut diagnostics = Diagnostics::new();
    let record = &holder.record;
    let Some(data) = data::find(record, settings, site.sources, &mut diagnostics) else {
        let mark = Fingerprint::ABSENT;
        let mut record = (**record).clone();
        record.lost_rows.push(settings.row_kind);
        let (sources, row_kind) = ([record.source; 2], settings.row_kind);
        let records = vec![Arc::new(record)];
        return Made { mark, sources, row_kind, records, diagnostics, parsed: None };
    };
    let source = site.sources.get(data.source);
    let marks = [record.fingerprint, source.fingerprint];
    let mark = Fingerprint::of_parts(marks.map(|mark| mark.hex()).iter().map(String::as_str));
    let sources = [record.source, data.source];
    let same = |made: &&Made| made.mark == mark && made.sources == sources;
    if let Some(made) = known.tables.iter().find(same) {
        return Made { parsed: None, ..made.clone() };
    }
    let given = Given { holder: record, settings, data: &data, site };
    let (head, rows) = rows::read(given, &mut diagnostics);
    diagnostics.absorb(address::repeated_anchors(record, &rows));
    let is_lost = head.is_unclear && rows.is_empty();
    let mut holder = rows::holder(given, head, &rows, mark);
    holder.lost_rows.extend(is_lost.then_some(settings.row_kind));
    let records = std::iter::once(holder).chain(rows).map(Arc::new).collect();
    let parsed = Some(source.path.clone());
    Made { mark, sources, row_kind: settings.row_kind, records, diagnostics, parsed }
}
