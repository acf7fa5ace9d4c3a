//! Report -> JSON for other programs.

use serde::Serialize;

use super::marks;
use super::place::{Finding, findings};
use crate::diag::{Level, Report};
use crate::source::Sources;

/// The report as JSON.
///
/// The format is stable: a key may be added, none changes its meaning.
///
/// ```text
/// { "errors": 1, "warnings": 0, "infos": 0,
///   "diagnostics": [ {
///     "code": "unknown-reference",           a word of the closed list of codes
///     "level": "error",                      error, warning or info
///     "message": "…",                        one sentence
///     "count": 1,                            how many it stands for: more than 1 where there are too
///                                            many of one sort to say each
///     "file": "content/a.md",                from the site's root; null if it is about no file
///     "line": 12, "column": 5,               from 1, columns in characters; null without a place
///     "end_line": 12, "end_column": 9,       the column after the last character
///     "source_line": "…",                    the whole first line of the place; null without a
///                                            place or if the line is longer than 4,000 bytes
///     "label": "…",                          a few words at the place; null if there are none
///     "related": [ { "file": "…", "line": 1, "column": 1, "label": "…" } ],
///     "help": [ "…" ],                       what to try
///     "notes": [ "…" ],                      facts that explain
///     "explain": "plenary explain unknown-reference"
///   } ] }
/// ```
pub fn json(report: &Report, sources: &Sources) -> String {
    let document = Document {
        errors: report.count(Level::Error),
        warnings: report.count(Level::Warning),
        infos: report.count(Level::Info),
        diagnostics: findings(report, sources).map(|finding| entry(&finding)).collect(),
    };
    let json = serde_json::to_string_pretty(&document).expect("all keys are texts");
    marks::in_json(&json) + "\n"
}

#[derive(Serialize)]
struct Document<'a> {
    errors: usize,
    warnings: usize,
    infos: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    count: usize,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    source_line: Option<&'a str>,
    label: Option<&'a str>,
    related: Vec<Related<'a>>,
    help: &'a [String],
    notes: &'a [String],
    explain: String,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    label: &'a str,
}

fn entry<'a>(finding: &Finding<'a>) -> Entry<'a> {
    let d = finding.diagnostic;
    let position = finding.place.as_ref().map(|place| place.position);
    Entry {
        code: d.code.slug(),
        level: d.level.word(),
        message: &d.message,
        count: finding.times,
        file: finding.path,
        line: position.map(|p| p.line),
        column: position.map(|p| p.column),
        end_line: position.map(|p| p.end_line),
        end_column: position.map(|p| p.end_column),
        source_line: finding.place.as_ref().and_then(|place| place.first_line()),
        label: d.label.as_deref(),
        related: related(finding),
        help: &d.help,
        notes: &d.notes,
        explain: format!("plenary explain {}", d.code.slug()),
    }
}

fn related<'a>(finding: &Finding<'a>) -> Vec<Related<'a>> {
    let related = finding.related.iter();
    let one = related.map(|(place, label)| Related {
        file: place.position.path,
        line: place.position.line,
        column: place.position.column,
        label,
    });
    one.collect()
}
