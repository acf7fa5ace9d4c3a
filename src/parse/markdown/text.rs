//! A text that is read as Markdown, and how far the walk through it has come.

use comrak::nodes::{AstNode, NodeValue};

use crate::config::Markdown;
use crate::source::SourceId;

/// A text to read, and what must be known of its surroundings.
pub struct Text<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// The file it stands in.
    pub source: SourceId,
    /// The path of that file.
    pub path: &'a str,
    /// The byte of the file at which it begins.
    pub offset: usize,
    /// How Markdown is read on this site.
    pub settings: &'a Markdown,
    /// Whether top-level numbered lists are numbered paragraphs.
    pub numbered: bool,
    /// The field that holds it; `None` for a record's body.
    pub field: Option<usize>,
    /// What the names of its places begin with in the page; empty for a record's body.
    pub within: &'a str,
    /// Whether a word is the name of a kind.
    pub is_kind: &'a dyn Fn(&str) -> bool,
}

/// A list that is being read: where its numbers stand.
pub(super) struct ListState {
    /// The anchor of the item that holds the list and what it is called; empty at the top.
    pub(super) within: (String, String),
    /// Whether its items have anchors.
    pub(super) cited: bool,
    /// Whether it is at the top of the document.
    pub(super) top: bool,
    /// The number of the next item, from the list's own start.
    pub(super) next: usize,
    /// The numbers of the items to come as they are written, where these go up.
    pub(super) numbers: std::vec::IntoIter<usize>,
    /// Whether an item was read.
    pub(super) begun: bool,
    /// The anchor of the item that is open, and what it is called.
    pub(super) item: (String, String),
}

/// The numbered paragraphs that were read.
#[derive(Default)]
pub(super) struct Paragraphs {
    /// The greatest number of a paragraph.
    pub(super) last: Option<usize>,
}

/// The words of a node.
pub(super) fn collect_text<'a>(node: &'a AstNode<'a>) -> String {
    let mut out = String::new();
    for child in node.descendants() {
        match &child.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}
