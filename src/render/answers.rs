//! Chosen records as data: the answers to a query.

use serde_json::{Map, Value as Json};

use super::data::{record_object, text};
use super::delimited::Delimited;
use crate::graph::EntityId;
use crate::view::View;

/// An array with an object for each record, in the form of `/data/<kind>.json`, with these fields
/// only; all that are given where none are named.
pub fn records_json(view: &View<'_>, ids: &[EntityId], fields: &[String]) -> Vec<u8> {
    let mut out = b"[".to_vec();
    for id in ids {
        let mut object = record_object(view, *id);
        if let (false, Some(Json::Object(all))) = (fields.is_empty(), object.get_mut("fields")) {
            *all = chosen(std::mem::take(all), fields);
        }
        out.extend_from_slice(if out.len() > 1 { b",\n" } else { b"\n" });
        serde_json::to_writer(&mut out, &object).expect("JSON values can be written");
    }
    out.extend_from_slice(b"\n]\n");
    out
}

fn chosen(mut all: Map<String, Json>, fields: &[String]) -> Map<String, Json> {
    let pairs = fields.iter().map(|name| (name.clone(), all.remove(name).unwrap_or(Json::Null)));
    pairs.collect()
}

/// A table (RFC 4180, UTF-8): id, kind, title, url, then these fields; all that some record gives
/// where none are named. Lists are joined by `; `, references stand as ids.
pub fn records_csv(view: &View<'_>, ids: &[EntityId], fields: &[String]) -> Vec<u8> {
    let given = |id: &EntityId| view.facts(*id).into_iter().map(|f| f.field.name.clone());
    let mut names: Vec<String> = fields.to_vec();
    for name in ids.iter().flat_map(given).filter(|_| fields.is_empty()) {
        if name != "title" && !names.contains(&name) {
            names.push(name);
        }
    }
    let mut table = Delimited::new();
    let head = ["id", "kind", "title", "url"].into_iter().chain(names.iter().map(String::as_str));
    table.line(head);
    for id in ids {
        let (key, mut row) = (view.key(*id), Vec::new());
        row.extend([key.id().to_owned(), key.kind().to_owned(), view.title(*id).to_owned()]);
        row.push(super::data::address(&view.route(*id)));
        row.extend(cells(view, *id, &names).into_iter().map(|(_, value)| value));
        table.line(&row);
    }
    table.finish()
}

/// The values of fields of a record as texts, with the names of the fields; empty where a record
/// does not give one.
pub fn cells(view: &View<'_>, id: EntityId, fields: &[String]) -> Vec<(String, String)> {
    let key = view.key(id);
    let value = |name: &str| match name {
        "id" => key.id().to_owned(),
        "kind" => key.kind().to_owned(),
        "title" => view.title(id).to_owned(),
        name => view.fact(id, name).map(|fact| text(view, &fact.shown)).unwrap_or_default(),
    };
    fields.iter().map(|name| (name.clone(), value(name))).collect()
}

/// A record of the language of a view as data, with its text: what stands in its `index.json`, without what refers
/// to it.
pub fn record(view: &View<'_>, id: EntityId) -> Json {
    let (record, number) = view.record(id);
    let mut object = super::data::record_object(view, id);
    let text = crate::text::plain(&super::html::body(view, &record.body, number));
    object.insert("body".to_owned(), serde_json::json!({ "text": text }));
    Json::Object(object)
}
