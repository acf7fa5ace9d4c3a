//! Whether the file or row of a record alone lets it be published.
//!
//! Fails closed: where an author may have meant to withhold a record and it cannot be read what was
//! meant, the record is withheld and that is reported. `graph` combines what is found here with what
//! originals, tables and folders say.

use super::record::{FieldValue, Record, Value, Visibility};
use crate::config::{Config, DISTRIBUTIONS};
use crate::data::{self, Node, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::edtf::{Day, Precision};
use crate::schema::Kind;
use crate::source::Span;
use crate::text::{did_you_mean, quoted_list};

pub(super) mod stray;
mod words;

use words::meant;
pub use words::{DISTRIBUTION, DRAFT, EXPIRES, FIELDS, PUBLIC, PUBLISH_FROM};
pub(super) use words::{is_column, may_hide};

/// What the fields of a record say, once those that could not be read are known.
pub(super) fn of(record: &Record, kind: &Kind) -> Visibility {
    let unclear = |name: &&str| {
        let at = kind.field(name);
        at.is_some_and(|at| kind.fields[at].is_broken || record.unread.contains(&at))
    };
    if record.damaged || FIELDS.iter().any(unclear) {
        return Visibility::Unclear;
    }
    record.fields.iter().map(|given| of_field(given, kind)).max().unwrap_or_default()
}

/// What one field says.
fn of_field(given: &FieldValue, kind: &Kind) -> Visibility {
    match (&*kind.fields[given.field].name, &given.value) {
        (DRAFT, Value::Bool(true)) => Visibility::Draft,
        (DISTRIBUTION, value) if value.as_text().is_none_or(|text| text.trim() != PUBLIC) => {
            Visibility::Restricted
        }
        (PUBLISH_FROM | EXPIRES, value) if day(value).is_none() => Visibility::Unclear,
        _ => Visibility::Public,
    }
}

/// The day that a value names, if it names one day and nothing else.
fn day(value: &Value) -> Option<Day> {
    let Value::Date(date) = value else { return None };
    let is_sure = !date.is_interval() && !date.is_approximate() && !date.is_uncertain();
    date.earliest().filter(|_| is_sure && date.precision() == Precision::Day)
}

/// When a record is published, if it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Embargo {
    /// The first day on which it is.
    pub from: Option<Day>,
    /// The first day on which it is no longer.
    pub expires: Option<Day>,
}

impl Embargo {
    /// What the fields of a record say.
    pub fn of(record: &Record, kind: &Kind) -> Self {
        let day = |name: &str| day(&record.value(kind.field(name)?)?.value);
        Self { from: day(PUBLISH_FROM), expires: day(EXPIRES) }
    }
}

/// Whether a value of `draft` or `distribution` keeps a record from being published.
pub(super) fn hides(given: &FieldValue, kind: &Kind) -> bool {
    of_field(given, kind) != Visibility::Public
}

/// Whether a field says who may see a record.
pub(super) fn decides(kind: &Kind, field: usize) -> bool {
    FIELDS.contains(&&*kind.fields[field].name)
}

/// What is wrong with the fields of a record that say who may see it, and when.
pub(super) fn faults(record: &Record, kind: &Kind, config: &Config) -> Vec<Diagnostic> {
    let given = |name: &&'static str| Some((*name, record.value(kind.field(name)?)?));
    let days = [PUBLISH_FROM, EXPIRES];
    let days = days.iter().filter_map(given).filter(|(_, given)| day(&given.value).is_none());
    let inexact = days.map(|(name, given)| {
        unclear(format!("`{name}` does not name a day"), given.span)
            .help("write one whole day, such as `2026-11-22`")
    });
    unknown_word(record, kind, config).into_iter().chain(inexact).collect()
}

/// The report of a `distribution` that the site does not know. Whatever it means, it is not `public`.
fn unknown_word(record: &Record, kind: &Kind, config: &Config) -> Option<Diagnostic> {
    let given = record.value(kind.field(DISTRIBUTION)?)?;
    let word = given.value.as_text()?.trim();
    let known: Vec<&str> = config.distributions.iter().map(String::as_str).collect();
    if known.contains(&word) {
        return None;
    }
    let headline = format!("this site has no distribution `{word}`");
    let diagnostic = Diagnostic::new(Code::UnknownValue, headline).at(given.span);
    let help = match did_you_mean(word, known.iter().copied()) {
        Some(help) => help,
        None => format!(
            "write one of {}, or add it in site.toml: `distributions = [\"{word}\"]`",
            quoted_list(&known, "or")
        ),
    };
    Some(diagnostic.help(help).note(WITHHELD))
}

