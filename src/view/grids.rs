//! Rows, columns and cells, and what the one-stop shops hold for a record.

use super::{Question, Site, View, hash};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;
use crate::plan::{Axis, Grid, Item};

/// What a one-stop shop holds for a record.
#[derive(Clone, Copy)]
pub struct Blocks<'s> {
    /// The one-stop shop.
    pub grid: &'s Grid,
    /// The number of the record's row.
    pub row: usize,
}

impl Site {
    fn find_grid(&self, folder: &str) -> Option<&Grid> {
        self.plan.grids.iter().find(|grid| grid.folder == folder)
    }

    pub(super) fn grid_mark(&self, folder: &str) -> Fingerprint {
        let Some(grid) = self.find_grid(folder) else { return Fingerprint::ABSENT };
        hash(|h| {
            h.add(&grid.title).add(&grid.description).add(&grid.items).add(&grid.evidence);
            h.add(format!("{:?}{:?}", grid.shape, grid.of));
            h.number(grid.count as u64).number(grid.left_out as u64);
            self.hash_axis(h, &grid.rows);
            self.hash_axis(h, &grid.columns);
            for (row, cells) in grid.cells.iter().enumerate() {
                for (column, cell) in cells {
                    h.number(row as u64).number(*column as u64);
                    self.hash_cell(h, cell);
                }
            }
            if let Some(intro) = grid.intro {
                h.fingerprint(self.record_mark(intro, grid.language));
            }
        })
    }

    fn hash_axis(&self, h: &mut Hasher, axis: &Axis) {
        h.add(&axis.label).number(u64::from(axis.is_own)).number(axis.heads.len() as u64);
        for head in &axis.heads {
            h.add(&head.slug).add(&head.label);
            h.number(head.count as u64).number(head.reached as u64);
            h.add(head.entity.map_or("", |id| self.graph.entity(id).key.as_str()));
        }
    }

    fn hash_cell(&self, h: &mut Hasher, cell: &[Item]) {
        h.number(cell.len() as u64);
        for item in cell {
            h.add(self.graph.entity(item.id).key.as_str()).add(format!("{:?}", item.marks));
            h.number(u64::from(item.reached));
        }
    }

    fn blocks(&self, id: EntityId, language: usize) -> Vec<Blocks<'_>> {
        let stages = |grid: &&Grid| {
            grid.shape == crate::plan::GridShape::Stages && grid.language == language
        };
        let row = |grid: &Grid| grid.rows.heads.iter().position(|head| head.entity == Some(id));
        let shops = self.plan.grids.iter().filter(stages);
        shops.filter_map(|grid| Some(Blocks { grid, row: row(grid)? })).collect()
    }

    pub(super) fn blocks_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        hash(|h| {
            for Blocks { grid, row } in self.blocks(id, language) {
                h.add(&grid.folder).add(&grid.title);
                for (column, cell) in grid.columns.heads.iter().zip(grid.row(row)) {
                    h.add(&column.label);
                    self.hash_cell(h, cell);
                }
            }
        })
    }
}

impl<'s> View<'s> {
    /// Rows, columns and cells by their number.
    pub fn grid(&self, number: usize) -> &'s Grid {
        let grid = &self.site.plan.grids[number];
        self.note(|| Question::Grid(grid.folder.as_str().into()));
        grid
    }

    /// What the one-stop shops hold for an entity.
    pub fn blocks(&self, id: EntityId) -> Vec<Blocks<'s>> {
        self.note(|| Question::Blocks(self.site.key(id), self.language));
        self.site.blocks(id, self.language)
    }

    /// The title of an entity, the tag of its language, and the direction of that.
    pub fn name(&self, id: EntityId) -> (&'s str, &'s str, String) {
        self.note(|| Question::Name(self.site.key(id), self.language));
        let record = self.site.graph.record(id, self.language);
        let language = &self.site.config.languages[record.language];
        (&record.title, language.as_str(), language.direction().to_string())
    }
}
