//! HTML in content: what may stay, and what is taken out.
//!
//! The taking out is ammonia's. The same lists tell the author what was taken out and where.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use html5ever::tokenizer::{
    BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

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
const ELEMENTS: &[&str] = &["section", "input", "figure", "figcaption", "details", "summary", "u"];

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
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(ELEMENTS)
        .add_generic_attributes(ATTRIBUTES)
        .link_rel(None)
        .strip_comments(true);
    for (element, attributes) in ELEMENT_ATTRIBUTES {
        builder.add_tag_attributes(element, *attributes);
    }
    builder
});

/// HTML with only what is allowed.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// Something that is not allowed in content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Removed {
    /// What it is, in words: "the element `<script>`", "the attribute `onclick` of `<p>`".
    pub what: String,
    /// The line within the piece of HTML, from 0.
    pub line: usize,
}

/// Everything in a piece of HTML that [`clean`] takes out.
pub(super) fn removed(html: &str) -> Vec<Removed> {
    let found = RefCell::new(Vec::new());
    let lines = html.matches('\n').count();
    each_tag(html, |tag, line| {
        let line = line.min(lines);
        let what = forbidden(tag).into_iter();
        found.borrow_mut().extend(what.map(|what| Removed { what, line }));
    });
    found.into_inner()
}

/// The places in a piece of HTML that can be cited: every `id`, and the `name` of `<a>`.
pub(super) fn places(html: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    each_tag(html, |tag, _| {
        let is_place = |key: &str| key == "id" || key == "name" && &*tag.name == "a";
        let places = tag.attrs.iter().filter(|a| is_place(&a.name.local) && !a.value.is_empty());
        found.borrow_mut().extend(places.map(|a| a.value.to_string()));
    });
    found.into_inner()
}

/// Calls `visit` with every opening tag and its line, from 0.
fn each_tag(html: &str, visit: impl Fn(&Tag, usize)) {
    let tokenizer = Tokenizer::new(Tags(visit), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

struct Tags<V>(V);

impl<V: Fn(&Tag, usize)> TokenSink for Tags<V> {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == html5ever::tokenizer::StartTag
        {
            (self.0)(&tag, line.saturating_sub(1) as usize);
        }
        TokenSinkResult::Continue
    }
}

fn forbidden(tag: &Tag) -> Vec<String> {
    static ALLOWED: LazyLock<(BTreeSet<String>, BTreeSet<String>)> = LazyLock::new(|| {
        let own = |names: std::collections::BTreeSet<&str>| {
            names.into_iter().map(str::to_owned).collect()
        };
        (
            own(CLEANER.clone_tags().into_iter().collect()),
            own(CLEANER.clone_generic_attributes().into_iter().collect()),
        )
    });
    let name = &*tag.name;
    if !ALLOWED.0.contains(name) {
        return vec![format!("the element `<{name}>`")];
    }
    let of_element = CLEANER.clone_tag_attributes();
    let mut out = Vec::new();
    for attribute in &tag.attrs {
        let key = &*attribute.name.local;
        let known = ALLOWED.1.contains(key)
            || of_element.iter().any(|(tag, keys)| *tag == name && keys.contains(key));
        if !known {
            out.push(format!("the attribute `{key}` of `<{name}>`"));
        } else if matches!(key, "href" | "src" | "cite") && !fine_url(&attribute.value) {
            out.push(format!("the address in `{key}` of `<{name}>`"));
        }
    }
    out
}

/// Whether an address may stand in a page: one of a known scheme, or of this site.
pub fn fine_url(url: &str) -> bool {
    let url: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match url.split_once(':') {
        Some((scheme, _)) if super::reference::has_scheme(&url) => {
            CLEANER.clone_url_schemes().iter().any(|known| known.eq_ignore_ascii_case(scheme))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(html: &str) -> Vec<String> {
        removed(html).into_iter().map(|removed| removed.what).collect()
    }

    #[test]
    fn scripts_and_handlers_go_and_are_named() {
        let html = "<p onclick=\"x()\">a</p>\n<script>alert(1)</script>";
        assert_eq!(clean(html), "<p>a</p>\n");
        assert_eq!(what(html), ["the attribute `onclick` of `<p>`", "the element `<script>`"]);
        assert_eq!(removed(html)[1].line, 1);
    }

    #[test]
    fn addresses_that_run_code_go_and_are_named() {
        let html = "<a href=\"java\tscript:alert(1)\">a</a>";
        assert!(!clean(html).contains("script"));
        assert_eq!(what(html), ["the address in `href` of `<a>`"]);
    }

    #[test]
    fn what_our_own_markup_uses_stays() {
        let html = "<h2 id=\"a\">A <a class=\"permalink\" href=\"#a\" aria-label=\"Link\">#</a></h2>\n\
                    <div class=\"markdown-alert\" title=\"x\"><details><summary>y</summary></details></div>";
        assert_eq!(clean(html), html);
        assert_eq!(what(html), [] as [&str; 0]);
    }

    #[test]
    fn places_are_ids_and_names_of_links() {
        let html = "<a name='one'>1</a> <p class=x id=two>2</p> <input name=\"three\"> <a id=\"\">";
        assert_eq!(places(html), ["one", "two"]);
        assert!(clean(html).contains("name=\"one\""));
    }

    #[test]
    fn holes_come_through() {
        let html = "<p>\u{1}o0\u{2}text\u{1}c0\u{2} <img src=\"\u{1}s1\u{2}\" alt=\"\"></p>";
        assert_eq!(clean(html), html);
    }
}
