//! `404.html`, which servers show for addresses that do not exist.

use super::Output;
use crate::plan::{Claims, Job};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("not_found", "the page for addresses that lead nowhere", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        claims.site(&format!("{}404.html", claims.layout.prefix(language)), language);
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::not_found(view, job)
}
