//! What a text must not hold is taken from it before others see it: what comrak would read for
//! minutes, and control characters that were written as entities.

use std::borrow::Cow;
use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};

use super::text::{Text, collect_text};
use super::walk::Walk;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::clean as clean_text;

/// How many quotations may be nested. comrak takes time for each of them on every line,
/// and so does a browser. Lists it bounds itself.
const MOST_QUOTATIONS: usize = 100;

/// The text without the marks of quotations that are too deep; spaces stand in their place, so that
/// everything else stays where it is. The first line with such marks is reported.
pub(super) fn quotations<'t>(
    markdown: &'t str,
    text: &Text<'_>,
    diagnostics: &mut Diagnostics,
) -> Cow<'t, str> {
    if !markdown.contains('>') {
        return markdown.into();
    }
    let mut out = Cow::Borrowed(markdown);
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        if let Some(marks) = too_deep(line) {
            let marks = start + marks.start..start + marks.end;
            if matches!(out, Cow::Borrowed(_)) {
                diagnostics.push(excess(text, marks.clone()));
            }
            let blank = markdown[marks.clone()].replace('>', " ");
            out.to_mut().replace_range(marks, &blank);
        }
        start += line.len();
    }
    out
}

/// The marks at the beginning of a line that are too deep.
fn too_deep(line: &str) -> Option<Range<usize>> {
    let is_mark = |byte: &u8| b" \t>-+*.)".contains(byte) || byte.is_ascii_digit();
    let len = line.bytes().take_while(is_mark).count();
    let marks = &line[..len];
    let first = marks.match_indices('>').nth(MOST_QUOTATIONS)?.0;
    Some(first..marks.rfind('>')? + 1)
}

fn excess(text: &Text<'_>, marks: Range<usize>) -> Diagnostic {
    let headline = format!("more than {MOST_QUOTATIONS} quotations are nested here");
    let span = Span::new(text.source, text.offset + marks.start..text.offset + marks.end);
    Diagnostic::new(Code::TooMuchMarkup, headline)
        .at(span)
        .help("remove some of the `>` at the beginning of the line")
}

/// How many emphases, links and images may be nested.
const MOST_INLINES: usize = 50;

impl Walk<'_> {
    /// Makes text of emphases, links and images that are too deep, and reports the first.
    pub(super) fn flatten<'a>(&mut self, root: &'a AstNode<'a>) {
        let mut depth = 0;
        let mut deep = Vec::new();
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) if holds_inlines(node) => {
                    depth += 1;
                    if depth == MOST_INLINES + 1 {
                        deep.push(node);
                    }
                }
                NodeEdge::End(node) if holds_inlines(node) => depth -= 1,
                _ => {}
            }
        }
        if let Some(first) = deep.first() {
            let place = first.data().sourcepos;
            let what = "emphases, links or images are nested here";
            let headline = format!("more than {MOST_INLINES} {what}");
            let diagnostic = Diagnostic::new(Code::TooMuchMarkup, headline);
            let diagnostic = diagnostic.at(self.first_line(place));
            self.diagnostics.push(diagnostic.help("remove some of the marks, such as `*` or `[`"));
        }
        for node in deep {
            let text = collect_text(node);
            node.children().collect::<Vec<_>>().into_iter().for_each(|child| child.detach());
            node.data_mut().value = NodeValue::Text(text.into());
        }
    }
}

fn holds_inlines<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Link(_)
            | NodeValue::Image(_)
            | NodeValue::WikiLink(_)
    )
}

/// Replaces the control characters of a tree. The text had none, but entities can spell them.
pub(super) fn clean<'a>(root: &'a AstNode<'a>) {
    let clean = |text: &mut String| *text = clean_text(std::mem::take(text));
    for node in root.descendants() {
        match &mut node.data_mut().value {
            NodeValue::Text(text) => *text = clean_text(std::mem::take(text).into_owned()).into(),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                clean(&mut link.url);
                clean(&mut link.title);
            }
            NodeValue::WikiLink(link) => clean(&mut link.url),
            NodeValue::Code(code) => clean(&mut code.literal),
            NodeValue::CodeBlock(code) => clean(&mut code.info),
            NodeValue::Alert(alert) => alert.title.iter_mut().for_each(clean),
            NodeValue::FootnoteDefinition(note) => clean(&mut note.name),
            NodeValue::FootnoteReference(note) => clean(&mut note.name),
            _ => {}
        }
    }
}
