//! Report -> the text that a person reads in a terminal, in the form that rustc made familiar.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level as Tone, Origin, Renderer, Snippet,
};

use super::marks;
use super::place::{Finding, Place, findings};
use crate::diag::{Level, Report};
use crate::source::Sources;

/// How many columns a line of text may take; longer ones are cut around the place.
const WIDTH: usize = 110;

/// How many characters of a place in one line are underlined; the rest is understood.
const UNDERLINED: usize = 50;

/// How many lines of a place are looked at; a longer place is shown by its first line.
const MOST_LINES: usize = 40;

/// The report for a terminal: every diagnostic with its place, related places, help and notes.
///
/// Without `colour` there is no escape sequence in it, whatever the content holds. With `colour`
/// there are only those that set colours.
pub fn human(report: &Report, sources: &Sources, colour: bool) -> String {
    let renderer = renderer(colour);
    let mut out = String::new();
    let mut was_short = false;
    for finding in findings(report, sources) {
        let text = renderer.render(&[group(&finding)]);
        let is_short = !text.trim_end().contains('\n');
        // Counts stand together.
        if !(out.is_empty() || was_short && is_short) {
            out.push('\n');
        }
        out.push_str(text.trim_end());
        out.push('\n');
        was_short = is_short;
    }
    out
}

fn renderer(colour: bool) -> Renderer {
    if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH)
}

fn group<'a>(finding: &Finding<'a>) -> Group<'a> {
    let d = finding.diagnostic;
    let title = tone(d.level).primary_title(marks::lines(&d.message)).id(d.code.slug());
    let label = d.label.as_deref().unwrap_or_default();
    let own = match (&finding.place, finding.path) {
        (Some(place), _) => shown(place, AnnotationKind::Primary, label),
        (None, Some(path)) => vec![Origin::path(marks::one_line(path)).into()],
        (None, None) => Vec::new(),
    };
    let related = finding.related.iter();
    let related = related.flat_map(|(place, text)| shown(place, AnnotationKind::Context, text));
    let help = d.help.iter().map(|text| Tone::HELP.message(marks::lines(text)).into());
    let notes = d.notes.iter().map(|text| Tone::NOTE.message(marks::lines(text)).into());
    Group::with_title(title).elements(own.into_iter().chain(related).chain(help).chain(notes))
}

fn tone(level: Level) -> Tone<'static> {
    match level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
        Level::Info | Level::Allow => Tone::INFO,
    }
}

/// A place with its text, or only its name and the words if its line is too long to show.
fn shown<'a>(place: &Place<'a>, kind: AnnotationKind, label: &'a str) -> Vec<Element<'a>> {
    let position = place.position;
    let path = marks::one_line(position.path);
    let words = (!label.is_empty()).then(|| marks::one_line(label));
    let Some((text, range)) = picture(place) else {
        let origin = Origin::path(path).line(position.line).char_column(position.column);
        let words = words.map(|words| Tone::NOTE.message(words).into());
        return std::iter::once(origin.into()).chain(words).collect();
    };
    let annotation: Annotation<'a> = kind.span(range).label(words);
    let snippet = Snippet::source(text).path(path).line_start(position.line);
    vec![snippet.annotation(annotation).into()]
}

/// The lines of a place as they are shown, and the bytes of them to underline.
///
/// Only lines that the place touches are handed over, never the file. The lines are whole, as
/// the column is counted from their beginning; cutting them to the width comes last.
fn picture(place: &Place) -> Option<(String, Range<usize>)> {
    let first = place.first_line()?;
    let Range { start, end } = place.range;
    let (text, end) = match end {
        end if end <= first.len() => (first, start + shortened(&first[start..end]).len()),
        end if fits(place.lines) => (place.lines, end),
        _ => (first, start + shortened(&first[start..]).len()),
    };
    let before = marks::one_line(&text[..start]);
    let marked = marks::lines(&text[start..end]);
    let after = marks::one_line(&text[end..]);
    let range = before.len()..before.len() + marked.len();
    Some((format!("{before}{marked}{after}"), range))
}

fn fits(lines: &str) -> bool {
    let narrow = |line: &str| line.len() <= WIDTH || line.chars().count() <= WIDTH / 2;
    lines.split('\n').nth(MOST_LINES).is_none() && lines.split('\n').all(narrow)
}

fn shortened(text: &str) -> &str {
    let cut = text.char_indices().nth(UNDERLINED);
    cut.map_or(text, |(at, _)| &text[..at])
}
