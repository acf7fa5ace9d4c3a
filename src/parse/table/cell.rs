//! The text of a cell -> the values that it stands for.

use super::amount;
use super::day;
use super::pieces::{self, without_dangling};
use super::settings::How;
use crate::data::{Node, Value};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::schema::{Field, Type};
use crate::sheet::Value as Typed;
use crate::source::{Span, floor_char};

/// A text and where it stands.
pub(super) struct Written<'t> {
    /// The text, without white space around it.
    pub text: &'t str,
    /// The place of the whole cell.
    pub place: Span,
    /// The text that holds the cell.
    pub source: &'t str,
    /// What the cell of a workbook is, where its text is only how that is shown.
    pub value: Option<&'t Typed>,
    /// How the cells of its column are read; `None` for the text of a section row.
    pub how: Option<&'t How>,
}

/// What a cell stands for.
#[derive(Default)]
pub(super) struct Items {
    /// The values, in order; each is what an author would have written in front matter.
    pub values: Vec<Value>,
    /// The word that leaves the list open, where there is one.
    pub open: Option<String>,
}

impl Items {
    /// One text that stands for `values`, or for itself.
    pub fn of(
        written: &Written<'_>,
        field: &Field,
        values: Option<&[Value]>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let values = match values {
            Some(values) => values.to_vec(),
            None => {
                let known = written.value.and_then(|value| known(value, field, written.place));
                let read = || typed(written, field, diagnostics);
                known.or_else(read).into_iter().collect()
            }
        };
        Self { values, open: None }
    }
}

/// Reads a cell: first as a whole, then, where the field is a list, piece by piece.
pub(super) fn items(
    written: &Written<'_>,
    field: &Field,
    how: &How,
    diagnostics: &mut Diagnostics,
) -> Items {
    let whole = stands_for(how, written.text);
    let is_text = written.value.is_none_or(|value| known(value, field, written.place).is_none());
    if whole.is_none() && matches!(field.kind, Type::List(_)) && is_text {
        return list(written, field, how, diagnostics);
    }
    let text = list_items(written.text).map(|items| items.join("; "));
    let text = text.or_else(|| without_breaks(written.text, field));
    let written = Written { text: text.as_deref().unwrap_or(written.text), ..*written };
    Items::of(&written, field, whole, diagnostics)
}

/// Reads a cell piece by piece.
fn list(written: &Written<'_>, field: &Field, how: &How, diagnostics: &mut Diagnostics) -> Items {
    let separators = if how.split.is_empty() { &field.split } else { &how.split };
    let (text, open) = without_open(written.text, &how.open, separators);
    let mut places = Places { source: written.source, cell: written.place, from: 0 };
    let mut items = Items { values: Vec::new(), open };
    for piece in cut(text, separators, how) {
        if let Some(found) = stands_for(how, &piece) {
            places.next(&piece);
            items.values.extend_from_slice(found);
            continue;
        }
        let (bare, open) = without_open(&piece, &how.open, separators);
        items.open = items.open.or(open);
        if !bare.is_empty() {
            let piece = Written { text: bare, place: places.next(bare), ..*written };
            items.values.extend(typed(&piece, field, diagnostics));
        }
    }
    items
}

/// The pieces of a text: the items of an HTML list, or what stands between separators.
fn cut(text: &str, separators: &[String], how: &How) -> Vec<String> {
    list_items(text).unwrap_or_else(|| {
        let pieces =
            lines(text).into_iter().flat_map(|line| pieces::of(line, separators, &how.values));
        pieces.map(str::to_owned).collect()
    })
}

/// What a text stands for, if the settings map it.
pub(super) fn stands_for<'h>(how: &'h How, text: &str) -> Option<&'h [Value]> {
    how.values.find(text)
}

