//! `/terms.ttl`: the concepts of the site, as its model declares them (SKOS as Turtle).

use super::{Output, concept_file};
use crate::plan::{Claims, Job};
use crate::render::concepts;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("terms_ttl", "the concepts of the site as Turtle", claim, make);

fn claim(claims: &mut Claims<'_>) {
    concept_file(claims, "terms.ttl");
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(concepts::turtle(view))
}
