//! The values of a field as facets, groups and heads of rows know them.

use crate::graph::EntityId;
use crate::id::slug;
use crate::number;
use crate::parse::Value;
use crate::schema::Field;

use super::reading::{FieldName, Given, Reading};
use super::word;

/// The name by which the kind of a record is asked for as if it were a field.
const KIND: &str = "kind";

/// A value by which records are filtered or grouped: its order, its name in addresses, its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) order: i64,
    pub(crate) slug: String,
    pub(crate) label: String,
    /// The short name of the record that it is, or `""`.
    pub(crate) short: String,
    /// The language (by number) of the words, where it is not that of the page.
    pub(crate) language: Option<usize>,
}

impl Member {
    fn new(order: i64, slug: String, label: impl Into<String>) -> Self {
        Self { order, slug, label: label.into(), short: String::new(), language: None }
    }
}

impl Reading<'_> {
    /// The values that an entity has in a field, as facets, groups and heads know them.
    pub(crate) fn members(self, id: EntityId, name: &FieldName) -> Vec<Member> {
        if name.as_str() == KIND {
            let kind = self.kind(id);
            return vec![Member::new(0, slug(&kind.name), kind.plural.get(self.tag()))];
        }
        let Some(given) = self.given(id, name) else { return Vec::new() };
        let mut out = Vec::new();
        given.found.value.each(&mut |value| out.extend(self.member(name, given, value)));
        out.dedup();
        out
    }

    /// A value of a field as facets, groups and heads know it.
    pub(crate) fn member(
        self,
        name: &FieldName,
        given: Given<'_>,
        value: &Value,
    ) -> Option<Member> {
        let tag = self.tag();
        let text = |text: &str| Member::new(0, word::of_text(text), text);
        let found = match value {
            Value::Choice(number) => {
                let label = given.field.kind.choices()[*number].label.get(tag);
                Member::new(*number as i64, name.choice(given, *number).to_owned(), label)
            }
            Value::Ref(_) => self.reference(given.field, given.target(self, value)?),
            Value::Country(country) => {
                Member::new(0, country.alpha2.to_lowercase(), country.name(tag))
            }
            Value::Language(tongue) => Member::new(0, slug(tongue.as_str()), tongue.own_name()),
            Value::Date(date) => {
                let year = date.year()?;
                Member::new(-year, year.to_string(), year.to_string())
            }
            Value::Bool(yes) => {
                let label = given.field.label.get(tag);
                let label = if *yes { label.to_owned() } else { format!("{label}: –") };
                Member::new(i64::from(!yes), yes.to_string(), label)
            }
            Value::Integer(number) => Member::new(*number, number.to_string(), number.to_string()),
            Value::Number(number) => {
                let own = &self.input.config.languages[self.language];
                let slug = word::of_number(&number.to_string());
                Member::new(rank(*number), slug, number::local(*number, own))
            }
            Value::Text(value) | Value::Url(value) => text(value),
            Value::Name(name) => text(&name.text),
            Value::NotStated => text(&given.found.status),
            Value::Markdown(_) | Value::List(_) => return None,
        };
        (!found.slug.is_empty()).then_some(found)
    }

    /// A record that a field names. Where it may be of several kinds, its word says of which.
    fn reference(self, field: &Field, id: EntityId) -> Member {
        let key = &self.input.graph.entity(id).key;
        let several = field.kind.targets().is_none_or(|kinds| kinds.len() != 1);
        let name = if several { key.as_str() } else { key.id() };
        let record = self.record(id);
        let foreign = (record.language != self.language).then_some(record.language);
        let short = self.short(id).to_owned();
        Member { short, language: foreign, ..Member::new(0, word::of(name), &*record.title) }
    }
}

/// A whole number that stands where a number does among the others.
fn rank(number: f64) -> i64 {
    // The bits of numbers of one sign are in the order of the numbers, those below zero backwards.
    let bits = number.to_bits() as i64;
    bits ^ ((bits >> 63) & i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn numbers_stand_in_their_order() {
        let numbers = [f64::NEG_INFINITY, -2e9, -1.5, -0.25, 0.0, 0.1, 2.0, 10.0, f64::INFINITY];
        assert!(numbers.map(rank).is_sorted(), "{:?}", numbers.map(rank));
    }
}
