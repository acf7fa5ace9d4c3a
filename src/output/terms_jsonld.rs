//! `/terms.jsonld`: the concepts of the site, as its model declares them (SKOS as JSON-LD).

use super::{Output, concept_file};
use crate::plan::{Claims, Job};
use crate::render::concepts;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("terms_jsonld", "the concepts of the site as JSON-LD", claim, make);

fn claim(claims: &mut Claims<'_>) {
    concept_file(claims, "terms.jsonld");
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(concepts::json_ld(view))
}
