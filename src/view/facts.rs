//! A record's fields as readers see them.

use super::values::Given;
use super::{About, EntityRef, Fingerprinted, Leads, Question, Shows, Site, View, fingerprinted};
use crate::edtf::{Date, Day};
use crate::fingerprint::Hasher;
use crate::graph::{EntityId, Graph};
use crate::id::RecordKey;
use crate::language::Language;
use crate::parse::{Body, FieldValue, Past, Record, Value};
use crate::schema::Field;

/// The record of an entity, and the model of its kind.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RecordOf(EntityRef);

/// The answer.
struct Seen<'s> {
    /// What readers see.
    record: &'s Record,
    /// What stands in for fields that it does not give.
    base: &'s Record,
    /// The texts of its own in the languages of the site.
    variants: Variants<'s>,
    /// The number of the record; part of its identity.
    number: u32,
}

/// The number of a record in each language that has one. That it has one counts, not the number.
struct Variants<'s>(&'s [Option<u32>]);

fingerprinted!(Seen<'_> { record, base, variants; number });

impl Fingerprinted for Variants<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.0.iter().for_each(|variant| variant.is_some().fingerprint(site, h));
    }
}

impl Question for RecordOf {
    type Answer<'s> = Option<Seen<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<Seen<'s>> {
        let (id, graph) = (self.0.find(site)?, &site.graph);
        let number = graph.shown(id, self.0.language);
        let variants = Variants(&graph.entity(id).variants);
        let record = &graph.records[number as usize];
        Some(Seen { record, base: graph.base(id), variants, number })
    }

    fn about(&self, site: &Site) -> Option<About> {
        self.0.about(site, Shows::Everything, Vec::new())
    }
}

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

/// What a field was from a day on.
#[derive(Clone, Debug)]
pub struct PastFact<'s> {
    /// The field.
    pub field: &'s Field,
    /// From when.
    pub date: Shown<'s>,
    /// The first day of that, where it is known.
    pub day: Option<Day>,
    /// What readers see.
    pub value: Shown<'s>,
    /// How great it is, for a line over time: a number, or the place of a word among those of its field.
    pub size: Option<f64>,
    /// What supports it.
    pub sources: Vec<Shown<'s>>,
}

impl<'s> View<'s> {
    /// What fields of an entity were before, by field and date.
    pub fn history(&self, id: EntityId) -> Vec<PastFact<'s>> {
        // It is part of the record.
        let base = self.seen(id).base;
        let number = self.site.graph.entity(id).base;
        base.history.iter().map(|past| self.past(number, past)).collect()
    }

    fn past(&self, record: u32, past: &'s Past) -> PastFact<'s> {
        let base: &'s Record = &self.site.graph.records[record as usize];
        let field = &self.kind(base.kind).fields[past.field];
        let link =
            |link: &usize| Shown::Link(self.leads(record, *link), &base.links[*link].written);
        PastFact {
            field,
            date: self.shown_date(&past.date),
            day: past.date.earliest(),
            value: self.shown(field, record, &past.value),
            size: match &past.value {
                Value::Integer(number) => Some(*number as f64),
                Value::Number(number) => Some(*number),
                Value::Choice(number) => Some(*number as f64),
                _ => None,
            },
            sources: past.sources.iter().map(link).collect(),
        }
    }

    fn shown_date(&self, date: &'s Date) -> Shown<'s> {
        Shown::Date {
            words: date.display(&self.words().dates),
            exact: date.iso_exact(),
            text: date.as_str(),
        }
    }

    /// The record of an entity that readers of this page see, with its number.
    pub fn record(&self, id: EntityId) -> (&'s Record, u32) {
        let seen = self.seen(id);
        (seen.record, seen.number)
    }

    fn seen(&self, id: EntityId) -> Seen<'s> {
        self.ask(RecordOf(self.entity(id))).expect("a view is asked about entities of its site")
    }

    /// The name of an entity: what its number stands for wherever an answer has one.
    pub fn key(&self, id: EntityId) -> &'s RecordKey {
        &self.site.graph.entity(id).key
    }

    /// The number of an entity's kind, which is part of its name.
    pub fn kind_of(&self, id: EntityId) -> usize {
        self.site.graph.entity(id).kind
    }

    /// Whether an entity has a text of its own in a language.
    pub fn has_language(&self, id: EntityId, language: usize) -> bool {
        self.seen(id).variants.0[language].is_some()
    }

    /// Every field that an entity gives, in the order of its kind. A value that no record gives
    /// is the field's default.
    pub fn facts(&self, id: EntityId) -> Vec<Fact<'s>> {
        self.record(id);
        let graph: &'s Graph = &self.site.graph;
        let fields = 0..self.kind(self.kind_of(id)).fields.len();
        // The values are part of the record.
        let given = fields.filter_map(|field| graph.field(id, self.language, field));
        given.map(|(record, field)| self.fact_of(id, Given { record, field })).collect()
    }

    /// One field of an entity.
    pub fn fact(&self, id: EntityId, name: &str) -> Option<Fact<'s>> {
        let field = self.kind(self.kind_of(id)).field(name)?;
        Some(self.fact_of(id, self.given_by(id, field)?))
    }

    fn fact_of(&self, id: EntityId, given: Given<'s>) -> Fact<'s> {
        let Given { record, field: FieldValue { field: number, value, status, .. } } = given;
        let field = &self.kind(self.kind_of(id)).fields[*number];
        let shown = self.shown(field, record, value);
        let recorded = field.counts.as_ref().and_then(|_| self.recorded(id, *number));
        Fact { field, shown, status, recorded }
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
            Value::Date(date) => self.shown_date(date),
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
