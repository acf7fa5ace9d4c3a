//! Why a condition cannot be asked of a record, in the words of its author.

use std::ops::Range;

use tera::Context;

use super::Condition;
use crate::diag::{Code, Diagnostic};
use crate::text::quoted_list;

/// A condition that could not be asked.
pub(super) struct Failure {
    /// What the template language says.
    pub message: String,
    /// The part of the condition that it is about, in bytes.
    pub part: Range<usize>,
}

/// The diagnostic, which has no place yet.
pub(super) fn diagnostic(condition: &Condition, fields: &Context, failure: &Failure) -> Diagnostic {
    let text = condition.text();
    let part = &text[failure.part.clone()];
    let is_empty =
        |name: &&String| fields.get(name.as_str()).is_some_and(|v| *v == tera::Value::none());
    let empty = condition.names().iter().filter(is_empty).filter(|name| is_asked(name, part));
    let empty: Vec<&str> = empty.map(String::as_str).collect();
    if empty.is_empty() || !failure.message.contains("`none`") {
        let headline =
            format!("the condition `{text}` cannot be applied: {}", diagnostics(failure));
        return Diagnostic::new(Code::BadCondition, headline);
    }
    let is_or_are = if empty.len() == 1 { "is" } else { "are" };
    let headline = format!(
        "the condition `{text}` cannot be applied where {} {is_or_are} empty",
        quoted_list(&empty, "and")
    );
    let help = match corrected(text, failure.part.start, &empty) {
        Some(corrected) => format!("write `{corrected}`"),
        None => format!("first test that there is a value, as in `{0} and {0} > 1`", empty[0]),
    };
    Diagnostic::new(Code::BadCondition, headline).help(help)
}

/// Whether a part of a condition asks for a field.
fn is_asked(name: &str, part: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}

/// The condition with the question whether the fields hold something before the part that fails:
/// `and` binds it to the part, which a `not` would turn round.
fn corrected(text: &str, at: usize, empty: &[&str]) -> Option<String> {
    let starts = [" and ", " or ", "("].iter().flat_map(|word| {
        text.match_indices(word).map(|(start, word)| start + word.len()).filter(|end| *end <= at)
    });
    let start = starts.filter(|at| !is_quoted(text, *at)).max().unwrap_or(0);
    let (before, rest) = text.split_at(start);
    let is_turned = |text: &str| text.split_whitespace().any(|word| word == "not");
    let turned = is_turned(&text[start..at]) || before.trim_end_matches('(').ends_with("not ");
    let asked: String = empty.iter().map(|name| format!("{name} and ")).collect();
    (!turned).then(|| format!("{before}{asked}{rest}"))
}

/// Whether a byte of a condition stands within quotation marks.
fn is_quoted(text: &str, at: usize) -> bool {
    let mut open = None;
    for c in text[..at].chars().filter(|c| ['"', '\'', '`'].contains(c)) {
        match open {
            None => open = Some(c),
            Some(mark) if mark == c => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

/// What the template language says, without its words for types.
fn diagnostics(failure: &Failure) -> String {
    let types = [
        ("none", "nothing"),
        ("undefined", "nothing"),
        ("string", "a text"),
        ("bool", "true or false"),
        ("array", "a list"),
        ("map/struct", "a table"),
    ];
    let numbers = ["u64", "i64", "u128", "i128", "f64"].map(|name| (name, "a number"));
    let mut out = failure.message.clone();
    for (name, words) in types.into_iter().chain(numbers) {
        out = out.replace(&format!("`{name}`"), words);
    }
    let known = [
        ("Cannot compare ", "it compares "),
        ("Math operations can only be done on numbers, found ", "it calculates with "),
    ];
    for (start, words) in known {
        if let Some(rest) = out.strip_prefix(start) {
            return format!("{words}{rest}");
        }
    }
    match out.strip_prefix("`in` cannot be used on a container of type ") {
        Some(rest) => {
            format!("it looks for something in {}", rest.split('.').next().unwrap_or(rest))
        }
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headline and the help for a record whose `n`, `m` and `word` are empty.
    fn diagnostic_of(text: &str) -> String {
        let mut fields = Context::new();
        for name in ["n", "m", "word"] {
            fields.insert_value(name, tera::Value::none());
        }
        fields.insert("tags", &["a"]);
        fields.insert("year", &2003);
        let condition = Condition::parse(text).expect("it is well formed");
        let diagnostic = condition.holds(&fields).expect_err("it cannot be asked");
        format!("{} / {}", diagnostic.message, diagnostic.help.join(" "))
    }

    #[test]
    fn an_empty_field_is_named_and_the_condition_is_corrected() {
        let cases = [
            ("n > 1", "`n` is", "write `n and n > 1`"),
            ("year > 1 and n > 1", "`n` is", "write `year > 1 and n and n > 1`"),
            (
                "(tags or n * 2 < 5) and 3 < n",
                "`n` is",
                "write `(tags or n * 2 < 5) and n and 3 < n`",
            ),
            (
                "word == 'a and b' or m < year",
                "`m` is",
                "write `word == 'a and b' or m and m < year`",
            ),
            ("'a' in word", "`word` is", "write `word and 'a' in word`"),
            ("not n > 1", "`n` is", "first test that there is a value, as in `n and n > 1`"),
        ];
        for (text, empty, help) in cases {
            let expected =
                format!("the condition `{text}` cannot be applied where {empty} empty / {help}");
            assert_eq!(diagnostic_of(text), expected);
        }
    }

    #[test]
    fn what_cannot_be_compared_is_said_in_words() {
        let cases = [
            ("tags > 2", "it compares a list with a number"),
            ("tags * 2 > 2", "it calculates with a list"),
            ("'a' in year", "it looks for something in a number"),
        ];
        for (text, words) in cases {
            let expected = format!("the condition `{text}` cannot be applied: {words} / ");
            assert_eq!(diagnostic_of(text), expected);
        }
    }
}
