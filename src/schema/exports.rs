//! What records are in calendars and to other portals: `calendar`, `informea`, `dataset` and `followed` of a kind.
//!
//! A mapping is data, so that a kind of a site's own needs no code: each key names the field of the kind that holds
//! what the format calls so.

use std::collections::BTreeMap;

use super::{Kind, Schema, Type};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::data::{Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::source::{SourceId, Span};

/// What the records of a kind are in exports.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// The entries that they make in calendars (RFC 5545).
    pub calendar: Option<Mapping>,
    /// What they are to InforMEA.
    pub informea: Option<Mapping>,
    /// What the catalogue says of them as data sets (DCAT).
    pub dataset: Option<Mapping>,
    /// Whether each of them has feeds and a calendar of what refers to it.
    pub is_followed: bool,
    /// The mappings as written, by their keys.
    pub written: Vec<(&'static str, Value)>,
}

/// Which fields hold what a format knows.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    texts: BTreeMap<&'static str, Vec<(String, Span)>>,
    words: BTreeMap<String, String>,
}

impl Mapping {
    /// The texts of a key: names of fields, or words.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.texts.get(key).into_iter().flatten().map(|(text, _)| text.as_str())
    }

    /// The first text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts(key).next()
    }

    /// Whether a word is one of a key's.
    pub fn has(&self, key: &str, word: &str) -> bool {
        self.texts(key).any(|text| text == word)
    }

    /// What the format calls what the site calls `word`: the same, unless `words` says otherwise.
    pub fn word<'w>(&'w self, word: &'w str) -> &'w str {
        self.words.get(word).map_or(word, String::as_str)
    }
}

/// The key that says what the records are to InforMEA.
const AS: &str = "as";

/// What records may be to InforMEA: the names of its collections that are written.
pub const ENTITIES: &[&str] = &["decisions", "documents", "meetings"];

const FIELD: Takes = Takes::Text;
const FIELDS: Takes = Takes::Texts;

/// The keys of a calendar.
pub const CALENDAR: Keys = &[
    Key::new("date", FIELD, "The field with the day or the days; no other date makes an entry.")
        .required(),
    Key::new(
        "starts",
        FIELD,
        "The field with the time at which it opens on the first day, such as `09:00`.",
    ),
    Key::new("ends", FIELD, "The field with the time at which it closes on the last day."),
    Key::new(
        "time_zone",
        FIELD,
        "The field with the time zone of both times, such as `America/New_York`.",
    ),
    Key::new("place", FIELDS, "The fields that say where it is, in order."),
    Key::new("status", FIELD, "The field whose words `tentative` and `cancelled` name."),
    Key::new("tentative", Takes::Texts, "The words for what may not be held."),
    Key::new("cancelled", Takes::Texts, "The words for what is not held."),
    Key::new(
        "repeats",
        FIELD,
        "The field with one of the words `daily`, `weekly`, `fortnightly`, `monthly`, `quarterly` or `yearly`.",
    ),
    Key::new("until", FIELD, "The field with the last day of what repeats."),
    Key::new("notes", FIELDS, "Fields that the description shows below the summary."),
    Key::new("part_of", FIELD, "The field that names the larger event."),
    Key::new("deadline", Takes::Flag, "Whether the date is the last day for something.")
        .default("false"),
];

/// The keys of what records are to InforMEA.
pub const INFORMEA: Keys = &[
    Key::new(AS, Takes::Word(ENTITIES), "What they are to InforMEA.").required(),
    Key::new(
        "treaty",
        FIELDS,
        "The fields that name the treaty or body, each a reference; the first that has a value counts.",
    ),
    Key::new("date", FIELD, "The day or days of a meeting; the day of a decision or document."),
    Key::new("status", FIELD, "How far it is."),
    Key::new("type", FIELD, "Its type."),
    Key::new("kind", FIELD, "Whether a meeting is official."),
    Key::new("access", FIELD, "Who may attend a meeting."),
    Key::new("repetition", FIELD, "How often a meeting is held."),
    Key::new("city", FIELD, "Where a meeting is held."),
    Key::new(
        "country",
        FIELD,
        "The country: a field of that type, or a reference to a record with one.",
    ),
    Key::new("mode", FIELD, "How people take part in a meeting."),
    Key::new("online", Takes::Texts, "The words of `mode` for meetings without a place."),
    Key::new("number", FIELD, "The number of a decision."),
    Key::new("meeting", FIELD, "The meeting that took a decision, or that a document reports on."),
    Key::new("identifiers", FIELDS, "Fields with identifiers of a document, such as its symbol."),
    Key::new("authors", FIELDS, "References to the authors of a document."),
    Key::new("keywords", FIELDS, "References to the topics of a decision or document."),
    Key::new("references", FIELDS, "References of a document to others."),
    Key::new("url", FIELD, "The address of the original."),
    Key::new(
        "words",
        Takes::AnyTable,
        "What InforMEA calls the words of `status`, `type`, `kind` and `access`, where it is something else.",
    ),
];

/// The keys of data sets.
pub const DATASET: Keys = &[
    Key::new(
        "field",
        FIELD,
        "The field whose words `values` names; without it, every record is a data set.",
    ),
    Key::new("values", Takes::Texts, "The words for data sets."),
    Key::new("url", FIELD, "The address at which the data are."),
    Key::new("publisher", FIELDS, "References to who publishes them."),
    Key::new("date", FIELD, "When they were published."),
    Key::new("rights", FIELD, "The terms of reuse."),
    Key::new("keywords", FIELDS, "References to what they are about."),
    Key::new("countries", FIELDS, "References to the countries that they cover."),
    Key::new("languages", FIELD, "Their languages."),
];

