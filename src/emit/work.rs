//! The folder in which a build stages its files, and the lock that keeps a second build out.
//!
//! The folder is beside the output folder and is removed when the build ends. If a build is killed,
//! the next one removes what it left behind; the lock ends with the process.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Failure;
use super::place::Place;
use crate::disk::never_waiting;
use crate::fingerprint::Fingerprint;

pub use crate::bundle::WORK;

/// How often to try again if another build ends while this one begins.
const ATTEMPTS: usize = 100;

/// A staging folder that only this build uses. Removed when dropped.
pub(super) struct Work {
    folder: PathBuf,
    lock: Option<File>,
}

impl Work {
    /// Locks the staging folder of an output folder, or fails if another build has locked it.
    pub(super) fn begin(place: &Place) -> Result<Self, Failure> {
        let beside = beside(&place.path);
        let taken = match beside.as_deref().map(|folder| take(folder, place)) {
            Some(Err(e)) if place.path.exists() && moves_elsewhere(&e) => None,
            other => other,
        };
        // If files cannot be staged beside the output folder (it may be a disk of its own), stage
        // them inside.
        let (folder, taken) = match taken {
            Some(taken) => (beside.expect("`taken` was made of it"), taken),
            None => (place.at(WORK), take(&place.at(WORK), place)),
        };
        match taken.map_err(Failure::of("cannot create the folder", &folder))? {
            Some(lock) => Self { folder, lock: Some(lock) }.emptied(),
            None => Err(Failure::refuse(
                format!("another build is writing to `{}`", place.shown.display()),
                "wait until it has ended, or choose another --out",
            )),
        }
    }

    /// The folder in which the files of a new folder are staged; new folders move as a whole.
    pub(super) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// The staged path of the file with this number, if its folder is already published.
    pub(super) fn flat(&self, number: usize) -> PathBuf {
        self.folder.join("flat").join(number.to_string())
    }

    /// The staged path of the list of files.
    pub(super) fn manifest(&self) -> PathBuf {
        self.folder.join("manifest")
    }

    fn emptied(self) -> Result<Self, Failure> {
        self.clear().map_err(Failure::of("cannot empty the folder", &self.folder))?;
        let flat = self.folder.join("flat");
        fs::create_dir(&flat).map_err(Failure::of("cannot create the folder", &flat))?;
        Ok(self)
    }

    /// Removes our files from the folder; other names are kept.
    fn clear(&self) -> io::Result<()> {
        gone(fs::remove_dir_all(self.tree()))?;
        gone(fs::remove_dir_all(self.folder.join("flat")))?;
        gone(fs::remove_file(self.manifest()))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // The next build removes what cannot be removed now.
        let _ = self.clear();
        let _ = fs::remove_file(self.folder.join("lock"));
        let _ = fs::remove_dir(&self.folder);
        // The lock is removed last: a waiting build must not lock a file that is about to vanish.
        drop(self.lock.take());
    }
}

/// The staging folder beside the output folder; `None` for the root of a disk.
fn beside(out: &Path) -> Option<PathBuf> {
    let of = out.file_name()?;
    let mut name = OsString::from(".");
    // No name is longer than 255 bytes.
    match of.len() + WORK.len() < 250 {
        true => name.push(of),
        false => name.push(Fingerprint::of(of.as_encoded_bytes()).hex()),
    }
    name.push(WORK);
    Some(out.parent()?.join(name))
}

/// Creates the folder and locks it; `None` if another process holds the lock.
fn take(folder: &Path, place: &Place) -> io::Result<Option<File>> {
    for _ in 0..ATTEMPTS {
        make(folder)?;
        if let Err(error) = same_disk(folder, &place.path) {
            let _ = fs::remove_dir(folder);
            return Err(error);
        }
        let path = folder.join("lock");
        // Opening a pipe would block, and a link could lead anywhere.
        let file = match never_waiting(File::options().create(true).append(true)).open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Ok(file) if !file.metadata()?.is_file() => return Err(not_ours(&path)),
            Err(_) if is_strange(&path) => return Err(not_ours(&path)),
            opened => opened?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks must not prevent a build.
            Err(TryLockError::Error(e)) if e.kind() != ErrorKind::Unsupported => return Err(e),
            _ if is_at(&file, &path) => return Ok(Some(file)),
            _ => {}
        }
    }
    Ok(None)
}

/// Whether the path contains something that plenary did not put there.
fn is_strange(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| !data.is_file())
}

fn not_ours(path: &Path) -> io::Error {
    let message = format!("`{}` is not a regular file; delete it", path.display());
    io::Error::new(ErrorKind::AlreadyExists, message)
}

fn make(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            // Not through a symbolic link, wherever it leads.
            if fs::symlink_metadata(folder).is_ok_and(|data| !data.is_dir()) {
                Err(error)
            } else {
                Ok(())
            }
        }
        made => made,
    }
}

/// Fails if files cannot be renamed from one folder to the other, because they are on different
/// disks or on different mounts of one disk.
fn same_disk(work: &Path, out: &Path) -> io::Result<()> {
    // Systems check for different disks before they look for the file, so it need not exist.
    match fs::rename(work.join("probe"), out.join(".plenary-probe")) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => Err(error),
        _ if devices_differ(work, out) => Err(ErrorKind::CrossesDevices.into()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn devices_differ(work: &Path, out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path| fs::metadata(path).map(|data| data.dev());
    matches!((device(work), device(out)), (Ok(a), Ok(b)) if a != b)
}

#[cfg(not(unix))]
fn devices_differ(_work: &Path, _out: &Path) -> bool {
    false
}

/// Whether the file is still the one at this path. The build that held the lock before us
/// removes the file at its end, and a lock on a removed file keeps nobody out.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (held.dev(), held.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Whether the error says that the folder must be somewhere else.
fn moves_elsewhere(error: &io::Error) -> bool {
    use ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), CrossesDevices | PermissionDenied | ReadOnlyFilesystem)
}

/// Treats a missing file as removed.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
