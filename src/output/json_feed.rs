//! `/feed.json` of each language: the newest records as a JSON Feed (version 1.1, jsonfeed.org). `feed.json` beside the
//! list of each kind with dates, and beside the page of what somebody may follow, with what refers to it.

use serde_json::{Value as Json, json};

use super::{Output, feeds};
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::feed::{Moment, newest, summary};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("json_feed", "the news feed as JSON", claim, make);

fn claim(claims: &mut Claims<'_>) {
    feeds::claim(claims, "feed.json", ("JSON Feed", "application/feed+json"));
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let dated = newest(view, feeds::among(view, job));
    let items: Vec<Json> = dated.iter().map(|(moment, id)| item(view, moment, *id)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feeds::title(view, job),
        "description": view.config().description.get(view.tag()),
        "home_page_url": view.absolute(&feeds::home(view, job)),
        "feed_url": view.absolute(&job.route),
        "language": view.tag(),
        "items": items,
    });
    let mut out = serde_json::to_vec_pretty(&feed).expect("JSON values can be written");
    out.push(b'\n');
    Some(out)
}

/// The standard demands a text, so a record without a summary has its title there.
fn item(view: &View<'_>, moment: &Moment, id: EntityId) -> Json {
    let url = view.absolute(&view.route(id));
    let summary = summary(view, id);
    let text = if summary.is_empty() { view.title(id).to_owned() } else { summary };
    json!({
        "id": url,
        "url": url,
        "title": view.title(id),
        "content_text": text,
        "date_published": moment.text,
        "language": view.languages()[view.language_of(id)].as_str(),
        "tags": [view.kind(view.kind_of(id)).label.get(view.tag())],
    })
}
