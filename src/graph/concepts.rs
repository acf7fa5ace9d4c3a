//! Concepts: what SKOS asks of the records of a kind that says `skos`. No concept is broader than
//! itself, and no two of one kind have the same label in one language.

use std::collections::BTreeMap;

use super::{EntityId, Graph, normal};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::Record;
use crate::schema::vocabulary::{From, Pattern, Term};
use crate::schema::{Kind, Schema};
use crate::source::Span;

/// Checks all concepts.
pub(super) fn check(
    graph: &Graph,
    schema: &Schema,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    for (at, kind) in schema.kinds.iter().enumerate() {
        if let Some(pattern) = &kind.vocabulary.skos {
            let all = 0..graph.entities.len() as EntityId;
            let own: Vec<EntityId> = all.filter(|id| graph.entity(*id).kind == at).collect();
            circles(graph, &own, &broader(kind, pattern), diagnostics);
            // Those that are alike in the first language are reported as such.
            for language in 1..config.languages.len() {
                labels(graph, &own, (language, config.languages[language].as_str()), diagnostics);
            }
        }
    }
}

/// The fields that name broader concepts.
fn broader(kind: &Kind, pattern: &Pattern) -> Vec<usize> {
    let terms = pattern.properties.iter().filter(|(name, _)| name == "broader");
    let fields = terms.flat_map(|(_, terms)| terms).filter_map(|term| match term {
        Term::Values(values) => match &values.from {
            From::Field(name) => kind.field(name),
            _ => None,
        },
        Term::Thing(_) => None,
    });
    fields.collect()
}

/// The broader concepts of one, each with the place that says so.
fn above(graph: &Graph, id: EntityId, fields: &[usize]) -> Vec<(EntityId, Span)> {
    let language = graph.base(id).language;
    let mut out = Vec::new();
    for (record, given) in fields.iter().filter_map(|field| graph.field(id, language, *field)) {
        given.value.each(&mut |value| {
            if let crate::parse::Value::Ref(link) = value {
                out.extend(graph.target(record, *link).map(|to| (to, given.span)));
            }
        });
    }
    out
}

/// Reports each circle once, at the concept of it that comes first.
fn circles(graph: &Graph, own: &[EntityId], fields: &[usize], diagnostics: &mut Diagnostics) {
    let mut done = std::collections::BTreeSet::new();
    for start in own {
        let mut way: Vec<EntityId> = Vec::new();
        let mut open = vec![(*start, 0)];
        while let Some((id, depth)) = open.pop() {
            way.truncate(depth);
            if let Some(from) = way.iter().position(|at| *at == id) {
                diagnostics.push(circle(graph, &way[from..], fields));
            } else if done.insert(id) {
                way.push(id);
                open.extend(above(graph, id, fields).into_iter().map(|(to, _)| (to, depth + 1)));
            }
        }
    }
}

fn circle(graph: &Graph, way: &[EntityId], fields: &[usize]) -> Diagnostic {
    let first = way.first().copied().unwrap_or_default();
    let next = way.get(1).copied().unwrap_or(first);
    let id = |id: &EntityId| graph.entity(*id).key.id().to_owned();
    let names: Vec<String> = way.iter().chain([&first]).map(id).collect();
    let headline = format!("the concept `{}` is broader than itself", id(&first));
    let place = above(graph, first, fields).into_iter().find(|(to, _)| *to == next);
    let diagnostic = Diagnostic::new(Code::CircularTree, headline)
        .help("remove the broader concept from the record that belongs at the top")
        .note(format!("each of these names the next as broader: {}", names.join(" → ")));
    place.into_iter().fold(diagnostic, |diagnostic, (_, span)| diagnostic.at(span))
}

/// Reports concepts with the same label in a language.
fn labels(
    graph: &Graph,
    own: &[EntityId],
    (language, tag): (usize, &str),
    diagnostics: &mut Diagnostics,
) {
    let mut first: BTreeMap<String, &Record> = BTreeMap::new();
    for id in own {
        let Some(at) = graph.entity(*id).variants[language] else { continue };
        let record = &graph.records[at as usize];
        let label = normal(&record.title).to_lowercase();
        let other = *first.entry(label).or_insert(record);
        if other.key != record.key {
            let headline =
                format!("two concepts are called “{}” in the language `{tag}`", record.title);
            let diagnostic = Diagnostic::new(Code::SharedLabel, headline).at(record.head);
            let help = "give one of them a title that tells them apart";
            diagnostics.push(diagnostic.related(other.head, "the other one").help(help));
        }
    }
}
