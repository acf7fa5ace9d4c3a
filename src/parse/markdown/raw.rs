//! HTML in a text: its places, what of it stays, and what is said about the rest.

use comrak::nodes::Sourcepos;

use super::walk::Walk;
use crate::config::RawHtml;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::Anchor;
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

impl Walk<'_> {
    /// Reads HTML in the text; gives what is left of it.
    pub(super) fn html(&mut self, html: &str, place: Sourcepos) -> String {
        let setting = self.text.settings.raw_html;
        if setting == RawHtml::Escape {
            return html.to_owned();
        }
        self.raw_html = true;
        let from = self.range(place).start;
        let mut cursor = Cursor { html, place, at: 0, line: 0, from };
        let mut out = String::with_capacity(html.len());
        for piece in scan::pieces(html) {
            match piece {
                scan::Piece::Text(range) => push_text(&mut out, &html[range]),
                scan::Piece::Comment => {}
                scan::Piece::Endless(range) => {
                    push_text(&mut out, &html[range.clone()]);
                    if setting == RawHtml::Sanitise {
                        self.endless(&html[range.clone()], self.span_in(&mut cursor, &range));
                    }
                }
                scan::Piece::Tag(tag) => {
                    let span = self.span_in(&mut cursor, &tag.range);
                    if self.tag(&tag, html, span) {
                        out.push_str(&html[tag.range]);
                    }
                }
            }
        }
        if setting == RawHtml::Sanitise { out } else { html.to_owned() }
    }

    /// Notes what a tag has to say; whether it stays.
    fn tag(&mut self, tag: &scan::Tag, html: &str, span: Span) -> bool {
        let sanitise = self.text.settings.raw_html == RawHtml::Sanitise;
        if sanitise && !sanitise::is_allowed(&tag.name) {
            // The opening tag has been pointed out.
            if !tag.closes {
                self.removed(&format!("the element `<{}>`", tag.name), span);
            }
            return false;
        }
        if let Err(excess) = self.budget.spend(tag).map_err(|excess| (excess, sanitise)) {
            return self.exceeded(excess, span);
        }
        if !tag.closes && !tag.attributes.is_empty() {
            self.attributes(&html[tag.range.clone()], span);
        }
        true
    }

    fn attributes(&mut self, tag: &str, span: Span) {
        let Some(tag) = sanitise::read_tag(tag) else { return };
        let at = self.line_of(span);
        for id in sanitise::places(&tag) {
            // A place that only its author named is called by that name.
            self.body.anchors.push(Anchor { label: id.clone(), id, at });
        }
        if self.text.settings.raw_html == RawHtml::Sanitise {
            for what in sanitise::forbidden(&tag) {
                self.removed(&what, span);
            }
        }
    }

    /// Says that HTML is beyond the budget, once a text; whether it stays nevertheless, as where the
    /// site trusts its authors.
    fn exceeded(&mut self, (excess, sanitise): (Excess, bool), span: Span) -> bool {
        if sanitise && self.budget.is_first_excess() {
            let headline = format!("{}; the rest was left out", excess.headline());
            let diagnostic = Diagnostic::new(Code::TooMuchMarkup, headline).at(span);
            self.diagnostics.push(diagnostic.help(excess.help()));
        }
        !sanitise
    }

    fn removed(&mut self, what: &str, span: Span) {
        let headline = format!("{what} is not allowed in content and was removed");
        let help =
            "write it in Markdown, or set `raw_html = \"allow\"` under [markdown] in site.toml";
        self.diagnostics.push(Diagnostic::new(Code::RemovedHtml, headline).at(span).help(help));
    }

    fn endless(&mut self, html: &str, span: Span) {
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
    fn span_in(&self, cursor: &mut Cursor<'_>, piece: &std::ops::Range<usize>) -> Span {
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

/// Appends text of raw HTML, in which `<` begins no tag.
fn push_text(out: &mut String, text: &str) {
    out.push_str(&text.replace('<', "&lt;"));
}
