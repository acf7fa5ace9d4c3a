//! `/robots.txt`: everybody may read everything (RFC 9309).

use std::fmt::Write;

use super::Output;
use crate::id::Route;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("robots", "the rules for the robots of search engines", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("robots.txt", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    let sitemap = Route::file("sitemap.xml").filter(|route| view.exists(route));
    if let Some(route) = sitemap.filter(|_| !view.base_url().is_empty()) {
        let _ = writeln!(out, "Sitemap: {}", view.absolute(&route));
    }
    Some(out.into_bytes())
}
