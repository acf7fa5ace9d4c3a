//! `/redirects.map`: the old addresses as lines of a `map` of nginx, so that the server itself sends
//! readers on.

use std::fmt::Write;

use super::{Output, redirect};
use crate::plan::{Claims, Job};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("redirects_map", "the map of old addresses for nginx", claim, make);

fn claim(claims: &mut Claims<'_>) {
    redirect::claim_list(claims, "redirects.map");
}

/// nginx compares decoded addresses, so the old ones are written as they are read.
fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let mut out = String::new();
    for (from, to) in redirect::lines(view) {
        let from = percent_encoding::percent_decode_str(&from).decode_utf8_lossy();
        let _ = writeln!(out, "\"{}\" \"{to}\";", from.replace('\\', "\\\\").replace('"', "\\\""));
    }
    Some(out.into_bytes())
}
