//! The product of planning, and what planning reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::front::Home;
use super::job::{Download, Downloads, Job, Redirect, Subject};
use super::letter::Letter;
use super::listed::Listing;
use super::tree::{Navigation, Tree};
use super::view_page::{Extra, ViewPage};
use crate::bundle::Origin;
use crate::clock::Clock;
use crate::collate::Collator;
use crate::config::Config;
use crate::edtf::Date;
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::links::Checks;
use crate::schema::Schema;

/// The language that stands first on a site; its pages have no language in their address.
pub const DEFAULT_LANGUAGE: usize = 0;

/// What the files of a site are.
#[derive(Default)]
pub struct Plan {
    /// Every file that is made, sorted by route.
    pub jobs: Vec<Job>,
    /// Every file that is copied.
    pub copies: BTreeMap<Route, Origin>,
    /// Every list, facet pages among them.
    pub listings: Vec<Listing>,
    /// Every page of a view that is not a list, in every language.
    pub pages: Vec<ViewPage>,
    /// The page of each entity in each language.
    pub routes: Vec<Box<[Route]>>,
    /// The main navigation in each language.
    pub navigation: Vec<Navigation>,
    /// The pages that the footer links, in each language.
    pub footer: Vec<Navigation>,
    /// What stands on the home page in each language.
    pub home: Vec<Home>,
    /// When the site was last brought up to date, where that is known.
    pub updated: Option<Date>,
    /// The trees of plain pages, by language and top folder.
    pub trees: Vec<Tree>,
    /// The place of each entity in the list of its kind, by language; for sorting.
    pub ranks: Vec<Vec<u32>>,
    /// The list of each kind in each language, as numbers in `listings`.
    pub kind_listings: Vec<Vec<Option<usize>>>,
    /// The list of each table's rows, as numbers in `listings`, by entity and language.
    pub table_listings: BTreeMap<(EntityId, usize), usize>,
    /// The letters of the index from A to Z, by language.
    pub letters: Vec<Vec<Letter>>,
    /// What views show on pages of records.
    pub kept: Vec<Extra>,
    /// The fields of each kind, but for the title, that some record gives a value.
    pub given: Vec<Vec<usize>>,
    /// When each record was last changed: a day (YYYY-MM-DD) or a moment (RFC 3339), where that is known.
    pub changes: Vec<Option<Arc<str>>>,
    /// The old addresses, sorted by route.
    pub redirects: Vec<Redirect>,
    /// The files to take home, by what they are about.
    pub(super) downloads: Downloads,
    /// The place of each row in the list of its table, by language and entity.
    pub(super) row_places: Vec<Vec<u32>>,
    pub(super) by_folder: BTreeMap<String, usize>,
}

/// What planning reads.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) config: &'a Config,
    pub(crate) schema: &'a Schema,
    pub(crate) collators: &'a [Collator],
    /// The day for which the site is built; conditions know it as `today`.
    pub(crate) clock: &'a Clock,
    /// What is known of the addresses of other sites.
    pub(crate) checks: &'a Checks,
}

/// The folder of a language: nothing for the first.
pub(crate) fn language_prefix(config: &Config, language: usize) -> String {
    match language {
        DEFAULT_LANGUAGE => String::new(),
        other => format!("{}/", config.languages[other].as_str()),
    }
}

/// The folder of an entity's page, without its language.
pub(crate) fn folder(schema: &Schema, kind: usize, id: &str) -> String {
    let kind = &schema.kinds[kind];
    match (&*kind.folder, id) {
        (_, "_index") if kind.is_page() => String::new(),
        ("", id) => id.to_owned(),
        (folder, id) => format!("{folder}/{id}"),
    }
}

impl Plan {
    /// The page of an entity in a language.
    pub fn route(&self, id: EntityId, language: usize) -> &Route {
        &self.routes[id as usize][language]
    }

    /// The file that an address (without its leading slash) leads to.
    pub fn site_route(&self, path: &str) -> Option<Route> {
        let forms = [Route::page(path), Route::file(path)];
        forms.into_iter().flatten().find(|r| self.job(r).is_some() || self.copies.contains_key(r))
    }

    /// The pages whose words stand above a list or a view.
    pub fn intros(&self) -> impl Iterator<Item = EntityId> {
        let pages = self.pages.iter().filter_map(|page| page.intro);
        self.listings.iter().filter_map(|listing| listing.intro).chain(pages)
    }

    /// The addresses of all files that are made, without slashes at their ends.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.jobs.iter().map(|job| job.route.folder_form().trim_end_matches('/'))
    }

    /// Every file with where it comes from.
    pub fn files(&self) -> Vec<(Route, Origin)> {
        let made = self.jobs.iter().map(|job| (job.route.clone(), Origin::Made));
        let copied = self.copies.iter().map(|(route, origin)| (route.clone(), origin.clone()));
        made.chain(copied).collect()
    }

    /// What views of one type show on pages of records.
    pub fn kept<T: std::any::Any>(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().filter_map(Extra::get)
    }

    /// The number of the list at an address.
    pub fn find_listing(&self, folder: &str) -> Option<usize> {
        self.by_folder.get(folder).copied()
    }

    /// The number of the page of a view at an address.
    pub fn find_page(&self, folder: &str) -> Option<usize> {
        self.pages.iter().position(|page| page.folder == folder)
    }

    /// The list of the rows of a table in a language.
    pub fn table_listing(&self, table: EntityId, language: usize) -> Option<&Listing> {
        self.table_listings.get(&(table, language)).map(|number| &self.listings[*number])
    }

    /// The page of its table's list on which a row stands.
    pub fn row_route(&self, table: EntityId, row: EntityId, language: usize) -> Option<Route> {
        let listing = self.table_listing(table, language)?;
        let place = self.row_places.get(language)?[row as usize] as usize;
        (place < listing.entities.len()).then(|| listing.route(place / listing.page_size + 1))
    }

    /// The list of a kind in a language.
    pub fn kind_listing(&self, kind: usize, language: usize) -> Option<&Listing> {
        self.kind_listings[language][kind].map(|number| &self.listings[number])
    }

    /// The job at a route.
    pub fn job(&self, route: &Route) -> Option<&Job> {
        let at = self.jobs.binary_search_by(|job| job.route.cmp(route)).ok()?;
        Some(&self.jobs[at])
    }

    /// What answers for the old address at a route.
    pub fn redirect(&self, route: &Route) -> Option<&Redirect> {
        let at = self.redirects.binary_search_by(|old| old.from.cmp(route)).ok()?;
        Some(&self.redirects[at])
    }

    /// The files to take home, whatever they are about.
    pub fn all_downloads(&self) -> impl Iterator<Item = &Download> {
        self.downloads.values().flatten()
    }

    /// The record whose page is at a route, and the language of the page.
    pub fn page_of(&self, route: &Route) -> Option<(EntityId, usize)> {
        let job = self.job(route)?;
        match job.about {
            Subject::Entity(id) if self.route(id, job.language) == route => {
                Some((id, job.language))
            }
            _ => None,
        }
    }

    /// The files to take home that are about something, in a language.
    pub fn downloads(&self, about: Subject, language: usize) -> &[Download] {
        self.downloads.get(&(about, language)).map_or(&[], Vec::as_slice)
    }
}
