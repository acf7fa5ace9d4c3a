//! Dates that are known to the day and beyond doubt, and times of day, for calendars and feeds. Nothing is invented: a
//! month, a year, an open end and a mark of doubt give nothing.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use super::{Date, Day, Precision};

impl Date {
    /// The first and the last day, where both are known beyond doubt: of a day and of a time the same one.
    pub fn exact_days(&self) -> Option<(civil::Date, civil::Date)> {
        self.stated_days().filter(|_| !self.is_uncertain())
    }

    /// The first and the last day, where both are stated, if perhaps with a mark of doubt (`?`). What is about a day (`~`)
    /// is on none.
    pub fn stated_days(&self) -> Option<(civil::Date, civil::Date)> {
        if self.is_approximate() || self.precision() < Precision::Day {
            return None;
        }
        Some((civil_day(self.earliest()?)?, civil_day(self.latest()?)?))
    }

    /// The day or time at which it begins, as [`Date::iso_exact`] writes it.
    pub fn exact_start(&self) -> Option<String> {
        let first = self.text.split('/').next().and_then(Date::read)?;
        first.iso_exact().filter(|_| first.precision() >= Precision::Day)
    }

    /// The moment that it is, where it has a time and a distance from UTC.
    pub fn instant(&self) -> Option<Timestamp> {
        self.iso_exact().filter(|text| text.contains('T'))?.parse().ok()
    }
}

fn civil_day(day: Day) -> Option<civil::Date> {
    let year = i16::try_from(day.year).ok().filter(|year| *year > 0)?;
    civil::Date::new(year, day.month as i8, day.day as i8).ok()
}

/// Why a time on a day is not a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoMoment {
    /// The text is not a time such as `09:30`.
    NotATime,
    /// No time zone has this name; perhaps it is meant to be another.
    UnknownZone(Option<String>),
    /// Clocks were set forward, so that there was no such time.
    Skipped,
}

/// The moment of a time of day, such as `09:30`, in the time zone with a name such as `America/New_York`. Where clocks
/// were set back and the time came twice, the first counts.
pub fn moment(day: civil::Date, time: &str, zone: &str) -> Result<Timestamp, NoMoment> {
    let time = time_of_day(time).ok_or(NoMoment::NotATime)?;
    let zone = zone_named(zone)?;
    let wanted = day.to_datetime(time);
    let found = zone.to_timestamp(wanted).map_err(|_| NoMoment::Skipped)?;
    let is_there = zone.to_datetime(found) == wanted;
    is_there.then_some(found).ok_or(NoMoment::Skipped)
}

/// The time of day that a text says: `9:30`, `09:30` or `09:30:15`, up to `24:00` exclusive.
pub fn time_of_day(text: &str) -> Option<civil::Time> {
    let mut parts = text.trim().split(':');
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let fine = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        fine.then(|| part.parse::<i8>().ok())?
    };
    let (hour, minute) = (number(1..=2)?, number(2..=2)?);
    let second = number(2..=2);
    let rest_is_read =
        parts.next().is_none() && (second.is_some() || text.matches(':').count() == 1);
    if !rest_is_read {
        return None;
    }
    civil::Time::new(hour, minute, second.unwrap_or(0), 0).ok()
}

fn zone_named(name: &str) -> Result<TimeZone, NoMoment> {
    TimeZone::get(name.trim()).map_err(|_| NoMoment::UnknownZone(near_zone(name)))
}

/// The zone that is probably meant: that of a town, or one of nearly the same name in the same part of the world.
fn near_zone(name: &str) -> Option<String> {
    let wanted = name.trim().replace(' ', "_").to_lowercase();
    let region = wanted.split_once('/').map(|(region, _)| format!("{region}/"));
    let zones = jiff::tz::db().available().map(|zone| zone.to_string());
    let is_near = |zone: &String| {
        region.as_ref().is_none_or(|region| zone.to_lowercase().starts_with(region))
    };
    let zones: Vec<String> = zones.filter(is_near).collect();
    let is_town = |zone: &&String| zone.to_lowercase().rsplit('/').next() == Some(&wanted);
    let near = || crate::text::nearest(&wanted, zones.iter().map(String::as_str), 1);
    zones.iter().find(is_town).cloned().or_else(|| near().first().map(|zone| (*zone).to_owned()))
}

/// A moment as RFC 3339 and RFC 5545 know it: `2017-10-05T15:00:00Z`.
pub fn in_utc(moment: Timestamp) -> String {
    // Calendars count no parts of a second.
    let whole = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    whole.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Option<String> {
        let (first, last) = Date::parse(text).expect("a date").exact_days()?;
        Some(format!("{first} {last}"))
    }

    #[test]
    fn only_days_that_are_known_are_days() {
        for (text, expected) in [
            ("2003-11-06", Some("2003-11-06 2003-11-06")),
            ("2003-11-06/2003-11-07", Some("2003-11-06 2003-11-07")),
            ("2017-10-05T13:00:00Z", Some("2017-10-05 2017-10-05")),
            ("2003-11", None),
            ("2003", None),
            ("2003-11-06?", None),
            ("2003-11-06~/2003-11-07", None),
            ("2003-11-06/..", None),
            ("../2003-11-06", None),
            ("2003-11-06/2003-12", None),
            ("2003-11-0X", None),
            ("-0044-03-15", None),
        ] {
            assert_eq!(days(text).as_deref(), expected, "{text}");
        }
        let doubtful = Date::parse("2003-11-06?").expect("a date");
        assert_eq!(doubtful.stated_days().map(|(first, _)| first), Some(civil::date(2003, 11, 6)));
        assert_eq!(Date::parse("2003-11-06%").expect("a date").stated_days(), None);
    }

    #[test]
    fn a_time_in_a_zone_is_a_moment() {
        let day = civil::date(2017, 10, 5);
        let utc = |time, zone| moment(day, time, zone).map(in_utc);
        assert_eq!(utc("15:00", "America/New_York").as_deref(), Ok("2017-10-05T19:00:00Z"));
        assert_eq!(utc("9:05", "Asia/Seoul").as_deref(), Ok("2017-10-05T00:05:00Z"));
        assert_eq!(utc("25:00", "Asia/Seoul"), Err(NoMoment::NotATime));
        assert_eq!(utc("9", "Asia/Seoul"), Err(NoMoment::NotATime));
        assert_eq!(utc("9:00:0", "Asia/Seoul"), Err(NoMoment::NotATime));
        let zone = |name: &str| Err(NoMoment::UnknownZone(Some(name.to_owned())));
        assert_eq!(utc("9:00", "New York"), zone("America/New_York"));
        assert_eq!(utc("9:00", "Europe/Zurick"), zone("Europe/Zurich"));
        let spring = civil::date(2017, 3, 12);
        assert_eq!(moment(spring, "02:30", "America/New_York"), Err(NoMoment::Skipped));
    }
}
