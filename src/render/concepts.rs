//! The concepts of a site as SKOS (W3C, 2009): statements, from which Turtle and JSON-LD are written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use super::data;
use crate::graph::EntityId;
use crate::plan::DEFAULT_LANGUAGE;
use crate::schema::vocabulary::{From, Pattern, Term, Values};
use crate::view::{Leads, Shown, View};

/// The prefixes of the vocabularies.
const PREFIXES: [(&str, &str); 2] =
    [("dct", "http://purl.org/dc/terms/"), ("skos", "http://www.w3.org/2004/02/skos/core#")];

/// Something with what is said about it.
struct Subject {
    iri: String,
    class: &'static str,
    said: Vec<(String, Object)>,
}

/// What a statement ends in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Object {
    /// Another thing.
    Iri(String),
    /// A text in a language.
    Text(String, String),
    /// A text in none.
    Plain(String),
}

/// All concepts as Turtle (W3C, 2014).
pub(crate) fn turtle(view: &View<'_>) -> Vec<u8> {
    let mut out = String::new();
    for (prefix, iri) in PREFIXES {
        let _ = writeln!(out, "@prefix {prefix}: <{iri}> .");
    }
    for Subject { iri, class, said } in subjects(view) {
        let _ = write!(out, "\n<{iri}> a {class}");
        for (property, object) in said {
            let _ = write!(out, " ;\n    {property} {}", in_turtle(&object));
        }
        out.push_str(" .\n");
    }
    out.into_bytes()
}

fn in_turtle(object: &Object) -> String {
    match object {
        Object::Iri(iri) => format!("<{iri}>"),
        // JSON escapes no more than Turtle reads.
        Object::Text(text, language) => format!("{}@{language}", Json::from(text.as_str())),
        Object::Plain(text) => Json::from(text.as_str()).to_string(),
    }
}

/// All concepts as JSON-LD 1.1.
pub(crate) fn json_ld(view: &View<'_>) -> Vec<u8> {
    let context: BTreeMap<_, _> = PREFIXES.into_iter().collect();
    let graph: Vec<Json> = subjects(view).iter().map(in_json).collect();
    let mut out = serde_json::to_vec_pretty(&json!({ "@context": context, "@graph": graph }))
        .expect("JSON values can be written");
    out.push(b'\n');
    out
}

fn in_json(subject: &Subject) -> Json {
    let mut out = Map::new();
    out.insert("@id".to_owned(), subject.iri.as_str().into());
    out.insert("@type".to_owned(), subject.class.into());
    for (property, object) in &subject.said {
        let value = match object {
            Object::Iri(iri) => json!({ "@id": iri }),
            Object::Text(text, language) => json!({ "@value": text, "@language": language }),
            Object::Plain(text) => text.as_str().into(),
        };
        let values = out.entry(property.clone()).or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(values) = values {
            values.push(value);
        }
    }
    Json::Object(out)
}

/// The schemes, each with its concepts.
fn subjects(view: &View<'_>) -> Vec<Subject> {
    let mut out = Vec::new();
    for (kind, _, route) in view.kinds() {
        if let Some(pattern) = &view.kind(kind).vocabulary.skos {
            let scheme = view.absolute(&route);
            out.push(titled(view, kind, &scheme));
            let all = view.all_of(kind).into_iter();
            out.extend(all.map(|id| concept(view, id, pattern, &scheme)));
        }
    }
    out
}

/// The scheme of a kind, in the languages that its model has words for.
fn titled(view: &View<'_>, kind: usize, scheme: &str) -> Subject {
    let plural = &view.kind(kind).plural;
    let tags = view.languages().iter().map(|language| language.as_str());
    let mut said: Vec<(String, Object)> = tags
        .filter_map(|tag| Some((tag, plural.by_language.get(tag)?)))
        .map(|(tag, title)| pair("dct:title", Object::Text(title.clone(), tag.to_owned())))
        .collect();
    if said.is_empty() {
        said.push(pair("dct:title", Object::Plain(plural.default.clone())));
    }
    Subject { iri: scheme.to_owned(), class: "skos:ConceptScheme", said }
}

fn pair(property: &str, object: Object) -> (String, Object) {
    (property.to_owned(), object)
}

