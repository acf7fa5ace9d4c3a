//! Markdown -> HTML with holes, and everything that others want to know of a text: headings,
//! places that can be cited, links with the sentence around them, and what is wrong with it.
//!
//! This module alone knows comrak. The tree is read once and written once.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::record::{Body, Link};
use crate::config::{Markdown, RawHtml};
use crate::diag::Diagnostics;

mod attributes;
mod bounds;
mod brackets;
mod faults;
mod notes;
mod numbers;
mod places;
mod raw;
mod table;
mod text;
mod walk;
mod write;

use text::collect_text;

pub use table::{first_table, table};
pub use text::Text;

/// What was found in a text.
pub struct Read {
    /// The body.
    pub body: Body,
    /// The first heading of the first level, where the text begins with one.
    pub title: Option<String>,
}

/// Reads a text. Links are added to `links`, diagnostics to `diagnostics`. Where the text begins
/// with a heading of the first level that says `title` (or where `title` is `None`), that heading
/// is the page's title and not part of the body.
pub fn read(
    text: &Text<'_>,
    title: Option<&str>,
    links: &mut Vec<Link>,
    diagnostics: &mut Diagnostics,
) -> Read {
    let cleaned = crate::text::cleaned(text.text);
    let parsed = bounds::quotations(&cleaned, text, diagnostics);
    let arena = Arena::new();
    let options = options(text.settings);
    let root = parse_document(&arena, &parsed, &options);
    bounds::clean(root);
    let mut walk = walk::Walk::new(text, &parsed, links, diagnostics);
    walk.flatten(root);
    if !text.settings.extensions {
        return Read { body: walk.plain(root, &options), title: None };
    }
    brackets::bracketed_links(root);
    let found_title = take_title(root, title);
    walk.notes(root);
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
        // Without spaces between words, marks would be taken for text beside brackets.
        extension.cjk_friendly_emphasis = true;
        extension.description_lists = true;
        extension.alerts = true;
        extension.wikilinks_title_after_pipe = true;
        // `notes` puts them in their places, since it reports what is wrong with them.
        options.parse.leave_footnote_definitions = true;
    }
    options
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

#[cfg(test)]
mod tests;
