//! What pages ask of lists, and of what ledgers and trees say of a record.

use std::sync::Arc;

use super::{EntityRef, Fingerprinted, Question, Site, View};
use crate::diag::Checked;
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Carried, Ledger, Listing, Outline, Special};

/// A page (from 1) of the list at an address.
#[derive(Debug, PartialEq, Eq, Hash)]
struct PageOfList {
    folder: Arc<str>,
    page: usize,
}

/// The answer.
struct Listed<'s> {
    listing: &'s Listing,
    /// The page, from 1.
    page: usize,
}

impl Question for PageOfList {
    type Answer<'s> = Option<Listed<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<Listed<'s>> {
        let listing = &site.plan.listings[site.plan.find_listing(&self.folder)?];
        Some(Listed { listing, page: self.page })
    }
}

/// The entries of the page, and how many others there are.
impl Fingerprinted for Listed<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Listing {
            title,
            description,
            intro,
            style,
            columns,
            kinds,
            page_size,
            entities,
            groups,
            in_groups,
            facets,
            sorts,
            filter,
            table,
            special,
            values,
            // A page knows its address; who claims it is said in diagnostics only.
            folder: _,
            language: _,
            whole: _,
            claimed_by: _,
            span: _,
        } = self.listing;
        (title, description, intro).fingerprint(site, h);
        (style, columns, kinds).fingerprint(site, h);
        (page_size, entities.len(), in_groups.len()).fingerprint(site, h);
        (groups, facets, sorts).fingerprint(site, h);
        (filter, table).fingerprint(site, h);
        let (_, entries) = self.listing.page(self.page.min(self.listing.pages()));
        for id in entries {
            (id, values.get(id)).fingerprint(site, h);
        }
        match special {
            Special::None => {}
            Special::Ledger(ledger) => LedgerPage { ledger, entries }.fingerprint(site, h),
            Special::Glossary(glossary) => glossary.fingerprint(site, h),
            Special::Outline(tree) => tree.fingerprint(site, h),
        }
    }
}

/// A ledger on a page that lists some of its items.
struct LedgerPage<'s> {
    ledger: &'s Ledger,
    entries: &'s [EntityId],
}

impl Fingerprinted for LedgerPage<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Ledger { part, columns, all, open, overdue, without_owner, states, owners, folder } =
            self.ledger;
        (part, columns, all).fingerprint(site, h);
        (open.len(), overdue.len(), without_owner).fingerprint(site, h);
        (states, owners, folder).fingerprint(site, h);
        for id in self.entries {
            overdue.contains(id).fingerprint(site, h);
        }
    }
}

/// Items of a ledger that have to do with a record.
pub struct Held<'s> {
    /// What the ledger has to say on the pages of other records.
    pub ledger: &'s Carried,
    /// The items.
    pub items: Vec<EntityId>,
}

impl Fingerprinted for Held<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        // What the ledger holds for others is not asked.
        let Carried {
            title,
            folder,
            columns,
            overdue,
            language: _,
            items: _,
            occasions: _,
            by_owner: _,
        } = self.ledger;
        (title, folder, columns).fingerprint(site, h);
        for id in &self.items {
            (id, overdue.contains(id)).fingerprint(site, h);
        }
    }
}

/// What ledgers held open when an entity began.
#[derive(Debug, PartialEq, Eq, Hash)]
struct OpenWhenBegun(EntityRef);

impl Question for OpenWhenBegun {
    type Answer<'s> = Vec<Held<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Held<'s>> {
        held(site, &self.0, |ledger, id| ledger.open_when_begun(id))
    }
}

/// What ledgers say that an entity has to do.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ToDo(EntityRef);

impl Question for ToDo {
    type Answer<'s> = Vec<Held<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Held<'s>> {
        held(site, &self.0, |ledger, id| ledger.owned_by(id).to_vec())
    }
}

