//! A record's fields as readers see them.

use super::{Leads, Question, View};
use crate::graph::{EntityId, Graph};
use crate::id::RecordKey;
use crate::language::Language;
use crate::parse::{Body, Record, Value};
use crate::schema::Field;
use crate::schema::counts::{Counted, counted};

/// A field that a record gives.
#[derive(Clone, Debug)]
pub struct Fact<'s> {
    /// The field.
    pub field: &'s Field,
    /// What readers see.
    pub shown: Shown<'s>,
    /// What the source says about the value; empty where nothing.
    pub status: &'s str,
    /// How many the site has of what the value is a stated total of, where that is another number.
    pub recorded: Option<usize>,
}

/// A value as readers see it.
#[derive(Clone, Debug)]
pub enum Shown<'s> {
    /// A text.
    Text(&'s str),
    /// A name and its language.
    Name(&'s str, &'s Language),
    /// Markdown, and the number of the record whose links it holds.
    Markdown(&'s Body, u32),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date: in words, for machines, and as written.
    Date {
        /// In words.
        words: String,
        /// For machines; `None` where the date is not exact.
        exact: Option<String>,
        /// As written, in EDTF.
        text: &'s str,
    },
    /// The source states none.
    NotStated,
    /// A web address.
    Url(&'s str),
    /// A word of a list: as written, and as people see it.
    Choice(&'s str, &'s str),
    /// A country: its code and its name.
    Country(&'static str, &'static str),
    /// A language: its tag and its name.
    Language(&'s str, &'s str),
    /// A reference: what it leads to, and as written.
    Link(Leads, &'s str),
    /// Several values.
    List(Vec<Shown<'s>>),
}

impl<'s> View<'s> {
    /// The record of an entity that readers of this page see.
    pub fn record(&self, id: EntityId) -> (&'s Record, u32) {
        let graph: &'s Graph = &self.site.graph;
        self.note(|| Question::Record(self.site.key(id), self.language));
        (graph.record(id, self.language), graph.shown(id, self.language))
    }

    /// The name of an entity.
    pub fn key(&self, id: EntityId) -> &'s RecordKey {
        &self.site.graph.entity(id).key
    }

    /// The number of an entity's kind.
    pub fn kind_of(&self, id: EntityId) -> usize {
        self.site.graph.entity(id).kind
    }

    /// Whether an entity has a text of its own in a language.
    pub fn has_language(&self, id: EntityId, language: usize) -> bool {
        self.note(|| Question::Record(self.site.key(id), self.language));
        self.site.graph.entity(id).variants[language].is_some()
    }

    /// The sentence in which a link stands; empty for links in fields.
    pub fn sentence(&self, record: u32, link: u32) -> std::borrow::Cow<'s, str> {
        self.site.sentence(record, link)
    }

    /// Every field that an entity gives, in the order of its kind. A value that no record gives
    /// is the field's default.
    pub fn facts(&self, id: EntityId) -> Vec<Fact<'s>> {
        self.record(id);
        let kind = self.kind(self.kind_of(id));
        (0..kind.fields.len()).filter_map(|field| self.fact_at(id, field)).collect()
    }

    /// One field of an entity.
    pub fn fact(&self, id: EntityId, name: &str) -> Option<Fact<'s>> {
        self.record(id);
        let field = self.kind(self.kind_of(id)).field(name)?;
        self.fact_at(id, field)
    }

    fn fact_at(&self, id: EntityId, number: usize) -> Option<Fact<'s>> {
        let graph: &'s Graph = &self.site.graph;
        let field = &self.site.schema.kinds[graph.entity(id).kind].fields[number];
        let (record, given) = graph.field(id, self.language, number)?;
        let shown = self.shown(field, record, &given.value);
        let recorded = self.recorded(id, number);
        Some(Fact { field, shown, status: &given.status, recorded })
    }

    /// How many the site has of what a field states a total of, where that is another number.
    fn recorded(&self, id: EntityId, field: usize) -> Option<usize> {
        let (graph, schema) = (&self.site.graph, &self.site.schema);
        let kind = self.kind(self.kind_of(id));
        if let Counted::Others { .. } = counted(schema, kind, &kind.fields[field])? {
            self.note(|| Question::Related(self.site.key(id), self.language));
        }
        crate::graph::stated::recorded(graph, schema, (id, self.language), field)
    }

    pub(super) fn shown(&self, field: &'s Field, record: u32, value: &'s Value) -> Shown<'s> {
        let tag = self.site.tag(self.language);
        match value {
            Value::Text(text) => Shown::Text(text),
            Value::Name(name) => Shown::Name(&name.text, &name.language),
            Value::Markdown(body) => Shown::Markdown(body, record),
            Value::Integer(number) => Shown::Integer(*number),
            Value::Number(number) => Shown::Number(*number),
            Value::Bool(yes) => Shown::Bool(*yes),
            Value::Date(date) => Shown::Date {
                words: date.display(&self.words().dates),
                exact: date.iso_exact(),
                text: date.as_str(),
            },
            Value::NotStated => Shown::NotStated,
            Value::Url(url) => Shown::Url(url),
            Value::Choice(number) => {
                let choice = &field.kind.choices()[*number];
                Shown::Choice(&choice.value, choice.label.get(tag))
            }
            Value::Country(country) => Shown::Country(country.alpha2, country.name(tag)),
            Value::Language(language) => Shown::Language(language.as_str(), language.own_name()),
            Value::Ref(link) => {
                let written = &self.site.graph.records[record as usize].links[*link].written;
                Shown::Link(self.leads(record, *link), written)
            }
            Value::List(items) => {
                Shown::List(items.iter().map(|item| self.shown(field, record, item)).collect())
            }
        }
    }
}
