//! One walk over the tree: gathers headings, links with their sentences, and the text of blocks.

use std::collections::BTreeSet;
use std::ops::Range;

use comrak::Options;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeLink, NodeValue, Sourcepos};

use super::places::Places;
use super::text::{ListState, Paragraphs, Text, collect_text};
use super::write;
use super::write::{Item, Mark, Marks};
use crate::config::RawHtml;
use crate::diag::Diagnostics;
use crate::parse::html::Html;
use crate::parse::mentions::Mentioned;
use crate::parse::record::{Anchor, Body, Excerpt, Heading, Link, Origin, Outward, Target};
use crate::parse::sanitise::budget::Budget;
use crate::parse::sentence::Block;
use crate::parse::{reference, sanitise};
use crate::source::{LineIndex, Span, floor_char};

fn is_link<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::Link(_) | NodeValue::WikiLink(_))
}

fn holds_image<'a>(node: &'a AstNode<'a>) -> bool {
    node.descendants().any(|node| matches!(node.data().value, NodeValue::Image(_)))
}

/// What a link shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// What its author wrote.
    Own,
    /// The title of what it leads to.
    None,
    /// An image.
    Image,
}

/// How far from either end of a link its address is looked for.
const NEAR: usize = 2_000;

/// A link whose sentence is not known yet: its number, and its place in the block's text.
struct Pending {
    link: usize,
    range: Range<usize>,
}

/// One walk over the tree.
pub(super) struct Walk<'w> {
    pub(super) text: &'w Text<'w>,
    /// What comrak read: the text without what it must not see.
    pub(super) parsed: &'w str,
    pub(super) lines: LineIndex<'w>,
    links: &'w mut Vec<Link>,
    pub(super) diagnostics: &'w mut Diagnostics,
    pub(super) body: Body,
    pub(super) places: Places,
    /// The byte of the file at which the line of each heading begins.
    heading_lines: Vec<u32>,
    /// The text of the block that is being read.
    block: String,
    /// The references of the block that show a title: each its byte and its number.
    titles: Vec<(usize, usize)>,
    /// How many blocks with text are open; a table row holds its cells.
    pub(super) open: usize,
    pending: Vec<Pending>,
    /// What the text has mentioned.
    pub(super) mentioned: BTreeSet<(Mentioned, Box<str>)>,
    marks: Marks,
    /// What the items of lists bear, in the order in which they are written.
    pub(super) items: Vec<Item>,
    pub(super) lists: Vec<ListState>,
    pub(super) paragraphs: Paragraphs,
    pub(super) raw_html: bool,
    /// How much raw HTML may still come.
    pub(super) budget: Budget,
}

impl<'w> Walk<'w> {
    /// A walk over the tree of `parsed`, which has the lines and columns of `text`.
    pub(super) fn new(
        text: &'w Text<'w>,
        parsed: &'w str,
        links: &'w mut Vec<Link>,
        diagnostics: &'w mut Diagnostics,
    ) -> Self {
        Self {
            text,
            parsed,
            lines: LineIndex::new(parsed),
            links,
            diagnostics,
            body: Body::default(),
            places: Places::new(text.within),
            heading_lines: Vec::new(),
            block: String::new(),
            titles: Vec::new(),
            open: 0,
            pending: Vec::new(),
            mentioned: BTreeSet::new(),
            marks: Marks::default(),
            items: Vec::new(),
            lists: Vec::new(),
            paragraphs: Paragraphs::default(),
            raw_html: false,
            budget: Budget::default(),
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
        self.name_headings();
        let mut marks = std::mem::take(&mut self.marks);
        marks.items = std::mem::take(&mut self.items).into_iter();
        let ids = self.body.headings.iter().map(|heading| self.places.written(&heading.id));
        marks.headings = ids.collect::<Vec<_>>().into_iter();
        self.body.html = self.sanitised(write::html(root, options, marks));
        self.body.anchors.sort_by(|a, b| a.id.cmp(&b.id));
        self.body.anchors.dedup_by(|a, b| a.id == b.id);
        self.body
    }

    /// Gives the headings their names, once those are known that somebody wrote.
    fn name_headings(&mut self) {
        for (heading, at) in self.body.headings.iter_mut().zip(&self.heading_lines) {
            heading.id = self.places.heading(&heading.text);
            let (id, label) = (heading.id.clone(), heading.text.clone());
            self.body.anchors.push(Anchor { id, label, at: *at });
        }
    }

    /// The tree as CommonMark has it, without references and anchors. What content must not have is
    /// looked for all the same.
    pub(super) fn plain<'a>(mut self, root: &'a AstNode<'a>, options: &Options<'_>) -> Body {
        for node in root.descendants() {
            let place = node.data().sourcepos;
            if let NodeValue::Link(link) | NodeValue::Image(link) = &mut node.data_mut().value
                && self.runs_code(&link.url, place)
            {
                link.url.clear();
            }
            let url = match &node.data().value {
                NodeValue::Link(link) => link.url.clone(),
                _ => String::new(),
            };
            self.outward(&url, self.span_of(&url, place));
            self.raw(node, place);
        }
        let mut html = Html::default();
        comrak::html::format_document(root, options, &mut html)
            .expect("a string takes every write");
        self.body.html = self.sanitised(html);
        self.body
    }

