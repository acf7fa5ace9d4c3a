//! Numbers as people write them: `1,5`, `1.234,50`, `12 000`, `1'200`.

/// The sign before the decimals, where the table says which it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct Decimal {
    /// `,` or `.`.
    pub sign: Option<char>,
    /// Whether numbers of the data are numbers already, as in a workbook: a point is theirs.
    pub typed: bool,
}

/// A number, or `None` where the text is none or could be two.
///
/// Spaces and apostrophes part thousands. Where `,` and `.` both stand, the last one is the decimal
/// sign; one that stands twice parts thousands. A comma before three digits could be either, so the
/// table must say; a point is the decimal sign, as programs write it, unless the table says `,`.
pub(in crate::parse) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let plain = without_spaces(text);
    if decimal.typed
        && let Some(number) = parse(&plain)
    {
        return Some(number);
    }
    match decimal.sign.or_else(|| sign_of(&plain)) {
        Some(sign) => with_sign(&plain, sign),
        None if is_two(&plain) => None,
        None => parse(&plain),
    }
}

/// Whether a text is a number in some way of writing.
pub fn is_number(text: &str) -> bool {
    readings(text).next().is_some()
}

/// Whether a text can be read as this number.
pub fn is_that(text: &str, number: f64) -> bool {
    readings(text).any(|reading| reading == number)
}

/// The two numbers that a text could be: `1,200` is one and a fifth, or twelve hundred.
pub(super) fn two(text: &str) -> Option<(f64, f64)> {
    let plain = without_spaces(text);
    let both = (with_sign(&plain, ',')?, with_sign(&plain, '.')?);
    is_two(&plain).then_some(both)
}

/// A whole number; thousands may be parted by spaces, apostrophes, commas or points.
pub fn whole(text: &str) -> Option<i64> {
    let plain = without_spaces(text);
    let sign = if plain.contains(',') { ',' } else { '.' };
    without_groups(&plain, sign)?.parse().ok()
}

fn readings(text: &str) -> impl Iterator<Item = f64> {
    let plain = without_spaces(text);
    [',', '.'].into_iter().filter_map(move |sign| with_sign(&plain, sign))
}

fn without_spaces(text: &str) -> String {
    let parts = |c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}');
    let sign = |c: char| if c == '−' { '-' } else { c };
    text.chars().filter(|c| !parts(*c)).map(sign).collect()
}

/// The decimal sign that the text itself shows.
fn sign_of(plain: &str) -> Option<char> {
    let count = |sign: char| plain.matches(sign).count();
    match (count(','), count('.')) {
        (0, 0 | 1) => Some('.'),
        (0, _) => Some(','),
        (1, 0) if is_two(plain) => None,
        (1, 0) => Some(','),
        (_, 0) => Some('.'),
        _ if plain.rfind(',') > plain.rfind('.') => Some(','),
        _ => Some('.'),
    }
}

/// Whether a comma may be a decimal sign as well as part thousands.
fn is_two(plain: &str) -> bool {
    let digits = plain.trim_start_matches(['+', '-']);
    let Some((before, after)) = digits.split_once(',') else { return false };
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let could_group = (1..=3).contains(&before.len()) && !before.starts_with('0');
    could_group && after.len() == 3 && is_digits(before) && is_digits(after)
}

fn with_sign(plain: &str, sign: char) -> Option<f64> {
    let (whole, part) = plain.split_once(sign).unwrap_or((plain, ""));
    let whole = without_groups(whole, if sign == ',' { '.' } else { ',' })?;
    match plain.contains(sign) {
        true => parse(&format!("{whole}.{part}")),
        false => parse(&whole),
    }
}

/// A text without what parts its thousands; `None` where it parts something else.
fn without_groups(plain: &str, sign: char) -> Option<String> {
    let (first, rest) = match plain.split_once(sign) {
        None => return Some(plain.to_owned()),
        Some(parts) => parts,
    };
    let is_group = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    let head = first.trim_start_matches(['+', '-']);
    let fits = (1..=3).contains(&head.len()) && head.bytes().all(|b| b.is_ascii_digit());
    (fits && rest.split(sign).all(is_group)).then(|| plain.replace(sign, ""))
}

/// A number as programs write it.
fn parse(plain: &str) -> Option<f64> {
    let has_digit = plain.contains(|c: char| c.is_ascii_digit());
    plain.parse().ok().filter(|number: &f64| has_digit && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<f64> {
        number(text, Decimal::default())
    }

    fn read_with(text: &str, sign: char) -> Option<f64> {
        number(text, Decimal { sign: Some(sign), typed: false })
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(read("1,5"), Some(1.5));
        assert_eq!(read("1.5"), Some(1.5));
        assert_eq!(read("-0,250"), Some(-0.25));
        assert_eq!(read("12\u{a0}000"), Some(12000.0));
        assert_eq!(read("1’200.50"), Some(1200.5));
        assert_eq!(read("1.234,50"), Some(1234.5));
        assert_eq!(read("1,234.5"), Some(1234.5));
        assert_eq!(read("1,234,567"), Some(1234567.0));
        assert_eq!(read("1.234.567"), Some(1234567.0));
        assert_eq!(read("1e3"), Some(1000.0));
        assert_eq!(["about 5", "1.2.3", "1,2,3", "12,34.5", "inf", ""].map(read), [None; 6]);
    }

    #[test]
    fn a_comma_before_three_digits_is_not_guessed() {
        assert_eq!((read("1,200"), two("1,200")), (None, Some((1.2, 1200.0))));
        assert_eq!((read_with("1,200", ','), read_with("1,200", '.')), (Some(1.2), Some(1200.0)));
        assert_eq!((read("12.000"), read_with("12.000", ',')), (Some(12.0), Some(12000.0)));
        assert_eq!((two("0,200"), two("1200,500"), two("1.2")), (None, None, None));
    }

    #[test]
    fn a_number_of_a_workbook_is_one_already() {
        let decimal = Decimal { sign: Some(','), typed: true };
        assert_eq!(
            (number("1.234", decimal), number("1.234,5", decimal)),
            (Some(1.234), Some(1234.5))
        );
    }

    #[test]
    fn whole_numbers_may_have_their_thousands_parted() {
        let read = ["12 000", "1,200", "1.200", "1'234'567", "-5"].map(whole);
        assert_eq!(read, [Some(12000), Some(1200), Some(1200), Some(1234567), Some(-5)]);
        assert_eq!(["1,5", "1.5", "12,34", "x"].map(whole), [None; 4]);
    }
}
