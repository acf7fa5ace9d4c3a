//! Whether the records exist that a condition names by their ids.

use super::Graph;
use crate::diag::{Code, Diagnostic, Level};
use crate::id::RecordKey;
use crate::schema::condition::{Compared, Condition};
use crate::schema::{Kind, Schema, asked_fields, unknown_value};
use crate::source::Span;
use crate::text::{nearest, quoted_list};

/// The reports of values and records that a condition names and that do not exist.
pub fn unknown(
    graph: &Graph,
    schema: &Schema,
    asked: (&Condition, &[&Kind]),
    span: Span,
) -> impl Iterator<Item = Diagnostic> {
    let value = unknown_value(asked.0, asked.1, schema, span);
    value.into_iter().chain(unknown_record(graph, schema, asked, span))
}

/// The report of an id with which a condition compares a reference, and which no record has. A
/// warning, since the record may come yet.
fn unknown_record(
    graph: &Graph,
    schema: &Schema,
    (condition, kinds): (&Condition, &[&Kind]),
    span: Span,
) -> Option<Diagnostic> {
    condition.compared().iter().filter(|it| it.is_quoted).find_map(
        |Compared { name, text, .. }| {
            let targets = targets(name, kinds, schema)?;
            let is_there = |kind: &&str| graph.find(&RecordKey::new(kind, text)).is_some();
            if targets.iter().any(is_there) || is_left_out(graph, text) {
                return None;
            }
            let ids = graph.entities.iter().filter(|entity| targets.contains(&entity.key.kind()));
            let near = nearest(text, ids.map(|entity| entity.key.id()), 1);
            let headline = format!(
                "the condition `{}` names `{text}`, but no record has this id",
                condition.text()
            );
            let diagnostic = Diagnostic::new(Code::UnknownReference, headline);
            let diagnostic = diagnostic.at(span).level(Level::Warning);
            Some(diagnostic.help(match near.is_empty() {
                true => "add the record, or write the id of another".to_owned(),
                false => format!("did you mean {}?", quoted_list(&near, "or")),
            }))
        },
    )
}

/// The kinds of the records whose ids a field holds; `None` for other fields.
fn targets<'s>(name: &str, kinds: &[&'s Kind], schema: &'s Schema) -> Option<Vec<&'s str>> {
    if name == "id" {
        return Some(kinds.iter().map(|kind| &*kind.name).collect());
    }
    let fields = asked_fields(name, kinds, schema);
    let targets: Option<Vec<&[String]>> = fields.iter().map(|field| field.kind.targets()).collect();
    let targets = targets.filter(|targets| !targets.is_empty())?;
    let any = targets.iter().any(|targets| targets.is_empty());
    let is_target = |kind: &&str| any || targets.iter().any(|t| t.iter().any(|name| name == kind));
    Some(schema.kinds.iter().map(|kind| &*kind.name).filter(is_target).collect())
}

/// Whether a record of this id is left out of the build: a message would reveal that it exists.
fn is_left_out(graph: &Graph, id: &str) -> bool {
    graph.left_out.iter().any(|out| out.record.key.id() == id)
}
