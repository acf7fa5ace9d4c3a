//! Markdown -> HTML with holes, and everything that others want to know of a text: headings,
//! places that can be cited, links with the sentence around them, and what is wrong with it.
//!
//! The only module that knows comrak. The tree is read once and written once.

use std::fmt::Write;
use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::html::{ChildRendering, format_node_default};
use comrak::nodes::{AstNode, ListType, NodeLink, NodeValue, Sourcepos};
use comrak::{Anchorizer, Arena, Options, create_formatter, parse_document};

use super::highlight;
use super::record::{Anchor, Body, Heading, Link, Origin, Target, hole};
use super::reference;
use super::sanitise;
use super::sentence::sentence_around;
use crate::config::{Markdown, RawHtml};
use crate::diag::{Code, Diagnostic};
use crate::source::{LineIndex, SourceId, Span};

mod table;
pub use table::{first_table, table};

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
    /// Whether a word is the name of a kind.
    pub is_kind: &'a dyn Fn(&str) -> bool,
}

/// What was found in a text.
pub struct Read {
    /// The body.
    pub body: Body,
    /// The first heading of the first level, where the text begins with one.
    pub title: Option<String>,
}

/// Reads a text. Links are added to `links`, complaints to `diagnostics`. Where the text begins
/// with a heading of the first level that says `title` (or where `title` is `None`), that heading
/// is the page's title and not part of the body.
pub fn read(
    text: &Text<'_>,
    title: Option<&str>,
    links: &mut Vec<Link>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Read {
    let cleaned = crate::data::clean(text.text.to_owned());
    let arena = Arena::new();
    let options = options(text.settings);
    let root = parse_document(&arena, &cleaned, &options);
    if !text.settings.extensions {
        return Read { body: plain_body(root, &options), title: None };
    }
    bracketed_links(root);
    let found_title = take_title(root, title);
    let mut walk = Walk::new(text, &cleaned, links, diagnostics);
    walk.run(root);
    let body = walk.finish(root, &options);
    Read { body, title: found_title }
}

fn options(settings: &Markdown) -> Options<'static> {
    let mut options = Options::default();
    options.render.r#unsafe = settings.raw_html != RawHtml::Escape;
    options.render.escape = settings.raw_html == RawHtml::Escape;
    options.parse.smart = settings.smart;
    if settings.extensions {
        let extension = &mut options.extension;
        extension.strikethrough = true;
        extension.table = true;
        extension.autolink = true;
        extension.tasklist = true;
        extension.footnotes = true;
        extension.description_lists = true;
        extension.alerts = true;
        extension.wikilinks_title_after_pipe = true;
    }
    options
}

fn plain_body<'a>(root: &'a AstNode<'a>, options: &Options<'_>) -> Body {
    let mut html = String::new();
    comrak::html::format_document(root, options, &mut html).expect("a string takes every write");
    Body { html, ..Body::default() }
}

/// `[[1]](https://a.example)` is a link whose text has brackets, as it always was in Markdown; no
/// reference that a note in parentheses follows.
fn bracketed_links<'a>(root: &'a AstNode<'a>) {
    let references =
        root.descendants().filter(|n| matches!(n.data().value, NodeValue::WikiLink(_)));
    for node in references.collect::<Vec<_>>() {
        let Some((url, last)) = bracketed_url(node) else { continue };
        let end = last.data().sourcepos.end;
        let mut text = node.first_child();
        while let Some(child) = text {
            if let NodeValue::Text(text) = &mut child.data_mut().value {
                *text = format!("[{text}]").into();
            }
            text = child.next_sibling();
        }
        let mut data = node.data_mut();
        data.sourcepos.end = end;
        data.value = NodeValue::Link(Box::new(NodeLink { url, title: String::new() }));
    }
}

