//! A document with numbered paragraphs as Akoma Ntoso 1.0 (OASIS LegalDocML; the namespace says 3.0). Elements are
//! named as the guidelines of the United Nations for it say: `para_7__point_a`.

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
    let mut writer = Writer { base: view.base_url(), out: String::new(), sections: 0 };
    writer.parts(&read(&body));
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"{NAMESPACE}\">\n");
    let _ = writeln!(out, "<doc name=\"{}\">", name(view, id));
    meta(view, id, &mut out);
    let _ = write!(
        out,
        "<preface><p><docTitle>{}</docTitle></p></preface>\n<mainBody>\n",
        escape(view.title(id))
    );
    out.push_str(&writer.out);
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

struct Writer<'v> {
    base: &'v str,
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

impl Writer<'_> {
    /// The text in sections, each below its heading.
    fn parts(&mut self, nodes: &[Node<'_>]) {
        let all: Vec<&Element<'_>> = elements(nodes).collect();
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
        let _ = write!(
            self.out,
            "<section eId=\"sec_{number}\"><heading>{}</heading>",
            escape(&text(&heading.children))
        );
        let is_numbered = |block: &&&Element<'_>| has_paragraphs(block);
        let others: Vec<_> = blocks.iter().filter(|block| !has_paragraphs(block)).collect();
        match blocks.iter().any(|block| is_numbered(&block)) {
            true => blocks.iter().for_each(|block| self.block(block)),
            false => {
                self.out.push_str("<content>");
                if others.is_empty() {
                    self.out.push_str("<p/>");
                }
                others.iter().for_each(|block| self.text(block));
                self.out.push_str("</content>");
            }
        }
        self.out.push_str("</section>\n");
    }

    /// A block at the level of paragraphs: numbered ones have names, the others are text without a number.
    fn block(&mut self, block: &Element<'_>) {
        if has_paragraphs(block) {
            return elements(&block.children).for_each(|item| self.paragraph(item));
        }
        self.out.push_str("<hcontainer name=\"text\"><content>");
        self.text(block);
        self.out.push_str("</content></hcontainer>\n");
    }

    fn paragraph(&mut self, item: &Element<'_>) {
        let Some(id) = item.get("id") else { return };
        let name = if id.contains("__") { "point" } else { "paragraph" };
        let number = elements(&item.children).find(|element| element.is_mark());
        let number = number.map(|mark| text(&mark.children)).unwrap_or_default();
        let _ = write!(self.out, "<{name} eId=\"{}\"><num>{}</num>", escape(id), escape(&number));
        let inner: Vec<&Element<'_>> =
            elements(&item.children).filter(|e| has_paragraphs(e)).collect();
        let has_points = !inner.is_empty();
        self.out.push_str(if has_points { "<intro>" } else { "<content>" });
        self.own(&item.children);
        self.out.push_str(if has_points { "</intro>" } else { "</content>" });
        for list in inner {
            elements(&list.children).for_each(|point| self.paragraph(point));
        }
        let _ = writeln!(self.out, "</{name}>");
    }

    /// The text of a paragraph without the points below it.
    fn own(&mut self, nodes: &[Node<'_>]) {
        let blocks: Vec<&Element<'_>> = elements(nodes)
            .filter(|e| matches!(e.name, "p" | "ul" | "table" | "blockquote"))
            .collect();
        if blocks.is_empty() {
            self.out.push_str("<p>");
            let own =
                nodes.iter().filter(|node| !matches!(node, Node::Element(e) if e.name == "ol"));
            own.for_each(|node| self.inline(node));
            self.out.push_str("</p>");
        }
        blocks.into_iter().for_each(|block| self.text(block));
    }

    /// Text that has no place of its own, as paragraphs.
    fn text(&mut self, block: &Element<'_>) {
        let inner: Vec<&Element<'_>> = elements(&block.children)
            .filter(|e| {
                matches!(e.name, "p" | "li" | "tr" | "ul" | "ol" | "tbody" | "thead" | "blockquote")
            })
            .collect();
        if block.name == "tr" || inner.is_empty() {
            self.out.push_str("<p>");
            for (at, node) in block.children.iter().enumerate() {
                if at > 0 && block.name == "tr" {
                    self.out.push(' ');
                }
                self.inline(node);
            }
            return self.out.push_str("</p>");
        }
        inner.into_iter().for_each(|element| self.text(element));
    }

    fn inline(&mut self, node: &Node<'_>) {
        match node {
            Node::Text(text) => escape_into(&mut self.out, text),
            Node::Element(element) if element.is_mark() => {}
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
