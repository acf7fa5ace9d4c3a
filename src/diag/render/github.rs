//! Report -> GitHub workflow commands, which put each diagnostic beside the changed line.

use std::fmt::Write;

use super::place::{Finding, findings};
use super::{full_message, marks};
use crate::diag::{Level, Report};
use crate::source::Sources;

/// The report as workflow commands, one a line: `::error file=…,line=…,…,title=…::message`.
///
/// Paths count from the site's root, so the site must be at the root of its repository for
/// GitHub to find the lines.
pub fn github(report: &Report, sources: &Sources) -> String {
    findings(report, sources).map(|finding| command(&finding)).collect()
}

fn command(finding: &Finding) -> String {
    let d = finding.diagnostic;
    let word = match d.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Allow => "notice",
    };
    let message = escaped(&full_message(d), false);
    format!("::{word} {}title={}::{message}\n", place(finding), d.code.slug())
}

/// The properties that say where, each with a comma behind it.
fn place(finding: &Finding) -> String {
    let mut out = String::new();
    if let Some(path) = finding.path {
        let _ = write!(out, "file={},", escaped(path, true));
    }
    let Some(p) = finding.place.as_ref().map(|place| place.position) else { return out };
    let _ = write!(out, "line={},endLine={},", p.line, p.end_line);
    // GitHub takes columns only for places in one line.
    if p.line == p.end_line {
        let _ = write!(out, "col={},endColumn={},", p.column, p.end_column);
    }
    out
}

/// The text in GitHub's own percent escapes; a property escapes more than the message.
fn escaped(text: &str, property: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if property => out.push_str("%3A"),
            ',' if property => out.push_str("%2C"),
            c => out.push(marks::mark(c).unwrap_or(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_property_is_escaped() {
        assert_eq!(escaped("100%0A\r\n::error::x,y\x1b", false), "100%250A%0D%0A::error::x,y␛");
        assert_eq!(escaped("a:b,c%\n", true), "a%3Ab%2Cc%25%0A");
    }
}
