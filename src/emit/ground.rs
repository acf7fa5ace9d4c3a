//! What an output folder looks like before a build: which folders are there, which old files
//! have to go, and whether somebody else's files are in the way. Only looks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rayon::prelude::*;

use super::Failure;
use super::manifest::{Earlier, MANIFEST};
use super::place::{Found, Place, folders};
use super::work::WORK;
use crate::bundle::Bundle;
use crate::id::Route;

/// What the output folder looks like before the build, as far as the build needs to know.
pub(super) struct Ground<'a> {
    /// What earlier builds made.
    pub(super) earlier: &'a Earlier,
    /// Whether the output folder is there.
    pub(super) exists: bool,
    /// The folders that the site has, and whether each is there; sorted.
    folders: BTreeMap<&'a str, bool>,
    /// The files of earlier builds that are there and no longer part of the site; sorted.
    pub(super) doomed: Vec<Route>,
    /// The folders that may be empty once those are gone; sorted.
    pub(super) emptied: BTreeSet<String>,
    /// Files that should have been removed, but lie behind a symbolic link.
    pub(super) out_of_reach: Vec<Route>,
}

impl<'a> Ground<'a> {
    /// Looks at the output folder, and refuses where the site would need a place that somebody
    /// else has taken.
    pub(super) fn survey(
        bundle: &'a Bundle,
        place: &Place,
        earlier: &'a Earlier,
    ) -> Result<Self, Failure> {
        let needed = needed_folders(bundle)?;
        let exists = place.look("")? == Found::Folder;
        // A folder below a missing one, or below a file, is seen as missing by itself.
        let there = |folder: &&'a str| Ok((*folder, exists && is_there(folder, place, earlier)?));
        let folders = needed.par_iter().map(there).collect::<Result<_, Failure>>()?;
        let mut ground = Self {
            earlier,
            exists,
            folders,
            doomed: Vec::new(),
            emptied: BTreeSet::new(),
            out_of_reach: Vec::new(),
        };
        for route in earlier.routes().iter().filter(|route| !bundle.has(route)) {
            ground.doom(route, place)?;
        }
        Ok(ground)
    }

    /// Takes note of a file of an earlier build that has to go, as far as it can be reached
    /// without a symbolic link.
    fn doom(&mut self, route: &Route, place: &Place) -> Result<(), Failure> {
        for folder in folders(route.as_str()) {
            if self.emptied.contains(folder) || self.folders.get(folder) == Some(&true) {
                continue;
            }
            match place.look(folder)? {
                Found::Folder => drop(self.emptied.insert(folder.to_owned())),
                Found::Nothing | Found::File(_) => return Ok(()),
                Found::Other => {
                    self.out_of_reach.push(route.clone());
                    return Ok(());
                }
            }
        }
        // Whoever put something else in its place may keep it.
        if let Found::File(_) = place.look(route.as_str())? {
            self.doomed.push(route.clone());
        }
        Ok(())
    }

    /// The outermost folder on the way to this file that is not there; it moves as a whole.
    pub(super) fn missing(&self, route: &'a str) -> Option<&'a str> {
        folders(route).find(|folder| self.folders.get(folder) == Some(&false))
    }

    /// Whether the file stands where the site needs a folder.
    pub(super) fn is_folder(&self, route: &str) -> bool {
        self.folders.contains_key(route)
    }

    /// Whether a folder holds nothing but files that have to go.
    pub(super) fn only_doomed(&self, route: &str, place: &Place) -> Result<bool, Failure> {
        let failed = || Failure::of("cannot read the folder", place.show(route));
        for entry in fs::read_dir(place.at(route)).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let kind = entry.file_type().map_err(failed())?;
            let name = entry.file_name();
            let Some(below) = name.to_str().and_then(|n| Route::file(&format!("{route}/{n}")))
            else {
                return Ok(false);
            };
            let fine = match kind.is_dir() {
                true => self.only_doomed(below.as_str(), place)?,
                false => self.doomed.binary_search(&below).is_ok(),
            };
            if !fine {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The folders that the files of a site lie in, sorted.
pub(super) fn needed_folders(bundle: &Bundle) -> Result<Vec<&str>, Failure> {
    let mut needed = BTreeSet::new();
    for (route, _) in bundle.files() {
        if route.as_str() == MANIFEST || route.as_str().split('/').next() == Some(WORK) {
            let message = format!("the site has a file `{route}`, a name that plenary reserves");
            return Err(Failure::refuse(message, "rename the file"));
        }
        needed.extend(folders(route.as_str()));
    }
    let is_file = |folder: &&&str| Route::file(folder).is_some_and(|route| bundle.has(&route));
    match needed.iter().find(is_file) {
        Some(both) => {
            let message = format!("the site has a file `{both}` and a folder of the same name");
            Err(Failure::refuse(message, "rename one of them"))
        }
        None => Ok(needed.into_iter().collect()),
    }
}

/// Whether a folder that the site needs is there; a file of ours in its place will go.
fn is_there(folder: &str, place: &Place, earlier: &Earlier) -> Result<bool, Failure> {
    match place.look(folder)? {
        Found::Folder => Ok(true),
        Found::Nothing => Ok(false),
        Found::File(_) if earlier.lists(folder) => Ok(false),
        Found::File(_) => Err(foreign(folder, place)),
        Found::Other => Err(Failure::refuse(
            format!(
                "`{}` is a link, and plenary does not write through links",
                place.show(folder).display()
            ),
            "remove the link; only the output folder itself may be one",
        )),
    }
}

/// The refusal to take a place that holds somebody else's file.
pub(super) fn foreign(route: &str, place: &Place) -> Failure {
    let message =
        format!("`{}` is in the way and was not made by plenary", place.show(route).display());
    Failure::refuse(message, "move it out of the output folder")
}
