//! Files that are not copied, because the records that they belong to are left out of this build.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::parse::{Record, Target};
use crate::source::Sources;

/// What is known of the records of one folder or of one name.
#[derive(Clone, Copy, Default)]
struct Seen {
    shown: bool,
    hidden: bool,
}

impl Seen {
    fn only_hidden(self) -> bool {
        self.hidden && !self.shown
    }
}

/// The paths of the files that are left out.
///
/// A file in the folder of an `index.md`, or below it, belongs to that record. Any other file
/// belongs to the records that read it, refer to it or bear its name, and is left out where all
/// of these are. A data file of which a single row is left out is never copied.
pub(super) fn files(
    shown: &[Arc<Record>],
    hidden: &[Arc<Record>],
    sources: &Sources,
) -> BTreeSet<Arc<str>> {
    if hidden.is_empty() {
        return BTreeSet::new();
    }
    let partly: BTreeSet<&str> = hidden.iter().filter_map(|record| data_of_row(record)).collect();
    let folders = seen(shown, hidden, |record, add| add(index_folder(&record.path)));
    let names = seen(shown, hidden, |record, add| {
        add(stem(&record.path));
        add(section_folder(&record.path));
        add(record.table.as_ref().and_then(|table| table.file.as_deref()));
        let files = record.links.iter().filter_map(|link| match &link.target {
            Target::File { path, .. } => Some(path.as_str()),
            _ => None,
        });
        files.for_each(|file| add(Some(file)));
    });
    let is_hidden = |path: &str| {
        let name = |key: Option<&str>| key.and_then(|key| names.get(key)).copied();
        partly.contains(path)
            || owner(path, &folders).is_some_and(Seen::only_hidden)
            || together([name(Some(path)), name(stem(path)), name(folder(path))]).only_hidden()
    };
    let assets = sources.assets().iter().map(|asset| &asset.path);
    assets.filter(|path| is_hidden(path)).cloned().collect()
}

/// What is known of each key that `keys` names for a record. Rows have no files of their own.
fn seen<'r>(
    shown: &'r [Arc<Record>],
    hidden: &'r [Arc<Record>],
    keys: impl Fn(&'r Record, &mut dyn FnMut(Option<&'r str>)),
) -> BTreeMap<&'r str, Seen> {
    let mut out: BTreeMap<&str, Seen> = BTreeMap::new();
    for (records, is_shown) in [(shown, true), (hidden, false)] {
        for record in records.iter().filter(|record| record.row.is_none()) {
            keys(record, &mut |key| {
                let Some(key) = key else { return };
                let seen = out.entry(key).or_default();
                seen.shown |= is_shown;
                seen.hidden |= !is_shown;
            });
        }
    }
    out
}

fn together(all: [Option<Seen>; 3]) -> Seen {
    all.into_iter().flatten().fold(Seen::default(), |a, b| Seen {
        shown: a.shown || b.shown,
        hidden: a.hidden || b.hidden,
    })
}

/// The data file of a row.
fn data_of_row(record: &Record) -> Option<&str> {
    let row = record.row.as_ref()?;
    record.path.strip_suffix(&*row.id)?.strip_suffix('#')
}

/// The folder of an `index.md` or of a translation of one.
fn index_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    (name.split('.').next() == Some("index")).then_some(folder)
}

/// The folder whose page a file `_index` is.
fn section_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    (name.split('.').next() == Some("_index")).then_some(folder)
}

fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// A path up to the first full stop of the file's name; `None` for indexes, whose files are those
/// of their folder.
fn stem(path: &str) -> Option<&str> {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path[name..].find('.').map_or(path.len(), |dot| name + dot);
    (!["index", "_index"].contains(&&path[name..end])).then(|| &path[..end])
}

/// What is known of the nearest folder above a file that is a record's own.
fn owner(path: &str, folders: &BTreeMap<&str, Seen>) -> Option<Seen> {
    let mut rest = path;
    while let Some((folder, _)) = rest.rsplit_once('/') {
        if let Some(seen) = folders.get(folder) {
            return Some(*seen);
        }
        rest = folder;
    }
    None
}
