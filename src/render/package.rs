//! What data files mean, as a Frictionless Data Package: version 2 of the standard, in words that clients of version 1
//! understand, too. They know neither lists in cells nor labels of missing values, and want a profile.
//!
//! A list field is a table of its own, one item a line, since a foreign key cannot be part of a
//! cell.

use serde_json::{Value as Json, json};

use super::items::is_reference;
use crate::id::slug;
use crate::schema::{Field, Type};

/// The profile of a package.
const PACKAGE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";

/// The profile of a schema.
const SCHEMA: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// The columns of a table of items behind those that name the record.
pub(crate) fn items(field: &Field, language: &str) -> Vec<Json> {
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
pub(crate) fn typed(field: &Field, language: &str) -> Json {
    let mut out = match &field.kind {
        Type::Integer => column(&field.name, "integer"),
        Type::Number => column(&field.name, "number"),
        Type::Bool => column(&field.name, "boolean"),
        Type::Enum(_) | Type::Rank(_) => categories(&field.name, field, language),
        // Version 1 has no lists in cells; the items stand one a line in a table of their own.
        Type::List(_) => {
            let mut list = column(&field.name, "string");
            list["delimiter"] = "; ".into();
            list
        }
        // A date is EDTF, which knows more than the standard's dates.
        _ => column(&field.name, "string"),
    };
    explain(&mut out, field, language);
    out
}

/// A column whose values are some words; those of a rank from the lowest to the highest.
pub(crate) fn categories(name: &str, field: &Field, language: &str) -> Json {
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

pub(crate) fn column(name: &str, kind: &str) -> Json {
    json!({ "name": name, "type": kind })
}

/// Says what a field is, in words.
pub(crate) fn explain(column: &mut Json, field: &Field, language: &str) {
    describe(column, "title", field.label.get(language));
    describe(column, "description", &field.help);
}

/// Sets a text, unless there is none.
pub(crate) fn describe(object: &mut Json, key: &str, text: &str) {
    if !text.is_empty() {
        object[key] = text.into();
    }
}

pub(crate) fn schema(fields: Vec<Json>, key: &[&str]) -> Json {
    let mut out = json!({ "$schema": SCHEMA, "fields": fields, "missingValues": [""] });
    if !key.is_empty() {
        out["primaryKey"] = key.into();
    }
    out
}

/// A key of another table, or with `""` of the same one.
pub(crate) fn foreign(fields: &[&str], resource: &str, theirs: &[&str]) -> Json {
    json!({ "fields": fields, "reference": { "resource": resource, "fields": theirs } })
}

pub(crate) fn resource(path: &str, title: &str, schema: Json) -> Json {
    let mut out = json!({
        "name": name(stem(path)),
        "type": "table",
        "profile": "tabular-data-resource",
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

pub(crate) fn package(called: &str, title: &str, resources: Vec<Json>) -> Json {
    json!({
        "$schema": PACKAGE,
        "profile": "tabular-data-package",
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
pub(crate) fn name(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '.' | '-' | '_' => out.push(c),
            other => out.push_str(&format!("u{:x}", u32::from(other))),
        }
    }
    if out.is_empty() { "data".to_owned() } else { out }
}

pub(crate) fn written(package: &Json) -> Vec<u8> {
    let mut out = serde_json::to_vec_pretty(package).expect("JSON values can be written");
    out.push(b'\n');
    out
}
