//! Report -> text. One coat for people, one for the browser, three for other programs.
//!
//! What a place is called is decided once, in `place`; what must not reach a terminal is
//! decided once, in `marks`. A coat only arranges what it is given.

mod github;
mod html;
mod human;
mod json;
mod marks;
mod place;
mod sarif;

use super::{Diagnostic, Level, Report};
use crate::text::thousands;

pub use github::github;
pub use html::html;
pub use human::human;
pub use json::json;
pub use marks::lines as visible;
pub use place::{Position, position};
pub use sarif::sarif;

/// How much there is of each level: `3 errors, 1 warning`, or `no problems`.
pub fn summary(report: &Report) -> String {
    let counted = |level, one: &str, many: &str| match report.count(level) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{} {many}", thousands(n))),
    };
    let parts = [
        counted(Level::Error, "error", "errors"),
        counted(Level::Warning, "warning", "warnings"),
        counted(Level::Info, "info", "infos"),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// The message with its label, help and notes below it, for programs that show only one text.
fn full_message(diagnostic: &Diagnostic) -> String {
    let label = diagnostic.label.iter().cloned();
    let help = diagnostic.help.iter().map(|text| format!("help: {text}"));
    let notes = diagnostic.notes.iter().map(|text| format!("note: {text}"));
    let lines = std::iter::once(diagnostic.message.clone()).chain(label).chain(help).chain(notes);
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
