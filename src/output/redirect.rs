//! A page at an old address (`redirect_from`) that sends readers on.

use serde::Serialize;

use super::Output;
use crate::diag::{Code, Diagnostic};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Claims, Job, Rank, Subject};
use crate::render::context::Markup;
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("redirect", "an old address of the record", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for id in claims.layout.entities() {
        for language in claims.layout.languages() {
            old_addresses(claims, id, language);
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    send_on(view, job, job.entity()?)
}

fn old_addresses(claims: &mut Claims<'_>, id: EntityId, language: usize) {
    let layout = claims.layout;
    let entity = layout.graph.entity(id);
    let Some(record) = entity.variants[language].map(|at| &layout.graph.records[at as usize])
    else {
        return;
    };
    let field = layout.schema.kinds[entity.kind].field("redirect_from");
    let Some(given) = field.and_then(|field| record.value(field)) else { return };
    given.value.each(&mut |value| {
        let Some(old) = value.as_text() else { return };
        let Some(route) = old_route(old) else {
            return claims.report(bad_address(old).at(given.span));
        };
        let claim = claims.add(route, language, Subject::Entity(id));
        claim.rank = Rank::Redirect;
        claim.by = record.path.to_string();
        claim.span = Some(given.span);
    });
}

fn bad_address(old: &str) -> Diagnostic {
    let headline = format!("`{old}` is not an address of this site");
    let help = "write the old address from the site's root, such as `/meetings/old-name/`";
    Diagnostic::new(Code::BadRedirect, headline).help(help)
}

/// The file of an old address: `/a/b/` is a folder's page, `/a/b.html` a file.
fn old_route(old: &str) -> Option<Route> {
    let path = old.trim().strip_prefix('/').unwrap_or(old.trim());
    if path.is_empty() || path.contains(['?', '#', ':']) {
        return None;
    }
    if path.ends_with(".html") || path.ends_with(".htm") {
        Route::file(path)
    } else {
        Route::page(path)
    }
}

fn send_on(view: &View<'_>, job: &Job, id: EntityId) -> Option<Vec<u8>> {
    let title = view.title(id).to_owned();
    let route = view.route(id);
    let mut context = page::common(view, job, "redirect", &title);
    let canonical = if view.base_url().is_empty() { String::new() } else { view.absolute(&route) };
    context.insert("redirect", &Target { url: view.url(&route).into(), title, canonical });
    page::finish(view, job, "redirect.html", &context)
}

/// What `redirect.html` gets as `redirect`.
#[derive(Serialize)]
struct Target {
    /// The address of the page.
    url: Markup,
    /// Its title.
    title: String,
    /// Its whole address, or `""`.
    canonical: String,
}
