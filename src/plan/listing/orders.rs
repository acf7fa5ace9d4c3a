//! The order of a list, and the words and the address of each order.

use std::cmp::Ordering;

use super::facets::field_label;
use crate::config::{ListSettings, Sort};
use crate::graph::EntityId;
use crate::id::slug;
use crate::parse::Value;
use crate::plan::listed::Listing;
use crate::plan::reading::{FieldName, Reading};

/// Puts the records of a list in order; records without the value come last, and equal ones by
/// title, then by key.
pub(super) fn sort(reading: Reading<'_>, listing: &mut Listing, sort: Option<&Sort>) {
    let by = sort.map(|sort| By::read(reading, &sort.field));
    let mut keyed: Vec<(Key<'_>, EntityId)> = listing
        .entities
        .iter()
        .map(|id| (by.as_ref().map_or(Key::Missing, |by| by.key(reading, *id)), *id))
        .collect();
    let collator = reading.collator();
    let descending = sort.is_some_and(|sort| sort.descending);
    keyed.sort_by(|a, b| {
        let by_key = match (&a.0, &b.0) {
            (Key::Missing, Key::Missing) => Ordering::Equal,
            (Key::Missing, _) => Ordering::Greater,
            (_, Key::Missing) => Ordering::Less,
            (a, b) if descending => compare(collator, b, a),
            (a, b) => compare(collator, a, b),
        };
        let named = || {
            let (x, y) = (reading.record(a.1), reading.record(b.1));
            // Rows stand in the order of their table, after what has a file of its own.
            match (&x.row, &y.row) {
                (Some(x), Some(y)) => (x.table(), x.order).cmp(&(y.table(), y.order)),
                (None, None) => collator.compare(&x.title, &y.title),
                (x, y) => x.is_some().cmp(&y.is_some()),
            }
        };
        by_key.then_with(named).then(a.1.cmp(&b.1))
    });
    listing.entities = keyed.into_iter().map(|(_, id)| id).collect();
}

/// What a list is sorted by.
enum By {
    Title,
    Id,
    Field(FieldName),
}

/// What a record is sorted by.
enum Key<'a> {
    Missing,
    Number(f64),
    Date(&'a crate::edtf::Date),
    Text(&'a str),
}

impl By {
    fn read(reading: Reading<'_>, name: &str) -> Self {
        match name {
            "title" => Self::Title,
            "id" => Self::Id,
            name => Self::Field(reading.name(name)),
        }
    }

    fn key<'a>(&self, reading: Reading<'a>, id: EntityId) -> Key<'a> {
        let name = match self {
            Self::Title => return Key::Text(reading.title(id)),
            Self::Id => return Key::Text(reading.input.graph.entity(id).key.id()),
            Self::Field(name) => name,
        };
        match reading.value(id, name) {
            Some(Value::Integer(number)) => Key::Number(*number as f64),
            Some(Value::Number(number)) => Key::Number(*number),
            Some(Value::Choice(number)) => Key::Number(*number as f64),
            Some(Value::Bool(yes)) => Key::Number(f64::from(u8::from(!yes))),
            Some(Value::Date(date)) => Key::Date(date),
            Some(Value::Text(text) | Value::Url(text)) => Key::Text(text),
            Some(Value::Name(name)) => Key::Text(&name.text),
            Some(Value::Country(country)) => Key::Text(country.name(reading.tag())),
            Some(Value::Ref(_)) => reading
                .target(id, name)
                .map_or(Key::Missing, |target| Key::Text(reading.title(target))),
            _ => Key::Missing,
        }
    }
}

fn compare(collator: &crate::collate::Collator, a: &Key<'_>, b: &Key<'_>) -> Ordering {
    match (a, b) {
        (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
        (Key::Date(a), Key::Date(b)) => a.cmp(b),
        (Key::Text(a), Key::Text(b)) => collator.compare(a, b),
        // Kinds of one view may hold different types of value in a field of one name.
        (Key::Number(_), _) | (Key::Date(_), Key::Text(_)) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

/// The words and the address of each order of a list.
pub(super) fn links(
    reading: Reading<'_>,
    listing: &Listing,
    settings: &ListSettings,
) -> Vec<(String, String)> {
    let sorts = settings.sort.iter().enumerate();
    sorts.map(|(n, sort)| (label(reading, listing, sort), folder(listing, n, sort))).collect()
}

/// The orders as the list with this order shows them.
pub(super) fn current(orders: &[(String, String)], number: usize) -> Vec<(String, String, bool)> {
    let each = orders.iter().enumerate();
    each.map(|(n, (word, folder))| (word.clone(), folder.clone(), n == number)).collect()
}

fn label(reading: Reading<'_>, listing: &Listing, sort: &Sort) -> String {
    let label = field_label(reading, listing, &sort.field);
    format!("{label} {}", if sort.descending { "↓" } else { "↑" })
}

fn folder(listing: &Listing, number: usize, sort: &Sort) -> String {
    let end = if sort.descending { "-descending" } else { "" };
    match number {
        0 => listing.folder.clone(),
        _ => format!("{}/sorted/{}{end}", listing.folder, slug(&sort.field)),
    }
}
