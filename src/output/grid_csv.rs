//! The rows, columns and cells of a view as a table (RFC 4180), beside its page.

use super::{Output, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids::data;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("grid_csv", "the table of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    each_grid(claims, |claims, grid, about| {
        let route = grid.route().sibling(&format!("{}.csv", grid.word()));
        claims.add(route, grid.language, about).download = Some(("CSV", "text/csv"));
    });
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(data::csv(view, view.grid(job.grid()?)))
}
