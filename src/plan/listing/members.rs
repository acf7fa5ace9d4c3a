//! The values of a field as facets, groups and heads of rows know them.

use crate::graph::EntityId;
use crate::id::slug;
use crate::number;
use crate::parse::{FieldValue, Value};
use crate::plan::{Input, word};
use crate::schema::Field;

/// A value by which records are filtered or grouped: its order, its name in addresses, its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) order: i64,
    pub(crate) slug: String,
    pub(crate) label: String,
    /// The language (by number) of the words, where it is not that of the page.
    pub(crate) language: Option<usize>,
}

impl Member {
    fn new(order: i64, slug: String, label: impl Into<String>) -> Self {
        Self { order, slug, label: label.into(), language: None }
    }
}

/// The values that a record has in a field, as facets and groups know them.
pub(super) fn members(input: Input<'_>, id: EntityId, language: usize, name: &str) -> Vec<Member> {
    let entity = input.graph.entity(id);
    let kind = &input.schema.kinds[entity.kind];
    if name == "kind" {
        let label = kind.plural.get(input.config.languages[language].as_str()).to_owned();
        return vec![Member::new(0, slug(&kind.name), label)];
    }
    let Some(number) = kind.field(name) else { return Vec::new() };
    let Some((record, given)) = input.graph.field(id, language, number) else { return Vec::new() };
    let mut out = Vec::new();
    given.value.each(&mut |value| {
        out.extend(member(input, &kind.fields[number], record, given, value, language));
    });
    out.dedup();
    out
}

/// A value as facets, groups and heads know it.
pub(crate) fn member(
    input: Input<'_>,
    field: &Field,
    record: u32,
    given: &FieldValue,
    value: &Value,
    language: usize,
) -> Option<Member> {
    let own = &input.config.languages[language];
    let tag = own.as_str();
    let text = |text: &str| Member::new(0, word::of_text(text), text);
    let found = match value {
        Value::Choice(number) => {
            let choices = field.kind.choices();
            let label = choices[*number].label.get(tag);
            Member::new(*number as i64, word::of_choice(choices, *number), label)
        }
        Value::Ref(link) => {
            let id = input.graph.target(record, *link)?;
            let target = input.graph.entity(id);
            let several = field.kind.targets().is_none_or(|kinds| kinds.len() != 1);
            let name = if several { target.key.as_str() } else { target.key.id() };
            let target = input.graph.record(id, language);
            let foreign = (target.language != language).then_some(target.language);
            Member { language: foreign, ..Member::new(0, word::of(name), &*target.title) }
        }
        Value::Country(country) => Member::new(0, country.alpha2.to_lowercase(), country.name(tag)),
        Value::Language(language) => Member::new(0, slug(language.as_str()), language.own_name()),
        Value::Date(date) => {
            let year = date.year()?;
            Member::new(-year, year.to_string(), year.to_string())
        }
        Value::Bool(yes) => {
            let label = field.label.get(tag);
            let label = if *yes { label.to_owned() } else { format!("{label}: –") };
            Member::new(i64::from(!yes), yes.to_string(), label)
        }
        Value::Integer(number) => Member::new(*number, number.to_string(), number.to_string()),
        Value::Number(number) => {
            let slug = word::of_number(&number.to_string());
            Member::new(rank(*number), slug, number::local(*number, own))
        }
        Value::Text(value) | Value::Url(value) => text(value),
        Value::Name(name) => text(&name.text),
        Value::NotStated => text(&given.status),
        Value::Markdown(_) | Value::List(_) => return None,
    };
    (!found.slug.is_empty()).then_some(found)
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
