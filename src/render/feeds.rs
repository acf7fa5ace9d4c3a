//! Files for machines: sitemap, robots, feed; and pages that send readers on.

use std::fmt::Write;

use tera::{Context, Value as Tera};

use super::html::{object, safe};
use super::page;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{GridPart, Job, JobKind};
use crate::text::escape;
use crate::view::{Shown, View};

/// The sitemap (sitemaps.org 0.9) with a page's translations (`hreflang`). Pages that only show
/// another language's text are left out.
pub(super) fn sitemap(view: &View<'_>) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for job in view.jobs() {
        let alternates = match &job.kind {
            JobKind::Entity { id, language } if view.has_language(*id, *language) => {
                page::translations(view, *id)
            }
            JobKind::Home { .. }
            | JobKind::Listing { .. }
            | JobKind::Grid { part: GridPart::Page, .. } => Vec::new(),
            _ => continue,
        };
        let _ = write!(out, "<url><loc>{}</loc>", escape(&view.absolute(&job.route)));
        for (tag, route) in &alternates {
            let url = escape(&view.absolute(route));
            let _ =
                write!(out, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{url}\"/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

/// Everybody may read everything.
pub(super) fn robots(view: &View<'_>) -> Vec<u8> {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if !view.base_url().is_empty() {
        let _ = writeln!(out, "Sitemap: {}sitemap.xml", view.base_url());
    }
    out.into_bytes()
}

/// The feed (RFC 4287): the newest records by their first exact date.
pub(super) fn atom(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let mut dated: Vec<(String, EntityId)> =
        view.everything().filter_map(|id| Some((exact_day(view, id)?, id))).collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated.truncate(view.config().feed.limit);
    let updated = dated.first().map_or(view.settings().today.as_str(), |(day, _)| day);
    let home = page::home_route(view, view.language);
    let mut context = page::common(view, job, "feed", view.config().title.get(view.tag()));
    let entries: Vec<Tera> = dated.iter().map(|(day, id)| entry(view, day, *id)).collect();
    let feed = object([
        ("id", Tera::from(view.absolute(&home))),
        ("url", Tera::from(view.absolute(&job.route))),
        ("home", Tera::from(view.absolute(&home))),
        ("updated", Tera::from(moment(updated))),
        ("entries", Tera::from(entries)),
    ]);
    context.insert_value("feed", feed);
    page::finish(view, job, "atom.xml", &context)
}

fn entry(view: &View<'_>, day: &str, id: EntityId) -> Tera {
    let kind = view.kind(view.kind_of(id));
    object([
        ("title", Tera::from(view.title(id))),
        ("url", Tera::from(view.absolute(&view.route(id)))),
        ("date", Tera::from(moment(day))),
        ("summary", Tera::from(page::text_field(view, id, "summary"))),
        ("kind", Tera::from(kind.name.as_str())),
        ("kind_label", Tera::from(kind.label.get(view.tag()))),
    ])
}

fn moment(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// The day that a record is dated with, where it is a whole day; nothing is ever invented.
fn exact_day(view: &View<'_>, id: EntityId) -> Option<String> {
    let kinds = &view.config().feed.kinds;
    let kind = view.key(id).kind();
    if !kinds.is_empty() && !kinds.iter().any(|(name, _)| name == kind) {
        return None;
    }
    let dates = view.model(view.kind_of(id)).fields.iter();
    let dates = dates.filter(|field| !field.common && field.kind == crate::schema::Type::Date);
    dates.filter_map(|field| view.fact(id, &field.name)).find_map(|fact| match fact.shown {
        Shown::Date { text, .. } => {
            let first = text.split('/').next().unwrap_or(text);
            let day = first.len() == 10 && first.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            day.then(|| first.to_owned())
        }
        _ => None,
    })
}

/// A page that sends readers of an old address on.
pub(super) fn redirect(view: &View<'_>, job: &Job, id: EntityId) -> Option<Vec<u8>> {
    let title = view.title(id).to_owned();
    let route: Route = view.route(id);
    let mut context: Context = page::common(view, job, "redirect", &title);
    let canonical = if view.base_url().is_empty() { String::new() } else { view.absolute(&route) };
    let redirect = object([
        ("url", safe(&view.url(&route))),
        ("title", Tera::from(title)),
        ("canonical", Tera::from(canonical)),
    ]);
    context.insert_value("redirect", redirect);
    page::finish(view, job, "redirect.html", &context)
}
