//! The last look at every file: none that holds text of something withheld is published.

use std::io::Read;
use std::sync::Arc;

use rayon::prelude::*;

use crate::bundle::{Bundle, Content};
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::id::Route;
use crate::leak::{self, Guard};

/// A copied file is looked at up to this many bytes.
const MOST_BYTES: u64 = 256 << 20;

/// What files are searched for, and where copied ones lie.
pub(super) struct Search<'a> {
    guard: Option<Knowing<'a>>,
    site: &'a Gate,
}

/// A guard as it was made, or one that knows files of the disk as well.
enum Knowing<'a> {
    Texts(&'a Guard),
    Files(Box<Guard>),
}

impl<'a> Search<'a> {
    /// Reads the withheld files whose text is not known yet.
    pub(super) fn new(bundle: &'a Bundle, site: &'a Gate) -> Self {
        let guard = bundle.guard().map(|guard| {
            let read =
                |path: &Arc<str>| Some((path.clone(), read(site, path, leak::MOST_OF_FILE)?));
            let files: Vec<_> = guard.files().par_iter().filter_map(read).collect();
            match files.is_empty() {
                true => Knowing::Texts(guard),
                false => Knowing::Files(Box::new(guard.knowing(files))),
            }
        });
        Self { guard, site }
    }

    /// The report of a file that must not be published.
    pub(super) fn check(&self, route: &Route, content: Option<&Content>) -> Option<Diagnostic> {
        let guard: &Guard = match self.guard.as_ref()? {
            Knowing::Texts(guard) => guard,
            Knowing::Files(guard) => guard,
        };
        match content? {
            Content::Bytes(bytes) => guard.check(route.as_str(), bytes),
            // An archive is packed before it is searched.
            Content::Static(_) | Content::Packed(_) => None,
            Content::File(path) if !guard.looks_at(path) => None,
            // What cannot be read cannot be copied either, which is reported there.
            Content::File(path) => guard.check(route.as_str(), &read(self.site, path, MOST_BYTES)?),
        }
    }
}

pub(super) fn read(site: &Gate, path: &str, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    site.open(path).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
