//! Footnotes: each is written once, in the order of its first mark, and has a name of its own.

use std::collections::BTreeMap;

use comrak::nodes::{AstNode, NodeValue};

use super::walk::Walk;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::Anchor;

/// A note.
struct Note<'a> {
    node: &'a AstNode<'a>,
    name: String,
    /// Its number on the page; none where no mark leads to it.
    number: Option<u32>,
    /// How many marks lead to it.
    marks: u32,
}

/// The notes of a text by their names, whose case does not matter.
type Notes<'a> = BTreeMap<String, Note<'a>>;

impl Walk<'_> {
    /// Puts the notes at the end of the text. Of two with one name the first counts, as it does for
    /// links; a note without a mark is shown nowhere. Both are reported.
    pub(super) fn notes<'a>(&mut self, root: &'a AstNode<'a>) {
        let nodes: Vec<_> =
            root.descendants().filter(|node| is_note(node) || is_mark(node)).collect();
        let mut notes = self.written_notes(&nodes);
        for node in &nodes {
            if let NodeValue::FootnoteReference(mark) = &node.data().value
                && let Some(note) = notes.get_mut(&folded(&mark.name))
            {
                note.number = Some(mark.ix);
                note.marks = note.marks.max(mark.ref_num);
            }
        }
        let names = self.names_of_notes(&notes);
        for node in &nodes {
            let mut data = node.data_mut();
            let name = match &mut data.value {
                NodeValue::FootnoteReference(mark) => &mut mark.name,
                NodeValue::FootnoteDefinition(note) => &mut note.name,
                _ => continue,
            };
            if let Some(new) = names.get(&folded(name)) {
                name.clone_from(new);
            }
        }
        nodes.iter().filter(|node| is_note(node)).for_each(|node| node.detach());
        self.append_notes(root, notes);
    }

    /// The notes with their texts.
    fn written_notes<'a>(&mut self, nodes: &[&'a AstNode<'a>]) -> Notes<'a> {
        let mut notes = Notes::new();
        for node in nodes {
            let name = match &node.data().value {
                NodeValue::FootnoteDefinition(note) => note.name.clone(),
                _ => continue,
            };
            match notes.contains_key(&folded(&name)) {
                true => self.repeated_note(node, &name),
                false => {
                    notes.insert(folded(&name), Note { node, name, number: None, marks: 0 });
                }
            }
        }
        notes
    }

    /// The name of each note in the page, which no other place has.
    fn names_of_notes(&mut self, notes: &Notes<'_>) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for (folded, note) in notes {
            let Some(number) = note.number else { continue };
            let is_simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let mut name = match note.name.chars().all(is_simple) {
                true => note.name.clone(),
                false => format!("note-{number}"),
            };
            while !self.places.are_free(&places(&name, note.marks)) {
                name.push_str("-note");
            }
            let at = self.line_start(note.node.data().sourcepos);
            for id in places(&name, note.marks) {
                self.places.claim(&id);
                self.body.anchors.push(Anchor { id, label: String::new(), at });
            }
            out.insert(folded.clone(), self.places.written(&name));
        }
        out
    }

    /// Appends the notes that are used, in the order of their numbers.
    fn append_notes<'a>(&mut self, root: &'a AstNode<'a>, notes: Notes<'a>) {
        let mut notes: Vec<_> = notes.into_values().collect();
        notes.sort_by_key(|note| (note.number, note.node.data().sourcepos.start));
        for note in notes {
            if note.number.is_none() {
                self.unused_note(note.node, &note.name);
                continue;
            }
            if let NodeValue::FootnoteDefinition(own) = &mut note.node.data_mut().value {
                own.total_references = note.marks;
            }
            root.append(note.node);
        }
    }

    fn repeated_note<'a>(&mut self, node: &'a AstNode<'a>, name: &str) {
        let headline = format!("the footnote `[^{name}]` already has a text; this one is left out");
        let diagnostic = Diagnostic::new(Code::RepeatedFootnote, headline);
        let diagnostic = diagnostic.at(self.first_line(node.data().sourcepos));
        self.diagnostics
            .push(diagnostic.help("give it another name, and use the same name in its mark"));
    }

    fn unused_note<'a>(&mut self, node: &'a AstNode<'a>, name: &str) {
        let headline =
            format!("this footnote has no mark `[^{name}]` in the text, so it is left out");
        let diagnostic = Diagnostic::new(Code::UnusedFootnote, headline);
        let diagnostic = diagnostic.at(self.first_line(node.data().sourcepos));
        self.diagnostics
            .push(diagnostic.help(format!("write `[^{name}]` where it belongs, or delete it")));
    }
}

/// Names of notes are equal whatever their case, as those of links are.
fn folded(name: &str) -> String {
    crate::text::single_spaces(&name.to_lowercase())
}

fn is_note<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::FootnoteDefinition(_))
}

fn is_mark<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::FootnoteReference(_))
}

/// The places that a note makes: its own, and one at each of its marks.
fn places(name: &str, marks: u32) -> Vec<String> {
    let back = (2..=marks).map(|mark| format!("fnref-{name}-{mark}"));
    [format!("fn-{name}"), format!("fnref-{name}")].into_iter().chain(back).collect()
}
