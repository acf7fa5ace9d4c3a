//! The rows, columns and cells of a view as a table (RFC 4180), beside its page.

use super::{Output, about_grid, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids::data;
use crate::view::{Site, View};

/// See the module.
pub(super) struct GridCsv;

impl Output for GridCsv {
    fn name(&self) -> &'static str {
        "grid_csv"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        each_grid(claims, |claims, grid, about| {
            let route = grid.route().sibling(&format!("{}.csv", grid.word()));
            claims.add(route, grid.language, about).download = Some(("CSV", "text/csv"));
        });
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        Some(data::csv(view, view.grid(job.grid()?)))
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_grid(site, job)
    }
}