/// The address in parentheses right after a reference, taken out of the tree, and the node in
/// which it ended. A whole address has become a link of its own by now.
fn bracketed_url<'a>(node: &'a AstNode<'a>) -> Option<(String, &'a AstNode<'a>)> {
    let next = node.next_sibling()?;
    let inner = text_of(next)?.strip_prefix('(')?.to_owned();
    if let Some((url, rest)) = inner.split_once(')') {
        let is_url = url.contains(['.', '/', '#']) && !url.contains(char::is_whitespace);
        return is_url.then(|| {
            next.data_mut().value = NodeValue::Text(rest.to_owned().into());
            (url.to_owned(), next)
        });
    }
    let link = next.next_sibling().filter(|_| inner.is_empty())?;
    let NodeValue::Link(address) = link.data().value.clone() else { return None };
    let after = link.next_sibling()?;
    let rest = text_of(after)?.strip_prefix(')')?.to_owned();
    next.detach();
    link.detach();
    after.data_mut().value = NodeValue::Text(rest.into());
    Some((address.url, after))
}

fn text_of<'a>(node: &'a AstNode<'a>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Takes the heading that is the page's title out of the tree.
fn take_title<'a>(root: &'a AstNode<'a>, title: Option<&str>) -> Option<String> {
    let first = root.first_child()?;
    let NodeValue::Heading(heading) = first.data().value else { return None };
    let text = collect_text(first);
    if heading.level != 1 || title.is_some_and(|title| title != text) {
        return None;
    }
    first.detach();
    Some(text)
}

fn collect_text<'a>(node: &'a AstNode<'a>) -> String {
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

/// A link whose sentence is not known yet: its number, and its place in the block's text.
struct Pending {
    link: usize,
    range: Range<usize>,
}

/// One walk over the tree.
struct Walk<'w> {
    text: &'w Text<'w>,
    lines: LineIndex<'w>,
    links: &'w mut Vec<Link>,
    diagnostics: &'w mut Vec<Diagnostic>,
    body: Body,
    anchorizer: Anchorizer,
    /// The text of the block that is being read.
    block: String,
    /// How many blocks with text are open; a table row holds its cells.
    open: usize,
    pending: Vec<Pending>,
    /// Anchors of list items in the order in which they are written; `None` for items without.
    items: Vec<Option<String>>,
    lists: Vec<ListState>,
    raw_html: bool,
}

