//! `/catalog.jsonld`: the data of the site as a catalogue (DCAT 3, in JSON-LD), with an entry for each kind, each table
//! and each record that is a data set, and one for the whole.

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::catalog::catalog;
use crate::render::package::written;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("catalog", "the catalogue of all data", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("catalog.jsonld", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(written(&catalog(view)))
}
