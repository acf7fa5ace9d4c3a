//! One field of a record, for whatever shows no more of it.

use super::{EntityRef, Fingerprinted, Question, Site, View};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::parse::{Body, FieldValue, Hole, Segment, Value};

/// A field of an entity, by its number in the kind.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FieldOf(EntityRef, usize);

/// The answer: a value with the number of the record that gives it.
pub(super) struct Given<'s> {
    pub(super) record: u32,
    pub(super) field: &'s FieldValue,
}

impl Question for FieldOf {
    type Answer<'s> = Option<Given<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<Given<'s>> {
        let Self(entity, field) = self;
        let (record, field) = site.graph.field(entity.find(site)?, entity.language, *field)?;
        Some(Given { record, field })
    }
}

impl Fingerprinted for Given<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let FieldValue { field: _, value, status, span: _ } = self.field;
        let record = &site.graph.records[self.record as usize];
        (&*record.path, record.language, status).fingerprint(site, h);
        GivenValue { record: self.record, value }.fingerprint(site, h);
    }
}

/// A value of a record, whose references stand in that record.
struct GivenValue<'s> {
    record: u32,
    value: &'s Value,
}

impl Fingerprinted for GivenValue<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let written = |link: &usize| &site.graph.records[self.record as usize].links[*link].written;
        match self.value {
            Value::Text(text) => ("text", text).fingerprint(site, h),
            Value::Name(name) => ("name", &name.text, &name.language).fingerprint(site, h),
            Value::Markdown(body) => ("markdown", &**body).fingerprint(site, h),
            Value::Integer(number) => ("integer", number.to_string()).fingerprint(site, h),
            Value::Number(number) => ("number", number.to_string()).fingerprint(site, h),
            Value::Bool(yes) => ("bool", yes).fingerprint(site, h),
            Value::Date(date) => ("date", date.as_str()).fingerprint(site, h),
            Value::NotStated => "not stated".fingerprint(site, h),
            Value::Url(url) => ("url", url).fingerprint(site, h),
            Value::Choice(choice) => ("choice", choice).fingerprint(site, h),
            Value::Country(country) => ("country", country.alpha2).fingerprint(site, h),
            Value::Language(language) => ("language", language).fingerprint(site, h),
            // What it leads to is asked as well.
            Value::Ref(link) => ("ref", link, &**written(link)).fingerprint(site, h),
            Value::List(values) => {
                ("list", values.len()).fingerprint(site, h);
                for value in values {
                    GivenValue { record: self.record, value }.fingerprint(site, h);
                }
            }
        }
    }
}

impl Fingerprinted for Body {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        // Headings and places are in the HTML, and so are the words that are counted or mentioned.
        let Self { html, words: _, headings: _, anchors: _, mentions: _, paragraphs, outward } =
            self;
        for segment in html.segments() {
            match segment {
                Segment::Text(text) => text.fingerprint(site, h),
                Segment::Hole(Hole::Open(link)) => ("open", link).fingerprint(site, h),
                Segment::Hole(Hole::Close(link)) => ("close", link).fingerprint(site, h),
                Segment::Hole(Hole::Title(link)) => ("title", link).fingerprint(site, h),
                Segment::Hole(Hole::Address(link)) => ("address", link).fingerprint(site, h),
                Segment::Hole(Hole::Word(word)) => ("word", word).fingerprint(site, h),
                Segment::Hole(Hole::Citing(place)) => {
                    ("citing", &paragraphs[place]).fingerprint(site, h);
                }
                Segment::Hole(Hole::Outward(at)) => {
                    ("outward", &outward[at].url).fingerprint(site, h);
                }
            }
        }
    }
}

impl<'s> View<'s> {
    /// The value of one field of an entity.
    pub(super) fn given_by(&self, id: EntityId, field: usize) -> Option<Given<'s>> {
        self.ask(FieldOf(self.entity(id), field))
    }
}
