//! Report -> SARIF 2.1.0, the format that code scanners share.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::place::{Finding, Place, Position, findings};
use super::{full_message, marks};
use crate::diag::{Code, Level, Report};
use crate::source::Sources;

/// What is written as it is in the path of a URI; a `:` could be taken for the end of a scheme.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The report as a SARIF log with one run; its rules are the codes that the report uses.
pub fn sarif(report: &Report, sources: &Sources) -> String {
    let findings: Vec<_> = findings(report, sources).collect();
    let mut codes: Vec<Code> = findings.iter().map(|finding| finding.diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    let results = findings.iter().map(|finding| result(finding, &codes)).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: driver(&codes) },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    let json = serde_json::to_string_pretty(&log).expect("all keys are texts");
    marks::in_json(&json) + "\n"
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<String>,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<String>,
    /// How many results it stands for, where there are too many of one sort to write each.
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence_count: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<&'a str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

fn driver(codes: &[Code]) -> Driver {
    let rules = codes.iter().map(|code| rule(*code)).collect();
    Driver { name: "plenary", version: env!("CARGO_PKG_VERSION"), rules }
}

fn rule(code: Code) -> Rule {
    let page = code.explanation();
    Rule {
        id: code.slug(),
        short_description: Text { text: first_sentence(page).unwrap_or(code.slug().to_owned()) },
        help: Help { text: page, markdown: page },
        default_configuration: Configuration { level: level(code.level()) },
    }
}

/// The first sentence of a page in Markdown below its heading.
pub(super) fn first_sentence(page: &str) -> Option<String> {
    let mut paragraphs = page.split("\n\n").map(str::trim);
    let paragraph = paragraphs.find(|p| !p.is_empty() && !p.starts_with(['#', '`', '<']))?;
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.find(". ").map_or(line.len(), |at| at + 1);
    Some(line[..end].to_owned())
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "none",
        Level::Info => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn result<'a>(finding: &Finding<'a>, codes: &[Code]) -> Outcome<'a> {
    let d = finding.diagnostic;
    let own = finding.path.map(|path| Location {
        id: None,
        physical_location: physical(path, finding.place.as_ref().map(|p| p.position)),
        message: None,
    });
    let related = finding.related.iter().enumerate();
    let related = related.map(|(at, (place, label))| related_location(at, place, label));
    Outcome {
        rule_id: d.code.slug(),
        rule_index: codes.binary_search(&d.code).expect("`codes` holds every code of the report"),
        level: level(d.level),
        message: Text { text: full_message(d) },
        occurrence_count: Some(finding.times).filter(|times| *times > 1),
        locations: own.into_iter().collect(),
        related_locations: related.collect(),
    }
}

fn related_location<'a>(at: usize, place: &Place<'a>, label: &'a str) -> Location<'a> {
    let position = place.position;
    Location {
        id: Some(at + 1),
        physical_location: physical(position.path, Some(position)),
        message: Some(Text { text: label }),
    }
}

fn physical(path: &str, position: Option<Position>) -> Physical {
    let region = position.map(|p| Region {
        start_line: p.line,
        start_column: p.column,
        end_line: p.end_line,
        end_column: p.end_column,
    });
    let uri = utf8_percent_encode(path, PATH).to_string();
    Physical { artifact_location: Artifact { uri }, region }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_the_short_description() {
        let page = "# `bad-date`\n\nA text that is\nnot a date. More.\n\n## Example\n";
        assert_eq!(first_sentence(page).as_deref(), Some("A text that is not a date."));
        assert_eq!(first_sentence("# Only a heading\n"), None);
    }

    #[test]
    fn a_path_becomes_a_relative_uri() {
        let uri = physical("content/Réunion 1:2%.md", None).artifact_location.uri;
        assert_eq!(uri, "content/R%C3%A9union%201%3A2%25.md");
    }
}
