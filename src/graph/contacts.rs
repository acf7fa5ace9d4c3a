//! Personal contact data: values of fields that say `contact = true` leave the site only where a
//! record says `publish_contact = true`. They are removed from records here, once, so that no
//! output has to know of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Graph;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::id::RecordKey;
use crate::parse::table::Cell;
use crate::parse::{Record, Value};
use crate::schema::{Kind, Schema};
use crate::source::{Sources, Span};

mod find;

/// The field that says that somebody agreed.
const AGREED: &str = "publish_contact";

/// A value that was removed from a record.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Its place.
    pub place: Span,
    /// Its texts.
    pub texts: Vec<String>,
}

/// Takes contact data out of the records that do not say that they may be published.
pub(super) fn withhold(records: &mut [Arc<Record>], schema: &Schema) -> Vec<Contact> {
    let fields: Vec<Vec<usize>> = schema.kinds.iter().map(contact_fields).collect();
    if fields.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let agreed = agreed(records, schema);
    let (mut out, mut tables) = (Vec::new(), BTreeSet::new());
    for record in records.iter_mut() {
        let own = &fields[record.kind];
        if record.fields.iter().any(|given| own.contains(&given.field))
            && !agreed.contains(&record.key)
        {
            take(Arc::make_mut(record), own, &mut out);
            tables.extend(record.row.as_ref().map(|row| row.table().clone()));
        }
    }
    // The file of the data holds the cells as they were.
    for record in records.iter_mut().filter(|record| tables.contains(&record.key)) {
        if let Some(table) = &mut Arc::make_mut(record).table {
            table.holds_back = true;
        }
    }
    out
}

fn contact_fields(kind: &Kind) -> Vec<usize> {
    (0..kind.fields.len()).filter(|at| kind.fields[*at].is_contact).collect()
}

/// The names of the records whose original says that contact data may be published.
fn agreed(records: &[Arc<Record>], schema: &Schema) -> BTreeSet<RecordKey> {
    let mut originals: BTreeMap<&RecordKey, &Record> = BTreeMap::new();
    for record in records {
        let original = originals.entry(&record.key).or_insert(record);
        if record.language < original.language {
            *original = record;
        }
    }
    let agrees = |record: &Record| {
        let field = schema.kinds[record.kind].field(AGREED);
        let given = field.and_then(|field| record.value(field));
        given.is_some_and(|given| matches!(given.value, Value::Bool(true)))
    };
    originals.into_iter().filter(|(_, record)| agrees(record)).map(|(key, _)| key.clone()).collect()
}

fn take(record: &mut Record, fields: &[usize], out: &mut Vec<Contact>) {
    record.fields.retain(|given| {
        let is_kept = !fields.contains(&given.field);
        if !is_kept {
            let mut texts = Vec::new();
            given.value.each(&mut |value| texts.extend(value.as_text().map(str::to_owned)));
            out.push(Contact { place: given.span, texts });
        }
        is_kept
    });
    if let Some(row) = &mut record.row {
        let head = row.head.clone();
        for (column, cell) in head.columns.iter().zip(&mut row.cells) {
            if column.fills.field().is_some_and(|field| fields.contains(&field)) {
                *cell = Cell::default();
            }
        }
    }
    // Pages that show it are others than those of a record that keeps them.
    let mark = format!("{} without contacts", record.fingerprint.hex());
    record.fingerprint = Fingerprint::of(mark.as_bytes());
}

/// Reports e-mail addresses and telephone numbers in what records publish.
pub(super) fn check(
    graph: &Graph,
    schema: &Schema,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let agreed = agreed(&graph.records, schema);
    // Rows may share a place, such as the heading of their section: it is looked at once.
    let (mut looked_at, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for record in graph.records.iter().filter(|record| !agreed.contains(&record.key)) {
        let text = &sources.get(record.source).text;
        for place in places(record, text) {
            if !looked_at.insert((place.source, place.start, place.end)) {
                continue;
            }
            let Some(part) = text.get(place.range()) else { continue };
            for (range, sort) in find::all(part) {
                let start = place.start as usize;
                let span = Span::new(place.source, start + range.start..start + range.end);
                if !is_withheld(graph, span) && seen.insert((span.source, span.start)) {
                    diagnostics.push(found(&part[range], sort, span));
                }
            }
        }
    }
}

/// Where the texts of a record stand: its values, and what follows the front matter. A row stands
/// in one place.
fn places(record: &Record, text: &str) -> Vec<Span> {
    let fields = record.fields.iter().map(|given| given.span);
    let own = fields.filter(|span| span.source == record.source);
    let rest = match record.row {
        Some(_) => record.head,
        None => Span::new(record.source, body_start(text)..text.len()),
    };
    own.chain([rest]).collect()
}

/// Where the text behind the front matter begins. What is a remark in the front matter is not published.
fn body_start(text: &str) -> usize {
    let mut fence = None;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        match (fence, line.trim()) {
            (None, "") => {}
            (None, line @ ("+++" | "---")) => fence = Some(line),
            (None, _) => return 0,
            (Some(open), line) if line == open => return end,
            (Some(_), _) => {}
        }
    }
    0
}

/// Whether a place lies in a row that is left out, or in contact data that is.
fn is_withheld(graph: &Graph, span: Span) -> bool {
    let rows = graph.left_out.iter().filter(|out| out.record.row.is_some());
    let mut places = rows.map(|out| out.record.head).chain(graph.contacts.iter().map(|c| c.place));
    places.any(|at| at.source == span.source && at.start <= span.start && span.end <= at.end)
}

fn found(text: &str, sort: find::Sort, span: Span) -> Diagnostic {
    let what = match sort {
        find::Sort::Mail => "e-mail address",
        find::Sort::Telephone => "telephone number",
    };
    Diagnostic::new(Code::ContactData, format!("the {what} `{text}` would be published"))
        .at(span)
        .help("remove it, and name the organisation or its web site instead")
        .help(format!("write `{AGREED} = true` in the record if whoever it belongs to has agreed"))
}
