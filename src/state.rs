//! What one build leaves behind for the next one in the same process.

use std::sync::Arc;

use crate::load;
use crate::parse::Known;
use crate::view::Kept;

/// Files, records and pages of the build before. An empty state is always right.
pub struct State {
    /// What was read from the disk, to be used again where a file did not change.
    pub files: load::Known,
    /// Records of files, to be used again where a file did not change.
    pub known: Known,
    /// Finished pages and fragments.
    pub kept: Arc<Kept>,
}

impl Default for State {
    /// For a build that comes alone: nothing is kept.
    fn default() -> Self {
        Self::with(false)
    }
}

impl State {
    /// For builds that follow each other.
    pub fn keeping() -> Self {
        Self::with(true)
    }

    fn with(keeps: bool) -> Self {
        let (files, known) = Default::default();
        Self { files, known, kept: Arc::new(Kept::new(keeps)) }
    }
}
