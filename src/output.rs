//! The table of contents of what a site consists of: every output says which addresses it claims, how its bytes
//! are made, and what `plenary why` says of it.
//!
//! To add one: write a file with a unit struct that implements [`Output`], and add it to [`OUTPUTS`]. Nothing
//! else names it. A file that is a download is linked from the page of what it is about.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::bundle::{Bundle, Maker};
use crate::cache::{Cache, Entry};
use crate::diag::{Checked, Code, Diagnostic, no_such};
use crate::fingerprint::Fingerprint;
use crate::graph::EntityId;
use crate::id::{Route, slug};
use crate::plan::{Claims, DEFAULT_LANGUAGE, Grid, Job, Layout, Subject};
use crate::view::{Question, Site, View};

mod atom;
mod chart_svg;
mod data_package;
mod graph_json;
mod grid_csv;
mod grid_json;
mod grid_page;
mod highlight_css;
mod home_page;
mod json_feed;
mod kind_csv;
mod kind_items;
mod kind_json;
mod kind_xlsx;
mod linked_page;
mod list_page;
mod not_found;
mod own;
mod record_json;
mod record_page;
mod records_csv;
mod redirect;
mod robots;
mod sitemap;
mod table_csv;
mod table_items;
mod table_json;
mod table_package;
mod table_xlsx;

pub use own::texts as own_texts;

/// Lists the outputs, and the code of each: words that it writes may stand in every site (see `own`).
macro_rules! outputs {
    ($($module:ident::$output:ident,)*) => {
        static OUTPUTS: &[&dyn Output] = &[$(&$module::$output),*];
        const CODE: &[&str] = &[$(include_str!(concat!("output/", stringify!($module), ".rs"))),*];
    };
}

// Every output. Downloads are linked in this order.
outputs! {
    record_page::RecordPage,
    record_json::RecordJson,
    linked_page::LinkedPage,
    redirect::Redirect,
    list_page::ListPage,
    grid_page::GridPage,
    grid_json::GridJson,
    grid_csv::GridCsv,
    chart_svg::ChartSvg,
    table_csv::TableCsv,
    table_xlsx::TableXlsx,
    table_json::TableJson,
    table_package::TablePackage,
    table_items::TableItems,
    kind_csv::KindCsv,
    kind_xlsx::KindXlsx,
    kind_json::KindJson,
    kind_items::KindItems,
    records_csv::RecordsCsv,
    data_package::DataPackage,
    graph_json::GraphJson,
    home_page::HomePage,
    not_found::NotFound,
    atom::Atom,
    json_feed::JsonFeed,
    sitemap::Sitemap,
    robots::Robots,
    highlight_css::HighlightCss,
}

/// Files of one sort that a site may consist of.
pub trait Output: Sync {
    /// Its name, which is its key under `[outputs]` in site.toml. No other output has it.
    fn name(&self) -> &'static str;

    /// Whether `[outputs]` may switch it off. What other pages rely on cannot be.
    fn is_optional(&self) -> bool {
        true
    }

    /// Claims the addresses of its files.
    fn claim(&self, claims: &mut Claims<'_>);

    /// The bytes of a file that it claimed. `None`: it cannot be made, and the view has been told why.
    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>>;

    /// What the file is, in words that follow "is".
    fn describe(&self, site: &Site, job: &Job) -> String;

    /// The file as a resource of the site's Data Package, if it stands there.
    fn resource(&self, _: &View<'_>, _: &Job) -> Option<serde_json::Value> {
        None
    }
}

/// The output with a name.
fn named(name: &str) -> &'static dyn Output {
    *OUTPUTS.iter().find(|output| output.name() == name).expect("only outputs claim addresses")
}

/// Lets every output that is not switched off claim its addresses.
pub fn claim(claims: &mut Claims<'_>) {
    let config = claims.layout.config;
    for (name, span) in config.outputs.iter().map(|(name, switch)| (name, switch.span)) {
        match OUTPUTS.iter().find(|output| output.name() == *name) {
            None => {
                let names = OUTPUTS.iter().filter(|output| output.is_optional()).map(|o| o.name());
                claims.report(no_such("output", name, span, names));
            }
            Some(output) if !output.is_optional() => claims.report(needed(name).at(span)),
            Some(_) => {}
        }
    }
    for output in OUTPUTS {
        if !output.is_optional() || claims.layout.is_on(output.name()) {
            claims.of(output.name());
            output.claim(claims);
        }
    }
}

