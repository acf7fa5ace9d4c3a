//! The gate to a site's files: nothing outside the site is read or written, and only ordinary
//! files are opened.
//!
//! A check-out can carry symbolic links, and pipes and devices can wait for ever. So a path is
//! followed to what it really is first, and what was opened is compared with what was allowed.
#![allow(clippy::disallowed_methods, reason = "this is the gate to the disk")]

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::text::composed;

mod leftover;
#[cfg(test)]
mod tests;

pub use leftover::{is_leftover, is_never_published};

/// The folder of a site, and the other folders that its links may lead to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gate {
    /// As it was given, for messages.
    shown: Arc<Path>,
    /// What it really is.
    root: Arc<Path>,
    /// Folders and files elsewhere that links may lead to, as what they really are.
    also: Arc<[PathBuf]>,
}

/// Why a file is not opened.
#[derive(Debug)]
pub enum Refusal {
    /// There is nothing.
    Missing,
    /// It is a link to something that is not there.
    Dangling(PathBuf),
    /// A link leads out of the site, to this place.
    Outside(PathBuf),
    /// A link leads to something hidden, such as `.git`.
    Hidden(PathBuf),
    /// Links lead in circles.
    Loop,
    /// It is this, and not an ordinary file.
    NotAFile(&'static str),
    /// It was exchanged while it was opened.
    Exchanged,
    /// The system said no.
    Io(io::Error),
}

impl Gate {
    /// The gate to the site in a folder. Where there is no such folder, nothing is found in it.
    pub fn new(root: &Path) -> Self {
        let real = root.canonicalize().or_else(|_| std::path::absolute(root));
        let real = real.unwrap_or_else(|_| root.to_owned());
        Self { shown: root.into(), root: real.into(), also: Arc::new([]) }
    }

    /// The same gate, open also to these folders or files (from the site's root), and those of
    /// them that are not there.
    pub fn opened_to<'a>(&self, also: impl IntoIterator<Item = &'a str>) -> (Self, Vec<&'a str>) {
        let (mut open, mut missing) = (Vec::new(), Vec::new());
        for path in also {
            match self.root.join(path).canonicalize() {
                Ok(real) => open.push(real),
                Err(_) => missing.push(path),
            }
        }
        (Self { also: open.into(), ..self.clone() }, missing)
    }

    /// What the site's folder really is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file as the user would write it.
    pub fn show(&self, path: &str) -> PathBuf {
        self.shown.join(path)
    }

    /// Opens an ordinary file of the site for reading.
    pub fn open(&self, path: &str) -> Result<File, Refusal> {
        open_at(&self.resolve(path)?)
    }

    /// What the file or folder at a path really is, links followed.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, Refusal> {
        self.follow(&self.locate(path))
    }

    /// The path of a file that may be written: neither it nor a folder above it, up to the site's
    /// root, is a link. The file need not be there.
    pub fn writable(&self, path: &str) -> Result<PathBuf, Refusal> {
        let there = self.locate(path);
        let below = there.strip_prefix(&self.root).map_err(|_| Refusal::Outside(there.clone()))?;
        let mut at = self.root.to_path_buf();
        for part in below {
            at.push(part);
            match fs::symlink_metadata(&at) {
                Ok(meta) if meta.is_symlink() => {
                    return Err(Refusal::Outside(fs::read_link(&at).unwrap_or_default()));
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => return Err(Refusal::Io(error)),
            }
        }
        Ok(there)
    }

    /// Refuses an output folder that looks as if it lay in the site, and whose links lead out of it.
    /// What lies elsewhere by its name is for whoever named it to choose.
    pub fn output(&self, out: &Path) -> Result<(), Refusal> {
        let out = by_name(out);
        let Ok(below) = out.strip_prefix(by_name(&self.shown)) else { return Ok(()) };
        let there = self.root.join(below);
        let nearest = there.ancestors().find(|path| fs::symlink_metadata(path).is_ok());
        match nearest.map(|path| self.follow(path)) {
            Some(Err(refusal)) if refusal.leads_out() => Err(refusal),
            _ => Ok(()),
        }
    }

    /// Follows all links of an absolute path, and refuses what lies outside.
    pub fn follow(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let real = path.canonicalize().map_err(|error| refusal(path, error))?;
        if let Some(home) = self.also.iter().find(|home| real.starts_with(home)) {
            return match is_hidden_below(&real, home) {
                true => Err(Refusal::Hidden(real)),
                false => Ok(real),
            };
        }
        if !real.starts_with(&self.root) {
            return Err(Refusal::Outside(real));
        }
        // What is hidden is not for links: `.git` holds credentials. (`static/.well-known` is
        // reached without a link.)
        match real != path && is_hidden_below(&real, &self.root) {
            true => Err(Refusal::Hidden(real)),
            false => Ok(real),
        }
    }

    /// The path as it is on the disk. Names of a site are in Unicode's composed form; on the disk
    /// they may be in the other one, as macOS writes them.
    fn locate(&self, path: &str) -> PathBuf {
        let direct = self.root.join(path);
        if path.is_ascii() || fs::symlink_metadata(&direct).is_ok() {
            return direct;
        }
        path.split('/').fold(self.root.to_path_buf(), |folder, part| {
            let next = folder.join(part);
            match !part.is_ascii() && fs::symlink_metadata(&next).is_err() {
                true => same_name(&folder, part).unwrap_or(next),
                false => next,
            }
        })
    }
}

