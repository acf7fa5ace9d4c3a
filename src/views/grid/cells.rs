//! Records -> cells: every record stands in each cell whose row and column it leads to.

use std::collections::BTreeMap;

use super::limits::MOST_ITEMS;
use super::{Axis, Grid, Head, Item, Key, Labels, Making, Row, Side, blank, side};
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::plan::reading::{FieldName, Reading};
use crate::source::Span;

/// Cells that are being filled.
pub(super) struct Cells<'a> {
    reading: Reading<'a>,
    rows: Side,
    /// `None` where there is one column for everything.
    columns: Option<Side>,
    /// The field whose words each record shows in its cells.
    mark: Option<FieldName>,
    labels: [Labels; 2],
    filled: BTreeMap<(Key, Key), Vec<Item>>,
    left_out: usize,
    count: usize,
    /// How many records stand in the cells together.
    items: usize,
}

/// The column of a grid that has no columns.
const ONLY: &str = "count";

impl<'a> Cells<'a> {
    pub(super) fn new(
        reading: Reading<'a>,
        (rows, columns): (Side, Option<Side>),
        mark: Option<&(String, Span)>,
    ) -> Self {
        let mark = mark.map(|(field, _)| reading.name(field));
        let labels = Default::default();
        let filled = BTreeMap::new();
        Self { reading, rows, columns, mark, labels, filled, left_out: 0, count: 0, items: 0 }
    }

    /// Puts a record into its cells; `false` once they hold too much.
    pub(super) fn add(&mut self, id: EntityId, diagnostics: &mut Diagnostics) -> bool {
        let rows = self.heads(0, id, diagnostics);
        let columns = self.heads(1, id, diagnostics);
        if rows.is_empty() || columns.is_empty() {
            // That others do not name a record is not an omission of its author.
            let of_fields = self.columns.as_ref().is_none_or(Side::is_of_fields);
            let forgotten =
                rows.is_empty() && self.rows.is_of_fields() || columns.is_empty() && of_fields;
            self.left_out += usize::from(forgotten);
            return true;
        }
        self.count += 1;
        self.items = self.items.saturating_add(rows.len().saturating_mul(columns.len()));
        if self.items > MOST_ITEMS {
            return false;
        }
        let own = self.mark.as_ref().map(|name| self.reading.members(id, name));
        let own: Vec<String> = own.into_iter().flatten().map(|member| member.label).collect();
        for (row, row_mark) in &rows {
            for (column, column_mark) in &columns {
                let cell = self.filled.entry((row.clone(), column.clone())).or_default();
                if cell.last().is_none_or(|last| last.id != id) {
                    cell.push(Item { id, marks: Vec::new(), reached: false });
                }
                let item = cell.last_mut().expect("one was pushed if there was none");
                for mark in row_mark.iter().chain(column_mark).chain(&own) {
                    if !item.marks.contains(mark) {
                        item.marks.push(mark.clone());
                    }
                }
            }
        }
        true
    }

