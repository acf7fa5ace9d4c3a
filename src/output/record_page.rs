//! The page of a record, of a plain page, and the home page that has words of its own.

use super::{Output, about_record, each_page};
use crate::plan::{Claims, Job, Rank, Subject};
use crate::render::page;
use crate::view::{Site, View};

/// See the module.
pub(super) struct RecordPage;

impl Output for RecordPage {
    fn name(&self) -> &'static str {
        "record_page"
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        for (id, language) in each_page(claims.layout) {
            let route = claims.layout.plan.route(id, language).clone();
            let has_text = claims.layout.graph.entity(id).variants[language].is_some();
            let claim = claims.add(route, language, Subject::Entity(id));
            claim.rank = Rank::Page;
            // A page that only shows another language's text is a copy of that language's page.
            claim.job.indexed = has_text;
        }
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        page::entity(view, job, job.entity()?)
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        about_record("the page of the record", site, job)
    }
}
