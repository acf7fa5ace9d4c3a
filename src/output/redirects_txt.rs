//! `/_redirects`: the old addresses for Netlify, Cloudflare Pages and others that read this file, so that
//! the server itself sends readers on.

use std::fmt::Write;

use super::{Output, redirect};
use crate::plan::{Claims, Job};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new(
    "redirects_file",
    "the list of old addresses for hosts of static sites",
    claim,
    make,
);

fn claim(claims: &mut Claims<'_>) {
    redirect::claim_list(claims, "_redirects");
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let mut out = String::new();
    for (from, to) in redirect::lines(view) {
        let _ = writeln!(out, "{from} {to} 301");
    }
    Some(out.into_bytes())
}
