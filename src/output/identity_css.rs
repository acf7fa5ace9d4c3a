//! `/identity.css`: the colours and letters that a site sets itself.

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::identity;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("identity_css", "the colours and letters of the site", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    if identity::has_styles(claims.layout.config) {
        claims.site("identity.css", DEFAULT_LANGUAGE);
    }
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(identity::styles(view.config()).into_bytes())
}
