//! Numbers of a workbook as its program shows them, and what they are.

use ssfmt::ast::{DatePart, FormatPart, Section};
use ssfmt::date_serial::{serial_to_date, serial_to_time};
use ssfmt::{DateSystem, FormatOptions, Locale, NumberFormat, format_code_from_id};

use super::super::{Value, fifteen_digits};
use super::names;

/// Excel takes no longer format.
const LONGEST_FORMAT: usize = 255;

/// The days that spreadsheets know: 1 January 1900 to 31 December 9999.
const DAYS: std::ops::Range<f64> = 1.0..2_958_466.0;

/// The days between the two beginnings of time that workbooks have, 1900 and 1904.
pub(super) const DAYS_TO_1904: f64 = 1462.0;

/// How the numbers of a cell are shown.
#[derive(Clone, Debug)]
pub(super) enum Format {
    /// As the number is.
    General,
    /// A date in the short form that every reader's own system has: no form of its own.
    SystemDate,
    /// As a code says.
    Code(Code),
}

/// A code, read.
#[derive(Clone, Debug)]
pub(super) struct Code {
    format: NumberFormat,
    /// Which of its parts, for positive numbers, negative ones and zero, show nothing.
    silent: [bool; 3],
}

impl Format {
    /// One of the formats that need no code. The short dates are those of the reader's system.
    pub fn built_in(number: u32) -> Self {
        match number {
            // 27 to 36 and 50 to 58 are dates in the manner of East Asia.
            14 | 22 | 27..=36 | 50..=58 => Format::SystemDate,
            5 | 6 => Format::of("\"$\"#,##0_);(\"$\"#,##0)"),
            7 | 8 => Format::of("\"$\"#,##0.00_);(\"$\"#,##0.00)"),
            41 => Format::of("#,##0_);(#,##0);\"-\"_)"),
            42 => Format::of("\"$\"#,##0_);(\"$\"#,##0);\"$\"\"-\"_)"),
            43 => Format::of("#,##0.00_);(#,##0.00);\"-\"_)"),
            44 => Format::of("\"$\"#,##0.00_);(\"$\"#,##0.00);\"$\"\"-\"_)"),
            number => format_code_from_id(number).map_or(Format::General, Format::of),
        }
    }

    /// The format of a code; a code that cannot be read shows numbers as they are.
    pub fn of(code: &str) -> Self {
        let code = code.trim();
        if code.len() > LONGEST_FORMAT || code.eq_ignore_ascii_case("general") || code == "@" {
            return Format::General;
        }
        // The marker stands for the short or long date of the reader's system.
        let is_system = code.starts_with("[$-F800]") || code.starts_with("[$-x-sysdate]");
        match NumberFormat::parse(code) {
            _ if is_system => Format::SystemDate,
            Ok(format) if format.is_text_format() => Format::General,
            Ok(format) => Format::Code(Code { silent: silent(code), format }),
            Err(_) => Format::General,
        }
    }

    /// Whether its numbers are days since the beginning of time, and not lengths of time.
    pub fn is_date(&self) -> bool {
        match self {
            Format::General => false,
            Format::SystemDate => true,
            Format::Code(code) => code.format.is_date_format() && !is_elapsed(&code.format),
        }
    }

    /// What a number is shown as, and what it is where that is more than its text.
    pub fn show(&self, number: f64) -> (String, Option<Value>) {
        let number = fifteen_digits(number);
        match self {
            Format::General => (general(number), Some(Value::Number(number))),
            Format::SystemDate => match date(number, Precision::Day) {
                Some(date) => {
                    (with_time(&date, number), Some(Value::Date(with_time(&date, number))))
                }
                None => (general(number), Some(Value::Number(number))),
            },
            Format::Code(code) if code.is_silent(number) => (String::new(), None),
            Format::Code(code) => by_code(&code.format, number),
        }
    }
}

impl Code {
    /// Whether its part for a number shows nothing, as in `0;-0;;@`, which leaves zeros out.
    fn is_silent(&self, number: f64) -> bool {
        let part = if number > 0.0 {
            0
        } else if number < 0.0 {
            1
        } else {
            2
        };
        self.silent[part] && !self.format.has_condition()
    }
}