/// A list that is being read: where its numbers stand.
struct ListState {
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

impl<'w> Walk<'w> {
    fn new(
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

    fn run<'a>(&mut self, root: &'a AstNode<'a>) {
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) => self.enter(node),
                NodeEdge::End(node) => self.leave(node),
            }
        }
    }

    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        let place = node.data().sourcepos;
        let shown = match node.data().value {
            NodeValue::WikiLink(_) => collect_text(node),
            _ => String::new(),
        };
        let mut raw = None;
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                self.undefined_labels(text, place);
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
            NodeValue::Link(link) => {
                if let Some(target) = reference::url(&link.url, self.text.path) {
                    let number = self.link(link.url.clone(), target, place, false);
                    link.url = number_of(number);
                } else if self.runs_code(&link.url, place) {
                    link.url.clear();
                }
            }
            NodeValue::Image(link) => {
                if let Some(target) = reference::url(&link.url, self.text.path) {
                    let number = self.link(link.url.clone(), target, place, true);
                    link.url = number_of(number);
                } else if self.runs_code(&link.url, place) {
                    link.url.clear();
                }
            }
            NodeValue::Alert(alert) if alert.title.is_none() => {
                let kind = alert.alert_type.default_title().to_lowercase();
                alert.title = Some(word(&format!("alert_{kind}")));
            }
            NodeValue::HtmlBlock(html) => raw = Some(html.literal.clone()),
            NodeValue::HtmlInline(html) => raw = Some(html.clone()),
            NodeValue::List(list) => {
                let (ordered, start) = (list.list_type == ListType::Ordered, list.start);
                self.enter_list(ordered, start);
            }
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
    fn span_of(&self, written: &str, place: Sourcepos) -> Span {
        let range = self.range(place);
        let slice = &self.text.text[range.clone()];
        match slice.rfind(written) {
            Some(at) => self.span(range.start + at..range.start + at + written.len()),
            None => self.span(range),
        }
    }

    fn range(&self, place: Sourcepos) -> Range<usize> {
        let start = self.lines.byte(place.start.line, place.start.column);
        let end = self.lines.byte(place.end.line, place.end.column + 1);
        start..end.max(start)
    }

    /// The byte of the file at which the first line of a place begins.
    fn line_start(&self, place: Sourcepos) -> u32 {
        (self.text.offset + self.lines.start(place.start.line)) as u32
    }

    fn span(&self, range: Range<usize>) -> Span {
        let at = self.text.offset;
        Span::new(self.text.source, at + range.start..at + range.end)
    }

    fn enter_list(&mut self, ordered: bool, start: usize) {
        let top = self.lists.is_empty() && self.open == 0;
        let within = self.lists.last().map(|list| list.item.clone()).unwrap_or_default();
        let cited = self.text.numbered && if top { ordered } else { !within.is_empty() };
        let next = if top { start } else { 1 };
        self.lists.push(ListState { within, cited, top, next, item: String::new() });
    }

    fn enter_item(&mut self, place: Sourcepos) {
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

    /// `[text][label]` and `[^note]` that stayed text, since nothing defines them.
    fn undefined_labels(&mut self, text: &str, place: Sourcepos) {
        if !text.contains('[') {
            return;
        }
        let range = self.range(place);
        for (at, label) in unresolved(text) {
            let start = self.text.text[range.clone()].find(&label).unwrap_or(at.min(range.len()));
            let span = self.span(range.start + start..range.start + start + label.len());
            let (code, headline, help) = match label.strip_prefix("[^") {
                Some(note) => (
                    Code::UndefinedFootnote,
                    format!("the note `{label}` has no text"),
                    format!("add a line `[^{note}: …`"),
                ),
                None => (
                    Code::UndefinedLabel,
                    format!("nothing defines the link `{label}`"),
                    format!("add a line `{label}: address`, or write `[text](address)`"),
                ),
            };
            self.diagnostics.push(Diagnostic::new(code, headline).at(span).help(help));
        }
    }

    fn html(&mut self, html: &str, place: Sourcepos) {
        self.raw_html = true;
        self.anchors_in_html(html, place);
        if self.text.settings.raw_html != RawHtml::Sanitise {
            return;
        }
        for removed in sanitise::removed(html) {
            let line = place.start.line + removed.line;
            let start = match removed.line {
                0 => self.lines.byte(line, place.start.column),
                _ => self.lines.start(line),
            };
            let len = self.lines.line(line).len();
            let end = if removed.line == 0 && place.start.line == place.end.line {
                self.range(place).end
            } else {
                self.lines.start(line) + len
            };
            let headline = format!("{} is not allowed in content and was taken out", removed.what);
            self.diagnostics.push(
                Diagnostic::new(Code::RemovedHtml, headline)
                    .at(self.span(start..end.max(start)))
                    .help("write it in Markdown, or set `raw_html = \"allow\"` under [markdown] in site.toml"),
            );
        }
    }

    /// Whether a link's address is one that a page must not have, such as `javascript:…`; says so.
    fn runs_code(&mut self, url: &str, place: Sourcepos) -> bool {
        if self.text.settings.raw_html != RawHtml::Sanitise || sanitise::fine_url(url) {
            return false;
        }
        let span = self.span_of(url, place);
        self.diagnostics.push(
            Diagnostic::new(
                Code::RemovedHtml,
                format!("the address `{url}` is not allowed in content and was taken out"),
            )
            .at(span)
            .help(
                "write an address that begins with `https://`, or a record's id in double brackets",
            ),
        );
        true
    }

    /// `<a id="x">` makes a place that can be cited.
    fn anchors_in_html(&mut self, html: &str, place: Sourcepos) {
        let at = self.line_start(place);
        for id in sanitise::places(html) {
            // A place that only its author named is called by that name.
            self.body.anchors.push(Anchor { label: id.clone(), id, at });
        }
    }

    fn finish<'a>(mut self, root: &'a AstNode<'a>, options: &Options<'_>) -> Body {
        let writer = Writer { items: std::mem::take(&mut self.items), ..Writer::default() };
        let mut html = String::with_capacity(self.text.text.len() * 3 / 2);
        Formatter::format_document(root, options, &mut html, writer)
            .expect("a string takes every write");
        if self.raw_html && self.text.settings.raw_html == RawHtml::Sanitise {
            html = sanitise::clean(&html);
        }
        html.shrink_to_fit();
        self.body.html = html;
        self.body.anchors.sort_by(|a, b| a.id.cmp(&b.id));
        self.body.anchors.dedup_by(|a, b| a.id == b.id);
        self.body
    }
}

