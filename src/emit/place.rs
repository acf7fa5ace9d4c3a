//! The output folder: where it is, and what is in the way there.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Failure;

/// The output folder, which need not exist yet.
pub(super) struct Place {
    /// Its true path. Symbolic links that lead to the folder itself are followed once, here.
    pub(super) path: PathBuf,
    /// Its path as the user wrote it, for messages.
    pub(super) shown: PathBuf,
}

/// What is at a path, without following a symbolic link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A folder.
    Folder,
    /// A file with this many bytes.
    File(u64),
    /// A symbolic link, or another special file.
    Other,
}

impl Place {
    /// Resolves the output folder `out`, and creates the folders above it.
    pub(super) fn resolve(out: &Path) -> Result<Self, Failure> {
        let shown = out.to_owned();
        match fs::canonicalize(out) {
            Ok(path) if path.is_dir() => Ok(Self { path, shown }),
            Ok(_) => Err(Failure::refuse(
                format!("the output folder `{}` is a file", out.display()),
                "choose another --out",
            )),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::missing(shown),
            Err(error) => Err(Failure::of("cannot open the folder", out)(error)),
        }
    }

    fn missing(shown: PathBuf) -> Result<Self, Failure> {
        match look(&shown)? {
            Found::Nothing => {}
            // Another build has created the folder in the meantime.
            Found::Folder => return Self::resolve(&shown),
            _ => {
                let message = format!("`{}` is a link that leads nowhere", shown.display());
                return Err(Failure::refuse(
                    message,
                    "create the folder that it leads to, or remove the link",
                ));
            }
        }
        let Some(name) = shown.file_name() else {
            let message = format!("`{}` does not name a folder", shown.display());
            return Err(Failure::refuse(message, "choose another --out"));
        };
        let parent = match shown.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(Failure::of("cannot create the folder", parent))?;
        let parent = fs::canonicalize(parent).map_err(Failure::of("cannot open", parent))?;
        Ok(Self { path: parent.join(name), shown })
    }

    /// The true path of the file or folder at `route`.
    pub(super) fn at(&self, route: &str) -> PathBuf {
        self.path.join(route)
    }

    /// The path of the file or folder at `route` as the user would write it.
    pub(super) fn show(&self, route: &str) -> PathBuf {
        self.shown.join(route)
    }

    /// What is at `route`.
    pub(super) fn look(&self, route: &str) -> Result<Found, Failure> {
        look(&self.at(route))
    }
}

/// What is at `path`; there is nothing below a file.
fn look(path: &Path) -> Result<Found, Failure> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_dir() => Ok(Found::Folder),
        Ok(data) if data.is_file() => Ok(Found::File(data.len())),
        Ok(_) => Ok(Found::Other),
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(Found::Nothing),
            _ => Err(Failure::of("cannot inspect", path)(error)),
        },
    }
}

/// The folders that contain a route, outermost first: `a` and `a/b` for `a/b/c`.
pub(super) fn folders(route: &str) -> impl Iterator<Item = &str> {
    route.match_indices('/').map(|(slash, _)| &route[..slash])
}
