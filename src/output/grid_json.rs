//! The rows, columns and cells of a view as JSON, beside its page.

use super::{Output, view_file, view_files};
use crate::plan::{Claims, Job};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("grid_json", "the data of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    view_files(claims, "json", "JSON", "application/json");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    view_file(view, job, "json")
}
