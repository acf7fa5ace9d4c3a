//! `404.html`, which servers show for addresses that do not exist.

use super::Output;
use crate::plan::{Claims, Job};
use crate::render::page;
use crate::view::{Site, View};

/// See the module.
pub(super) struct NotFound;

impl Output for NotFound {
    fn name(&self) -> &'static str {
        "not_found"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        for language in claims.layout.languages() {
            claims.site(&format!("{}404.html", claims.layout.prefix(language)), language);
        }
    }

    fn make(&self, view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
        page::not_found(view, job)
    }

    fn describe(&self, _: &Site, _: &Job) -> String {
        "the page for addresses that lead nowhere".to_owned()
    }
}
