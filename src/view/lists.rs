//! What pages ask of lists and views.

use std::sync::Arc;

use super::{Fingerprinted, OnRecord, Question, Site, View, beside, fingerprinted};
use crate::collate::Collator;
use crate::diag::Checked;
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Listing, ViewPage};

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
            extra,
            values,
            // A page knows its address; who claims it matters in diagnostics only.
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
        let shown = beside(self.listing);
        extra.is_some().fingerprint(site, h);
        if let Some(shown) = shown {
            shown.fingerprint(site, entries, h);
        }
    }
}

/// The whole list at an address.
#[derive(Debug, PartialEq, Eq, Hash)]
struct WholeList(Arc<str>);

/// The answer: what it is called, and its records.
struct WholeListing<'s> {
    title: &'s str,
    description: &'s str,
    entities: &'s [EntityId],
}

fingerprinted!(WholeListing<'_> { title, description, entities });

impl Question for WholeList {
    type Answer<'s> = Option<WholeListing<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<WholeListing<'s>> {
        let Listing { title, description, entities, .. } =
            &site.plan.listings[site.plan.find_listing(&self.0)?];
        Some(WholeListing { title, description, entities })
    }
}

/// The page of a view at an address.
#[derive(Debug, PartialEq, Eq, Hash)]
struct PageOfView(Arc<str>);

impl Question for PageOfView {
    type Answer<'s> = Option<&'s ViewPage>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s ViewPage> {
        site.plan.find_page(&self.0).map(|number| &site.plan.pages[number])
    }
}

impl<'s> View<'s> {
    /// A list by its number: its page from 1.
    pub fn listing(&self, number: usize, page: usize) -> &'s Listing {
        self.page_of(&self.site.plan.listings[number], page)
    }

    /// A list by its number, of which title, description and records are wanted.
    pub fn whole_list(&self, number: usize) -> &'s Listing {
        let listing = &self.site.plan.listings[number];
        self.ask(WholeList(listing.folder.as_str().into()));
        listing
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

    /// A page of a view by its number.
    pub fn view_page(&self, number: usize) -> &'s ViewPage {
        let page = &self.site.plan.pages[number];
        self.ask(PageOfView(page.folder.as_str().into()));
        page
    }

    /// What views show on pages of records.
    pub fn on_record(&self) -> &'s [OnRecord] {
        &self.site.on_record
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
        let collators: Vec<_> = self.config.languages.iter().map(Collator::new).collect();
        let (graph, config, schema) = (&self.graph, &self.config, &self.schema);
        let (clock, checks) = (&self.clock, &self.checks);
        let collators = &collators;
        let input = crate::plan::Input { graph, config, schema, collators, clock, checks };
        crate::plan::records(input, view)
    }
}
