//! plenary, a static-site generator whose content is typed records that know each other.
//!
//! Six stages, six products. The body of [`build`] is the table of contents of the program:
//!
//! ```text
//! load → Sources · parse → Records · resolve → Graph · plan → Plan · render → Bundle · emit → Receipt
//! ```
//!
//! Only the first and the last touch the disk. ARCHITECTURE.md tells the rest.
//!
//! ```
//! use plenary::{Build, build, source::Sources, view::Settings, state::State};
//!
//! let sources = Sources::from_archive(
//!     "-- content/a.md --\n# A\nSee [[b]].\n-- content/b.md --\n# B\n",
//! );
//! let Build { bundle, report, .. } = build(&sources, &Settings::default(), &mut State::default());
//! assert_eq!(report.diagnostics, []);
//! let page = plenary::id::Route::page("b").unwrap();
//! assert!(bundle.has(&page));
//! ```

// Base: words that all the rest is written in.
pub mod archive;
pub mod attachment;
pub mod bundle;
pub mod clock;
pub mod collate;
pub mod colour;
pub mod country;
pub mod data;
pub mod diag;
pub mod edtf;
pub mod engine;
pub mod fingerprint;
pub mod id;
pub mod language;
pub mod leak;
pub mod links;
pub mod number;
pub mod permalinks;
pub mod search;
pub mod sheet;
pub mod source;
pub mod text;
pub mod weight;
pub mod words;

// Stages, in the order of the pipeline.
pub mod cache;
pub mod config;
pub mod diff;
pub mod graph;
pub mod model;
pub mod output;
pub mod outward;
pub mod parse;
pub mod plan;
pub mod published;
pub mod query;
pub mod render;
pub mod schema;
pub mod secrets;
pub mod theme;
pub mod view;
pub mod views;
pub mod why;

// Edges: disk, network, people.
pub mod cli;
pub mod disk;
pub mod emit;
pub mod load;
pub mod network;
pub mod serve;
pub mod watch;

pub mod state;

use std::sync::Arc;

use bundle::Bundle;
use diag::{Checked, Diagnostics, Report};
use output::{Files, Others};
use source::Sources;
use state::State;
use view::{Above, Kept, Parts, Settings, Site};
use weight::Scales;

/// What a build makes.
pub struct Build {
    /// The files of the site; pages are made when somebody asks for them.
    pub bundle: Bundle,
    /// What was noticed up to planning; asking the bundle for pages may add to it.
    pub report: Report,
    /// What the pages are made from.
    pub site: Arc<Site>,
    /// Makes the files, and knows when they will next differ.
    pub files: Arc<Files>,
}

impl Build {
    /// The report together with `said`: what reading the files and making the pages had to say.
    pub fn report_with(&self, reported: &Diagnostics, sources: &Sources) -> Report {
        let mut report = self.report.clone();
        report.diagnostics.absorb(reported.clone());
        report.settle(self.site.levels(), sources)
    }
}

/// Turns sources into a site. Reads nothing but its arguments. `state` holds what an earlier
/// build of the same process left behind; an empty one is always right.
pub fn build(sources: &Sources, settings: &Settings, state: &mut State) -> Build {
    let mut report = Report::default();
    let config = report.absorb(model::read(sources));
    let broken = report.diagnostics.iter().any(|d| d.code == diag::Code::SettingsSyntax);
    let about_settings = broken.then(|| report.clone());
    let schema = report.absorb(schema::read(sources, &config));
    let views = report.absorb(views::read(&config));
    let records = report.absorb(parse::records(sources, &config, &schema, &mut state.known));
    let read = Read { sources: sources.clone(), config, schema, views, records };
    let site = report.absorb(read.planned(settings, state.kept.clone()));
    // Half of the settings say nothing about the content: first things first.
    report = about_settings.unwrap_or(report);
    let tables: Vec<_> = read.records.iter().filter(|r| r.table.is_some()).cloned().collect();
    parse::table::name_cells(&mut report.diagnostics, &tables, sources);
    let report = report.settle(&read.config.levels, sources);
    let site = Arc::new(site);
    state.kept.prune(&site);
    let others =
        Others { later: read.later(settings.clone()), offline: offline(sources, settings) };
    let files = Files::new(site.clone(), state.kept.clone(), others);
    let files = Arc::new(files);
    let bundle = output::bundle(files.clone()).weighed(scales(&site));
    let bundle = guarded(bundle, &site, (sources, settings.base_url.clone()));
    Build { bundle, report, site, files }
}

