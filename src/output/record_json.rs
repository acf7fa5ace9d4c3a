//! `index.json` beside the page of a record: the record in one language, with its text and everything that
//! refers to it.

use serde_json::{Map, Value as Json, json};

use super::{Output, each_page};
use crate::graph::EntityId;
use crate::plan::{Claims, Job, Subject};
use crate::render::data::{address, record_object};
use crate::render::{history, html, page, table};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("record_json", "the data of the record", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for (id, language) in each_page(claims.layout) {
        if claims.layout.graph.entity(id).variants[language].is_some() {
            let route = claims.layout.plan.route(id, language).sibling("index.json");
            claims.add(route, language, Subject::Entity(id));
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(record(view, job, job.entity()?))
}

fn record(view: &View<'_>, job: &Job, id: EntityId) -> Vec<u8> {
    let (record, number) = view.record(id);
    let mut object = record_object(view, id);
    let body = html::body(view, &record.body, number);
    let root = page::root(view, &job.route);
    let body = String::from_utf8(html::to_root(&body, &root)).expect("made of texts");
    object.insert("body".to_owned(), json!({ "html": body, "text": crate::text::plain(&body) }));
    object.insert("referenced_by".to_owned(), referenced_by(view, id));
    if let Some(row) = table::row_json(view, id) {
        object.insert("row".to_owned(), row);
    }
    if let Some(past) = history::json(view, id) {
        object.insert("history".to_owned(), past);
    }
    let mut out = serde_json::to_vec(&object).expect("JSON values can be written");
    out.push(b'\n');
    out
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