/// 1 is a, 26 is z, 27 is aa.
fn letter(number: usize) -> String {
    let mut number = number.max(1);
    let mut out = Vec::new();
    while number > 0 {
        out.push(b'a' + ((number - 1) % 26) as u8);
        number = (number - 1) / 26;
    }
    out.iter().rev().map(|b| *b as char).collect()
}

/// `[label]` of every `[text][label]`, and `[^note]`, with its place in the text.
fn unresolved(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices('[') {
        let Some(end) = text[at..].find(']') else { break };
        let label = &text[at..at + end + 1];
        let inner = &label[1..label.len() - 1];
        let note = inner.strip_prefix('^').is_some_and(|n| !n.is_empty() && !n.contains(' '));
        let full = text[..at].ends_with(']') && !inner.trim().is_empty() && !inner.contains('[');
        if note || full {
            out.push((at, label.to_owned()));
        }
    }
    out
}

fn number_of(link: usize) -> String {
    format!("{}{link}", hole::OPEN)
}

fn link_number(url: &str) -> Option<usize> {
    url.strip_prefix(hole::OPEN)?.trim_end_matches(BARE).parse().ok()
}

/// Marks a reference that shows the title of what it leads to.
const BARE: &str = "t";

/// A hole for a word of the theme, which is written in the language of the page.
fn word(key: &str) -> String {
    format!("{}{}{key}{}", hole::OPEN, hole::WORD, hole::CLOSE)
}

/// What the formatter must remember.
#[derive(Default)]
struct Writer {
    items: Vec<Option<String>>,
    next_item: usize,
    /// The anchor of the last heading; it names the tables below it.
    heading: Option<String>,
}

impl Writer {
    fn next_item(&mut self) -> Option<String> {
        self.next_item += 1;
        self.items.get_mut(self.next_item - 1)?.take()
    }
}

