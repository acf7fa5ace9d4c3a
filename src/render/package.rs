//! What data files mean, as a Frictionless Data Package (version 2 of the standard).
//!
//! A list field is a table of its own, one item a line, since a foreign key cannot be part of a
//! cell.

use serde_json::{Value as Json, json};

use super::data::{FRONT, column_name};
use super::download::{self, Column, is_reference};
use crate::graph::EntityId;
use crate::id::slug;
use crate::parse::Value;
use crate::plan::downloads::{TableFile, item_fields};
use crate::plan::{Job, JobKind};
use crate::schema::{Field, Kind, Type};
use crate::view::{Leads, ROOT, Rows, Shown, TableRow, View};

/// The profile of a package.
const PACKAGE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// The profile of a schema.
const SCHEMA: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// The package of a table: its cells, and a table for each list that columns fill.
pub(super) fn table(view: &View<'_>, job: &Job, id: EntityId, rows: &Rows<'_>) -> Vec<u8> {
    let columns = download::columns(rows, view.tag());
    let fields: Vec<Json> = columns.iter().map(|column| raw(column, rows, view.tag())).collect();
    let ids: Vec<&str> =
        columns.iter().filter(|column| column.is_id).map(|column| &*column.name).collect();
    let mut whole = resource("table", "table.csv", &rows.holder.title, schema(view, fields, &ids));
    whole["bytes"] = download::table_csv(rows, &columns).len().into();
    let legend = rows.table.legend.get(view.tag());
    if !legend.is_empty() {
        whole["description"] = legend.into();
    }
    let mut resources = vec![whole];
    for field in item_fields(rows.table, rows.kind) {
        let path = TableFile::Items(field).name(rows.kind);
        let field = &rows.kind.fields[field];
        let fields = [&[column("id", "string")], &items(field, view.tag())[..]].concat();
        let mut schema = schema(view, fields, &["id", "order"]);
        schema["foreignKeys"] = json!([foreign(&["id"], "table", &ids)]);
        resources.push(resource(stem(&path), &path, field.label.get(view.tag()), schema));
    }
    let mut out = package(view.key(id).id(), &rows.holder.title, resources);
    describe(&mut out, "description", &super::page::text_field(view, id, "summary"));
    if !view.base_url().is_empty() {
        out["homepage"] = view.absolute(&job.route.sibling("index.html")).into();
    }
    let sources = sources(view, id);
    if !sources.is_empty() {
        out["sources"] = sources.into();
    }
    written(&out)
}

/// The package of all kinds that have records.
pub(super) fn site(view: &View<'_>) -> Vec<u8> {
    let config = view.config();
    let directory = ["kind", "id", "title", "url"].map(|name| column(name, "string"));
    let directory = schema(view, directory.to_vec(), &["kind", "id"]);
    let mut resources = vec![resource("records", "records.csv", "", directory)];
    for job in view.jobs() {
        let path = job.route.as_str().trim_start_matches("data/");
        match job.kind {
            JobKind::KindCsv { kind } => {
                let title = view.kind(kind).plural.get(view.tag());
                resources.push(resource(stem(path), path, title, kind_schema(view, kind)));
            }
            JobKind::KindItems { kind, field } => {
                let title = view.kind(kind).fields[field].label.get(view.tag());
                let schema = items_schema(view, view.kind(kind), field);
                resources.push(resource(stem(path), path, title, schema));
            }
            _ => {}
        }
    }
    let title = config.title.get(view.tag());
    let mut out = package(title, title, resources);
    describe(&mut out, "description", config.description.get(view.tag()));
    describe(&mut out, "homepage", view.base_url());
    written(&out)
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
            keys.push(foreign(&[&*own], &name(&slug(target)), &["id"]));
        }
    }
    let mut out = schema(view, fields, &["id", "lang"]);
    if !keys.is_empty() {
        out["foreignKeys"] = keys.into();
    }
    out
}

/// The schema of the items of a list field of a kind.
fn items_schema(view: &View<'_>, kind: &Kind, field: usize) -> Json {
    let field = &kind.fields[field];
    let front = [column("id", "string"), column("lang", "string")];
    let fields = [&front[..], &items(field, view.tag())[..]].concat();
    let mut keys = vec![foreign(&["id", "lang"], &name(&slug(&kind.name)), &["id", "lang"])];
    if is_reference(field) {
        keys.push(foreign(&["target_kind", "target"], "records", &["kind", "id"]));
    }
    let mut out = schema(view, fields, &["id", "lang", "order"]);
    out["foreignKeys"] = keys.into();
    out
}

