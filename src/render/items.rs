//! Tables of the items of list fields: one item a line, since a foreign key cannot be part of a cell.

use super::data::text;
use super::delimited::Delimited;
use crate::graph::EntityId;
use crate::id::slug;
use crate::schema::Field;
use crate::view::{Leads, Shown, View};

/// The name of the file with the items of a field, where `whole` is that of the whole table.
pub(crate) fn file_name(whole: &str, field: &Field) -> String {
    format!("{whole}-{}.csv", slug(&field.name))
}

/// The items of a list field, one a line: what names the record, the place in the list, and the
/// value or, for a reference, the kind and id of what it leads to.
pub(crate) fn items(
    front: &[&str],
    field: &Field,
    lists: impl Iterator<Item = (Vec<String>, Vec<Vec<String>>)>,
) -> Vec<u8> {
    let mut table = Delimited::new();
    let end: &[&str] = if is_reference(field) { &["target_kind", "target"] } else { &["value"] };
    table.line(front.iter().chain(&["order"]).chain(end));
    for (record, list) in lists {
        for (order, value) in (1..).zip(list) {
            let order = [i32::to_string(&order)];
            table.line(record.iter().chain(&order).chain(&value));
        }
    }
    table.finish()
}

/// Whether the items of a field are references.
pub(crate) fn is_reference(field: &Field) -> bool {
    field.kind.targets().is_some()
}

/// The items that an entity gives in a list field, each as the last cells of a line.
pub(crate) fn list(view: &View<'_>, id: EntityId, field: &Field) -> Vec<Vec<String>> {
    let one = |shown: &Shown<'_>| match shown {
        Shown::Link(Leads::To(place), _) => {
            vec![place.key.kind().to_owned(), place.key.id().to_owned()]
        }
        Shown::Link(..) => vec![String::new(), String::new()],
        other => vec![text(view, other)],
    };
    match view.fact(id, &field.name).map(|fact| fact.shown) {
        Some(Shown::List(items)) => items.iter().map(one).collect(),
        Some(single) => vec![one(&single)],
        None => Vec::new(),
    }
}
