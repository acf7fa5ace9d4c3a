//! Dates as far as they are known: ISO 8601-2 (EDTF), levels 0 and 1. Nothing here ever invents a day.
//!
//! Grammar and calendar are those of the crate `edtf-core` (dual-licensed, without dependencies); this module narrows
//! it to the two levels and adds what a site needs: an order, a machine value, a readable form, and explanations for
//! authors. Of level 2 only `X` in any place of a date is let through. The older crate `edtf` was looked at too, and
//! not taken because its last release is of October 2021.

mod day;
mod display;
mod exact;
mod guess;
mod problem;

use std::cmp::Ordering;
use std::fmt;

use edtf_core::{
    Bound, BoundDate, DateField, DateTime, Edtf, Interval, IntervalEndpoint, TimeShift, YearKind,
};

pub use day::Day;
pub use display::Words;
pub use exact::{NoMoment, in_utc, moment, time_of_day};
pub use problem::Problem;

/// A date, a date with a time, or a period, known as far as its text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    text: String,
    shape: Shape,
    earliest: Option<Day>,
    latest: Option<Day>,
}

/// The three things that a text of level 0 or 1 can be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    One(edtf_core::Date),
    Moment(DateTime),
    Span(Interval),
}

/// The smallest unit that is known, with everything above it known too. Ordered from coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Not even the millennium is known: `XXXX-12-25`.
    Unknown,
    /// `1XXX`
    Millennium,
    /// `19XX`
    Century,
    /// `199X`
    Decade,
    /// `1998`, `1998-XX`
    Year,
    /// `1998-22`
    Season,
    /// `1998-04`, `1998-04-XX`
    Month,
    /// `1998-04-15`
    Day,
    /// `1998-04-15T09:00:00Z`
    Time,
}

/// The place of a date in a list: see [`Date::sort_key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey<'a> {
    earliest: Option<Day>,
    latest: Latest,
    text: &'a str,
}

/// A last day that sorts after every day when there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Latest {
    On(Day),
    Never,
}

impl Date {
    /// The EDTF text of a month or day that is written with the name of the month, such as
    /// `Mar 2023`; `None` for everything that could mean something else.
    pub fn in_words(text: &str) -> Option<String> {
        guess::in_words(text).filter(|text| Date::parse(text).is_ok())
    }

    /// Reads an EDTF text of level 0 or 1. Blanks around it are dropped. The problem says what is the case and, where
    /// it can be guessed, what to write instead.
    pub fn parse(text: &str) -> Result<Date, Problem> {
        Date::read(text.trim()).ok_or_else(|| problem::explain(text.trim()))
    }

    /// Reads without explaining.
    fn read(text: &str) -> Option<Date> {
        let edtf = Edtf::parse(text).ok()?;
        let bounds = edtf.bounds();
        let shape = Shape::of(edtf)?;
        Some(Date {
            text: text.into(),
            shape,
            earliest: day(bounds.earliest),
            latest: day(bounds.latest),
        })
    }

    /// The text that was parsed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that it may touch. `None` where the start is open (`../2003`) or unknown (`/2003`), and for
    /// years that do not fit a number. A mark of doubt does not widen it; a time zone does not move it.
    pub fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last day that it may touch. `None` where the end is open (`2003/..`) or unknown (`2003/`). Winter (`-24`)
    /// is counted from December to the end of February.
    pub fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// How finely it is known; of a period's two ends, the coarser.
    pub fn precision(&self) -> Precision {
        match &self.shape {
            Shape::Moment(_) => Precision::Time,
            Shape::One(date) => precision(date),
            Shape::Span(span) => [span.start, span.end]
                .iter()
                .filter_map(dated)
                .map(precision)
                .min()
                .unwrap_or(Precision::Unknown),
        }
    }

    /// Whether it is a period, `2003-11-06/2003-11-07`.
    pub fn is_interval(&self) -> bool {
        matches!(self.shape, Shape::Span(_))
    }

    /// Whether it is marked as approximate, `~` or `%`, at either end.
    pub fn is_approximate(&self) -> bool {
        self.dates().any(edtf_core::Date::is_approximate)
    }

    /// Whether it is marked as uncertain, `?` or `%`, at either end.
    pub fn is_uncertain(&self) -> bool {
        self.dates().any(edtf_core::Date::is_uncertain)
    }

    /// The year it starts in, if that is known: not for `201X`, not for `../2003`.
    pub fn year(&self) -> Option<i64> {
        match &self.shape {
            Shape::One(date) => date.year.value(),
            Shape::Moment(moment) => moment.date.year.value(),
            Shape::Span(span) => dated(&span.start)?.year.value(),
        }
    }

