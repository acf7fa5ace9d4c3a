//! What the records of a kind are in vocabularies of the Web: `schema_org` and `skos` of a kind.
//!
//! A mapping is data, so that a new kind needs no code: each property of the vocabulary names the field
//! that holds its values, or says how they are made of it.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::{Kind, Schema, asked, read_condition};
use crate::data::{Key, Node, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::source::{SourceId, Span};

/// What the records of a kind are in both vocabularies.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// In schema.org; the first whose condition holds counts.
    pub schema_org: Vec<Pattern>,
    /// In SKOS, where they are concepts.
    pub skos: Option<Pattern>,
    /// Both as written, by their keys.
    pub written: Vec<(&'static str, Value)>,
}

/// A thing of a vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    /// Of which records that is said; `None`: of all.
    pub when: Option<Condition>,
    /// The name of its class.
    pub class: String,
    /// Its properties, each with where its values come from.
    pub properties: Vec<(String, Vec<Term>)>,
    /// The place of the condition.
    at: Option<Span>,
}

/// Where values of a property come from.
#[derive(Clone, Debug)]
pub enum Term {
    /// Values of the record.
    Values(Values),
    /// A thing that is made of the record's values.
    Thing(Pattern),
}

/// Values of a record.
#[derive(Clone, Debug)]
pub struct Values {
    /// Where they stand.
    pub from: From,
    /// Which part of a date.
    pub part: Part,
    /// The members of enumerations of the vocabulary that words stand for; a word without one is
    /// left out. `None`: the words themselves.
    pub words: Option<BTreeMap<String, String>>,
    /// What somebody is to the record, where the property does not say so.
    pub role: Option<String>,
    span: Span,
}

/// Where values stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// In a field of the record.
    Field(String),
    /// They are the records of a kind that refer to the record in a field.
    Inverse {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
    /// They are the files to take home.
    Files,
    /// The table of the row.
    Table,
    /// The list of the kind.
    Kind,
}

/// Which part of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The first day, month or year.
    Start,
    /// The last one, where it is a period.
    End,
}

/// The names that stand for something else than a field.
const SPECIAL: &[(&str, From)] =
    &[("@files", From::Files), ("@table", From::Table), ("@kind", From::Kind)];

/// The properties of SKOS that a field may fill. Labels, definitions and membership of a scheme are
/// written for every concept.
const SKOS: &[&str] = &[
    "altLabel",
    "hiddenLabel",
    "notation",
    "broader",
    "narrower",
    "related",
    "exactMatch",
    "closeMatch",
    "broadMatch",
    "narrowMatch",
    "relatedMatch",
    "definition",
    "scopeNote",
    "note",
    "example",
    "historyNote",
    "editorialNote",
    "changeNote",
];

/// The keys of a table that says how values are made of a field.
const KEYS: &[&str] = &["from", "part", "values", "role"];

/// Reads both mappings of a kind.
pub(super) fn read(
    schema_org: Option<&Value>,
    skos: Option<&Value>,
    diagnostics: &mut Diagnostics,
) -> Vocabulary {
    let given = [("schema_org", schema_org), ("skos", skos)];
    let written = given.iter().filter_map(|(key, value)| Some((*key, (*value)?.clone())));
    Vocabulary {
        schema_org: schema_org.map(|value| mappings(value, diagnostics)).unwrap_or_default(),
        skos: skos.and_then(|value| concept(value, diagnostics)),
        written: written.collect(),
    }
}

fn mappings(value: &Value, diagnostics: &mut Diagnostics) -> Vec<Pattern> {
    let several = match &value.node {
        Node::List(items) => items.iter().collect(),
        _ => vec![value],
    };
    several.into_iter().filter_map(|value| mapping(value, diagnostics)).collect()
}

fn mapping(value: &Value, diagnostics: &mut Diagnostics) -> Option<Pattern> {
    if let Some(class) = value.as_text() {
        return Some(Pattern { class: class.to_owned(), ..Pattern::default() });
    }
    let table = value.as_table();
    if table.is_none() {
        let help = "write `{ type = \"Event\", startDate = \"date\" }`, or a list of such tables";
        diagnostics.push(wrong("`schema_org` takes a table", value.span, help));
    }
    table.map(|table| thing(table, value.span, diagnostics))
}

/// A thing: `type` is its class, `when` a condition, every other key a property.
fn thing(table: &Table, span: Span, diagnostics: &mut Diagnostics) -> Pattern {
    let class = table.get("type").and_then(Value::as_text);
    if class.is_none() {
        let help = "add `type = \"…\"` with a type of schema.org, such as `Event`";
        diagnostics.push(wrong("this mapping does not say its `type`", span, help));
    }
    let when = table.get("when").and_then(|when| {
        let text = when.as_text().unwrap_or_default();
        Some((read_condition(text, when.span, diagnostics)?, when.span))
    });
    let is_property = |key: &Key| key.name != "type" && key.name != "when";
    let properties = table.entries.iter().filter(|(key, _)| is_property(key));
    let properties = properties.map(|(key, value)| (key.name.clone(), terms(value, diagnostics)));
    let properties = properties.collect();
    let (when, at) = when.unzip();
    Pattern { when, class: class.unwrap_or("Thing").to_owned(), properties, at }
}

fn concept(value: &Value, diagnostics: &mut Diagnostics) -> Option<Pattern> {
    let Some(table) = value.as_table() else {
        let help = "write `{ broader = \"broader\" }`, or `{}` where no field says more";
        diagnostics.push(wrong("`skos` takes a table", value.span, help));
        return None;
    };
    let mut out = Pattern { class: "Concept".to_owned(), ..Pattern::default() };
    for (Key { name, span }, value) in &table.entries {
        match SKOS.contains(&name.as_str()) {
            true => out.properties.push((name.clone(), terms(value, diagnostics))),
            false => {
                diagnostics.push(no_such("property of SKOS", name, *span, SKOS.iter().copied()))
            }
        }
    }
    Some(out)
}

