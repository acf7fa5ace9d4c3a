//! One walk over the tree: gathers headings, links with their sentences, and the text of blocks.

use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeLink, NodeValue, Sourcepos};
use comrak::{Anchorizer, Options};

use super::numbers::ListState;
use super::write::{BARE, Item, link_number, number_of, word};
use super::{Text, collect_text, write};
use crate::config::RawHtml;
use crate::diag::Diagnostic;
use crate::parse::record::{Anchor, Body, Heading, Link, Origin, Target};
use crate::parse::sentence::sentence_around;
use crate::parse::{reference, sanitise};
use crate::source::{LineIndex, Span};

fn is_link<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::Link(_) | NodeValue::WikiLink(_))
}

/// A link whose sentence is not known yet: its number, and its place in the block's text.
struct Pending {
    link: usize,
    range: Range<usize>,
}

/// One walk over the tree.
pub(super) struct Walk<'w> {
    pub(super) text: &'w Text<'w>,
    pub(super) lines: LineIndex<'w>,
    links: &'w mut Vec<Link>,
    pub(super) diagnostics: &'w mut Vec<Diagnostic>,
    pub(super) body: Body,
    anchorizer: Anchorizer,
    /// The text of the block that is being read.
    block: String,
    /// How many blocks with text are open; a table row holds its cells.
    pub(super) open: usize,
    pending: Vec<Pending>,
    /// What the items of lists bear, in the order in which they are written.
    pub(super) items: Vec<Item>,
    pub(super) lists: Vec<ListState>,
    pub(super) raw_html: bool,
}

