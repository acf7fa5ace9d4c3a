//! Finished HTML of ours as a tree, for outputs that are not HTML.

use std::borrow::Cow;

use crate::text::escape_into;
use crate::view::ROOT;

/// How deep elements are nested at most; what lies deeper is taken for their neighbour.
const DEEPEST: usize = 64;

/// Elements that have no end tag (HTML, section 13.1.2).
const VOID: [&str; 7] = ["br", "hr", "img", "input", "wbr", "source", "col"];

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node<'h> {
    /// Text, with the characters that its entities stand for.
    Text(Cow<'h, str>),
    /// An element.
    Element(Element<'h>),
}

/// An element of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element<'h> {
    /// Its name, in lower case.
    pub(crate) name: &'h str,
    /// Its attributes with their values.
    pub(crate) attributes: Vec<(&'h str, Cow<'h, str>)>,
    /// What is in it.
    pub(crate) children: Vec<Node<'h>>,
}

impl Element<'_> {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value)
    }

    /// Whether it has a class.
    pub(crate) fn is(&self, class: &str) -> bool {
        self.get("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    }

    /// Whether it is a link that only tells where it stands.
    pub(crate) fn is_mark(&self) -> bool {
        self.is("permalink") || self.is("footnote-backref")
    }
}

/// The text of some pieces, without marks.
pub(crate) fn text(nodes: &[Node<'_>]) -> String {
    let mut out = String::new();
    add_text(&mut out, nodes);
    crate::text::single_spaces(&out)
}

fn add_text(out: &mut String, nodes: &[Node<'_>]) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.is_mark() => {}
            Node::Element(element) => {
                out.push_str(if element.name == "br" { " " } else { "" });
                add_text(out, &element.children);
            }
        }
    }
}

/// Reads HTML. Whatever it is, there is a tree: an element that is not closed ends with what it stands in.
pub(crate) fn read(html: &str) -> Vec<Node<'_>> {
    let mut open: Vec<Element<'_>> = vec![Element::default()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut open, &rest[..at]);
        rest = &rest[at..];
        match tag(rest) {
            Some((Tag::Opens(element, closes), len)) => {
                let stays = !closes && !VOID.contains(&element.name) && open.len() < DEEPEST;
                open.push(element);
                if !stays {
                    close(&mut open);
                }
                rest = &rest[len..];
            }
            Some((Tag::Closes(name), len)) => {
                if open.iter().skip(1).any(|element| element.name == name) {
                    while close(&mut open) != name {}
                }
                rest = &rest[len..];
            }
            Some((Tag::Nothing, len)) => rest = &rest[len..],
            None => {
                push_text(&mut open, "<");
                rest = &rest[1..];
            }
        }
    }
    push_text(&mut open, rest);
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// Ends the innermost element, and gives its name.
fn close<'h>(open: &mut Vec<Element<'h>>) -> &'h str {
    let Some(element) = open.pop() else { return "" };
    let name = element.name;
    if let Some(parent) = open.last_mut() {
        parent.children.push(Node::Element(element));
    }
    name
}

fn push_text<'h>(open: &mut [Element<'h>], text: &'h str) {
    if let (Some(inner), false) = (open.last_mut(), text.is_empty()) {
        inner.children.push(Node::Text(decoded(text)));
    }
}

enum Tag<'h> {
    Opens(Element<'h>, bool),
    Closes(&'h str),
    /// A comment or a declaration.
    Nothing,
}

/// The tag at the start of a text, and its length; `None` where there is none.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    if text.starts_with("<!--") {
        return Some((Tag::Nothing, text.find("-->")? + 3));
    }
    let end = end(text)?;
    let inner = &text[1..end];
    let made = match inner.as_bytes().first()? {
        b'/' => Tag::Closes(inner[1..].trim()),
        b'!' | b'?' => Tag::Nothing,
        first if first.is_ascii_alphabetic() => {
            let closes = inner.ends_with('/');
            let inner = inner.strip_suffix('/').unwrap_or(inner);
            let (name, rest) =
                inner.split_at(inner.find(char::is_whitespace).unwrap_or(inner.len()));
            let element = Element { name, attributes: attributes(rest), children: Vec::new() };
            Tag::Opens(element, closes)
        }
        _ => return None,
    };
    Some((made, end + 1))
}

/// Where a tag ends: `>` within quotation marks does not end it.
fn end(text: &str) -> Option<usize> {
    let mut quoted = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quoted) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quoted = Some(byte),
            (byte, Some(quote)) if byte == quote => quoted = None,
            _ => {}
        }
    }
    None
}

fn attributes(text: &str) -> Vec<(&str, Cow<'_, str>)> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            out.push((name, Cow::Borrowed("")));
            continue;
        };
        let after = after.trim_start();
        let (value, left) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        out.push((name, decoded(value)));
        rest = left.trim_start();
    }
    out
}

/// A text with the characters that entities stand for: those that our own writers make.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    const KNOWN: [(&str, &str); 7] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = KNOWN.iter().find(|(entity, _)| rest.starts_with(entity));
        let (shown, len) = known.map_or(("&", 1), |(entity, shown)| (shown, entity.len()));
        out.push_str(shown);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Pieces of a page as HTML.
pub(crate) fn write(out: &mut String, nodes: &[Node<'_>]) {
    for node in nodes {
        match node {
            Node::Text(text) => escape_into(out, text),
            Node::Element(element) => {
                out.push('<');
                out.push_str(element.name);
                for (name, value) in &element.attributes {
                    out.push(' ');
                    out.push_str(name);
                    out.push_str("=\"");
                    // The way to the root is ours: no text has one.
                    let value =
                        value.strip_prefix(ROOT).inspect(|_| out.push(ROOT)).unwrap_or(value);
                    escape_into(out, value);
                    out.push('"');
                }
                out.push('>');
                if !VOID.contains(&element.name) {
                    write(out, &element.children);
                    out.push_str("</");
                    out.push_str(element.name);
                    out.push('>');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_tree() {
        let nodes = read("<p id=\"a>b\">x &amp;lt; <b>y<br></b></p><img src='i' alt=''>z");
        let [Node::Element(p), Node::Element(img), Node::Text(z)] = &nodes[..] else {
            panic!("{nodes:?}")
        };
        assert_eq!((p.get("id"), p.children.len()), (Some("a>b"), 2));
        assert_eq!(text(&p.children), "x &lt; y");
        assert_eq!((img.get("src"), &**z), (Some("i"), "z"));
    }

    #[test]
    fn a_tree_is_written_as_it_was_read() {
        let html = "<p id=\"a&quot;\">x &amp;lt; <b>y<br></b></p><a href=\"\u{3}b/\">c</a>";
        let mut out = String::new();
        super::write(&mut out, &read(html));
        assert_eq!(out, html);
    }

    #[test]
    fn what_is_not_closed_ends_with_what_it_stands_in() {
        let nodes = read("<ul><li>a<li>b</ul>c</p><!-- d -->1 < 2");
        let Node::Element(list) = &nodes[0] else { panic!("{nodes:?}") };
        assert_eq!(text(&list.children), "ab");
        assert_eq!(text(&nodes), "abc1 < 2");
    }

    #[test]
    fn no_depth_is_too_much() {
        let html = "<div>".repeat(10_000);
        assert_eq!(read(&html).len(), 1);
    }
}
