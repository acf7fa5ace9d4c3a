//! The values of a field as facets, groups and heads of rows know them.

use crate::graph::EntityId;
use crate::id::slug;
use crate::parse::{FieldValue, Value};
use crate::plan::{Input, word};
use crate::schema::Field;

/// A value by which records are filtered or grouped: its order, its name in addresses, its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) order: i64,
    pub(crate) slug: String,
    pub(crate) label: String,
}

/// The values that a record has in a field, as facets and groups know them.
pub(super) fn members(input: Input<'_>, id: EntityId, language: usize, name: &str) -> Vec<Member> {
    let entity = input.graph.entity(id);
    let kind = &input.schema.kinds[entity.kind];
    if name == "kind" {
        let label = kind.plural.get(input.config.languages[language].as_str()).to_owned();
        return vec![Member { order: 0, slug: slug(&kind.name), label }];
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
    let tag = input.config.languages[language].as_str();
    let text = |text: &str| Member { order: 0, slug: word::of(text), label: text.to_owned() };
    let found = match value {
        Value::Choice(number) => {
            let choices = field.kind.choices();
            let label = choices[*number].label.get(tag).to_owned();
            Member { order: *number as i64, slug: word::of_choice(choices, *number), label }
        }
        Value::Ref(link) => {
            let id = input.graph.target(record, *link)?;
            let target = input.graph.entity(id);
            let several = field.kind.targets().is_none_or(|kinds| kinds.len() != 1);
            let name = if several { target.key.as_str() } else { target.key.id() };
            let label = input.graph.record(id, language).title.clone();
            Member { order: 0, slug: word::of(name), label }
        }
        Value::Country(country) => Member {
            order: 0,
            slug: country.alpha2.to_lowercase(),
            label: country.name(tag).to_owned(),
        },
        Value::Language(language) => Member {
            order: 0,
            slug: slug(language.as_str()),
            label: language.own_name().to_owned(),
        },
        Value::Date(date) => {
            let year = date.year()?;
            Member { order: -year, slug: year.to_string(), label: year.to_string() }
        }
        Value::Bool(yes) => {
            let label = field.label.get(tag);
            let label = if *yes { label.to_owned() } else { format!("{label}: –") };
            Member { order: i64::from(!yes), slug: yes.to_string(), label }
        }
        Value::Integer(number) => {
            Member { order: *number, slug: number.to_string(), label: number.to_string() }
        }
        Value::Number(number) => {
            let label = number.to_string();
            Member { order: rank(*number), slug: word::of_number(&label), label }
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
