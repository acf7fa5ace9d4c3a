//! A field as readers of a language see it.

use std::cell::OnceCell;

use super::product::Input;
use super::word;
use crate::collate::Collator;
use crate::edtf::Date;
use crate::graph::EntityId;
use crate::parse::{FieldValue, Record, Value};
use crate::schema::{Field, Kind, Schema};

/// A site as readers of a language see it.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) language: usize,
}

/// The name of a field, looked up once in every kind.
#[derive(Clone, Debug)]
pub(crate) struct FieldName {
    name: String,
    /// By kind: the number of the field of this name.
    numbers: Vec<Option<usize>>,
    /// By kind: the words in addresses of the choices of the field, made when first asked for.
    words: Vec<OnceCell<Vec<String>>>,
}

/// What a record gives for a field.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    /// The number of the record's kind.
    pub(crate) kind: usize,
    /// The field.
    pub(crate) field: &'a Field,
    /// The number of the record that gives the value: a translation, or the original.
    pub(crate) record: u32,
    /// The value, with its place.
    pub(crate) found: &'a FieldValue,
}

impl FieldName {
    /// Looks a name up in every kind.
    pub(crate) fn new(schema: &Schema, name: &str) -> Self {
        let numbers: Vec<_> = schema.kinds.iter().map(|kind| kind.field(name)).collect();
        let words = vec![OnceCell::new(); numbers.len()];
        Self { name: name.to_owned(), numbers, words }
    }

    /// The name as it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.name
    }

    /// The number of the field in a kind.
    pub(crate) fn in_kind(&self, kind: usize) -> Option<usize> {
        self.numbers[kind]
    }

    /// The word in addresses of a choice of the field.
    pub(crate) fn choice(&self, given: Given<'_>, number: usize) -> &str {
        let choices = given.field.kind.choices();
        let all = || (0..choices.len()).map(|at| word::of_choice(choices, at)).collect();
        &self.words[given.kind].get_or_init(all)[number]
    }
}

impl<'a> Reading<'a> {
    /// The tag of the language.
    pub(crate) fn tag(self) -> &'a str {
        self.input.config.languages[self.language].as_str()
    }

    /// The order of words in the language.
    pub(crate) fn collator(self) -> &'a Collator {
        &self.input.collators[self.language]
    }

    /// The field of this name, in every kind that has it.
    pub(crate) fn name(self, name: &str) -> FieldName {
        FieldName::new(self.input.schema, name)
    }

    /// The record that readers see.
    pub(crate) fn record(self, id: EntityId) -> &'a Record {
        self.input.graph.record(id, self.language)
    }

    /// The title that readers see.
    pub(crate) fn title(self, id: EntityId) -> &'a str {
        &self.record(id).title
    }

    /// The short name of an entity that nothing else has, or `""`.
    pub(crate) fn short(self, id: EntityId) -> &'a str {
        let Input { graph, schema, .. } = self.input;
        graph.short(schema, id, self.language).unwrap_or_default()
    }

    /// The kind of an entity.
    pub(crate) fn kind(self, id: EntityId) -> &'a Kind {
        &self.input.schema.kinds[self.input.graph.entity(id).kind]
    }

    /// The field of this name of an entity's kind.
    pub(crate) fn field(self, id: EntityId, name: &FieldName) -> Option<&'a Field> {
        let number = name.in_kind(self.input.graph.entity(id).kind)?;
        Some(&self.kind(id).fields[number])
    }

    /// What an entity gives for a field.
    pub(crate) fn given(self, id: EntityId, name: &FieldName) -> Option<Given<'a>> {
        self.given_at(id, name.in_kind(self.input.graph.entity(id).kind)?)
    }

    /// What an entity gives for the field of its kind with this number.
    pub(crate) fn given_at(self, id: EntityId, number: usize) -> Option<Given<'a>> {
        let (record, found) = self.input.graph.field(id, self.language, number)?;
        let kind = self.input.graph.entity(id).kind;
        let field = &self.input.schema.kinds[kind].fields[number];
        Some(Given { kind, field, record, found })
    }

    /// The value of a field; of a list, the first one.
    pub(crate) fn value(self, id: EntityId, name: &FieldName) -> Option<&'a Value> {
        self.given(id, name)?.first()
    }

    /// Whether a field has a value that the source states.
    pub(crate) fn is_stated(self, id: EntityId, name: &FieldName) -> bool {
        let given = self.given(id, name);
        given.is_some_and(|given| given.any(|value| !matches!(value, Value::NotStated)))
    }

    /// The date in a field.
    pub(crate) fn date(self, id: EntityId, name: &FieldName) -> Option<&'a Date> {
        match self.value(id, name)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// The whole number in a field.
    pub(crate) fn integer(self, id: EntityId, name: &FieldName) -> Option<i64> {
        match self.value(id, name)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The number in a field, whole or not.
    pub(crate) fn number(self, id: EntityId, name: &FieldName) -> Option<f64> {
        match self.value(id, name)? {
            Value::Integer(number) => Some(*number as f64),
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text in a field.
    pub(crate) fn text(self, id: EntityId, name: &FieldName) -> Option<&'a str> {
        self.value(id, name)?.as_text()
    }

    /// The state that a field holds: its word, or the default of the field.
    pub(crate) fn state(self, id: EntityId, name: &FieldName) -> Option<&'a str> {
        let field = self.field(id, name)?;
        match self.value(id, name) {
            Some(Value::Choice(number)) => field.kind.choices().get(*number).map(|c| &*c.value),
            Some(value) => value.as_text(),
            None => field.default.as_ref()?.as_text(),
        }
    }

    /// The entities that a field names.
    pub(crate) fn refs(self, id: EntityId, name: &FieldName) -> Vec<EntityId> {
        let number = name.in_kind(self.input.graph.entity(id).kind);
        number.map_or_else(Vec::new, |number| self.refs_at(id, number))
    }

    /// The entities that the field with this number names.
    pub(crate) fn refs_at(self, id: EntityId, number: usize) -> Vec<EntityId> {
        let mut out = Vec::new();
        if let Some(given) = self.given_at(id, number) {
            given.found.value.each(&mut |value| out.extend(given.target(self, value)));
        }
        out
    }

    /// The first entity that a field names.
    pub(crate) fn target(self, id: EntityId, name: &FieldName) -> Option<EntityId> {
        let given = self.given(id, name)?;
        given.target(self, given.first()?)
    }
}

impl<'a> Given<'a> {
    /// The value; of a list, the first one.
    pub(crate) fn first(self) -> Option<&'a Value> {
        let mut first = None;
        self.found.value.each(&mut |value| first = first.or(Some(value)));
        first
    }

    /// Whether one of its values fits.
    pub(crate) fn any(self, fits: impl Fn(&Value) -> bool) -> bool {
        let mut any = false;
        self.found.value.each(&mut |value| any |= fits(value));
        any
    }

    /// The entity that one of its values names.
    pub(crate) fn target(self, reading: Reading<'_>, value: &Value) -> Option<EntityId> {
        match value {
            Value::Ref(link) => reading.input.graph.target(self.record, *link),
            _ => None,
        }
    }
}
