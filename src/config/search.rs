//! `[search]`: what is found, and what counts.

use super::keys::{Key, Keys, Takes};
use super::reader::Reader;
use crate::source::Span;

/// How the site is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Whether there is no search.
    pub off: bool,
    /// Whether the key `/` leads to the box.
    pub shortcut: bool,
    /// How much words count; by field.
    pub weights: Weights,
    /// Words that need not be found if a question has others, or filters; where none are given, those of the theme.
    pub stop_words: Option<Vec<String>>,
    /// The facets in their order; all where none is named.
    pub facets: Vec<(String, Span)>,
}

impl Default for Search {
    fn default() -> Self {
        let (weights, stop_words, facets) = Default::default();
        Self { off: false, shortcut: true, weights, stop_words, facets }
    }
}

/// How much a word counts, by the field in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// In a name other than the title.
    pub names: u16,
    /// In the title.
    pub title: u16,
    /// In a heading.
    pub headings: u16,
    /// In the summary.
    pub summary: u16,
    /// In another field.
    pub fields: u16,
    /// In the text.
    pub body: u16,
}

impl Default for Weights {
    fn default() -> Self {
        Self { names: 20, title: 16, headings: 4, summary: 6, fields: 3, body: 2 }
    }
}

/// The keys of `[search]`.
pub(super) const SEARCH: Keys = &[
    Key::new("off", Takes::Flag, "Whether there is no search: no box, no page, no index.")
        .default("false"),
    Key::new("shortcut", Takes::Flag, "Whether the key `/` leads to the box.").default("true"),
    Key::new("weights", Takes::Table(WEIGHTS), "How much a word counts, by the field it is in."),
    Key::new(
        "stop_words",
        Takes::Texts,
        "Words that need not be found if a question has others, or filters; they replace those of the theme.",
    ),
    Key::new(
        "facets",
        Takes::Texts,
        "The facets of the results in their order; all where none is named.",
    ),
];

const WEIGHTS: Keys = &[
    Key::new("names", Takes::Number(0), "Acronyms, symbols, ids and other names.").default("20"),
    Key::new("title", Takes::Number(0), "The title.").default("16"),
    Key::new("headings", Takes::Number(0), "Headings.").default("4"),
    Key::new("summary", Takes::Number(0), "The summary.").default("6"),
    Key::new("fields", Takes::Number(0), "All other fields.").default("3"),
    Key::new("body", Takes::Number(0), "The text.").default("2"),
];

/// The greatest weight; more would leave nothing of the others.
const MOST: i64 = 1000;

pub(super) fn search(reader: &mut Reader<'_, '_>) -> Search {
    let mut out = Search::default();
    let Some(table) = reader.table("search") else { return out };
    let mut reader = Reader::of(table, &[SEARCH], "[search]", reader.diagnostics());
    out.off = reader.flag("off").unwrap_or(false);
    out.shortcut = reader.flag("shortcut").unwrap_or(true);
    let stop_words = reader.texts("stop_words");
    out.stop_words = stop_words.map(|words| words.into_iter().map(|(word, _)| word).collect());
    out.facets = reader.texts("facets").unwrap_or_default();
    if let Some(table) = reader.table("weights") {
        let mut reader = Reader::of(table, &[WEIGHTS], "[search.weights]", reader.diagnostics());
        let mut read = |name, weight: &mut u16| {
            *weight = reader.number(name, 0).map_or(*weight, |number| number.min(MOST) as u16);
        };
        let Weights { names, title, headings, summary, fields, body } = &mut out.weights;
        read("names", names);
        read("title", title);
        read("headings", headings);
        read("summary", summary);
        read("fields", fields);
        read("body", body);
        reader.finish();
    }
    reader.finish();
    out
}
