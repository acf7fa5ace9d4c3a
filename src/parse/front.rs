//! The front matter of a file: where it stands, and the values in it.

use std::ops::Range;

use super::visibility::stray::{self, Stray};
use super::visibility::{self, WITHHELD};
use crate::data::{self, Place, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::schema::Kind;
use crate::source::{Source, SourceId, Span};

/// The front matter of a file and where its body begins.
pub(super) struct Front {
    /// The values.
    pub table: Table,
    /// Whether it is YAML.
    pub yaml: bool,
    /// The byte at which the body begins.
    pub body: usize,
    /// The place for reports about what is not there.
    pub head: Span,
    /// Whether some of it could not be read.
    pub damaged: bool,
    /// Whether the file has any.
    found: bool,
}

/// Reads the front matter of a file. Empty lines may stand above it.
pub(super) fn read(id: SourceId, source: &Source, diagnostics: &mut Diagnostics) -> Front {
    let text = &*source.text;
    if is_toml(&source.path) {
        let head = Span::new(id, 0..text.lines().next().unwrap_or("").trim_end().len());
        let (table, damaged) = given_fields((id, text), 0..text.len(), false, diagnostics);
        return Front { table, yaml: false, body: text.len(), head, damaged, found: true };
    }
    let above = empty_lines(text);
    let first = text[above..].lines().next().unwrap_or("");
    let head = Span::new(id, above..above + first.trim_end().len());
    let none =
        Front { table: Table::default(), yaml: false, body: 0, head, damaged: false, found: false };
    let fence = match first.trim_end() {
        fence @ ("+++" | "---") => fence,
        _ => return none,
    };
    let start = text[above..].find('\n').map_or(text.len(), |at| above + at + 1);
    let Some((end, body)) = closing(text, start, fence) else {
        // Without a closing line, `---` is a thematic break of the text; `+++` can only be ours.
        let damaged = fence == "+++";
        diagnostics.extend(damaged.then(|| not_closed(fence, head)));
        return Front {
            body: if damaged { text.len() } else { 0 },
            damaged,
            found: damaged,
            ..none
        };
    };
    let yaml = fence == "---";
    let (table, damaged) = given_fields((id, text), start..end, yaml, diagnostics);
    Front { table, yaml, body, head, damaged, found: true }
}

/// Where the first line that is not empty begins.
fn empty_lines(text: &str) -> usize {
    let lines = text.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    lines.map(str::len).sum()
}

fn not_closed(fence: &str, head: Span) -> Diagnostic {
    Diagnostic::new(Code::FrontMatter, "the front matter is not closed")
        .at(head)
        .help(format!("add a line `{fence}` after the last field"))
        .note(WITHHELD)
}

impl Front {
    /// Where an author may have meant to withhold the record in a way that is not read. What stands
    /// in front matter that is not recognised is not read as text.
    pub(super) fn doubts(&mut self, source: &Source, kind: &Kind) -> Diagnostics {
        let id = self.head.source;
        if self.found {
            let below = stray::behind_front(&source.text[self.body..], kind);
            let below = below.map(|range| {
                below_front(Span::new(id, self.body + range.start..self.body + range.end))
            });
            let mut diagnostics = visibility::doubts(&self.table, kind);
            diagnostics.extend(below);
            return diagnostics;
        }
        let Some(stray) = stray::without_front(&source.text, kind) else {
            return Diagnostics::new();
        };
        self.body = source.text.len();
        let diagnostic = match stray {
            Stray::Fence(range) => not_recognised(source, Span::new(id, range)),
            Stray::Field(range) => outside(Span::new(id, range)),
        };
        vec![diagnostic].into()
    }
}

fn below_front(span: Span) -> Diagnostic {
    visibility::unclear(
        "this line is below the front matter, so it is read as text".to_owned(),
        span,
    )
    .help("move it above the line that closes the front matter, or put an empty line above it")
}

fn outside(span: Span) -> Diagnostic {
    visibility::unclear(
        "this looks like a field, but the file has no front matter".to_owned(),
        span,
    )
    .help("put `+++` on the first line, `draft = true` on the next and `+++` on a line below")
    .help("or, if it is meant as text, write a heading above it")
}

/// The report of front matter that does not begin where it must, or does not end.
fn not_recognised(source: &Source, span: Span) -> Diagnostic {
    let written = &source.text[span.range()];
    let line = written.trim();
    let is_fence = line == "---" || line == "+++";
    let above = source.text[..span.start as usize].trim();
    let (headline, help) = match () {
        () if is_fence && !above.is_empty() => (
            "front matter must be the first thing in a file",
            "move it to the first line, above everything else".to_owned(),
        ),
        () if is_fence && written.starts_with(char::is_whitespace) => (
            "front matter must begin at the left margin",
            format!("remove everything before `{line}`"),
        ),
        () if is_fence && !source.text[span.start as usize..].contains('\n') => (
            "this file has line endings that plenary does not read",
            "save it with the line endings of Unix (LF) or Windows (CRLF)".to_owned(),
        ),
        () if is_fence => {
            ("the front matter is not closed", format!("add a line `{line}` after the last field"))
        }
        () => (
            "this looks like front matter, but does not begin with `+++` or `---`",
            "write three plus signs or three hyphens and nothing else on the line".to_owned(),
        ),
    };
    Diagnostic::new(Code::FrontMatter, headline)
        .at(span)
        .help(help)
        .help("or, if it is meant as a line across the page, write `***`")
        .note(WITHHELD)
}

/// The fields that stand in a part of a text, and whether some of it could not be read.
fn given_fields(
    (id, text): (SourceId, &str),
    range: Range<usize>,
    yaml: bool,
    diagnostics: &mut Diagnostics,
) -> (Table, bool) {
    if range.len() > MOST_BYTES {
        diagnostics.push(too_long(id, range));
        return (Table::default(), true);
    }
    let read = if yaml { data::yaml } else { data::toml };
    let (table, problems) = read(&text[range.clone()], Place { source: id, offset: range.start });
    let damaged = !problems.is_empty();
    let what = if range.end == text.len() { "this file" } else { "the front matter" };
    for problem in problems {
        let headline = format!("{what} cannot be read here: {}", problem.message);
        let help = problem.help.unwrap_or(match yaml {
            true => "write `name: value`; a text with `: ` in it needs quotation marks",
            false => {
                "write `name = \"text\"`, `name = 5`, `name = true` or `name = [\"a\", \"b\"]`"
            }
        });
        let diagnostic = Diagnostic::new(Code::FrontMatter, headline);
        diagnostics.push(diagnostic.at(problem.span).help(help));
    }
    (table, damaged)
}

/// Front matter longer than this is not read: readers of TOML and YAML were not made for it.
const MOST_BYTES: usize = 1 << 20;

fn too_long(id: SourceId, range: Range<usize>) -> Diagnostic {
    let headline = format!(
        "the front matter has {} kB, but plenary reads at most {} kB",
        range.len() >> 10,
        MOST_BYTES >> 10
    );
    Diagnostic::new(Code::FrontMatter, headline)
        .at(Span::new(id, range.start..range.start))
        .help("move long texts to the body, to records of their own or to a table")
        .note(WITHHELD)
}

/// Whether a file holds nothing but fields.
pub(super) fn is_toml(path: &str) -> bool {
    path.ends_with(".toml")
}

/// Where the closing fence begins, and where the body begins after it.
fn closing(text: &str, start: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn front(text: &str) -> (Front, String, Diagnostics) {
        let source = Source::new("a.md", text);
        let mut diagnostics = Diagnostics::new();
        let id = Sources::from_archive("-- a --\n").find("a").expect("made above").0;
        let front = read(id, &source, &mut diagnostics);
        let body = source.text[front.body..].to_owned();
        (front, body, diagnostics)
    }

    #[test]
    fn front_matter_may_have_windows_line_ends_and_empty_lines_above() {
        for text in
            ["+++\r\ntitle = \"A\"\r\n+++\r\nText\r\n", "\n \n+++ \ntitle = \"A\"\n+++\nText\r\n"]
        {
            let (front, body, diagnostics) = front(text);
            assert_eq!(front.table.get("title").and_then(data::Value::as_text), Some("A"));
            assert_eq!(body, "Text\r\n");
            assert_eq!(diagnostics, []);
        }
    }

    #[test]
    fn front_matter_that_is_too_long_is_not_read() {
        let ids = "\"x\",".repeat(MOST_BYTES / 4);
        let (front, body, diagnostics) = front(&format!("+++\nsource = [{ids}]\n+++\nText\n"));
        assert_eq!((diagnostics.len(), front.damaged, &*body), (1, true, "Text\n"));
    }

    #[test]
    fn front_matter_that_is_not_closed_is_reported() {
        let (front, _, diagnostics) = front("+++\ntitle = \"A\"\n\nText\n");
        assert_eq!((diagnostics.len(), front.damaged), (1, true));
    }
}
