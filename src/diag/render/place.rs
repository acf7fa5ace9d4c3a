//! Spans -> places as a reader counts them. No other module of `render` turns bytes into lines.

use std::ops::Range;

use crate::diag::{Diagnostic, Level, Report};
use crate::source::{LineIndex, Lines, Sources, Span, floor_char};

/// A line with more bytes is data rather than prose; it is named but not shown.
const LONGEST_LINE: usize = 4_000;

/// A place as a reader counts it: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<'a> {
    /// The path from the site's root, with `/` on every system.
    pub path: &'a str,
    /// The line of the first character.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// The line of the last character.
    pub end_line: usize,
    /// The column after the last character; that of the first one if the place is empty.
    pub end_column: usize,
}

/// Where a span is. A line end at its end does not count, so that a whole line ends on itself.
pub fn position(span: Span, sources: &Sources) -> Position<'_> {
    Places::new(sources).find(span).position
}

/// A position with the text around it.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// Where it is.
    pub position: Position<'a>,
    /// The lines it touches, whole, with the line ends between them but not the last one.
    pub lines: &'a str,
    /// The place itself: bytes of `lines`.
    pub range: Range<usize>,
}

impl<'a> Place<'a> {
    /// The first line it touches, without its line end; `None` if that line is too long to show.
    pub(super) fn first_line(&self) -> Option<&'a str> {
        let line = self.lines.split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        (line.len() <= LONGEST_LINE).then_some(line)
    }
}

/// A diagnostic with its places found.
pub(super) struct Finding<'a> {
    /// What is the case.
    pub diagnostic: &'a Diagnostic,
    /// How many it stands for; 1 unless they are only counted.
    pub times: usize,
    /// The file it is about.
    pub path: Option<&'a str>,
    /// The place it is about.
    pub place: Option<Place<'a>>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place<'a>, &'a str)>,
}

/// The diagnostics of a report with their places, in the order of the report.
pub(super) fn findings<'a>(
    report: &'a Report,
    sources: &'a Sources,
) -> impl Iterator<Item = Finding<'a>> {
    let mut places = Places::new(sources);
    in_order(report).map(move |(diagnostic, times)| {
        let place = diagnostic.span.map(|span| places.find(span));
        let related = diagnostic.related.iter();
        Finding {
            diagnostic,
            times,
            path: place.as_ref().map(|p| p.position.path).or(diagnostic.path.as_deref()),
            related: related.map(|(span, text)| (places.find(*span), text.as_str())).collect(),
            place,
        }
    })
}

/// What is kept and what is only counted, level by level.
fn in_order(report: &Report) -> impl Iterator<Item = (&Diagnostic, usize)> {
    [Level::Error, Level::Warning, Level::Info].into_iter().flat_map(move |level| {
        let kept = report.diagnostics.iter().map(|diagnostic| (diagnostic, 1));
        let counted = report.counted.iter().map(|(diagnostic, count)| (diagnostic, *count));
        kept.chain(counted).filter(move |(diagnostic, _)| diagnostic.level == level)
    })
}

/// Finds places.
struct Places<'a>(Lines<'a>);

impl<'a> Places<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self(Lines::new(sources))
    }

    fn find(&mut self, span: Span) -> Place<'a> {
        let (source, index) = self.0.of(span.source);
        let text: &'a str = &source.text;
        let range = tidy(text, span.range(), index);
        let (line, column) = index.position(range.start);
        let (end_line, end_column) = index.position(range.end);
        let (first, last) = (index.start(line), index.start(end_line));
        Place {
            position: Position { path: &source.path, line, column, end_line, end_column },
            lines: &text[first..last + index.line(end_line).len()],
            range: range.start - first..range.end - first,
        }
    }
}

/// The bytes of a span between whole characters of the text, without line ends at either edge.
fn tidy(text: &str, range: Range<usize>, index: &LineIndex) -> Range<usize> {
    let start = floor_char(text, range.start);
    let line = index.position(start).0;
    let start = start.min(index.start(line) + index.line(line).len());
    let end = floor_char(text, range.end).max(start);
    start..start + text[start..end].trim_end_matches(['\n', '\r']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, range: Range<usize>, lines: &str, numbers: [usize; 4]) {
        let sources = Sources::new(vec![("a".to_owned(), text.to_owned())], Vec::new());
        let id = sources.find("a").unwrap().0;
        let place = Places::new(&sources).find(Span::new(id, range));
        let p = place.position;
        assert_eq!([p.line, p.column, p.end_line, p.end_column], numbers);
        assert_eq!(place.lines, lines);
        assert!(lines.get(place.range).is_some());
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        check("a\nñoñ b\nc", 5..8, "ñoñ b", [2, 3, 2, 5]);
    }

    #[test]
    fn a_line_end_does_not_belong_to_a_place() {
        check("one\r\ntwo\r\n", 0..5, "one", [1, 1, 1, 4]);
        check("one\r\ntwo\r\n", 4..5, "one", [1, 4, 1, 4]);
        check("one\r\ntwo\r\n", 1..8, "one\r\ntwo", [1, 2, 2, 4]);
    }

    #[test]
    fn a_place_after_the_end_is_at_the_end() {
        check("one\n", 4..4, "", [2, 1, 2, 1]);
        check("one", 90..99, "one", [1, 4, 1, 4]);
        check("", 0..7, "", [1, 1, 1, 1]);
    }

    #[test]
    fn a_place_inside_a_character_begins_with_it() {
        check("añb", 2..3, "añb", [1, 2, 1, 3]);
        check("añb", 2..2, "añb", [1, 2, 1, 2]);
    }
}
