//! `index.md` beside the page of a whole list: its records as links, as Markdown.

use std::fmt::Write;

use super::Output;
use crate::plan::{Claims, Job, Subject};
use crate::render::markdown::{escaped, link};
use crate::render::{html, page};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("list_md", "as Markdown, the list", claim, make);

/// Narrowed lists and other orders hold nothing that the whole list does not.
fn claim(claims: &mut Claims<'_>) {
    for (number, listing) in claims.layout.plan.listings.iter().enumerate() {
        if listing.folder == listing.whole && listing.table.is_none() {
            let route = listing.route(1).sibling("index.md");
            claims.add(route, listing.language, Subject::Listing(number)).job.part = 1;
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let Subject::Listing(number) = job.about else { return None };
    let listing = view.whole_list(number);
    let mut out = page::markdown_head(&listing.title, &listing.description);
    for (at, id) in listing.entities.iter().enumerate() {
        let between = if at == 0 { "\n" } else { "" };
        let link = link(&escaped(view.title(*id)), &view.url(&view.route(*id)));
        let summary = page::text_field(view, *id, "summary");
        let summary = if summary.is_empty() { summary } else { format!(": {}", escaped(&summary)) };
        let _ = writeln!(out, "{between}- {link}{summary}");
    }
    Some(html::to_root(&out, &page::root(view, &job.route)))
}
