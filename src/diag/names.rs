//! Diagnostics about names that do not exist.

use super::{Code, Diagnostic};
use crate::source::Span;
use crate::text::did_you_mean;

/// The diagnostic for a name that is none of `names`, with the nearest of them.
pub fn no_such<'n>(
    what: &str,
    name: &str,
    span: Span,
    names: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let headline = format!("no {what} is named `{name}`");
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
    match did_you_mean(name, names) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
