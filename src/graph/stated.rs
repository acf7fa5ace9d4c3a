//! Totals that a source states, and how many there are of what it counts.

use super::{EntityId, Graph};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::Value;
use crate::schema::Schema;
use crate::schema::counts::{Counted, counted};

/// How many the site has of what a field of an entity states a total of, where that is another
/// number than the stated one.
pub fn recorded(
    graph: &Graph,
    schema: &Schema,
    (id, language): (EntityId, usize),
    field: usize,
) -> Option<usize> {
    let kind = &schema.kinds[graph.entity(id).kind];
    let counted = counted(schema, kind, &kind.fields[field])?;
    let recorded = match counted {
        Counted::Own(field) => {
            let mut entries = 0;
            if let Some((_, given)) = graph.field(id, language, field) {
                given.value.each(&mut |_| entries += 1);
            }
            entries
        }
        Counted::Others { kind, field } => others(graph, (id, language), kind, field),
    };
    let stated = match graph.field(id, language, field)?.1.value {
        Value::Integer(number) => number as f64,
        Value::Number(number) => number,
        _ => return None,
    };
    (stated != recorded as f64).then_some(recorded)
}

/// How many records of a kind name an entity in a field.
fn others(graph: &Graph, (id, language): (EntityId, usize), kind: usize, field: usize) -> usize {
    let edges = graph.incoming(id).iter().filter(|edge| {
        edge.field == Some(field as u16)
            && graph.entity(edge.from).kind == kind
            && graph.is_seen(edge, language)
    });
    let from: std::collections::BTreeSet<EntityId> = edges.map(|edge| edge.from).collect();
    from.len()
}

/// Points out every stated total of an entity that is not that of the records.
pub(super) fn check(graph: &Graph, schema: &Schema, id: EntityId, diagnostics: &mut Diagnostics) {
    if !graph.lost_rows.is_empty() {
        return;
    }
    let record = graph.base(id);
    let kind = &schema.kinds[record.kind];
    for given in record.fields.iter().filter(|given| kind.fields[given.field].counts.is_some()) {
        let of = (id, record.language);
        let counts = counted(schema, kind, &kind.fields[given.field]);
        if matches!(counts, Some(Counted::Own(field)) if record.unread.contains(&field)) {
            continue;
        }
        let Some(recorded) = recorded(graph, schema, of, given.field) else { continue };
        let stated = match &given.value {
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        let (counts, _) = kind.fields[given.field].counts.as_ref().expect("it was looked for");
        let headline = format!("{stated} stated, {recorded} recorded in `{counts}`");
        diagnostics.push(
            Diagnostic::new(Code::StatedTotal, headline)
                .at(given.span)
                .help("check the source for missing entries; otherwise keep the total"),
        );
    }
}
