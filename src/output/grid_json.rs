//! The rows, columns and cells of a view as JSON, beside its page.

use super::{Output, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids::data;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("grid_json", "the data of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    each_grid(claims, |claims, grid, about| {
        let route = grid.route().sibling(&format!("{}.json", grid.word()));
        claims.add(route, grid.language, about).download = Some(("JSON", "application/json"));
    });
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(data::json(view, view.grid(job.grid()?)))
}
