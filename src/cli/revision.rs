//! States of a site that a git repository holds, through the program `git`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Failure;

/// The files of a revision in a folder of their own, which is removed in the end.
pub(super) struct Tree {
    folder: PathBuf,
    /// The folder of the site in it.
    pub(super) site: PathBuf,
}

impl Drop for Tree {
    fn drop(&mut self) {
        // Nothing depends on it any more.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The last commit before a day (YYYY-MM-DD) began; `None` where there is none.
pub(super) fn before(site: &Path, day: &str) -> Result<Option<String>, Failure> {
    last_commit(site, &format!("{day} 00:00:00"))
}

/// The last commit when a day ended.
pub(super) fn until(site: &Path, day: &str) -> Result<Option<String>, Failure> {
    last_commit(site, &format!("{day} 23:59:59"))
}

fn last_commit(site: &Path, time: &str) -> Result<Option<String>, Failure> {
    let found = git(site, ["rev-list", "-1", &format!("--before={time}"), "HEAD"], None)?;
    let commit = line(&found)?;
    Ok((!commit.is_empty()).then_some(commit))
}

/// Writes the files of a revision into a folder of their own.
pub(super) fn checked_out(site: &Path, revision: &str) -> Result<Tree, Failure> {
    let name = format!("{revision}^{{commit}}");
    let commit = git(site, ["rev-parse", "--verify", "--quiet", "--end-of-options", &name], None)?;
    if !commit.status.success() {
        let failure = Failure::new(format!("`{revision}` is neither a folder nor a revision"));
        return Err(failure.hint("name a folder, or a commit, branch or tag of the repository"));
    }
    let (commit, prefix) =
        (line(&commit)?, line(&git(site, ["rev-parse", "--show-prefix"], None)?)?);
    let top = PathBuf::from(line(&git(site, ["rev-parse", "--show-toplevel"], None)?)?);
    let folder = own_folder()?;
    let tree = Tree { site: folder.join("tree").join(prefix), folder };
    // An index of our own leaves that of the repository as it is.
    let index = tree.folder.join("index");
    worked(git(&top, ["read-tree", &commit], Some(&index))?)?;
    let into = format!("--prefix={}/", tree.folder.join("tree").display());
    worked(git(&top, ["checkout-index", "--all", "--quiet", &into], Some(&index))?)?;
    Ok(tree)
}

/// A new folder that nobody else can read.
fn own_folder() -> Result<PathBuf, Failure> {
    let base = std::env::temp_dir();
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let names =
        (0..100).map(|number| base.join(format!("plenary-{}-{number}", std::process::id())));
    let made = names.into_iter().find(|folder| builder.create(folder).is_ok());
    made.ok_or_else(|| Failure::new(format!("cannot create a folder in `{}`", base.display())))
}

fn git<const N: usize>(
    folder: &Path,
    arguments: [&str; N],
    index: Option<&Path>,
) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments.map(OsStr::new));
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    command.output().map_err(|error| {
        Failure::new(format!("cannot run `git`: {error}")).hint("install git, or name two folders")
    })
}

fn worked(output: Output) -> Result<(), Failure> {
    match output.status.success() {
        true => Ok(()),
        false => Err(failed(&output)),
    }
}

/// The line that git printed.
fn line(output: &Output) -> Result<String, Failure> {
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(failed(output)),
    }
}

fn failed(output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Failure::new(format!("git failed: {said}"))
        .hint("run this in a git repository with a commit, or name two folders")
}
