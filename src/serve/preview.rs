//! The site that is shown at the moment. It is replaced in one step, so that nobody sees half a
//! site.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::lock;
use crate::bundle::Bundle;
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::id::Route;

/// Turns diagnostics into an HTML fragment for the page; empty if there is nothing to show.
pub type Explain = dyn Fn(&[Diagnostic]) -> String + Send + Sync;

/// Receives the diagnostics that were reported while a page was made.
pub type OnProblem = dyn Fn(&Route, &[Diagnostic]) + Send + Sync;

/// A site with everything that is needed to show it.
///
/// The two functions belong to the site and not to the server, because places in diagnostics
/// have a meaning only together with the sources of their own build.
#[derive(Clone)]
pub struct PreviewSite {
    /// The site.
    pub bundle: Bundle,
    /// Opens the files of the site that are served unchanged.
    pub root: Gate,
    /// The report, as an HTML fragment that covers every page; escaped already.
    pub overlay: Option<String>,
    /// The last good site. It supplies the pages that `bundle` has but cannot make.
    pub fallback: Option<Bundle>,
    /// Makes the overlay for diagnostics that are reported while a page is made on request.
    pub explain: Arc<Explain>,
    /// Receives the diagnostics of a page that is made on request, once for each page.
    pub on_problem: Arc<OnProblem>,
}

/// Holds the current site. The builder puts each new site in, and the server shows it.
pub struct Preview {
    current: Mutex<Arc<Snapshot>>,
    changed: Condvar,
    /// Distinguishes this run from earlier ones, so that pages of an earlier run reload.
    run: String,
}

/// One state of the preview.
pub(super) struct Snapshot {
    /// Differs between any two states, of this run or another.
    pub(super) version: String,
    /// The site; `None` before the first build.
    pub(super) site: Option<Arc<PreviewSite>>,
    /// The report that covers every page.
    pub(super) overlay: Option<String>,
    count: u64,
    reported: Mutex<BTreeSet<Route>>,
}

impl Preview {
    /// A preview without a site. Clients are told that the site is being built.
    pub fn new() -> Arc<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let run = format!("{:x}-{:x}", now.as_nanos(), std::process::id());
        let first = Snapshot::new(&run, 0, None, None);
        Arc::new(Self { current: Mutex::new(Arc::new(first)), changed: Condvar::new(), run })
    }

    /// Shows another site from now on; open pages reload.
    pub fn put(&self, site: PreviewSite) {
        let overlay = site.overlay.clone();
        self.replace(|_| (Some(Arc::new(site)), overlay));
    }

    /// Shows a report (an escaped HTML fragment) over the current site, when a build has produced
    /// no new one. Works before the first site, too.
    pub fn report(&self, overlay: String) {
        self.replace(|current| (current.site.clone(), Some(overlay)));
    }

    fn replace(&self, next: impl FnOnce(&Snapshot) -> (Option<Arc<PreviewSite>>, Option<String>)) {
        let mut current = lock(&self.current);
        let (site, overlay) = next(&current);
        let next = Arc::new(Snapshot::new(&self.run, current.count + 1, site, overlay));
        let old = std::mem::replace(&mut *current, next);
        self.changed.notify_all();
        // It takes a while to free a site; nobody has to wait for that.
        drop(current);
        drop(old);
    }

    pub(super) fn current(&self) -> Arc<Snapshot> {
        lock(&self.current).clone()
    }

    /// Waits until the version differs from `seen` or `stop` holds, but no longer than `timeout`;
    /// returns the current version.
    pub(super) fn wait(&self, seen: &str, timeout: Duration, stop: impl Fn() -> bool) -> String {
        let held = lock(&self.current);
        let (current, _) = self
            .changed
            .wait_timeout_while(held, timeout, |current| current.version == seen && !stop())
            .unwrap_or_else(PoisonError::into_inner);
        current.version.clone()
    }

    /// Wakes every thread that waits, so that it checks its condition again.
    pub(super) fn notify(&self) {
        let _held = lock(&self.current);
        self.changed.notify_all();
    }
}

impl Snapshot {
    fn new(run: &str, count: u64, site: Option<Arc<PreviewSite>>, overlay: Option<String>) -> Self {
        let version = format!("{run}-{count}");
        Self { version, site, overlay, count, reported: Mutex::default() }
    }

    /// Whether the diagnostics of this page have not been reported before.
    pub(super) fn is_first_report(&self, route: &Route) -> bool {
        lock(&self.reported).insert(route.clone())
    }
}
