//! The order of a list, and the words and the address of each order.

use std::cmp::Ordering;

use super::Listing;
use super::facets::field_label;
use crate::config::{ListSettings, Sort};
use crate::graph::EntityId;
use crate::id::slug;
use crate::parse::Value;
use crate::plan::Input;

/// Puts the records of a list in order; records without the value come last, and equal ones by
/// title, then by key.
pub(super) fn sort(input: Input<'_>, listing: &mut Listing, sort: Option<&Sort>) {
    let language = listing.language;
    let collator = &input.collators[language];
    let mut keyed: Vec<(Key<'_>, &str, EntityId)> = listing
        .entities
        .iter()
        .map(|id| {
            let record = input.graph.record(*id, language);
            let key = sort.map_or(Key::Missing, |sort| key(input, *id, language, &sort.field));
            (key, record.title.as_str(), *id)
        })
        .collect();
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
            let (x, y) = (input.graph.record(a.2, language), input.graph.record(b.2, language));
            // Rows stand in the order of their table, after what has a file of its own.
            match (&x.row, &y.row) {
                (Some(x), Some(y)) => (x.table(), x.order).cmp(&(y.table(), y.order)),
                (None, None) => collator.compare(a.1, b.1),
                (x, y) => x.is_some().cmp(&y.is_some()),
            }
        };
        by_key.then_with(named).then(a.2.cmp(&b.2))
    });
    listing.entities = keyed.into_iter().map(|(_, _, id)| id).collect();
}

/// What a record is sorted by.
enum Key<'a> {
    Missing,
    Number(f64),
    Date(&'a crate::edtf::Date),
    Text(&'a str),
}

fn key<'a>(input: Input<'a>, id: EntityId, language: usize, name: &str) -> Key<'a> {
    let graph = input.graph;
    match name {
        "title" => return Key::Text(&graph.record(id, language).title),
        "id" => return Key::Text(graph.entity(id).key.id()),
        _ => {}
    }
    let kind = &input.schema.kinds[graph.entity(id).kind];
    let Some(number) = kind.field(name) else { return Key::Missing };
    let Some((record, given)) = graph.field(id, language, number) else { return Key::Missing };
    let mut first = None;
    given.value.each(&mut |value| first = first.or(Some(value)));
    match first {
        Some(Value::Integer(number)) => Key::Number(*number as f64),
        Some(Value::Number(number)) => Key::Number(*number),
        Some(Value::Choice(number)) => Key::Number(*number as f64),
        Some(Value::Bool(yes)) => Key::Number(f64::from(u8::from(!yes))),
        Some(Value::Date(date)) => Key::Date(date),
        Some(Value::Text(text) | Value::Url(text)) => Key::Text(text),
        Some(Value::Name(name)) => Key::Text(&name.text),
        Some(Value::Country(country)) => {
            Key::Text(country.name(input.config.languages[language].as_str()))
        }
        Some(Value::Ref(link)) => graph
            .target(record, *link)
            .map_or(Key::Missing, |id| Key::Text(&graph.record(id, language).title)),
        _ => Key::Missing,
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

/// The date of a record in a field; `None` where it is not given or not a date.
pub(in crate::plan) fn date_of<'a>(
    input: Input<'a>,
    id: EntityId,
    language: usize,
    name: &str,
) -> Option<&'a crate::edtf::Date> {
    match key(input, id, language, name) {
        Key::Date(date) => Some(date),
        _ => None,
    }
}

/// The place of a row in its table.
pub(super) fn order(input: Input<'_>, id: EntityId, language: usize) -> usize {
    input.graph.record(id, language).row.as_ref().map_or(0, |row| row.order)
}

/// The words and the address of each order of a list.
pub(super) fn links(
    input: Input<'_>,
    listing: &Listing,
    settings: &ListSettings,
) -> Vec<(String, String)> {
    let sorts = settings.sort.iter().enumerate();
    sorts.map(|(n, sort)| (label(input, listing, sort), folder(listing, n, sort))).collect()
}

/// The orders as the list with this order shows them.
pub(super) fn current(orders: &[(String, String)], number: usize) -> Vec<(String, String, bool)> {
    let each = orders.iter().enumerate();
    each.map(|(n, (word, folder))| (word.clone(), folder.clone(), n == number)).collect()
}

fn label(input: Input<'_>, listing: &Listing, sort: &Sort) -> String {
    let label = field_label(input, listing, &sort.field);
    format!("{label} {}", if sort.descending { "↓" } else { "↑" })
}

fn folder(listing: &Listing, number: usize, sort: &Sort) -> String {
    let end = if sort.descending { "-descending" } else { "" };
    match number {
        0 => listing.folder.clone(),
        _ => format!("{}/sorted/{}{end}", listing.folder, slug(&sort.field)),
    }
}
