//! Records -> cells: every record stands in each cell whose row and column it leads to.

use std::collections::BTreeMap;

use super::{Axis, Grid, Head, Item, Key, Labels, Making, Reading, Side, axis, blank};
use crate::config::GridSettings;
use crate::diag::Diagnostic;
use crate::graph::EntityId;

/// Cells that are being filled.
pub(super) struct Cells<'a> {
    reading: Reading<'a>,
    rows: Side,
    /// `None` where there is one column for everything.
    columns: Option<Side>,
    labels: [Labels; 2],
    filled: BTreeMap<(Key, Key), Vec<Item>>,
    left_out: usize,
    count: usize,
}

/// The column of a grid that has no columns.
const ONLY: &str = "count";

impl<'a> Cells<'a> {
    pub(super) fn new(reading: Reading<'a>, rows: Side, columns: Option<Side>) -> Self {
        let labels = Default::default();
        let filled = BTreeMap::new();
        Self { reading, rows, columns, labels, filled, left_out: 0, count: 0 }
    }

    /// Puts a record into its cells.
    pub(super) fn add(
        &mut self,
        id: EntityId,
        settings: &GridSettings,
        said: &mut Vec<Diagnostic>,
    ) {
        let rows = self.heads(0, id, said);
        let columns = self.heads(1, id, said);
        if rows.is_empty() || columns.is_empty() {
            // That others do not name a record is no omission of its author.
            let of_fields = self.columns.as_ref().is_none_or(Side::is_of_fields);
            let forgotten =
                rows.is_empty() && self.rows.is_of_fields() || columns.is_empty() && of_fields;
            self.left_out += usize::from(forgotten);
            return;
        }
        self.count += 1;
        let own = settings.mark.as_ref().map(|(field, _)| field.as_str());
        let own = own.or(settings.score.as_ref().map(|score| score.level.0.as_str()));
        let own = own.map(|field| axis::shown(self.reading, id, field)).unwrap_or_default();
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
    }

    /// The rows (0) or columns (1) of a record.
    fn heads(
        &mut self,
        side: usize,
        id: EntityId,
        said: &mut Vec<Diagnostic>,
    ) -> Vec<(Key, Option<String>)> {
        let read = if side == 0 { Some(&self.rows) } else { self.columns.as_ref() };
        let Some(read) = read else { return vec![(Key::Value(0, ONLY.to_owned()), None)] };
        let mut out = Vec::new();
        for (reached, mark) in read.heads(self.reading, id, said) {
            let (key, label) = axis::key(reached, self.reading.input);
            if let Some(label) = label {
                self.labels[side].entry(key.clone()).or_insert(label);
            }
            out.push((key, mark));
        }
        out
    }

    /// The finished grid. `order` is the place of each record in the list of its kind.
    pub(super) fn into_grid(
        mut self,
        making: &Making<'_>,
        order: &[u32],
        items: &[EntityId],
    ) -> Grid {
        let mut grid = blank(self.reading, making);
        let rows = self.keys(0, order, items);
        let columns = self.keys(1, order, items);
        for row in &rows {
            let cells = columns.iter().map(|column| {
                let mut cell =
                    self.filled.remove(&(row.clone(), column.clone())).unwrap_or_default();
                cell.sort_by_key(|item| {
                    (
                        self.reading.input.graph.entity(item.id).kind,
                        order[item.id as usize],
                        item.id,
                    )
                });
                cell
            });
            grid.cells.push(cells.collect());
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
        count(&mut grid);
        grid
    }

    /// The rows (0) or columns (1), in order.
    fn keys(&mut self, side: usize, order: &[u32], items: &[EntityId]) -> Vec<Key> {
        let used = self.filled.keys().map(|(row, column)| if side == 0 { row } else { column });
        let mut keys: Vec<Key> = used.cloned().collect();
        let read = if side == 0 { Some(&self.rows) } else { self.columns.as_ref() };
        if let Some(read) = read {
            let mut labels = Labels::new();
            // What is said of a head was said when its records were counted.
            let every = read.every(self.reading, items, &mut labels, &mut Vec::new());
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
            let (slug, label, entity) = match key {
                Key::Value(_, slug) => {
                    let label = self.labels[side].get(key).map_or(only, String::as_str);
                    (slug.clone(), label.to_owned(), None)
                }
                Key::Record(id) => {
                    let key = &self.reading.input.graph.entity(*id).key;
                    let name = if one_kind { key.id() } else { key.as_str() };
                    let title =
                        self.reading.input.graph.record(*id, self.reading.language).title.clone();
                    (crate::plan::word::of(name), title, Some(*id))
                }
            };
            Head { slug, label, entity, count: 0, reached: 0 }
        });
        heads.collect()
    }
}

/// Counts the records of every row and column.
pub(super) fn count(grid: &mut Grid) {
    for (row, head) in grid.rows.heads.iter_mut().enumerate() {
        head.count = counted(grid.rows.is_own, grid.cells[row].iter());
    }
    for (column, head) in grid.columns.heads.iter_mut().enumerate() {
        head.count = counted(grid.columns.is_own, grid.cells.iter().map(|row| &row[column]));
    }
}

fn counted<'c>(is_own: bool, cells: impl Iterator<Item = &'c Vec<Item>>) -> usize {
    if is_own {
        return cells.filter(|cell| !cell.is_empty()).count();
    }
    let mut ids: Vec<EntityId> = cells.flatten().map(|item| item.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}