/// The ledgers of a language that hold something for an entity.
fn held<'s>(
    site: &'s Site,
    entity: &EntityRef,
    items: impl Fn(&Carried, EntityId) -> Vec<EntityId>,
) -> Vec<Held<'s>> {
    let Some(id) = entity.find(site) else { return Vec::new() };
    let ledgers = site.plan.carried.iter().filter(|ledger| ledger.language == entity.language);
    let held = ledgers.map(|ledger| Held { ledger, items: items(ledger, id) });
    held.filter(|held| !held.items.is_empty()).collect()
}

/// Where an entity stands in trees of records, and what stands directly below it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Branches(EntityRef);

/// The place of an entity in a tree.
struct Branch<'s> {
    tree: &'s Outline,
    /// The number of its node.
    at: usize,
}

impl Fingerprinted for Branch<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { tree, at } = self;
        // Other parts of the tree are not asked.
        let Outline { title, folder, states, nodes, language: _, places: _ } = tree;
        (title, folder, states).fingerprint(site, h);
        for above in tree.path(*at) {
            nodes[above].id.fingerprint(site, h);
        }
        for node in std::iter::once(*at).chain(tree.children(Some(*at))) {
            nodes[node].fingerprint(site, h);
        }
    }
}

impl Question for Branches {
    type Answer<'s> = Vec<Branch<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Branch<'s>> {
        let Some(id) = self.0.find(site) else { return Vec::new() };
        let trees = site.plan.outlines.iter().filter(|tree| tree.language == self.0.language);
        trees.filter_map(|tree| Some(Branch { tree, at: tree.place(id)? })).collect()
    }
}

impl<'s> View<'s> {
    /// A list by its number: its page from 1.
    pub fn listing(&self, number: usize, page: usize) -> &'s Listing {
        self.page_of(&self.site.plan.listings[number], page)
    }

    /// The list of the rows of a table: its page from 1.
    pub fn table_listing(&self, id: EntityId, page: usize) -> Option<&'s Listing> {
        let listing = self.site.plan.table_listing(id, self.language)?;
        Some(self.page_of(listing, page))
    }

    fn page_of(&self, listing: &'s Listing, page: usize) -> &'s Listing {
        self.ask(PageOfList { folder: listing.folder.as_str().into(), page });
        listing
    }

    /// The words for the numbers of facets and values that a record has in a list; they are part of
    /// the answer from which the list comes.
    pub fn values(&self, listing: &'s Listing, id: EntityId) -> &'s str {
        listing.values.get(&id).map_or("", String::as_str)
    }

    /// What each ledger of this language held open when an entity began, if anything.
    pub fn open_when_begun(&self, id: EntityId) -> Vec<Held<'s>> {
        self.ask(OpenWhenBegun(self.entity(id)))
    }

    /// What ledgers of this language say that an entity still has to do, if anything.
    pub fn to_do(&self, id: EntityId) -> Vec<Held<'s>> {
        self.ask(ToDo(self.entity(id)))
    }

    /// Each tree of this language in which an entity stands, with the number of its node.
    pub fn branches(&self, id: EntityId) -> Vec<(&'s Outline, usize)> {
        let branches = self.ask(Branches(self.entity(id)));
        branches.into_iter().map(|branch| (branch.tree, branch.at)).collect()
    }

    /// The address of the page that has this folder; it follows from the settings.
    pub fn folder_url(&self, folder: &str) -> String {
        Route::page(folder).map(|route| self.url(&route)).unwrap_or_default()
    }
}

impl Site {
    /// The kind of an entity.
    pub fn kind_of(&self, id: EntityId) -> &crate::schema::Kind {
        &self.schema.kinds[self.graph.entity(id).kind]
    }

    /// The records that a view would list in the default language, in its order.
    pub fn records_of(&self, view: &crate::plan::ViewSettings) -> Checked<Vec<EntityId>> {
        let today = &self.settings.today;
        crate::plan::records(&self.graph, &self.config, &self.schema, today, view)
    }
}
