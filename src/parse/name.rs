//! A name in a language of its own: `{ text = "…", language = "fr" }` in front matter.

use super::record::{Name, Value};
use crate::data::{self, Node, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::language::Language;
use crate::source::Span;
use crate::text::did_you_mean;

/// What may stand in the table.
const KEYS: [&str; 2] = ["text", "language"];

/// Reads a name that is written as a table.
pub(super) fn read(table: &Table, span: Span, diagnostics: &mut Diagnostics) -> Option<Value> {
    let before = diagnostics.len();
    diagnostics
        .extend(table.entries.iter().filter_map(|(key, value)| wrong(&key.name, key.span, value)));
    if diagnostics.len() > before {
        return None;
    }
    let [text, language] = KEYS.map(|key| table.get(key).and_then(data::Value::as_text));
    let (Some(text), Some(language)) = (text, language) else {
        diagnostics.push(incomplete(text.is_some(), span));
        return None;
    };
    match Language::parse(language) {
        Ok(language) => Some(Value::Name(Box::new(Name { text: text.to_owned(), language }))),
        Err(message) => {
            let place = table.get(KEYS[1]).map_or(span, |value| value.span);
            diagnostics.push(Diagnostic::new(Code::BadValue, message).at(place));
            None
        }
    }
}

/// The diagnostic for an entry that a name does not take.
fn wrong(key: &str, place: Span, value: &data::Value) -> Option<Diagnostic> {
    if !KEYS.contains(&key) {
        let headline = format!("a name takes `text` and `language`, but no `{key}`");
        let help = did_you_mean(key, KEYS).unwrap_or_else(|| format!("remove `{key}`"));
        return Some(Diagnostic::new(Code::WrongType, headline).at(place).help(help));
    }
    let headline = format!("`{key}` of a name takes a text, but this is {}", value.type_name());
    let wrong = || Diagnostic::new(Code::WrongType, headline).at(value.span);
    (!matches!(value.node, Node::Text(_))).then(wrong)
}

fn incomplete(has_text: bool, span: Span) -> Diagnostic {
    let missing = if has_text { "language" } else { "text" };
    Diagnostic::new(Code::WrongType, format!("this name has no `{missing}`"))
        .at(span)
        .help("write `{ text = \"…\", language = \"fr\" }`, or the name alone in quotation marks")
}
