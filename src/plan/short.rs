//! Which records can be called by their acronym alone.

use std::collections::BTreeMap;

use super::product::{DEFAULT_LANGUAGE, Input};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::schema::Field;

/// The most characters of a short name.
const LONGEST: usize = 14;

/// Whether each entity has a short name that no other of its kind has.
pub(super) fn of(input: Input<'_>) -> Vec<bool> {
    let graph = input.graph;
    let mut by_name: BTreeMap<(usize, &str), Vec<EntityId>> = BTreeMap::new();
    for id in 0..graph.entities.len() as EntityId {
        let kind = graph.entity(id).kind;
        let number = input.schema.kinds[kind].fields.iter().position(Field::is_short);
        let given = number.and_then(|number| graph.field(id, DEFAULT_LANGUAGE, number));
        if let Some(Value::Text(name)) = given.map(|(_, given)| &given.value)
            && name.chars().count() <= LONGEST
        {
            by_name.entry((kind, name)).or_default().push(id);
        }
    }
    let mut out = vec![false; graph.entities.len()];
    for ids in by_name.values().filter(|ids| ids.len() == 1) {
        ids.iter().for_each(|id| out[*id as usize] = true);
    }
    out
}
