//! The page of a record, of a plain page, and the home page that has words of its own.

use super::{Output, each_page};
use crate::plan::{Claims, Job, Rank, Subject};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("record_page", "the page of the record", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    for (id, language) in each_page(claims.layout) {
        let route = claims.layout.plan.route(id, language).clone();
        let has_text = claims.layout.graph.entity(id).variants[language].is_some();
        let is_retired = claims.layout.graph.is_retired(id);
        let claim = claims.add(route, language, Subject::Entity(id));
        claim.rank = Rank::Page;
        // A page that only shows another language's text is a copy of that language's page.
        claim.job.indexed = has_text && !is_retired;
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::entity(view, job, job.entity()?)
}