    /// HTML as it may be published.
    fn sanitised(&self, html: Html) -> Html {
        match self.raw_html && self.text.settings.raw_html == RawHtml::Sanitise {
            true => sanitise::clean(&html),
            false => html,
        }
        .shrunk()
    }

    /// Raw HTML, of which only what is allowed is left in the tree.
    fn raw<'a>(&mut self, node: &'a AstNode<'a>, place: Sourcepos) {
        match &mut node.data_mut().value {
            NodeValue::HtmlBlock(html) => {
                let raw = self.html(&html.literal, place);
                html.literal = raw.html;
                self.marks.put_raw(node, raw.holes);
            }
            NodeValue::HtmlInline(html) => {
                let raw = self.html(html, place);
                *html = raw.html;
                self.marks.put_raw(node, raw.holes);
            }
            _ => {}
        }
    }

    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        let place = node.data().sourcepos;
        let shown = match node.data().value {
            NodeValue::WikiLink(_) | NodeValue::Link(_) => collect_text(node),
            _ => String::new(),
        };
        let words = match shown.is_empty() && !holds_image(node) {
            true => Words::None,
            false => Words::Own,
        };
        self.numbers(node);
        self.raw(node, place);
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                self.undefined_labels(text, place);
                if !node.parent().is_some_and(is_link) {
                    self.glued_numbers(text, place);
                    self.mentions(text, place);
                }
                if !self.is_title(node) {
                    self.block.push_str(text);
                }
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
                let bare = shown == link.url || shown.is_empty();
                self.mark(node, Mark { link: number, bare });
            }
            NodeValue::Link(link) => self.address(node, link, place, words),
            NodeValue::Image(link) => self.address(node, link, place, Words::Image),
            _ => {}
        }
        self.enter_block(node, place);
    }

    /// Blocks that hold text, and items of lists. Apart from `enter` since it looks at parents.
    fn enter_block<'a>(&mut self, node: &'a AstNode<'a>, place: Sourcepos) {
        match &node.data().value {
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.enter_item(place),
            NodeValue::TableRow(_) => self.begin(),
            NodeValue::TableCell if !self.block.is_empty() || !self.titles.is_empty() => {
                self.block.push_str(" · ");
            }
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::DescriptionTerm => {
                self.begin();
            }
            _ => {}
        }
    }

    fn leave<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::Link(_) | NodeValue::WikiLink(_) => self.end_link(node),
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
        let block = Block { text: &self.block, titles: &self.titles };
        let mut last = Excerpt::default();
        for pending in self.pending.drain(..) {
            if let Origin::Body(excerpt) = &mut self.links[pending.link].origin {
                let sentence = block.sentence_around(pending.range);
                // There may be thousands of references in one sentence.
                last = if sentence == last { last } else { sentence };
                *excerpt = last.clone();
            }
        }
        self.body.words += self.block.split_ascii_whitespace().count() + self.titles.len();
        self.block.clear();
        self.titles.clear();
    }

    /// The text of the block, with names where titles will stand.
    fn block_as_written(&self) -> String {
        let mut out = String::with_capacity(self.block.len());
        let mut from = 0;
        for (at, link) in &self.titles {
            out.push_str(&self.block[from..*at]);
            out.push_str(&self.links[*link].written);
            from = *at;
        }
        out.push_str(&self.block[from..]);
        out
    }

    fn heading(&mut self, level: u8, place: Sourcepos) {
        let text = self.block_as_written().trim().to_owned();
        self.end();
        self.heading_lines.push(self.line_start(place));
        self.body.headings.push(Heading { level, id: String::new(), text });
    }

    /// Notes that a link leads to the site itself, and removes an address that a page must not have.
    fn address<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        link: &mut NodeLink,
        place: Sourcepos,
        words: Words,
    ) {
        let image = words == Words::Image;
        if let Some(target) = reference::url(&link.url, self.text.path) {
            let number = self.link(link.url.clone(), target, place, image);
            self.mark(node, Mark { link: number, bare: words == Words::None });
        } else if link.url.trim().is_empty() {
            self.leads_nowhere(image, self.span(self.range(place)));
        } else if self.runs_code(&link.url, place) {
            link.url.clear();
        } else {
            if image && sanitise::is_remote(&link.url) {
                self.foreign_image(&link.url, place);
            }
            let written = std::mem::take(&mut link.url);
            link.url = reference::with_scheme(&written).unwrap_or_else(|| written.clone());
            if !image && let Some(number) = self.outward(&link.url, self.span_of(&written, place)) {
                self.marks.put_outward(node, number);
            }
        }
    }

    /// Notes a link that leads to another site; gives its number among those of the body.
    pub(super) fn outward(&mut self, url: &str, span: Span) -> Option<usize> {
        if !reference::is_web(url) {
            return None;
        }
        self.body.outward.push(Outward { url: url.trim().to_owned(), span });
        Some(self.body.outward.len() - 1)
    }

    /// Notes what a node leads to, and where it shows a title.
    fn mark<'a>(&mut self, node: &'a AstNode<'a>, mark: Mark) {
        self.marks.put(node, mark);
        if mark.bare {
            self.titles.push((self.block.len(), mark.link));
        }
    }

    /// Whether a text is the name in a reference, in whose place a title is shown.
    fn is_title<'a>(&self, node: &'a AstNode<'a>) -> bool {
        let mark = node.parent().and_then(|parent| self.marks.get(parent));
        mark.is_some_and(|mark| mark.bare)
    }

    fn link(&mut self, written: String, target: Target, place: Sourcepos, image: bool) -> usize {
        let start = self.block.len();
        let origin = match self.text.field {
            _ if image => Origin::Image,
            Some(field) => Origin::Field(field),
            None => Origin::Body(Excerpt::default()),
        };
        if matches!(origin, Origin::Body(_)) {
            self.pending.push(Pending { link: self.links.len(), range: start..start });
        }
        let span = self.span_of(&written, place);
        self.link_at(&written, target, span, origin)
    }

    /// Adds a link that stands at a place of the file.
    pub(super) fn link_at(
        &mut self,
        written: &str,
        target: Target,
        span: Span,
        origin: Origin,
    ) -> usize {
        self.links.push(Link { span, written: written.into(), target, origin });
        self.links.len() - 1
    }

    fn end_link<'a>(&mut self, node: &'a AstNode<'a>) {
        let Some(mark) = self.marks.get(node) else { return };
        let end = self.block.len();
        // The link that ends is nearly always the last; a paragraph may hold very many.
        let pending = self.pending.iter_mut().rev().find(|pending| pending.link == mark.link);
        if let Some(pending) = pending {
            pending.range.end = end;
        }
    }

    /// The place of what was written within a link: the address or name itself where it is found.
    pub(super) fn span_of(&self, written: &str, place: Sourcepos) -> Span {
        let range = self.range(place);
        // An address stands at the end and a name at the front. Links are nested, and
        // each of a hundred thousand must not look through all that are within it.
        let near = floor_char(self.parsed, range.end.saturating_sub(written.len() + NEAR));
        let last = near.max(range.start)..range.end;
        let near = floor_char(self.parsed, range.start + written.len() + NEAR);
        let first = range.start..near.min(range.end);
        let found = [last, first].into_iter().find_map(|part| {
            let at = self.parsed[part.clone()].rfind(written)?;
            Some(part.start + at..part.start + at + written.len())
        });
        self.span(found.unwrap_or(range))
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

    /// The byte of the file at which the line begins in which a place of it stands.
    pub(super) fn line_of(&self, span: Span) -> u32 {
        let before =
            &self.parsed[..floor_char(self.parsed, span.start as usize - self.text.offset)];
        (self.text.offset + before.rfind('\n').map_or(0, |at| at + 1)) as u32
    }

    /// Bytes of the text as a place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let at = self.text.offset;
        Span::new(self.text.source, at + range.start..at + range.end)
    }
}
