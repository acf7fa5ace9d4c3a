//! The pages of views that are not lists.

use super::Output;
use crate::plan::{Claims, Job, Subject};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("view_page", "the page of", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    for (number, page) in claims.layout.plan.pages.iter().enumerate() {
        claims.add(page.route(), page.language, Subject::View(number)).job.indexed = true;
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::of_view(view, job, view.view_page(job.view_page()?))
}
