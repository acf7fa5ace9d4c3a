//! Which records meet a condition: for views, and for whoever asks on the command line.

use super::reading::Reading;
use super::{Input, ViewSettings, listing, names};
use crate::collate::Collator;
use crate::config::{Config, ListSettings};
use crate::diag::{Checked, Code, Diagnostics};
use crate::graph::asked;
use crate::graph::context::{self, Asked};
use crate::graph::{EntityId, Graph};
use crate::schema::condition::{Condition, point_out};
use crate::schema::{self, Kind, Schema};
use crate::source::Span;

/// The records that a view would list in the default language, in its order. No page is planned.
pub fn records(
    graph: &Graph,
    config: &Config,
    schema: &Schema,
    today: &str,
    view: &ViewSettings,
) -> Checked<Vec<EntityId>> {
    let collators: Vec<_> = config.languages.iter().map(Collator::new).collect();
    let input = Input { graph, config, schema, collators: &collators, today };
    let mut diagnostics = Diagnostics::new();
    let by_kind = listing::by_kind(input);
    let reading = Reading { input, language: super::DEFAULT_LANGUAGE };
    let listing = listing::view_listing(reading, view, &by_kind, &mut diagnostics);
    // Whoever asks for a value that nothing has gets the answer that nothing has it.
    drop(diagnostics.take(Code::UnknownValue));
    drop(diagnostics.take(Code::UnknownReference));
    Checked::new(listing.entities, diagnostics)
}

/// Takes the records out that do not meet a condition; all of them where it cannot be applied.
pub(super) fn retain(
    input: Input<'_>,
    kinds: &[&Kind],
    (text, span): (&str, Span),
    language: usize,
    entities: &mut Vec<EntityId>,
    diagnostics: &mut Diagnostics,
) {
    let condition = schema::read_condition(text, span, diagnostics);
    let unknown = condition.as_ref().and_then(|c| schema::unknown(c, kinds, input.schema, span));
    match (condition, unknown) {
        (Some(condition), None) => {
            let asked = (&condition, kinds);
            diagnostics.extend(asked::unknown(input.graph, input.schema, asked, span));
            let others = others(&condition, kinds);
            let asked = (&condition, others.as_slice(), span);
            entities.retain(|id| holds(input, asked, *id, language, diagnostics));
        }
        (_, unknown) => {
            diagnostics.extend(unknown);
            entities.clear();
        }
    }
}

/// Whether a record meets a condition whose names have been checked; not where it cannot be applied.
pub(crate) fn meets(
    input: Input<'_>,
    condition: &Condition,
    id: EntityId,
    language: usize,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let kinds: Vec<&Kind> = input.schema.kinds.iter().collect();
    let others = others(condition, &kinds);
    holds(input, (condition, &others, span), id, language, diagnostics)
}

/// The names that a condition asks for, each with what it is for a record whose kind does not
/// have the field: a view may list several kinds.
fn others(condition: &Condition, kinds: &[&Kind]) -> Vec<(String, tera::Value)> {
    let value = |name: &str| {
        let field = names::fields(kinds, name).next();
        field.map_or(tera::Value::none(), context::nothing)
    };
    condition.names().iter().map(|name| (name.clone(), value(name))).collect()
}

fn holds(
    input: Input<'_>,
    (condition, others, span): (&Condition, &[(String, tera::Value)], Span),
    id: EntityId,
    language: usize,
    diagnostics: &mut Diagnostics,
) -> bool {
    let asked = Asked { graph: input.graph, schema: input.schema, id, language };
    let mut fields = asked.fields(condition.names());
    fields.insert_value(schema::NAMED, asked.named(condition.ways()));
    for (name, value) in others {
        if !fields.contains_key(name) {
            fields.insert_value(name.clone(), value.clone());
        }
    }
    fields.insert("lang", input.config.languages[language].as_str());
    fields.insert("today", input.today);
    condition.holds(&fields).unwrap_or_else(|diagnostic| {
        let record = input.graph.record(id, language);
        point_out(*diagnostic, span, (&record.title, record.head), diagnostics);
        false
    })
}

/// Reports names in a list's settings that are fields of none of its kinds.
pub(super) fn check_names(kinds: &[&Kind], list: &ListSettings, diagnostics: &mut Diagnostics) {
    if let [kind] = kinds {
        return schema::check_list(kind, list, diagnostics);
    }
    let known = |name: &str| ["id", "kind"].contains(&name) || names::has_field(kinds, name);
    let sorts = list.sort.iter().map(|sort| (&sort.field, sort.span));
    let others = list.facets.iter().chain(&list.columns).chain(&list.group);
    for (name, span) in sorts.chain(others.map(|(name, span)| (name, *span))) {
        if !kinds.is_empty() && !known(name) {
            diagnostics.push(names::no_field(kinds, "field of any of the kinds", name, span));
        }
    }
}
