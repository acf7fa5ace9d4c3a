//! Tables and their rows as readers see them: columns, cells, and the way between a row's own page
//! and its place in the table.

use super::{EntityRef, Fact, Question, Site, View, fingerprinted};
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::parse::table::{Column, Fills, Form, Row, Table};
use crate::parse::{Record, Value};
use crate::schema::Type;

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
    /// Whether the page of the table leaves the column out.
    pub hidden: bool,
    /// Its text in the data, without white space around it.
    pub raw: &'s str,
    /// How that text says the value.
    pub form: Form,
    /// The field that it fills; `None` where it fills none or stands for nothing.
    pub fact: Option<Fact<'s>>,
    /// Whether it could not be read; that has been reported.
    pub unread: bool,
}

/// The table whose rows stand on the page of an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct TableOf(EntityRef);

/// The answer.
struct TableSeen<'s> {
    table: &'s Table,
    /// How many rows it has.
    rows: usize,
    /// The language whose files hold the rows.
    language: usize,
}

impl Question for TableOf {
    type Answer<'s> = Option<TableSeen<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<TableSeen<'s>> {
        let id = self.0.find(site)?;
        // A translation without data of its own shows those of the original.
        let own = site.graph.record(id, self.0.language);
        let holder =
            [own, site.graph.base(id)].into_iter().find(|record| record.table.is_some())?;
        let table = holder.table.as_deref()?;
        Some(TableSeen { table, rows: table.rows.len(), language: holder.language })
    }
}

/// The place of a row in its table, and what stands beside it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RowOf(EntityRef);

impl Question for RowOf {
    type Answer<'s> = Option<RowPlace<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<RowPlace<'s>> {
        let (id, language) = (self.0.find(site)?, self.0.language);
        let row = site.graph.record(id, language).row.as_deref()?;
        let table = site.graph.find(row.table())?;
        let keys = &TableOf(EntityRef::new(site, table, language)).answer(site)?.table.rows;
        // Rows that could not be read have a place and no record, so it stands there or a little
        // before.
        let last = row.order.min(keys.len().checked_sub(1)?);
        let at = (0..=last).rev().find(|at| keys[*at] == self.0.key)?;
        let listing = site.plan.table_listing(table, language)?;
        Some(RowPlace {
            table,
            row,
            route: site.plan.row_route(table, id, language)?,
            only_page: listing.pages() == 1,
            previous: keys[..at].iter().rev().find_map(|key| site.graph.find(key)),
            next: keys[at + 1..].iter().find_map(|key| site.graph.find(key)),
        })
    }
}

/// The most rows of which a page shows each as a seat. Every row asks for all, so that more would cost too much.
const MOST_SEATS: usize = 120;

/// The rows of the table of an entity, and which of them have the best rank; nothing where there are very many.
#[derive(Debug, PartialEq, Eq, Hash)]
struct BestOf(EntityRef);

impl Question for BestOf {
    type Answer<'s> = Vec<(EntityId, bool)>;

    fn answer(&self, site: &Site) -> Vec<(EntityId, bool)> {
        let seen = TableOf(self.0.clone()).answer(site);
        let Some(seen) = seen.filter(|seen| seen.table.rows.len() <= MOST_SEATS) else {
            return Vec::new();
        };
        let fields = &site.schema.kinds[seen.table.row_kind].fields;
        let rank = fields.iter().position(|field| matches!(field.kind, Type::Rank(_)));
        let is_best = |id: &EntityId| {
            let given = rank.and_then(|rank| site.graph.field(*id, self.0.language, rank));
            given.is_some_and(|(_, given)| matches!(given.value, Value::Choice(0)))
        };
        let ids = seen.table.rows.iter().filter_map(|key| site.graph.find(key));
        ids.map(|id| (id, is_best(&id))).collect()
    }
}

fingerprinted! {
    TableSeen<'_> { table, rows, language }
    RowPlace<'_> { table, row, route, only_page, previous, next }
}

impl Site {
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
}

impl<'s> View<'s> {
    /// The table whose rows stand on the page of an entity.
    pub fn table(&self, id: EntityId) -> Option<&'s Table> {
        self.ask(TableOf(self.entity(id))).map(|seen| seen.table)
    }

    /// The language whose files hold the rows that readers of this page see; `None` where the
    /// entity holds no table.
    pub fn table_language(&self, id: EntityId) -> Option<usize> {
        self.ask(TableOf(self.entity(id))).map(|seen| seen.language)
    }

    /// The rows of the table of an entity in their order, and which of them have the best rank; nothing where there are
    /// very many.
    pub fn best_rows(&self, id: EntityId) -> Vec<(EntityId, bool)> {
        self.ask(BestOf(self.entity(id)))
    }

    /// The place of a row in its table; `None` for records that are not rows.
    pub fn row(&self, id: EntityId) -> Option<RowPlace<'s>> {
        self.ask(RowOf(self.entity(id)))
    }

    /// The cells of a row, one for each column of its table but that of the ids.
    pub fn cells(&self, id: EntityId) -> Vec<Cell<'s>> {
        let seen = self.record(id);
        let Some(place) = self.row(id) else { return Vec::new() };
        let columns = place.row.head.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| column.fills != Fills::Id);
        columns.map(|(at, _)| self.cell(seen, place.row, at)).collect()
    }

    /// A cell by the number of its column; the record that readers see stands beside its number.
    fn cell(&self, (record, number): (&'s Record, u32), row: &'s Row, at: usize) -> Cell<'s> {
        let column = &row.head.columns[at];
        let graph: &'s Graph = &self.site.graph;
        let raw = crate::sheet::trim(row.text(at));
        let form = row.cells.get(at).map(|cell| cell.form).unwrap_or_default();
        let hidden = row.head.hidden.contains(&at);
        let Fills::Field(field) = column.fills else {
            return Cell { column, hidden, raw, form, fact: None, unread: false };
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
        Cell {
            column,
            hidden,
            raw,
            form,
            fact,
            unread: record.unread.contains(&field) || record.damaged,
        }
    }
}
