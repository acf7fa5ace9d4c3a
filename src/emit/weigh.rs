//! Weighs every page against the budgets of the site.

use super::search::read;
use crate::bundle::{Bundle, Content};
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::id::Route;

/// A style sheet or script is read up to this many bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The files of a site, and where copied ones lie.
pub(super) struct Weigh<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) site: &'a Gate,
}

impl Weigh<'_> {
    /// The report of a page that weighs too much.
    pub(super) fn check(&self, route: &Route, content: Option<&Content>) -> Option<Diagnostic> {
        match content? {
            Content::Bytes(bytes) => {
                self.bundle.scales()?.check(route, bytes, &|asset| self.bytes(asset))
            }
            Content::Static(_) | Content::File(_) | Content::Packed(_) => None,
        }
    }

    /// The reports of what several pages load, after all of them have been weighed.
    pub(super) fn shared(&self) -> Vec<Diagnostic> {
        self.bundle.scales().map(|scales| scales.shared()).unwrap_or_default()
    }

    /// The bytes of a style sheet or script.
    fn bytes(&self, route: &Route) -> Option<Vec<u8>> {
        match self.bundle.get(route).value? {
            Content::Bytes(bytes) => Some(bytes),
            Content::Static(bytes) => Some(bytes.to_vec()),
            Content::File(path) => read(self.site, &path, MOST_BYTES),
            Content::Packed(_) => None,
        }
    }
}
