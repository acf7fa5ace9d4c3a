//! `datapackage.json` beside the page of a table: what its columns mean, as a Frictionless Data Package.

use serde_json::{Value as Json, json};

use super::{Output, table_csv};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::plan::{Claims, Job};
use crate::render::columns::{self, Column, item_fields};
use crate::render::items::file_name;
use crate::render::package::{
    self, categories, column, describe, explain, foreign, resource, schema, written,
};
use crate::render::page::text_field;
use crate::schema::Type;
use crate::view::{Leads, ROOT, Rows, Shown, TableRow, View};

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
    Some(table(view, job, id, &view.rows(id)?))
}

/// The package of a table: its cells, and a table for each list that columns fill.
fn table(view: &View<'_>, job: &Job, id: EntityId, rows: &Rows<'_>) -> Vec<u8> {
    let columns = columns::of(rows, view.tag());
    let fields: Vec<Json> = columns.iter().map(|column| raw(column, rows, view.tag())).collect();
    let ids: Vec<&str> =
        columns.iter().filter(|column| column.is_id).map(|column| &*column.name).collect();
    let mut whole = resource("table.csv", &rows.holder.title, schema(view, fields, &ids));
    whole["bytes"] = table_csv::cells(rows, &columns).len().into();
    let legend = rows.table.legend.get(view.tag());
    if !legend.is_empty() {
        whole["description"] = legend.into();
    }
    let mut resources = vec![whole];
    for field in item_fields(rows.table, rows.kind) {
        let path = file_name("table", &rows.kind.fields[field]);
        let field = &rows.kind.fields[field];
        let fields = [&[column("id", "string")], &package::items(field, view.tag())[..]].concat();
        let mut schema = schema(view, fields, &["id", "order"]);
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
    written(&out)
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
    let texts = || rows.rows.iter().map(|row| own.text(row.row)).filter(|text| !text.is_empty());
    let all = |fits: &dyn Fn(&str) -> bool| texts().all(fits);
    let mut out = match &field.kind {
        Type::Integer if all(&is_integer) => column(&own.name, "integer"),
        Type::Number if all(&is_number) && rows.rows.iter().all(|row| is_plain(own, row)) => {
            column(&own.name, "number")
        }
        Type::Bool if all(&|text| ["true", "false"].contains(&text)) => {
            column(&own.name, "boolean")
        }
        Type::Date if all(&is_day) => column(&own.name, "date"),
        Type::Enum(choices) | Type::Rank(choices)
            if all(&|text| choices.iter().any(|choice| choice.value == text)) =>
        {
            categories(&own.name, field, language)
        }
        _ => column(&own.name, "string"),
    };
    explain(&mut out, field, language);
    out
}

fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && text.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a number of a table is the one that programs read; `12.000` may be twelve thousand.
fn is_plain(own: &Column, row: &TableRow<'_>) -> bool {
    let given = own.field.and_then(|field| row.record.value(field));
    let number = match given.map(|given| &given.value) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    number.is_none_or(|number| own.text(row.row).trim().parse() == Ok(number))
}

fn is_day(text: &str) -> bool {
    let date = crate::edtf::Date::parse(text).ok().and_then(|date| date.iso_exact());
    text.len() == "2003-11-06".len() && date.as_deref() == Some(text)
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
