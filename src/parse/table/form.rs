//! How the text of a cell says the value that was read of it.

use super::amount::{is_that, whole};
use super::cell::yes_or_no;
use crate::edtf;
use crate::parse::record::{Form, Value};
use crate::schema::{Field, Type};
use crate::sheet::trim;

/// What is known of a text that fills a field, beside the value that the record has there.
pub(super) fn of(text: &str, field: &Field, given: Option<&Value>) -> Form {
    Form {
        is_canonical: is_canonical(text, field, given),
        is_value: given.is_some_and(|value| is_value(text.trim(), field, value)),
        is_digits: matches!(field.kind.item(), Type::Integer | Type::Number)
            && is_digits(trim(text)),
    }
}

/// Whether a text is as programs write a value of the field's type.
fn is_canonical(text: &str, field: &Field, given: Option<&Value>) -> bool {
    match &field.kind {
        Type::Integer => text.parse::<i64>().is_ok(),
        Type::Number => is_number(text) && is_read_as_written(text, given),
        Type::Bool => ["true", "false"].contains(&text),
        Type::Date => is_day(text),
        Type::Enum(choices) | Type::Rank(choices) => {
            choices.iter().any(|choice| choice.value == text)
        }
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && text.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a number of a table is the one that programs read; `12.000` may be twelve thousand.
fn is_read_as_written(text: &str, given: Option<&Value>) -> bool {
    match given {
        Some(Value::Number(number)) => text.trim().parse() == Ok(*number),
        _ => true,
    }
}

fn is_day(text: &str) -> bool {
    let date = edtf::Date::parse(text).ok().and_then(|date| date.iso_exact());
    text.len() == "2003-11-06".len() && date.as_deref() == Some(text)
}

fn is_value(text: &str, field: &Field, value: &Value) -> bool {
    match value {
        Value::Integer(value) => whole(text) == Some(*value),
        Value::Number(value) => is_that(text, *value),
        Value::Bool(value) => yes_or_no(text) == Some(*value),
        Value::Date(date) => text == date.as_str(),
        Value::Choice(at) => text == field.kind.choices()[*at].value,
        _ => false,
    }
}

/// Whether a number is nothing but its digits, with signs before the decimals and between thousands.
fn is_digits(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-', '−']);
    let is_padded =
        digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    let is_digit = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,'’eE+-".contains(c);
    !is_padded && digits.chars().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::is_digits;

    #[test]
    fn the_form_of_a_number_says_more_than_its_digits() {
        for text in ["7.5%", "$1,234.50", "00042", "(5)", "1,234 €", "5 USD"] {
            assert!(!is_digits(text), "{text}");
        }
        for text in ["5", "-5", "0.5", "0", "12 000", "1'200", "1.234,5", "1e3", "−5"] {
            assert!(is_digits(text), "{text}");
        }
    }
}