/// The text without a word at its end that leaves the list open, and that word.
fn without_open<'t>(
    text: &'t str,
    words: &[String],
    separators: &[String],
) -> (&'t str, Option<String>) {
    // `etc` leaves a list open as `etc.` does.
    let bare = text.trim_end_matches('.');
    for word in words.iter().map(|word| word.trim_end_matches('.')) {
        let Some(at) = bare.len().checked_sub(word.len()) else { continue };
        let Some((before, end)) = bare.split_at_checked(at) else { continue };
        let apart = before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric());
        if apart && !word.is_empty() && end.eq_ignore_ascii_case(word) {
            return (without_dangling(before, separators), Some(text[at..].to_owned()));
        }
    }
    (text, None)
}

/// A text whose lines end in `<br>`, with ordinary line ends; `None` where it has none, or where
/// the field reads HTML itself.
pub(super) fn without_breaks(text: &str, field: &Field) -> Option<String> {
    let breaks = lines(text);
    let is_markdown = matches!(field.kind, Type::Markdown);
    (breaks.len() > 1 && !is_markdown).then(|| breaks.join("\n"))
}

/// The pieces of a text between `<br>`, `<br/>` and `<br />`, trimmed.
fn lines(text: &str) -> Vec<&str> {
    let lower = text.to_ascii_lowercase();
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, _) in lower.match_indices("<br") {
        // Only what may stand in the tag is looked through.
        let rest = lower[at + 3..].trim_start_matches([' ', '/']);
        if rest.starts_with('>') {
            out.push(text[from..at].trim());
            from = lower.len() - rest.len() + 1;
        }
    }
    out.push(text[from..].trim());
    out
}

/// The items of an HTML list, or of lines that begin with a bullet, and the words before them;
/// `None` where there is no list.
fn list_items(text: &str) -> Option<Vec<String>> {
    let lower = text.to_ascii_lowercase();
    let pieces: Vec<&str> = if lower.contains("<li") {
        let starts: Vec<usize> = lower.match_indices("<li").map(|(at, _)| at).collect();
        let ends = starts.iter().copied().chain([text.len()]);
        [0].iter().chain(&starts).zip(ends).map(|(start, end)| &text[*start..end]).collect()
    } else if text.trim_start().starts_with('•') {
        text.split('•').collect()
    } else {
        return None;
    };
    let items = pieces.into_iter().map(|piece| crate::text::plain(piece).trim().to_owned());
    Some(items.filter(|item| !item.is_empty()).collect())
}

/// How many bytes may stand between two pieces.
const FURTHEST: usize = 1_000;

/// The places of pieces that follow each other in a cell.
struct Places<'t> {
    source: &'t str,
    cell: Span,
    from: usize,
}

impl Places<'_> {
    /// The place of the next piece; that of the whole cell where the text is written differently.
    fn next(&mut self, piece: &str) -> Span {
        let cell = &self.source[self.cell.range()];
        // Pieces follow each other, with separators between them; no piece is looked for further
        // away, since there may be very many that are written differently.
        let end = floor_char(cell, self.from + piece.len() + FURTHEST);
        let Some(at) = cell.get(self.from..end).and_then(|rest| rest.find(piece)) else {
            return self.cell;
        };
        let start = self.cell.start as usize + self.from + at;
        self.from += at + piece.len();
        Span::new(self.cell.source, start..start + piece.len())
    }
}

/// What the cell of a workbook is, if it is what the field takes. Where it is something else, its
/// text counts.
fn known(value: &Typed, field: &Field, span: Span) -> Option<Value> {
    let node = match (field.kind.item(), value) {
        (Type::Number, Typed::Number(number)) => Node::Float(*number),
        (Type::Integer, Typed::Number(number)) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Node::Integer(*number as i64)
        }
        (Type::Bool, Typed::Bool(yes)) => Node::Bool(*yes),
        (Type::Date, Typed::Date(date)) => Node::Text(date.clone()),
        _ => return None,
    };
    Some(Value { span, node })
}

