//! The index of the site from A to Z: the letters, and the names that stand under each.

use std::collections::{BTreeMap, BTreeSet};

use super::product::{Input, Plan, language_prefix};
use super::reading::Reading;
use crate::collate::OTHER;
use crate::graph::EntityId;
use crate::id::{Route, slug};
use crate::language::Language;
use crate::parse::Value;

/// Names on one page.
const PAGE_SIZE: usize = 200;

/// What stands under a letter, in one language of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter, or [`OTHER`].
    pub title: String,
    /// The folder of its pages, without slashes at its ends.
    pub folder: String,
    /// What records are called that begins with it; not in the order of words yet.
    pub names: Vec<IndexName>,
}

/// Something that a record is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexName {
    /// The title or another name.
    pub text: String,
    /// The language of a name that says its language.
    pub language: Option<Language>,
    /// Whether it is the title that readers of the language see.
    pub is_title: bool,
    /// The record.
    pub entity: EntityId,
    /// The number of its kind.
    pub kind: usize,
}

impl Letter {
    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.names.len().div_ceil(PAGE_SIZE)
    }

    /// The address of a page, from 1.
    pub fn route(&self, page: usize) -> Route {
        let folder = match page {
            1 => self.folder.clone(),
            page => format!("{}/page/{page}", self.folder),
        };
        Route::page(&folder).expect("the folder of a letter is made of slugs")
    }

    /// Which of the names in the order of words stand on a page, from 1.
    pub fn range(&self, page: usize) -> std::ops::Range<usize> {
        let end = (page * PAGE_SIZE).min(self.names.len());
        (page.saturating_sub(1) * PAGE_SIZE).min(end)..end
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_one_small_letter_have_addresses_of_their_own() {
        let mut taken = BTreeSet::new();
        let words = ["I", "İ", OTHER, "ب"].map(|letter| word(letter, &mut taken));
        assert_eq!(words, ["i", "i-2", "other", "ب"]);
    }

    #[test]
    fn a_long_letter_has_several_pages() {
        let name = |n: usize| IndexName {
            text: format!("Meeting {n}"),
            language: None,
            is_title: true,
            entity: n as EntityId,
            kind: 0,
        };
        let names = (0..PAGE_SIZE + 1).map(name).collect();
        let letter = Letter { title: "M".to_owned(), folder: "search/index/m".to_owned(), names };
        assert_eq!(letter.pages(), 2);
        assert_eq!((letter.range(1), letter.range(2)), (0..200, 200..201));
        assert_eq!(letter.route(2).address(), "/search/index/m/page/2/");
    }
}
