//! Texts that stand for something else, found without comparing a cell with each of them.

use std::collections::BTreeMap;

use crate::data::{Key, Node, Table, Value};
use crate::text::single_spaces;

/// By how many letters texts are told apart before they are compared.
const START: usize = 4;

/// Texts that stand for something else.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Meanings {
    all: Vec<Meaning>,
    /// The number of each by the text as texts are compared.
    by_text: BTreeMap<String, usize>,
    /// The numbers of those with a separator in their text, longer ones first, by how they begin.
    divided: BTreeMap<String, Vec<usize>>,
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
        Self { all, by_text, divided: BTreeMap::new() }
    }

    /// Notes which texts have one of the separators that part the items of a list.
    pub fn divide(&mut self, separators: &[String]) {
        let has_separator = |meaning: &Meaning| {
            separators.iter().any(|s| !s.is_empty() && meaning.text.contains(s.as_str()))
        };
        for (at, meaning) in self.all.iter().enumerate().filter(|(_, m)| has_separator(m)) {
            let start: String = meaning.normal.chars().take(START).collect();
            self.divided.entry(start).or_default().push(at);
        }
        for numbers in self.divided.values_mut() {
            // The most exact one is found first.
            numbers.sort_by_key(|at| std::cmp::Reverse(self.all[*at].normal.len()));
        }
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

    /// The texts with a separator that a text may begin with, as texts are compared.
    pub fn beginning(&self, text: &str) -> impl Iterator<Item = &str> {
        let start = start(text);
        // A text that is shorter than the start of others is filed under the whole of it.
        let ends = start.char_indices().map(|(at, c)| at + c.len_utf8()).collect::<Vec<_>>();
        let numbers = ends.into_iter().rev().filter_map(move |end| self.divided.get(&start[..end]));
        numbers.flatten().map(|at| self.all[*at].normal.as_str())
    }
}

/// The beginning of a text as texts are compared.
fn start(text: &str) -> String {
    let mut out = String::new();
    let mut letters = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        out.push(c);
        letters += 1;
        if letters == START {
            break;
        }
    }
    out
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