create_formatter!(Formatter<Writer>, {
    NodeValue::Link(ref link) => |context, node, entering| {
        match link_number(&link.url) {
            Some(number) => write_hole(context, if entering { hole::LINK } else { hole::END }, number)?,
            None => return format_node_default(context, node, entering),
        }
    },
    NodeValue::WikiLink(ref link) => |context, entering| {
        let number = link_number(&link.url).expect("the walk numbers every reference");
        write_hole(context, if entering { hole::LINK } else { hole::END }, number)?;
        if entering && link.url.ends_with(BARE) {
            write_hole(context, hole::TEXT, number)?;
            return Ok(ChildRendering::Skip);
        }
    },
    NodeValue::Image(ref link) => |context, node, entering| {
        let Some(number) = link_number(&link.url) else {
            return format_node_default(context, node, entering);
        };
        if entering {
            context.write_str("<img src=\"")?;
            write_hole(context, hole::SRC, number)?;
            context.write_str("\" alt=\"")?;
            return Ok(ChildRendering::Plain);
        }
        if !link.title.is_empty() {
            context.write_str("\" title=\"")?;
            context.escape(&link.title)?;
        }
        context.write_str("\" loading=\"lazy\" />")?;
    },
    NodeValue::Heading(heading) => |context, node, entering| {
        if entering {
            let text = collect_text(node);
            let id = context.anchorizer.anchorize(&text);
            context.cr()?;
            write!(context, "<h{} id=\"", heading.level)?;
            context.escape(&id)?;
            context.write_str("\">")?;
            context.user.heading = Some(id);
        } else {
            // The link is named by the heading that it stands in, in whatever language.
            let id = context.user.heading.clone().unwrap_or_default();
            context.write_str(" <a class=\"permalink\" href=\"#")?;
            context.escape(&id)?;
            context.write_str("\" aria-labelledby=\"")?;
            context.escape(&id)?;
            write!(context, "\">#</a></h{}>", heading.level)?;
            context.lf()?;
        }
    },
    NodeValue::Item(_) => |context, node, entering| {
        let id = if entering { context.user.next_item() } else { None };
        match id {
            Some(id) => write_paragraph(context, &id)?,
            None => return format_node_default(context, node, entering),
        }
    },
    NodeValue::TaskItem(ref item) => |context, entering| {
        if !entering {
            context.write_str("</li>\n")?;
            return Ok(ChildRendering::HTML);
        }
        context.user.next_item();
        context.cr()?;
        let (checked, label) = match item.symbol {
            Some(_) => (" checked=\"\"", word("task_done")),
            None => ("", word("task_open")),
        };
        write!(
            context,
            "<li class=\"task-list-item\"><input type=\"checkbox\" disabled=\"\"{checked} aria-label=\"{label}\" /> "
        )?;
    },
    NodeValue::CodeBlock(ref code) => |context, entering| {
        if entering {
            let language = code.info.split_whitespace().next().unwrap_or("");
            context.cr()?;
            context.write_str(&highlight::block(&code.literal, language))?;
        }
    },
    NodeValue::Table(_) => |context, node, entering| {
        if entering {
            context.cr()?;
            write_table_scroll(context)?;
            return format_node_default(context, node, entering);
        }
        format_node_default(context, node, entering)?;
        context.write_str("</div>\n")?;
    },
});

fn write_hole(out: &mut impl Write, what: char, number: usize) -> std::fmt::Result {
    write!(out, "{}{what}{number}{}", hole::OPEN, hole::CLOSE)
}

/// A table scrolls by itself; the heading above it names it, or the word for a table.
fn write_table_scroll(context: &mut comrak::html::Context<'_, '_, Writer>) -> std::fmt::Result {
    context.write_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" ")?;
    match context.user.heading.clone() {
        Some(id) => {
            context.write_str("aria-labelledby=\"")?;
            context.escape(&id)?;
        }
        None => write!(context, "aria-label=\"{}", word("table"))?,
    }
    context.write_str("\">")
}