impl<'w> Walk<'w> {
    /// A walk over the tree of `cleaned`, which is `text` without control characters.
    pub(super) fn new(
        text: &'w Text<'w>,
        cleaned: &'w str,
        links: &'w mut Vec<Link>,
        diagnostics: &'w mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            text,
            lines: LineIndex::new(cleaned),
            links,
            diagnostics,
            body: Body::default(),
            anchorizer: Anchorizer::new(),
            block: String::new(),
            open: 0,
            pending: Vec::new(),
            items: Vec::new(),
            lists: Vec::new(),
            raw_html: false,
        }
    }

    /// Visits every node.
    pub(super) fn run<'a>(&mut self, root: &'a AstNode<'a>) {
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) => self.enter(node),
                NodeEdge::End(node) => self.leave(node),
            }
        }
    }

    /// What was found, with the tree as HTML.
    pub(super) fn finish<'a>(mut self, root: &'a AstNode<'a>, options: &Options<'_>) -> Body {
        let items = std::mem::take(&mut self.items);
        let mut html = write::html(root, options, items, self.text.text.len());
        if self.raw_html && self.text.settings.raw_html == RawHtml::Sanitise {
            html = sanitise::clean(&html);
        }
        html.shrink_to_fit();
        self.body.html = html;
        self.body.anchors.sort_by(|a, b| a.id.cmp(&b.id));
        self.body.anchors.dedup_by(|a, b| a.id == b.id);
        self.body
    }

    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        let place = node.data().sourcepos;
        let shown = match node.data().value {
            NodeValue::WikiLink(_) => collect_text(node),
            _ => String::new(),
        };
        self.numbers(node);
        let mut raw = None;
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                self.undefined_labels(text, place);
                if !node.parent().is_some_and(is_link) {
                    self.glued_numbers(text, place);
                }
                self.block.push_str(text);
            }
            NodeValue::Code(code) => self.block.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.block.push(' '),
            NodeValue::CodeBlock(code) => {
                self.body.words += code.literal.split_ascii_whitespace().count();
            }
            NodeValue::WikiLink(link) => {
                let target = reference::record(&link.url, self.text.is_kind);
                let number = self.link(link.url.clone(), target, place, false);
                // comrak gives `[[x]]` the text `x`; what is shown there is the title of `x`.
                let bare = shown == link.url;
                link.url = format!("{}{}", number_of(number), if bare { BARE } else { "" });
            }
            NodeValue::Link(link) => self.address(link, place, false),
            NodeValue::Image(link) => self.address(link, place, true),
            NodeValue::Alert(alert) if alert.title.is_none() => {
                let kind = alert.alert_type.default_title().to_lowercase();
                alert.title = Some(word(&format!("alert_{kind}")));
            }
            NodeValue::HtmlBlock(html) => raw = Some(html.literal.clone()),
            NodeValue::HtmlInline(html) => raw = Some(html.clone()),
            _ => {}
        }
        self.enter_block(node, place);
        if let Some(raw) = raw {
            self.html(&raw, place);
        }
    }

    /// Blocks that hold text, and items of lists. Apart from `enter` since it looks at parents.
    fn enter_block<'a>(&mut self, node: &'a AstNode<'a>, place: Sourcepos) {
        match &node.data().value {
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.enter_item(place),
            NodeValue::TableRow(_) => self.begin(),
            NodeValue::TableCell if !self.block.is_empty() => self.block.push_str(" · "),
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::DescriptionTerm => {
                self.begin();
            }
            _ => {}
        }
    }

    fn leave<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::Link(link) => self.end_link(&link.url),
            NodeValue::WikiLink(link) => self.end_link(&link.url),
            NodeValue::Heading(heading) => {
                self.heading(heading.level, node.data().sourcepos);
            }
            NodeValue::Paragraph | NodeValue::DescriptionTerm | NodeValue::TableRow(_) => {
                self.end()
            }
            NodeValue::List(_) => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    fn begin(&mut self) {
        self.open += 1;
    }

    fn end(&mut self) {
        self.open -= 1;
        if self.open > 0 {
            return;
        }
        for pending in self.pending.drain(..) {
            let sentence = sentence_around(&self.block, pending.range);
            if let Origin::Body(text) = &mut self.links[pending.link].origin {
                *text = sentence.into();
            }
        }
        self.body.words += self.block.split_ascii_whitespace().count();
        self.block.clear();
    }

    fn heading(&mut self, level: u8, place: Sourcepos) {
        let text = self.block.trim().to_owned();
        self.end();
        let id = self.anchorizer.anchorize(&text);
        let at = self.line_start(place);
        self.body.anchors.push(Anchor { id: id.clone(), label: text.clone(), at });
        self.body.headings.push(Heading { level, id, text });
    }

    /// Puts the number of the link in place of an address that leads to the site itself, and nothing
    /// in place of one that a page must not have.
    fn address(&mut self, link: &mut NodeLink, place: Sourcepos, image: bool) {
        if let Some(target) = reference::url(&link.url, self.text.path) {
            let number = self.link(link.url.clone(), target, place, image);
            link.url = number_of(number);
        } else if self.runs_code(&link.url, place) {
            link.url.clear();
        }
    }

    fn link(&mut self, written: String, target: Target, place: Sourcepos, image: bool) -> usize {
        let number = self.links.len();
        let start = self.block.len();
        let origin = match self.text.field {
            Some(field) if !image => Origin::Field(field),
            _ if image => Origin::Image,
            _ => Origin::Body("".into()),
        };
        if origin == Origin::Body("".into()) {
            self.pending.push(Pending { link: number, range: start..start });
        }
        let span = self.span_of(&written, place);
        self.links.push(Link { span, written: written.into(), target, origin });
        number
    }

    fn end_link(&mut self, url: &str) {
        let Some(number) = link_number(url) else { return };
        let end = self.block.len();
        // The link that ends is nearly always the last; a paragraph may hold very many.
        if let Some(pending) = self.pending.iter_mut().rev().find(|pending| pending.link == number)
        {
            pending.range.end = end;
        }
    }

    /// The place of what was written within a link: the address or name itself where it is found.
    pub(super) fn span_of(&self, written: &str, place: Sourcepos) -> Span {
        let range = self.range(place);
        let slice = &self.text.text[range.clone()];
        match slice.rfind(written) {
            Some(at) => self.span(range.start + at..range.start + at + written.len()),
            None => self.span(range),
        }
    }

    /// The bytes of the text at a place.
    pub(super) fn range(&self, place: Sourcepos) -> Range<usize> {
        let start = self.lines.byte(place.start.line, place.start.column);
        let end = self.lines.byte(place.end.line, place.end.column + 1);
        start..end.max(start)
    }

    /// The byte of the file at which the first line of a place begins.
    pub(super) fn line_start(&self, place: Sourcepos) -> u32 {
        (self.text.offset + self.lines.start(place.start.line)) as u32
    }

    /// Bytes of the text as a place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let at = self.text.offset;
        Span::new(self.text.source, at + range.start..at + range.end)
    }
}
