//! `/atom.xml` of each language: the newest records as a feed (RFC 4287). `atom.xml` beside the list of each kind with
//! dates, and beside the page of what somebody may follow, with what refers to it.

use serde::Serialize;

use super::{Output, feeds};
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::feed::{Moment, NEVER, newest, summary};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("atom", "the news feed", claim, make);

fn claim(claims: &mut Claims<'_>) {
    feeds::claim(claims, "atom.xml", ("Atom", "application/atom+xml"));
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let dated = newest(view, feeds::among(view, job));
    let title = feeds::title(view, job);
    let home = view.absolute(&feeds::home(view, job));
    let mut context = page::common(view, job, "feed", &title);
    let feed = Feed {
        id: home.clone(),
        url: view.absolute(&job.route),
        home,
        updated: dated.first().map_or(NEVER, |(moment, _)| &moment.text),
        entries: dated.iter().map(|(moment, id)| entry(view, moment, *id)).collect(),
        title,
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
        summary: summary(view, id),
        kind: &kind.name,
        kind_label: kind.label.get(view.tag()),
    }
}

/// What `atom.xml` gets as `feed`. All addresses are whole.
#[derive(Serialize)]
struct Feed<'v> {
    /// What the feed is called.
    title: String,
    /// The address of the page that the feed is about, which stands for the feed.
    id: String,
    /// The address of the feed.
    url: String,
    /// The page that the feed is about: the home page, that of a kind, or that of a record.
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
