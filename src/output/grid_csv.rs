//! The rows, columns and cells of a view as a table (RFC 4180), beside its page.

use super::{Output, about_view, view_file, view_files};
use crate::plan::{Claims, Job};
use crate::view::{Site, View};

/// See the module.
pub(super) struct GridCsv;

impl Output for GridCsv {
    fn name(&self) -> &'static str {
        "grid_csv"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        view_files(claims, "csv", "CSV", "text/csv");
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        view_file(view, job, "csv")
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_view(site, job)
    }
}
