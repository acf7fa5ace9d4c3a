//! HTML in a text: its places and links, what is kept, and the diagnostics about the rest.

use std::ops::Range;

use comrak::nodes::Sourcepos;

use super::walk::Walk;
use crate::config::RawHtml;
use crate::diag::{Code, Diagnostic};
use crate::parse::sanitise::{self, budget::Excess, scan};
use crate::source::Span;

/// Where pieces of raw HTML stand in the text. They are asked for in order.
struct Cursor<'h> {
    html: &'h str,
    place: Sourcepos,
    /// The byte of the HTML up to which lines were counted, and the line there, from 0.
    at: usize,
    line: usize,
    /// The byte of the text at which the next piece of that line is looked for.
    from: usize,
}

/// What is left of raw HTML.
#[derive(Default)]
pub(super) struct Raw {
    pub(super) html: String,
    /// The links whose addresses the page fills in, each with its byte in the HTML.
    pub(super) holes: Vec<(usize, usize)>,
}

/// What stands in place of a piece of a tag.
pub(super) enum Edit {
    /// The address of a link, by its number.
    Address(usize),
    /// Another text.
    Text(String),
}

impl Walk<'_> {
    /// Reads HTML in the text; gives what is left of it.
    pub(super) fn html(&mut self, html: &str, place: Sourcepos) -> Raw {
        let setting = self.text.settings.raw_html;
        let mut out = Raw::default();
        if setting == RawHtml::Escape {
            out.html = html.to_owned();
            return out;
        }
        self.raw_html = true;
        let from = self.range(place).start;
        let mut cursor = Cursor { html, place, at: 0, line: 0, from };
        for piece in scan::pieces(html) {
            match piece {
                scan::Piece::Text(range) => self.push(&mut out, &html[range]),
                scan::Piece::Comment(range) if setting == RawHtml::Allow => {
                    out.html.push_str(&html[range]);
                }
                scan::Piece::Comment(_) => {}
                scan::Piece::Endless(range) => {
                    let span = self.span_in(&mut cursor, &range);
                    self.push(&mut out, &html[range.clone()]);
                    self.endless(&html[range], span);
                }
                scan::Piece::Tag(tag) => {
                    let span = self.span_in(&mut cursor, &tag.range);
                    if let Some(edits) = self.tag(&tag, html, span) {
                        out.edited(html, tag.range, edits);
                    }
                }
            }
        }
        out
    }

    /// Appends text of raw HTML. Where it is sanitised, `<` begins no tag in it.
    fn push(&self, out: &mut Raw, text: &str) {
        match self.text.settings.raw_html {
            RawHtml::Sanitise => out.html.push_str(&text.replace('<', "&lt;")),
            _ => out.html.push_str(text),
        }
    }

    /// What of a tag is written otherwise; nothing where it does not stay.
    fn tag(
        &mut self,
        tag: &scan::Tag,
        html: &str,
        span: Span,
    ) -> Option<Vec<(Range<usize>, Edit)>> {
        let sanitise = self.text.settings.raw_html == RawHtml::Sanitise;
        if sanitise && !sanitise::is_allowed(&tag.name) {
            // The opening tag has been pointed out.
            if !tag.closes {
                self.removed(&format!("the element `<{}>`", tag.name), span);
            }
            return None;
        }
        match self.budget.spend(tag) {
            Err(excess) if sanitise => {
                self.exceeded(excess, span);
                return None;
            }
            // Where the site trusts its authors, nobody reads the tag but their readers' browsers.
            Err(_) => return Some(Vec::new()),
            Ok(()) => {}
        }
        if tag.closes || tag.attributes.is_empty() {
            return Some(Vec::new());
        }
        Some(self.attributes(tag, html, span))
    }

    /// Says that HTML is beyond the budget, once a text.
    fn exceeded(&mut self, excess: Excess, span: Span) {
        if self.budget.is_first_excess() {
            let headline = format!("{}; the rest was left out", excess.headline());
            let diagnostic = Diagnostic::new(Code::TooMuchMarkup, headline).at(span);
            self.diagnostics.push(diagnostic.help(excess.help()));
        }
    }

    pub(super) fn removed(&mut self, what: &str, span: Span) {
        let headline = format!("{what} is not allowed in content and was removed");
        let help =
            "write it in Markdown, or set `raw_html = \"allow\"` under [markdown] in site.toml";
        self.diagnostics.push(Diagnostic::new(Code::RemovedHtml, headline).at(span).help(help));
    }

    fn endless(&mut self, html: &str, span: Span) {
        if self.text.settings.raw_html != RawHtml::Sanitise {
            return;
        }
        let (what, end) = match html.starts_with("<!--") {
            true => ("this comment", "-->"),
            false => ("this tag", ">"),
        };
        let headline = format!("{what} is not closed; it is shown as text");
        let help = format!("add `{end}`, without an empty line before it, or write `&lt;` for `<`");
        self.diagnostics.push(Diagnostic::new(Code::RemovedHtml, headline).at(span).help(help));
    }

    /// The place of a piece of HTML in the text: its first line where that is found, else the whole
    /// line, since marks of quotations and lists are not part of the HTML.
    fn span_in(&self, cursor: &mut Cursor<'_>, piece: &Range<usize>) -> Span {
        let passed = cursor.html[cursor.at..piece.start].matches('\n').count();
        cursor.at = piece.start;
        if passed > 0 {
            cursor.line += passed;
            cursor.from = self.lines.start(cursor.place.start.line + cursor.line);
        }
        let line = cursor.place.start.line + cursor.line;
        let end = self.lines.start(line) + self.lines.line(line).len();
        let first = cursor.html[piece.clone()].lines().next().unwrap_or_default();
        let from = cursor.from.min(end);
        match self.parsed[from..end].find(first) {
            Some(at) => {
                cursor.from = from + at + first.len();
                self.span(from + at..cursor.from)
            }
            None => self.span(self.lines.start(line)..end),
        }
    }
}

impl Raw {
    /// Appends a tag with its edits, which are in order.
    fn edited(&mut self, html: &str, tag: Range<usize>, edits: Vec<(Range<usize>, Edit)>) {
        let mut from = tag.start;
        for (range, edit) in edits {
            self.html.push_str(&html[from..range.start]);
            match edit {
                Edit::Address(link) => self.holes.push((self.html.len(), link)),
                Edit::Text(text) => self.html.push_str(&text),
            }
            from = range.end;
        }
        self.html.push_str(&html[from..tag.end]);
    }
}
