//! Numbers in a text: those of lists and of rows, the anchors of numbered paragraphs, and what is left out.

use comrak::nodes::{AstNode, ListType, NodeValue, Sourcepos};

use super::table::cells;
use super::text::{ListState, collect_text};
use super::walk::Walk;
use super::write::Item;
use crate::diag::{Code, Diagnostic};
use crate::parse::numbering::{FEWEST_ROWS, gap, goes_up};
use crate::parse::record::Anchor;
use crate::source::Span;

impl Walk<'_> {
    /// A list begins, or a table.
    pub(super) fn numbers<'a>(&mut self, node: &'a AstNode<'a>) {
        match node.data().value {
            NodeValue::List(ref list) => {
                let ordered = list.list_type == ListType::Ordered;
                self.enter_list(node, ordered, list.start);
            }
            NodeValue::Table(ref table) => {
                self.long_rows(node, table.num_columns);
                self.count_rows(node);
            }
            _ => {}
        }
    }

    fn enter_list<'a>(&mut self, node: &'a AstNode<'a>, ordered: bool, start: usize) {
        let top = self.lists.is_empty() && self.open == 0;
        let within = self.lists.last().map(|list| list.item.clone()).unwrap_or_default();
        let cited = self.text.numbered && if top { ordered } else { !within.0.is_empty() };
        let next = if top { start } else { 1 };
        // Points are lettered, whatever their author wrote.
        let written = if ordered && (top || !cited) { written(node) } else { Vec::new() };
        // `1. 1. 1.` leaves the counting to others.
        let numbers = if goes_up(&written) { written } else { Vec::new() };
        if let Some(gap) = gap(&numbers).filter(|_| !cited) {
            let item = node.children().nth(gap.behind).expect("each number is that of an item");
            let line = self.first_line(item.data().sourcepos);
            self.diagnostics.push(gap.remark(line));
        }
        let numbers = numbers.into_iter();
        self.lists.push(ListState {
            within,
            cited,
            top,
            next,
            numbers,
            begun: false,
            item: Default::default(),
        });
    }

    /// An item of a list begins.
    pub(super) fn enter_item(&mut self, place: Sourcepos) {
        let list = self.lists.last_mut().expect("an item stands in a list");
        let written = list.numbers.next();
        let number = written.filter(|number| list.begun && *number != list.next);
        list.begun = true;
        list.next = written.unwrap_or(list.next);
        let anchor = list.cited.then(|| self.anchor_item(place));
        let list = self.lists.last_mut().expect("an item stands in a list");
        list.next += 1;
        let repeated = anchor.as_ref().is_some_and(|(_, free)| !free);
        let place = anchor.as_ref().filter(|_| !repeated).map(|(id, _)| {
            self.body.paragraphs.push(id.clone());
            self.body.paragraphs.len() - 1
        });
        self.items.push(Item { anchor: anchor.map(|(id, _)| id), place, number, repeated });
    }

    /// The anchor of an item that can be cited, and whether no other place has it.
    fn anchor_item(&mut self, place: Sourcepos) -> (String, bool) {
        let list = self.lists.last_mut().expect("an item stands in a list");
        let (id, label) = match list.top {
            true => (format!("para_{}", list.next), list.next.to_string()),
            // A point is cited with its paragraph: 21 (a).
            false => {
                let letter = letter(list.next);
                let within = &list.within;
                (format!("{}__point_{letter}", within.0), format!("{} ({letter})", within.1))
            }
        };
        list.item = (id.clone(), label.clone());
        let top = list.top.then_some(list.next);
        let free = self.places.claim(&id);
        if !free {
            self.repeated(&id, &label, place);
        } else if let Some(number) = top {
            self.check_order(number, place);
        }
        let at = self.line_start(place);
        self.body.anchors.push(Anchor { id: id.clone(), label, at });
        (id, free)
    }

    /// Points out the numbers that a table whose first column counts its rows leaves out.
    fn count_rows<'a>(&mut self, table: &'a AstNode<'a>) {
        let cells = table.children().skip(1).map(|row| row.first_child());
        let Some(cells) = cells.collect::<Option<Vec<_>>>() else { return };
        let numbers = cells.iter().map(|cell| collect_text(cell).parse().ok());
        let Some(numbers) = numbers.collect::<Option<Vec<usize>>>() else { return };
        if let Some(gap) = gap(&numbers).filter(|_| numbers.len() >= FEWEST_ROWS) {
            let number = collect_text(cells[gap.behind]);
            let span = self.span_of(&number, cells[gap.behind].data().sourcepos);
            self.diagnostics.push(gap.remark(span));
        }
    }

    /// Points out rows with more cells than the table has columns: what stands there is not shown.
    fn long_rows<'a>(&mut self, table: &'a AstNode<'a>, columns: usize) {
        for row in table.children().skip(1) {
            let place = row.data().sourcepos;
            let line = self.first_line(place);
            let text = &self.parsed[line.start as usize - self.text.offset..];
            let text = text.lines().next().unwrap_or_default();
            let cells = cells(text).len();
            if cells <= columns {
                continue;
            }
            let headline =
                format!("this row has {cells} cells, but the table has {columns} columns");
            let diagnostic = Diagnostic::new(Code::LongRow, headline).at(line);
            let help = "write `\\|` for a `|` that is part of a cell, or add a column";
            self.diagnostics.push(diagnostic.help(help));
        }
    }

    fn repeated(&mut self, id: &str, label: &str, place: Sourcepos) {
        let line = self.first_line(place);
        self.diagnostics.push(
            Diagnostic::new(
                Code::DuplicateAnchor,
                format!("paragraph {label} occurs here a second time"),
            )
            .at(line)
            .help(format!(
                "correct the number of the list, because `#{id}` leads to the first one only"
            )),
        );
    }

    fn check_order(&mut self, number: usize, place: Sourcepos) {
        let last = self.paragraphs.last;
        self.paragraphs.last = last.max(Some(number));
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

    /// The first line of a place, from where it begins.
    pub(super) fn first_line(&self, place: Sourcepos) -> Span {
        let start = self.lines.byte(place.start.line, place.start.column);
        let len = self.lines.line(place.start.line).len() + 1 - place.start.column.min(1);
        let end =
            (self.lines.start(place.start.line) + len).min(self.lines.start(place.start.line + 1));
        self.span(start..end.max(start))
    }
}

/// The numbers of a list's items as they are written; none where an item has no number.
fn written<'a>(list: &'a AstNode<'a>) -> Vec<usize> {
    let number = |item: &'a AstNode<'a>| match &item.data().value {
        NodeValue::Item(item) => Some(item.start),
        _ => None,
    };
    list.children().map(number).collect::<Option<_>>().unwrap_or_default()
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