fn terms(value: &Value, diagnostics: &mut Diagnostics) -> Vec<Term> {
    match &value.node {
        Node::List(items) => items.iter().filter_map(|item| term(item, diagnostics)).collect(),
        _ => term(value, diagnostics).into_iter().collect(),
    }
}

fn term(value: &Value, diagnostics: &mut Diagnostics) -> Option<Term> {
    if let Some(text) = value.as_text() {
        return Some(Term::Values(plain(text, value.span)));
    }
    match value.as_table() {
        Some(table) if table.get("type").is_some() => {
            Some(Term::Thing(thing(table, value.span, diagnostics)))
        }
        Some(table) => values(table, value.span, diagnostics).map(Term::Values),
        None => {
            let help = "write the name of a field, or a table such as `{ from = \"date\", part = \"start\" }`";
            diagnostics.push(wrong(
                "this says nothing of where the values come from",
                value.span,
                help,
            ));
            None
        }
    }
}

fn plain(text: &str, span: Span) -> Values {
    let special = SPECIAL.iter().find(|(name, _)| *name == text).map(|(_, from)| from.clone());
    let from = special.unwrap_or_else(|| match text.split_once('.') {
        Some((kind, field)) => From::Inverse { kind: kind.to_owned(), field: field.to_owned() },
        None => From::Field(text.to_owned()),
    });
    Values { from, part: Part::default(), words: None, role: None, span }
}

fn values(table: &Table, span: Span, diagnostics: &mut Diagnostics) -> Option<Values> {
    for (key, _) in table.entries.iter().filter(|(key, _)| !KEYS.contains(&key.name.as_str())) {
        diagnostics.push(no_such("key of a mapping", &key.name, key.span, KEYS.iter().copied()));
    }
    let Some(from) = table.get("from").filter(|from| from.as_text().is_some()) else {
        let help = "add `from = \"…\"` with the name of a field";
        diagnostics.push(wrong("this mapping does not say where its values come from", span, help));
        return None;
    };
    let text = |key: &str| table.get(key).and_then(Value::as_text);
    let part = match text("part") {
        Some("start") => Part::Start,
        Some("end") => Part::End,
        Some(_) => {
            let help = "write `part = \"start\"` or `part = \"end\"`";
            diagnostics.push(wrong("a date has no such part", span, help));
            Part::Whole
        }
        None => Part::Whole,
    };
    let words = table.get("values").and_then(Value::as_table).map(words);
    let role = text("role").map(str::to_owned);
    Some(Values { part, words, role, ..plain(from.as_text()?, from.span) })
}

fn words(table: &Table) -> BTreeMap<String, String> {
    let word = |(key, value): &(Key, Value)| Some((key.name.clone(), value.as_text()?.to_owned()));
    table.entries.iter().filter_map(word).collect()
}

fn wrong(headline: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongSetting, headline).at(span).help(help)
}

/// Reports what mappings name and no kind has, and removes it. A site that gives a built-in kind
/// other fields cannot change its mapping, which then says less.
pub(super) fn check(schema: &mut Schema, built_in: SourceId, diagnostics: &mut Diagnostics) {
    let all = schema.clone();
    for kind in &mut schema.kinds {
        let Vocabulary { schema_org, skos, written: _ } = &mut kind.vocabulary;
        let own = all.kind(&kind.name).expect("it is the same schema");
        let mut found = Diagnostics::new();
        for pattern in schema_org.iter_mut().chain(skos) {
            keep_known(pattern, (own, &all), &mut found);
        }
        let is_ours = |d: &Diagnostic| d.span.is_some_and(|span| span.source == built_in);
        diagnostics.extend(found.iter().filter(|d| !is_ours(d)).cloned());
    }
}

fn keep_known(pattern: &mut Pattern, of: (&Kind, &Schema), diagnostics: &mut Diagnostics) {
    if let (Some(when), Some(at)) = (&pattern.when, pattern.at) {
        let kinds = &[of.0][..];
        let unknown = asked::unknown(when, kinds, of.1, at);
        diagnostics.extend(unknown.or_else(|| asked::unknown_value(when, kinds, of.1, at)));
    }
    for (_, terms) in &mut pattern.properties {
        terms.retain_mut(|term| match term {
            Term::Values(values) => known(values, of, diagnostics),
            Term::Thing(pattern) => {
                keep_known(pattern, of, diagnostics);
                true
            }
        });
    }
}

fn known(values: &Values, (own, all): (&Kind, &Schema), diagnostics: &mut Diagnostics) -> bool {
    let (kind, field) = match &values.from {
        From::Field(field) => (Some(own), field),
        From::Inverse { kind, field } => (all.kind(kind), field),
        From::Files | From::Table | From::Kind => return true,
    };
    match kind {
        Some(kind) if kind.field(field).is_some() => true,
        Some(kind) => {
            let what = format!("field of the kind `{}`", kind.name);
            let names = kind.fields.iter().map(|field| &*field.name);
            diagnostics.push(no_such(&what, field, values.span, names));
            false
        }
        None => {
            let From::Inverse { kind, .. } = &values.from else { return false };
            let names = all.kinds.iter().map(|kind| &*kind.name);
            diagnostics.push(no_such("kind", kind, values.span, names));
            false
        }
    }
}
