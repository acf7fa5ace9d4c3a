//! `/data/portal.sqlite`: all records as an SQLite database, with the full text of all paragraphs.

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::database::database;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("sqlite", "all records as a database", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("data/portal.sqlite", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(database(view))
}
