//! A date -> words that people read, in any language. Shares what two ends of a period have in common.

use edtf_core::{DateTime, Interval, IntervalEndpoint, Qualifier, TimeShift, YearKind};

use super::{Date, Shape, known, offset};

/// The words and patterns of one language. In a pattern `{x}`, `{a}`, `{b}`, `{d}`, `{month}`, `{y}` are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// January to December, standing alone or before a year: `novembre`, `ноябрь`.
    pub months: [String; 12],
    /// January to December beside a day, where the language has another form for it: `ноября`.
    pub months_with_day: [String; 12],
    /// Spring, summer, autumn, winter (EDTF 21 to 24).
    pub seasons: [String; 4],
    /// The first day of a month, `1`; in French `1er`.
    pub first_day: String,
    /// A whole date: `{d} {month} {y}`.
    pub day_month_year: String,
    /// A day whose year stands elsewhere: `{d} {month}`.
    pub day_month: String,
    /// A month or season, or a range of them, with its year: `{month} {y}`.
    pub month_year: String,
    /// A period between two ends of several words: `{a} – {b}`.
    pub range: String,
    /// A period between two single words or numbers: `{a}–{b}`.
    pub span: String,
    /// The mark `~`: `about {x}`.
    pub about: String,
    /// The mark `?`: `possibly {x}`.
    pub possibly: String,
    /// A period that is still open, `2003/..`: `from {x}`.
    pub from: String,
    /// A period that was always open at its start, `../2003`: `until {x}`.
    pub until: String,
    /// A period whose end is not known, `2003/`: `from {x} (end not known)`.
    pub from_end_unknown: String,
    /// A period whose start is not known, `/2003`: `until {x} (start not known)`.
    pub until_start_unknown: String,
    /// A decade, `{x}` being its first year: `{x}s`.
    pub decade: String,
    /// A year of which less is known, by the first and last it can be: `between {a} and {b}`.
    pub between: String,
    /// A year before our era: `{x} BCE`.
    pub before_era: String,
    /// A date `{x}` with a time of day `{time}`: `{x}, {time}`.
    pub date_time: String,
    /// A date of which nothing is known, `XXXX`.
    pub unknown: String,
}

impl Date {
    /// The readable form: `6–7 November 2003`, `about September 2014`.
    pub fn display(&self, words: &Words) -> String {
        match &self.shape {
            Shape::One(date) => words.date(date),
            Shape::Moment(moment) => words.moment(moment),
            Shape::Span(span) => words.period(span),
        }
    }
}

impl Words {
    /// British English.
    pub fn english() -> Words {
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
        .map(String::from);
        Words {
            months_with_day: months.clone(),
            months,
            seasons: ["spring", "summer", "autumn", "winter"].map(String::from),
            first_day: "1".into(),
            day_month_year: "{d} {month} {y}".into(),
            day_month: "{d} {month}".into(),
            month_year: "{month} {y}".into(),
            range: "{a} – {b}".into(),
            span: "{a}–{b}".into(),
            about: "about {x}".into(),
            possibly: "possibly {x}".into(),
            from: "from {x}".into(),
            until: "until {x}".into(),
            from_end_unknown: "from {x} (end not known)".into(),
            until_start_unknown: "until {x} (start not known)".into(),
            decade: "{x}s".into(),
            between: "between {a} and {b}".into(),
            before_era: "{x} BCE".into(),
            date_time: "{x}, {time}".into(),
            unknown: "date not known".into(),
        }
    }

    fn date(&self, date: &edtf_core::Date) -> String {
        self.marked(date.year.qualifier, self.whole(&self.parts(date)))
    }

    fn moment(&self, moment: &DateTime) -> String {
        let time = moment.time;
        let seconds = if time.second == 0 { String::new() } else { format!(":{:02}", time.second) };
        let zone = match time.shift {
            None => String::new(),
            Some(TimeShift::Utc | TimeShift::Offset { minutes: 0, .. }) => " UTC".into(),
            Some(TimeShift::Offset { minutes, .. }) => format!(" UTC{}", offset(minutes)),
        };
        let time = format!("{:02}:{:02}{seconds}{zone}", time.hour, time.minute);
        fill(&self.date_time, &[("{x}", &self.date(&moment.date)), ("{time}", &time)])
    }

    fn period(&self, span: &Interval) -> String {
        use IntervalEndpoint::{Date, Open, Unknown};
        match (&span.start, &span.end) {
            (Date(a), Date(b)) => self.between_ends(a, b),
            (Date(a), Unknown) => fill(&self.from_end_unknown, &[("{x}", &self.date(a))]),
            (Date(a), _) => fill(&self.from, &[("{x}", &self.date(a))]),
            (Open, Date(b)) => fill(&self.until, &[("{x}", &self.date(b))]),
            (_, Date(b)) => fill(&self.until_start_unknown, &[("{x}", &self.date(b))]),
            _ => self.unknown.clone(),
        }
    }

