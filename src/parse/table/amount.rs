//! Numbers as people write them: `1,5`, `1.234,50`, `12 000`, `1'200`, `7.5%`, `$1,234.50`.

use crate::sheet::fifteen_digits;

/// Signs of currencies, and the letters that may stand before them.
const CURRENCIES: &[&str] = &[
    "US$", "A$", "AU$", "C$", "CA$", "HK$", "NZ$", "R$", "S$", "NT$", "$", "€", "£", "¥", "₹", "₽",
    "₩", "₺", "₪", "₫", "฿", "₦", "₱", "₴", "₸", "₵", "₡", "₲", "₮", "₼", "₾", "元", "円",
];

/// Codes of currencies that are written for their signs.
const CODES: &[&str] = &[
    "AED", "ARS", "AUD", "BDT", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "ETB", "EUR", "GBP", "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "JPY", "KES", "KRW", "LKR",
    "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "RUB", "SAR", "SEK",
    "SGD", "THB", "TRY", "TZS", "UAH", "UGX", "USD", "VND", "XAF", "XOF", "ZAR",
];

/// A number, or `None` where the text is none or could be two. A percentage is a hundredth, as in a
/// spreadsheet; an amount of money is its number, and one in brackets is owed.
///
/// `decimal` is the sign before the decimals, where the table says which it is. Spaces and apostrophes part thousands. Where `,` and `.` both stand, the last one is the decimal
/// sign; one that stands twice parts thousands. A comma before three digits could be either, so the
/// table must say; a point is the decimal sign, as programs write it, unless the table says `,`.
pub(in crate::parse) fn number(text: &str, decimal: Option<char>) -> Option<f64> {
    match text.trim().strip_suffix(['%', '٪']) {
        Some(hundredths) => Some(fifteen_digits(amount(hundredths, decimal)? / 100.0)),
        None => amount(text, decimal),
    }
}

fn amount(text: &str, decimal: Option<char>) -> Option<f64> {
    let (plain, is_owed) = bare(text);
    let number = match decimal.or_else(|| sign_of(&plain)) {
        Some(sign) => with_sign(&plain, sign),
        None if is_two(&plain) => None,
        None => parse(&plain),
    }?;
    Some(if is_owed { -number } else { number })
}

/// The digits and signs of an amount, and whether it is owed.
fn bare(text: &str) -> (String, bool) {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let amount = without_currency(inner.unwrap_or(text).trim());
    (without_spaces(&amount), inner.is_some())
}

/// An amount without the sign or code of its currency; a minus stands before or behind the sign.
fn without_currency(text: &str) -> std::borrow::Cow<'_, str> {
    let (minus, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    let known = CURRENCIES.iter().chain(CODES);
    let found = known.into_iter().find_map(|currency| {
        let before = rest.strip_prefix(currency).map(str::trim_start);
        let amount = before.or_else(|| rest.strip_suffix(currency).map(str::trim_end))?;
        amount.contains(|c: char| c.is_ascii_digit()).then_some(amount)
    });
    match found {
        Some(amount) => format!("{minus}{amount}").into(),
        None => text.into(),
    }
}

/// Whether a text is a number in some way of writing.
pub fn is_number(text: &str) -> bool {
    readings(text).next().is_some()
}

/// Whether a text can be read as this number.
pub(super) fn is_that(text: &str, number: f64) -> bool {
    readings(text).any(|reading| reading == number)
}

/// The two numbers that a text could be: `1,200` is one and a fifth, or twelve hundred.
pub(super) fn two(text: &str) -> Option<(f64, f64)> {
    let (plain, _) = bare(text);
    let both = (with_sign(&plain, ',')?, with_sign(&plain, '.')?);
    is_two(&plain).then_some(both)
}

/// A whole number; thousands may be separated by spaces, apostrophes, commas or points.
pub(super) fn whole(text: &str) -> Option<i64> {
    let (plain, is_owed) = bare(text);
    let sign = if plain.contains(',') { ',' } else { '.' };
    let number: i64 = without_groups(&plain, sign)?.parse().ok()?;
    Some(if is_owed { -number } else { number })
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
        number(text, None)
    }

    fn read_with(text: &str, sign: char) -> Option<f64> {
        number(text, Some(sign))
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
    fn percentages_and_amounts_of_money_are_numbers() {
        let texts = ["7.5%", "7,5 %", "0.7%", "-3%", "$1,234.50", "-$5", "$ -5", "1.234,50 €"];
        let numbers = [0.075, 0.075, 0.007, -0.03, 1234.5, -5.0, -5.0, 1234.5];
        assert_eq!(texts.map(read), numbers.map(Some));
        let texts =
            ["(1,234.50)", "($5)", "US$ 3.5", "USD 12.25", "12.5 EUR", "£7", "CHF 1'200.50"];
        let numbers = [-1234.5, -5.0, 3.5, 12.25, 12.5, 7.0, 1200.5];
        assert_eq!(texts.map(read), numbers.map(Some));
        assert_eq!(
            ["%", "$", "USD", "5 apples", "TOP 10", "$5%%", "5 % of 7", "()"].map(read),
            [None; 8]
        );
        assert_eq!(read("$1,234"), None);
        assert_eq!(
            ["$1,200", "00042", "5%", "(7)"].map(whole),
            [Some(1200), Some(42), None, Some(-7)]
        );
    }

    #[test]
    fn whole_numbers_may_have_their_thousands_parted() {
        let read = ["12 000", "1,200", "1.200", "1'234'567", "-5"].map(whole);
        assert_eq!(read, [Some(12000), Some(1200), Some(1200), Some(1234567), Some(-5)]);
        assert_eq!(["1,5", "1.5", "12,34", "x"].map(whole), [None; 4]);
    }
}
