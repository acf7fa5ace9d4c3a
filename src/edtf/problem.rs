//! A text that is not a date -> what is wrong and what to write instead, for people who are not
//! programmers.

use std::error::Error;
use std::fmt;

use edtf_core::{Bound, Edtf};

use super::{Date, Day, Words, guess};

/// Why a text is not a date that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is the case: "`6 Nov 2003` is not a date in the form 2003-11-06".
    pub message: String,
    /// What to do: "write `2003-11-06`".
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Problem {}

const FORMS: &str = "write a day as `2003-11-06`, a month as `2003-11`, a year as `2003`, a period as \
                     `2003-11-06/2003-11-07`; add `~` for “about” or `?` for “uncertain”";

/// What authors write when there is no date to write.
const NO_DATE: [&str; 16] = [
    "-",
    "--",
    "–",
    "—",
    "?",
    "n/a",
    "n.a.",
    "na",
    "n.d.",
    "s.d.",
    "none",
    "not stated",
    "tbc",
    "tbd",
    "undated",
    "unknown",
];

/// Explains a text that `Date::read` has refused.
pub(super) fn explain(text: &str) -> Problem {
    if text.is_empty() {
        return Problem { message: "a date is missing here".into(), help: no_date_help() };
    }
    if NO_DATE.contains(&text.to_lowercase().as_str()) {
        return Problem { message: format!("`{text}` is not a date"), help: no_date_help() };
    }
    if let Ok(edtf) = Edtf::parse(text) {
        let message = format!("`{text}` is a form of date that plenary does not support");
        return Problem { message, help: simpler(text, &edtf) };
    }
    let candidates = guess::candidates(text);
    let guesses: Vec<_> = candidates.iter().filter_map(|candidate| Date::read(candidate)).collect();
    let fault = fault(text)
        .or_else(|| guesses.is_empty().then(|| candidates.iter().find_map(|it| fault(it)))?);
    let message = match &fault {
        Some(fault) => format!("`{text}` is not a date: {}", fault.what),
        None => format!("`{text}` is not a date in the form 2003-11-06"),
    };
    let help = advice(&guesses).or_else(|| fault?.help).or_else(|| serial_number(text));
    Problem { message, help: help.unwrap_or_else(|| FORMS.into()) }
}

fn no_date_help() -> String {
    "write it as `2003-11-06`; if the source states no date, leave the value empty and write `\"not stated\"` in the \
     field of the same name with `_status` (`date_status` for `date`)"
        .into()
}

/// The guesses as a sentence; where there are several, each with what it means.
fn advice(guesses: &[Date]) -> Option<String> {
    let words = Words::english();
    let meant = |date: &Date| format!("`{date}` for {}", date.display(&words));
    match guesses {
        [] => None,
        [one] => Some(format!("write `{one}`")),
        several => {
            Some(format!("write {}", several.iter().map(meant).collect::<Vec<_>>().join(", or ")))
        }
    }
}

/// A date that a spreadsheet has turned into its count of days since the end of 1899.
fn serial_number(text: &str) -> Option<String> {
    let count = text
        .parse::<i64>()
        .ok()
        .filter(|count| (15_000..=80_000).contains(count) && text.len() == 5)?;
    let day = Day::of_number(count - 25_569);
    Some(format!("if a spreadsheet turned a date into this number, write `{day}`"))
}

/// What only level 2 can say, in the terms of level 1.
fn simpler(text: &str, edtf: &Edtf) -> String {
    match edtf {
        Edtf::Date(date) if date.month.is_some_and(|month| month.value() > Some(24)) => {
            group(text, date.month.and_then(|month| month.value()).unwrap_or_default())
        }
        Edtf::Date(date) if date.is_uncertain() || date.is_approximate() => {
            let bare = text.replace(['?', '~', '%'], "");
            let mark = match (date.is_uncertain(), date.is_approximate()) {
                (true, true) => '%',
                (true, false) => '?',
                _ => '~',
            };
            format!("`?` and `~` apply to the whole date and go at its end: write `{bare}{mark}`")
        }
        Edtf::Set(_) => match (edtf.bounds().earliest, edtf.bounds().latest) {
            (Bound::Date(a), Bound::Date(b)) => format!("write one date, or the period `{a}/{b}`"),
            _ => "write one date, or a period".into(),
        },
        _ => FORMS.into(),
    }
}

