//! What the days in the fields of a kind mean: until when a record holds, and when it should be checked again.

use super::{Field, Type};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::{Code, Diagnostic, no_such};
use crate::edtf::Day;
use crate::source::Span;

/// What a kind says about its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The date fields that say when a record holds: one with a period, or the first day and the last.
    pub valid: Vec<String>,
    /// When a record should be checked again.
    pub stale: Thresholds,
}

/// How many months after its last review a record is no longer fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// When it begins to age.
    pub ageing: i64,
    /// When it is stale.
    pub stale: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { ageing: 12, stale: 24 }
    }
}

/// How long ago somebody checked a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Recently.
    Fresh,
    /// Long enough ago to check again.
    Ageing,
    /// So long ago that it may be wrong.
    Stale,
}

impl Freshness {
    /// The word that templates and data know.
    pub fn word(self) -> &'static str {
        match self {
            Freshness::Fresh => "fresh",
            Freshness::Ageing => "ageing",
            Freshness::Stale => "stale",
        }
    }
}

impl Thresholds {
    /// How fresh a record is that was reviewed on this day at the earliest. `has_come` tells whether a day has come.
    pub fn freshness(self, reviewed: Day, has_come: impl Fn(Day) -> bool) -> Freshness {
        match () {
            () if !has_come(reviewed.months_later(self.ageing)) => Freshness::Fresh,
            () if !has_come(reviewed.months_later(self.stale)) => Freshness::Ageing,
            () => Freshness::Stale,
        }
    }
}

/// The keys of `stale`.
pub(super) const STALE: Keys = &[
    Key::new("ageing", Takes::Number(1), "Months until it should be checked again.").default("12"),
    Key::new("stale", Takes::Number(1), "Months until it may be out of date.").default("24"),
];

/// What the table of a kind says.
pub(super) fn times(kind: &str, fields: &[Field], reader: &mut Reader<'_, '_>) -> Times {
    Times { valid: valid(fields, reader), stale: stale(kind, reader) }
}

fn valid(fields: &[Field], reader: &mut Reader<'_, '_>) -> Vec<String> {
    let names = reader.texts("valid").unwrap_or_default();
    if let Some((_, span)) = names.get(2) {
        let headline = "`valid` takes one field or two: the first day and the last";
        reader.report(
            Diagnostic::new(Code::WrongSetting, headline).at(*span).help("remove the others"),
        );
    }
    let is_date =
        |name: &str| fields.iter().any(|field| field.name == name && field.kind == Type::Date);
    for (name, span) in names.iter().filter(|(name, _)| !is_date(name)) {
        let dates = fields.iter().filter(|field| field.kind == Type::Date);
        reader.report(no_such("date field", name, *span, dates.map(|field| field.name.as_str())));
    }
    names.into_iter().take(2).map(|(name, _)| name).filter(|name| is_date(name)).collect()
}

fn stale(kind: &str, reader: &mut Reader<'_, '_>) -> Thresholds {
    let usual = Thresholds::default();
    let Some(table) = reader.table("stale") else { return usual };
    let span = table.entries.first().map(|(key, _)| key.span);
    let mut reader =
        Reader::of(table, &[STALE], format!("`stale` of the kind `{kind}`"), reader.diagnostics());
    let ageing = reader.number("ageing", 1);
    let stale = reader.number("stale", 1).unwrap_or_else(|| usual.stale.max(ageing.unwrap_or(0)));
    let found = Thresholds { ageing: ageing.unwrap_or(usual.ageing.min(stale)), stale };
    if found.ageing > found.stale {
        reader.report(turned_round(span));
    }
    reader.finish();
    found
}

fn turned_round(span: Option<Span>) -> Diagnostic {
    let headline = "records would be stale before they begin to age";
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
    let diagnostic = span.into_iter().fold(diagnostic, Diagnostic::at);
    diagnostic.help("write fewer months for `ageing` than for `stale`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_ages_by_months() {
        let reviewed = Day { year: 2025, month: 1, day: 31 };
        let on = |year, month, day| {
            let today = Day { year, month, day };
            Thresholds { ageing: 1, stale: 12 }.freshness(reviewed, |day| today >= day)
        };
        assert_eq!(on(2025, 2, 27), Freshness::Fresh);
        assert_eq!(on(2025, 2, 28), Freshness::Ageing);
        assert_eq!(on(2026, 1, 30), Freshness::Ageing);
        assert_eq!(on(2026, 1, 31), Freshness::Stale);
    }
}
