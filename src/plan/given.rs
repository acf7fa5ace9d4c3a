//! Which fields some record gives a value: what the columns of a kind's files are.

use crate::graph::Graph;
use crate::parse::Value;
use crate::schema::{Kind, Schema};

/// The fields of each kind, but for the title, that some record gives a value.
pub(super) fn of(graph: &Graph, schema: &Schema) -> Vec<Vec<usize>> {
    let mut is_given: Vec<Vec<bool>> =
        schema.kinds.iter().map(|kind| vec![false; kind.fields.len()]).collect();
    for record in graph.entities.iter().flat_map(|entity| entity.variants.iter().flatten()) {
        let record = &graph.records[*record as usize];
        for given in record.fields.iter().filter(|given| holds_something(&given.value)) {
            is_given[record.kind][given.field] = true;
        }
    }
    let kinds = schema.kinds.iter().zip(is_given);
    let fields = |(kind, is_given): (&Kind, Vec<bool>)| -> Vec<usize> {
        let all = (0..kind.fields.len()).filter(|at| kind.fields[*at].name != "title");
        all.filter(|at| is_given[*at]).collect()
    };
    kinds.map(fields).collect()
}

fn holds_something(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Url(text) => !text.is_empty(),
        Value::Name(name) => !name.text.is_empty(),
        Value::Markdown(body) => !body.html.is_empty(),
        Value::List(items) => items.iter().any(holds_something),
        Value::NotStated => false,
        _ => true,
    }
}
