//! What the one-stop shops hold for a record, on its own page.

use tera::Value as Tera;

use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::ViewPage;
use crate::render::html::{object, safe};
use crate::view::{EntityRef, Fingerprinted, Question, Site, View, content_as};
use crate::views::grid::{Grid, show::item};

/// What the one-stop shops hold for a record: list of `title`, `url`, `blocks`.
pub(super) fn blocks(view: &View<'_>, id: EntityId) -> Tera {
    let shops =
        view.ask(BlocksFor(view.entity(id))).into_iter().map(|Blocks { page, grid, row }| {
            let blocks = grid.columns.heads.iter().zip(grid.row(row)).map(|(head, items)| {
                let items: Vec<Tera> = items.iter().map(|of| item(view, grid, of)).collect();
                object([("label", Tera::from(head.label.as_str())), ("items", Tera::from(items))])
            });
            object([
                ("title", Tera::from(page.title.as_str())),
                ("url", safe(&view.folder_url(&page.folder))),
                ("blocks", Tera::from(blocks.collect::<Vec<_>>())),
            ])
        });
    Tera::from(shops.collect::<Vec<_>>())
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

/// The rows of other records are not asked.
impl Fingerprinted for Blocks<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { page, grid, row } = self;
        (&page.folder, &page.title).fingerprint(site, h);
        for (column, cell) in grid.columns.heads.iter().zip(grid.row(*row)) {
            (&column.label, cell).fingerprint(site, h);
        }
    }
}
