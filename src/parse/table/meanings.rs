//! Texts that stand for something else, found without comparing a cell with each of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{Key, Node, Table, Value};
use crate::text::single_spaces;

/// Texts that stand for something else.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Meanings {
    all: Vec<Meaning>,
    /// The number of each by the text as texts are compared.
    by_text: BTreeMap<String, usize>,
    /// Those with a separator in their text, as texts are compared.
    divided: BTreeSet<String>,
    /// How many letters these have, each number once, the greatest first.
    lengths: Vec<usize>,
}

/// A text that stands for something else.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::parse) struct Meaning {
    /// The text, with single spaces.
    pub text: String,
    /// The text as texts are compared.
    pub normal: String,
    /// What it stands for: one value, several, or none.
    pub values: Vec<Value>,
}

impl Meanings {
    /// Reads a table of texts and what they stand for.
    pub fn read(table: &Table) -> Self {
        let one = |(key, value): &(Key, Value)| {
            let values = match &value.node {
                Node::List(items) => items.clone(),
                _ => vec![value.clone()],
            };
            Meaning { text: single_spaces(&key.name), normal: normal(&key.name), values }
        };
        Self::of(table.entries.iter().map(one).collect())
    }

    fn of(all: Vec<Meaning>) -> Self {
        let mut by_text = BTreeMap::new();
        for (at, meaning) in all.iter().enumerate() {
            by_text.entry(meaning.normal.clone()).or_insert(at);
        }
        Self { all, by_text, ..Self::default() }
    }

    /// Notes which texts have one of the separators that part the items of a list.
    pub fn divide(&mut self, separators: &[String]) {
        let has_separator = |meaning: &Meaning| {
            separators.iter().any(|s| !s.is_empty() && meaning.text.contains(s.as_str()))
        };
        let divided = self.all.iter().filter(|meaning| has_separator(meaning));
        self.divided = divided.map(|meaning| meaning.normal.clone()).collect();
        let lengths: BTreeSet<usize> =
            self.divided.iter().map(|text| text.chars().count()).collect();
        self.lengths = lengths.into_iter().rev().collect();
    }

    /// Whether nothing stands for anything.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|meaning| meaning.text.as_str())
    }

    /// What a text stands for.
    pub fn find(&self, text: &str) -> Option<&[Value]> {
        if self.is_empty() {
            return None;
        }
        Some(&self.all[*self.by_text.get(&normal(text))?].values)
    }

    /// Whether some text has a separator in it.
    pub fn are_divided(&self) -> bool {
        !self.divided.is_empty()
    }

    /// The texts with a separator that a text begins with, longer ones first, as texts are compared.
    pub fn beginning(&self, text: &str) -> impl Iterator<Item = &str> {
        let longest = self.lengths.first().copied().unwrap_or(0);
        let (start, ends) = start(text, longest);
        let lengths = self.lengths.iter().filter_map(move |length| ends.get(*length).copied());
        lengths.filter_map(move |end| self.divided.get(&start[..end])).map(String::as_str)
    }
}

/// The first letters of a text as texts are compared, and where each number of them ends.
fn start(text: &str, letters: usize) -> (String, Vec<usize>) {
    let (mut out, mut ends) = (String::new(), vec![0]);
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        if ends.len() > letters {
            break;
        }
        out.push(c);
        ends.push(out.len());
    }
    (out, ends)
}

/// A text as the texts of cells are compared: single spaces, no case.
pub(in crate::parse) fn normal(text: &str) -> String {
    single_spaces(text).to_lowercase()
}

#[cfg(test)]
impl Meanings {
    /// Texts that stand for nothing, where only their form is asked for.
    pub fn of_texts(texts: &[&str], separators: &[String]) -> Self {
        let one = |text: &&str| Meaning {
            text: (*text).to_owned(),
            normal: normal(text),
            values: Vec::new(),
        };
        let mut out = Self::of(texts.iter().map(one).collect());
        out.divide(separators);
        out
    }
}
