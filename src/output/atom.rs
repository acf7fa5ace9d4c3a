//! `/atom.xml` of each language: the newest records as a feed (RFC 4287).

use serde::Serialize;

use super::Output;
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::feed::{Moment, newest};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("atom", "the news feed", claim, make);

/// When a feed without entries was updated.
const NEVER: &str = "1970-01-01T00:00:00Z";

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        let path = format!("{}atom.xml", claims.layout.prefix(language));
        claims.site(&path, language).download = Some(("Atom", "application/atom+xml"));
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    feed(view, job)
}

fn feed(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let dated = newest(view);
    // The standard asks for a date; a feed without entries has none, and must not differ from day to day.
    let updated = dated.first().map_or(NEVER, |(moment, _)| &moment.text);
    let home = page::home_route(view, view.language);
    let mut context = page::common(view, job, "feed", view.config().title.get(view.tag()));
    let feed = Feed {
        id: view.absolute(&home),
        url: view.absolute(&job.route),
        home: view.absolute(&home),
        updated,
        entries: dated.iter().map(|(moment, id)| entry(view, moment, *id)).collect(),
    };
    context.insert("feed", &feed);
    page::finish(view, job, "atom.xml", &context)
}

fn entry<'v>(view: &View<'v>, moment: &'v Moment, id: EntityId) -> Entry<'v> {
    let kind = view.kind(view.kind_of(id));
    Entry {
        title: view.title(id),
        url: view.absolute(&view.route(id)),
        date: &moment.text,
        summary: page::text_field(view, id, "summary"),
        kind: &kind.name,
        kind_label: kind.label.get(view.tag()),
    }
}

/// What `atom.xml` gets as `feed`. All addresses are whole.
#[derive(Serialize)]
struct Feed<'v> {
    /// The home page, which stands for the feed.
    id: String,
    /// The address of the feed.
    url: String,
    /// The home page.
    home: String,
    /// The date of the newest entry.
    updated: &'v str,
    /// The newest first.
    entries: Vec<Entry<'v>>,
}

/// An entry of the feed.
#[derive(Serialize)]
struct Entry<'v> {
    /// The title of the record.
    title: &'v str,
    /// The address of its page.
    url: String,
    /// When it is dated (RFC 3339).
    date: &'v str,
    /// Its summary, or `""`.
    summary: String,
    /// The name of its kind.
    kind: &'v str,
    /// What one record of the kind is called.
    kind_label: &'v str,
}
