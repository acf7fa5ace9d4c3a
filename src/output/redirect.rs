//! A page at an old address that sends readers on, and the script that takes the anchor along.

use serde::Serialize;

use super::Output;
use crate::id::Route;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Redirect};
use crate::render::context::Markup;
use crate::render::page;
use crate::view::{View, urlencode};

pub(super) const OUTPUT: Output =
    Output::new("redirect", "an old address of the record", claim, make);

/// The name of the script.
const SCRIPT: &str = "redirect.js";

/// Browsers drop the anchor of an old address when a page sends them on, unless a script keeps it.
const CODE: &[u8] = include_bytes!("../theme/files/redirect.js");

fn claim(claims: &mut Claims<'_>) {
    claims.old_addresses();
    if claims.has_old_addresses() {
        claims.site(SCRIPT, DEFAULT_LANGUAGE);
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    match view.redirect(&job.route) {
        Some(old) => send_on(view, job, old),
        None => Some(CODE.to_vec()),
    }
}

/// Every old address and what answers for it, as paths on the server, encoded.
pub(super) fn lines(view: &View<'_>) -> Vec<(String, String)> {
    let host = view.base_url().split_once("://").map_or("", |(_, rest)| rest);
    let folder = host.find('/').map_or("", |slash| host[slash..].trim_end_matches('/'));
    let path = |route: &Route| {
        let mut out = format!("{folder}/");
        urlencode(&mut out, route.folder_form());
        out
    };
    let line = |old: &Redirect| {
        let to = view.url_of_redirect(old);
        let anchor = to.find('#').map_or("", |hash| &to[hash..]);
        (path(&old.from), format!("{}{anchor}", path(&old.to)))
    };
    view.redirects().iter().map(line).collect()
}

/// Claims a file at the root of the site that lists the old addresses, where there are some and the
/// site has no such file of its own.
pub(super) fn claim_list(claims: &mut Claims<'_>, name: &str) {
    let own = Route::file(name);
    let is_free = own.is_some_and(|route| !claims.layout.plan.copies.contains_key(&route));
    if is_free && claims.has_old_addresses() {
        claims.site(name, DEFAULT_LANGUAGE);
    }
}

fn send_on(view: &View<'_>, job: &Job, old: &Redirect) -> Option<Vec<u8>> {
    let title = old.record.map(|id| view.title(id).to_owned());
    let title = title.unwrap_or_else(|| old.to.address());
    let mut context = page::common(view, job, "redirect", &title);
    let base = view.base_url();
    let canonical = if base.is_empty() { String::new() } else { view.absolute(&old.to) };
    let url = view.url_of_redirect(old).into();
    let script = format!("{}{SCRIPT}", crate::view::ROOT).into();
    context.insert("redirect", &Target { url, title, canonical, script });
    page::finish(view, job, "redirect.html", &context)
}

/// What `redirect.html` gets as `redirect`.
#[derive(Serialize)]
struct Target {
    /// The address of the page.
    url: Markup,
    /// Its title, or its address.
    title: String,
    /// Its whole address, or `""`.
    canonical: String,
    /// The address of the script.
    script: Markup,
}
