//! Which files a site has: goes through its folders, follows links that stay inside, and reports
//! what cannot be a file of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use crate::config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::{self, Gate, Refusal};
use crate::links;
use crate::permalinks;
use crate::text::composed;

/// How many folders are entered through links. In folders that link to each other, the number of
/// paths grows exponentially.
const MOST_LINKED: usize = 10_000;

/// Every file by its path from the root, with the diagnostics.
pub(super) struct Walk<'a> {
    gate: &'a Gate,
    /// Folders that are never read, with all links resolved.
    skip: &'a [PathBuf],
    /// The resolved path of each file.
    pub(super) files: BTreeMap<String, PathBuf>,
    pub(super) diagnostics: Diagnostics,
    /// Files and folders that links lead to, and links on the way to them.
    pub(super) links: BTreeSet<PathBuf>,
    /// The resolved folders between the root and here, to detect links in circles.
    stack: Vec<PathBuf>,
    /// The folders that were entered, by their paths from the root.
    entered: BTreeSet<String>,
    linked: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(gate: &'a Gate, skip: &'a [PathBuf]) -> Self {
        Self {
            gate,
            skip,
            files: BTreeMap::new(),
            diagnostics: Diagnostics::new(),
            links: BTreeSet::new(),
            stack: Vec::new(),
            entered: BTreeSet::new(),
            linked: 0,
        }
    }

    /// Walks one of the site's own folders, which need not exist.
    pub(super) fn input(&mut self, rel: &str) {
        let path = self.gate.root().join(rel);
        match self.gate.follow(&path) {
            Ok(real) if real != path => self.behind_link(&path, real, rel),
            Ok(real) if real.is_dir() => self.folder(&real, rel),
            Ok(_) => self.diagnostics.push(not_a_folder(rel)),
            Err(Refusal::Missing) => {}
            Err(refusal) => self.refuse(rel, &refusal),
        }
    }

    /// Walks a folder that is not a link.
    fn folder(&mut self, real: &Path, rel: &str) {
        if !self.entered.insert(rel.to_owned()) {
            return self.diagnostics.push(twins(rel));
        }
        let entries: Result<Vec<DirEntry>, _> = fs::read_dir(real).and_then(Iterator::collect);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.refuse(rel, &Refusal::Io(error)),
        };
        entries.sort_by_key(DirEntry::file_name);
        self.stack.push(real.to_owned());
        for entry in entries {
            self.entry(&entry, rel);
        }
        self.stack.pop();
    }

    fn entry(&mut self, entry: &DirEntry, folder: &str) {
        let name = match entry.file_name().into_string() {
            Ok(name) if name.contains(char::is_control) => {
                return self.diagnostics.push(controls(folder, &name));
            }
            Ok(name) => composed(&name),
            Err(name) => {
                let shown = name.to_string_lossy();
                return self.diagnostics.push(not_utf8(folder, &shown));
            }
        };
        if is_left_out(&name, folder) {
            return;
        }
        let rel = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_symlink() => self.link(&path, &rel),
            Ok(kind) if kind.is_dir() && self.is_skipped(&path) => {}
            Ok(kind) if kind.is_dir() => self.folder(&path, &rel),
            Ok(kind) => match disk::what(kind) {
                None => self.file(path, rel),
                Some(what) => self.refuse(&rel, &Refusal::NotAFile(what)),
            },
            Err(error) => self.refuse(&rel, &Refusal::Io(error)),
        }
    }

    fn is_skipped(&self, real: &Path) -> bool {
        self.skip.iter().any(|skip| real.starts_with(skip))
    }

    fn file(&mut self, real: PathBuf, rel: String) {
        match self.files.entry(rel) {
            std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(real)),
            std::collections::btree_map::Entry::Occupied(place) => {
                self.diagnostics.push(twins(place.key()));
            }
        }
    }

    /// Follows a link in a folder if it stays inside the site.
    fn link(&mut self, path: &Path, rel: &str) {
        match self.gate.follow(path) {
            Ok(real) => self.behind_link(path, real, rel),
            Err(refusal) => {
                self.note_hops(path);
                self.refuse(rel, &refusal);
            }
        }
    }

    fn behind_link(&mut self, path: &Path, real: PathBuf, rel: &str) {
        if self.is_skipped(&real) {
            return;
        }
        self.note_hops(path);
        self.links.insert(real.clone());
        if real.is_file() {
            return self.file(real, rel.to_owned());
        }
        if !real.is_dir() {
            let refusal = disk::open_at(&real).err().unwrap_or(Refusal::NotAFile("a device"));
            return self.refuse(rel, &refusal);
        }
        if self.stack.iter().any(|above| above.starts_with(&real)) {
            return self.refuse(rel, &Refusal::Loop);
        }
        self.linked += 1;
        match self.linked {
            ..MOST_LINKED => self.folder(&real, rel),
            MOST_LINKED => self.diagnostics.push(too_many(rel)),
            _ => {}
        }
    }

    /// Records every link on the path inside the site, so that the watcher notices when one changes.
    fn note_hops(&mut self, path: &Path) {
        let mut at = path.to_owned();
        while let Ok(target) = fs::read_link(&at) {
            let next = at.parent().unwrap_or(&at).join(target);
            // The folder that contains the link may itself be reached through links.
            let folder = next.parent().and_then(|folder| folder.canonicalize().ok());
            let Some(next) = folder.zip(next.file_name()).map(|(f, name)| f.join(name)) else {
                return;
            };
            if !next.starts_with(self.gate.root()) || !self.links.insert(next.clone()) {
                return;
            }
            at = next;
        }
    }

    fn refuse(&mut self, rel: &str, refusal: &Refusal) {
        self.diagnostics.push(refusal.report(rel));
    }
}

