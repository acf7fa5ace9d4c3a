//! Rows, columns and cells, and what the one-stop shops hold for a record.

use std::sync::Arc;

use super::{EntityRef, Fingerprinted, Question, Site, View};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Grid;
use crate::plan::GridShape;

/// The rows, columns and cells at an address.
#[derive(Debug, PartialEq, Eq, Hash)]
struct GridAt(Arc<str>);

impl Question for GridAt {
    type Answer<'s> = Option<&'s Grid>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s Grid> {
        site.plan.find_grid(&self.0).map(|number| &site.plan.grids[number])
    }
}

/// What the one-stop shops hold for an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct BlocksFor(EntityRef);

/// What a one-stop shop holds for a record.
#[derive(Clone, Copy)]
pub struct Blocks<'s> {
    /// The one-stop shop.
    pub grid: &'s Grid,
    /// The number of the record's row.
    pub row: usize,
}

impl Question for BlocksFor {
    type Answer<'s> = Vec<Blocks<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Blocks<'s>> {
        let Some(id) = self.0.find(site) else { return Vec::new() };
        let grids = site.plan.grids.iter();
        let shops = grids
            .filter(|grid| grid.shape == GridShape::Stages && grid.language == self.0.language);
        let row = |grid: &Grid| grid.rows.heads.iter().position(|head| head.entity == Some(id));
        shops.filter_map(|grid| Some(Blocks { grid, row: row(grid)? })).collect()
    }
}

/// The rows of other records are not asked.
impl Fingerprinted for Blocks<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { grid, row } = self;
        (&grid.folder, &grid.title).fingerprint(site, h);
        for (column, cell) in grid.columns.heads.iter().zip(grid.row(*row)) {
            (&column.label, cell).fingerprint(site, h);
        }
    }
}

impl<'s> View<'s> {
    /// Rows, columns and cells by their number.
    pub fn grid(&self, number: usize) -> &'s Grid {
        let grid = &self.site.plan.grids[number];
        self.ask(GridAt(grid.folder.as_str().into()));
        grid
    }

    /// What the one-stop shops hold for an entity.
    pub fn blocks(&self, id: EntityId) -> Vec<Blocks<'s>> {
        self.ask(BlocksFor(self.entity(id)))
    }
}
