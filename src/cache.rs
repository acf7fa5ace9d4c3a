//! What was made and what it depended on. Never needed: an empty cache is always right.
//!
//! It knows neither pages nor questions: `N` names what was made, `Q` is a question, `T` is what was
//! made. See `view::Kept`.

use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::fingerprint::Fingerprint;

/// A finished thing, with the questions that it depends on.
pub struct Entry<Q, T> {
    /// The fingerprint of the instructions that it was made from, apart from the answers.
    pub job: Fingerprint,
    /// What it asked, with the fingerprints of the answers it got, in the order of asking.
    pub questions: Vec<(Q, Fingerprint)>,
    /// What was made.
    pub made: T,
}

/// Finished things by name. Shared between builds; safe to use from several threads.
pub struct Cache<N, Q, T> {
    keeps: bool,
    entries: Mutex<FxHashMap<N, Arc<Entry<Q, T>>>>,
    made: Mutex<Vec<N>>,
}

impl<N: Clone + Eq + Hash, Q, T: Clone> Cache<N, Q, T> {
    /// A cache that keeps what is made, for builds that follow each other in one process, or one
    /// that keeps nothing, for a build that comes alone.
    pub fn new(keeps: bool) -> Self {
        Self { keeps, entries: Mutex::default(), made: Mutex::default() }
    }

    /// Whether it keeps anything; if not, questions need not be recorded.
    pub fn keeps(&self) -> bool {
        self.keeps
    }

    /// What was made, with its questions, if it is still up to date: its job is the same, and every question
    /// still has the same answer.
    pub fn fresh(
        &self,
        name: &N,
        job: Fingerprint,
        answer: impl Fn(&Q) -> Fingerprint,
    ) -> Option<Arc<Entry<Q, T>>> {
        if !self.keeps {
            return None;
        }
        // Answers may ask the cache for other things, so they are not sought behind its lock.
        let entry = lock(&self.entries).get(name).filter(|entry| entry.job == job).cloned()?;
        let same = entry.questions.iter().all(|(question, mark)| answer(question) == *mark);
        same.then_some(entry)
    }

    /// Keeps something finished.
    pub fn put(&self, name: &N, entry: Entry<Q, T>) {
        if self.keeps {
            lock(&self.entries).insert(name.clone(), Arc::new(entry));
        }
    }

    /// Drops something.
    pub fn forget(&self, name: &N) {
        if self.keeps {
            lock(&self.entries).remove(name);
        }
    }

    /// Drops everything that is not known.
    pub fn keep_only(&self, known: impl Fn(&N, &Entry<Q, T>) -> bool) {
        lock(&self.entries).retain(|name, entry| known(name, entry));
    }

    /// Remembers that something was made, not taken from the cache.
    pub fn count(&self, name: &N) {
        if self.keeps {
            lock(&self.made).push(name.clone());
        }
    }

    /// The names of what was made since the last call.
    pub fn take_made(&self) -> Vec<N> {
        std::mem::take(&mut *lock(&self.made))
    }
}

/// A page that panicked while it held the lock left nothing half done: entries are whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