    /// The rows (0) or columns (1) of a record.
    fn heads(
        &mut self,
        side: usize,
        id: EntityId,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(Key, Option<String>)> {
        let read = if side == 0 { Some(&self.rows) } else { self.columns.as_ref() };
        let Some(read) = read else { return vec![(Key::Value(0, ONLY.to_owned()), None)] };
        let mut out = Vec::new();
        for (reached, mark) in read.heads(self.reading, id, diagnostics) {
            let (key, label) = side::key(reached, self.reading.input);
            if let Some(label) = label {
                self.labels[side].entry(key.clone()).or_insert(label);
            }
            out.push((key, mark));
        }
        out
    }

    /// The rows and the columns, in order. `order` is the place of each record in the list of its
    /// kind.
    pub(super) fn sides(&mut self, order: &[u32], items: &[EntityId]) -> [Vec<Key>; 2] {
        [self.keys(0, order, items), self.keys(1, order, items)]
    }

    /// The finished grid of these rows and columns.
    pub(super) fn into_grid(
        mut self,
        making: &Making<'_>,
        order: &[u32],
        [rows, columns]: [Vec<Key>; 2],
    ) -> Grid {
        let mut grid = blank(self.reading, making);
        let places = |keys: &[Key]| keys.iter().cloned().zip(0..).collect();
        let places: [BTreeMap<Key, usize>; 2] = [places(&rows), places(&columns)];
        grid.cells = vec![Row::new(); rows.len()];
        let kind = |item: &Item| self.reading.input.graph.entity(item.id).kind;
        for ((row, column), mut cell) in std::mem::take(&mut self.filled) {
            cell.sort_by_key(|item| (kind(item), order[item.id as usize], item.id));
            grid.cells[places[0][&row]].insert(places[1][&column], cell);
        }
        let own = [self.rows.is_own(), self.columns.as_ref().is_some_and(Side::is_own)];
        // A record that is its own row is seen there, however empty the row is.
        grid.left_out = if own.contains(&true) { 0 } else { self.left_out };
        grid.count = self.count;
        let label = self.columns.as_ref().map(|side| side.label.clone());
        grid.columns = Axis {
            label: label.unwrap_or_default(),
            heads: self.described(1, &columns, &grid.items),
            is_own: own[1],
        };
        grid.rows = Axis {
            label: self.rows.label.clone(),
            heads: self.described(0, &rows, ""),
            is_own: own[0],
        };
        grid.roles = self.roles(&grid, &making.kinds);
        count(&mut grid);
        grid
    }

    /// What records are to rows and columns: in the order in which the site names the fields, then in that of
    /// the words of the field that cells show.
    fn roles(&self, grid: &Grid, kinds: &[usize]) -> Vec<String> {
        let found = grid.filled().flatten().flat_map(|item| &item.marks);
        let mut found: Vec<&str> = found.map(String::as_str).collect();
        found.sort_unstable();
        found.dedup();
        let schema = self.reading.input.schema;
        let fields = kinds.iter().filter_map(|kind| {
            let at = self.mark.as_ref()?.in_kind(*kind)?;
            Some(&schema.kinds[*kind].fields[at])
        });
        let choices = fields.flat_map(|field| field.kind.choices());
        let words = choices.map(|choice| choice.label.get(self.reading.tag()).to_owned());
        let sides = self.columns.iter().chain([&self.rows]);
        let declared = sides.flat_map(|side| side.roles(self.reading)).chain(words);
        let mut out: Vec<String> = Vec::new();
        for role in declared.chain(found.iter().map(|&role| role.to_owned())) {
            if found.binary_search(&role.as_str()).is_ok() && !out.contains(&role) {
                out.push(role);
            }
        }
        out
    }

    /// The rows (0) or columns (1), in order.
    fn keys(&mut self, side: usize, order: &[u32], items: &[EntityId]) -> Vec<Key> {
        let used = self.filled.keys().map(|(row, column)| if side == 0 { row } else { column });
        let mut keys: Vec<Key> = used.cloned().collect();
        let read = if side == 0 { Some(&self.rows) } else { self.columns.as_ref() };
        if let Some(read) = read {
            let mut labels = Labels::new();
            // The diagnostics of a head were reported when its records were counted.
            let every = read.every(self.reading, items, &mut labels, &mut Diagnostics::new());
            let records = read.all.unwrap_or(side == 0);
            let values = read.all.unwrap_or(true);
            keys.extend(every.into_iter().filter(|key| match key {
                Key::Value(..) => values,
                Key::Record(_) => records,
            }));
            self.labels[side].extend(labels);
        }
        let collator = &self.reading.input.collators[self.reading.language];
        let labels = &self.labels[side];
        let label = |key: &Key| labels.get(key).map_or("", String::as_str);
        let place = |key: &Key| match key {
            Key::Value(order, _) => (0, *order, 0),
            Key::Record(id) => {
                let kind = self.reading.input.graph.entity(*id).kind;
                (1 + kind, i64::from(order[*id as usize]), *id)
            }
        };
        keys.sort_by(|a, b| {
            let by_label = || collator.compare(label(a), label(b)).then_with(|| a.cmp(b));
            place(a).cmp(&place(b)).then_with(by_label)
        });
        keys.dedup();
        keys
    }

    fn described(&self, side: usize, keys: &[Key], only: &str) -> Vec<Head> {
        let read = if side == 0 { Some(&self.rows) } else { self.columns.as_ref() };
        let one_kind = read.is_none_or(|read| read.ends().len() <= 1);
        let heads = keys.iter().map(|key| {
            let (slug, label, short, entity) = match key {
                Key::Value(_, slug) => {
                    let label = self.labels[side].get(key).map_or(only, String::as_str);
                    (slug.clone(), label.to_owned(), "", None)
                }
                Key::Record(id) => {
                    let key = &self.reading.input.graph.entity(*id).key;
                    let name = if one_kind { key.id() } else { key.as_str() };
                    let title =
                        self.reading.input.graph.record(*id, self.reading.language).title.clone();
                    (crate::plan::word::of(name), title, self.reading.short(*id), Some(*id))
                }
            };
            Head { slug, label, short: short.to_owned(), country: "", entity, count: 0, reached: 0 }
        });
        heads.collect()
    }
}

/// Counts the records of every row and column.
pub(in crate::views) fn count(grid: &mut Grid) {
    grid.fullest = grid.filled().map(Vec::len).max().unwrap_or(0);
    let mut columns: Vec<Vec<&Vec<Item>>> = vec![Vec::new(); grid.columns.heads.len()];
    for (row, head) in grid.cells.iter().zip(&mut grid.rows.heads) {
        head.count = counted(grid.rows.is_own, row.values());
        row.iter().for_each(|(column, cell)| columns[*column].push(cell));
    }
    for (cells, head) in columns.into_iter().zip(&mut grid.columns.heads) {
        head.count = counted(grid.columns.is_own, cells.into_iter());
    }
}

/// Of cells that are not empty: how many records stand in them, or how many cells there are.
fn counted<'c>(is_own: bool, cells: impl Iterator<Item = &'c Vec<Item>>) -> usize {
    if is_own {
        return cells.count();
    }
    let mut ids: Vec<EntityId> = cells.flatten().map(|item| item.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}
