//! `datapackage.json` beside the page of a table: what its columns mean, as a Frictionless Data Package.

use serde_json::{Value as Json, json};

use super::{Output, table_csv};
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::columns::{self, Column, item_fields};
use crate::render::items::file_name;
use crate::render::package::{
    self, categories, column, describe, explain, foreign, resource, schema, written,
};
use crate::render::page::text_field;
use crate::schema::Type;
use crate::view::{Leads, ROOT, Rows, Shown, View};

pub(super) const OUTPUT: Output =
    Output::new("table_package", "the descriptions of the columns of the table", claim, make);

fn claim(claims: &mut Claims<'_>) {
    // It describes that file, and would promise what is not there.
    if claims.layout.is_on(table_csv::OUTPUT.name) {
        claims.beside_tables("datapackage.json", "Data Package", "application/json");
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let id = job.entity()?;
    Some(written(&table(view, job, id, &view.rows(id)?)))
}

/// The package of a table: its cells, and a table for each list that columns fill.
pub(super) fn table(view: &View<'_>, job: &Job, id: EntityId, rows: &Rows<'_>) -> Json {
    let columns = columns::of(rows, view.tag());
    let fields: Vec<Json> = columns.iter().map(|column| raw(column, rows, view.tag())).collect();
    let ids: Vec<&str> =
        columns.iter().filter(|column| column.is_id).map(|column| &*column.name).collect();
    let mut whole = resource("table.csv", &rows.holder.title, schema(fields, &ids));
    whole["bytes"] = table_csv::cells(rows, &columns).len().into();
    let legend = rows.table.looks.legend.get(view.tag());
    if !legend.is_empty() {
        whole["description"] = legend.into();
    }
    let mut resources = vec![whole];
    for field in item_fields(rows.table, rows.kind) {
        let path = file_name("table", &rows.kind.fields[field]);
        let field = &rows.kind.fields[field];
        let fields = [&[column("id", "string")], &package::items(field, view.tag())[..]].concat();
        let mut schema = schema(fields, &["id", "order"]);
        schema["foreignKeys"] = json!([foreign(&["id"], "table", &ids)]);
        resources.push(resource(&path, field.label.get(view.tag()), schema));
    }
    let mut out = package::package(view.key(id).id(), &rows.holder.title, resources);
    describe(&mut out, "description", &text_field(view, id, "summary"));
    if !view.base_url().is_empty() {
        out["homepage"] = view.absolute(&job.route.sibling("index.html")).into();
    }
    let sources = sources(view, id);
    if !sources.is_empty() {
        out["sources"] = sources.into();
    }
    out
}

/// A column of a table's own cells. It has the type of its field only where every cell is
/// written as the standard writes that type.
fn raw(own: &Column, rows: &Rows<'_>, language: &str) -> Json {
    if own.is_id {
        let mut out = column(&own.name, "string");
        out["constraints"] = json!({ "required": true, "unique": true });
        return out;
    }
    let Some(field) = own.field.map(|field| &rows.kind.fields[field]) else {
        return column(&own.name, "string");
    };
    // An empty cell is not a value of any type.
    let mut filled = rows.rows.iter().filter(|row| !own.text(row.row).is_empty());
    let is_canonical = filled.all(|row| own.form(row.row).is_canonical);
    let mut out = match &field.kind {
        Type::Enum(_) | Type::Rank(_) if is_canonical => categories(&own.name, field, language),
        Type::Integer if is_canonical => column(&own.name, "integer"),
        Type::Number if is_canonical => column(&own.name, "number"),
        Type::Bool if is_canonical => column(&own.name, "boolean"),
        Type::Date if is_canonical => column(&own.name, "date"),
        _ => column(&own.name, "string"),
    };
    explain(&mut out, field, language);
    out
}

/// What backs a table.
fn sources(view: &View<'_>, id: EntityId) -> Vec<Json> {
    let fact = view.fact(id, "source").map(|fact| fact.shown);
    let items = match fact {
        Some(Shown::List(items)) => items,
        single => single.into_iter().collect(),
    };
    let one = |shown: &Shown<'_>| match shown {
        Shown::Link(Leads::To(place), _) if view.base_url().is_empty() => {
            Some(json!({ "title": place.title }))
        }
        Shown::Link(Leads::To(place), _) => {
            let path = place.url.replace(ROOT, view.base_url());
            Some(json!({ "title": place.title, "path": path }))
        }
        Shown::Link(_, text) | Shown::Text(text) => Some(json!({ "title": text })),
        _ => None,
    };
    items.iter().filter_map(one).collect()
}