/// What reports say of a record that is left out because of them.
pub(super) const WITHHELD: &str = "until this is corrected, the record is not published";

/// Where front matter names a field that says who may see the record, in a way that is not read.
pub(super) fn doubts(front: &Table, kind: &Kind) -> Diagnostics {
    let mut out = Diagnostics::new();
    for (key, value) in &front.entries {
        match (&*key.name, &value.node) {
            (DRAFT | DISTRIBUTION | PUBLISH_FROM | EXPIRES, node) => {
                out.extend(is_empty(node).then(|| empty(key)))
            }
            ("table", Node::Table(table)) => in_table(table, kind, &mut out),
            (name, _) if kind.field(name).is_none() && is_doubtful(key, value, kind) => {
                out.push(misspelt(key, value, kind));
            }
            (name, _) => nested(value, name, kind, &mut out),
        }
    }
    out
}

/// Whether an entry that is not a field stands for one that says who may see the record.
pub(super) fn is_doubtful(key: &data::Key, value: &data::Value, kind: &Kind) -> bool {
    meant(&key.name, &value.scalar().unwrap_or_default(), kind).is_some()
}

fn is_empty(node: &Node) -> bool {
    matches!(node, Node::Null) || matches!(node, Node::Text(text) if text.trim().is_empty())
}

fn empty(key: &data::Key) -> Diagnostic {
    let help = match &*key.name {
        DRAFT => "write `true` or `false`, or remove the line",
        PUBLISH_FROM | EXPIRES => "write a day, such as `2026-11-22`, or remove the line",
        _ => "write an audience, such as `public` or `internal`, or remove the line",
    };
    unclear(format!("`{}` has no value", key.name), key.span).help(help)
}

fn misspelt(key: &data::Key, value: &data::Value, kind: &Kind) -> Diagnostic {
    let scalar = value.scalar().unwrap_or_default();
    let field = meant(&key.name, &scalar, kind).unwrap_or(DRAFT);
    let headline = format!("`{}` is not a field, but looks like `{field}`", key.name);
    unclear(headline, key.span).help(match field {
        DRAFT => "write `draft = true` or `draft = false`, or remove the line",
        PUBLISH_FROM => "write `publish_from` with the first day on which it is published, or remove the line",
        EXPIRES => "write `expires` with the first day on which it is no longer published, or remove the line",
        _ => "write `distribution` with `public` or another audience, or remove the line",
    })
}

/// Entries of tables below another name: `draft` below `[extra]` is a part of `extra`.
fn nested(value: &data::Value, above: &str, kind: &Kind, out: &mut Diagnostics) {
    match &value.node {
        Node::Table(table) => {
            for (key, value) in &table.entries {
                match is_doubtful(key, value, kind) {
                    true => out.push(misplaced(key, above)),
                    false => nested(value, above, kind, out),
                }
            }
        }
        Node::List(items) => items.iter().for_each(|item| nested(item, above, kind, out)),
        _ => {}
    }
}

/// Entries of `[table]`, whose columns may be called `Draft`, but not be `true`.
/// Settings of a table whose value is a name, such as that of a sheet called “Draft”.
const NAMES_IN_TABLE: &[&str] = &["continues", "file", "id", "row_kind", "section", "sheet"];

fn in_table(table: &Table, kind: &Kind, out: &mut Diagnostics) {
    let columns = table.get("columns").and_then(data::Value::as_table);
    let is_answer = |value: &data::Value| matches!(value.node, Node::Bool(true));
    let is_word = |value: &data::Value| {
        value.as_text().is_some_and(|text| text != DISTRIBUTION && DISTRIBUTIONS.contains(&text))
    };
    for (key, value) in columns.into_iter().flat_map(|columns| &columns.entries) {
        let field = meant(&key.name, &value.scalar().unwrap_or_default(), kind);
        if field == Some(DRAFT) && is_answer(value) || field == Some(DISTRIBUTION) && is_word(value)
        {
            out.push(misplaced(key, "table.columns"));
        }
    }
    for (key, value) in &table.entries {
        let is_name = NAMES_IN_TABLE.contains(&&*key.name);
        if value.as_table().is_none() && !is_name && is_doubtful(key, value, kind) {
            out.push(misplaced(key, "table"));
        }
    }
}

fn misplaced(key: &data::Key, above: &str) -> Diagnostic {
    let headline = format!("`{}` is below `{above}`, so it belongs to that table", key.name);
    unclear(headline, key.span)
        .help("move it above the first line in square brackets, to the fields of the record")
}

/// A report that it is not clear who may see a record.
pub(super) fn unclear(headline: String, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclearVisibility, headline).at(span).note(WITHHELD)
}
