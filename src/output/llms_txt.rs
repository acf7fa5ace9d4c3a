//! `/llms.txt` of each language: what there is, for programs that read texts (in the form of llmstxt.org: a
//! title, a quotation, and lists of links below headings; what can be left out is "Optional").

use std::fmt::Write;

use super::{Output, list_md};
use crate::id::Route;
use crate::plan::{Claims, Job, Subject};
use crate::render::markdown::{escaped, link};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("llms_txt", "the contents of the site, as links,", claim, make);

/// The files that are about the whole site, where they are made.
const DATA: [&str; 6] = [
    "data/datapackage.json",
    "data/records.csv",
    "data/graph.json",
    "terms.ttl",
    "sitemap.xml",
    "atom.xml",
];

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        let path = format!("{}llms.txt", claims.layout.prefix(language));
        claims.site(&path, language);
    }
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let config = view.config();
    let (title, description) = (config.title.get(view.tag()), config.description.get(view.tag()));
    let mut out = page::markdown_head(title, description);
    section(&mut out, &view.words().filled("what_is_here", &[]), &lists(view));
    let pages = view.kind_of_pages();
    section(&mut out, view.kind(pages).plural.get(view.tag()), &texts(view, pages));
    section(&mut out, "Optional", &data(view));
    Some(out.into_bytes())
}

fn section(out: &mut String, title: &str, entries: &[String]) {
    if !entries.is_empty() {
        let _ = write!(out, "\n## {}\n\n{}\n", escaped(title), entries.join("\n"));
    }
}

fn entry(view: &View<'_>, title: &str, route: &Route, about: &str) -> String {
    let link = link(&escaped(title), &view.absolute(route));
    let about = if about.is_empty() { String::new() } else { format!(": {}", escaped(about)) };
    format!("- {link}{about}")
}

/// The whole lists of the language.
fn lists(view: &View<'_>) -> Vec<String> {
    let own = |job: &&Job| job.output == list_md::OUTPUT.name && job.language == view.language;
    let list = |job: &Job| match job.about {
        Subject::Listing(number) => {
            let listing = view.whole_list(number);
            Some(entry(view, &listing.title, &job.route, &listing.description))
        }
        _ => None,
    };
    view.jobs().iter().filter(own).filter_map(list).collect()
}

/// The plain pages with a text in the language.
fn texts(view: &View<'_>, kind: usize) -> Vec<String> {
    let all = view.all_of(kind).into_iter();
    let own = all.filter(|id| view.language_of(*id) == view.language);
    let page = |id| {
        let beside = view.route(id).sibling("index.md");
        let route = if view.exists(&beside) { beside } else { view.route(id) };
        entry(view, view.title(id), &route, &page::text_field(view, id, "summary"))
    };
    own.map(page).collect()
}

fn data(view: &View<'_>) -> Vec<String> {
    let files = DATA.iter().filter_map(|path| Route::file(path));
    let there = files.filter(|route| view.exists(route));
    there.map(|route| entry(view, route.as_str(), &route, "")).collect()
}
