//! Graph -> Plan: which files the site consists of, and which records each of them lists.
//!
//! Reads no bodies and renders nothing. Everything that two pages might both claim is found here.

use std::collections::BTreeMap;

use crate::bundle::Origin;
use crate::collate::Collator;
use crate::config::Config;
use crate::diag::{Checked, Diagnostics};
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::schema::Schema;
use crate::source::Sources;
use crate::theme::Theme;

mod addresses;
mod collisions;
mod copies;
mod given;
mod jobs;
mod links;
mod listing;
pub(crate) mod member;
pub(crate) mod names;
mod navigation;
pub(crate) mod reading;
mod related;
mod select;
pub(crate) mod timeline;
mod views;
pub(crate) mod word;

pub use jobs::{Claim, Claims, Download, Job, Layout, Rank, Subject};
pub use listing::{Facet, FacetValue, Group, Listing};
pub(crate) use navigation::{LEVELS, deep};
pub use navigation::{NavTarget, Navigation, Tree};
pub use related::{LINKED_HERE, LINKED_PAGE, Related, RelatedItem, of as related};

pub(crate) use copies::asset_route;
pub(crate) use listing::{blank, grouped};
pub(crate) use select::{Filter, read_condition, records};
pub use timeline::UNDATED;
pub use views::{Extra, Laid, Laying, ViewPage, ViewSettings};

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
    /// The trees of plain pages, by language and top folder.
    pub trees: Vec<Tree>,
    /// The place of each entity in the list of its kind, by language; for sorting.
    pub ranks: Vec<Vec<u32>>,
    /// The list of each kind in each language, as numbers in `listings`.
    pub kind_listings: Vec<Vec<Option<usize>>>,
    /// The list of each table's rows, as numbers in `listings`, by entity and language.
    pub table_listings: BTreeMap<(EntityId, usize), usize>,
    /// What views show on pages of records.
    pub kept: Vec<Extra>,
    /// The fields of each kind, but for the title, that some record gives a value.
    pub given: Vec<Vec<usize>>,
    /// The files to take home, by what they are about.
    downloads: jobs::Downloads,
    /// The place of each row in the list of its table, by language and entity.
    row_places: Vec<Vec<u32>>,
    by_folder: BTreeMap<String, usize>,
}

/// What planning reads.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) config: &'a Config,
    pub(crate) schema: &'a Schema,
    pub(crate) collators: &'a [Collator],
    /// The day for which the site is built, as YYYY-MM-DD; conditions know it as `today`.
    pub(crate) today: &'a str,
}

/// What a site is planned from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// Which records are connected to which.
    pub graph: &'a Graph,
    /// The files of the site.
    pub sources: &'a Sources,
    /// Templates, words and static files.
    pub theme: &'a Theme,
    /// The settings of the site.
    pub config: &'a Config,
    /// The kinds.
    pub schema: &'a Schema,
    /// What site.toml declares beyond the kinds.
    pub views: &'a [Box<dyn Laid>],
    /// The day for which the site is built, as YYYY-MM-DD.
    pub today: &'a str,
}

/// Decides which files there are. `claim` lets every output claim its addresses.
pub fn make(from: From<'_>, claim: fn(&mut Claims<'_>)) -> Checked<Plan> {
    let From { graph, sources, theme, config, schema, views, today } = from;
    let collators: Vec<_> = config.languages.iter().map(Collator::new).collect();
    let input = Input { graph, config, schema, collators: &collators, today };
    let mut diagnostics = Diagnostics::new();
    let given = given::of(graph, schema);
    let mut plan = Plan { routes: routes(input), given, ..Plan::default() };
    listing::plan(input, views, &mut plan, &mut diagnostics);
    let folders = plan.listings.iter().enumerate();
    plan.by_folder = folders.map(|(number, listing)| (listing.folder.clone(), number)).collect();
    let mut claims = Claims::new(Layout { graph, config, schema, plan: &plan });
    claim(&mut claims);
    let (claims, reported) = claims.finish();
    diagnostics.absorb(reported);
    plan.copies = copies::copies(input, sources, theme, &mut diagnostics);
    settle(&mut plan, claims, &mut diagnostics);
    plan.trees = navigation::trees(input, &plan, &mut diagnostics);
    plan.navigation = navigation::navigation(input, &plan, &mut diagnostics);
    links::check(input, &plan, &mut diagnostics);
    Checked::new(plan, diagnostics)
}

/// Gives each address to one file.
fn settle(plan: &mut Plan, mut claims: Vec<Claim>, diagnostics: &mut Diagnostics) {
    for claim in claims.iter().filter(|claim| claim.replaces) {
        plan.copies.remove(&claim.job.route);
    }
    addresses::check(&mut claims, &mut plan.copies, diagnostics);
    // Later steps sort by address; links to files follow the order of the outputs.
    plan.downloads = jobs::downloads(&claims);
    collisions::check(&mut claims, &mut plan.copies, diagnostics);
    plan.jobs = claims.into_iter().map(|claim| claim.job).collect();
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

fn routes(input: Input<'_>) -> Vec<Box<[Route]>> {
    let home = Route::page("").expect("the home page has a route");
    let entities = input.graph.entities.iter();
    entities
        .map(|entity| {
            let base = &input.graph.records[entity.base as usize];
            let folder = folder(input.schema, base.home, entity.key.id());
            let languages = 0..input.config.languages.len();
            languages
                .map(|language| {
                    let prefix = language_prefix(input.config, language);
                    // `parse` has reported ids that are not addresses.
                    Route::page(&format!("{prefix}{folder}")).unwrap_or_else(|| home.clone())
                })
                .collect()
        })
        .collect()
}

/// The address of a page of what refers to an entity in one way.
pub(crate) fn linked_route(route: &Route, slug: &str, page: usize) -> Route {
    match page {
        1 => route.sibling(&format!("linked/{slug}/index.html")),
        page => route.sibling(&format!("linked/{slug}/page/{page}/index.html")),
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
}

#[cfg(test)]
mod tests;
