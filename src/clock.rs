//! The day for which a site is built. Nobody else knows it: whoever wants to know whether a day has come asks
//! here, and so leaves word of the next day on which the answer will be another.
//!
//! From these words follows when the output will next differ; see `output::next_change`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use crate::edtf::{Date, Day};
use crate::id::RecordKey;

mod zone;

pub use zone::Zone;

/// The day, and the days on which answers that were given will change.
#[derive(Debug, Default)]
pub struct Clock {
    /// `None`: nothing has come yet, and nothing ever will.
    today: Option<Day>,
    text: String,
    turns: Mutex<BTreeMap<Day, BTreeSet<Cause>>>,
}

/// What makes a difference on some day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The record whose date it is; `None` where it is not of a record, or of one that may not be named.
    pub record: Option<RecordKey>,
    /// The field that holds the date, the condition that mentions `today`, or the address of a page.
    pub what: String,
}

impl Cause {
    /// A field of a record.
    pub fn of_field(record: &RecordKey, field: &str) -> Self {
        Self { record: Some(record.clone()), what: field.to_owned() }
    }

    /// A field of a record that this build does not publish, and so does not name.
    pub fn of_unnamed(field: &str) -> Self {
        Self { record: None, what: field.to_owned() }
    }

    /// The page at this address (without slashes at its ends), which shows a part of time.
    pub fn of_page(path: &str) -> Self {
        Self { record: None, what: format!("/{path}/") }
    }
}

impl Clock {
    /// The clock of a build for this day, as YYYY-MM-DD; without one nothing ever comes.
    pub fn new(today: &str) -> Self {
        let today = Date::parse(today).ok().and_then(|date| date.earliest());
        let text = today.map(|day| day.to_string()).unwrap_or_default();
        Self { today, text, turns: Mutex::default() }
    }

    /// Whether it is this day, or a later one.
    pub fn has_come(&self, day: Day, cause: &Cause) -> bool {
        let has_come = self.today.is_some_and(|today| today >= day);
        if !has_come {
            self.turns_on(day, cause);
        }
        has_come
    }

    /// Whether this day is over.
    pub fn is_past(&self, day: Day, cause: &Cause) -> bool {
        self.has_come(day.next(), cause)
    }

    /// How many whole years have gone by since a day; none where it has not come.
    pub fn years_since(&self, day: Day, cause: &Cause) -> i64 {
        let passed = self.today.map_or(0, |today| (today.year - day.year).max(0));
        let birthday = |years: i64| day.months_later(12 * years);
        match self.has_come(birthday(passed), cause) {
            true => {
                self.has_come(birthday(passed + 1), cause);
                passed
            }
            false => (passed - 1).max(0),
        }
    }

    /// The day, for those who look for the days on which their answer changes themselves, and report the next
    /// one with [`Clock::turns_on`].
    pub(crate) fn today(&self) -> Option<Day> {
        self.today
    }

    /// The day as YYYY-MM-DD, or nothing; the same holds.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Leaves word that something will be different on a day that is still to come.
    pub(crate) fn turns_on(&self, day: Day, cause: &Cause) {
        if self.today.is_some_and(|today| today < day) {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            let causes = turns.entry(day).or_default();
            if !causes.contains(cause) {
                causes.insert(cause.clone());
            }
        }
    }

    /// The first day on which something may be different; of the answers that were given so far.
    pub fn next(&self) -> Option<Day> {
        self.next_after(self.today?)
    }

    /// The first such day after another one.
    pub fn next_after(&self, day: Day) -> Option<Day> {
        let turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.range((Bound::Excluded(day), Bound::Unbounded)).next().map(|(day, _)| *day)
    }

    /// What may be different on a day.
    pub fn causes(&self, day: Day) -> BTreeSet<Cause> {
        let turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.get(&day).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Date::parse(text).unwrap().earliest().unwrap()
    }

    fn cause() -> Cause {
        Cause::of_unnamed("due")
    }

    fn next(clock: &Clock) -> Option<String> {
        clock.next().map(|day| day.to_string())
    }

    #[test]
    fn who_asks_leaves_word_of_the_next_day_with_another_answer() {
        let clock = Clock::new("2026-03-01");
        assert!(clock.has_come(day("2026-03-01"), &cause()));
        assert!(clock.is_past(day("2026-02-28"), &cause()));
        assert_eq!(next(&clock), None, "what has passed stays past");
        assert!(!clock.is_past(day("2026-12-31"), &cause()));
        assert!(!clock.has_come(day("2026-06-01"), &cause()));
        assert_eq!(next(&clock).as_deref(), Some("2026-06-01"));
        assert_eq!(clock.next_after(day("2026-06-01")), Some(day("2027-01-01")));
        assert_eq!(clock.causes(day("2027-01-01")), BTreeSet::from([cause()]));
    }

    #[test]
    fn years_go_by_on_birthdays() {
        let years = |today: &str| {
            let clock = Clock::new(today);
            (clock.years_since(day("2016-02-29"), &cause()), next(&clock).unwrap())
        };
        assert_eq!(years("2026-01-01"), (9, "2026-02-28".to_owned()));
        assert_eq!(years("2026-02-28"), (10, "2027-02-28".to_owned()));
        assert_eq!(years("2016-01-01"), (0, "2016-02-29".to_owned()));
        assert_eq!(years("2016-12-31"), (0, "2017-02-28".to_owned()));
        assert_eq!(years("2010-12-31"), (0, "2016-02-29".to_owned()));
    }

    #[test]
    fn without_a_day_nothing_comes_and_nothing_will() {
        let clock = Clock::default();
        assert!(!clock.has_come(day("1900-01-01"), &cause()));
        assert_eq!(next(&clock), None);
    }
}
