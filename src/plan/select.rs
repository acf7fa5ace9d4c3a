//! Which records meet a condition: for views, and for whoever asks on the command line.

use super::names;
use super::product::Input;
use super::reading::Reading;
use crate::clock::Cause;
use crate::config::ListSettings;
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::graph::asked;
use crate::graph::context::{self, Asked};
use crate::schema::condition::{Condition, TODAY, point_out};
use crate::schema::{self, Kind};
use crate::source::Span;

/// A condition as it is written, for records of these kinds; `None` where it cannot be applied.
pub(crate) fn read_condition(
    input: Input<'_>,
    kinds: &[usize],
    (text, span): &(String, Span),
    diagnostics: &mut Diagnostics,
) -> Option<(Condition, Span)> {
    let condition = schema::read_condition(text, *span, diagnostics)?;
    let kinds: Vec<_> = kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    if let Some(unknown) = schema::unknown(&condition, &kinds, input.schema, *span) {
        diagnostics.push(unknown);
        return None;
    }
    let asked = (&condition, kinds.as_slice());
    diagnostics.extend(asked::unknown(input.graph, input.schema, asked, *span));
    Some((condition, *span))
}

/// A condition that is applied to records, as readers of one language see them.
pub(crate) struct Filter<'a> {
    reading: Reading<'a>,
    condition: &'a Condition,
    span: Span,
    /// The names that the condition asks for, each with what it is for a record whose kind does
    /// not have the field: a view may list several kinds.
    others: Vec<(String, tera::Value)>,
}

impl<'a> Filter<'a> {
    /// A filter by a condition whose names have been checked.
    pub(crate) fn new(reading: Reading<'a>, (condition, span): &'a (Condition, Span)) -> Self {
        let value = |name: &str| {
            let mut kinds = reading.input.schema.kinds.iter();
            let field = kinds.find_map(|kind| Some(&kind.fields[kind.field(name)?]));
            field.map_or(tera::Value::none(), context::nothing)
        };
        let others = condition.names().iter().map(|name| (name.clone(), value(name))).collect();
        Self { reading, condition, span: *span, others }
    }

    /// Whether a record meets the condition; not where it cannot be applied.
    pub(crate) fn admits(&self, id: EntityId, diagnostics: &mut Diagnostics) -> bool {
        let Reading { input, language } = self.reading;
        let asked = Asked { graph: input.graph, schema: input.schema, id, language };
        let mut fields = asked.fields(self.condition.names());
        fields.insert_value(schema::NAMED, asked.named(self.condition.ways()));
        for (name, value) in &self.others {
            if !fields.contains_key(name) {
                fields.insert_value(name.clone(), value.clone());
            }
        }
        fields.insert("lang", input.config.languages[language].as_str());
        let clock = input.clock;
        if self.condition.names().iter().any(|name| name == TODAY) {
            let turn = clock.today().and_then(|today| self.condition.turn(&mut fields, today));
            let cause = Cause::of_field(&input.graph.entity(id).key, self.condition.text());
            turn.into_iter().for_each(|day| clock.turns_on(day, &cause));
        }
        fields.insert(TODAY, clock.text());
        self.condition.holds(&fields).unwrap_or_else(|diagnostic| {
            let record = input.graph.record(id, language);
            point_out(*diagnostic, self.span, (&record.title, record.head), diagnostics);
            false
        })
    }
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
