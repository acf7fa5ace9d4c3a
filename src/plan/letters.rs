//! The index of the site from A to Z: the letters, and the names that stand under each.

use std::collections::{BTreeMap, BTreeSet};

use super::letter::{IndexName, Letter};
use super::product::{Input, Plan, language_prefix};
use super::reading::Reading;
use crate::collate::OTHER;
use crate::graph::EntityId;
use crate::id::slug;
use crate::parse::Value;

/// The letters of a language, in the order of its alphabet.
pub(super) fn of(input: Input<'_>, plan: &Plan, language: usize) -> Vec<Letter> {
    let reading = Reading { input, language };
    let hidden: BTreeSet<EntityId> = plan.intros().collect();
    let mut by_letter: BTreeMap<String, Vec<IndexName>> = BTreeMap::new();
    for id in 0..input.graph.entities.len() as EntityId {
        if !hidden.contains(&id) && !is_home(reading, id) {
            for name in names(reading, id) {
                by_letter.entry(reading.collator().letter(&name.text)).or_default().push(name);
            }
        }
    }
    let mut letters: Vec<_> = by_letter.into_iter().collect();
    letters.sort_by(|(a, _), (b, _)| reading.collator().compare(a, b));
    let folder = format!("{}search/index", language_prefix(input.config, language));
    let mut taken = BTreeSet::new();
    let letter = |(title, names): (String, Vec<IndexName>)| {
        let folder = format!("{folder}/{}", word(&title, &mut taken));
        Letter { title, folder, names }
    };
    letters.into_iter().map(letter).collect()
}

/// The word for a letter in addresses. Two letters of an alphabet may have one small letter, as in Turkish.
fn word(letter: &str, taken: &mut BTreeSet<String>) -> String {
    let own = if letter == OTHER { "other".to_owned() } else { slug(letter) };
    let own = if own.is_empty() { "letter".to_owned() } else { own };
    let numbered = (2..).map(|n| format!("{own}-{n}"));
    let mut words = std::iter::once(own.clone()).chain(numbered);
    words.find(|word| taken.insert(word.clone())).unwrap_or(own)
}

fn is_home(reading: Reading<'_>, id: EntityId) -> bool {
    reading.kind(id).is_page() && reading.input.graph.entity(id).key.id() == "_index"
}

/// The title of a record and its other names, each once.
fn names(reading: Reading<'_>, id: EntityId) -> Vec<IndexName> {
    let kind = reading.input.graph.entity(id).kind;
    let name = |text: &str, language| IndexName {
        text: text.to_owned(),
        language,
        is_title: false,
        entity: id,
        kind,
    };
    let mut out = vec![IndexName { is_title: true, ..name(reading.title(id), None) }];
    let fields = reading.kind(id).fields.iter().enumerate();
    for (number, _) in fields.filter(|(_, field)| field.is_name || field.takes_names()) {
        if is_hidden(reading, id, number) {
            continue;
        }
        let Some(given) = reading.given_at(id, number) else { continue };
        given.found.value.each(&mut |value| {
            let other = match value {
                Value::Text(text) => name(text, None),
                Value::Name(own) => name(&own.text, Some(own.language.clone())),
                Value::Integer(number) => name(&number.to_string(), None),
                _ => return,
            };
            if !out.iter().any(|known| known.text == other.text) {
                out.push(other);
            }
        });
    }
    out
}

/// Whether the table of a row hides the column of a field.
fn is_hidden(reading: Reading<'_>, id: EntityId, field: usize) -> bool {
    let Some(row) = &reading.record(id).row else { return false };
    row.head.hidden.iter().any(|at| row.head.columns[*at].fills.field() == Some(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_one_small_letter_have_addresses_of_their_own() {
        let mut taken = BTreeSet::new();
        let words = ["I", "İ", OTHER, "ب"].map(|letter| word(letter, &mut taken));
        assert_eq!(words, ["i", "i-2", "other", "ب"]);
    }
}
