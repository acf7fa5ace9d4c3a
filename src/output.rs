//! The table of contents of what a site consists of: every output says which addresses it claims, how its bytes
//! are made, and what `plenary why` says of it.
//!
//! To add one: write a file with a constant `OUTPUT`, and add its name to the list below. Nothing else names it. A file that is a download is linked from the page of what it is about.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diag::{Code, Diagnostic, no_such};
use crate::graph::EntityId;
use crate::id::{Route, slug};
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Layout, Subject};
use crate::view::{self, Asked, Site, View};
use crate::weight::Budget;

mod ahead;
mod akoma_ntoso;
mod atom;
mod calendar;
mod catalog;
mod chart_svg;
mod csvw;
mod data_package;
mod favicon;
mod feeds;
mod files;
mod graph_json;
mod grid_csv;
mod grid_json;
mod highlight_css;
mod home_page;
mod identity_css;
mod informea;
mod json_feed;
mod kind_csv;
mod kind_items;
mod kind_json;
mod kind_xlsx;
mod linked_page;
mod linkset;
mod list_md;
mod list_page;
mod llms_txt;
mod next_change;
mod not_found;
mod offline_zip;
mod own;
mod print_page;
mod record_json;
mod record_md;
mod record_page;
mod records_csv;
mod redirect;
mod redirects_map;
mod redirects_txt;
mod robots;
mod search_index;
mod search_letters;
mod search_page;
mod sitemap;
mod sqlite;
mod table_csv;
mod table_items;
mod table_json;
mod table_package;
mod table_xlsx;
mod terms_jsonld;
mod terms_ttl;
mod view_page;

pub use ahead::Change;
pub use files::{Files, Later, Offline, Others, bundle};
pub use own::texts as own_texts;

/// Lists the outputs, and the code of each: words that it writes may stand in every site (see `own`).
macro_rules! outputs {
    ($($module:ident,)*) => {
        static OUTPUTS: &[Output] = &[$($module::OUTPUT),*];
        const CODE: &[&str] = &[$(include_str!(concat!("output/", stringify!($module), ".rs"))),*];
    };
}

// Every output. Downloads are linked in this order.
outputs! {
    record_page,
    record_json,
    record_md,
    akoma_ntoso,
    linked_page,
    list_page,
    list_md,
    view_page,
    print_page,
    grid_json,
    grid_csv,
    chart_svg,
    table_csv,
    table_xlsx,
    table_json,
    table_package,
    table_items,
    kind_csv,
    kind_xlsx,
    kind_json,
    kind_items,
    records_csv,
    data_package,
    csvw,
    catalog,
    graph_json,
    terms_ttl,
    terms_jsonld,
    sqlite,
    home_page,
    not_found,
    atom,
    json_feed,
    calendar,
    informea,
    sitemap,
    linkset,
    llms_txt,
    offline_zip,
    robots,
    next_change,
    search_index,
    highlight_css,
    identity_css,
    favicon,
    search_page,
    search_letters,
    // Old addresses give way to all of the above.
    redirect,
    redirects_txt,
    redirects_map,
}

