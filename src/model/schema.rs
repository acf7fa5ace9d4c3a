//! The keys of site.toml and of model files as a JSON Schema (draft 2020-12), for editors that
//! complete and check them.

use serde_json::{Map, Value, json};

use crate::config::KEYS;
use crate::config::keys::{Key, Keys, Takes};
use crate::data::{self, Place};
use crate::schema::KIND;
use crate::source::Sources;

/// Keys of site.toml that are known to those who use them.
pub struct Known {
    /// The keys of each type of view, with its word; the first is that of a view that does not say.
    pub views: Vec<(&'static str, Vec<Keys>)>,
    /// The keys of a policy.
    pub assert: Keys,
    /// The names of the outputs that can be switched off.
    pub outputs: Vec<&'static str>,
}

/// The schema of site.toml. A model file holds the tables of it that belong to the model.
pub fn schema(known: &Known) -> Value {
    let mut out = object(&[KEYS]);
    let flag = json!({ "type": "boolean" });
    let outputs = known.outputs.iter().map(|name| ((*name).to_owned(), flag.clone()));
    let properties = [
        ("views", json!({ "type": "array", "items": { "anyOf": views(known) } })),
        ("kinds", takes(Takes::Named(KIND))),
        ("assert", json!({ "type": "array", "items": object(&[known.assert]) })),
        ("outputs", closed(outputs.collect())),
    ];
    for (name, schema) in properties {
        let described = &mut out["properties"][name];
        if let (Some(all), Value::Object(schema)) = (described.as_object_mut(), schema) {
            all.extend(schema);
        }
    }
    let words = json!({
        "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": { "type": "string" } },
        ],
    });
    let texts = json!({
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
    });
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    out["title"] = "Settings and model of a plenary site".into();
    out["$defs"] = json!({ "words": words, "texts": texts });
    out
}

/// A view of any type. One that does not name its type is a list.
fn views(known: &Known) -> Vec<Value> {
    let one = |(at, (word, keys)): (usize, &(&str, Vec<Keys>))| {
        let mut out = object(keys);
        out["title"] = format!("A view of the type {word}").into();
        out["properties"]["type"] = json!({ "const": word });
        if let (Some(required), 1..) = (out["required"].as_array_mut(), at) {
            required.push("type".into());
        }
        out
    };
    known.views.iter().enumerate().map(one).collect()
}

/// A table with these keys and no others.
fn object(keys: &[Keys]) -> Value {
    let all = || keys.iter().copied().flatten();
    let mut out = closed(all().map(|key| (key.name.to_owned(), property(key))).collect());
    out["required"] = all().filter(|key| key.required).map(|key| key.name).collect();
    out
}

fn closed(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn property(key: &Key) -> Value {
    let mut out = takes(key.takes);
    out["description"] = key.about.into();
    let place = Place { source: Sources::default().built_in(), offset: 0 };
    let default = data::toml(&format!("default = {}", key.default), place).0.to_json();
    if let (Some(default), false) = (default.get("default"), key.default.is_empty()) {
        out["default"] = default.clone();
    }
    out
}

fn takes(takes: Takes) -> Value {
    match takes {
        Takes::Text => json!({ "type": "string" }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Number(least) => json!({ "type": "integer", "minimum": least }),
        Takes::Texts => json!({ "$ref": "#/$defs/texts" }),
        Takes::Localised(_) => json!({ "$ref": "#/$defs/words" }),
        Takes::Table(keys) => object(&[keys]),
        Takes::TextOrTable(keys) => {
            json!({ "anyOf": [{ "type": "string" }, object(&[keys])] })
        }
        Takes::TextsOrTable(keys) => {
            json!({ "anyOf": [{ "$ref": "#/$defs/texts" }, object(&[keys])] })
        }
        Takes::Tables(keys, _) => json!({ "type": "array", "items": object(&[keys]) }),
        Takes::Named(keys) => {
            json!({ "type": "object", "additionalProperties": object(&[keys]) })
        }
        Takes::Values(keys) => {
            let mut table = object(&[keys]);
            table["properties"][keys[0].name]["type"] = json!(["string", "number", "boolean"]);
            let plain = json!({ "type": ["string", "number", "boolean"] });
            json!({ "type": "array", "items": { "anyOf": [plain, table] } })
        }
        Takes::Map(names) => {
            let words = json!({ "enum": names.words });
            let all = (names.names)().into_iter().map(|name| (name.to_owned(), words.clone()));
            closed(all.collect())
        }
        Takes::Flags | Takes::AnyTable => json!({ "type": "object" }),
        Takes::Visible | Takes::Any => json!({}),
    }
}
