//! What is shown now. Exchanged in one step, so that nobody sees half a site.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::lock;
use crate::bundle::Bundle;
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::id::Route;

/// Turns what was noticed into an HTML fragment for the page; empty text for nothing to show.
pub type Explain = dyn Fn(&[Diagnostic]) -> String + Send + Sync;

/// Is told what was noticed while a page was made.
pub type Notify = dyn Fn(&Route, &[Diagnostic]) + Send + Sync;

/// A site with everything that is needed to show it.
///
/// The two functions belong to the site and not to the server, because places in diagnostics
/// have a meaning only together with the sources of their own build.
#[derive(Clone)]
pub struct Shown {
    /// The site.
    pub bundle: Bundle,
    /// The way to the files of the site that are handed out as they are.
    pub root: Gate,
    /// The report, as an HTML fragment that is laid over every page; escaped already.
    pub overlay: Option<String>,
    /// The last good site: asked for a page that is in `bundle` and cannot be made.
    pub fallback: Option<Bundle>,
    /// Makes the overlay for what is found when a page is made on request.
    pub explain: Arc<Explain>,
    /// Told what is found when a page is made on request, once for each page.
    pub on_problem: Arc<Notify>,
}

/// Holds what is shown now. Shared by those who build, who put, and the server, which shows.
pub struct Shelf {
    now: Mutex<Arc<Now>>,
    changed: Condvar,
    /// Tells this shelf from that of an earlier run, so that pages of that run reload.
    run: String,
}

/// One state of the shelf.
pub(super) struct Now {
    /// Differs between any two states, of this run or another.
    pub(super) version: String,
    /// The site; none before the first is built.
    pub(super) shown: Option<Arc<Shown>>,
    /// The report that is laid over every page.
    pub(super) overlay: Option<String>,
    count: u64,
    told: Mutex<BTreeSet<Route>>,
}

impl Shelf {
    /// An empty shelf. Visitors are told that the site is being built.
    pub fn new() -> Arc<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let run = format!("{:x}-{:x}", now.as_nanos(), std::process::id());
        let state = Now::new(&run, 0, None, None);
        Arc::new(Self { now: Mutex::new(Arc::new(state)), changed: Condvar::new(), run })
    }

    /// Shows another site from now on; open pages reload.
    pub fn put(&self, shown: Shown) {
        let overlay = shown.overlay.clone();
        self.exchange(|_| (Some(Arc::new(shown)), overlay));
    }

    /// Lays a report (an escaped HTML fragment) over the site that is shown, for when there is
    /// no new site to show. Works before the first site too.
    pub fn complain(&self, overlay: String) {
        self.exchange(|now| (now.shown.clone(), Some(overlay)));
    }

    fn exchange(&self, next: impl FnOnce(&Now) -> (Option<Arc<Shown>>, Option<String>)) {
        let mut now = lock(&self.now);
        let (shown, overlay) = next(&now);
        *now = Arc::new(Now::new(&self.run, now.count + 1, shown, overlay));
        self.changed.notify_all();
    }

    pub(super) fn now(&self) -> Arc<Now> {
        lock(&self.now).clone()
    }

    /// Waits until the version differs from `seen`, at most for `patience`, or until woken for
    /// another reason; the version then.
    pub(super) fn wait(&self, seen: &str, patience: Duration, until: impl Fn() -> bool) -> String {
        let held = lock(&self.now);
        let (now, _) = self
            .changed
            .wait_timeout_while(held, patience, |now| now.version == seen && !until())
            .unwrap_or_else(PoisonError::into_inner);
        now.version.clone()
    }

    /// Lets everybody who waits look up.
    pub(super) fn wake(&self) {
        let _held = lock(&self.now);
        self.changed.notify_all();
    }
}

impl Now {
    fn new(run: &str, count: u64, shown: Option<Arc<Shown>>, overlay: Option<String>) -> Self {
        let version = format!("{run}-{count}");
        Self { version, shown, overlay, count, told: Mutex::default() }
    }

    /// Whether this is the first time that the page is spoken of.
    pub(super) fn is_news(&self, route: &Route) -> bool {
        lock(&self.told).insert(route.clone())
    }
}
