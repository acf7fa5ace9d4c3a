//! Graph -> Plan: which files the site consists of, and which records each of them lists.
//!
//! Reads no bodies and renders nothing. Everything that two pages might both claim is found here.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::Origin;
use crate::collate::Collator;
use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::graph::{EntityId, Found, Graph, To};
use crate::id::Route;
use crate::parse::{Link, Origin as LinkOrigin};
use crate::schema::Schema;
use crate::source::{Sources, Span};
use crate::text;
use crate::theme::Theme;

mod addresses;
mod collisions;
mod copies;
pub mod downloads;
mod glossary;
mod grid;
mod ledger;
mod listing;
mod navigation;
mod outline;
mod policy;
mod related;
mod select;
mod special;
mod timeline;
mod word;

pub use glossary::Glossary;
pub use grid::{Axis, Grid, GridPart, Head, Item};
pub use ledger::{Carried, Count, Ledger, Part};
pub use listing::{Facet, FacetValue, Group, Listing};
pub use navigation::{NavTarget, Navigation, Tree};
pub use outline::{Node, Outline};
pub use related::{LINKED_HERE, LINKED_PAGE, Related, RelatedItem, of as related};

pub(crate) use copies::asset_route;
pub use select::records;
pub use special::Special;
pub use timeline::UNDATED;

/// The language that stands first on a site; its pages have no language in their address.
pub const DEFAULT_LANGUAGE: usize = 0;

/// Who claims the files that no author asked for.
const PLENARY: &str = "plenary itself";

/// What the files of a site are.
#[derive(Clone, Default)]
pub struct Plan {
    /// Every file that is made, sorted by route.
    pub jobs: Vec<Job>,
    /// Every file that is copied.
    pub copies: BTreeMap<Route, Origin>,
    /// Every list, facet pages among them.
    pub listings: Vec<Listing>,
    /// Every view with rows and columns, in every language.
    pub grids: Vec<Grid>,
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
    /// What the ledgers know of items that were open when something began.
    pub carried: Vec<Carried>,
    /// The trees of records.
    pub outlines: Vec<Arc<Outline>>,
    /// The fields of each kind, but for the title, that some record gives a value.
    pub given: Vec<Vec<usize>>,
    /// The place of each row in the list of its table, by language and entity.
    row_places: Vec<Vec<u32>>,
    by_folder: BTreeMap<String, usize>,
}

/// One file that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its address.
    pub route: Route,
    /// What it is.
    pub kind: JobKind,
}

/// What a file that is made is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// The page of an entity.
    Entity {
        /// The entity.
        id: EntityId,
        /// The language.
        language: usize,
    },
    /// A home page without words of its own.
    Home {
        /// The language.
        language: usize,
    },
    /// A page of a list.
    Listing {
        /// The list's number.
        listing: usize,
        /// The page, from 1.
        page: usize,
    },
    /// A file that is made of rows and columns.
    Grid {
        /// The number of the rows and columns.
        grid: usize,
        /// Which file.
        part: GridPart,
    },
    /// A page of what refers to an entity in one way.
    Linked {
        /// The entity.
        id: EntityId,
        /// The language.
        language: usize,
        /// The way, as in [`Related::slug`].
        slug: String,
        /// The page, from 1.
        page: usize,
    },
    /// The page for addresses that do not exist.
    NotFound {
        /// The language.
        language: usize,
    },
    /// An entity as data.
    RecordJson {
        /// The entity.
        id: EntityId,
        /// The language.
        language: usize,
    },
    /// All records of a kind as JSON.
    KindJson {
        /// The kind's number.
        kind: usize,
    },
    /// All records of a kind as CSV.
    KindCsv {
        /// The kind's number.
        kind: usize,
    },
    /// All records of a kind as a workbook.
    KindXlsx {
        /// The kind's number.
        kind: usize,
    },
    /// The items of a list field of all records of a kind, one a line.
    KindItems {
        /// The kind's number.
        kind: usize,
        /// The field's number in the kind.
        field: usize,
    },
    /// What the data files of the kinds mean, as a Data Package.
    Package,
    /// The name, title and address of every record.
    RecordsCsv,
    /// A file with the rows of a table.
    Table {
        /// The entity that holds the table.
        id: EntityId,
        /// The language.
        language: usize,
        /// Which file.
        file: downloads::TableFile,
    },
    /// Who is linked to whom.
    GraphJson,
    /// The list of all pages for search engines.
    Sitemap,
    /// What robots may read.
    Robots,
    /// The feed of a language.
    Atom {
        /// The language.
        language: usize,
    },
    /// An old address.
    Redirect {
        /// The entity that it leads to.
        id: EntityId,
        /// The language.
        language: usize,
    },
    /// The style sheet of highlighted code.
    HighlightCss,
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

