//! Checks the times of day and the time zones of records that stand in calendars.

use jiff::civil;

use crate::diag::{Code, Diagnostic, Level};
use crate::edtf::{NoMoment, moment};
use crate::parse::{Record, Value};
use crate::schema::Kind;
use crate::source::Span;

/// What stands in for days that are not known: times are checked all the same.
const SOME_DAY: civil::Date = civil::date(2001, 1, 1);

/// A text of a record.
struct Given<'r> {
    text: &'r str,
    span: Span,
}

/// When a record opens and closes.
struct Times<'r> {
    starts: Option<Given<'r>>,
    ends: Option<Given<'r>>,
    zone: Option<Given<'r>>,
    days: (civil::Date, civil::Date),
}

/// What is wrong with the times of a record.
pub(super) fn check(record: &Record, kind: &Kind) -> Vec<Diagnostic> {
    Times::of(record, kind).map(|times| times.objections()).unwrap_or_default()
}

impl<'r> Times<'r> {
    fn of(record: &'r Record, kind: &Kind) -> Option<Self> {
        let calendar = kind.exports.calendar.as_ref()?;
        let field = |key: &str| record.value(kind.field(calendar.text(key)?)?);
        let text = |key: &str| {
            let field = field(key)?;
            let text = field.value.as_text().filter(|text| !text.trim().is_empty())?;
            Some(Given { text, span: field.span })
        };
        let days = field("date").and_then(|field| match &field.value {
            Value::Date(date) => date.exact_days(),
            _ => None,
        });
        let days = days.unwrap_or((SOME_DAY, SOME_DAY));
        Some(Self { starts: text("starts"), ends: text("ends"), zone: text("time_zone"), days })
    }

    fn objections(&self) -> Vec<Diagnostic> {
        let (first, last) = self.days;
        let times = [(&self.starts, first), (&self.ends, last)];
        let times = times.into_iter().filter_map(|(time, day)| Some((time.as_ref()?, day)));
        let unknown = self.zone.as_ref().and_then(unknown_zone);
        let zone = self.zone.as_ref().filter(|_| unknown.is_none()).map_or("UTC", |zone| zone.text);
        let read: Vec<_> = times.map(|(time, day)| (time, moment(day, time.text, zone))).collect();
        let told = read.iter().filter_map(|(time, moment)| objection(time, moment.as_ref().err()?));
        let mut out: Vec<Diagnostic> = told.chain(unknown).collect();
        if let [(_, Ok(start)), (time, Ok(end))] = &read[..]
            && end <= start
        {
            let told = wrong("it closes before it opens", time);
            out.push(told.help("correct one of the times, or the date"));
        }
        if let (None, Some((time, _))) = (&self.zone, read.first()) {
            out.push(without_zone(time));
        }
        out
    }
}

fn objection(time: &Given<'_>, cause: &NoMoment) -> Option<Diagnostic> {
    Some(match cause {
        NoMoment::NotATime => {
            let headline = format!("`{}` is not a time in the form 09:30", time.text);
            wrong(headline, time).help("write hours and minutes, such as `09:30` or `17:00`")
        }
        NoMoment::Skipped => {
            let headline =
                format!("there was no {} on that day: clocks were set forward", time.text);
            wrong(headline, time).help("correct the time, the date or the time zone")
        }
        NoMoment::UnknownZone(_) => return None,
    })
}

fn unknown_zone(zone: &Given<'_>) -> Option<Diagnostic> {
    let Err(NoMoment::UnknownZone(near)) = moment(SOME_DAY, "12:00", zone.text) else {
        return None;
    };
    let told = wrong(format!("no time zone is named `{}`", zone.text), zone);
    Some(match near {
        Some(near) => told.help(format!("did you mean `{near}`?")),
        None => told.help("write a part of the world and a town, such as `America/New_York`"),
    })
}

fn wrong(headline: impl Into<String>, given: &Given<'_>) -> Diagnostic {
    Diagnostic::new(Code::BadTime, headline).at(given.span)
}

fn without_zone(time: &Given<'_>) -> Diagnostic {
    wrong("the time zone of this time is not stated, so calendars show whole days", time)
        .level(Level::Warning)
        .help("add the time zone by a town, such as `Europe/Vienna`")
}
