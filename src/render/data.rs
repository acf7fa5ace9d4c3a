//! Records as data: JSON for programs, CSV for spreadsheets.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use super::delimited::Delimited;
use super::html;
use crate::graph::EntityId;
use crate::id::Route;
use crate::parse::Body;
use crate::plan::Job;
use crate::view::{Fact, Leads, Relation, Shown, View};

/// An entity in the view's language, with its text and everything that refers to it.
pub(super) fn record_json(view: &View<'_>, job: &Job, id: EntityId) -> Vec<u8> {
    let (record, number) = view.record(id);
    let mut object = record_object(view, id);
    let body = html::body(view, &record.body, number);
    let root = super::page::root(view, &job.route);
    let body = String::from_utf8(html::to_root(&body, &root)).expect("made of texts");
    object.insert("body".to_owned(), json!({ "html": body, "text": crate::text::plain(&body) }));
    object.insert("referenced_by".to_owned(), referenced_by(view, id));
    if let Some(row) = super::table::row_json(view, id) {
        object.insert("row".to_owned(), row);
    }
    let mut out = serde_json::to_vec(&object).expect("JSON values can be written");
    out.push(b'\n');
    out
}

pub(super) fn record_object(view: &View<'_>, id: EntityId) -> Map<String, Json> {
    let (record, _) = view.record(id);
    let mut object = Map::new();
    object.insert("id".to_owned(), view.key(id).id().into());
    object.insert("kind".to_owned(), view.key(id).kind().into());
    object.insert("lang".to_owned(), view.languages()[record.language].as_str().into());
    object.insert("title".to_owned(), record.title.as_str().into());
    object.insert("url".to_owned(), address(&view.route(id)).into());
    object.insert("fields".to_owned(), fields(view, id));
    object
}

/// An address from the site's root, encoded.
pub(super) fn address(route: &Route) -> String {
    let mut out = "/".to_owned();
    crate::view::urlencode(&mut out, route.folder_form());
    out
}

/// The fields of an entity as data.
pub(super) fn fields(view: &View<'_>, id: EntityId) -> Json {
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
pub(super) fn fact_json(view: &View<'_>, fact: &Fact<'_>) -> Json {
    value_json(view, &fact.shown)
}

fn value_json(view: &View<'_>, shown: &Shown<'_>) -> Json {
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

fn referenced_by(view: &View<'_>, id: EntityId) -> Json {
    let mut out = Vec::new();
    for group in view.related(id) {
        let kind = view.kind(group.kind);
        let field = group.field.map(|field| kind.fields[field as usize].name.as_str());
        for item in &group.items {
            let mut object = Map::new();
            object.insert("kind".to_owned(), kind.name.as_str().into());
            object.insert("id".to_owned(), view.key(item.from).id().into());
            object.insert("title".to_owned(), view.title(item.from).into());
            object.insert("url".to_owned(), address(&view.route(item.from)).into());
            object.insert("field".to_owned(), field.map_or(Json::Null, Json::from));
            let sentence = view.sentence(item);
            if !sentence.is_empty() {
                object.insert("sentence".to_owned(), sentence.into_owned().into());
            }
            out.push(Json::Object(object));
        }
    }
    Json::Array(out)
}

/// The views of every language in which an entity has a text of its own.
pub(super) fn languages<'v>(view: &'v View<'_>, id: EntityId) -> impl Iterator<Item = usize> + 'v {
    (0..view.languages().len()).filter(move |language| view.has_language(id, *language))
}

/// All records of a kind, one object for each language.
pub(super) fn kind_json(view: &View<'_>, kind: usize) -> Vec<u8> {
    let mut out = b"[".to_vec();
    for id in view.all_of(kind) {
        for language in languages(view, id) {
            let object = Json::Object(view.in_language(language, |view| record_object(view, id)));
            out.extend_from_slice(if out.len() > 1 { b",\n" } else { b"\n" });
            serde_json::to_writer(&mut out, &object).expect("JSON values can be written");
        }
    }
    out.extend_from_slice(b"\n]\n");
    out
}

/// The first columns of a kind's table.
pub(super) const FRONT: [&str; 4] = ["id", "lang", "title", "url"];

/// The column of a field in its kind's table. One that bears the name of another column is called
/// what it is called in JSON.
pub(super) fn column_name(field: &str) -> Cow<'_, str> {
    if FRONT.contains(&field) { format!("fields.{field}").into() } else { field.into() }
}

/// All records of a kind as a table (RFC 4180, UTF-8): id, lang, title, url, then every field
/// that some record gives; lists joined by `; `, references by id.
pub(super) fn kind_csv(view: &View<'_>, kind: usize) -> Vec<u8> {
    let described = &view.kind(kind).fields;
    let fields: Vec<&str> =
        view.given(kind).iter().map(|at| described[*at].name.as_str()).collect();
    let mut table = Delimited::new();
    let own = FRONT.iter().map(|name| (*name).into());
    let head = own.chain(fields.iter().map(|field| column_name(field)));
    let head: Vec<Cow<'_, str>> = head.collect();
    table.line(&head);
    for id in view.all_of(kind) {
        for language in languages(view, id) {
            let cells = view.in_language(language, |view| row(view, id, &fields));
            table.line(cells);
        }
    }
    table.finish()
}

fn row(view: &View<'_>, id: EntityId, fields: &[&str]) -> Vec<String> {
    let (record, _) = view.record(id);
    let mut out = vec![
        view.key(id).id().to_owned(),
        view.languages()[record.language].as_str().to_owned(),
        record.title.clone(),
        address(&view.route(id)),
    ];
    let facts = view.facts(id);
    let cell = |name: &&str| {
        let fact = facts.iter().find(|fact| fact.field.name == **name);
        fact.map(|fact| text(view, &fact.shown)).unwrap_or_default()
    };
    out.extend(fields.iter().map(cell));
    out
}

/// Markdown as a text, with the titles of what it refers to.
fn plain(view: &View<'_>, body: &Body, record: u32) -> String {
    crate::text::plain(&html::body(view, body, record))
}

/// A value as the text of a cell.
pub(super) fn text(view: &View<'_>, shown: &Shown<'_>) -> String {
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

/// Every entity and every relation: `nodes` with id, kind, title and url, `links` with source,
/// target and field.
pub(super) fn graph_json(view: &View<'_>) -> Vec<u8> {
    let mut out = b"{\"nodes\":[".to_vec();
    for id in view.everything() {
        let node = json!({
            "id": view.key(id).as_str(),
            "kind": view.key(id).kind(),
            "title": view.title(id),
            "url": address(&view.route(id)),
        });
        item(&mut out, &node, id == 0);
    }
    out.extend_from_slice(b"\n],\"links\":[");
    let mut first = true;
    for Relation { from, to, field } in view.relations() {
        let (source, target) = (view.key(from).as_str(), view.key(to).as_str());
        let link = json!({ "source": source, "target": target, "field": field });
        item(&mut out, &link, std::mem::take(&mut first));
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

/// Appends an item to a JSON array that is being written.
pub(super) fn item(out: &mut Vec<u8>, value: &Json, first: bool) {
    out.extend_from_slice(if first { b"\n" } else { b",\n" });
    serde_json::to_writer(out, value).expect("JSON values can be written");
}
