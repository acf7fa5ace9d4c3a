//! Files that are not copied, because the records that they belong to are left out of this build.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::visible::{LeftOut, ancestors};
use crate::config::Config;
use crate::id::RecordKey;
use crate::parse::{Record, Target};
use crate::source::Sources;

mod mentions;

/// What is known of the records of one folder, name or file.
#[derive(Clone, Copy, Default)]
struct Seen {
    shown: bool,
    hidden: bool,
}

impl Seen {
    fn add(&mut self, is_shown: bool) {
        self.shown |= is_shown;
        self.hidden |= !is_shown;
    }

    fn only_hidden(self) -> bool {
        self.hidden && !self.shown
    }
}

/// The files beside content, in a build that leaves something out.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The paths of files that are not copied.
    pub withheld: BTreeSet<Arc<str>>,
    /// The paths of files that are copied though no published record refers to them.
    pub unclaimed: BTreeSet<Arc<str>>,
}

/// Sorts the files beside content.
///
/// A file in the folder of an `index.md` or `_index.md` that is left out, or below it, is left out.
/// Any other file belongs to the records that read it, name it or bear its name, and is left out
/// where all of these are. A data file of which a single row is left out is never copied.
pub(super) fn files(
    shown: &[Arc<Record>],
    hidden: &[LeftOut],
    (sources, config): (&Sources, &Config),
) -> Files {
    let unclear = shown.iter().filter(|record| has_unclear_rows(record));
    let unclear = unclear.filter_map(|record| record.table.as_ref()?.file.as_deref());
    let partly: BTreeSet<&str> =
        hidden.iter().filter_map(|out| data_of_row(&out.record)).chain(unclear).collect();
    if hidden.is_empty() && partly.is_empty() {
        return Files::default();
    }
    let names = Names::new(shown, hidden, (sources, config));
    let mut out = Files::default();
    let assets = sources.assets().iter().map(|asset| &asset.path);
    for path in assets.filter(|path| path.starts_with(&*config.content)) {
        if partly.contains(&**path) || names.is_hidden(path) {
            out.withheld.insert(path.clone());
        } else if !names.is_claimed(path) {
            out.unclaimed.insert(path.clone());
        }
    }
    out
}

/// Whether the data of a table may hold rows that nobody may see and that are not records, or hold
/// something that the settings leave out.
fn has_unclear_rows(record: &Record) -> bool {
    record.table.as_ref().is_some_and(|table| table.head.is_unclear || table.holds_back)
}

/// What is known of folders, names and files.
struct Names<'r> {
    /// The content folder.
    root: &'r str,
    /// Folders of an `index.md`.
    folders: BTreeMap<&'r str, Seen>,
    /// Folders of an `index.md` or `_index.md`.
    sections: BTreeMap<&'r str, Seen>,
    names: BTreeMap<Cow<'r, str>, Seen>,
}

impl<'r> Names<'r> {
    fn new(
        shown: &'r [Arc<Record>],
        hidden: &'r [LeftOut],
        (sources, config): (&Sources, &'r Config),
    ) -> Self {
        let root = config.content.trim_end_matches('/');
        let (folders, sections, found) = Default::default();
        let mut names = Self { root, folders, sections, names: found };
        let files = mentions::Files::new(sources, config);
        let hidden = hidden.iter().map(|out| (&out.record, false));
        let all: Vec<_> = shown.iter().map(|record| (record, true)).chain(hidden).collect();
        let holders = all.iter().filter(|(record, _)| record.table.is_some());
        let holders: BTreeMap<&RecordKey, &str> =
            holders.map(|(record, _)| (&record.key, &*record.path)).collect();
        for (record, is_shown) in all {
            names.own(record, is_shown);
            let holder = record.row.as_ref().and_then(|row| holders.get(row.table()).copied());
            let mentioned = files.mentioned_by(record, holder, (is_shown, sources));
            mentioned.into_iter().for_each(|path| names.see(path.into(), is_shown));
        }
        names
    }

    fn see(&mut self, key: Cow<'r, str>, is_shown: bool) {
        self.names.entry(key).or_default().add(is_shown);
    }

    /// What a record claims by where it lies and by what it refers to.
    fn own(&mut self, record: &'r Record, is_shown: bool) {
        for link in &record.links {
            if let Target::File { path, .. } = &link.target {
                self.see(nfc(path), is_shown);
            }
        }
        if record.row.is_some() {
            return;
        }
        let data = record.table.as_ref().and_then(|table| table.file.as_deref());
        for name in data.into_iter().chain(stem(&record.path)) {
            self.see(nfc(name), is_shown);
        }
        if let Some(folder) = index_folder(&record.path) {
            self.folders.entry(folder).or_default().add(is_shown);
        }
        if let Some(folder) = index_folder(&record.path).or_else(|| section_folder(&record.path)) {
            self.sections.entry(folder).or_default().add(is_shown);
        }
    }

    fn is_hidden(&self, path: &str) -> bool {
        let is_gone = |folder: &str| self.sections.get(folder).is_some_and(|it| it.only_hidden());
        let seen = self.named(path);
        // What lies beside a home page that is left out may belong to others.
        let beside_home = folder(path) == Some(self.root) && is_gone(self.root) && !seen.shown;
        let in_folder = ancestors(path).any(|folder| folder != self.root && is_gone(folder));
        in_folder || beside_home || seen.only_hidden()
    }

    /// Whether a published record refers to a file, or holds it.
    fn is_claimed(&self, path: &str) -> bool {
        let owner = ancestors(path).find_map(|folder| self.folders.get(folder));
        self.named(path).shown || owner.is_some_and(|seen| seen.shown)
    }

    fn named(&self, path: &str) -> Seen {
        let path = nfc(path);
        let keys = [Some(&*path), stem(&path)];
        let seen = keys.into_iter().flatten().filter_map(|key| self.names.get(key));
        seen.fold(Seen::default(), |a, b| Seen {
            shown: a.shown || b.shown,
            hidden: a.hidden || b.hidden,
        })
    }
}

/// A path with composed letters, as paths are compared.
fn nfc(path: &str) -> Cow<'_, str> {
    if is_nfc(path) { path.into() } else { path.nfc().collect::<String>().into() }
}

/// The data file of a row.
fn data_of_row(record: &Record) -> Option<&str> {
    let row = record.row.as_ref()?;
    record.path.strip_suffix(&*row.id)?.strip_suffix('#')
}

/// The folder of an `index.md` or of a translation of one.
pub(super) fn index_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    (name.split('.').next() == Some("index")).then_some(folder)
}

/// The folder whose page a file `_index` is.
pub(super) fn section_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    (name.split('.').next() == Some("_index")).then_some(folder)
}

pub(super) fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// A path up to the first full stop of the file's name; `None` for indexes, whose files are those
/// of their folder.
fn stem(path: &str) -> Option<&str> {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path[name..].find('.').map_or(path.len(), |dot| name + dot);
    (!["index", "_index"].contains(&&path[name..end])).then(|| &path[..end])
}
