//! `/favicon.svg`: the emblem of the site, unless `static/` has another picture.

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::identity;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("favicon", "the emblem of the site", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    claims.site("favicon.svg", DEFAULT_LANGUAGE).yields = true;
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(identity::icon(view.config()).into_bytes())
}
