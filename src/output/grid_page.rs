//! The page of a view with rows and columns.

use super::{Output, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("grid_page", "the page of", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    each_grid(claims, |claims, grid, about| {
        claims.add(grid.route(), grid.language, about).job.indexed = true;
    });
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    grids::page(view, job, view.grid(job.grid()?))
}
