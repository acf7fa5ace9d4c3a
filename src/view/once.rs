//! What is made at most once in a build, by whichever page asks first.

use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// How many locks there are, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// Things by name.
pub(super) struct Once<N, T>([Mutex<FxHashMap<N, Slot<T>>>; SHARDS]);

/// A thing that is made, or found to be fresh, at most once in a build.
type Slot<T> = Arc<OnceLock<T>>;

impl<N: Clone + Eq + Hash, T: Clone> Once<N, T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }

    /// What has this name; `make` makes it if nobody has asked before.
    pub(super) fn get(&self, name: &N, make: impl FnOnce() -> T) -> T {
        self.slot(name).get_or_init(make).clone()
    }

    fn slot(&self, name: &N) -> Slot<T> {
        let shard = FxBuildHasher.hash_one(name) as usize % SHARDS;
        let mut slots = self.0[shard].lock().unwrap_or_else(PoisonError::into_inner);
        match slots.get(name) {
            Some(slot) => slot.clone(),
            None => slots.entry(name.clone()).or_default().clone(),
        }
    }
}