impl<P: AsRef<Path>> From<P> for Gate {
    fn from(root: P) -> Self {
        Self::new(root.as_ref())
    }
}

/// An absolute path without `..`, as its name reads; links are not looked at.
fn by_name(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.components().fold(PathBuf::new(), |mut out, part| {
        match part {
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
        out
    })
}

/// The entry of a folder whose name is the same but for its Unicode form.
fn same_name(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.flatten();
    let same =
        |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|n| composed(n) == name);
    entries.find(same).map(|entry| entry.path())
}

fn is_hidden_below(path: &Path, home: &Path) -> bool {
    let below = path.strip_prefix(home).unwrap_or(path);
    below.iter().any(|part| part.as_encoded_bytes().starts_with(b"."))
}

/// Why a path could not be followed.
fn refusal(path: &Path, error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => match fs::read_link(path) {
            Ok(target) => Refusal::Dangling(target),
            Err(_) => Refusal::Missing,
        },
        _ if is_loop(&error) => Refusal::Loop,
        _ => Refusal::Io(error),
    }
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ELOOP)
}

#[cfg(not(unix))]
fn is_loop(_error: &io::Error) -> bool {
    false
}

/// Opens an ordinary file at a path in which every link was followed. Never waits.
pub fn open_at(real: &Path) -> Result<File, Refusal> {
    let looked = fs::symlink_metadata(real).map_err(|error| refusal(real, error))?;
    is_ordinary(&looked)?;
    let mut options = OpenOptions::new();
    let file =
        never_waiting(options.read(true)).open(real).map_err(|error| refusal(real, error))?;
    let opened = file.metadata().map_err(Refusal::Io)?;
    is_ordinary(&opened)?;
    // Somebody may have put a link in the place of the file, or of a folder above it, meanwhile.
    let still = real.canonicalize().map_err(|error| refusal(real, error))?;
    match still == real && is_same(&looked, &opened) {
        true => Ok(file),
        false => Err(Refusal::Exchanged),
    }
}

/// Opens what may be a pipe or a link without waiting for it and without following it.
#[cfg(unix)]
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW)
}

/// Opens what may be a pipe or a link without waiting for it and without following it.
#[cfg(not(unix))]
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(_a: &Metadata, _b: &Metadata) -> bool {
    true
}

fn is_ordinary(meta: &Metadata) -> Result<(), Refusal> {
    match what(meta.file_type()) {
        None => Ok(()),
        Some(what) => Err(Refusal::NotAFile(what)),
    }
}

/// What something is that is not an ordinary file.
pub fn what(kind: fs::FileType) -> Option<&'static str> {
    match kind {
        _ if kind.is_file() => None,
        _ if kind.is_dir() => Some("a folder"),
        _ if kind.is_symlink() => Some("a link"),
        _ => Some(special(kind)),
    }
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

#[cfg(not(unix))]
fn special(_kind: fs::FileType) -> &'static str {
    "a device"
}

impl Refusal {
    /// Whether there is simply nothing at the path.
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Io(error) => error.kind() == io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// The report of a file or folder that is not read (its path from the site's root).
    pub fn report(&self, path: &str) -> Diagnostic {
        let path = if path.is_empty() { "." } else { path };
        let (target, headline) = match self {
            Self::Outside(target) => {
                (target, format!("`{path}` is a link that leads out of the site"))
            }
            Self::Hidden(target) => (target, format!("`{path}` is a link to something hidden")),
            other => return other.unreadable(path),
        };
        Diagnostic::new(Code::OutsideLink, headline)
            .in_file(path)
            .note(format!("it leads to `{}`", target.display()))
            .help("replace the link with a copy")
            .help(
                "if plenary should read it, name its target in site.toml, under `[files]`: \
                   `follow = [\"…\"]`",
            )
    }

    fn unreadable(&self, path: &str) -> Diagnostic {
        let help = match self {
            Self::Dangling(_) | Self::Loop => "delete the link, or point it to a file",
            Self::NotAFile(_) => "move it out of the site",
            _ => "check that you have permission to read it, then build again",
        };
        let headline = format!("`{path}` cannot be read: {self}");
        Diagnostic::new(Code::UnreadableFile, headline).in_file(path).help(help)
    }

    /// Whether a link leads to where it must not.
    pub fn leads_out(&self) -> bool {
        matches!(self, Self::Outside(_) | Self::Hidden(_))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Dangling(target) => {
                write!(f, "it is a link to `{}`, which does not exist", target.display())
            }
            Self::Outside(target) => {
                write!(f, "a link leads out of the site, to `{}`", target.display())
            }
            Self::Hidden(target) => {
                write!(f, "a link leads to something hidden, `{}`", target.display())
            }
            Self::Loop => f.write_str("links lead in circles"),
            Self::NotAFile(what) => write!(f, "it is {what}, not a regular file"),
            Self::Exchanged => f.write_str("it was replaced while it was being opened"),
            Self::Io(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Io(error) => error,
            Refusal::Missing => Self::new(io::ErrorKind::NotFound, refusal),
            other => Self::new(io::ErrorKind::PermissionDenied, other),
        }
    }
}