/// Which parts of a code are empty. One that is not there is not empty: the first stands for it.
fn silent(code: &str) -> [bool; 3] {
    let (mut out, mut part, mut is_empty, mut is_quoted) = ([false; 3], 0, true, false);
    for c in code.chars() {
        match c {
            ';' if !is_quoted => {
                if let Some(silent) = out.get_mut(part) {
                    *silent = is_empty;
                }
                (part, is_empty) = (part + 1, true);
            }
            _ => {
                is_quoted ^= c == '"';
                is_empty = false;
            }
        }
    }
    if let (Some(silent), true) = (out.get_mut(part), part > 0) {
        *silent = is_empty;
    }
    out
}

/// What a number is shown as by a code.
fn by_code(format: &NumberFormat, number: f64) -> (String, Option<Value>) {
    let is_date = format.is_date_format();
    if is_date && !DAYS.contains(&number) && !(0.0..1.0).contains(&number) && !is_elapsed(format) {
        return (general(number), Some(Value::Number(number)));
    }
    let options = FormatOptions { locale: language(format), ..FormatOptions::default() };
    let shown = single_spaces(&format.format(number, &options));
    if !is_date {
        return (shown, Some(Value::Number(number)));
    }
    let section = format.sections().iter().find(|section| section.has_date_parts());
    let value = section.and_then(|section| date_value(section, number));
    (shown, value.map(Value::Date))
}

/// The names of months and days in the language that a format says.
fn language(format: &NumberFormat) -> Locale {
    let parts = format.sections().iter().flat_map(|section| &section.parts);
    let mut languages = parts.filter_map(|part| match part {
        FormatPart::Locale(code) => code.lcid,
        _ => None,
    });
    languages.next().map_or_else(Locale::default, names::of)
}

fn is_elapsed(format: &NumberFormat) -> bool {
    format.sections().iter().any(|section| section.metadata.has_elapsed_time)
}

/// How much of a date is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Precision {
    Year,
    Month,
    Day,
}

/// The date that a section shows, no more exact than it is shown; `None` for times of day and for
/// lengths of time.
fn date_value(section: &Section, number: f64) -> Option<String> {
    use DatePart::*;
    let shows = |wanted: fn(&DatePart) -> bool| {
        let parts = section.parts.iter();
        parts
            .filter_map(
                |part| if let FormatPart::DatePart(part) = part { Some(part) } else { None },
            )
            .any(wanted)
    };
    let month = shows(|p| matches!(p, Month | Month2 | MonthAbbr | MonthFull | MonthLetter));
    let year = shows(|p| {
        !matches!(p, Month | Month2 | MonthAbbr | MonthFull | MonthLetter)
            && !matches!(p, Day | Day2 | DayAbbr | DayFull)
            && !is_time(p)
    });
    let day = shows(|p| matches!(p, Day | Day2 | DayAbbr | DayFull));
    let precision = match (year, month, day) {
        (_, _, true) => Precision::Day,
        (true, true, _) => Precision::Month,
        (true, false, _) => Precision::Year,
        (false, true, _) => Precision::Day,
        (false, false, false) => return None,
    };
    let date = date(number, precision)?;
    Some(if precision == Precision::Day && shows(is_time) {
        with_time(&date, number)
    } else {
        date
    })
}

fn is_time(part: &DatePart) -> bool {
    use DatePart::*;
    matches!(part, Hour | Hour2 | Minute | Minute2 | Second | Second2 | SubSecond(_))
}

/// The date of a number of days in ISO 8601.
fn date(number: f64, precision: Precision) -> Option<String> {
    // Spreadsheets count a 29 February 1900, which never was.
    let is_day = DAYS.contains(&number) && number.floor() != 60.0;
    let (year, month, day) =
        is_day.then(|| serial_to_date(number, DateSystem::Date1900)).flatten()?;
    Some(match precision {
        Precision::Year => format!("{year:04}"),
        Precision::Month => format!("{year:04}-{month:02}"),
        Precision::Day => format!("{year:04}-{month:02}-{day:02}"),
    })
}

/// A date with the time of day, where there is one.
fn with_time(date: &str, number: f64) -> String {
    match serial_to_time(number) {
        (0, 0, 0) => date.to_owned(),
        (hour, minute, second) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
    }
}

/// A number as it is: its digits, or a power of ten where there would be too many.
pub(super) fn general(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-9..1e15).contains(&size) {
        return format!("{number:e}").to_uppercase();
    }
    // Not `-0`.
    if size == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// Formats pad texts with spaces so that they stand below each other.
