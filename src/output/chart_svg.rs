//! `chart.svg` beside the page of a chart: the drawing as a picture of its own.

use super::{Output, view_file, view_files};
use crate::plan::{Claims, Job};
use crate::render::{html, page};
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("chart_svg", "the drawing of", claim, make);

fn claim(claims: &mut Claims<'_>) {
    view_files(claims, "svg", "SVG", "image/svg+xml");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let drawing = String::from_utf8(view_file(view, job, "svg")?).ok()?;
    Some(html::to_root(&drawing, &page::root(view, &job.route)))
}
