//! Tables and their rows as readers see them: columns, cells, and the way between a row's own page
//! and its place in the table.

use super::{Fact, Question, Site, View, hash};
use crate::fingerprint::Fingerprint;
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::parse::Record;
use crate::parse::table::{Column, Fills, Row, Table};
use crate::plan::Listing;

/// The place of a row in its table.
#[derive(Clone, Debug)]
pub struct RowPlace<'s> {
    /// The record that holds the table.
    pub table: EntityId,
    /// The row as the data give it.
    pub row: &'s Row,
    /// The page of the table's list on which it stands.
    pub route: Route,
    /// Whether the whole table stands on one page.
    pub only_page: bool,
    /// The row above it in the data.
    pub previous: Option<EntityId>,
    /// The row below it.
    pub next: Option<EntityId>,
}

/// A cell of a row.
#[derive(Clone, Debug)]
pub struct Cell<'s> {
    /// Its column.
    pub column: &'s Column,
    /// Its text in the data, without white space around it.
    pub raw: &'s str,
    /// The field that it fills; `None` where it fills none or stands for nothing.
    pub fact: Option<Fact<'s>>,
    /// Whether it could not be read; that has been reported.
    pub unread: bool,
}

impl Site {
    /// The table whose rows stand on the page of an entity; a translation without data of its own
    /// shows those of the original.
    fn table(&self, id: EntityId, language: usize) -> Option<&Table> {
        let shown = self.graph.record(id, language).table.as_deref();
        shown.or_else(|| self.graph.base(id).table.as_deref())
    }

    fn row(&self, id: EntityId, language: usize) -> Option<RowPlace<'_>> {
        let row = self.graph.record(id, language).row.as_deref()?;
        let table = self.graph.find(row.table())?;
        let keys = &self.table(table, language)?.rows;
        // Rows that could not be read have a place and no record, so it stands there or a little
        // before.
        let key = &self.graph.entity(id).key;
        let last = row.order.min(keys.len().checked_sub(1)?);
        let at = (0..=last).rev().find(|at| keys[*at] == *key)?;
        let listing = self.plan.table_listing(table, language)?;
        Some(RowPlace {
            table,
            row,
            route: self.plan.row_route(table, id, language)?,
            only_page: listing.pages() == 1,
            previous: keys[..at].iter().rev().find_map(|key| self.graph.find(key)),
            next: keys[at + 1..].iter().find_map(|key| self.graph.find(key)),
        })
    }

    /// The page on which a place of an entity stands: its own, or, for a row of a long table, the
    /// numbered page that has it.
    pub(super) fn route_of_place(
        &self,
        id: EntityId,
        anchor: Option<&str>,
        language: usize,
    ) -> Route {
        let row = anchor.and_then(|anchor| self.graph.row_at(id, anchor));
        let route = row.and_then(|row| self.plan.row_route(id, row, language));
        route.unwrap_or_else(|| self.plan.route(id, language).clone())
    }

    pub(super) fn table_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        let Some(table) = self.table(id, language) else { return Fingerprint::ABSENT };
        hash(|h| {
            h.add(format!("{:?}{:?}", table.caption, table.legend));
            h.fingerprint(table.head.mark);
            h.number(table.row_kind as u64).number(table.rows.len() as u64);
            h.number(self.graph.record(id, language).language as u64);
            h.number(
                self.table_language(id, language).map_or(u64::MAX, |language| language as u64),
            );
        })
    }

    pub(super) fn row_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        let Some(place) = self.row(id, language) else { return Fingerprint::ABSENT };
        let name = |id: Option<EntityId>| id.map_or("", |id| self.graph.entity(id).key.as_str());
        hash(|h| {
            h.add(name(Some(place.table))).add(name(place.previous)).add(name(place.next));
            h.number(place.row.order as u64).add(&*place.row.section).add(place.route.as_str());
            h.number(u64::from(place.only_page)).fingerprint(place.row.head.mark);
        })
    }
}

impl<'s> View<'s> {
    /// The table whose rows stand on the page of an entity.
    pub fn table(&self, id: EntityId) -> Option<&'s Table> {
        self.note(|| Question::Table(self.site.key(id), self.language));
        self.site.table(id, self.language)
    }

    /// The language of the text of an entity that readers of this page see.
    pub fn language_of(&self, id: EntityId) -> usize {
        self.note(|| Question::Name(self.site.key(id), self.language));
        self.site.graph.record(id, self.language).language
    }

    /// The number of the kind in whose folder an entity lies, which gives its address.
    pub fn home_of(&self, id: EntityId) -> usize {
        self.note(|| Question::Name(self.site.key(id), self.language));
        self.site.graph.base(id).home
    }

    /// The list of the rows of a table: its page from 1.
    pub fn table_listing(&self, id: EntityId, page: usize) -> Option<&'s Listing> {
        let listing = self.site.plan.table_listing(id, self.language)?;
        self.note(|| Question::Listing(listing.folder.as_str().into(), page));
        Some(listing)
    }

    /// The place of a row in its table; `None` for records that are no rows.
    pub fn row(&self, id: EntityId) -> Option<RowPlace<'s>> {
        self.note(|| Question::Row(self.site.key(id), self.language));
        self.site.row(id, self.language)
    }

    /// The cells of a row, one for each column of its table but that of the ids.
    pub fn cells(&self, id: EntityId) -> Vec<Cell<'s>> {
        let (record, number) = self.record(id);
        let Some(place) = self.row(id) else { return Vec::new() };
        let columns = place.row.head.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| column.fills != Fills::Id);
        columns.map(|(at, column)| self.cell(record, number, place.row, column, at)).collect()
    }

    fn cell(
        &self,
        record: &'s Record,
        number: u32,
        row: &'s Row,
        column: &'s Column,
        at: usize,
    ) -> Cell<'s> {
        let graph: &'s Graph = &self.site.graph;
        let raw = row.cells.get(at).map_or("", |text| crate::sheet::trim(text));
        let Fills::Field(field) = column.fills else {
            return Cell { column, raw, fact: None, unread: false };
        };
        let described = &self.site.schema.kinds[graph.records[number as usize].kind].fields[field];
        // What stands in an empty cell is the default of the field, and not in the table.
        let given = record.value(field).filter(|_| !raw.is_empty());
        let fact = given.map(|given| Fact {
            field: described,
            shown: self.shown(described, number, &given.value),
            status: &given.status,
            recorded: None,
        });
        Cell { column, raw, fact, unread: record.unread.contains(&field) || record.damaged }
    }
}
