//! What one build leaves behind for the next one in the same process.

use std::sync::Arc;

use crate::cache::Cache;
use crate::load;
use crate::parse::Known;

/// Files, records and pages of the build before. An empty state is always right.
pub struct State {
    /// What was read from the disk, to be used again where a file did not change.
    pub files: load::Known,
    /// Records of files, to be used again where a file did not change.
    pub known: Known,
    /// Finished pages.
    pub cache: Arc<Cache>,
}

impl Default for State {
    /// For a build that comes alone: nothing is kept.
    fn default() -> Self {
        Self::with(Cache::forgetting())
    }
}

impl State {
    /// For builds that follow each other.
    pub fn keeping() -> Self {
        Self::with(Cache::keeping())
    }

    fn with(cache: Cache) -> Self {
        let (files, known) = Default::default();
        Self { files, known, cache: Arc::new(cache) }
    }
}
