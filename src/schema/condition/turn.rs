//! When a condition that mentions `today` will have another answer.
//!
//! The language compares texts, and so do we: for each text that could be a date, the answer is worked out on the
//! days at which `today` passes it.

use std::collections::BTreeSet;
use std::ops::Bound;

use tera::{Context, Value};

use super::compared::{self, Placed, Token};
use super::{Condition, TODAY};
use crate::edtf::{Date, Day};

/// How far ahead each day is tried for a condition that takes `today` apart: beyond a year, weekdays and days of the
/// month repeat.
const DAYS: i64 = 366;
/// How many first days of months are tried beyond that.
const MONTHS: i64 = 120;

impl Condition {
    /// The next day after `today` on which the condition has another answer for these fields, of which `today` is
    /// written over.
    pub fn turn(&self, fields: &mut Context, today: Day) -> Option<Day> {
        let days = self.days(fields, today);
        let mut answer = |day: Day| {
            fields.insert(TODAY, &day.to_string());
            self.holds(fields).ok()
        };
        let now = answer(today);
        days.range((Bound::Excluded(today), Bound::Unbounded)).copied().find(|d| answer(*d) != now)
    }

    /// The days on which the answer may change.
    fn days(&self, fields: &Context, today: Day) -> BTreeSet<Day> {
        let mut days = BTreeSet::new();
        let tokens = compared::tokens(&self.text);
        for (token, _) in &tokens {
            if let Token::Text(text) = token {
                around(text, &mut days);
            }
        }
        let names = self.names.iter().filter(|name| *name != TODAY);
        for value in names.filter_map(|name| fields.get(name)) {
            each_text(value, &mut |text| around(text, &mut days));
        }
        if takes_apart(&tokens) {
            days.extend((1..=DAYS).map(|days| Day::of_number(today.number() + days)));
            let month = Day { day: 1, ..today };
            days.extend((1..=MONTHS).map(|months| month.months_later(months)));
        }
        days
    }
}

/// The texts in a value.
fn each_text(value: &Value, see: &mut dyn FnMut(&str)) {
    if let Some(text) = value.as_str() {
        see(text);
    }
    value.as_array().into_iter().flatten().for_each(|item| each_text(item, see));
    if let Some(map) = value.as_map() {
        map.values().for_each(|item| each_text(item, see));
    }
}

/// The days on which the text of a day begins to be at least this text, or greater than it, or to begin with a
/// part of it: `2026-05` lies before 1 May, `2026-05/2026-06` after 31 May.
fn around(text: &str, days: &mut BTreeSet<Day>) {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return;
    }
    if let Ok(date) = Date::parse(text) {
        for day in [date.earliest(), date.latest()].into_iter().flatten() {
            days.extend([day, day.next()]);
        }
    }
    let part = |end: usize| text.get(..end).and_then(|part| Date::parse(part).ok());
    for date in [4, 7, 10].into_iter().filter_map(part) {
        days.extend(date.earliest());
        days.extend(date.latest().map(Day::next));
    }
}

/// Whether a condition does anything with `today` but compare it.
fn takes_apart(tokens: &[Placed]) -> bool {
    let is_fine = |token: Option<&Token>| match token {
        None => true,
        Some(Token::Mark(mark)) => {
            ["==", "!=", "<", "<=", ">", ">=", "(", ")"].contains(&mark.as_str())
        }
        Some(Token::Name(word)) => ["and", "or", "not"].contains(&word.as_str()),
        Some(Token::Text(_)) => false,
    };
    let at = |place: Option<usize>| place.and_then(|place| tokens.get(place)).map(|(t, _)| t);
    let is_call = |place: usize| {
        let mark = |word: &str| at(place.checked_sub(1)) == Some(&Token::Mark(word.to_owned()));
        mark("(")
            && matches!(at(place.checked_sub(2)), Some(name @ Token::Name(_)) if !is_fine(Some(name)))
    };
    (0..tokens.len()).any(|place| match &tokens[place].0 {
        Token::Name(name) if name == TODAY => {
            let beside = [place.checked_sub(1), Some(place + 1)];
            is_call(place) || !beside.into_iter().all(|place| is_fine(at(place)))
        }
        Token::Name(name) => name.starts_with("today."),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the answer turns, compared with trying every day for five years.
    fn turn(condition: &str, due: &str) -> Option<String> {
        let condition = Condition::parse(condition).unwrap();
        let mut fields = Context::new();
        fields.insert("due", due);
        fields.insert("days", &["2026-02-01", "2027-03-04"]);
        let today = Date::parse("2026-01-15").unwrap().earliest().unwrap();
        let found = condition.turn(&mut fields, today);
        let mut answer = |day: i64| {
            fields.insert(TODAY, &Day::of_number(day).to_string());
            condition.holds(&fields).unwrap()
        };
        let first = today.number();
        let now = answer(first);
        let tried = (first..first + 5 * 366).find(|day| answer(*day) != now).map(Day::of_number);
        assert_eq!(found, tried, "{condition:?} with {due}");
        found.map(|day| day.to_string())
    }

    #[test]
    fn a_comparison_turns_where_today_passes_the_date() {
        assert_eq!(turn("due < today", "2026-05-03").as_deref(), Some("2026-05-04"));
        assert_eq!(turn("due <= today", "2026-05-03").as_deref(), Some("2026-05-03"));
        assert_eq!(turn("today == due", "2026-05-03").as_deref(), Some("2026-05-03"));
        assert_eq!(turn("today > '2027'", "").as_deref(), Some("2027-01-01"));
        assert_eq!(turn("due < today", "2025-05-03"), None);
        assert_eq!(turn("due > '2025' and due < today", "2024"), None);
    }

    #[test]
    fn dates_that_are_known_in_part_turn_as_texts_compare() {
        let conditions = ["due < today", "due <= today", "due > today", "not (today >= due)"];
        for date in [
            "2026",
            "2026-05",
            "2026-XX",
            "2026-05~",
            "2026?",
            "202X",
            "2026-21",
            "2026-05/2026-07",
            "2026-05-03/..",
            "../2026-05-03",
            "2026-05-1X",
            "2026-05-03T09:00:00Z",
            "2026-12-31",
        ] {
            for condition in conditions {
                turn(condition, date);
            }
        }
    }

    #[test]
    fn what_takes_today_apart_is_tried_day_by_day() {
        assert_eq!(turn("today is starting_with(pat='2027')", "").as_deref(), Some("2027-01-01"));
        assert_eq!(turn("today in days", "").as_deref(), Some("2026-02-01"));
        assert_eq!(turn("today[:7] == due", "2026-08").as_deref(), Some("2026-08-01"));
    }
}