/// Names in a site's folders that are not the author's content.
fn is_left_out(name: &str, folder: &str) -> bool {
    match super::is_static(&format!("{folder}/")) {
        // `.well-known` and `.nojekyll` are meant to be published.
        true => disk::is_never_published(name),
        false => {
            name.starts_with('.')
                || disk::is_leftover(name)
                || folder.is_empty() && is_not_content(name)
        }
    }
}

/// Folders that are never content if the content folder is the site's root.
fn is_not_content(name: &str) -> bool {
    ["node_modules", "target", "public", config::FILE, permalinks::FILE, links::FILE]
        .contains(&name)
        || config::is_own(&format!("{name}/"))
}

fn controls(folder: &str, name: &str) -> Diagnostic {
    let shown: String = name
        .chars()
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    let path = if folder.is_empty() { shown.clone() } else { format!("{folder}/{shown}") };
    Diagnostic::new(Code::BadFileName, format!("the name `{shown}` contains a control character"))
        .in_file(path)
        .help("rename it")
}

fn not_a_folder(rel: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnreadableFile,
        format!("`{rel}` is a file, but plenary expects a folder of this name"),
    )
    .in_file(rel)
    .help("rename the file")
}

fn not_utf8(folder: &str, shown: &str) -> Diagnostic {
    let headline = format!("the name `{shown}` is not UTF-8, so it cannot be part of an address");
    let path = if folder.is_empty() { shown.to_owned() } else { format!("{folder}/{shown}") };
    Diagnostic::new(Code::BadFileName, headline)
        .in_file(path)
        .help("rename it; a program that unpacked an archive may have written the name in an old encoding")
}

fn twins(rel: &str) -> Diagnostic {
    let name = rel.rsplit('/').next().unwrap_or(rel);
    Diagnostic::new(Code::RouteCollision, format!("two files have the name `{name}`"))
        .in_file(rel)
        .note("they look the same, but their accents are written in two ways (Unicode forms NFC and NFD)")
        .help("rename or delete one of them")
}

fn too_many(rel: &str) -> Diagnostic {
    let headline = format!("links lead to more than {MOST_LINKED} folders; the rest is not read");
    Diagnostic::new(Code::UnreadableFile, headline)
        .in_file(rel)
        .help("remove links between folders that link to each other")
}
