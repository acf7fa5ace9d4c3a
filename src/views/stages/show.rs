//! What the one-stop shops hold for a record, on its own page.

use serde::Serialize;
use tera::Value as Tera;

use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::ViewPage;
use crate::render::context::{Choice, Markup};
use crate::view::{EntityRef, Fingerprinted, Question, Site, View, content_as};
use crate::views::grid::Grid;
use crate::views::grid::show::{ItemShown, item};

/// What the one-stop shops hold for a record.
pub(super) fn blocks(view: &View<'_>, id: EntityId) -> Tera {
    let shops = view.ask(BlocksFor(view.entity(id)));
    let shops = shops.into_iter().map(|Blocks { page, grid, row }| {
        let blocks = grid.columns.heads.iter().zip(grid.row(row)).map(|(head, items)| Block {
            label: &head.label,
            items: items.iter().map(|of| item(view, grid, of)).collect(),
        });
        let stages = grid.rows.heads.iter().enumerate().filter_map(|(at, head)| {
            let url = view.url(&view.route(head.entity?)).into();
            Some(Choice { label: &head.label, url, current: at == row })
        });
        let none = grid.empty_in_row(row).map(|at| grid.columns.heads[at].label.as_str());
        let (stages, empty) = (stages.collect(), none.collect());
        let url = view.folder_url(&page.folder).into();
        Shop { title: &page.title, url, stages, blocks: blocks.collect(), empty }
    });
    Tera::from_serializable(&shops.collect::<Vec<_>>())
}

/// A one-stop shop: an entry of `blocks`.
#[derive(Default, Serialize)]
struct Shop<'s> {
    /// The title.
    title: &'s str,
    /// The address.
    url: Markup,
    /// Its stages in order; the record is the current one.
    stages: Vec<Choice<'s>>,
    /// What it holds for the record.
    blocks: Vec<Block<'s>>,
    /// The labels of the blocks that hold nothing for it.
    empty: Vec<&'s str>,
}

/// What a shop holds of one sort.
#[derive(Default, Serialize)]
struct Block<'s> {
    /// What that is.
    label: &'s str,
    /// The records.
    items: Vec<ItemShown<'s>>,
}

/// What the one-stop shops hold for an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct BlocksFor(EntityRef);

/// What a one-stop shop holds for a record.
struct Blocks<'s> {
    page: &'s ViewPage,
    grid: &'s Grid,
    /// The number of the record's row.
    row: usize,
}

impl Question for BlocksFor {
    type Answer<'s> = Vec<Blocks<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Blocks<'s>> {
        let Some(id) = self.0.find(site) else { return Vec::new() };
        let pages = site.plan().pages.iter().filter(|page| page.language == self.0.language);
        let shops = pages.filter_map(|page| {
            let grid =
                content_as::<Grid>(page).filter(|grid| grid.shape.word == super::TYPE.word)?;
            let row = grid.rows.heads.iter().position(|head| head.entity == Some(id))?;
            Some(Blocks { page, grid, row })
        });
        shops.collect()
    }
}

/// Of the rows of other records only their names are asked.
impl Fingerprinted for Blocks<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { page, grid, row } = self;
        (&page.folder, &page.title).fingerprint(site, h);
        grid.rows.heads.iter().for_each(|head| head.label.fingerprint(site, h));
        for (column, cell) in grid.columns.heads.iter().zip(grid.row(*row)) {
            (&column.label, cell).fingerprint(site, h);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in
            [("| `blocks`", keys(&Shop::default())), ("| `blocks`", keys(&Block::default()))]
        {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
    }
}
