//! What sources refer to and the site does not have, as its records say themselves.

use super::{EntityId, Graph};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::{FieldValue, Record, Value};
use crate::schema::{Kind, Schema};
use crate::source::{Sources, Span};

/// Points out every entry of a record's fields for what is lacking.
pub(super) fn check(
    record: &Record,
    kind: &Kind,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    for given in record.fields.iter().filter(|given| kind.fields[given.field].lacking) {
        for (name, span) in entries(given, sources) {
            let headline = format!("“{name}” is cited but missing from the site");
            let name = &kind.fields[given.field].name;
            let help = format!("if you obtain it, add it to the site and remove it from `{name}`");
            diagnostics.push(Diagnostic::new(Code::MissingPart, headline).at(span).help(help));
        }
    }
}

/// Whether a record says of something that is mentioned that it is lacking.
pub(super) fn names(
    graph: &Graph,
    schema: &Schema,
    id: EntityId,
    is_it: &dyn Fn(&str) -> bool,
) -> bool {
    let kind = &schema.kinds[graph.entity(id).kind];
    let mut found = false;
    for given in graph.base(id).fields.iter().filter(|given| kind.fields[given.field].lacking) {
        given.value.each(&mut |value| found |= is_it(&text(value)));
    }
    found
}

/// The texts of a field, each with its place.
fn entries(given: &FieldValue, sources: &Sources) -> Vec<(String, Span)> {
    let written = &sources.get(given.span.source).text[given.span.range()];
    let mut from = 0;
    let mut out = Vec::new();
    given.value.each(&mut |value| {
        let text = text(value);
        let span = match written[from..].find(&text) {
            Some(at) => {
                let start = given.span.start as usize + from + at;
                from += at + text.len();
                Span::new(given.span.source, start..start + text.len())
            }
            // Written with escapes.
            None => given.span,
        };
        out.push((text, span));
    });
    out.retain(|(text, _)| !text.is_empty());
    out
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Url(text) => text.clone(),
        Value::Markdown(body) => crate::text::plain(body.html.text()),
        _ => String::new(),
    }
}
