//! What was made and what it depended on. Never needed: an empty cache is always right.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::fingerprint::Fingerprint;
use crate::id::Route;
use crate::view::Question;

/// One finished file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The fingerprint of the job that made it.
    pub job: Fingerprint,
    /// What it asked, with the fingerprints of the answers it got, in the order of asking.
    pub questions: Vec<(Question, Fingerprint)>,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// Finished files by route. Shared between builds; safe to use from several threads.
#[derive(Default)]
pub struct Cache {
    keeps: bool,
    entries: Mutex<BTreeMap<Route, Entry>>,
    made: Mutex<Vec<Route>>,
}

impl Cache {
    /// A cache that keeps what is made, for builds that follow each other in one process.
    pub fn keeping() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// A cache that keeps nothing, for a build that comes alone.
    pub fn forgetting() -> Self {
        Self::default()
    }

    /// Whether it keeps anything; if not, nobody needs to take notes.
    pub fn keeps(&self) -> bool {
        self.keeps
    }

    /// A finished file that is as a new one would be: its job is the same, and every question has
    /// the answer that it had.
    pub fn fresh(
        &self,
        route: &Route,
        job: Fingerprint,
        answer: &dyn Fn(&Question) -> Fingerprint,
    ) -> Option<Arc<[u8]>> {
        if !self.keeps {
            return None;
        }
        let entry = lock(&self.entries).get(route).filter(|entry| entry.job == job).cloned()?;
        let same = entry.questions.iter().all(|(question, mark)| answer(question) == *mark);
        same.then_some(entry.bytes)
    }

    /// Keeps a finished file.
    pub fn put(&self, route: &Route, entry: Entry) {
        if self.keeps {
            lock(&self.entries).insert(route.clone(), entry);
        }
    }

    /// Drops a file.
    pub fn forget(&self, route: &Route) {
        if self.keeps {
            lock(&self.entries).remove(route);
        }
    }

    /// Drops every file whose route is not among these, so that the cache does not grow for ever.
    pub fn keep_only(&self, known: &dyn Fn(&Route) -> bool) {
        lock(&self.entries).retain(|route, _| known(route));
    }

    /// Remembers that a file was made, not taken from the cache.
    pub fn count(&self, route: &Route) {
        if self.keeps {
            lock(&self.made).push(route.clone());
        }
    }

    /// The routes that were made since this was last asked, sorted.
    pub fn take_made(&self) -> Vec<Route> {
        let mut made = std::mem::take(&mut *lock(&self.made));
        made.sort();
        made
    }
}

/// A page that panicked while it held the lock left nothing half done: entries are whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