/// A file and where the author asked for it, for diagnostics about addresses.
struct Claim {
    job: Job,
    by: String,
    span: Option<Span>,
}

/// Decides which files there are.
pub fn make(
    graph: &Graph,
    sources: &Sources,
    theme: &Theme,
    config: &Config,
    schema: &Schema,
    today: &str,
) -> Checked<Plan> {
    let collators: Vec<_> = config.languages.iter().map(Collator::new).collect();
    let input = Input { graph, config, schema, collators: &collators, today };
    let mut diagnostics = Diagnostics::new();
    let given = downloads::given(graph, schema);
    let mut plan = Plan { routes: routes(input), given, ..Plan::default() };
    listing::plan(input, &mut plan, &mut diagnostics);
    grid::plan(input, &mut plan, &mut diagnostics);
    policy::check(input, &plan, &mut diagnostics);
    let folders = plan.listings.iter().enumerate();
    plan.by_folder = folders.map(|(number, listing)| (listing.folder.clone(), number)).collect();
    let mut claims = claims(input, &plan, &mut diagnostics);
    plan.copies = copies::copies(input, sources, theme, &mut diagnostics);
    for route in downloads::replaced(input, &claims) {
        plan.copies.remove(&route);
    }
    addresses::check(&mut claims, &mut plan.copies, &mut diagnostics);
    collisions::check(&mut claims, &mut plan.copies, &mut diagnostics);
    plan.jobs = claims.into_iter().map(|claim| claim.job).collect();
    plan.trees = navigation::trees(input, &plan, &mut diagnostics);
    plan.navigation = navigation::navigation(input, &plan, &mut diagnostics);
    site_links(input, &plan, &mut diagnostics);
    Checked::new(plan, diagnostics)
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
                    // `parse` has reported ids that are no addresses.
                    Route::page(&format!("{prefix}{folder}")).unwrap_or_else(|| home.clone())
                })
                .collect()
        })
        .collect()
}