fn needed(name: &str) -> Diagnostic {
    let headline = format!("`{name}` cannot be switched off: other pages link to it");
    Diagnostic::new(Code::WrongSetting, headline).help("remove the line")
}

/// What an output makes, in the words of `plenary why`.
pub fn describe(site: &Site, job: &Job) -> String {
    named(job.output).describe(site, job)
}

/// The finished site: every file of the plan, made when somebody asks for it. Files that are
/// still fresh come from the cache.
pub fn bundle(site: Arc<Site>, cache: Arc<Cache>) -> Bundle {
    let files = site.plan().files();
    Bundle::new(files, Arc::new(Files { site, cache }))
}

struct Files {
    site: Arc<Site>,
    cache: Arc<Cache>,
}

impl Maker for Files {
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>> {
        let Some(job) = self.site.plan().job(route) else { return Checked::new(None, Vec::new()) };
        let mark = self.site.job_mark(job);
        if let Some(bytes) = self.cache.fresh(route, mark, &|question| self.site.answer(question)) {
            return Checked::new(Some(bytes.to_vec()), Vec::new());
        }
        let view = View::new(&self.site, job.language, self.cache.keeps());
        let made = catch_unwind(AssertUnwindSafe(|| named(job.output).make(&view, job)));
        self.cache.count(route);
        let (notes, mut diagnostics) = view.finish();
        let bytes = made.unwrap_or_else(|panic| {
            let what = format!("making {}", route.address());
            diagnostics.push(Diagnostic::internal(&what, &*panic).in_file(route.as_str()));
            None
        });
        // A page that has diagnostics is made again every time, so that a warm build reports what
        // a cold one reports.
        match (&bytes, diagnostics.is_empty()) {
            (Some(bytes), true) => {
                let entry = Entry { job: mark, questions: notes, bytes: bytes.as_slice().into() };
                self.cache.put(route, entry);
            }
            _ => self.cache.forget(route),
        }
        Checked::new(bytes, diagnostics)
    }
}

/// What a file asks of the site when it is made, each with whether there is such a thing, in the
/// order of asking.
pub fn questions(site: &Site, job: &Job) -> Vec<(Question, bool)> {
    let view = View::new(site, job.language, true);
    // A page that cannot be made still asked what it asked.
    let _ = catch_unwind(AssertUnwindSafe(|| named(job.output).make(&view, job)));
    let notes = view.finish().0.into_iter();
    notes.map(|(question, answer)| (question, answer != Fingerprint::ABSENT)).collect()
}

/// Every entity that has a page of its own, in each language. One whose words stand above a list has none.
fn each_page(layout: Layout<'_>) -> Vec<(EntityId, usize)> {
    let intros: std::collections::BTreeSet<EntityId> = layout.plan.intros().collect();
    let own = layout.entities().filter(|id| !intros.contains(id));
    own.flat_map(|id| layout.languages().map(move |language| (id, language))).collect()
}

/// Calls `claim` for every view with rows and columns.
fn each_grid(claims: &mut Claims<'_>, claim: impl Fn(&mut Claims<'_>, &Grid, Subject)) {
    for (number, grid) in claims.layout.plan.grids.iter().enumerate() {
        claim(claims, grid, Subject::Grid(number));
    }
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

/// Words for a file that is about a record.
fn about_record(what: &str, site: &Site, job: &Job) -> String {
    let key = job.entity().map(|id| &site.graph().entity(id).key);
    key.map_or_else(|| what.to_owned(), |key| format!("{what} `{key}`"))
}

/// Words for a file that is about rows and columns.
fn about_grid(site: &Site, job: &Job) -> String {
    job.grid().map(|number| site.plan().grids[number].claimed_by.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OUTPUTS;

    #[test]
    fn no_two_outputs_have_one_name() {
        let names: BTreeSet<&str> = OUTPUTS.iter().map(|output| output.name()).collect();
        assert_eq!(names.len(), OUTPUTS.len());
    }
}
