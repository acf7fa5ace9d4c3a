//! Days of the calendar, and how they are counted.

use std::fmt;

/// A day of the (proleptic) Gregorian calendar. Ordered in time; `Display` writes `2003-11-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year as ISO 8601 counts: 0 is 1 BCE.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The calendar repeats every 400 years, which have this many days.
const DAYS_OF_AN_ERA: i64 = 146_097;

/// The days between the first of March of the year 0 and the first of 1970.
const DAYS_TO_1970: i64 = 719_468;

impl Day {
    /// The first day of a year.
    pub fn first_of(year: i64) -> Self {
        Self { year, month: 1, day: 1 }
    }

    /// The number of the day, counted from the first of 1970, as in `days_from_civil` of Howard Hinnant: years
    /// begin in March, so that the day of a leap year comes last and months have a regular length.
    pub fn number(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
        era * DAYS_OF_AN_ERA + year * 365 + year / 4 - year / 100 + of_year - DAYS_TO_1970
    }

    /// The day with this number; the opposite of [`Day::number`].
    pub fn of_number(number: i64) -> Self {
        let days = number + DAYS_TO_1970;
        let (era, of_era) = (days.div_euclid(DAYS_OF_AN_ERA), days.rem_euclid(DAYS_OF_AN_ERA));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self {
            year: 400 * era + year_of_era + i64::from(month <= 2),
            month: month as u8,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as u8,
        }
    }

    /// The day after it.
    pub fn next(self) -> Self {
        Self::of_number(self.number() + 1)
    }

    /// The same day so many months later; the last of the month where that has fewer days.
    pub fn months_later(self, months: i64) -> Self {
        let of_all = self.year * 12 + i64::from(self.month) - 1 + months;
        let (year, month) = (of_all.div_euclid(12), of_all.rem_euclid(12) as u8 + 1);
        let after = match month {
            12 => Self::first_of(year + 1),
            _ => Self { year, month: month + 1, day: 1 },
        };
        let last = Self::of_number(after.number() - 1).day;
        Self { year, month, day: self.day.min(last) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i64, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn days_have_numbers_in_a_row() {
        for (number, of) in [(0, (1970, 1, 1)), (-1, (1969, 12, 31)), (12_362, (2003, 11, 6))] {
            let of = day(of.0, of.1, of.2);
            assert_eq!((of.number(), Day::of_number(number)), (number, of));
        }
        for number in -800_000..800_000 {
            assert_eq!(Day::of_number(number).number(), number);
        }
        assert_eq!(day(2000, 2, 28).next(), day(2000, 2, 29));
        assert_eq!(day(2003, 12, 31).next(), day(2004, 1, 1));
    }

    #[test]
    fn a_month_later_is_never_in_the_month_after() {
        assert_eq!(day(2003, 1, 31).months_later(1), day(2003, 2, 28));
        assert_eq!(day(2004, 1, 31).months_later(1), day(2004, 2, 29));
        assert_eq!(day(2003, 11, 6).months_later(12), day(2004, 11, 6));
        assert_eq!(day(2003, 12, 31).months_later(24), day(2005, 12, 31));
        assert_eq!(day(2004, 2, 29).months_later(12), day(2005, 2, 28));
    }
}
