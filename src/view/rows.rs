//! The rows of a table, for the files that hold all of them.

use super::{EntityRef, Question, Site, View, fingerprinted};
use crate::graph::EntityId;
use crate::parse::Record;
use crate::parse::table::{Row, Table};
use crate::schema::Kind;

/// A table and its rows as readers of one language see them.
pub struct Rows<'s> {
    /// The record that holds the table.
    pub holder: &'s Record,
    /// The table.
    pub table: &'s Table,
    /// The kind of the rows.
    pub kind: &'s Kind,
    /// The rows that are published, in the order of the data.
    pub rows: Vec<TableRow<'s>>,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub struct TableRow<'s> {
    /// The entity that it is.
    pub id: EntityId,
    /// The record that readers see.
    pub record: &'s Record,
    /// Its cells.
    pub row: &'s Row,
}

/// The table that an entity holds in a language, with all its rows.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RowsOf(EntityRef);

impl Question for RowsOf {
    type Answer<'s> = Option<Rows<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<Rows<'s>> {
        let language = self.0.language;
        let holder = site.graph.record(self.0.find(site)?, language);
        let table = holder.table.as_deref()?;
        let row = |key| {
            let id = site.graph.find(key)?;
            let record = site.graph.record(id, language);
            Some(TableRow { id, record, row: record.row.as_deref()? })
        };
        let rows = table.rows.iter().filter_map(row).collect();
        Some(Rows { holder, table, kind: &site.schema.kinds[table.row_kind], rows })
    }
}

// The table is part of the record that holds it, as cells are of rows; the kind is in the settings.
fingerprinted! {
    Rows<'_> { holder, rows; table, kind }
    TableRow<'_> { id, record; row }
}

impl<'s> View<'s> {
    /// The table that an entity holds in the page's language, with its rows.
    pub fn rows(&self, id: EntityId) -> Option<Rows<'s>> {
        self.ask(RowsOf(self.entity(id)))
    }
}
