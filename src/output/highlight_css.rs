//! `/highlight.css`: the colours of code.

use super::Output;
use crate::parse::highlight;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("highlight_css", "the colours of highlighted code", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    claims.site("highlight.css", DEFAULT_LANGUAGE);
}

fn make(_: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(highlight::style_sheet().into_bytes())
}
