//! The gate to a site's files: nothing outside the site is read or written, and only regular files
//! are opened.
//!
//! A checkout can contain symbolic links, and opening a pipe or a device can block for ever. So a
//! path is resolved first, and the opened file is then compared with the one that was allowed.
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
    /// The path of the site's folder as the user gave it, for messages.
    shown: Arc<Path>,
    /// The path of the site's folder with all links resolved.
    root: Arc<Path>,
    /// Folders and files outside the site that links may lead to, with all links resolved.
    also: Arc<[PathBuf]>,
}

/// Why a file is not opened.
#[derive(Debug)]
pub enum Refusal {
    /// Nothing exists at the path.
    Missing,
    /// The path is a link whose target does not exist.
    Dangling(PathBuf),
    /// A link leads out of the site, to this place.
    Outside(PathBuf),
    /// A link leads to something hidden, such as `.git`.
    Hidden(PathBuf),
    /// Links lead in circles.
    Loop,
    /// The path is something other than a regular file, such as a folder or a pipe.
    NotAFile(&'static str),
    /// The file was replaced while it was being opened.
    Exchanged,
    /// The system refused, for example because of permissions.
    Io(io::Error),
}

impl Gate {
    /// The gate to the site in a folder. If the folder does not exist, no file is found in it.
    pub fn new(root: &Path) -> Self {
        let real = root.canonicalize().or_else(|_| std::path::absolute(root));
        let real = real.unwrap_or_else(|_| root.to_owned());
        Self { shown: root.into(), root: real.into(), also: Arc::new([]) }
    }

    /// A gate that also allows these folders or files (relative to the site's root), and those of
    /// them that do not exist.
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

    /// The path of the site's folder with all links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file as the user would write it.
    pub fn show(&self, path: &str) -> PathBuf {
        self.shown.join(path)
    }

    /// Opens a regular file of the site for reading.
    pub fn open(&self, path: &str) -> Result<File, Refusal> {
        open_at(&self.resolve(path)?)
    }

    /// The path of a file or folder with all links resolved.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, Refusal> {
        self.follow(&self.locate(path))
    }

    /// The path of a file that may be written: neither it nor a folder above it, up to the site's
    /// root, is a link. The file need not exist.
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

    /// Refuses an output folder whose path is inside the site, but whose links lead out of it. A
    /// path outside the site was chosen by the user, so its links are trusted.
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

    /// Resolves all links of an absolute path, and refuses a target outside the site.
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
        // Links must not lead to anything hidden, because `.git` can contain credentials.
        // (`static/.well-known` is reached without a link.)
        match real != path && is_hidden_below(&real, &self.root) {
            true => Err(Refusal::Hidden(real)),
            false => Ok(real),
        }
    }

    /// The path as it is on the disk. Names of a site are in Unicode's composed form; on the disk
    /// they may be decomposed, as macOS writes them.
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

/// An absolute path without `..`, made from the text of the path alone; links are not resolved.
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

/// The entry of a folder whose name differs from this one at most in its Unicode form.
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

/// Opens a regular file at a path whose links were resolved. Never blocks.
pub fn open_at(real: &Path) -> Result<File, Refusal> {
    let looked = fs::symlink_metadata(real).map_err(|error| refusal(real, error))?;
    is_ordinary(&looked)?;
    let mut options = OpenOptions::new();
    let file =
        never_waiting(options.read(true)).open(real).map_err(|error| refusal(real, error))?;
    let opened = file.metadata().map_err(Refusal::Io)?;
    is_ordinary(&opened)?;
    // The file, or a folder above it, may have been replaced by a link since the path was resolved.
    let still = real.canonicalize().map_err(|error| refusal(real, error))?;
    match still == real && is_same(&looked, &opened) {
        true => Ok(file),
        false => Err(Refusal::Exchanged),
    }
}

/// Opens a path without following a link and without blocking, even if it is a pipe.
#[cfg(unix)]
pub fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW)
}

/// Opens a path without following a link and without blocking, even if it is a pipe.
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

/// The name of a file type other than a regular file.
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
    /// Whether nothing exists at the path.
    pub fn is_absence(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Io(error) => error.kind() == io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// The diagnostic for a file or folder that is not read (its path is relative to the root).
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

    /// Whether the refusal is about a forbidden target of a link.
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
