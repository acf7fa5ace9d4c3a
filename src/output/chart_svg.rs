//! `chart.svg` beside the page of a chart: the drawing as a picture of its own.

use super::{Output, each_grid};
use crate::plan::{Claims, Job};
use crate::render::grids::chart;
use crate::view::{GridShape, View};

pub(super) const OUTPUT: Output = Output::new("chart_svg", "the drawing of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    each_grid(claims, |claims, grid, about| {
        if matches!(grid.shape, GridShape::Chart(_)) {
            let route = grid.route().sibling("chart.svg");
            claims.add(route, grid.language, about).download = Some(("SVG", "image/svg+xml"));
        }
    });
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(chart::draw(view, view.grid(job.grid()?), true).into_bytes())
}
