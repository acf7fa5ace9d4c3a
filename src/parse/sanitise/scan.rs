//! Raw HTML -> its tags with their places, by the rules of the HTML standard's tokenizer.
//!
//! html5ever compares each attribute of a tag with all the others, and each tag with all that are
//! open. Hostile text makes that endless, so tags are found and counted here first, in one pass.

use std::ops::Range;

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) enum Piece {
    /// Text, in which `<` is an ordinary character.
    Text(Range<usize>),
    /// An opening or closing tag.
    Tag(Tag),
    /// A comment, a declaration or an instruction, which nobody sees; code.
    Comment(Range<usize>),
    /// A tag or a comment that does not end within the text.
    Endless(Range<usize>),
}

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) struct Tag {
    /// Its place, with `<` and `>`.
    pub(in crate::parse) range: Range<usize>,
    /// The name, in lower case.
    pub(in crate::parse) name: String,
    /// Whether it is a closing tag.
    pub(in crate::parse) closes: bool,
    /// The attributes, at most [`MOST_ATTRIBUTES`] of them.
    pub(in crate::parse) attributes: Vec<Attribute>,
    /// Whether it has more attributes than that.
    pub(in crate::parse) has_more: bool,
}

/// An attribute of a tag.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) struct Attribute {
    /// The place of its name.
    pub(in crate::parse) name: Range<usize>,
    /// The place of its value, without quotation marks; empty where it has none.
    pub(in crate::parse) value: Range<usize>,
}

/// How many attributes a tag may have.
pub(in crate::parse) const MOST_ATTRIBUTES: usize = 50;

/// Elements whose content is code: nothing between their tags is text or a tag.
const CODE: [&str; 2] = ["script", "style"];

/// The pieces of raw HTML, in order.
pub(in crate::parse) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, code: None }
}

/// The pieces that are still to come.
pub(in crate::parse) struct Pieces<'h> {
    html: &'h str,
    at: usize,
    /// The element of code that was opened last.
    code: Option<&'static str>,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(code) = self.code.take().map(|element| self.skip_code(element))
            && !code.is_empty()
        {
            return Some(Piece::Comment(code));
        }
        let rest = &self.html[self.at..];
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let piece = match begins(rest) {
            Begins::Text => {
                self.at += text_len(rest);
                Piece::Text(start..self.at)
            }
            Begins::Comment(end) => self.comment(end),
            Begins::Tag => self.tag(),
        };
        if let Piece::Tag(tag) = &piece
            && !tag.closes
        {
            self.code = CODE.into_iter().find(|element| *element == tag.name);
        }
        Some(piece)
    }
}

/// What a rest of raw HTML begins with.
enum Begins {
    Text,
    /// A comment that ends with this.
    Comment(&'static str),
    Tag,
}

fn begins(rest: &str) -> Begins {
    let is_name = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    match rest.as_bytes() {
        [b'<', b'/', ..] if is_name(2) => Begins::Tag,
        [b'<', ..] if is_name(1) => Begins::Tag,
        // These two are comments without a text.
        [b'<', b'!', b'-', b'-', b'>', ..] | [b'<', b'!', b'-', b'-', b'-', b'>', ..] => {
            Begins::Comment(">")
        }
        [b'<', b'!', b'-', b'-', ..] => Begins::Comment("-->"),
        [b'<', b'!' | b'?' | b'/', _, ..] => Begins::Comment(">"),
        _ => Begins::Text,
    }
}

/// The bytes up to the next `<`; one at the front counts as text.
fn text_len(rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    rest[first..].find('<').map_or(rest.len(), |at| first + at)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

impl Pieces<'_> {
    fn comment(&mut self, end: &str) -> Piece {
        let start = self.at;
        match self.html[start + 2..].find(end) {
            Some(at) => {
                self.at = start + 2 + at + end.len();
                Piece::Comment(start..self.at)
            }
            None => self.endless(start),
        }
    }

    /// All that is left, which is one piece so that nobody reads it twice.
    fn endless(&mut self, start: usize) -> Piece {
        self.at = self.html.len();
        Piece::Endless(start..self.at)
    }

    /// Leaves out what is code up to the closing tag, or to the end where there is none.
    fn skip_code(&mut self, element: &str) -> Range<usize> {
        let start = self.at;
        let rest = &self.html.as_bytes()[self.at..];
        let closes = |at: &usize| {
            let name = rest.get(at + 2..at + 2 + element.len());
            let after = rest.get(at + 2 + element.len()).copied().unwrap_or(b'>');
            rest.get(at + 1) == Some(&b'/')
                && name.is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes()))
                && (is_space(after) || matches!(after, b'/' | b'>'))
        };
        let end = memchr::memchr_iter(b'<', rest).find(closes);
        self.at += end.unwrap_or(rest.len());
        start..self.at
    }

    fn tag(&mut self) -> Piece {
        let start = self.at;
        let closes = self.html.as_bytes()[start + 1] == b'/';
        let name_start = start + 1 + usize::from(closes);
        let mut reader = Attributes { bytes: self.html.as_bytes(), at: name_start };
        reader.until(|byte| is_space(byte) || matches!(byte, b'/' | b'>'));
        let name = self.html[name_start..reader.at].to_ascii_lowercase();
        let (mut attributes, mut has_more) = (Vec::new(), false);
        loop {
            match reader.next() {
                Next::Attribute(_) if attributes.len() == MOST_ATTRIBUTES => has_more = true,
                Next::Attribute(attribute) => attributes.push(attribute),
                Next::Close => break,
                Next::Nothing => return self.endless(start),
            }
        }
        self.at = reader.at;
        Piece::Tag(Tag { range: start..self.at, name, closes, attributes, has_more })
    }
}

