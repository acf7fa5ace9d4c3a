//! `/feed.json` of each language: the newest records as a JSON Feed (version 1.1, jsonfeed.org).

use serde_json::{Value as Json, json};

use super::Output;
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::feed::{Moment, newest};
use crate::render::page::{home_route, text_field};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("json_feed", "the news feed as JSON", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        let path = format!("{}feed.json", claims.layout.prefix(language));
        claims.site(&path, language).download = Some(("JSON Feed", "application/feed+json"));
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let config = view.config();
    let items: Vec<Json> =
        newest(view).iter().map(|(moment, id)| item(view, moment, *id)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": config.title.get(view.tag()),
        "description": config.description.get(view.tag()),
        "home_page_url": view.absolute(&home_route(view, view.language)),
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
    let summary = text_field(view, id, "summary");
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
