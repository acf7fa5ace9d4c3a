//! `/data/KIND.csv`: all records of a kind as a table (RFC 4180): id, lang, title, url, then every field that
//! some record gives; lists joined by `; `, references by id.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::{Output, kind_file};
use crate::graph::EntityId;
use crate::id::slug;
use crate::plan::{Claims, Job};
use crate::render::data::{address, languages, text};
use crate::render::delimited::Delimited;
use crate::render::package::{column, foreign, name, resource, schema, typed};
use crate::schema::Type;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("kind_csv", "all records of a kind", claim, make).described(described);

fn claim(claims: &mut Claims<'_>) {
    kind_file(claims, "csv", "CSV", "text/csv");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(records(view, job.kind()?))
}

fn described(view: &View<'_>, job: &Job) -> Option<Json> {
    let kind = job.kind()?;
    let title = view.kind(kind).plural.get(view.tag());
    Some(resource(job.route.name(), title, kind_schema(view, kind)))
}

/// The first columns of a kind's table.
const FRONT: [&str; 4] = ["id", "lang", "title", "url"];

/// The column of a field in its kind's table. One that bears the name of another column is called
/// what it is called in JSON.
fn column_name(field: &str) -> Cow<'_, str> {
    if FRONT.contains(&field) { format!("fields.{field}").into() } else { field.into() }
}

fn records(view: &View<'_>, kind: usize) -> Vec<u8> {
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

/// The schema of all records of a kind.
fn kind_schema(view: &View<'_>, kind: usize) -> Json {
    let described = view.kind(kind);
    let mut fields: Vec<Json> = FRONT.map(|name| column(name, "string")).to_vec();
    let mut keys = Vec::new();
    for field in view.given(kind).iter().map(|at| &described.fields[*at]) {
        let own = column_name(&field.name);
        let mut described = typed(field, view.tag());
        described["name"] = (*own).into();
        fields.push(described);
        // A cell names no kind, so only a reference to one kind can be a key.
        if let Type::Ref(kinds) = &field.kind
            && let [target] = &kinds[..]
        {
            let other =
                if *target == view.kind(kind).name { String::new() } else { name(&slug(target)) };
            keys.push(foreign(&[&*own], &other, &["id"]));
        }
    }
    let mut out = schema(fields, &["id", "lang"]);
    if !keys.is_empty() {
        out["foreignKeys"] = keys.into();
    }
    out
}
