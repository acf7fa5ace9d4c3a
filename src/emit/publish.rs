//! The second half of writing: moves staged files into place and removes what has to go.
//!
//! A file is only ever put in place by a rename, which a reader sees as a whole or not at all,
//! also when the process is killed. It costs about four times what writing over the old file
//! would, and only for files that differ; writing over them would show readers torn pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::Failure;
use super::manifest::{self, Earlier};
use super::place::{Place, folders};
use super::stage::{Job, Outcome, Staged};
use super::work::gone;
use crate::id::Route;

/// Publishes a staged site.
pub(super) fn publish(job: &Job, staged: &Staged) -> Result<(), Failure> {
    let ours = staged.listed();
    if !job.ground.exists {
        return whole(job, &ours);
    }
    let earlier = job.ground.earlier.routes();
    // While files move, the list names those of both builds. Whenever we are killed, the next
    // build knows every file that one of ours has made.
    let both: BTreeSet<&Route> = earlier.iter().chain(&ours).collect();
    if both.len() > earlier.len() {
        let both: Vec<Route> = both.into_iter().cloned().collect();
        manifest::replace(&both, job.work, job.place)?;
    }
    let left = clear_the_way(job, staged)?;
    move_in(job, staged)?;
    remove(&left, job.place)?;
    sweep(job);
    match job.ground.earlier {
        Earlier::Listed(listed) if *listed == ours => Ok(()),
        _ => manifest::replace(&ours, job.work, job.place),
    }
}

/// Publishes a new output folder in one step.
fn whole(job: &Job, ours: &[Route]) -> Result<(), Failure> {
    let tree = job.work.tree();
    let failed = || Failure::of("cannot write", &job.place.shown);
    fs::write(tree.join(manifest::MANIFEST), manifest::text(ours)).map_err(failed())?;
    fs::rename(&tree, &job.place.path).map_err(failed())
}

/// Removes old files where the site now has a folder, and old folders where it now has a file.
/// Returns the old files that are left.
fn clear_the_way<'a>(job: &Job<'a>, staged: &Staged) -> Result<Vec<&'a Route>, Failure> {
    let files = job.bundle.files();
    let in_the_way: BTreeSet<&str> = (0..files.len())
        .filter(|at| matches!(staged.outcomes[*at], Outcome::Staged(_, true)))
        .map(|at| files[at].0.as_str())
        .collect();
    let blocks = |route: &&Route| {
        job.ground.is_folder(route.as_str())
            || folders(route.as_str()).any(|folder| in_the_way.contains(folder))
    };
    let (blocking, left): (Vec<_>, Vec<_>) = job.ground.doomed.iter().partition(blocks);
    remove(&blocking, job.place)?;
    for folder in in_the_way {
        prune(&job.place.at(folder))
            .map_err(Failure::of("cannot remove", job.place.show(folder)))?;
    }
    Ok(left)
}

/// Removes a folder that contains nothing but empty folders.
fn prune(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            prune(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// Moves all staged files into place: first the files that pages refer to, then the pages, so that a
/// new page never refers to a file that is not there yet.
fn move_in(job: &Job, staged: &Staged) -> Result<(), Failure> {
    let (mut pages, mut others, mut new) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, (route, _)) in job.bundle.files().iter().enumerate() {
        match staged.outcomes[at] {
            Outcome::Unchanged | Outcome::Unmade => {}
            Outcome::Staged(..) => match job.ground.missing(route.as_str()) {
                Some(folder) => drop(new.insert(folder)),
                None if route.as_str().ends_with(".html") => pages.push(at),
                None => others.push(at),
            },
        }
    }
    let files = job.bundle.files();
    let move_file = |at: &usize| rename(&job.waiting(*at), files[*at].0.as_str(), job.place);
    others.par_iter().try_for_each(move_file)?;
    for folder in new {
        rename(&job.work.tree().join(folder), folder, job.place)?;
    }
    pages.par_iter().try_for_each(move_file)
}

fn rename(from: &Path, route: &str, place: &Place) -> Result<(), Failure> {
    fs::rename(from, place.at(route)).map_err(Failure::of("cannot write", place.show(route)))
}

fn remove(routes: &[&Route], place: &Place) -> Result<(), Failure> {
    routes.par_iter().try_for_each(|route| {
        let removed = gone(fs::remove_file(place.at(route.as_str())));
        removed.map_err(Failure::of("cannot remove", place.show(route.as_str())))
    })
}

/// Removes the folders that held files of earlier builds and are empty now, innermost first.
fn sweep(job: &Job) {
    for folder in job.ground.emptied.iter().rev() {
        // This fails if the folder is not empty, which is intended.
        let _ = fs::remove_dir(job.place.at(folder));
    }
}
