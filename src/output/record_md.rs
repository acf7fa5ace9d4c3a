//! `index.md` beside the page of a record: its title, its facts and its text as Markdown.

use std::fmt::Write;

use super::{Output, each_page};
use crate::graph::EntityId;
use crate::plan::{Claims, Job, Subject};
use crate::render::markdown::{escaped, line_of_html, link, of_html};
use crate::render::{html, page};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("record_md", "the text of the record, as Markdown,", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for (id, language) in each_page(claims.layout) {
        if claims.layout.graph.entity(id).variants[language].is_some() {
            let route = claims.layout.plan.route(id, language).sibling("index.md");
            claims.add(route, language, Subject::Entity(id));
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let text = record(view, job.entity()?);
    Some(html::to_root(&text, &page::root(view, &job.route)))
}

fn record(view: &View<'_>, id: EntityId) -> String {
    let (record, number) = view.record(id);
    let mut out = page::markdown_head(view.title(id), &page::text_field(view, id, "summary"));
    if !view.base_url().is_empty() {
        let _ = writeln!(out, "\n<{}>", view.absolute(&view.route(id)));
    }
    let facts = page::shown_facts(view, id);
    for (at, (label, value)) in facts.iter().enumerate() {
        let between = if at == 0 { "\n" } else { "" };
        let _ = writeln!(out, "{between}- **{}:** {}", escaped(label), line_of_html(value));
    }
    let body = of_html(&html::body(view, &record.body, number));
    if !body.is_empty() {
        let _ = writeln!(out, "\n{body}");
    }
    out.push_str(&rows(view, id));
    out
}

/// The rows of its table, as links.
fn rows(view: &View<'_>, id: EntityId) -> String {
    let rows = view.rows(id).map(|rows| rows.rows).unwrap_or_default();
    let mut out = String::new();
    for row in rows {
        let url = view.url(&view.route(row.id));
        let between = if out.is_empty() { "\n" } else { "" };
        let _ = writeln!(out, "{between}- {}", link(&escaped(view.title(row.id)), &url));
    }
    out
}