/// Keys whose texts are words, not names of fields.
const WORDS: &[&str] = &["tentative", "cancelled", AS, "online", "values"];

/// Keys whose field holds a date.
const DATES: &[&str] = &["date", "until"];

/// The mappings by the keys of a kind.
const MAPPINGS: &[(&str, Keys)] =
    &[("calendar", CALENDAR), ("informea", INFORMEA), ("dataset", DATASET)];

/// Reads the mappings of a kind.
pub(super) fn read(kind: &str, reader: &mut Reader<'_, '_>) -> Exports {
    let is_followed = reader.flag("followed").unwrap_or(false);
    let mut out = Exports { is_followed, ..Exports::default() };
    for (key, keys) in MAPPINGS {
        let value = reader.value(key);
        out.written.extend(value.map(|value| (*key, value.clone())));
        let table = reader.table(key);
        let mapping = table.map(|table| {
            let what = format!("`{key}` of the kind `{kind}`");
            mapping(table, keys, Reader::of(table, &[keys], what, reader.diagnostics()))
        });
        match *key {
            "calendar" => out.calendar = mapping,
            "informea" => out.informea = mapping,
            _ => out.dataset = mapping,
        }
    }
    out
}

fn mapping(table: &Table, keys: Keys, mut reader: Reader<'_, '_>) -> Mapping {
    let mut out = Mapping::default();
    for key in keys.iter().filter(|key| table.get(key.name).is_some()) {
        let texts = match key.takes {
            Takes::Texts => reader.texts(key.name),
            Takes::Flag => {
                let on = reader.flag(key.name).unwrap_or(false);
                let span = table.get(key.name).map(|value| value.span);
                span.filter(|_| on).map(|span| vec![(String::new(), span)])
            }
            Takes::AnyTable => {
                out.words = reader.table(key.name).map(words).unwrap_or_default();
                None
            }
            _ => reader.text_at(key.name).map(|text| vec![text]),
        };
        out.texts.extend(texts.map(|texts| (key.name, texts)));
    }
    reader.finish();
    out
}

fn words(table: &Table) -> BTreeMap<String, String> {
    let words = table
        .entries
        .iter()
        .filter_map(|(key, value)| Some((key.name.clone(), value.as_text()?.to_owned())));
    words.collect()
}

/// Reports keys that name no field of the kind, and mappings without what they need. A site that gives a built-in
/// kind other fields cannot change its mappings, which then are silent about these.
pub(super) fn check(schema: &Schema, built_in: SourceId, diagnostics: &mut Diagnostics) {
    for kind in &schema.kinds {
        for (key, mapping) in kind.exports.mappings() {
            let told = objections(kind, key, mapping);
            diagnostics.extend(
                told.into_iter()
                    .filter(|told| told.span.is_none_or(|span| span.source != built_in)),
            );
        }
    }
}

impl Exports {
    fn mappings(&self) -> impl Iterator<Item = (&'static str, &Mapping)> {
        let all = [
            ("calendar", &self.calendar),
            ("informea", &self.informea),
            ("dataset", &self.dataset),
        ];
        all.into_iter().filter_map(|(key, mapping)| Some((key, mapping.as_ref()?)))
    }
}

fn objections(kind: &Kind, mapping_key: &str, mapping: &Mapping) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (key, texts) in &mapping.texts {
        if *key == AS {
            let wrong = texts.iter().filter(|(word, _)| !ENTITIES.contains(&word.as_str()));
            out.extend(wrong.map(|(word, span)| {
                no_such("collection of InforMEA", word, *span, ENTITIES.iter().copied())
            }));
        }
        if !WORDS.contains(key) {
            out.extend(texts.iter().filter_map(|(name, span)| wrong_field(kind, key, name, *span)));
        }
    }
    let needed = match mapping_key {
        "calendar" => "date",
        "informea" => AS,
        _ => return out,
    };
    if mapping.text(needed).is_none() {
        let written = kind.exports.written.iter().find(|(key, _)| *key == mapping_key);
        let headline = format!("`{mapping_key}` of the kind `{}` has no `{needed}`", kind.name);
        let told = Diagnostic::new(Code::WrongSetting, headline);
        let told = written.into_iter().fold(told, |told, (_, value)| told.at(value.span));
        out.push(told.help(format!("add `{needed} = \"…\"`")));
    }
    out
}

fn wrong_field(kind: &Kind, key: &str, name: &str, span: Span) -> Option<Diagnostic> {
    // The value of a flag names nothing.
    if name.is_empty() {
        return None;
    }
    let Some(field) = kind.field(name) else {
        let what = format!("field of the kind `{}`", kind.name);
        return Some(no_such(&what, name, span, kind.fields.iter().map(|field| &*field.name)));
    };
    let is_date = kind.fields[field].kind == Type::Date;
    (DATES.contains(&key) && !is_date).then(|| {
        let headline = format!("the field `{name}` of the kind `{}` holds no dates", kind.name);
        Diagnostic::new(Code::WrongSetting, headline)
            .at(span)
            .help(format!("name a field of type `date`, or give `{name}` that type"))
    })
}
