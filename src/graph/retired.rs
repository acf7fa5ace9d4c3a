//! Records that are retired: their pages stay, since others link to them, and nothing lists them.

use super::{Graph, Scope};
use crate::clock::Cause;
use crate::parse::Value;
use crate::schema::Schema;

/// The field that says since when a record is retired.
pub(crate) const RETIRED: &str = "retired";

/// Whether each entity is retired on the day of the build.
pub(super) fn of(graph: &Graph, schema: &Schema, scope: Scope<'_>) -> Vec<bool> {
    let mut out = Vec::with_capacity(graph.entities.len());
    for entity in &graph.entities {
        let record = &graph.records[entity.base as usize];
        let field = schema.kinds[record.kind].field(RETIRED);
        out.push(match field.and_then(|field| record.value(field)).map(|given| &given.value) {
            None => false,
            Some(Value::Date(date)) => date.earliest().is_none_or(|day| {
                scope.clock.has_come(day, &Cause::of_field(&entity.key, RETIRED))
            }),
            Some(_) => true,
        });
    }
    out
}