/// The columns of a table of items behind those that name the record.
fn items(field: &Field, language: &str) -> Vec<Json> {
    let mut out = vec![column("order", "integer")];
    if is_reference(field) {
        out.extend([column("target_kind", "string"), column("target", "string")]);
    } else {
        let single = Field { kind: field.kind.item().clone(), ..field.clone() };
        let mut value = typed(&single, language);
        value["name"] = "value".into();
        out.push(value);
    }
    out
}

/// A column that holds the values of a field as the program writes them.
fn typed(field: &Field, language: &str) -> Json {
    let mut out = match &field.kind {
        Type::Integer => column(&field.name, "integer"),
        Type::Number => column(&field.name, "number"),
        Type::Bool => column(&field.name, "boolean"),
        Type::Enum(_) | Type::Rank(_) => categories(&field.name, field, language),
        Type::List(_) => {
            let mut list = column(&field.name, "list");
            list["delimiter"] = "; ".into();
            list
        }
        // A date is EDTF, which knows more than the standard's dates.
        _ => column(&field.name, "string"),
    };
    explain(&mut out, field, language);
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

/// A column whose values are some words; those of a rank from the lowest to the highest.
fn categories(name: &str, field: &Field, language: &str) -> Json {
    let choices = field.kind.choices();
    let numbers = choices.iter().all(|choice| {
        choice.value.parse::<i64>().is_ok_and(|number| number.to_string() == choice.value)
    });
    let one = |choice: &crate::schema::Choice| {
        let value = match choice.value.parse::<i64>() {
            Ok(number) if numbers => Json::from(number),
            _ => Json::from(choice.value.as_str()),
        };
        json!({ "value": value, "label": choice.label.get(language) })
    };
    let mut out = column(name, if numbers { "integer" } else { "string" });
    let is_rank = matches!(field.kind, Type::Rank(_));
    let mut values: Vec<Json> = choices.iter().map(one).collect();
    if is_rank {
        values.reverse();
    }
    out["categories"] = values.into();
    out["categoriesOrdered"] = is_rank.into();
    out
}

fn column(name: &str, kind: &str) -> Json {
    json!({ "name": name, "type": kind })
}

/// Says what a field is, in words.
fn explain(column: &mut Json, field: &Field, language: &str) {
    describe(column, "title", field.label.get(language));
    describe(column, "description", &field.help);
}

/// Sets a text, unless there is none.
fn describe(object: &mut Json, key: &str, text: &str) {
    if !text.is_empty() {
        object[key] = text.into();
    }
}

fn schema(view: &View<'_>, fields: Vec<Json>, key: &[&str]) -> Json {
    let nothing = view.words().text("not_stated").unwrap_or("not stated");
    let mut out = json!({
        "$schema": SCHEMA,
        "fields": fields,
        "missingValues": [{ "value": "", "label": nothing }],
    });
    if !key.is_empty() {
        out["primaryKey"] = key.into();
    }
    out
}

fn foreign(fields: &[&str], resource: &str, theirs: &[&str]) -> Json {
    json!({ "fields": fields, "reference": { "resource": resource, "fields": theirs } })
}

fn resource(stem: &str, path: &str, title: &str, schema: Json) -> Json {
    let mut out = json!({
        "name": name(stem),
        "type": "table",
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    });
    describe(&mut out, "title", title);
    out
}

fn package(called: &str, title: &str, resources: Vec<Json>) -> Json {
    json!({
        "$schema": PACKAGE,
        "name": name(&slug(called)),
        "title": title,
        "resources": resources,
    })
}

/// The name of a file without its ending.
fn stem(path: &str) -> &str {
    path.strip_suffix(".csv").unwrap_or(path)
}

/// A name as the standard wants it: small letters, digits, `.`, `-`, `_`. Other letters are
/// written as their numbers, so that different names stay different.
fn name(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '.' | '-' | '_' => out.push(c),
            other => out.push_str(&format!("u{:x}", u32::from(other))),
        }
    }
    if out.is_empty() { "data".to_owned() } else { out }
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

fn written(package: &Json) -> Vec<u8> {
    let mut out = serde_json::to_vec_pretty(package).expect("JSON values can be written");
    out.push(b'\n');
    out
}
