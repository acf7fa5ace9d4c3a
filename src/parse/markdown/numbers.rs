//! Numbered paragraphs: the anchors of list items, and whether their numbers follow each other.

use comrak::nodes::Sourcepos;

use super::walk::Walk;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::Anchor;
use crate::source::Span;

/// A list that is being read: where its numbers stand.
pub(super) struct ListState {
    /// The anchor of the item that holds the list; empty at the top.
    within: String,
    /// Whether its items have anchors.
    cited: bool,
    /// Whether it is at the top of the document.
    top: bool,
    /// The number of the next item, from the list's own start.
    next: usize,
    /// The anchor of the item that is open.
    item: String,
}

impl Walk<'_> {
    /// A list begins; `start` is its first number.
    pub(super) fn enter_list(&mut self, ordered: bool, start: usize) {
        let top = self.lists.is_empty() && self.open == 0;
        let within = self.lists.last().map(|list| list.item.clone()).unwrap_or_default();
        let cited = self.text.numbered && if top { ordered } else { !within.is_empty() };
        let next = if top { start } else { 1 };
        self.lists.push(ListState { within, cited, top, next, item: String::new() });
    }

    /// An item of a list begins.
    pub(super) fn enter_item(&mut self, place: Sourcepos) {
        let Some(list) = self.lists.last_mut().filter(|list| list.cited) else {
            self.items.push(None);
            return;
        };
        let (id, label) = match list.top {
            true => (format!("para_{}", list.next), list.next.to_string()),
            false => {
                let letter = letter(list.next);
                (format!("{}__point_{letter}", list.within), format!("({letter})"))
            }
        };
        list.next += 1;
        list.item.clone_from(&id);
        let top = list.top.then_some(list.next - 1);
        if self.body.anchors.iter().any(|anchor| anchor.id == id) {
            self.repeated(&id, &label, place);
        } else if let Some(number) = top {
            self.check_order(number, place);
        }
        let at = self.line_start(place);
        self.body.anchors.push(Anchor { id: id.clone(), label, at });
        self.items.push(Some(id));
    }

    fn repeated(&mut self, id: &str, label: &str, place: Sourcepos) {
        let line = self.first_line(place);
        self.diagnostics.push(
            Diagnostic::new(
                Code::DuplicateAnchor,
                format!("paragraph {label} stands here a second time"),
            )
            .at(line)
            .help(format!("give the list its own number, or `#{id}` leads to the first one only")),
        );
    }

    fn check_order(&mut self, number: usize, place: Sourcepos) {
        let paragraphs = self.body.anchors.iter().filter(|a| !a.id.contains("__"));
        let last =
            paragraphs.filter_map(|a| a.id.strip_prefix("para_")?.parse::<usize>().ok()).max();
        let expected = last.map_or(number, |last| last + 1);
        if number != expected {
            let line = self.first_line(place);
            let headline = format!("paragraph {number} follows paragraph {}", expected - 1);
            self.diagnostics.push(
                Diagnostic::new(Code::ParagraphOrder, headline)
                    .at(line)
                    .help(format!("begin the list with `{expected}.`, or add what is missing")),
            );
        }
    }

    fn first_line(&self, place: Sourcepos) -> Span {
        let start = self.lines.byte(place.start.line, place.start.column);
        let len = self.lines.line(place.start.line).len() + 1 - place.start.column.min(1);
        let end =
            (self.lines.start(place.start.line) + len).min(self.lines.start(place.start.line + 1));
        self.span(start..end.max(start))
    }
}

/// 1 is a, 26 is z, 27 is aa.
pub(super) fn letter(number: usize) -> String {
    let mut number = number.max(1);
    let mut out = Vec::new();
    while number > 0 {
        out.push(b'a' + ((number - 1) % 26) as u8);
        number = (number - 1) / 26;
    }
    out.iter().rev().map(|b| *b as char).collect()
}
