//! Days as people write them in numbers, where the settings say which number is the day: `01.03.2024`, `1/3/2024`.

/// Which number of a date comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Order {
    /// `31.12.2024`
    DayFirst,
    /// `12/31/2024`
    MonthFirst,
}

/// The EDTF text of a day, a month with its year, or a span of such; `None` for everything else,
/// which is read as dates are everywhere.
pub(super) fn edtf(text: &str, order: Order) -> Option<String> {
    let (first, last) = match text.split_once(['–', '—']).or_else(|| text.split_once(" - ")) {
        Some((first, last)) => (first, Some(last)),
        None => (text, None),
    };
    let first = one(first.trim(), order)?;
    match last {
        Some(last) => Some(format!("{first}/{}", one(last.trim(), order)?)),
        None => Some(first),
    }
}

fn one(text: &str, order: Order) -> Option<String> {
    let sign = ['.', '/', '-'].into_iter().find(|sign| text.contains(*sign))?;
    let numbers: Vec<&str> = text.split(sign).map(str::trim).collect();
    let (year, rest) = numbers.split_last()?;
    let is_number = |number: &&str| number.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = |number: &&str| (1..=2).contains(&number.len());
    if year.len() != 4 || !numbers.iter().all(is_number) || !rest.iter().all(is_short) {
        return None;
    }
    match (rest, order) {
        ([month], _) => Some(format!("{year}-{month:0>2}")),
        ([day, month], Order::DayFirst) | ([month, day], Order::MonthFirst) => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_says_which_number_is_the_day() {
        let day_first = |text| edtf(text, Order::DayFirst);
        assert_eq!(day_first("01.03.2024").as_deref(), Some("2024-03-01"));
        assert_eq!(day_first("1/3/2024").as_deref(), Some("2024-03-01"));
        assert_eq!(edtf("1/3/2024", Order::MonthFirst).as_deref(), Some("2024-01-03"));
        assert_eq!(day_first("3/2024").as_deref(), Some("2024-03"));
        let span = day_first("30.9. 2024 – 01.10.2024");
        assert_eq!(span.as_deref(), Some("2024-09-30/2024-10-01"));
    }

    #[test]
    fn what_is_no_such_day_is_left_as_it_is() {
        for text in ["2024-03-01", "2024", "1.3.24", "1.2.3.2024", "spring 2024", "", "2014/2015"] {
            assert_eq!(edtf(text, Order::DayFirst), None, "{text}");
        }
    }
}
