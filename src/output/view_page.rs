//! The pages of views that are no lists.

use super::{Output, about_view};
use crate::plan::{Claims, Job, Subject};
use crate::render::page;
use crate::view::{Site, View};

/// See the module.
pub(super) struct ViewPage;

impl Output for ViewPage {
    fn name(&self) -> &'static str {
        "view_page"
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        for (number, page) in claims.layout.plan.pages.iter().enumerate() {
            claims.add(page.route(), page.language, Subject::View(number)).job.indexed = true;
        }
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        page::of_view(view, job, view.view_page(job.view_page()?))
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_view(site, job)
    }
}
