//! Time zones, from the database that is part of the program: the same on every machine.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::edtf::Day;

/// A time zone of the IANA database, such as `Europe/Zurich`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    /// UTC.
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The zone of this name, as the database spells it.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        (zone.iana_name() == Some(name)).then_some(Self(zone))
    }

    /// The names of all zones.
    pub fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
    }

    /// The day that it is in this zone so many seconds after the start of 1970 (UTC); `None` beyond the year 9999.
    pub fn day_of_unix(&self, seconds: i64) -> Option<Day> {
        let date = Timestamp::from_second(seconds).ok()?.to_zoned_datetime(self.0.clone()).date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        Some(Day { year: date.year().into(), month, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_is_another_day_elsewhere() {
        // 2026-03-28T23:30:00Z, the night in which Zurich's clocks are put forward.
        let day = |name: &str| Zone::named(name).unwrap().day_of_unix(1_774_740_600).unwrap();
        assert_eq!(day("UTC").to_string(), "2026-03-28");
        assert_eq!(day("Europe/Zurich").to_string(), "2026-03-29");
        assert_eq!(day("America/New_York").to_string(), "2026-03-28");
        assert_eq!(Zone::named("Europe/Geneva"), None);
        assert_eq!(Zone::named("europe/zurich"), None);
        assert!(Zone::names().iter().any(|name| name == "Africa/Nairobi"));
    }
}