/// What a site is made from; the same on whatever day it is built.
struct Read {
    sources: Sources,
    config: config::Config,
    schema: schema::Schema,
    views: Vec<Box<dyn plan::Laid>>,
    records: Vec<Arc<parse::Record>>,
}

impl Read {
    /// The site on the day that the settings name.
    fn planned(&self, settings: &Settings, kept: Arc<Kept>) -> Checked<Site> {
        let Self { sources, config, schema, views, records } = self;
        let mut report = Report::default();
        let clock = clock::Clock::new(&settings.today);
        let scope = graph::Scope {
            drafts: settings.drafts,
            distributions: &settings.distributions,
            clock: &clock,
        };
        let from = graph::From { sources, config, schema };
        let graph = report.absorb(graph::resolve(records.clone(), from, scope));
        let theme = report.absorb(theme::load(sources, config));
        let old = report.absorb(permalinks::read(sources));
        let permalinks = &old.clone().unwrap_or_default();
        let checks = report.absorb(links::read(sources));
        let (given, drawn, clock_of) = (&graph, &theme, &clock);
        let from = plan::From {
            graph: given,
            sources,
            theme: drawn,
            config,
            schema,
            views,
            clock: clock_of,
            permalinks,
            checks: &checks,
        };
        let plan = report.absorb(plan::make(from, output::claim));
        let from = published::From { graph: given, sources, config, schema, plan: &plan };
        if let Some(old) = &old {
            report.diagnostics.absorb(published::check(from, old));
        }
        report.diagnostics.absorb(outward::check(&graph, &checks));
        let (config, schema, settings) = (config.clone(), schema.clone(), settings.clone());
        let parts = Parts { graph, plan, theme, config, schema, settings, clock, checks };
        let above = Above {
            fragment: render::fragment,
            document: render::document,
            on_record: views::on_record(),
        };
        Checked::new(Site::new(parts, kept, above), report.diagnostics)
    }

    /// The same site on later days. What is reported of them is for those days to report.
    fn later(self, settings: Settings) -> output::Later {
        Box::new(move |day| {
            let settings = Settings { today: day.to_string(), ..settings.clone() };
            self.planned(&settings, Arc::new(Kept::new(false))).value
        })
    }
}

/// Builds the site once more for readers of one language without a network. Nothing of it is kept.
fn offline(sources: &Sources, settings: &Settings) -> output::Offline {
    let (sources, settings) = (sources.clone(), settings.clone());
    Arc::new(move |language| {
        let settings = Settings { for_disk: true, only: Some(language), ..settings.clone() };
        build(&sources, &settings, &mut State::default()).bundle
    })
}

/// What weighs the files of a site.
fn scales(site: &Arc<Site>) -> Scales {
    let (budgets, site) = (site.budgets(), site.clone());
    Scales::new(budgets, move |route| output::budget(&site, route))
}

/// The files of a site with what none of them may hold, where the site leaves something out.
fn guarded(
    bundle: Bundle,
    site: &Arc<Site>,
    (sources, base_url): (&Sources, Option<String>),
) -> Bundle {
    if !secrets::are_kept(site.graph()) {
        return bundle;
    }
    let (site, sources) = (site.clone(), sources.clone());
    bundle.guarded(move || {
        let address = base_url.as_deref().map(leak::Text::from).into_iter().collect();
        let own = [theme::texts(), output::own_texts(), address].concat();
        secrets::guard(site.graph(), &sources, own)
    })
}