type Claim = fn(&mut Claims<'_>);
type Make = fn(&View<'_>, &Job) -> Option<Vec<u8>>;
type OfAll = fn(&Files) -> Option<Vec<u8>>;
type Describe = fn(&View<'_>, &Job) -> Option<serde_json::Value>;

/// Files of one sort that a site may consist of.
struct Output {
    name: &'static str,
    what: &'static str,
    is_optional: bool,
    is_weighed: bool,
    is_archive: bool,
    claim: Claim,
    make: Make,
    resource: Option<Describe>,
    of_all: Option<OfAll>,
    gathers: fn(&Job) -> bool,
}

impl Output {
    /// An output. `name` is its key under `[outputs]` in site.toml; no other output has it. `what` says what a
    /// file is, in words that follow "is" and precede the name of a record. `claim` claims the addresses of its
    /// files, and `make` makes the bytes of one; where it cannot, it has told the view why.
    const fn new(name: &'static str, what: &'static str, claim: Claim, make: Make) -> Self {
        Self {
            name,
            what,
            is_optional: true,
            is_weighed: true,
            is_archive: false,
            claim,
            make,
            resource: None,
            of_all: None,
            gathers: |_| false,
        }
    }

    /// An output that tells of all other files; it is made last.
    const fn of_all(name: &'static str, what: &'static str, claim: Claim, make: OfAll) -> Self {
        let of_all = Some(make);
        Self { of_all, ..Self::new(name, what, claim, |_, _| None) }
    }

    /// It cannot be switched off, since other pages rely on it.
    const fn needed(self) -> Self {
        Self { is_optional: false, ..self }
    }

    /// Its pages have no budget: they are not read on the way.
    const fn without_budget(self) -> Self {
        Self { is_weighed: false, ..self }
    }

    /// Its files are archives of the whole site in their language. Since that takes as long as the site
    /// itself, they are made only where site.toml asks for them.
    const fn archive(self) -> Self {
        Self { is_archive: true, ..self }
    }

    /// Those of its files gather what others have made, and are made after them.
    const fn gathering(self, gathers: fn(&Job) -> bool) -> Self {
        Self { gathers, ..self }
    }

    /// Its files are resources of the site's Data Package, which `resource` describes.
    const fn described(self, resource: Describe) -> Self {
        Self { resource: Some(resource), ..self }
    }
}

/// The output with a name.
fn named(name: &str) -> &'static Output {
    OUTPUTS.iter().find(|output| output.name == name).expect("only outputs claim addresses")
}

/// The names of the outputs that can be switched off.
pub fn optional() -> impl Iterator<Item = &'static str> + Clone {
    OUTPUTS.iter().filter(|output| output.is_optional).map(|output| output.name)
}

/// Lets every output that is not switched off claim its addresses.
pub fn claim(claims: &mut Claims<'_>) {
    let config = claims.layout.config;
    for (name, span) in config.outputs.iter().map(|(name, switch)| (name, switch.span)) {
        match OUTPUTS.iter().find(|output| output.name == *name) {
            None => {
                claims.report(no_such("output", name, span, optional()));
            }
            Some(output) if !output.is_optional => claims.report(needed(name).at(span)),
            Some(_) => {}
        }
    }
    for output in OUTPUTS {
        let switch = config.outputs.get(output.name);
        if !output.is_optional || switch.map_or(!output.is_archive, |switch| switch.on) {
            claims.of(output.name);
            (output.claim)(claims);
        }
    }
}

fn needed(name: &str) -> Diagnostic {
    let headline = format!("`{name}` cannot be switched off: other pages link to it");
    Diagnostic::new(Code::WrongSetting, headline).help("remove the line")
}

/// What a file is, in words that follow "is".
pub fn describe(site: &Site, job: &Job) -> String {
    let what = named(job.output).what;
    match job.about {
        Subject::Site | Subject::Kind(_) => what.to_owned(),
        Subject::Entity(id) => format!("{what} `{}`", site.graph().entity(id).key),
        Subject::Listing(number) => {
            let listing = &site.plan().listings[number];
            let filter = listing.filter.iter().map(|(facet, value)| format!(", {facet}: {value}"));
            format!("{what} {} of {}{}", job.part, listing.claimed_by, filter.collect::<String>())
        }
        Subject::View(number) => format!("{what} {}", site.plan().pages[number].claimed_by),
    }
}

/// The budget that the page at an address has, if it has one.
pub fn budget(site: &Site, route: &Route) -> Option<Budget> {
    match site.plan().job(route) {
        Some(job) if !named(job.output).is_weighed => None,
        Some(job) if matches!(job.about, Subject::View(_)) => Some(Budget::Matrix),
        _ => Some(Budget::Page),
    }
}

/// What a file asks of the site when it is made, in the order of asking.
pub fn questions(site: &Site, job: &Job) -> Vec<Asked> {
    let view = View::new(site, job.language, true);
    // A page that cannot be made still asked what it asked.
    let _ = catch_unwind(AssertUnwindSafe(|| (named(job.output).make)(&view, job)));
    view.finish().0.into_iter().map(|(question, _)| question).collect()
}

/// Every entity that has a page of its own, in each language. One whose words stand above a list has none.
fn each_page(layout: Layout<'_>) -> Vec<(EntityId, usize)> {
    let intros: std::collections::BTreeSet<EntityId> = layout.plan.intros().collect();
    let own = layout.entities().filter(|id| !intros.contains(id));
    own.flat_map(|id| layout.languages().map(move |language| (id, language))).collect()
}

/// Claims the file with this ending beside each page of a view that has one.
fn view_files(claims: &mut Claims<'_>, ending: &str, label: &'static str, media: &'static str) {
    for (number, page) in claims.layout.plan.pages.iter().enumerate() {
        let content = view::content(page);
        if content.files().contains(&ending) {
            let route = page.route().sibling(&format!("{}.{ending}", content.word()));
            let claim = claims.add(route, page.language, Subject::View(number));
            claim.download = Some((label, media));
        }
    }
}

/// The file with this ending beside the page of a view.
fn view_file(view: &View<'_>, job: &Job, ending: &str) -> Option<Vec<u8>> {
    let page = view.view_page(job.view_page()?);
    view::content(page).file(view, page, ending)
}

/// Claims the file in `/data/` that holds all records of a kind, for each kind that has records.
fn kind_file(claims: &mut Claims<'_>, ending: &str, label: &'static str, media: &'static str) {
    let layout = claims.layout;
    for kind in layout.present_kinds() {
        let route =
            Route::file(&format!("data/{}.{ending}", slug(&layout.schema.kinds[kind].name)));
        let route = route.expect("names of data files are made of slugs");
        claims.add(route, DEFAULT_LANGUAGE, Subject::Kind(kind)).download = Some((label, media));
    }
}

/// Claims a file of the concepts of the site, where its model has kinds of concepts with records.
fn concept_file(claims: &mut Claims<'_>, path: &str) {
    let layout = claims.layout;
    let is_concept = |kind: &usize| layout.schema.kinds[*kind].vocabulary.skos.is_some();
    if layout.present_kinds().iter().any(is_concept) {
        claims.site(path, DEFAULT_LANGUAGE);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OUTPUTS;

    #[test]
    fn no_two_outputs_have_one_name() {
        let names: BTreeSet<&str> = OUTPUTS.iter().map(|output| output.name).collect();
        assert_eq!(names.len(), OUTPUTS.len());
    }
}
