//! Names for rows: short, readable, and never one that another row has.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::slug;
use crate::sheet::Row;

/// The most letters that an id takes from the words of a section.
const MOST: usize = 24;

/// The names of a table's rows, while they are found.
pub(super) struct Names {
    column: Option<usize>,
    /// Every id that is there, in small letters.
    taken: BTreeSet<String>,
    /// The highest number behind each beginning.
    highest: BTreeMap<String, usize>,
    /// How ids begin, and how many digits they have, where the rows above show it.
    style: Option<(String, usize)>,
    /// How new ids begin in this section.
    beginning: String,
}

impl Names {
    /// Knows the ids that the rows have in `column`.
    pub(super) fn new(column: Option<usize>, rows: &[Row<'_>]) -> Self {
        let mut names = Self {
            column,
            taken: BTreeSet::new(),
            highest: BTreeMap::new(),
            style: None,
            beginning: "row-".to_owned(),
        };
        let ids = rows.iter().filter_map(|row| column.map(|column| row.text(column)));
        ids.filter(|id| !id.is_empty()).for_each(|id| names.take(id));
        names
    }

    fn take(&mut self, id: &str) {
        let (beginning, digits) = parts(id);
        if let Ok(number) = digits.parse::<usize>() {
            let highest = self.highest.entry(beginning.to_lowercase()).or_default();
            *highest = number.max(*highest);
        }
        self.taken.insert(id.to_lowercase());
    }

    /// A section begins.
    pub(super) fn section(&mut self, words: &str) {
        self.style = None;
        let short = short(&slug(words));
        self.beginning = if short.is_empty() { "row-".to_owned() } else { format!("{short}.") };
    }

    /// The id of a row, where it needs one: after the manner of the row above, else named after
    /// the section.
    pub(super) fn row(&mut self, row: &Row<'_>) -> Option<String> {
        let own = self.column.map_or("", |column| row.text(column));
        if !own.is_empty() {
            let (beginning, digits) = parts(own);
            let has_number = !digits.is_empty();
            self.style = has_number.then(|| (beginning.to_owned(), digits.len()));
            return None;
        }
        let (beginning, digits) = self.style.clone().unwrap_or_else(|| (self.beginning.clone(), 2));
        // After the highest number, not in a gap: a row that is gone may have been cited.
        let after = self.highest.get(&beginning.to_lowercase()).copied().unwrap_or(0);
        let mut ids = (after + 1..).map(|number| format!("{beginning}{number:0digits$}"));
        let id = ids.find(|id| !self.taken.contains(&id.to_lowercase()));
        let id = id.expect("there are more numbers than rows");
        self.take(&id);
        Some(id)
    }
}

/// What an id begins with, and the digits at its end.
fn parts(id: &str) -> (&str, &str) {
    let beginning = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (beginning, &id[beginning.len()..])
}

/// The first words of a slug.
fn short(slug: &str) -> String {
    if slug.chars().count() <= MOST {
        return slug.to_owned();
    }
    let start: String = slug.chars().take(MOST + 1).collect();
    match start.rsplit_once('-') {
        Some((words, _)) => words.to_owned(),
        None => slug.chars().take(MOST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_section_gives_its_first_words() {
        assert_eq!(short("sustainable-production-and-consumption"), "sustainable-production");
        assert_eq!(short("production"), "production");
        assert_eq!(short(&"x".repeat(40)), "x".repeat(24));
    }
}
