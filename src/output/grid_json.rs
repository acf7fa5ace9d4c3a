//! The rows, columns and cells of a view as JSON, beside its page.

use super::{Output, about_view, view_file, view_files};
use crate::plan::{Claims, Job};
use crate::view::{Site, View};

/// See the module.
pub(super) struct GridJson;

impl Output for GridJson {
    fn name(&self) -> &'static str {
        "grid_json"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        view_files(claims, "json", "JSON", "application/json");
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        view_file(view, job, "json")
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_view(site, job)
    }
}
