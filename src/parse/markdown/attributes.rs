//! The attributes of raw HTML: addresses, which are read as those of Markdown are, and places.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::raw::Edit;
use super::walk::Walk;
use crate::config::RawHtml;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::{Anchor, Excerpt, Origin};
use crate::parse::reference;
use crate::parse::sanitise::{self, scan};
use crate::source::Span;
use crate::text::escape;

/// What an attribute is to us.
enum Role {
    /// The address of a link.
    Link,
    /// The address of an image.
    Image,
    /// Addresses of images, each with its size.
    Images,
    /// The address of something else that the page loads.
    File,
    /// A place that can be cited.
    Place,
    Other,
}

fn role(element: &str, key: &str) -> Role {
    match (element, key) {
        (_, "id") | ("a", "name") => Role::Place,
        ("a" | "area", "href") | ("blockquote" | "q" | "ins" | "del", "cite") => Role::Link,
        ("img", "src") | ("video", "poster") => Role::Image,
        ("img" | "source", "srcset") => Role::Images,
        (_, "src") | ("object", "data") | ("link", "href") => Role::File,
        _ => Role::Other,
    }
}

type Edits = Vec<(Range<usize>, Edit)>;

/// An attribute of a tag.
struct Attribute<'t> {
    element: &'t str,
    key: &'t str,
    /// The value with its entities decoded.
    value: &'t str,
    /// The HTML in which it stands, and where.
    html: &'t str,
    at: &'t scan::Attribute,
    place: Span,
}

impl Walk<'_> {
    /// Notes what the attributes of a tag say; gives what of them is written otherwise.
    pub(super) fn attributes(&mut self, tag: &scan::Tag, html: &str, span: Span) -> Edits {
        let Some(read) = sanitise::read_tag(&html[tag.range.clone()]) else { return Vec::new() };
        let mut edits = Vec::new();
        let mut keys = Vec::new();
        for at in &tag.attributes {
            let key = html[at.name.clone()].to_ascii_lowercase();
            let value =
                read.attrs.iter().find(|own| *own.name.local == *key).map(|own| &*own.value);
            // Of two attributes of one name the first counts, for html5ever, too.
            let (Some(value), false) = (value, keys.contains(&key)) else { continue };
            let place = within(span, tag, at);
            let one = Attribute { element: &tag.name, key: &key, value, html, at, place };
            edits.extend(self.attribute(&one));
            keys.push(key);
        }
        if self.text.settings.raw_html == RawHtml::Sanitise {
            for what in sanitise::forbidden(&read) {
                self.removed(&what, span);
            }
        }
        edits
    }

    /// What of an attribute is written otherwise.
    fn attribute(&mut self, one: &Attribute<'_>) -> Edits {
        let raw = &one.html[one.at.value.clone()];
        let edits: Edits = match role(one.element, one.key) {
            Role::Other => return Vec::new(),
            Role::Place => return self.place(one),
            Role::Images => candidates(raw)
                .into_iter()
                .filter_map(|range| {
                    let edit = self.url(&raw[range.clone()], one, Origin::Image)?;
                    let at = one.at.value.start;
                    Some((at + range.start..at + range.end, edit))
                })
                .collect(),
            role => {
                let origin =
                    if matches!(role, Role::Image) { Origin::Image } else { self.origin() };
                let edit = self.url(one.value, one, origin);
                edit.map(|edit| (one.at.value.clone(), edit)).into_iter().collect()
            }
        };
        one.in_quotes(edits)
    }

    /// Notes an address: a link of the site, or something that comes from elsewhere. Without
    /// extensions, addresses are nobody's business but the sanitiser's.
    fn url(&mut self, url: &str, one: &Attribute<'_>, origin: Origin) -> Option<Edit> {
        let url = url.trim();
        if !self.text.settings.extensions {
            return None;
        }
        if url.is_empty() {
            self.leads_nowhere(origin == Origin::Image, one.place);
            return None;
        }
        if let Some(target) = reference::url(url, self.text.path) {
            return Some(Edit::Address(self.link_at(url, target, one.place, origin)));
        }
        let loads = !matches!(role(one.element, one.key), Role::Link);
        if one.key == "href" && !loads {
            let whole = reference::with_scheme(url);
            self.outward(whole.as_deref().unwrap_or(url), one.place);
        }
        if loads && sanitise::is_remote(url) {
            self.remote(&format!("`{url}`"), one.place);
        }
        None
    }

    /// Where a link of raw HTML stands; its sentence is not known.
    fn origin(&self) -> Origin {
        self.text.field.map_or_else(|| Origin::Body(Excerpt::default()), Origin::Field)
    }

    /// Notes a place that only its author named. One that the page has already, or that is of the
    /// theme's own, is none.
    fn place(&mut self, one: &Attribute<'_>) -> Edits {
        let id: String = one.value.nfc().collect();
        if id.trim().is_empty() {
            return one.without();
        }
        if !self.places.claim(&id) {
            self.taken(&id, one.place);
            return one.without();
        }
        let at = self.line_of(one.place);
        // It is called by its name.
        self.body.anchors.push(Anchor { id: id.clone(), label: id.clone(), at });
        let written = self.places.written(&id);
        match written == one.html[one.at.value.clone()] {
            true => Vec::new(),
            false => one.in_quotes(vec![(one.at.value.clone(), Edit::Text(escape(&written)))]),
        }
    }

    fn taken(&mut self, id: &str, place: Span) {
        let (headline, help) = match id.starts_with('_') {
            true => (
                format!("the id `{id}` begins with `_`, like those of the theme"),
                "give it a name that begins with a letter".to_owned(),
            ),
            false => (
                format!("the id `{id}` is used twice on this page"),
                format!("give it another name, because `#{id}` leads to the first one only"),
            ),
        };
        self.diagnostics
            .push(Diagnostic::new(Code::DuplicateAnchor, headline).at(place).help(help));
    }
}

impl Attribute<'_> {
    /// These edits of the value, which stands in `"` then, whatever its author wrote around it.
    fn in_quotes(&self, edits: Edits) -> Edits {
        let value = self.at.value.clone();
        let (start, end) = match self.html[..value.start].bytes().last() {
            _ if edits.is_empty() => return edits,
            Some(b'"') => return edits,
            Some(b'\'') => (value.start - 1..value.start, value.end..value.end + 1),
            _ => (value.start..value.start, value.end..value.end),
        };
        let quote = || Edit::Text("\"".to_owned());
        std::iter::once((start, quote())).chain(edits).chain([(end, quote())]).collect()
    }

    /// The edit that removes the attribute.
    fn without(&self) -> Edits {
        let value = &self.at.value;
        let quoted = self.html[..value.start].ends_with(['"', '\'']);
        let end = value.end + usize::from(quoted && value.start > self.at.name.end);
        vec![(self.at.name.start..end, Edit::Text(String::new()))]
    }
}

/// The place of an attribute's value, where its tag was found on one line.
fn within(span: Span, tag: &scan::Tag, attribute: &scan::Attribute) -> Span {
    let start = span.start as usize + attribute.value.start - tag.range.start;
    let end = start + attribute.value.len();
    match end <= span.end as usize && !attribute.value.is_empty() {
        true => Span::new(span.source, start..end),
        false => span,
    }
}

/// The addresses of a `srcset`.
fn candidates(value: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for piece in value.split_inclusive(',') {
        let url = piece.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
        if let (Some(at), false) = (piece.find(url), url.is_empty()) {
            out.push(from + at..from + at + url.len());
        }
        from += piece.len();
    }
    out
}