/// Quarters and other groups of months, which level 2 numbers from 25 to 41.
fn group(text: &str, number: u8) -> String {
    let year = text.split('-').next().unwrap_or_default();
    let (first, last) = match number {
        25..=28 => return format!("write `{year}-{}`", number - 4),
        29..=32 => return format!("write `{year}-{}`", number - 8),
        33..=36 => (number * 3 - 98, number * 3 - 96),
        37..=39 => (number * 4 - 147, number * 4 - 144),
        _ => ((number - 40) * 6 + 1, (number - 40) * 6 + 6),
    };
    format!("write `{year}-{first:02}/{year}-{last:02}`")
}

/// What is wrong with a text that looks like EDTF.
struct Fault {
    what: String,
    help: Option<String>,
}

impl Fault {
    fn new(what: impl Into<String>) -> Self {
        Fault { what: what.into(), help: None }
    }
}

/// The fault of a date or period; `None` if it is not written like one.
fn fault(text: &str) -> Option<Fault> {
    let Some((start, end)) = text.split_once('/') else { return date_fault(text) };
    if end.contains('/') {
        return None;
    }
    let unknown = |end: &str| end.is_empty() || end == "..";
    if unknown(start) && unknown(end) {
        return Some(Fault::new("neither end of the period has a date"));
    }
    if Date::read(start).is_some() && Date::read(end).is_some_and(|date| !date.is_interval()) {
        let help = Date::read(&format!("{end}/{start}")).map(|date| format!("write `{date}`"));
        return help
            .map(|help| Fault { what: "it ends before it starts".into(), help: Some(help) });
    }
    date_fault(start).or_else(|| date_fault(end))
}

/// What the calendar says against `2003-13-01` or `2003-02-30`.
fn date_fault(text: &str) -> Option<Fault> {
    if let Some((day, _)) = text.split_once('T').filter(|(day, _)| Date::read(day).is_some()) {
        let help =
            format!("write `{day}T09:00:00`, with `Z` or `+02:00` after it for the time zone");
        return Some(Fault {
            what: "its time of day is not between 00:00:00 and 23:59:59".into(),
            help: Some(help),
        });
    }
    let bare = text.trim_end_matches(['?', '~', '%']);
    let mut fields = bare.split('-');
    let (year, month, day) =
        (number(fields.next()?, 4)?, number(fields.next()?, 2)?, fields.next());
    if fields.next().is_some() {
        return None;
    }
    let Ok(month_index @ 0..=11) = usize::try_from(month - 1) else {
        return month_fault(year, month, day.is_some());
    };
    let day = number(day?, 2)?;
    let last = Date::read(&format!("{year:04}-{month:02}"))?.latest()?.day;
    let name = &Words::english().months[month_index];
    (day < 1 || day > i64::from(last)).then(|| Fault {
        what: format!("{name} {year} has {last} days, so there is no day {day}"),
        help: Some(format!("correct the day, or write `{year:04}-{month:02}` if it is not known")),
    })
}

/// A month that is not one of the twelve; without a day, 21 to 24 are seasons and no fault.
fn month_fault(year: i64, month: i64, has_day: bool) -> Option<Fault> {
    if !has_day && (21..=24).contains(&month) {
        return None;
    }
    let seasons =
        if has_day || month == 0 { "" } else { "; seasons are 21 (spring) to 24 (winter)" };
    let help = (month == 0).then(|| format!("write `{year:04}` if the month is not known"));
    Some(Fault { what: format!("there is no month {month:02}{seasons}"), help })
}

