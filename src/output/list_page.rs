//! The pages of lists: those of kinds, views and tables, with the pages of their facets and orders.

use super::Output;
use crate::plan::{Claims, Job, Subject};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("list_page", "page", claim, make).needed();

fn claim(claims: &mut Claims<'_>) {
    for (number, listing) in claims.layout.plan.listings.iter().enumerate() {
        // The first page of a table stands on the page of the record that holds it.
        let first = if listing.is_on_record() { 2 } else { 1 };
        for page in first..=listing.pages() {
            let about = Subject::Listing(number);
            let claim = claims.add(listing.route(page), listing.language, about);
            claim.job.part = page;
            claim.job.indexed = true;
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let Subject::Listing(number) = job.about else { return None };
    page::listing(view, job, number, job.part)
}
