//! The rows of a table, for the files that hold all of them.

use super::{Question, Site, View, hash};
use crate::fingerprint::Fingerprint;
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

impl Site {
    /// The table that a language's own text of an entity holds, with its rows.
    fn rows(&self, id: EntityId, language: usize) -> Option<Rows<'_>> {
        let holder = self.graph.record(id, language);
        let table = holder.table.as_deref()?;
        let row = |key| {
            let id = self.graph.find(key)?;
            let record = self.graph.record(id, language);
            Some(TableRow { id, record, row: record.row.as_deref()? })
        };
        let rows = table.rows.iter().filter_map(row).collect();
        Some(Rows { holder, table, kind: &self.schema.kinds[table.row_kind], rows })
    }

    /// Everything that stands in a table, and which rows there are.
    pub(super) fn rows_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        hash(|h| {
            h.fingerprint(self.record_mark(id, language));
            for row in self.rows(id, language).into_iter().flat_map(|rows| rows.rows) {
                h.add(row.record.key.as_str()).fingerprint(self.record_mark(row.id, language));
            }
        })
    }

    /// The language whose files hold the rows that readers of `language` see.
    pub(super) fn table_language(&self, id: EntityId, language: usize) -> Option<usize> {
        let own = self.graph.record(id, language);
        let base = self.graph.base(id);
        [own, base].into_iter().find(|record| record.table.is_some()).map(|record| record.language)
    }
}

impl<'s> View<'s> {
    /// The table that an entity holds in the page's language, with its rows.
    pub fn rows(&self, id: EntityId) -> Option<Rows<'s>> {
        self.note(|| Question::Rows(self.site.key(id), self.language));
        self.site.rows(id, self.language)
    }

    /// The language whose files hold the rows that readers of this page see; `None` where the
    /// entity holds no table.
    pub fn table_language(&self, id: EntityId) -> Option<usize> {
        self.note(|| Question::Table(self.site.key(id), self.language));
        self.site.table_language(id, self.language)
    }

    /// The fields of a kind, but for the title, that some record gives a value.
    pub fn given(&self, kind: usize) -> &'s [usize] {
        self.note(|| Question::All(self.site.schema.kinds[kind].name.as_str().into()));
        &self.site.plan.given[kind]
    }
}
