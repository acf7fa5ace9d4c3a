//! When files were last changed, according to the history that git keeps of them: one question for the whole site.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// The moments (RFC 3339) at which files were last changed, by path from the site's root.
pub(super) type Changes = BTreeMap<Arc<str>, Arc<str>>;

/// What was asked before.
pub(super) struct History {
    /// The commit that was the latest.
    head: String,
    changes: Changes,
}

/// The changes of the files of a site; none where git does not know them. A shallow copy knows only when it was made,
/// so it is not asked.
pub(super) fn changes(root: &Path, known: &mut Option<History>) -> Changes {
    let Some((prefix, head)) = place(root) else { return Changes::new() };
    if let Some(known) = known.as_ref().filter(|known| known.head == head) {
        return known.changes.clone();
    }
    let arguments = [
        "log",
        "--format=%x01%ct",
        "--name-only",
        "--no-renames",
        "--no-show-signature",
        "-z",
        "--",
        ".",
    ];
    let changes = git(root, &arguments).map(|log| read(&log, &prefix)).unwrap_or_default();
    *known = Some(History { head, changes: changes.clone() });
    changes
}

/// The folder of the site in its repository (with a slash at its end), and the latest commit.
fn place(root: &Path) -> Option<(String, String)> {
    let said = git(root, &["rev-parse", "--is-shallow-repository", "HEAD", "--show-prefix"])?;
    let mut lines = said.lines();
    let is_shallow = lines.next()? == "true";
    let head = lines.next()?.to_owned();
    (!is_shallow).then(|| (lines.next().unwrap_or_default().to_owned(), head))
}

/// What git says. It is told to run nothing that a repository names, and to ask no other machine.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"]);
    command.args(arguments).current_dir(root);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0");
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first time that each file is named in a log, which has the latest changes first.
fn read(log: &str, prefix: &str) -> Changes {
    let mut out = Changes::new();
    let mut moment: Arc<str> = "".into();
    for piece in log.split('\0') {
        let piece = match piece.trim_start_matches('\n').strip_prefix('\u{1}') {
            Some(commit) => {
                let (seconds, rest) = commit.split_once('\n').unwrap_or((commit, ""));
                moment = time(seconds).unwrap_or_default().into();
                rest
            }
            None => piece,
        };
        let path = piece.trim_start_matches('\n').strip_prefix(prefix);
        if let Some(path) = path.filter(|path| !path.is_empty() && !moment.is_empty()) {
            let path = crate::text::composed(path);
            out.entry(path.into()).or_insert_with(|| moment.clone());
        }
    }
    out
}

/// A moment given in seconds since the start of 1970.
fn time(seconds: &str) -> Option<String> {
    let moment = jiff::Timestamp::from_second(seconds.trim().parse().ok()?).ok()?;
    Some(moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_change_of_each_file_counts() {
        let log = "\u{1}1700000000\0\nsite/a.md\0site/b.md\0\0\u{1}1600000000\0\nsite/a.md\0site/é.md\0other/c.md\0";
        let found = read(log, "site/");
        let found: Vec<(&str, &str)> =
            found.iter().map(|(path, moment)| (&**path, &**moment)).collect();
        let expected = [
            ("a.md", "2023-11-14T22:13:20Z"),
            ("b.md", "2023-11-14T22:13:20Z"),
            ("é.md", "2020-09-13T12:26:40Z"),
        ];
        assert_eq!(found, expected);
    }
}
