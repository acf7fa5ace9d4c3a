//! What is to change in a file so that its rows have ids.

use std::ops::Range;

/// The title of the column that is added.
pub(super) const TITLE: &str = "id";

/// Why ids cannot be put into a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is the case.
    pub message: String,
    /// What to try.
    pub help: String,
}

/// A piece of text to be put in, in place of what stands at `at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The number of the row.
    pub(super) row: usize,
    /// The whole row.
    pub(super) line: Range<usize>,
    /// What is replaced; mostly nothing.
    pub(super) at: Range<usize>,
    /// What stands there then.
    pub(super) text: String,
    /// The id in it.
    pub(super) id: Option<String>,
}

/// What a row is to have in the column of the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The title.
    Title,
    /// This id.
    Id(String),
    /// Nothing.
    Nothing,
}

/// What has to be done for a table.
pub(super) struct Task {
    /// The column of the ids, where there is one.
    pub(super) column: Option<usize>,
    /// What each row is to get, by its number; rows that are not named get nothing.
    pub(super) wanted: Vec<(usize, Wanted)>,
}

impl Task {
    /// The number of the row with the titles.
    pub(super) fn title(&self) -> usize {
        self.wanted.first().expect("it begins with the titles").0
    }

    pub(super) fn wanted(&self, row: usize) -> &Wanted {
        let at = self.wanted.binary_search_by_key(&row, |(number, _)| *number);
        at.map_or(&Wanted::Nothing, |at| &self.wanted[at].1)
    }
}

impl Wanted {
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Wanted::Id(id) => Some(id),
            Wanted::Title | Wanted::Nothing => None,
        }
    }

    /// What stands in the cell.
    pub(super) fn word(&self, quote: impl Fn(&str) -> String) -> String {
        match self {
            Wanted::Title => quote(TITLE),
            Wanted::Id(id) => quote(id),
            Wanted::Nothing => String::new(),
        }
    }
}

impl Change {
    /// The number of the row, and the row before and after.
    pub(super) fn shown(&self, text: &str) -> (usize, String, String) {
        let before = &text[self.line.clone()];
        let after = format!(
            "{}{}{}",
            &text[self.line.start..self.at.start],
            self.text,
            &text[self.at.end..self.line.end]
        );
        (self.row, before.to_owned(), after)
    }
}
