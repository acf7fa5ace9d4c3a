//! Links to addresses of the site, checked once it is known which files there are.

use std::cell::OnceCell;

use super::copies::asset_route;
use super::product::{Input, Plan, language_prefix};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntityId, Found, Graph, To};
use crate::parse::{Link, Origin};
use crate::text;

/// Links to files that are left out, and to addresses of the site that begin with a slash.
pub(super) fn check(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) {
    let addresses = OnceCell::new();
    for (number, record) in input.graph.records.iter().enumerate() {
        for (link, found) in input.graph.found[number].iter().enumerate() {
            let link = &record.links[link];
            if let Some(Found { to: To::Asset(path), .. }) = found {
                diagnostics.extend(withheld(input, plan, link, path));
            }
            let Some(Found { to: To::Site(path), anchor, .. }) = found else { continue };
            let Some(route) = plan.site_route(path) else {
                let near = addresses.get_or_init(|| text::Index::new(plan.addresses()));
                diagnostics.push(no_page(near, link, path));
                continue;
            };
            if link.origin == Origin::Image && plan.job(&route).is_some() {
                diagnostics.push(no_image(link));
            }
            let Some(anchor) = anchor else { continue };
            let languages = input.graph.read_in(record).into_iter();
            let routes = languages.filter_map(|language| {
                plan.site_route(&format!("{}{path}", language_prefix(input.config, language)))
            });
            let mut routes = routes.chain([route]);
            let wrong =
                routes.find_map(|route| no_place(input.graph, plan.page_of(&route)?, link, anchor));
            diagnostics.extend(wrong);
        }
    }
}

/// The diagnostic about a link to a file that is not published.
fn withheld(input: Input<'_>, plan: &Plan, link: &Link, path: &str) -> Option<Diagnostic> {
    let route = asset_route(path, input.config)?;
    let gone = input.graph.withheld.contains(path) && plan.job(&route).is_none();
    let headline = format!("`{}` is not published", link.written);
    gone.then(|| {
        Diagnostic::new(Code::UnpublishedReference, headline)
            .at(link.span)
            .note(format!("{path} belongs to a draft, or to a record that is not public"))
            .help("build with `--drafts`, publish that record, or remove the link")
    })
}

fn no_image(link: &Link) -> Diagnostic {
    let headline = format!("`{}` is a page, not an image", link.written);
    let diagnostic = Diagnostic::new(Code::MissingImage, headline).at(link.span);
    diagnostic.help(format!("make it a link: `[…]({})` without `!`", link.written))
}

fn no_page(addresses: &text::Index<'_>, link: &Link, path: &str) -> Diagnostic {
    let headline = format!("the site has no page `{}`", link.written);
    let diagnostic = Diagnostic::new(Code::MissingFile, headline).at(link.span);
    match addresses.nearest(path.trim_matches('/'), 1).first() {
        Some(near) => diagnostic.help(format!("did you mean `/{near}/`?")),
        None => diagnostic.help("write the record's id in double brackets, such as `[[unep]]`"),
    }
}

/// The diagnostic about an anchor that is not on the page of an entity; other pages have places
/// that the theme makes.
fn no_place(
    graph: &Graph,
    (id, language): (EntityId, usize),
    link: &Link,
    anchor: &str,
) -> Option<Diagnostic> {
    let record = graph.record(id, language);
    let there = anchor.is_empty()
        || anchor == "top"
        || graph.place_in(id, anchor, language).is_some()
        || graph.row_at(id, anchor).is_some();
    let headline = format!("`{}` has no anchor `#{anchor}`", record.path);
    (!there).then(|| Diagnostic::new(Code::UnknownAnchor, headline).at(link.span))
}
