//! HTML in content: what may stay, and what is removed.
//!
//! Raw HTML is read twice. [`scan`] finds its tags and their places, so that [`budget`] can bound
//! them and [`forbidden`] can tell the author what is removed and where. What is left of it is
//! cleaned by ammonia together with the HTML around it, which has the last word.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use html5ever::tokenizer::{
    BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::html::{Hole, Html, Segment};
use super::reference::with_scheme;
use crate::fingerprint::Fingerprint;

pub(super) mod budget;
pub(super) mod scan;

/// Attributes that every element may have, beside those that ammonia allows.
const ATTRIBUTES: &[&str] = &[
    "id",
    "class",
    "lang",
    "dir",
    "title",
    "role",
    "tabindex",
    "hidden",
    "aria-label",
    "aria-hidden",
    "aria-describedby",
    "aria-labelledby",
];

/// Elements beyond those that ammonia allows.
const ELEMENTS: &[&str] = &[
    "section",
    "input",
    "figure",
    "figcaption",
    "details",
    "summary",
    "u",
    "picture",
    "source",
    "video",
    "audio",
    "track",
];

/// Attributes of single elements beyond those that ammonia allows.
const ELEMENT_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("input", &["type", "checked", "disabled"]),
    ("details", &["open"]),
    ("td", &["colspan", "rowspan", "headers", "scope"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("a", &["name", "data-footnote-ref", "data-footnote-backref", "data-footnote-backref-idx"]),
    ("section", &["data-footnotes"]),
    ("ol", &["start", "type", "reversed"]),
    ("li", &["value"]),
    ("img", &["srcset", "sizes", "loading", "decoding"]),
    ("source", &["src", "srcset", "sizes", "media", "type", "width", "height"]),
    ("video", &["src", "poster", "controls", "preload", "loop", "muted", "width", "height"]),
    ("audio", &["src", "controls", "preload", "loop", "muted"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
];

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "cite",
    "poster",
    "srcset",
    "data",
    "action",
    "formaction",
    "background",
    "longdesc",
    "ping",
    "xlink:href",
    "manifest",
    "codebase",
    "usemap",
    "lowsrc",
    "dynsrc",
    "profile",
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(ELEMENTS)
        .add_generic_attributes(ATTRIBUTES)
        .link_rel(None)
        .strip_comments(true)
        // Of these attributes ammonia itself looks at the address of some only.
        .attribute_filter(|_, key, value| {
            if !is_address(key) {
                return Some(Cow::Borrowed(value));
            }
            fine_urls(key, value).then(|| with_schemes(key, value))
        });
    for (element, attributes) in ELEMENT_ATTRIBUTES {
        builder.add_tag_attributes(element, *attributes);
    }
    builder
});

/// What [`CLEANER`] lets through.
struct Allowed {
    elements: BTreeSet<&'static str>,
    attributes: BTreeSet<&'static str>,
    of_element: BTreeMap<&'static str, BTreeSet<&'static str>>,
    schemes: BTreeSet<&'static str>,
}

static ALLOWED: LazyLock<Allowed> = LazyLock::new(|| Allowed {
    elements: CLEANER.clone_tags().into_iter().collect(),
    attributes: CLEANER.clone_generic_attributes().into_iter().collect(),
    of_element: CLEANER
        .clone_tag_attributes()
        .into_iter()
        .map(|(element, keys)| (element, keys.into_iter().collect()))
        .collect(),
    schemes: ammonia::Builder::default().clone_url_schemes().into_iter().collect(),
});

/// HTML with only what is allowed. Holes pass through the cleaner as words that the text does not
/// have, and are holes again before anybody else sees them.
pub(super) fn clean(html: &Html) -> Html {
    let mark = mark_for(html.text());
    let mut text = String::with_capacity(html.text().len() + html.holes().len() * 48);
    let mut number = 0;
    for segment in html.segments() {
        match segment {
            Segment::Text(html) => text.push_str(html),
            Segment::Hole(_) => {
                text.push_str(&format!("{mark}{number}z"));
                number += 1;
            }
        }
    }
    let cleaned = CLEANER.clean(&text).to_string();
    with_holes(&cleaned, &mark, html.holes()).balanced()
}

/// A word that does not occur in a text.
fn mark_for(text: &str) -> String {
    let words = (0_u32..).map(|salt| {
        let salt = salt.to_le_bytes();
        format!("hole{}x", Fingerprint::of_parts([text.as_bytes(), &salt]).hex())
    });
    let mut new = words.filter(|word| !text.contains(word.as_str()));
    new.next().expect("a text does not hold every word")
}

/// Cleaned HTML with its holes. Entities could spell the mark of a hole only after cleaning; such a
/// word, like one that lost its place, is not a hole: each stands once, in order, where its kind may.
fn with_holes(cleaned: &str, mark: &str, holes: &[(usize, Hole)]) -> Html {
    let mut out = Html::default();
    let (mut from, mut next, mut place) = (0, 0, Place::default());
    for (at, _) in cleaned.match_indices(mark) {
        let Some((number, end)) = number_at(cleaned, at + mark.len()) else { continue };
        place.pass(&cleaned[from..at]);
        out.push(&cleaned[from..at]);
        from = end;
        let Some((_, hole)) = holes.get(number).filter(|_| number >= next) else { continue };
        if place.takes(*hole, &cleaned[..at], &cleaned[end..]) {
            out.hole(*hole);
            next = number + 1;
        }
    }
    out.push(&cleaned[from..]);
    out
}

/// The number that stands at a byte, and the byte behind the letter at its end.
fn number_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let len = text[at..].find('z')?.min(20);
    Some((text[at..at + len].parse().ok()?, at + len + 1))
}

