//! Fields that state a total, and what it is a total of.

use super::{Field, Kind, Schema, Type};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::source::Span;

/// What a stated total counts, by numbers in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The entries of a field of the same record.
    Own(usize),
    /// The records of a kind that name the record in a field.
    Others {
        /// The kind.
        kind: usize,
        /// Its field.
        field: usize,
    },
}

/// What `field` of `kind` counts, where it states a total.
pub fn counted(schema: &Schema, kind: &Kind, field: &Field) -> Option<Counted> {
    find(schema, kind, &field.counts.as_ref()?.0)
}

/// `countries` is a field of the same kind, `need.stated_by` one of the kind `need`.
fn find(schema: &Schema, kind: &Kind, written: &str) -> Option<Counted> {
    match written.split_once('.') {
        None => kind.field(written).map(Counted::Own),
        Some((other, field)) => {
            let other = schema.find(other)?;
            let field = schema.kinds[other].field(field)?;
            schema.kinds[other].fields[field].kind.targets()?;
            Some(Counted::Others { kind: other, field })
        }
    }
}

/// Removes and reports totals of names that are not fields.
pub(super) fn check(schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let known = schema.clone();
    for kind in &mut schema.kinds {
        let of = known.kind(&kind.name).expect("it is the same schema");
        for field in &mut kind.fields {
            let Some((written, span)) = &field.counts else { continue };
            let wrong = match field.kind {
                Type::Integer | Type::Number => match find(&known, of, written) {
                    Some(_) => continue,
                    None => nothing(&known, of, written, *span),
                },
                _ => Diagnostic::new(
                    Code::WrongSetting,
                    "only a field of the type `integer` can state a total",
                )
                .at(*span)
                .help(format!("give `{}` the type `integer`", field.name)),
            };
            diagnostics.push(wrong);
            field.counts = None;
        }
    }
}

fn nothing(schema: &Schema, kind: &Kind, written: &str, span: Span) -> Diagnostic {
    let other = written.split_once('.').map(|(other, _)| other);
    let prefix = other.map(|other| format!("{other}.")).unwrap_or_default();
    let of = other.map_or(Some(kind), |other| schema.kind(other));
    let fields = of.into_iter().flat_map(|kind| kind.fields.iter());
    let fitting = fields.filter(|field| other.is_none() || field.kind.targets().is_some());
    let names: Vec<String> = fitting.map(|field| format!("{prefix}{}", field.name)).collect();
    let what = if other.is_some() { "field that leads to records" } else { "field" };
    no_such(what, written, span, names.iter().map(String::as_str))
        .help("write a field of this kind, or `KIND.FIELD` with a field that refers to this kind")
}
