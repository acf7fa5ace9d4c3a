//! A document with numbered paragraphs as Akoma Ntoso 1.0 (OASIS LegalDocML; the namespace says 3.0). Elements are
//! named as the guidelines of the United Nations for it say: `para_7__point_a`.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::html;
use super::page::text_field;
use super::tree::{Element, Node, read, text};
use crate::graph::EntityId;
use crate::text::{escape, escape_into};
use crate::view::{ROOT, Shown, View};

/// The namespace.
const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// The document.
pub(crate) fn document(view: &View<'_>, id: EntityId) -> Vec<u8> {
    let (record, number) = view.record(id);
    let body = html::body(view, &record.body, number);
    let text = main_body(&read(&body), view.base_url());
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"{NAMESPACE}\">\n");
    let _ = writeln!(out, "<doc name=\"{}\">", name(view, id));
    meta(view, id, &mut out);
    let _ = write!(
        out,
        "<preface><p><docTitle>{}</docTitle></p></preface>\n<mainBody>\n",
        escape(view.title(id))
    );
    out.push_str(&text);
    out.push_str("</mainBody>\n</doc>\n</akomaNtoso>\n");
    out.into_bytes()
}

/// What sort of document it is.
fn name(view: &View<'_>, id: EntityId) -> String {
    match view.fact(id, "type").map(|fact| fact.shown) {
        Some(Shown::Choice(word, _)) => crate::id::slug(word),
        _ => "document".to_owned(),
    }
}

/// Work, expression and manifestation (FRBR). A symbol is the name of the work, with dashes in place of its
/// slashes; else the id of the record is.
fn meta(view: &View<'_>, id: EntityId, out: &mut String) {
    let symbol = text_field(view, id, "symbol");
    let work = match symbol.as_str() {
        "" => view.key(id).id().to_owned(),
        symbol => symbol.to_owned(),
    };
    let mut path = String::from("/akn/un/doc/");
    crate::view::urlencode(&mut path, &work.replace('/', "-"));
    let day = day(view, id);
    // The codes of ISO 639-2, as the standard has them; others keep their tag.
    const CODES: [(&str, &str); 6] =
        [("ar", "ara"), ("en", "eng"), ("es", "spa"), ("fr", "fra"), ("ru", "rus"), ("zh", "zho")];
    let tag = view.tag();
    let primary = tag.split('-').next().unwrap_or(tag);
    let language = CODES.iter().find(|(two, _)| *two == primary).map_or(primary, |(_, code)| code);
    let levels = [
        ("FRBRWork", path.clone(), "<FRBRcountry value=\"un\"/>".to_owned()),
        (
            "FRBRExpression",
            format!("{path}/{language}"),
            format!("<FRBRlanguage language=\"{language}\"/>"),
        ),
        (
            "FRBRManifestation",
            format!("{path}/{language}.akn"),
            "<FRBRformat value=\"application/akn+xml\"/>".to_owned(),
        ),
    ];
    out.push_str("<meta>\n<identification source=\"#source\">\n");
    for (level, iri, last) in levels {
        let _ = writeln!(
            out,
            "<{level}><FRBRthis value=\"{iri}/!main\"/><FRBRuri value=\"{iri}\"/>{day}<FRBRauthor href=\"#source\"/>{last}</{level}>"
        );
    }
    let source = escape(view.config().title.get(tag));
    let address = if view.base_url().is_empty() { "/" } else { view.base_url() };
    let _ = writeln!(
        out,
        "</identification>\n<references source=\"#source\"><TLCOrganization eId=\"source\" href=\"{}\" showAs=\"{source}\"/></references>\n</meta>",
        escape(address)
    );
}

/// The date of the document. The standard demands a day: where none is known, it says so by its name.
fn day(view: &View<'_>, id: EntityId) -> String {
    let date = match view.fact(id, "date").map(|fact| fact.shown) {
        Some(Shown::Date { exact: Some(exact), .. }) => exact.get(..10).map(str::to_owned),
        _ => None,
    };
    let known =
        date.filter(|day| day.len() == 10 && day.bytes().filter(|byte| *byte == b'-').count() == 2);
    match known {
        Some(day) => format!("<FRBRdate date=\"{day}\" name=\"published\"/>"),
        None => "<FRBRdate date=\"0001-01-01\" name=\"unknown\"/>".to_owned(),
    }
}

