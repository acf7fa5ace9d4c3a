//! The HTML of a text -> the passages that a search shows: paragraphs, items and rows, with the place and the
//! heading of each.

use std::borrow::Cow;

use crate::search::Passage;
use crate::text::append_single_spaced;

/// A passage that has so many words is not joined with the next block.
const ENOUGH: usize = 40;

/// The passages of a text. Headings begin one, and so do blocks that have a place of their own; short blocks
/// that follow each other are one passage.
pub(crate) fn of(html: &str) -> Vec<Passage> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        reader.text(&rest[..at]);
        rest = &rest[at..];
        let len = match rest.starts_with('<') {
            true => reader.tag(rest),
            false => reader.entity(rest),
        };
        rest = &rest[len..];
    }
    reader.text(rest);
    reader.flush();
    reader.out
}

#[derive(Default)]
struct Reader {
    out: Vec<Passage>,
    /// The place of what is being read.
    anchor: String,
    heading: String,
    in_heading: bool,
    /// With single spaces.
    text: String,
    /// How many spaces it has: at the end of a block, as many as words.
    spaces: usize,
}

/// Elements whose content no reader sees as text.
const UNREAD: &[&str] = &["script", "style", "template", "svg", "math"];
/// Whether an element is a block: words of two of them are two words.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "br"
            | "caption"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Blocks after which a passage may end.
const ENDS: &[&str] = &["blockquote", "dd", "li", "p", "pre", "tr"];

impl Reader {
    fn text(&mut self, text: &str) {
        match self.in_heading {
            true => _ = append_single_spaced(&mut self.heading, text),
            false => self.spaces += append_single_spaced(&mut self.text, text),
        }
    }

    /// Reads the tag at the beginning of `rest`, and how long it is.
    fn tag(&mut self, rest: &str) -> usize {
        let Some(end) = memchr::memchr(b'>', rest.as_bytes()) else {
            return rest.len();
        };
        let tag = &rest[1..end];
        let closes = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = small(&name[..len]);
        let whole = end + 1;
        let is_permalink = name == "a" && attribute(tag, "class") == Some("permalink");
        if !closes && (is_permalink || UNREAD.contains(&&*name)) {
            let close = format!("</{name}");
            let past = rest.find(&close).map_or(rest.len(), |at| at + close.len());
            return rest[past..].find('>').map_or(rest.len(), |at| past + at + 1);
        }
        if is_block(&name) {
            self.block(&name, closes, attribute(tag, "id"));
        }
        whole
    }

    fn block(&mut self, name: &str, closes: bool, id: Option<&str>) {
        let is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
        match (is_heading, closes) {
            (true, false) => {
                self.flush();
                self.heading.clear();
                self.in_heading = true;
            }
            (true, true) => self.in_heading = false,
            (false, true) if ENDS.contains(&name) => {
                self.spaces += append_single_spaced(&mut self.text, " ");
                if self.spaces >= ENOUGH {
                    self.flush();
                }
            }
            _ => self.text(" "),
        }
        if let Some(id) = id.filter(|_| !closes) {
            if !is_heading {
                self.flush();
            }
            self.anchor = id.to_owned();
        }
    }

    /// Ends a passage, if there is one.
    fn flush(&mut self) {
        let (text, heading) = (self.text.trim_end(), self.heading.trim_end());
        self.spaces = 0;
        if text.is_empty() && (heading.is_empty() || self.in_heading) {
            self.text.clear();
            return;
        }
        let (heading, text) = (heading.to_owned(), text.to_owned());
        self.out.push(Passage { anchor: self.anchor.clone(), heading, text });
        self.heading.clear();
        self.text.clear();
    }

    /// Reads the entity at the beginning of `rest`, and how long it is.
    fn entity(&mut self, rest: &str) -> usize {
        const KNOWN: [(&str, &str); 6] = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", " "),
        ];
        let known = KNOWN.iter().find(|(entity, _)| rest.starts_with(entity));
        let (entity, text) = known.unwrap_or(&("&", "&"));
        self.text(text);
        entity.len()
    }
}

/// The name of an element in small letters.
fn small(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|b| b.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut from = memchr::memchr(b' ', tag.as_bytes())?;
    loop {
        let at = from + tag[from..].find(name)?;
        let rest = tag[at + name.len()..].strip_prefix("=\"");
        match rest {
            Some(value) if tag[..at].ends_with(' ') => return value.split('"').next(),
            _ => from = at + name.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(html: &str) -> Vec<(String, String, String)> {
        of(html).into_iter().map(|p| (p.anchor, p.heading, p.text)).collect()
    }

    fn passage(anchor: &str, heading: &str, text: &str) -> (String, String, String) {
        (anchor.to_owned(), heading.to_owned(), text.to_owned())
    }

    #[test]
    fn a_heading_is_part_of_the_passage_below_it() {
        let html = "<p>Before.</p><h2 id=\"a\">An <em>old</em> one <a class=\"permalink\" href=\"#a\">#</a></h2>\
                    <p>R&amp;D <a href=\"x\">here</a>.</p><h2 id=\"b\">B</h2><h3 id=\"c\">C</h3>";
        assert_eq!(
            passages(html),
            [
                passage("", "", "Before."),
                passage("a", "An old one", "R&D here."),
                passage("b", "B", ""),
                passage("c", "C", ""),
            ]
        );
    }

    #[test]
    fn numbered_paragraphs_stand_alone_and_short_items_together() {
        let html = "<ol><li id=\"para_1\">One.</li><li id=\"para_2\">Two.</li></ol><ul><li>a</li><li>b</li></ul>";
        assert_eq!(
            passages(html),
            [passage("para_1", "", "One."), passage("para_2", "", "Two. a b")]
        );
    }

    #[test]
    fn long_blocks_end_a_passage() {
        let long = "word ".repeat(50);
        let html = format!("<p>{long}</p><p>next</p>");
        let found = of(&html);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].text, "next");
    }

    #[test]
    fn what_is_no_text_is_not_read() {
        assert_eq!(
            passages("<script>alert(1)</script><p>a<br>b</p><style>x"),
            [passage("", "", "a b")]
        );
    }
}
