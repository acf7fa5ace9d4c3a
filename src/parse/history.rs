//! What fields were before: `[[history.FIELD]]` in front matter, and `[[table.history.FIELD]]` for the rows of a table.

use std::collections::BTreeMap;

use super::fields::{self, Context, Found};
use super::record::{FieldValue, Past, Value};
use crate::data::{self, Key, Node, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::schema::Kind;
use crate::source::Span;
use crate::text::did_you_mean;

/// The key in front matter, and in `[table]`.
pub(super) const KEY: &str = "history";
/// The key that names a row, in the history of a table.
const ROW: &str = "row";
const OWN: &[&str] = &["date", "value", "source"];

/// An entry as it is written, with the field that it belongs to.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    field: &'a Key,
    table: &'a Table,
    span: Span,
}

/// The entries of a history, in the order of the text.
pub(super) fn entries<'a>(history: &'a Table, diagnostics: &mut Diagnostics) -> Vec<Entry<'a>> {
    let mut out = Vec::new();
    for (field, value) in &history.entries {
        let items = match &value.node {
            Node::List(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        for item in items {
            match item.as_table() {
                Some(table) => out.push(Entry { field, table, span: item.span }),
                None => diagnostics.push(not_entries(field, item.span)),
            }
        }
    }
    out
}

fn not_entries(field: &Key, span: Span) -> Diagnostic {
    let headline = format!("the history of `{}` takes entries with a date and a value", field.name);
    let help =
        format!("write `[[history.{}]]`, and below it `date = …` and `value = …`", field.name);
    Diagnostic::new(Code::WrongType, headline).at(span).help(help)
}

/// The history that front matter holds. A field that the record does not give has the value of its last entry.
pub(super) fn read(
    front: &Table,
    context: &Context<'_>,
    found: Found<'_>,
    fields: &mut Vec<FieldValue>,
) -> Vec<Past> {
    let Some(value) = front.get(KEY) else { return Vec::new() };
    let Some(table) = value.as_table() else {
        let headline = "`history` takes the names of fields, each with entries";
        let diagnostic = Diagnostic::new(Code::WrongType, headline).at(value.span);
        found.diagnostics.push(diagnostic.help("write `[[history.state]]`, for example"));
        return Vec::new();
    };
    let entries = entries(table, found.diagnostics);
    let past = typed(entries.iter(), OWN, context, found);
    fill(&past, fields);
    past
}

/// The entries of the history of a table, by row.
pub(super) fn by_row<'a>(
    history: Option<&'a Table>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Vec<Entry<'a>>> {
    let mut out: BTreeMap<String, Vec<Entry<'a>>> = BTreeMap::new();
    for entry in history.map(|history| entries(history, diagnostics)).unwrap_or_default() {
        match entry.table.get(ROW).and_then(data::Value::scalar) {
            Some(row) => out.entry(row.trim().to_owned()).or_default().push(entry),
            None => diagnostics.push(lacks(&entry, ROW)),
        }
    }
    out
}

/// The history of a row from its entries.
pub(super) fn of_row(
    entries: &[Entry<'_>],
    context: &Context<'_>,
    found: Found<'_>,
    fields: &mut Vec<FieldValue>,
) -> Vec<Past> {
    let past = typed(entries.iter(), &[OWN, &[ROW]].concat(), context, found);
    fill(&past, fields);
    past
}

/// The report of entries about a row that the table does not have.
pub(super) fn no_row<'n>(
    (row, entries): (&str, &[Entry<'_>]),
    ids: impl Iterator<Item = &'n str>,
) -> Option<Diagnostic> {
    let value = entries.first()?.table.get(ROW)?;
    let headline = format!("no row of this table is named `{row}`");
    let diagnostic = Diagnostic::new(Code::UnknownReference, headline).at(value.span);
    Some(match did_you_mean(row, ids) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("write the id of a row, as in its address"),
    })
}

fn fill(past: &[Past], fields: &mut Vec<FieldValue>) {
    for last in past.chunk_by(|a, b| a.field == b.field).filter_map(<[Past]>::last) {
        if let Err(at) = fields.binary_search_by_key(&last.field, |given| given.field) {
            let Past { field, value, span, .. } = last.clone();
            fields.insert(at, FieldValue { field, value, status: String::new(), span });
        }
    }
}

/// Reads entries; sorted by field and date.
fn typed<'e>(
    entries: impl Iterator<Item = &'e Entry<'e>>,
    keys: &[&str],
    context: &Context<'_>,
    found: Found<'_>,
) -> Vec<Past> {
    let Found { links, diagnostics } = found;
    let mut out = Vec::new();
    for entry in entries {
        let found = Found { links: &mut *links, diagnostics: &mut *diagnostics };
        out.extend(one(entry, keys, context, found));
    }
    out.sort_by(|a, b| (a.field, &a.date).cmp(&(b.field, &b.date)));
    out
}

fn one(entry: &Entry<'_>, keys: &[&str], context: &Context<'_>, found: Found<'_>) -> Option<Past> {
    let Found { links, diagnostics } = found;
    let field = field(entry, context.kind, diagnostics)?;
    for (key, _) in entry.table.entries.iter().filter(|(key, _)| !keys.contains(&&*key.name)) {
        let headline = format!("an entry of a history has no `{}`", key.name);
        let diagnostic = Diagnostic::new(Code::UnknownField, headline).at(key.span);
        let help = did_you_mean(&key.name, keys.iter().copied());
        diagnostics.push(diagnostic.help(help.unwrap_or_else(|| "remove the line".to_owned())));
    }
    let mut read = |name: &str, field: usize| {
        let found = Found { links: &mut *links, diagnostics: &mut *diagnostics };
        fields::typed(field, std::slice::from_ref(entry.table.get(name)?), context, found)
    };
    // Dates and sources are read as those fields are that every record has.
    let common = |name: &str| context.kind.field(name).expect("every kind has the common fields");
    let date = read("date", common("reviewed"));
    let value = read("value", field);
    let mut sources = Vec::new();
    if let Some(value) = read("source", common("source")) {
        value.each(&mut |value| sources.extend(value.as_link()));
    }
    for name in ["date", "value"].iter().filter(|name| entry.table.get(name).is_none()) {
        diagnostics.push(lacks(entry, name));
    }
    let Value::Date(date) = date? else { return None };
    Some(Past { field, date, value: value?, sources, span: entry.span })
}

fn field(entry: &Entry<'_>, kind: &Kind, diagnostics: &mut Diagnostics) -> Option<usize> {
    let name = &entry.field.name;
    let at = kind.field(name).filter(|at| kind.fields[*at].history);
    if at.is_none() {
        let headline = format!("the field `{name}` of the kind `{}` keeps no history", kind.name);
        let diagnostic = Diagnostic::new(Code::UnknownField, headline).at(entry.field.span);
        let keeping = kind.fields.iter().filter(|field| field.history);
        diagnostics.push(match did_you_mean(name, keeping.map(|field| &*field.name)) {
            Some(help) => diagnostic.help(help),
            None => diagnostic
                .help(format!("add `history = true` to the field in [kinds.{}.fields]", kind.name)),
        });
    }
    at
}

fn lacks(entry: &Entry<'_>, name: &str) -> Diagnostic {
    let headline = format!("an entry in the history of `{}` has no `{name}`", entry.field.name);
    let example = match name {
        "date" => "`date = 2026-11-22`",
        ROW => "`row = …` with the id of a row",
        _ => "`value = …`",
    };
    Diagnostic::new(Code::MissingField, headline).at(entry.span).help(format!("add {example}"))
}