fn concept(view: &View<'_>, id: EntityId, pattern: &Pattern, scheme: &str) -> Subject {
    let mut said = vec![pair("skos:inScheme", Object::Iri(scheme.to_owned()))];
    let languages: Vec<usize> = data::languages(view, id).collect();
    for language in &languages {
        let tag = view.languages()[*language].as_str().to_owned();
        view.in_language(*language, |view| {
            said.push(pair("skos:prefLabel", Object::Text(view.title(id).to_owned(), tag.clone())));
            let summary = super::page::text_field(view, id, "summary");
            texts(&mut said, "definition", vec![Object::Text(summary, tag.clone())]);
            texts(&mut said, "altLabel", names(view, id));
            for (property, terms) in &pattern.properties {
                for term in terms {
                    if let Term::Values(values) = term {
                        texts(&mut said, property, objects(view, id, values, property));
                    }
                }
            }
        });
    }
    if !said.iter().any(|(property, _)| property == "skos:broader") {
        said.push(pair("skos:topConceptOf", Object::Iri(scheme.to_owned())));
    }
    Subject { iri: iri(view, id), class: "skos:Concept", said }
}

/// Adds what is not said already: a translation takes over what its record says. A label is one
/// thing only (SKOS, S13).
fn texts(said: &mut Vec<(String, Object)>, property: &str, objects: Vec<Object>) {
    let words = |object: &Object| match object {
        Object::Iri(text) | Object::Text(text, _) | Object::Plain(text) => text.clone(),
    };
    let property = format!("skos:{property}");
    for object in objects.into_iter().filter(|object| !words(object).is_empty()) {
        let is_label = |name: &str| name.ends_with("Label");
        let is_said = said.iter().any(|(name, other)| {
            words(other) == words(&object)
                && (*name == property || is_label(name) && is_label(&property))
        });
        if !is_said {
            said.push((property.clone(), object));
        }
    }
}

/// Other names: in their language where that is known.
fn names(view: &View<'_>, id: EntityId) -> Vec<Object> {
    let one = |shown: Shown<'_>| match shown {
        Shown::Name(name, language) => {
            Some(Object::Text(name.to_owned(), language.as_str().to_owned()))
        }
        Shown::Text(name) => Some(Object::Plain(name.to_owned())),
        _ => None,
    };
    match view.fact(id, "names").map(|fact| fact.shown) {
        Some(Shown::List(items)) => items.into_iter().filter_map(one).collect(),
        Some(single) => one(single).into_iter().collect(),
        None => Vec::new(),
    }
}

fn objects(view: &View<'_>, id: EntityId, values: &Values, property: &str) -> Vec<Object> {
    match &values.from {
        From::Field(name) => {
            let shown = view.fact(id, name).map(|fact| fact.shown);
            let items = match shown {
                Some(Shown::List(items)) => items,
                single => single.into_iter().collect(),
            };
            items.iter().filter_map(|shown| object(view, shown, property)).collect()
        }
        From::Inverse { kind, field } => {
            let found = super::linked_data::referring(view, id, kind, field).into_iter();
            found.map(|from| Object::Iri(iri(view, from))).collect()
        }
        From::Files | From::Table | From::Kind => Vec::new(),
    }
}

fn object(view: &View<'_>, shown: &Shown<'_>, property: &str) -> Option<Object> {
    Some(match shown {
        Shown::Link(Leads::To(place), _) => Object::Iri(iri(view, view.find(&place.key)?)),
        Shown::Link(..) | Shown::NotStated => return None,
        Shown::Url(url) => Object::Iri(encoded(url)),
        other => {
            let text = data::text(view, other);
            let is_in_words = matches!(other, Shown::Text(_) | Shown::Markdown(..));
            match is_in_words && property != "notation" {
                true => Object::Text(text, view.tag().to_owned()),
                false => Object::Plain(text),
            }
        }
    })
}

/// A concept has one name in all languages: the address of its page in the first.
fn iri(view: &View<'_>, id: EntityId) -> String {
    let route = view.in_language(DEFAULT_LANGUAGE, |view| view.route(id));
    view.absolute(&route)
}

/// An address without characters that no IRI has.
fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | ' ' => {
                let _ = write!(out, "%{:02X}", u32::from(character));
            }
            other => out.push(other),
        }
    }
    out
}
