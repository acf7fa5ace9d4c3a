//! What may have been meant by a reference that leads nowhere. Each index is made when the first
//! such reference asks for it, and then serves all others.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::names::Names;
use crate::parse::Record;
use crate::text::{Index, nearest, offered};

/// How many names are offered.
const MOST: usize = 3;

/// Every name that a reference may have meant.
#[derive(Default)]
pub(super) struct Near<'g> {
    /// By kind; all kinds together where a reference names none.
    names: Mutex<BTreeMap<Option<String>, Index<'g>>>,
    files: OnceLock<Files<'g>>,
    /// The anchors of records to which some reference names one that is not there, by path.
    anchors: Mutex<BTreeMap<&'g str, Index<'g>>>,
}

/// The files that a link may lead to.
struct Files<'g> {
    in_folder: BTreeMap<&'g str, Index<'g>>,
    /// The first file of each name.
    named: BTreeMap<&'g str, &'g str>,
}

impl<'g> Near<'g> {
    /// The nearest ids and names of records of `kinds` (all where empty).
    pub(super) fn records(
        &self,
        names: &'g Names<'g>,
        word: &str,
        kinds: &[String],
    ) -> Vec<&'g str> {
        let mut indexes = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_kind = |kind: Option<&str>| {
            let index = indexes.entry(kind.map(str::to_owned));
            index.or_insert_with(|| names.index(kind)).nearest(word, MOST)
        };
        match kinds {
            [] => of_kind(None),
            [kind] => of_kind(Some(kind)),
            kinds => nearest(word, kinds.iter().flat_map(|kind| of_kind(Some(kind))), MOST),
        }
    }

    /// A help that offers files of a like name: first those in the same folder, then one anywhere.
    pub(super) fn files(&self, path: &str, all: impl Fn() -> Vec<&'g str>) -> Option<String> {
        let files = self.files.get_or_init(|| Files::new(&all()));
        let (folder, name) = split(path);
        let here = files.in_folder.get(folder);
        let near = here.map(|index| index.nearest(name, MOST)).unwrap_or_default();
        offered(&near).or_else(|| Some(format!("did you mean {}?", files.named.get(name)?)))
    }

    /// A help that offers the nearest anchors of a record.
    pub(super) fn anchors(&self, record: &'g Record, anchor: &str) -> Option<String> {
        let mut indexes = self.anchors.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = record.body.anchors.iter().map(|anchor| &*anchor.id);
        let index = indexes.entry(&record.path).or_insert_with(|| Index::new(ids));
        offered(&index.nearest(anchor, MOST))
    }
}

impl<'g> Files<'g> {
    fn new(all: &[&'g str]) -> Self {
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut named = BTreeMap::new();
        for path in all {
            let (folder, name) = split(path);
            folders.entry(folder).or_default().push(name);
            named.entry(name).or_insert(*path);
        }
        let index = |(folder, names)| (folder, Index::new(names));
        Self { in_folder: folders.into_iter().map(index).collect(), named }
    }
}

/// The folder and the name of a file.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
