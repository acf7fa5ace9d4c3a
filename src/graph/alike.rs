//! Records of one kind that may be one thing, recorded twice under names that are nearly equal.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{EntityId, Graph, names};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::Value;
use crate::schema::{DIFFERENT_FROM, Kind, Schema};
use crate::source::Span;

mod pairs;
use pairs::Name;

/// Points out records whose names are nearly equal. Plain pages may share titles, and rows are too
/// like each other.
pub(super) fn check(graph: &Graph, schema: &Schema, diagnostics: &mut Diagnostics) {
    let names = names_by_kind(graph, schema);
    for (number, kind) in schema.kinds.iter().enumerate() {
        let names = &names[number];
        let mut reported: BTreeMap<(EntityId, EntityId), (&str, &str)> = BTreeMap::new();
        for (one, other) in pairs::find(names).alike {
            let (one, other) = (&names[one], &names[other]);
            let (one, other) = if one.owner < other.owner { (one, other) } else { (other, one) };
            reported.entry((one.owner, other.owner)).or_insert((&one.text, &other.text));
        }
        let different =
            if reported.is_empty() { BTreeSet::new() } else { different(graph, number, kind) };
        for ((one, other), texts) in reported {
            if !different.contains(&(one, other)) && !different.contains(&(other, one)) {
                diagnostics.push(diagnostic(graph, kind, (one, other), texts));
            }
        }
    }
}

/// Every name of the records that are compared, by the number of their kind.
fn names_by_kind<'g>(graph: &'g Graph, schema: &Schema) -> Vec<Vec<Name<'g>>> {
    let mut out = vec![Vec::new(); schema.kinds.len()];
    for id in 0..graph.entities.len() as EntityId {
        let record = graph.base(id);
        let kind = graph.entity(id).kind;
        if schema.kinds[kind].is_page() || record.row.is_some() || !record.has_title {
            continue;
        }
        let mut is_title = true;
        names::each_name(record, schema, &mut |text: Cow<'g, str>| {
            out[kind].push(Name { text, owner: id, is_title });
            is_title = false;
        });
    }
    out
}

/// The pairs of records of which one says that it is not the other.
fn different(graph: &Graph, kind: usize, model: &Kind) -> BTreeSet<(EntityId, EntityId)> {
    let Some(field) = model.field(DIFFERENT_FROM) else { return BTreeSet::new() };
    let mut out = BTreeSet::new();
    for id in 0..graph.entities.len() as EntityId {
        if graph.entity(id).kind != kind {
            continue;
        }
        if let Some((record, given)) = graph.field(id, graph.base(id).language, field) {
            given.value.each(&mut |value| {
                if let Value::Ref(link) = value {
                    out.extend(graph.target(record, *link).map(|other| (id, other)));
                }
            });
        }
    }
    out
}

fn diagnostic(
    graph: &Graph,
    kind: &Kind,
    (one, other): (EntityId, EntityId),
    (first, second): (&str, &str),
) -> Diagnostic {
    let name = kind.name.replace(['_', '-'], " ");
    let id = graph.entity(one).key.id();
    let headline = match first == second {
        true => format!("two records of the kind {name} are called “{first}”"),
        false => format!("“{second}” and “{first}” may be the same {name}"),
    };
    Diagnostic::new(Code::AlikeRecords, headline)
        .at(title(graph, kind, other))
        .related(title(graph, kind, one), "the other one")
        .help("keep one record, with `names = […]` for the other name")
        .help(format!("write `{DIFFERENT_FROM} = [\"{id}\"]` here if they are different"))
}

/// Where the title of a record stands.
fn title(graph: &Graph, kind: &Kind, id: EntityId) -> Span {
    let record = graph.base(id);
    let given = kind.field("title").and_then(|field| record.value(field));
    given.map_or(record.head, |given| given.span)
}
