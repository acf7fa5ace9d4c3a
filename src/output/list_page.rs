//! The pages of lists: those of kinds, views and tables, with the pages of their facets and orders.

use super::Output;
use crate::plan::{Claims, Job, Subject};
use crate::render::page;
use crate::view::{Site, View};

/// See the module.
pub(super) struct ListPage;

impl Output for ListPage {
    fn name(&self) -> &'static str {
        "list_page"
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn claim(&self, claims: &mut Claims<'_>) {
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

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        let Subject::Listing(number) = job.about else { return None };
        page::listing(view, job, number, job.part)
    }

    fn describe(&self, site: &Site, job: &Job) -> String {
        let Subject::Listing(number) = job.about else { return String::new() };
        let listing = &site.plan().listings[number];
        let filter = listing.filter.as_ref().map(|(facet, value)| format!(", {facet}: {value}"));
        format!("page {} of {}{}", job.part, listing.claimed_by, filter.unwrap_or_default())
    }
}
