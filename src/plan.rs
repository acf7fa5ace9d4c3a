//! Graph -> Plan: which files the site consists of, and which records each of them lists.
//!
//! Reads no bodies and renders nothing. Everything that two pages might both claim is found here.

use crate::clock::Clock;
use crate::collate::Collator;
use crate::config::Config;
use crate::diag::{Checked, Diagnostics};
use crate::graph::Graph;
use crate::id::Route;
use crate::links::Checks;
use crate::permalinks::Permalinks;
use crate::schema::Schema;
use crate::source::Sources;
use crate::theme::Theme;

mod addresses;
mod citations;
mod claims;
mod collisions;
mod copies;
mod dated;
mod footer;
mod front;
mod given;
mod home;
mod job;
mod layout;
mod letter;
mod letters;
mod links;
mod listed;
mod listing;
pub(crate) mod member;
pub(crate) mod names;
mod navigation;
mod product;
pub(crate) mod reading;
mod redirects;
mod related;
mod select;
pub(crate) mod timeline;
mod tree;
mod view_page;
mod views;
pub(crate) mod word;

pub use citations::of as citations;
pub use claims::Claims;
pub(crate) use copies::asset_route;
pub use dated::referring;
pub use front::{Answer, Home};
pub use job::{Claim, Download, Job, Rank, Redirect, Subject};
pub use layout::Layout;
pub use letter::{IndexName, Letter};
pub use listed::{Facet, FacetValue, Group, Listing};
pub(crate) use listing::{blank, grouped, records};
pub(crate) use navigation::{LEVELS, deep};
pub use product::{DEFAULT_LANGUAGE, Plan};
pub(crate) use product::{Input, folder, language_prefix};
pub use redirects::lists_above;
pub use related::{LINKED_HERE, LINKED_PAGE, Related, RelatedItem, of as related};
pub(crate) use related::{linked_route, offline_path, print_route};
pub(crate) use select::{Filter, read_condition};
pub use timeline::UNDATED;
pub use tree::{NavTarget, Navigation, Tree};
pub use view_page::{Extra, ViewPage};
pub use views::{Laid, Laying, ViewSettings};

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
    /// The day for which the site is built.
    pub clock: &'a Clock,
    /// The addresses that the site has published.
    pub permalinks: &'a Permalinks,
    /// What is known of the addresses of other sites.
    pub checks: &'a Checks,
}

/// Decides which files there are. `claim` lets every output claim its addresses.
pub fn make(from: From<'_>, claim: fn(&mut Claims<'_>)) -> Checked<Plan> {
    let From { graph, sources, theme, config, schema, views, clock, permalinks, checks } = from;
    let collators: Vec<_> = config.languages.iter().map(Collator::new).collect();
    let input = Input { graph, config, schema, collators: &collators, clock, checks };
    let mut diagnostics = Diagnostics::new();
    let given = given::of(graph, schema);
    let changes = dated::changes(graph, sources, &schema.kinds);
    let mut plan = Plan { routes: routes(input), given, changes, ..Plan::default() };
    listing::plan(input, views, &mut plan, &mut diagnostics);
    let folders = plan.listings.iter().enumerate();
    plan.by_folder = folders.map(|(number, listing)| (listing.folder.clone(), number)).collect();
    let languages = 0..config.languages.len();
    plan.letters = languages.map(|language| letters::of(input, &plan, language)).collect();
    plan.trees = navigation::trees(input, &plan, &mut diagnostics);
    plan.copies = copies::copies(input, sources, theme, &mut diagnostics);
    let mut claims = Claims::new(Layout { graph, config, schema, plan: &plan }, permalinks);
    claim(&mut claims);
    let claims::Claimed { out: mut claims, redirects, diagnostics: reported } = claims.finish();
    claims.retain(|claim| !claim.yields || !theme.statics.contains_key(&claim.job.route));
    diagnostics.absorb(reported);
    plan.redirects = redirects;
    settle(&mut plan, claims, &mut diagnostics);
    plan.navigation = navigation::navigation(input, &plan, &mut diagnostics);
    plan.footer = footer::links(input, &plan, &mut diagnostics);
    plan.home = home::plan(input, &plan, &mut diagnostics);
    plan.updated = footer::updated(input);
    footer::check_logo(input, &plan, &mut diagnostics);
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
    plan.downloads = job::downloads(&claims);
    collisions::check(&mut claims, &mut plan.copies, diagnostics);
    // An old address that gave way to a page leads nowhere, and of two for one the first leads on.
    plan.redirects.sort_by(|a, b| a.from.cmp(&b.from));
    plan.redirects.dedup_by(|second, first| second.from == first.from);
    plan.redirects.retain(|old| {
        let at = claims.binary_search_by(|claim| claim.job.route.cmp(&old.from));
        at.is_ok_and(|at| claims[at].rank == Rank::Redirect)
    });
    plan.jobs = claims.into_iter().map(|claim| claim.job).collect();
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

#[cfg(test)]
mod tests;