/// A piece of text as a value of the field's type; numbers and yes or no have no quotation marks
/// in front matter, so they are read here.
fn typed(written: &Written<'_>, field: &Field, diagnostics: &mut Diagnostics) -> Option<Value> {
    let Written { text, place: span, how, .. } = *written;
    let decimal = how.and_then(|how| how.decimal);
    let node = match field.kind.item() {
        Type::Integer => amount::whole(text).map(Node::Integer),
        Type::Number => amount::number(text, decimal).map(Node::Float),
        Type::Bool => yes_or_no(text).map(Node::Bool),
        Type::Date => {
            let order = how.and_then(|how| how.dates);
            let date = order.and_then(|order| day::edtf(text, order));
            let date = date.or_else(|| crate::edtf::Date::in_words(text));
            return Some(text_value(date.as_deref().unwrap_or(text), span));
        }
        _ => return Some(text_value(text, span)),
    };
    match node {
        Some(node) => Some(Value { span, node }),
        None => {
            diagnostics.push(no_number(text, span, field));
            None
        }
    }
}

/// A text as a value at a place.
pub(super) fn text_value(text: &str, span: Span) -> Value {
    Value { span, node: Node::Text(text.to_owned()) }
}

/// Yes or no as people write it.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "x" | "1" | "✓" => Some(true),
        "false" | "no" | "0" | "-" | "–" => Some(false),
        _ => None,
    }
}

fn no_number(text: &str, span: Span, field: &Field) -> Diagnostic {
    let item = field.kind.item();
    let two = (*item == Type::Number).then(|| amount::two(text)).flatten();
    if let Some((one, other)) = two {
        let headline = format!("`{text}` may be {one} or {other}");
        return Diagnostic::new(Code::WrongType, headline)
            .at(span)
            .help("state the decimal sign under [table]: `decimal = \",\"` or `decimal = \".\"`");
    }
    let what = match item {
        Type::Integer => "not a whole number",
        Type::Number => "not a number",
        _ => "neither yes nor no",
    };
    let help = match item {
        Type::Bool => "write `yes` or `no`",
        Type::Integer => "write digits alone, such as `40`",
        _ => "write digits, such as `40` or `1.5`",
    };
    let diagnostic = Diagnostic::new(Code::WrongType, format!("`{text}` is {what}"));
    let diagnostic = match text.contains(|c: char| c.is_ascii_digit()) {
        true => diagnostic.help(help),
        false => diagnostic
            .help(help)
            .help(format!("or map it to no value: `values = {{ \"{text}\" = [] }}`")),
    };
    diagnostic.at(span).note(format!("the column fills the field `{}`", field.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_list_ends_with_its_word() {
        let words = ["etc.".to_owned(), "etc".to_owned()];
        assert_eq!(
            without_open("APO, APRCP etc.", &words, &[]),
            ("APO, APRCP", Some("etc.".to_owned()))
        );
        assert_eq!(without_open("UNEP etc", &words, &[]), ("UNEP", Some("etc".to_owned())));
        assert_eq!(without_open("Petc", &words, &[]), ("Petc", None));
    }

    #[test]
    fn a_list_in_html_or_with_bullets_has_items() {
        let html = "<ul><li>waste circles<li>taxes &amp; fees</li></ul>";
        assert_eq!(list_items(html).expect("a list"), ["waste circles", "taxes & fees"]);
        assert_eq!(list_items("• a\n• b").expect("a list"), ["a", "b"]);
        assert_eq!(list_items("By: <ul><li>a</li></ul>").expect("a list"), ["By:", "a"]);
        assert_eq!(list_items("a, b"), None);
    }

    #[test]
    fn lines_end_where_html_breaks_them() {
        assert_eq!(lines("a<br>b <BR /> c<br/>"), ["a", "b", "c", ""]);
        assert_eq!(lines("a <break> b <br"), ["a <break> b <br"]);
    }
}
