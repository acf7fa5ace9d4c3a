//! Diagnostics about a table, within bounds: a fault that stands in a hundred thousand rows is
//! reported some times and counted from there on.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// How often one kind of fault is reported in one column.
const MOST_OF_A_KIND: usize = 100;

/// The same for the titles of columns.
const FEW_OF_A_KIND: usize = 20;

/// How many kinds of faults, by column, are told apart.
const MOST_KINDS: usize = 300;

/// How many characters of a message are kept; it may hold the text of a cell.
const LONGEST: usize = 1_000;

/// The columns whose faults are counted together.
const OTHERS: usize = usize::MAX;

/// Collects the diagnostics of the cells of a table.
pub(super) struct Tally<'s> {
    diagnostics: &'s mut Diagnostics,
    kinds: BTreeMap<(Code, usize), Kind>,
    /// How often one kind of fault is reported in one column.
    most: usize,
}

/// How often one kind of fault was found in one column.
#[derive(Default)]
struct Kind {
    diagnostics: usize,
    more: usize,
    /// The place of the first one that was not reported.
    place: Option<Span>,
}

impl<'s> Tally<'s> {
    /// Reports go to `said`.
    pub fn new(diagnostics: &'s mut Diagnostics) -> Self {
        Self { diagnostics, kinds: BTreeMap::new(), most: MOST_OF_A_KIND }
    }

    /// The same for faults that are all in one line, of which fewer tell enough.
    pub fn few(diagnostics: &'s mut Diagnostics) -> Self {
        Self { most: FEW_OF_A_KIND, ..Self::new(diagnostics) }
    }

    /// Adds a diagnostic about a column.
    pub fn add(&mut self, column: usize, diagnostic: Diagnostic) {
        let mut key = (diagnostic.code, column);
        if self.kinds.len() >= MOST_KINDS && !self.kinds.contains_key(&key) {
            key.1 = OTHERS;
        }
        let kind = self.kinds.entry(key).or_default();
        if kind.diagnostics < self.most {
            kind.diagnostics += 1;
            self.diagnostics.push(shortened(diagnostic));
        } else {
            kind.more += 1;
            kind.place = kind.place.or(diagnostic.span);
        }
    }

    /// Reports how many were not reported.
    pub fn finish(self, what: What) {
        for ((code, column), kind) in self.kinds.into_iter().filter(|(_, kind)| kind.more > 0) {
            let more = grouped(kind.more);
            let (things, have) = match kind.more {
                1 => (what.one(), "has"),
                _ => (what.many(), "have"),
            };
            let place = if column == OTHERS { " in some other column" } else { "" };
            let headline =
                format!("from here on, {more} more {things} {have} the same fault{place}");
            let mut diagnostic = Diagnostic::new(code, headline)
                .help("correct those that are listed; the others often have the same cause");
            diagnostic.span = kind.place;
            self.diagnostics.push(diagnostic);
        }
    }
}

/// What the faults are counted of.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// The columns of a table.
    Columns,
    /// Its rows.
    Rows,
}

impl What {
    fn one(self) -> &'static str {
        match self {
            What::Columns => "column",
            What::Rows => "row",
        }
    }

    fn many(self) -> &'static str {
        match self {
            What::Columns => "columns",
            What::Rows => "rows",
        }
    }
}

/// A report without the rest of texts that are longer than anybody reads.
pub(super) fn shortened(mut diagnostic: Diagnostic) -> Diagnostic {
    shorten(&mut diagnostic.message);
    diagnostic.help.iter_mut().chain(&mut diagnostic.notes).for_each(shorten);
    diagnostic
}

/// A number with its thousands parted.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

fn shorten(text: &mut String) {
    if text.len() <= LONGEST {
        return;
    }
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostics(faults: &[(usize, usize)]) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        let mut tally = Tally::new(&mut diagnostics);
        for (column, count) in faults {
            for _ in 0..*count {
                tally.add(*column, Diagnostic::new(Code::BadDate, "no date"));
            }
        }
        tally.finish(What::Rows);
        diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
    }

    #[test]
    fn a_fault_of_very_many_rows_is_counted() {
        let messages = diagnostics(&[(0, 12_100), (1, 101), (2, 5)]);
        let last = &messages[messages.len() - 2..];
        assert_eq!(last[0], "from here on, 12,000 more rows have the same fault");
        assert_eq!(last[1], "from here on, 1 more row has the same fault");
    }

    #[test]
    fn faults_of_very_many_columns_are_counted_together() {
        let columns: Vec<_> = (0..10_000).map(|column| (column, 1)).collect();
        let messages = diagnostics(&columns);
        assert!(messages.len() <= MOST_KINDS + MOST_OF_A_KIND + 1);
        assert!(messages.last().is_some_and(|last| last.contains("9,600 more rows")));
    }

    #[test]
    fn a_long_message_ends_somewhere() {
        let long = shortened(Diagnostic::new(Code::BadDate, "é".repeat(5_000)));
        assert_eq!(long.message.chars().count(), LONGEST + 1);
    }
}