fn single_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> String {
        Format::of(code).show(number).0
    }

    fn date_of(code: &str, number: f64) -> Option<String> {
        match Format::of(code).show(number).1 {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        assert_eq!(shown("0.0%", 0.075), "7.5%");
        assert_eq!(shown("00000", 42.0), "00042");
        assert_eq!(shown("\"$\"#,##0.00", 1234.5), "$1,234.50");
        assert_eq!(shown("_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\)", 1234.5), "$1,234.50");
        assert_eq!(shown("#,##0.00 [$€-407]", 1234.5), "1,234.50 €");
        assert_eq!(shown("0.00E+00", 12345.0), "1.23E+04");
        assert_eq!(shown("# ?/?", 1.5), "1 1/2");
        assert_eq!(shown("#,##0;[Red]-#,##0", -1234.0), "-1,234");
        assert_eq!(shown("0\" t\"", 12.0), "12 t");
        assert_eq!([12.0, -12.0, 0.0].map(|number| shown(";;;", number)), ["", "", ""]);
        assert_eq!([1.0, -1.0, 0.0].map(|number| shown("0;-0;;@", number)), ["1", "-1", ""]);
        assert_eq!([1.0, -1.0, 0.0].map(|number| shown("0;\";\"0", number)), ["1", ";1", "0"]);
    }

    #[test]
    fn formats_without_a_code_are_those_of_the_standard() {
        let built_in = |number: u32, value: f64| Format::built_in(number).show(value).0;
        assert_eq!((built_in(9, 0.5), built_in(4, 1234.5)), ("50%".into(), "1,234.50".into()));
        assert_eq!((built_in(7, -5.0), built_in(44, 0.0)), ("($5.00)".into(), "$-".into()));
        assert_eq!((built_in(0, 5.0), built_in(999, 5.0)), ("5".into(), "5".into()));
    }

    #[test]
    fn dates_are_no_more_exact_than_they_are_shown() {
        assert_eq!(shown("mmm yyyy", 44986.0), "Mar 2023");
        assert_eq!(date_of("mmm yyyy", 44986.0).as_deref(), Some("2023-03"));
        assert_eq!(date_of("yyyy", 44986.0).as_deref(), Some("2023"));
        assert_eq!(
            (shown("dd/mm/yyyy", 44986.0), date_of("dd/mm/yyyy", 44986.0)),
            ("01/03/2023".into(), Some("2023-03-01".into()))
        );
        assert_eq!(date_of("d-mmm", 44986.0).as_deref(), Some("2023-03-01"));
        assert_eq!(date_of("yyyy-mm-dd hh:mm", 44986.5).as_deref(), Some("2023-03-01T12:00:00"));
        assert_eq!(date_of("yyyy-mm-dd", 44986.5).as_deref(), Some("2023-03-01"));
        assert_eq!((shown("hh:mm", 0.5), date_of("hh:mm", 0.5)), ("12:00".into(), None));
        assert_eq!((shown("[h]:mm", 1.5), date_of("[h]:mm", 1.5)), ("36:00".into(), None));
        assert_eq!(Format::built_in(14).show(44986.0).0, "2023-03-01");
        assert_eq!(shown("[$-40C]mmmm yyyy", 44986.0), "mars 2023");
        assert_eq!(shown("[$-407]d. mmmm yyyy", 44986.0), "1. März 2023");
        assert_eq!(shown("[$-ZZZ]yyyy", 44986.0), "2023");
    }

    #[test]
    fn numbers_without_a_format_have_fifteen_digits() {
        assert_eq!(shown("General", 0.1 + 0.2), "0.3");
        assert_eq!(shown("General", 1e300), "1E300");
        assert_eq!(shown("General", 123_456_789_012.0), "123456789012");
        assert_eq!(shown("General", -0.0), "0");
        assert_eq!(shown("General", 1.0 / 3.0), "0.333333333333333");
    }

    #[test]
    fn what_no_date_can_be_and_codes_that_nobody_can_read_stay_numbers() {
        for number in [-1.0, 1e18, 2_958_466.0] {
            assert_eq!(shown("yyyy-mm-dd", number), general(number));
        }
        assert_eq!(date_of("yyyy-mm-dd", 60.0), None);
        for code in ["[", "0;0;0;0;0;0", "", "\"", &"0".repeat(300), "[>1e9", "\\"] {
            let _ = shown(code, 5.0);
        }
    }
}