/// A number of exactly so many digits.
fn number(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Message and help for a text that is not a date.
    fn problem(text: &str) -> (String, String) {
        let Problem { message, help } = Date::parse(text).unwrap_err();
        (message, help)
    }

    fn check(cases: &[(&str, &str, &str)]) {
        for (text, message, help) in cases {
            assert_eq!(problem(text), (message.to_string(), help.to_string()), "{text}");
        }
    }

    #[test]
    fn a_date_in_another_form_is_answered_with_the_right_form() {
        check(&[
            (
                "6 November 2003",
                "`6 November 2003` is not a date in the form 2003-11-06",
                "write `2003-11-06`",
            ),
            ("Nov 2003", "`Nov 2003` is not a date in the form 2003-11-06", "write `2003-11`"),
            ("2003/11", "`2003/11` is not a date in the form 2003-11-06", "write `2003-11`"),
        ]);
    }

    #[test]
    fn an_ambiguous_date_is_answered_with_both_meanings() {
        let (message, help) = problem("06/11/2003");
        assert_eq!(message, "`06/11/2003` is not a date in the form 2003-11-06");
        assert_eq!(
            help,
            "write `2003-11-06` for 6 November 2003, or `2003-06-11` for 11 June 2003"
        );
        assert_eq!(
            problem("2003/04").1,
            "write `2003-04` for April 2003, or `2003/2004` for 2003–2004"
        );
    }

    #[test]
    fn the_calendar_is_explained() {
        check(&[
            (
                "2003-13-01",
                "`2003-13-01` is not a date: there is no month 13",
                "write `2003-01-13`",
            ),
            (
                "2003-02-30",
                "`2003-02-30` is not a date: February 2003 has 28 days, so there is no day 30",
                "correct the day, or write `2003-02` if it is not known",
            ),
            (
                "31 June 2003",
                "`31 June 2003` is not a date: June 2003 has 30 days, so there is no day 31",
                "correct the day, or write `2003-06` if it is not known",
            ),
            (
                "2003-11-06/2003-11-31",
                "`2003-11-06/2003-11-31` is not a date: November 2003 has 30 days, so there is no \
                 day 31",
                "correct the day, or write `2003-11` if it is not known",
            ),
            (
                "2004/2003",
                "`2004/2003` is not a date: it ends before it starts",
                "write `2003/2004`",
            ),
            (
                "2014-09-12T25:00:00Z",
                "`2014-09-12T25:00:00Z` is not a date: its time of day is not between 00:00:00 \
                 and 23:59:59",
                "write `2014-09-12T09:00:00`, with `Z` or `+02:00` after it for the time zone",
            ),
        ]);
        assert_eq!(problem("2003-00-00").1, "write `2003` if the month is not known");
        assert!(problem("2003-19").0.contains("there is no month 19; seasons are 21"));
        assert!(problem("../..").0.contains("neither end of the period has a date"));
    }

    #[test]
    fn a_missing_date_is_answered_with_how_to_say_that_there_is_none() {
        for text in ["", "  ", "n/a", "TBD", "unknown", "not stated", "—"] {
            assert!(problem(text).1.contains("`date_status`"), "{text}");
        }
    }

    #[test]
    fn forms_of_level_2_are_answered_with_level_1() {
        for (text, help) in [
            ("2003-33", "write `2003-01/2003-03`"),
            ("2003-36", "write `2003-10/2003-12`"),
            ("2003-37", "write `2003-01/2003-04`"),
            ("2003-39", "write `2003-09/2003-12`"),
            ("2003-40", "write `2003-01/2003-06`"),
            ("2003-41", "write `2003-07/2003-12`"),
            ("2003-26", "write `2003-22`"),
            ("2003-30", "write `2003-22`"),
            (
                "2004-06~-11",
                "`?` and `~` apply to the whole date and go at its end: write `2004-06-11~`",
            ),
            ("[1667,1668]", "write one date, or the period `1667-01-01/1668-12-31`"),
        ] {
            assert_eq!(
                problem(text).0,
                format!("`{text}` is a form of date that plenary does not support")
            );
            assert_eq!(problem(text).1, help, "{text}");
        }
        for text in ["1950S2", "Y17E7", "..2004/2005", "{..2004}", "2004?/2005-~06"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_day_number_of_a_spreadsheet_is_recognised() {
        assert_eq!(
            problem("37931").1,
            "if a spreadsheet turned a date into this number, write `2003-11-06`"
        );
    }

    #[test]
    fn anything_else_is_answered_with_the_forms() {
        for text in
            ["next week", "2003-W12", "06/11/03", "P1Y", "日本", "2003-11-06/2003-11-07/2003-11-08"]
        {
            assert_eq!(problem(text).1, FORMS, "{text}");
        }
    }

    #[test]
    fn every_guess_is_a_date() {
        for text in
            ["6 Nov 2003", "06/11/2003", "since 1998", "Q1 2003", "2003-11-06/07", "ca. 2003"]
        {
            for guess in problem(text).1.split('`').skip(1).step_by(2) {
                assert_eq!(Date::parse(guess).unwrap().as_str(), guess);
            }
        }
    }
}
