//! Plan -> what a site publishes for ever: its addresses, and the anchors of its texts. What of
//! `permalinks.lock` is no longer there is reported, with the line that brings it back.

use std::collections::BTreeMap;

use crate::bundle::Origin;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::graph::{EntityId, Graph, normal};
use crate::id::Route;
use crate::parse::Record;
use crate::permalinks::{Address, FILE, Known, Permalinks};
use crate::plan::{DEFAULT_LANGUAGE, Job, Plan};
use crate::schema::Schema;
use crate::source::Sources;

mod advice;
mod lost;

/// What it is found out from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The records.
    pub graph: &'a Graph,
    /// The files of the site.
    pub sources: &'a Sources,
    /// The settings of the site.
    pub config: &'a Config,
    /// The kinds.
    pub schema: &'a Schema,
    /// The files that the site consists of.
    pub plan: &'a Plan,
}

/// Reports what was published and is gone, and what is not in the list yet.
pub fn check(from: From<'_>, old: &Permalinks) -> Diagnostics {
    let now = of(from.graph, from.plan, from.config);
    let mut diagnostics = lost::check(from, old, &now);
    let new = old.lacks(&now);
    if new > 0 {
        let headline = match new {
            1 => format!("{FILE} lacks one address or anchor of this site"),
            new => format!("{FILE} lacks {new} addresses and anchors of this site"),
        };
        let help = "once they are published, run `plenary build --update-permalinks`";
        diagnostics.push(Diagnostic::new(Code::NewAddress, headline).in_file(FILE).help(help));
    }
    diagnostics
}

/// The pages of a site, its files to take home, the files that are copied, and the anchors of its texts.
pub fn of(graph: &Graph, plan: &Plan, config: &Config) -> Permalinks {
    let tags = config.languages.iter().map(|language| language.as_str().to_owned());
    let mut out = Permalinks { languages: tags.collect(), ..Permalinks::default() };
    let mut languages: BTreeMap<String, Vec<&Job>> = BTreeMap::new();
    for job in plan.jobs.iter().filter(|job| is_page(&job.route)) {
        let prefix = crate::plan::language_prefix(config, job.language);
        let address = job.route.address();
        let rest = address[1..].strip_prefix(&prefix).map(|rest| format!("/{rest}"));
        languages.entry(rest.unwrap_or(address)).or_default().push(job);
    }
    for (path, jobs) in languages.into_iter().filter(|(path, _)| !path.starts_with(LETTERS)) {
        let in_all = jobs.len() == config.languages.len() && jobs.len() > 1;
        for job in jobs {
            page((graph, plan), job, (&path, in_all), &mut out);
        }
    }
    let copied =
        plan.copies.iter().filter(|(_, origin)| is_of_site(origin)).map(|(route, _)| route);
    for route in plan.all_downloads().map(|download| &download.route).chain(copied) {
        out.addresses.entry(route.address()).or_default();
    }
    out
}

/// A letter of the index from A to Z goes with the last name that stands under it.
const LETTERS: &str = "/search/index/";

/// Adds a page: once for all languages, and once more where it has a text of its own.
fn page(
    (graph, plan): (&Graph, &Plan),
    job: &Job,
    (path, in_all): (&str, bool),
    out: &mut Permalinks,
) {
    let shown = plan.page_of(&job.route);
    let address = match shown {
        Some((id, language)) => of_record(graph.record(id, language)),
        None => Address::default(),
    };
    let is_main = in_all && job.language == DEFAULT_LANGUAGE;
    let own = in_all
        && shown.is_some_and(|(id, language)| has_own_text(graph, id, language))
        && !address.anchors.is_empty();
    if is_main {
        out.addresses.insert(path.to_owned(), Address { in_every_language: true, ..address });
    } else if !in_all || own {
        out.addresses.insert(job.route.address(), address);
    }
}

/// Whether a language has a text of its own, and not that of the first language.
fn has_own_text(graph: &Graph, id: EntityId, language: usize) -> bool {
    graph.entity(id).variants[language].is_some_and(|own| own != graph.shown(id, 0))
}

/// What is noted of the page of a record. The place of a row in its table is known by the row's address.
fn of_record(record: &Record) -> Address {
    let anchors = record.body.anchors.iter().map(|anchor| (anchor.id.clone(), None));
    Address { record: Some(known(record)), anchors: anchors.collect(), ..Address::default() }
}

/// Fewer words than these do not tell one text from another.
const FEWEST_WORDS: usize = 5;

/// That by which a record is found again under another name.
fn known(record: &Record) -> Known {
    let has_text = record.body.words >= FEWEST_WORDS;
    Known {
        key: record.key.clone(),
        text: if has_text { short(record.body.html.text()) } else { String::new() },
        title: short(&normal(&record.title).to_lowercase()),
    }
}

/// Whether readers keep the address: pages for addresses that do not exist have none.
fn is_page(route: &Route) -> bool {
    route.name().ends_with(".html") && route.name() != "404.html"
}

/// Whether a copied file is the site's own, not one of its theme.
fn is_of_site(origin: &Origin) -> bool {
    matches!(origin, Origin::Copied(path) if !path.starts_with("themes/"))
}

/// A fingerprint that is long enough to find one text among those of a site.
fn short(text: &str) -> String {
    Fingerprint::of(text).hex()[..8].to_owned()
}
