//! The page of a view with rows and columns.

use super::{Output, about_grid, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids;
use crate::view::{Site, View};

/// See the module.
pub(super) struct GridPage;

impl Output for GridPage {
    fn name(&self) -> &'static str {
        "grid_page"
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        each_grid(claims, |claims, grid, about| {
            claims.add(grid.route(), grid.language, about).job.indexed = true;
        });
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        grids::page(view, job, view.grid(job.grid()?))
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_grid(site, job)
    }
}
