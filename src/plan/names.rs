//! Names of kinds and fields that settings write, and what is reported where there are none.

use crate::diag::{Diagnostic, Diagnostics, no_such};
use crate::schema::{Field, Kind, Schema};
use crate::source::Span;

/// The fields of this name in these kinds.
pub(crate) fn fields<'k>(kinds: &[&'k Kind], name: &str) -> impl Iterator<Item = &'k Field> {
    kinds.iter().filter_map(move |kind| Some(&kind.fields[kind.field(name)?]))
}

/// Whether one of these kinds has a field of this name.
pub(crate) fn has_field(kinds: &[&Kind], name: &str) -> bool {
    kinds.iter().any(|kind| kind.field(name).is_some())
}

/// The diagnostic for a name of which these kinds have no field. `what` is the field that is meant, in words.
pub(crate) fn no_field(kinds: &[&Kind], what: &str, name: &str, span: Span) -> Diagnostic {
    no_such(what, name, span, kinds.iter().flat_map(|kind| kind.fields.iter().map(|f| &*f.name)))
}

/// The number of the kind with this name; reported where there is none.
pub(crate) fn kind(
    schema: &Schema,
    (name, span): &(String, Span),
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let found = schema.find(name);
    if found.is_none() {
        let names = schema.kinds.iter().map(|kind| &*kind.name);
        diagnostics.push(no_such("kind", name, *span, names));
    }
    found
}

/// The numbers of the kinds with these names; those that are not there are reported.
pub(crate) fn kinds(
    schema: &Schema,
    names: &[(String, Span)],
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    names.iter().filter_map(|name| kind(schema, name, diagnostics)).collect()
}
