//! The list of files that a build of ours put into an output folder: the only ones we may remove.
//!
//! Plain text, the same bytes for the same site: a line with format, version and number of files,
//! then one route per line, sorted.

use std::fs;
use std::io::ErrorKind;

use super::Failure;
use super::place::{Found, Place};
use super::work::Work;
use crate::id::Route;

pub use crate::bundle::MANIFEST;

/// How the first line begins; the number is that of the format.
const HEAD: &str = "plenary manifest 1, files: ";

/// What earlier builds left word of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// There was no build yet.
    Nothing,
    /// The files of earlier builds, sorted.
    Listed(Vec<Route>),
    /// There is a list, but it cannot be read, for this reason. So the folder is ours, files in it
    /// may be replaced, but none is removed.
    Unreadable(String),
}

impl Earlier {
    /// Reads the list of an output folder. Refuses a folder that holds things and has no list.
    pub(super) fn read(place: &Place) -> Result<Self, Failure> {
        match place.look(MANIFEST)? {
            Found::Nothing => Self::without_list(place),
            Found::File(_) => Ok(match fs::read_to_string(place.at(MANIFEST)) {
                Ok(text) => parse(&text).map_or_else(Self::Unreadable, Self::Listed),
                Err(error) => Self::Unreadable(error.to_string()),
            }),
            Found::Folder | Found::Other => Ok(Self::Unreadable("it is not a file".into())),
        }
    }

    /// Hidden files do not count: a fresh check-out may hold `.git` and nothing else. Should the
    /// site have files of the same names, they are refused one by one.
    fn without_list(place: &Place) -> Result<Self, Failure> {
        let shown = place.shown.display();
        let entries = match fs::read_dir(&place.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(Failure::of("cannot read the folder", &place.shown)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Failure::of("cannot read the folder", &place.shown))?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                let message =
                    format!("the folder `{shown}` is not empty and was not made by plenary");
                return Err(Failure::refuse(message, "choose another --out, or empty the folder"));
            }
        }
        Ok(Self::Nothing)
    }

    /// Whether an earlier build of ours is known to have made this file.
    pub(super) fn lists(&self, route: &str) -> bool {
        self.routes().binary_search_by(|listed| listed.as_str().cmp(route)).is_ok()
    }

    /// Whether a file at this route may be replaced.
    pub(super) fn owns(&self, route: &str) -> bool {
        matches!(self, Self::Unreadable(_)) || self.lists(route)
    }

    /// The files that are known to be ours, sorted.
    pub(super) fn routes(&self) -> &[Route] {
        match self {
            Self::Listed(routes) => routes,
            Self::Nothing | Self::Unreadable(_) => &[],
        }
    }
}

/// Puts a list of these routes (sorted) into the output folder.
pub(super) fn replace(routes: &[Route], work: &Work, place: &Place) -> Result<(), Failure> {
    let failed = || Failure::of("cannot write", place.show(MANIFEST));
    fs::write(work.manifest(), text(routes)).map_err(failed())?;
    fs::rename(work.manifest(), place.at(MANIFEST)).map_err(failed())
}

/// The list as text.
pub(super) fn text(routes: &[Route]) -> String {
    let mut text = format!("{HEAD}{}\n", routes.len());
    for route in routes {
        // A route never holds a backslash, but it may hold the end of a line; written as it is,
        // that would name two files of which we made neither.
        text.push_str(&route.as_str().replace('\n', "\\n").replace('\r', "\\r"));
        text.push('\n');
    }
    text
}

/// The routes of a list, or why it is none. One bad line spoils the whole list: whoever changed
/// it may have changed the others too, and what we remove cannot be had back.
fn parse(text: &str) -> Result<Vec<Route>, String> {
    let (head, rest) = text.split_once('\n').ok_or("its first line is missing")?;
    let count = head.strip_prefix(HEAD).ok_or("its first line names another format")?;
    let mut routes: Vec<Route> = Vec::new();
    for line in rest.split_terminator('\n') {
        let path = line.replace("\\n", "\n").replace("\\r", "\r");
        let route = Route::file(&path).ok_or_else(|| format!("`{line}` is not inside a site"))?;
        if routes.last().is_some_and(|last| *last >= route) {
            return Err(format!("`{line}` is out of order"));
        }
        routes.push(route);
    }
    if count != routes.len().to_string() || !text.ends_with('\n') {
        return Err("it is incomplete".into());
    }
    Ok(routes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(paths: &[&str]) -> Vec<Route> {
        paths.iter().map(|path| Route::file(path).expect("a good path")).collect()
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let all = routes(&["a\nCNAME", "a\r", "index.html", "é/index.html"]);
        assert_eq!(parse(&text(&all)), Ok(all));
        assert_eq!(parse(&text(&[])), Ok(vec![]));
        assert_eq!(text(&routes(&["a/b"])), "plenary manifest 1, files: 1\na/b\n");
    }

    #[test]
    fn one_bad_line_spoils_the_list() {
        for (bad, why) in [
            ("", "its first line is missing"),
            ("something\n", "its first line names another format"),
            ("plenary manifest 2, files: 0\n", "its first line names another format"),
            ("plenary manifest 1, files: 1\n../../x\n", "`../../x` is not inside a site"),
            ("plenary manifest 1, files: 1\n/etc/passwd\n", "`/etc/passwd` is not inside a site"),
            ("plenary manifest 1, files: 2\nb\na\n", "`a` is out of order"),
            ("plenary manifest 1, files: 2\na\n", "it is incomplete"),
            ("plenary manifest 1, files: 1\na/index.ht", "it is incomplete"),
        ] {
            assert_eq!(parse(bad), Err(why.to_owned()), "{bad:?}");
        }
    }
}
