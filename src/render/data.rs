//! Records as data: JSON for programs, CSV for spreadsheets.

use serde_json::{Map, Value as Json, json};

use super::html;
use crate::graph::EntityId;
use crate::id::Route;
use crate::parse::Body;
use crate::view::{Fact, Leads, Shown, View};

pub(crate) fn record_object(view: &View<'_>, id: EntityId) -> Map<String, Json> {
    let (record, _) = view.record(id);
    let mut object = Map::new();
    object.insert("id".to_owned(), view.key(id).id().into());
    object.insert("kind".to_owned(), view.key(id).kind().into());
    object.insert("lang".to_owned(), view.languages()[record.language].as_str().into());
    object.insert("title".to_owned(), record.title.as_str().into());
    object.insert("url".to_owned(), address(&view.route(id)).into());
    if let Some(uuid) = super::signposts::identifier(view, id) {
        object.insert("uuid".to_owned(), uuid.into());
    }
    object.insert("fields".to_owned(), fields(view, id));
    let later = super::succession::references(view, id);
    if !later.is_empty() {
        object.insert("superseded_by".to_owned(), later.into());
    }
    object
}

/// An address from the site's root, encoded.
pub(crate) fn address(route: &Route) -> String {
    let mut out = "/".to_owned();
    crate::view::urlencode(&mut out, route.folder_form());
    out
}

/// The fields of an entity as data.
pub(crate) fn fields(view: &View<'_>, id: EntityId) -> Json {
    let mut out = Map::new();
    for fact in view.facts(id) {
        if fact.field.name != "title" {
            out.insert(fact.field.name.clone(), fact_json(view, &fact));
            if !fact.status.is_empty() {
                out.insert(format!("{}_status", fact.field.name), fact.status.into());
            }
        }
    }
    Json::Object(out)
}

/// A field's value as data.
pub(crate) fn fact_json(view: &View<'_>, fact: &Fact<'_>) -> Json {
    value_json(view, &fact.shown)
}

pub(crate) fn value_json(view: &View<'_>, shown: &Shown<'_>) -> Json {
    match shown {
        Shown::Text(text) | Shown::Url(text) => (*text).into(),
        Shown::Name(text, language) => json!({ "text": text, "language": language.as_str() }),
        Shown::Markdown(body, record) => plain(view, body, *record).into(),
        Shown::Integer(number) => (*number).into(),
        Shown::Number(number) => (*number).into(),
        Shown::Bool(yes) => (*yes).into(),
        Shown::Date { text, .. } => (*text).into(),
        Shown::NotStated => "".into(),
        Shown::Choice(value, _) | Shown::Language(value, _) => (*value).into(),
        Shown::Country(code, _) => (*code).into(),
        Shown::Link(leads, written) => reference(leads, written),
        Shown::List(items) => items.iter().map(|item| value_json(view, item)).collect(),
    }
}

fn reference(leads: &Leads, written: &str) -> Json {
    match leads {
        Leads::To(place) => json!({
            "kind": place.key.kind(),
            "id": place.key.id(),
            "title": place.title,
            "url": place.url.replace(crate::view::ROOT, "/"),
        }),
        _ => json!({ "title": written }),
    }
}

/// The views of every language in which an entity has a text of its own.
pub(crate) fn languages<'v>(view: &'v View<'_>, id: EntityId) -> impl Iterator<Item = usize> + 'v {
    (0..view.languages().len()).filter(move |language| view.has_language(id, *language))
}

/// Markdown as a text, with the titles of what it refers to.
fn plain(view: &View<'_>, body: &Body, record: u32) -> String {
    crate::text::plain(&html::body(view, body, record))
}

/// A value as the text of a cell.
pub(crate) fn text(view: &View<'_>, shown: &Shown<'_>) -> String {
    match shown {
        Shown::Text(text) | Shown::Url(text) | Shown::Name(text, _) => (*text).to_owned(),
        Shown::Markdown(body, record) => plain(view, body, *record),
        Shown::Integer(number) => number.to_string(),
        Shown::Number(number) => number.to_string(),
        Shown::Bool(yes) => yes.to_string(),
        Shown::Date { text, .. } => (*text).to_owned(),
        Shown::NotStated => String::new(),
        Shown::Choice(value, _) | Shown::Language(value, _) => (*value).to_owned(),
        Shown::Country(code, _) => (*code).to_owned(),
        Shown::Link(Leads::To(place), _) => place.key.id().to_owned(),
        Shown::Link(_, written) => (*written).to_owned(),
        Shown::List(items) => {
            items.iter().map(|item| text(view, item)).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Appends an item to a JSON array that is being written.
pub(crate) fn item(out: &mut Vec<u8>, value: &Json, first: bool) {
    out.extend_from_slice(if first { b"\n" } else { b",\n" });
    serde_json::to_writer(out, value).expect("JSON values can be written");
}