    fn between_ends(&self, a: &edtf_core::Date, b: &edtf_core::Date) -> String {
        if a.year.qualifier == b.year.qualifier {
            self.marked(a.year.qualifier, self.shared(&self.parts(a), &self.parts(b)))
        } else {
            self.range(&self.date(a), &self.date(b))
        }
    }

    /// Both ends, with the year and the month said once where they are the same.
    fn shared(&self, a: &Parts, b: &Parts) -> String {
        if a == b {
            return self.whole(a);
        }
        let same_year = a.year.as_ref().filter(|year| b.year.as_ref() == Some(year));
        match (a.month, a.day, b.month, b.day, same_year) {
            (None, None, None, None, _) => self.span(&self.whole(a), &self.whole(b)),
            (Some(m), Some(first), Some(n), Some(last), Some(year)) if m == n => {
                let days = self.span(&self.day(first), &self.day(last));
                self.day_in_month(&days, m, Some(year))
            }
            (Some(m), Some(first), Some(n), Some(last), Some(year)) => {
                let first = self.day_in_month(&self.day(first), m, None);
                let last = self.day_in_month(&self.day(last), n, None);
                self.in_year(&self.range(&first, &last), year)
            }
            (Some(m), None, Some(n), None, Some(year)) => {
                self.in_year(&self.span(self.month(m), self.month(n)), year)
            }
            _ => self.range(&self.whole(a), &self.whole(b)),
        }
    }

    fn whole(&self, parts: &Parts) -> String {
        match (parts.month, parts.day, &parts.year) {
            (Some(month), Some(day), year) => {
                self.day_in_month(&self.day(day), month, year.as_deref())
            }
            (Some(month), None, Some(year)) => self.in_year(self.month(month), year),
            (Some(month), None, None) => self.month(month).into(),
            (None, _, Some(year)) => year.clone(),
            (None, _, None) => self.unknown.clone(),
        }
    }

    fn day_in_month(&self, days: &str, month: u8, year: Option<&str>) -> String {
        let pattern = if year.is_some() { &self.day_month_year } else { &self.day_month };
        let month = &self.months_with_day[usize::from(month) - 1];
        fill(pattern, &[("{d}", days), ("{month}", month), ("{y}", year.unwrap_or_default())])
    }

    fn in_year(&self, months: &str, year: &str) -> String {
        fill(&self.month_year, &[("{month}", months), ("{y}", year)])
    }

    fn marked(&self, mark: Qualifier, text: String) -> String {
        let text = if mark.approximate { fill(&self.about, &[("{x}", &text)]) } else { text };
        if mark.uncertain { fill(&self.possibly, &[("{x}", &text)]) } else { text }
    }

    /// Two ends joined closely, unless one of them has several words.
    fn span(&self, a: &str, b: &str) -> String {
        let several_words = a.contains(' ') || b.contains(' ');
        fill(if several_words { &self.range } else { &self.span }, &[("{a}", a), ("{b}", b)])
    }

    fn range(&self, a: &str, b: &str) -> String {
        fill(&self.range, &[("{a}", a), ("{b}", b)])
    }

    /// A month's or a season's name by its EDTF number.
    fn month(&self, number: u8) -> &str {
        match usize::from(number) {
            month @ 1..=12 => &self.months[month - 1],
            season => &self.seasons[season - 21],
        }
    }

    fn day(&self, day: u8) -> String {
        if day == 1 { self.first_day.clone() } else { day.to_string() }
    }

    fn parts(&self, date: &edtf_core::Date) -> Parts {
        let month = known(date.month);
        Parts { year: self.year(&date.year.kind), month, day: month.and(known(date.day)) }
    }

    fn year(&self, year: &YearKind) -> Option<String> {
        let YearKind::Standard { negative, digits } = year else {
            let edtf_core::YearKind::Big { value } = year else { return None };
            return Some(self.counted(*value));
        };
        let with = |digit| {
            digits.iter().fold(0, |sum, known| sum * 10 + i64::from(known.unwrap_or(digit)))
        };
        match digits {
            [Some(_), Some(_), Some(_), Some(_)] => {
                Some(self.counted(if *negative { -with(0) } else { with(0) }))
            }
            [Some(_), Some(_), Some(_), None] => {
                Some(fill(&self.decade, &[("{x}", &with(0).to_string())]))
            }
            [None, None, None, None] => None,
            _ => Some(fill(
                &self.between,
                &[("{a}", &with(0).to_string()), ("{b}", &with(9).to_string())],
            )),
        }
    }

    /// A year as people count: the year 0 is 1 BCE.
    fn counted(&self, year: i64) -> String {
        match year {
            1.. => year.to_string(),
            _ => fill(&self.before_era, &[("{x}", &(year.unsigned_abs() + 1).to_string())]),
        }
    }
}

/// What can be said of a date: a day only in a known month.
#[derive(PartialEq, Eq)]
struct Parts {
    year: Option<String>,
    month: Option<u8>,
    day: Option<u8>,
}

fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(name, value))
}