/// Whether a place of cleaned HTML is within a tag, and there within quotation marks.
#[derive(Default)]
struct Place {
    in_tag: bool,
    in_quotes: bool,
}

impl Place {
    /// Goes over a piece of cleaned HTML, in which every value stands in `"` and has none.
    fn pass(&mut self, html: &str) {
        for byte in html.bytes() {
            match (byte, self.in_tag) {
                (b'"', true) => self.in_quotes = !self.in_quotes,
                (b'<', false) => self.in_tag = true,
                (b'>', true) if !self.in_quotes => self.in_tag = false,
                _ => {}
            }
        }
    }

    /// Whether a hole may stand here: tags and titles in text, an address as the whole value of an
    /// attribute that holds one.
    fn takes(&self, hole: Hole, before: &str, after: &str) -> bool {
        let whole = || {
            let Some((before, value)) = before.rsplit_once('"') else { return false };
            let key = before.strip_suffix('=').and_then(|before| before.rsplit(' ').next());
            let alone = value.is_empty() && after.starts_with('"');
            key == Some("srcset") || alone && key.is_some_and(is_address)
        };
        match hole {
            Hole::Address(_) => self.in_quotes && whole(),
            Hole::Word(_) => self.in_quotes || !self.in_tag,
            _ => !self.in_tag,
        }
    }
}

/// A tag as html5ever reads it, with its values decoded; `None` where it is none.
pub(super) fn read_tag(html: &str) -> Option<Tag> {
    let found = Found(RefCell::new(None));
    let tokenizer = Tokenizer::new(found, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Found(RefCell<Option<Tag>>);

impl TokenSink for Found {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.borrow_mut().get_or_insert(tag);
        }
        TokenSinkResult::Continue
    }
}

/// Whether content may have this element.
pub(super) fn is_allowed(element: &str) -> bool {
    ALLOWED.elements.contains(element)
}

/// What [`clean`] removes of a tag, in words: "the attribute `onclick` of `<p>`".
pub(super) fn forbidden(tag: &Tag) -> Vec<String> {
    let name = &*tag.name;
    let own = ALLOWED.of_element.get(name);
    let mut out = Vec::new();
    for attribute in &tag.attrs {
        let key = &*attribute.name.local;
        let known = ALLOWED.attributes.contains(key) || own.is_some_and(|own| own.contains(key));
        if !known {
            out.push(format!("the attribute `{key}` of `<{name}>`"));
        } else if is_address(key) && !fine_urls(key, &attribute.value) {
            out.push(format!("the address in `{key}` of `<{name}>`"));
        }
    }
    out
}

fn is_address(key: &str) -> bool {
    ADDRESSES.contains(&key)
}

/// The scheme of an address as a browser reads it, in lower case: without white space and control
/// characters, which browsers skip.
pub(super) fn scheme(url: &str) -> Option<String> {
    let url: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let (scheme, _) = url.split_once(':').filter(|_| super::reference::has_scheme(&url))?;
    Some(scheme.to_ascii_lowercase())
}

/// Whether an address may stand in a page: one of a known scheme, or of this site.
pub fn fine_url(url: &str) -> bool {
    scheme(url).is_none_or(|scheme| ALLOWED.schemes.contains(&*scheme))
}

/// The same for the value of an attribute, which may hold several.
fn fine_urls(key: &str, value: &str) -> bool {
    match key {
        "srcset" => value.split(',').all(fine_url),
        _ => fine_url(value),
    }
}

/// The value of such an attribute, in which each address that names a host has a scheme.
fn with_schemes<'v>(key: &str, value: &'v str) -> Cow<'v, str> {
    let full = |url: &str| with_scheme(url).unwrap_or_else(|| url.to_owned());
    match key {
        "srcset" => Cow::Owned(value.split(',').map(full).collect::<Vec<_>>().join(",")),
        _ => with_scheme(value).map_or(Cow::Borrowed(value), Cow::Owned),
    }
}

/// Whether an address runs code or carries a page of its own, which no setting allows in Markdown.
pub fn runs_code(url: &str) -> bool {
    scheme(url).is_some_and(|scheme| matches!(&*scheme, "javascript" | "vbscript" | "data"))
}

