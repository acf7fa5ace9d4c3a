//! `chart.svg` beside the page of a chart: the drawing as a picture of its own.

use super::{Output, about_view, view_file, view_files};
use crate::plan::{Claims, Job};
use crate::view::{Site, View};

/// See the module.
pub(super) struct ChartSvg;

impl Output for ChartSvg {
    fn name(&self) -> &'static str {
        "chart_svg"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        view_files(claims, "svg", "SVG", "image/svg+xml");
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        view_file(view, job, "svg")
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_view(site, job)
    }
}
