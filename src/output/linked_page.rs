//! The pages of what refers to a record in one way, where that is too much for its own page.

use super::{Output, each_page};
use crate::plan::{Claims, Job, Subject, linked_route, related};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("linked_page", "a page of the records that refer to the record", claim, make)
        .needed();

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for (id, language) in each_page(layout) {
        for group in related(layout, id, language) {
            let slug = group.slug(layout.schema);
            for page in 1..=group.more_pages() {
                let route = linked_route(layout.plan.route(id, language), &slug, page);
                claims.add(route, language, Subject::Entity(id)).job.part = page;
            }
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::linked(view, job, job.entity()?)
}