/// What is in `<mainBody>`.
fn main_body(nodes: &[Node<'_>], base: &str) -> String {
    let notes = elements(nodes).filter(|element| element.is("footnotes"));
    let notes = notes.flat_map(|section| elements(&section.children));
    let notes = notes.flat_map(|list| elements(&list.children)).collect();
    let mut writer = Writer { base, notes, told: BTreeSet::new(), out: String::new(), sections: 0 };
    writer.parts(nodes);
    writer.out
}

struct Writer<'n, 'h> {
    base: &'n str,
    /// The footnotes.
    notes: Vec<&'n Element<'h>>,
    /// The footnotes that stand in the text already.
    told: BTreeSet<&'n str>,
    out: String,
    sections: usize,
}

fn elements<'n, 'h>(nodes: &'n [Node<'h>]) -> impl Iterator<Item = &'n Element<'h>> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

fn is_heading(element: &Element<'_>) -> bool {
    matches!(element.name, "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element stands below another rather than in a line.
fn is_block(element: &Element<'_>) -> bool {
    const BLOCKS: [&str; 22] = [
        "p",
        "div",
        "section",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "details",
        "summary",
        "hr",
    ];
    BLOCKS.contains(&element.name) || is_heading(element)
}

impl Writer<'_, '_> {
    /// The text in sections, each below its heading.
    fn parts(&mut self, nodes: &[Node<'_>]) {
        let all: Vec<&Element<'_>> =
            elements(nodes).filter(|element| !element.is("footnotes")).collect();
        let mut at = 0;
        while at < all.len() {
            let heading = Some(all[at]).filter(|element| is_heading(element));
            let start = at + usize::from(heading.is_some());
            let end =
                all[start..].iter().position(|e| is_heading(e)).map_or(all.len(), |n| start + n);
            self.section(heading, &all[start..end]);
            at = end;
        }
    }

    fn section(&mut self, heading: Option<&Element<'_>>, blocks: &[&Element<'_>]) {
        let Some(heading) = heading else {
            return blocks.iter().for_each(|block| self.block(block));
        };
        self.sections += 1;
        let number = self.sections;
        let _ = write!(self.out, "<section eId=\"sec_{number}\"><heading>");
        heading.children.iter().for_each(|node| self.inline(node));
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str("</heading>");
        if blocks.iter().any(|block| has_paragraphs(block)) {
            blocks.iter().for_each(|block| self.block(block));
        } else {
            self.content("content", |writer| blocks.iter().for_each(|block| writer.text(block)));
        }
        self.out.push_str("</section>\n");
    }

    /// A block at the level of paragraphs: numbered ones have names, the others are text without a number.
    fn block(&mut self, block: &Element<'_>) {
        if has_paragraphs(block) {
            return elements(&block.children).for_each(|item| self.paragraph(item));
        }
        self.out.push_str("<hcontainer name=\"text\">");
        self.content("content", |writer| writer.text(block));
        self.out.push_str("</hcontainer>\n");
    }

    fn paragraph(&mut self, item: &Element<'_>) {
        let Some(id) = item.get("id") else { return };
        let name = if id.contains("__") { "point" } else { "paragraph" };
        let number = elements(&item.children).find(|element| element.is_mark());
        let number = number.map(|mark| text(&mark.children)).unwrap_or_default();
        let _ = write!(self.out, "<{name} eId=\"{}\"><num>{}</num>", escape(id), escape(&number));
        let inner: Vec<&Element<'_>> =
            elements(&item.children).filter(|e| has_paragraphs(e)).collect();
        let part = if inner.is_empty() { "content" } else { "intro" };
        self.content(part, |writer| writer.flow(&item.children));
        for list in inner {
            elements(&list.children).for_each(|point| self.paragraph(point));
        }
        let _ = writeln!(self.out, "</{name}>");
    }

    /// A part that the standard wants to have a paragraph at least.
    fn content(&mut self, part: &str, write: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<{part}>");
        let start = self.out.len();
        write(self);
        if self.out.len() == start {
            self.out.push_str("<p/>");
        }
        let _ = write!(self.out, "</{part}>");
    }

    /// A block that has no place of its own, as paragraphs.
    fn text(&mut self, block: &Element<'_>) {
        if block.name != "tr" {
            return self.flow(&block.children);
        }
        self.out.push_str("<p>");
        for (at, cell) in elements(&block.children).enumerate() {
            self.out.push_str(if at > 0 { " " } else { "" });
            cell.children.iter().for_each(|node| self.inline(node));
        }
        self.out.push_str("</p>");
    }

    /// Blocks and the lines between them, as paragraphs. Points have places of their own.
    fn flow(&mut self, nodes: &[Node<'_>]) {
        let mut is_open = false;
        for node in nodes {
            match node {
                Node::Element(element) if has_paragraphs(element) || element.is_mark() => {}
                Node::Element(element) if is_block(element) => {
                    self.end_line(&mut is_open);
                    self.text(element);
                }
                Node::Text(text) if !is_open && text.trim().is_empty() => {}
                _ if is_open => self.inline(node),
                Node::Text(text) => {
                    self.start_line(&mut is_open);
                    escape_into(&mut self.out, text.trim_start());
                }
                Node::Element(_) => {
                    self.start_line(&mut is_open);
                    self.inline(node);
                }
            }
        }
        self.end_line(&mut is_open);
    }

    fn start_line(&mut self, is_open: &mut bool) {
        self.out.push_str("<p>");
        *is_open = true;
    }

    fn end_line(&mut self, is_open: &mut bool) {
        if std::mem::take(is_open) {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str("</p>");
        }
    }

    /// A footnote where its first mark stands, and a reference to it at the others.
    fn note(&mut self, mark: &Element<'_>) {
        let leads = elements(&mark.children).find_map(|link| link.get("href"));
        let id = leads.and_then(|href| href.strip_prefix('#')).unwrap_or_default();
        let note = self.notes.iter().find(|note| note.get("id") == Some(id)).copied();
        let Some((id, note)) = note.and_then(|note| Some((note.get("id")?, note))) else { return };
        let marker = escape(&text(&mark.children));
        if !self.told.insert(id) {
            let _ = write!(self.out, "<noteRef href=\"#{}\" marker=\"{marker}\"/>", escape(id));
            return;
        }
        let _ = write!(
            self.out,
            "<authorialNote eId=\"{}\" marker=\"{marker}\" placement=\"bottom\">",
            escape(id)
        );
        self.flow(&note.children);
        self.out.push_str("</authorialNote>");
    }

    fn inline(&mut self, node: &Node<'_>) {
        match node {
            Node::Text(text) => escape_into(&mut self.out, text),
            Node::Element(element) if element.is_mark() => {}
            Node::Element(element) if element.is("footnote-ref") => self.note(element),
            Node::Element(element) => {
                let tag = match element.name {
                    "em" | "i" => "i",
                    "strong" | "b" => "b",
                    "sub" | "sup" => element.name,
                    "a" if element.get("href").is_some() => "ref",
                    _ => return element.children.iter().for_each(|node| self.inline(node)),
                };
                match element.get("href").filter(|_| tag == "ref") {
                    Some(href) => {
                        let href =
                            href.replace(ROOT, if self.base.is_empty() { "/" } else { self.base });
                        let _ = write!(self.out, "<ref href=\"{}\">", escape(&href));
                    }
                    None => {
                        let _ = write!(self.out, "<{tag}>");
                    }
                }
                element.children.iter().for_each(|node| self.inline(node));
                let _ = write!(self.out, "</{tag}>");
            }
        }
    }
}

/// Whether a list holds numbered paragraphs or their points.
fn has_paragraphs(list: &Element<'_>) -> bool {
    list.name == "ol" && elements(&list.children).any(|item| item.is("para"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> String {
        main_body(&read(html), "https://a.example/")
    }

    #[test]
    fn text_beside_a_list_is_kept() {
        let html = "<ul><li>one<ul><li>two</li></ul>three</li></ul>";
        assert_eq!(
            of(html),
            "<hcontainer name=\"text\"><content><p>one</p><p>two</p><p>three</p></content></hcontainer>\n"
        );
        let html = "<ol><li id=\"para_1\" class=\"para\"><a class=\"permalink\">1</a> one<ul><li>two</li></ul></li></ol>";
        assert_eq!(
            of(html),
            "<paragraph eId=\"para_1\"><num>1</num><content><p>one</p><p>two</p></content></paragraph>\n"
        );
    }

    #[test]
    fn a_footnote_stands_at_its_first_mark() {
        let mark = "<sup class=\"footnote-ref\"><a href=\"#fn-1\">1</a></sup>";
        let html = format!(
            "<h2>Head{mark} <a class=\"permalink\">#</a></h2><p>one{mark}</p>\
             <section class=\"footnotes\"><ol><li id=\"fn-1\"><p>Note. <a class=\"footnote-backref\">x</a></p></li></ol></section>"
        );
        assert_eq!(
            of(&html),
            "<section eId=\"sec_1\"><heading>Head<authorialNote eId=\"fn-1\" marker=\"1\" placement=\"bottom\">\
             <p>Note.</p></authorialNote></heading><content><p>one<noteRef href=\"#fn-1\" marker=\"1\"/></p></content></section>\n"
        );
    }
}