    /// A total order: by the first day, then by the last, then by the text. No first day comes before every day, no
    /// last day after every day. `Date` itself is ordered in the same way.
    pub fn sort_key(&self) -> SortKey<'_> {
        SortKey {
            earliest: self.earliest,
            latest: self.latest.map_or(Latest::Never, Latest::On),
            text: &self.text,
        }
    }

    /// The value for HTML's `<time datetime>`, when it has one that says neither more nor less: a year, a month, a day
    /// or a time of our era without marks of doubt. `1985-04-XX` gives `1985-04`; a season, a decade or a period none.
    pub fn iso_exact(&self) -> Option<String> {
        match &self.shape {
            Shape::One(date) if !date.is_uncertain() && !date.is_approximate() => iso_date(date),
            Shape::Moment(moment) => iso_moment(moment),
            _ => None,
        }
    }

    /// Every date in it: one, or the known ends of a period.
    fn dates(&self) -> impl Iterator<Item = &edtf_core::Date> {
        let (first, second) = match &self.shape {
            Shape::One(date) => (Some(date), None),
            Shape::Moment(moment) => (Some(&moment.date), None),
            Shape::Span(span) => (dated(&span.start), dated(&span.end)),
        };
        first.into_iter().chain(second)
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Shape {
    /// `None` for what only level 2 has.
    fn of(edtf: Edtf) -> Option<Shape> {
        match edtf {
            Edtf::Date(date) => is_supported(&date).then_some(Shape::One(date)),
            Edtf::DateTime(moment) => Some(Shape::Moment(moment)),
            Edtf::Interval(span) => {
                let supported = |end: &IntervalEndpoint| match end {
                    IntervalEndpoint::Date(date) => is_supported(date),
                    IntervalEndpoint::Open | IntervalEndpoint::Unknown => true,
                    IntervalEndpoint::OnOrBefore(_) | IntervalEndpoint::OnOrAfter(_) => false,
                };
                (supported(&span.start) && supported(&span.end)).then_some(Shape::Span(span))
            }
            Edtf::Set(_) => None,
        }
    }
}

/// Whether a date needs nothing of level 2, apart from where it has `X`.
fn is_supported(date: &edtf_core::Date) -> bool {
    let whole = date.year.qualifier;
    let evenly_marked =
        [date.month, date.day].iter().flatten().all(|field| field.qualifier == whole);
    evenly_marked
        && date.year.significant_digits.is_none()
        && !matches!(date.year.kind, YearKind::Exponential { .. })
        && known(date.month).is_none_or(|month| month <= 24)
}

fn day(bound: Bound) -> Option<Day> {
    match bound {
        Bound::Date(BoundDate { year, month, day }) => Some(Day { year, month, day }),
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => None,
    }
}

/// The date at an end of a period, if there is one.
fn dated(end: &IntervalEndpoint) -> Option<&edtf_core::Date> {
    match end {
        IntervalEndpoint::Date(date) => Some(date),
        _ => None,
    }
}

/// The number of a month or day, if all its digits are known.
fn known(field: Option<DateField>) -> Option<u8> {
    field.and_then(DateField::value)
}

fn precision(date: &edtf_core::Date) -> Precision {
    if date.year.has_unspecified() {
        return year_precision(&date.year.kind);
    }
    match (known(date.month), known(date.day)) {
        (None, _) => Precision::Year,
        (Some(21..), _) => Precision::Season,
        (Some(_), None) => Precision::Month,
        (Some(_), Some(_)) => Precision::Day,
    }
}

fn year_precision(year: &YearKind) -> Precision {
    let YearKind::Standard { digits, .. } = year else { return Precision::Year };
    match digits.iter().take_while(|digit| digit.is_some()).count() {
        0 => Precision::Unknown,
        1 => Precision::Millennium,
        2 => Precision::Century,
        3 => Precision::Decade,
        _ => Precision::Year,
    }
}

fn iso_date(date: &edtf_core::Date) -> Option<String> {
    // HTML knows no year before 1.
    let year = date.year.value().filter(|year| *year > 0)?;
    let (month, day) = (known(date.month), known(date.day));
    match (precision(date), month, day) {
        (Precision::Year, ..) => Some(format!("{year:04}")),
        (Precision::Month, Some(month), _) => Some(format!("{year:04}-{month:02}")),
        (Precision::Day, Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
}

fn iso_moment(moment: &DateTime) -> Option<String> {
    // HTML knows no leap second.
    let time = moment.time;
    let (date, true) = (iso_date(&moment.date)?, time.second < 60) else { return None };
    let zone = match time.shift {
        None => String::new(),
        Some(TimeShift::Utc) => "Z".into(),
        Some(TimeShift::Offset { minutes, .. }) => offset(minutes),
    };
    Some(format!("{date}T{:02}:{:02}:{:02}{zone}", time.hour, time.minute, time.second))
}

/// A distance from UTC, `+05:30`.
fn offset(minutes: i16) -> String {
    let (sign, size) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}

#[cfg(test)]
mod tests;