fn write_paragraph(out: &mut impl Write, id: &str) -> std::fmt::Result {
    let label = match id.rsplit_once("__point_") {
        Some((_, letter)) => format!("({letter})"),
        None => id.trim_start_matches("para_").to_owned(),
    };
    write!(out, "<li id=\"{id}\" class=\"para\"><a class=\"permalink\" href=\"#{id}\">{label}</a> ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn settings() -> Markdown {
        Markdown { raw_html: RawHtml::Sanitise, smart: false, extensions: true }
    }

    fn parse(markdown: &str) -> (Body, Vec<Link>, Vec<String>) {
        let sources = Sources::from_archive("-- a.md --\n");
        let settings = settings();
        let text = Text {
            text: markdown,
            source: sources.find("a.md").expect("made above").0,
            path: "content/a.md",
            offset: 0,
            settings: &settings,
            numbered: true,
            field: None,
            is_kind: &|kind| kind == "meeting",
        };
        let (mut links, mut diagnostics) = (Vec::new(), Vec::new());
        let read = read(&text, Some("T"), &mut links, &mut diagnostics);
        let said = diagnostics.iter().map(|d| {
            let span = d.span.expect("every complaint has a place");
            format!("{} {:?}", d.code.slug(), &markdown[span.range()])
        });
        (read.body, links, said.collect())
    }

    #[test]
    fn references_become_holes_and_keep_their_place() {
        let text = "See [[unep]], [[meeting:x#para_1|the fifth]] and [a](b.md#c). Else [b](https://b.example).";
        let (body, links, _) = parse(text);
        assert_eq!(
            body.html,
            "<p>See \u{1}o0\u{2}\u{1}t0\u{2}\u{1}c0\u{2}, \u{1}o1\u{2}the fifth\u{1}c1\u{2} and \
             \u{1}o2\u{2}a\u{1}c2\u{2}. Else <a href=\"https://b.example\">b</a>.</p>\n"
        );
        let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
        assert_eq!(places, ["unep", "meeting:x#para_1", "b.md#c"]);
    }

    #[test]
    fn a_link_may_have_brackets_in_its_text() {
        let text =
            "A [[1]](https://a.example/x), [[b]](b.md#c) and [[unep]] (see above), [[x]](no).";
        let (body, links, _) = parse(text);
        assert!(
            body.html.starts_with("<p>A <a href=\"https://a.example/x\">[1]</a>, "),
            "{}",
            body.html
        );
        let places: Vec<_> = links.iter().map(|link| &text[link.span.range()]).collect();
        assert_eq!(places, ["b.md#c", "unep", "x"]);
    }

    #[test]
    fn a_reference_knows_the_sentence_around_it() {
        let (_, links, _) = parse("First. Then [[unep|UNEP]] came. Last.");
        assert_eq!(links[0].origin, Origin::Body("Then UNEP came.".into()));
    }

    #[test]
    fn a_reference_in_a_table_knows_its_row() {
        let (body, links, _) = parse("| a | b |\n| - | - |\n| x | [[unep\\|UNEP]] |\n");
        assert_eq!(links[0].origin, Origin::Body("x · UNEP".into()));
        assert!(body.html.contains("<td>\u{1}o0\u{2}UNEP\u{1}c0\u{2}</td>"), "{}", body.html);
    }

    #[test]
    fn numbered_paragraphs_can_be_cited() {
        let (body, _, said) =
            parse("1. one\n2. two\n   - x\n   - y\n\n## H\n\n3. three\n\n5. five\n");
        let ids: Vec<_> = body.anchors.iter().map(|anchor| &*anchor.id).collect();
        assert_eq!(
            ids,
            ["h", "para_1", "para_2", "para_2__point_a", "para_2__point_b", "para_3", "para_4"]
        );
        assert!(body.html.contains("<li id=\"para_2__point_b\" class=\"para\">"));
        assert_eq!(said, [] as [&str; 0]);
    }

    #[test]
    fn a_paragraph_that_is_out_of_order_is_reported() {
        let (_, _, said) = parse("1. one\n\n## H\n\n4. four\n");
        assert_eq!(said, ["paragraph-order \"4. four\""]);
    }

    #[test]
    fn what_nothing_defines_is_reported_at_its_place() {
        let (_, _, said) = parse("A [text][label] and a note[^1], but `[x][y]` and a[0] not.");
        assert_eq!(said, ["undefined-label \"[label]\"", "undefined-footnote \"[^1]\""]);
    }

    #[test]
    fn html_that_is_taken_out_is_reported_at_its_line() {
        let (body, _, said) = parse("a\n\n<div>\n<script>x</script>\n</div>\n\n<b>bold</b> text");
        assert_eq!(said, ["removed-html \"<script>x</script>\""]);
        assert!(body.html.contains("<b>bold</b>") && !body.html.contains("script"));
    }

    #[test]
    fn headings_have_anchors_and_permalinks() {
        let (body, _, _) = parse("## Where *it* is\n\n## Where it is\n");
        let ids: Vec<_> = body.headings.iter().map(|heading| &*heading.id).collect();
        assert_eq!(ids, ["where-it-is", "where-it-is-1"]);
        assert!(body.html.contains("<h2 id=\"where-it-is-1\">"));
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([letter(1), letter(26), letter(27), letter(53)], ["a", "z", "aa", "ba"]);
    }
}
