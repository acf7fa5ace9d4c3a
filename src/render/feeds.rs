//! Files for machines: sitemap, robots, feed; and pages that send readers on.

use std::fmt::Write;

use tera::{Context, Value as Tera};

use super::html::{object, safe};
use super::page;
use crate::edtf::{Date, Precision};
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

/// The feed (RFC 4287): the newest records by their first exact date that is not after the day for which the
/// site is built. What lies ahead has not been published yet, and joins the feed when its day has come.
pub(super) fn atom(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let mut dated: Vec<(Moment, EntityId)> =
        view.everything().into_iter().filter_map(|id| Some((moment(view, id)?, id))).collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated.truncate(view.config().feed.limit);
    let today = Moment::of_day(&view.settings().today);
    let updated = dated.first().map_or(&today, |(moment, _)| moment);
    let home = page::home_route(view, view.language);
    let mut context = page::common(view, job, "feed", view.config().title.get(view.tag()));
    let entries: Vec<Tera> = dated.iter().map(|(moment, id)| entry(view, moment, *id)).collect();
    let feed = object([
        ("id", Tera::from(view.absolute(&home))),
        ("url", Tera::from(view.absolute(&job.route))),
        ("home", Tera::from(view.absolute(&home))),
        ("updated", Tera::from(updated.text.as_str())),
        ("entries", Tera::from(entries)),
    ]);
    context.insert_value("feed", feed);
    page::finish(view, job, "atom.xml", &context)
}

fn entry(view: &View<'_>, moment: &Moment, id: EntityId) -> Tera {
    let kind = view.kind(view.kind_of(id));
    object([
        ("title", Tera::from(view.title(id))),
        ("url", Tera::from(view.absolute(&view.route(id)))),
        ("date", Tera::from(moment.text.as_str())),
        ("summary", Tera::from(page::text_field(view, id, "summary"))),
        ("kind", Tera::from(kind.name.as_str())),
        ("kind_label", Tera::from(kind.label.get(view.tag()))),
    ])
}

/// When an entry of the feed is dated; later ones are greater.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    /// The day, as YYYY-MM-DD.
    day: String,
    /// Date and time by RFC 3339, as feeds have them.
    text: String,
}

impl Moment {
    fn of_day(day: &str) -> Self {
        Self { day: day.to_owned(), text: format!("{day}T00:00:00Z") }
    }

    /// The beginning of a date, where that is a whole day or a time; nothing is ever invented.
    fn of(text: &str) -> Option<Self> {
        let first = Date::parse(text.split('/').next().unwrap_or(text)).ok()?;
        let exact = first.iso_exact().filter(|_| first.precision() >= Precision::Day)?;
        // Feeds know years of four digits only.
        let day = exact.get(..10).filter(|day| day.matches('-').count() == 2)?;
        let has_zone = exact.ends_with('Z') || exact.get(19..).is_some_and(|zone| !zone.is_empty());
        Some(match has_zone {
            true => Self { day: day.to_owned(), text: exact },
            false => Self::of_day(day),
        })
    }
}

/// The first exact date of a record that is not after the day for which the site is built.
fn moment(view: &View<'_>, id: EntityId) -> Option<Moment> {
    let kinds = &view.config().feed.kinds;
    let kind = view.key(id).kind();
    if !kinds.is_empty() && !kinds.iter().any(|(name, _)| name == kind) {
        return None;
    }
    let dates = view.kind(view.kind_of(id)).fields.iter();
    let dates = dates.filter(|field| !field.common && field.kind == crate::schema::Type::Date);
    let moments = dates.filter_map(|field| match view.fact(id, &field.name)?.shown {
        Shown::Date { text, .. } => Moment::of(text),
        _ => None,
    });
    let mut moments = moments.filter(|moment| moment.day <= view.settings().today);
    moments.next()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_days_and_times_are_moments() {
        for (text, expected) in [
            ("2024-05-01", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01/2024-05-03", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01/..", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01T09:30:00Z", Some("2024-05-01T09:30:00Z")),
            ("2024-05-01T09:30:00+02:00", Some("2024-05-01T09:30:00+02:00")),
            ("2024-05-01T09:30:00", Some("2024-05-01T00:00:00Z")),
            ("2024-05", None),
            ("2024", None),
            ("2024-05-01~", None),
            ("2024-05-0X", None),
            ("../2024-05-01", None),
            ("Y20240-05", None),
        ] {
            assert_eq!(Moment::of(text).map(|moment| moment.text).as_deref(), expected, "{text}");
        }
    }
}