fn claims(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<Claim> {
    let mut out = Vec::new();
    let intros: std::collections::BTreeSet<EntityId> = plan.intros().collect();
    for id in 0..input.graph.entities.len() as EntityId {
        entity_claims(input, plan, id, intros.contains(&id), &mut out);
        redirects(input, id, &mut out, diagnostics);
    }
    for (number, listing) in plan.listings.iter().enumerate() {
        // The first page of a table stands on the page of the record that holds it.
        let first = if listing.is_on_record() { 2 } else { 1 };
        for page in first..=listing.pages() {
            let kind = JobKind::Listing { listing: number, page };
            let by = listing.claimed_by.clone();
            out.push(Claim {
                job: Job { route: listing.route(page), kind },
                by,
                span: listing.span,
            });
        }
    }
    downloads::claim_tables(input, &plan.routes, &mut out);
    for (number, grid) in plan.grids.iter().enumerate() {
        out.extend(grid.files().into_iter().map(|(route, part)| Claim {
            job: Job { route, kind: JobKind::Grid { grid: number, part } },
            by: grid.claimed_by.clone(),
            span: Some(grid.span),
        }));
    }
    site_claims(input, plan, &mut out);
    out
}

fn entity_claims(
    input: Input<'_>,
    plan: &Plan,
    id: EntityId,
    is_intro: bool,
    out: &mut Vec<Claim>,
) {
    let entity = input.graph.entity(id);
    for language in 0..input.config.languages.len() {
        let route = plan.route(id, language).clone();
        let by = input.graph.record(id, language).path.to_string();
        let span = Some(input.graph.record(id, language).head);
        let mut claim = |route, kind| {
            out.push(Claim { job: Job { route, kind }, by: by.clone(), span });
        };
        if is_intro {
            continue;
        }
        if entity.variants[language].is_some() {
            claim(route.sibling("index.json"), JobKind::RecordJson { id, language });
        }
        for related in related::of(input.graph, input.schema, &plan.ranks[language], id, language) {
            let slug = related.slug(input.schema);
            for page in 1..=related.more_pages() {
                let route = linked_route(&route, &slug, page);
                claim(route, JobKind::Linked { id, language, slug: slug.clone(), page });
            }
        }
        claim(route, JobKind::Entity { id, language });
    }
}

/// The address of a page of what refers to an entity in one way.
pub(crate) fn linked_route(route: &Route, slug: &str, page: usize) -> Route {
    match page {
        1 => route.sibling(&format!("linked/{slug}/index.html")),
        page => route.sibling(&format!("linked/{slug}/page/{page}/index.html")),
    }
}

fn redirects(input: Input<'_>, id: EntityId, out: &mut Vec<Claim>, diagnostics: &mut Diagnostics) {
    let entity = input.graph.entity(id);
    let kind = &input.schema.kinds[entity.kind];
    let Some(field) = kind.field("redirect_from") else { return };
    for (language, record) in entity.variants.iter().enumerate() {
        let Some(record) = record.map(|record| &input.graph.records[record as usize]) else {
            continue;
        };
        let Some(given) = record.value(field) else { continue };
        given.value.each(&mut |value| {
            let Some(old) = value.as_text() else { return };
            match old_route(old) {
                Some(route) => out.push(Claim {
                    job: Job { route, kind: JobKind::Redirect { id, language } },
                    by: record.path.to_string(),
                    span: Some(given.span),
                }),
                None => diagnostics.push(
                    Diagnostic::new(
                        Code::BadRedirect,
                        format!("`{old}` is not an address of this site"),
                    )
                    .at(given.span)
                    .help(
                        "write the old address from the site's root, such as `/meetings/old-name/`",
                    ),
                ),
            }
        });
    }
}

/// The file of an old address: `/a/b/` is a folder's page, `/a/b.html` a file.
fn old_route(old: &str) -> Option<Route> {
    let path = old.trim().strip_prefix('/').unwrap_or(old.trim());
    if path.is_empty() || path.contains(['?', '#', ':']) {
        return None;
    }
    if path.ends_with(".html") || path.ends_with(".htm") {
        Route::file(path)
    } else {
        Route::page(path)
    }
}

fn site_claims(input: Input<'_>, plan: &Plan, out: &mut Vec<Claim>) {
    let mut claim = |path: &str, kind| {
        let route = Route::file(path).expect("the program's own files have good names");
        let by = PLENARY.to_owned();
        out.push(Claim { job: Job { route, kind }, by, span: None });
    };
    for language in 0..input.config.languages.len() {
        let prefix = language_prefix(input.config, language);
        claim(&format!("{prefix}404.html"), JobKind::NotFound { language });
        claim(&format!("{prefix}atom.xml"), JobKind::Atom { language });
        let home = Route::page(&prefix).expect("a language has a home page");
        if !plan.routes.iter().any(|routes| routes[language] == home) {
            claim(home.as_str(), JobKind::Home { language });
        }
    }
    let mut present: Vec<usize> = input.graph.entities.iter().map(|entity| entity.kind).collect();
    present.sort_unstable();
    present.dedup();
    for kind in present {
        let name = crate::id::slug(&input.schema.kinds[kind].name);
        claim(&format!("data/{name}.json"), JobKind::KindJson { kind });
        claim(&format!("data/{name}.csv"), JobKind::KindCsv { kind });
        downloads::claim_kind(input, &plan.given, kind, &mut claim);
    }
    claim("data/graph.json", JobKind::GraphJson);
    claim("data/records.csv", JobKind::RecordsCsv);
    claim("data/datapackage.json", JobKind::Package);
    claim("sitemap.xml", JobKind::Sitemap);
    claim("robots.txt", JobKind::Robots);
    claim("highlight.css", JobKind::HighlightCss);
}

/// Links to files that are left out, and to addresses of the site that begin with a slash.
fn site_links(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) {
    let addresses = OnceCell::new();
    for (number, record) in input.graph.records.iter().enumerate() {
        for (link, found) in input.graph.found[number].iter().enumerate() {
            let link = &record.links[link];
            if let Some(Found { to: To::Asset(path), .. }) = found {
                diagnostics.extend(withheld(input, plan, link, path));
            }
            let Some(Found { to: To::Site(path), anchor, .. }) = found else { continue };
            let Some(route) = plan.site_route(path) else {
                let near = addresses.get_or_init(|| text::Index::new(plan.addresses()));
                diagnostics.push(no_page(near, link, path));
                continue;
            };
            if link.origin == LinkOrigin::Image && plan.job(&route).is_some() {
                diagnostics.push(no_image(link));
            }
            let Some(anchor) = anchor else { continue };
            let languages = input.graph.read_in(record).into_iter();
            let routes = languages.filter_map(|language| {
                plan.site_route(&format!("{}{path}", language_prefix(input.config, language)))
            });
            let mut routes = routes.chain([route]);
            let wrong =
                routes.find_map(|route| no_place(input.graph, plan.job(&route), link, anchor));
            diagnostics.extend(wrong);
        }
    }
}

/// The diagnostic for a link to a file that is not published.
fn withheld(input: Input<'_>, plan: &Plan, link: &Link, path: &str) -> Option<Diagnostic> {
    let route = asset_route(path, input.config)?;
    let gone = input.graph.withheld.contains(path) && plan.job(&route).is_none();
    let headline = format!("`{}` is not published", link.written);
    gone.then(|| {
        Diagnostic::new(Code::UnpublishedReference, headline)
            .at(link.span)
            .note(format!("{path} belongs to a draft, or to a record that is not public"))
            .help("build with `--drafts`, publish that record, or remove the link")
    })
}

fn no_image(link: &Link) -> Diagnostic {
    let headline = format!("`{}` is a page, not an image", link.written);
    let diagnostic = Diagnostic::new(Code::MissingImage, headline).at(link.span);
    diagnostic.help(format!("make it a link: `[…]({})` without `!`", link.written))
}

fn no_page(addresses: &text::Index<'_>, link: &Link, path: &str) -> Diagnostic {
    let headline = format!("the site has no page `{}`", link.written);
    let diagnostic = Diagnostic::new(Code::MissingFile, headline).at(link.span);
    match addresses.nearest(path.trim_matches('/'), 1).first() {
        Some(near) => diagnostic.help(format!("did you mean `/{near}/`?")),
        None => diagnostic.help("write the record's id in double brackets, such as `[[unep]]`"),
    }
}

/// The diagnostic for an anchor that is not on the page of an entity; other pages have places
/// that the theme makes.
fn no_place(graph: &Graph, job: Option<&Job>, link: &Link, anchor: &str) -> Option<Diagnostic> {
    let Some(Job { kind: JobKind::Entity { id, language }, .. }) = job else { return None };
    let record = graph.record(*id, *language);
    let there = anchor.is_empty()
        || anchor == "top"
        || graph.place_in(*id, anchor, *language).is_some()
        || graph.row_at(*id, anchor).is_some();
    let headline = format!("`{}` has no anchor `#{anchor}`", record.path);
    (!there).then(|| Diagnostic::new(Code::UnknownAnchor, headline).at(link.span))
}

impl Plan {
    /// The page of an entity in a language.
    pub fn route(&self, id: EntityId, language: usize) -> &Route {
        &self.routes[id as usize][language]
    }

    /// The job at a route.
    pub fn job(&self, route: &Route) -> Option<&Job> {
        let at = self.jobs.binary_search_by(|job| job.route.cmp(route)).ok()?;
        Some(&self.jobs[at])
    }

    /// The file that an address (without its leading slash) leads to.
    pub fn site_route(&self, path: &str) -> Option<Route> {
        let forms = [Route::page(path), Route::file(path)];
        forms.into_iter().flatten().find(|r| self.job(r).is_some() || self.copies.contains_key(r))
    }

    /// The pages whose words stand above a list, or above rows and columns.
    fn intros(&self) -> impl Iterator<Item = EntityId> {
        let grids = self.grids.iter().filter_map(|grid| grid.intro);
        self.listings.iter().filter_map(|listing| listing.intro).chain(grids)
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

    /// The list at an address.
    pub fn find_listing(&self, folder: &str) -> Option<&Listing> {
        self.by_folder.get(folder).map(|number| &self.listings[*number])
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
