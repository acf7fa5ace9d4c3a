//! Items of an agenda that texts mention and that no agenda at hand has.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntityId, Graph, lacking, mentions};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::mentions::{Mention, Mentioned, item_number, items, number};
use crate::parse::{Origin, Record};
use crate::schema::Schema;

/// In how many records that others name an item is looked for.
const MOST: usize = 100;

/// Points out every item that is neither in the record that mentions it nor in one that its fields
/// name. Where none of them numbers anything, nothing can be said.
pub(super) fn check(graph: &Graph, schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut agendas = Agendas { graph, schema, numbers: BTreeMap::new() };
    for id in 0..graph.entities.len() as EntityId {
        let mut mentioned = mentions::of_entity(graph, id)
            .filter(|mention| mention.what == Mentioned::Item)
            .peekable();
        if mentioned.peek().is_some() {
            let named = named(graph, id);
            let missing = mentioned.filter_map(|mention| agendas.missing(&named, mention));
            diagnostics.extend(missing);
        }
    }
}

/// The numbers of the records that were looked at.
struct Agendas<'g> {
    graph: &'g Graph,
    schema: &'g Schema,
    numbers: BTreeMap<EntityId, BTreeSet<String>>,
}

impl Agendas<'_> {
    fn missing(&mut self, named: &[EntityId], mention: &Mention) -> Option<Diagnostic> {
        let number = item_number(&mention.text)?;
        let mut is_numbered = false;
        for &at in named {
            let graph = self.graph;
            let own = self.numbers.entry(at).or_insert_with(|| numbers(graph.base(at)));
            is_numbered |= !own.is_empty();
            let declares = |entry: &str| items(entry).any(|item| item == number);
            if own.contains(&number) || lacking::names(graph, self.schema, at, &declares) {
                return None;
            }
        }
        is_numbered.then(|| {
            Diagnostic::new(Code::MissingItem, format!("`{}` is not there", mention.text))
                .at(mention.span)
                .help("look in the source for the number that is meant")
                .help("list it under `missing_parts` of the document if the source does not say")
        })
    }
}

/// An entity, and the first of those that its fields name.
fn named(graph: &Graph, id: EntityId) -> Vec<EntityId> {
    let (record, base) = (graph.base(id), graph.entity(id).base);
    let links = record.links.iter().enumerate();
    let links = links.filter(|(_, link)| matches!(link.origin, Origin::Field(_)));
    let named = links.filter_map(|(link, _)| graph.target(base, link)).take(MOST);
    let named: BTreeSet<EntityId> = named.chain([id]).collect();
    named.into_iter().collect()
}

/// The numbers of a record's headings, paragraphs and points.
fn numbers(record: &Record) -> BTreeSet<String> {
    let headings = record.body.headings.iter().filter_map(|heading| number(&heading.text));
    let places = record.body.anchors.iter().filter_map(|anchor| {
        let place = anchor.id.strip_prefix("para_")?;
        Some(place.replace("__point_", ""))
    });
    headings.chain(places).collect()
}