/// What stands next in a tag.
enum Next {
    Attribute(Attribute),
    /// The `>` at its end.
    Close,
    /// The text ends first.
    Nothing,
}

/// Reads the attributes of a tag.
struct Attributes<'h> {
    bytes: &'h [u8],
    at: usize,
}

impl Attributes<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn until(&mut self, is_end: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len());
    }

    fn next(&mut self) -> Next {
        self.until(|byte| !is_space(byte) && byte != b'/');
        match self.peek() {
            None => return Next::Nothing,
            Some(b'>') => {
                self.at += 1;
                return Next::Close;
            }
            Some(_) => {}
        }
        let start = self.at;
        // A `=` at the front is part of the name.
        self.at += 1;
        self.until(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='));
        let name = start..self.at;
        self.until(|byte| !is_space(byte));
        if self.peek() != Some(b'=') {
            return Next::Attribute(Attribute { value: name.end..name.end, name });
        }
        self.at += 1;
        self.until(|byte| !is_space(byte));
        match self.value() {
            Some(value) => Next::Attribute(Attribute { name, value }),
            None => Next::Nothing,
        }
    }

    fn value(&mut self) -> Option<Range<usize>> {
        match self.peek()? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let end = start + memchr::memchr(quote, &self.bytes[start..])?;
                self.at = end + 1;
                Some(start..end)
            }
            _ => {
                let start = self.at;
                self.until(|byte| is_space(byte) || byte == b'>');
                Some(start..self.at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces, each in a few words.
    fn seen(html: &str) -> Vec<String> {
        let one = |piece| match piece {
            Piece::Text(range) => format!("text {:?}", &html[range]),
            Piece::Comment(range) => format!("no text {:?}", &html[range]),
            Piece::Endless(range) => format!("endless {:?}", &html[range]),
            Piece::Tag(tag) => {
                let attribute = |a: &Attribute| {
                    format!(" {}={}", &html[a.name.clone()], &html[a.value.clone()])
                };
                let attributes: String = tag.attributes.iter().map(attribute).collect();
                format!("{}{}{attributes}", if tag.closes { "/" } else { "" }, tag.name)
            }
        };
        pieces(html).map(one).collect()
    }

    #[test]
    fn tags_are_read_as_the_standard_says() {
        let html = "a <B CLASS=x y='1 > 2' z=\"\" w>b</b ></> c < d<br/>";
        let expected = [
            "text \"a \"",
            "b CLASS=x y=1 > 2 z= w=",
            "text \"b\"",
            "/b",
            "no text \"</>\"",
            "text \" c \"",
            "text \"< d\"",
            "br",
        ];
        assert_eq!(seen(html), expected);
    }

    #[test]
    fn comments_and_declarations_are_nothing() {
        let html = "<!-- <b> --><!--><!---><!doctype html><?php a ?><![CDATA[x]]>y";
        let (none, rest) = (&seen(html)[..6], &seen(html)[6..]);
        assert!(none.iter().all(|piece| piece.starts_with("no text")), "{none:?}");
        assert_eq!(rest, ["text \"y\""]);
    }

    #[test]
    fn code_is_left_out_up_to_its_end() {
        let html = "<script>a</scripty><b></SCRIPT >c<style><i>";
        assert_eq!(
            seen(html),
            [
                "script",
                "no text \"a</scripty><b>\"",
                "/script",
                "text \"c\"",
                "style",
                "no text \"<i>\""
            ]
        );
    }

    #[test]
    fn what_does_not_end_is_one_piece() {
        assert_eq!(seen("a<b c='<b c=x"), ["text \"a\"", "endless \"<b c='<b c=x\""]);
        assert_eq!(seen("<!-- <b>"), ["endless \"<!-- <b>\""]);
        assert_eq!(seen("<b <i"), ["endless \"<b <i\""]);
    }

    #[test]
    fn attributes_beyond_the_limit_are_counted_and_not_kept() {
        let html = format!("<p{}>", " a=b".repeat(200_000));
        let Some(Piece::Tag(tag)) = pieces(&html).next() else { panic!("it is a tag") };
        assert_eq!((tag.attributes.len(), tag.has_more), (MOST_ATTRIBUTES, true));
        assert_eq!(tag.range, 0..html.len());
    }
}
