//! Numbers as characters: 93 digits, which JavaScript and JSON take as they are, and which compress well.

/// How many digits end a number; the others say that more follow.
const LAST: usize = 46;

/// The character of a digit from 0 to 92: printable ASCII without `"` and `\`.
pub(super) fn digit(value: usize) -> char {
    let code = 32 + value as u8;
    let code = code + u8::from(code >= b'"');
    char::from(code + u8::from(code >= b'\\'))
}

/// Appends a number, the least digit first.
pub(super) fn push(out: &mut String, mut value: usize) {
    while value >= LAST {
        out.push(digit(LAST + value % LAST));
        value /= LAST;
    }
    out.push(digit(value));
}

/// Numbers that never fall, each as its distance from the one before.
pub(super) fn rising(out: &mut String, values: impl Iterator<Item = usize>) {
    let mut last = 0;
    for value in values {
        push(out, value - last);
        last = value;
    }
}

/// Numbers of places, in sets of six that are one digit each. Most sets lie within the first six places.
pub(super) fn set(places: &[u32]) -> String {
    const MOST_GROUPS: usize = 28;
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for place in places {
        let (group, bit) = (*place as usize / 6, 1 << (place % 6));
        match groups.last_mut() {
            Some((last, bits)) if *last == group => *bits |= bit,
            _ => groups.push((group, bit)),
        }
    }
    groups.truncate(MOST_GROUPS);
    let mut out = String::new();
    match groups.as_slice() {
        [] => out.push(digit(0)),
        [(0, bits)] => out.push(digit(*bits)),
        _ => {
            out.push(digit(64 + groups.len()));
            let mut last = 0;
            for (group, bits) in groups {
                push(&mut out, group - last);
                out.push(digit(bits));
                last = group;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_printable_and_in_order() {
        let all: String = (0..93).map(digit).collect();
        assert!(all.bytes().is_sorted() && !all.contains(['"', '\\']));
        assert!(all.bytes().all(|b| (32..127).contains(&b)));
    }

    #[test]
    fn numbers_have_few_digits() {
        let len = |value| {
            let mut out = String::new();
            push(&mut out, value);
            out.len()
        };
        assert_eq!([0, 45, 46, 2115, 2116].map(len), [1, 1, 2, 2, 3]);
    }

    #[test]
    fn most_sets_are_one_digit() {
        assert_eq!(set(&[]), " ");
        assert_eq!(set(&[0, 5]).len(), 1);
        assert_eq!(set(&[0, 6, 7]).len(), 5);
    }
}
