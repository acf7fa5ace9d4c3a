//! `chart.svg` beside the page of a chart: the drawing as a picture of its own.

use super::{Output, about_grid, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids::chart;
use crate::view::{GridShape, Site, View};

/// See the module.
pub(super) struct ChartSvg;

impl Output for ChartSvg {
    fn name(&self) -> &'static str {
        "chart_svg"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        each_grid(claims, |claims, grid, about| {
            if matches!(grid.shape, GridShape::Chart(_)) {
                let route = grid.route().sibling("chart.svg");
                claims.add(route, grid.language, about).download = Some(("SVG", "image/svg+xml"));
            }
        });
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        Some(chart::draw(view, view.grid(job.grid()?), true).into_bytes())
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_grid(site, job)
    }
}