/// Whether an address is one of another site.
pub(super) fn is_remote(url: &str) -> bool {
    let scheme = scheme(url);
    with_scheme(url).is_some() || scheme.is_some_and(|s| !["data", "blob"].contains(&&*s))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        let mut raw = Html::default();
        raw.push(html);
        clean(&raw).text().to_owned()
    }

    fn what(tag: &str) -> Vec<String> {
        forbidden(&read_tag(tag).expect("it is a tag"))
    }

    #[test]
    fn scripts_and_handlers_go_and_are_named() {
        let html = "<p onclick=\"x()\">a</p>\n<script>alert(1)</script>";
        assert_eq!(cleaned(html), "<p>a</p>\n");
        assert_eq!(what("<p onclick=\"x()\">"), ["the attribute `onclick` of `<p>`"]);
        assert!(!is_allowed("script") && is_allowed("p"));
    }

    #[test]
    fn addresses_that_run_code_go_and_are_named() {
        for url in [
            "java\tscript:alert(1)",
            "javascript&colon;alert(1)",
            "&#106;avascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java&#1;script:alert(1)",
            "&#1;javascript:alert(1)",
            "java&NewLine;script:alert(1)",
            "vbscript:x",
            "data:text/html,<script>x</script>",
            "data:image/svg+xml,x",
            "feed:javascript:x",
        ] {
            for tag in [
                "a href",
                "img src",
                "img srcset",
                "video poster",
                "source src",
                "blockquote cite",
                "q cite",
                "ins cite",
                "del cite",
            ] {
                let html = format!("<{tag}=\"{url}\">a");
                let (element, key) = tag.split_once(' ').expect("made above");
                let out = cleaned(&html);
                assert!(!out.contains(&format!("{key}=")), "{html} -> {out}");
                assert_eq!(what(&html), [format!("the address in `{key}` of `<{element}>`")]);
            }
        }
    }

    #[test]
    fn what_our_own_markup_uses_stays() {
        let html = "<h2 id=\"a\">A <a class=\"permalink\" href=\"#a\" aria-label=\"Link\">#</a></h2>\n\
                    <div class=\"markdown-alert\" title=\"x\"><details><summary>y</summary></details></div>";
        assert_eq!(cleaned(html), html);
        assert_eq!(
            what("<a class=\"permalink\" href=\"#a\" aria-label=\"Link\">"),
            [] as [&str; 0]
        );
    }

    /// HTML in which `{}` stands for these holes.
    fn holed(html: &str, holes: &[Hole]) -> Html {
        let mut out = Html::default();
        for (at, piece) in html.split("{}").enumerate() {
            if at > 0 {
                out.hole(holes[at - 1]);
            }
            out.push(piece);
        }
        out
    }

    #[test]
    fn holes_come_through() {
        let holes = [Hole::Open(0), Hole::Close(0), Hole::Address(1), Hole::Word("table")];
        let html = "<p>{}text{} <img src=\"{}\" alt=\"\"></p><div aria-label=\"{}\"></div>";
        assert_eq!(clean(&holed(html, &holes)), holed(html, &holes));
    }

    #[test]
    fn holes_may_stand_side_by_side_in_a_srcset_only() {
        let holes = [Hole::Address(0), Hole::Address(1)];
        let html = "<img srcset=\"{} 1x, {} 2x\">";
        assert_eq!(clean(&holed(html, &holes)), holed(html, &holes));
        let out = clean(&holed("<img src=\"{} {}\">", &holes));
        assert_eq!((out.text(), out.holes()), ("<img src=\" \">", &[][..]));
    }

    #[test]
    fn a_hole_that_came_into_a_wrong_place_is_none() {
        let holes = [Hole::Open(0), Hole::Title(0), Hole::Close(0)];
        let out = clean(&holed("<p title=\"{}{}{}\">a</p>", &holes));
        assert_eq!((out.text(), out.holes()), ("<p title=\"\">a</p>", &[][..]));
        let out = clean(&holed("<p title=\"a\">{}b</p>", &[Hole::Address(0)]));
        assert_eq!((out.text(), out.holes()), ("<p title=\"a\">b</p>", &[][..]));
    }

    #[test]
    fn a_link_that_lost_its_end_is_none() {
        let out = clean(&holed("<p>{}<script>{}</script>a</p>", &[Hole::Open(0), Hole::Close(0)]));
        assert_eq!((out.text(), out.holes()), ("<p>a</p>", &[][..]));
    }

    #[test]
    fn no_entity_spells_a_hole_or_a_control_character() {
        assert_eq!(
            cleaned("<p title=\"&#3;\">&#1;s0&#2;&#x1b;</p>"),
            "<p title=\"\u{fffd}\">\u{fffd}s0\u{fffd}\u{fffd}</p>"
        );
    }
}
