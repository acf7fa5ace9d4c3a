//! The output of `plenary help` is documented in docs/reference.
//!
//! `SNAPSHOTS=overwrite cargo test --test generated` updates it.

#![allow(clippy::disallowed_methods, reason = "a test that runs the program and reads the docs")]

use std::path::Path;
use std::process::Command;

const BEFORE: &str = "\
# Command line

`tests/generated.rs` writes this page from the output of `plenary help`.

Exit status of every command: 0 success, 1 the site has errors (nothing was published), 2 plenary could not run.

A report lists errors first, then warnings, then infos. Infos are counted, one line for each code, unless `--infos` shows each
with its place; `--quiet` leaves them out. If there are many similar problems, only the first are shown: up to 100 for one file
and cause, and up to 1,000 for one code. The others are counted (`and 4,312 more like this in 17 files`), and the totals include
them, in every format: JSON entries have a `count`, SARIF results an `occurrenceCount`. If a text has more than 1,000 bytes, its
middle is left out; if a line has more than 4,000 bytes, it is named but not shown.
";

const VERBS: &[&str] =
    &["", "build", "check", "serve", "init", "new", "fix", "explain", "query", "why", "model"];

#[test]
fn the_command_line_is_documented_as_it_is() {
    let page = VERBS.iter().fold(BEFORE.to_owned(), |page, verb| page + &section(verb));
    compare("docs/reference/command-line.md", &page);
}

#[test]
fn no_verb_is_forgotten() {
    let listed = help("");
    let commands = listed.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let verbs = commands
        .expect("the help lists the verbs")
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let known: Vec<_> = VERBS[1..].iter().copied().chain(["help"]).collect();
    assert_eq!(verbs.collect::<Vec<_>>(), known);
}

fn section(verb: &str) -> String {
    let title = if verb.is_empty() { "plenary".to_owned() } else { format!("plenary {verb}") };
    format!("\n## {title}\n\n```text\n{}\n```\n", help(verb).trim_end())
}

fn help(verb: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    if !verb.is_empty() {
        command.arg(verb);
    }
    let output = command.arg("--help").env("COLUMNS", "100").output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("help is UTF-8");
    // Possible values stand below a line of spaces, which no editor keeps.
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Compares a file of this repository with what should stand in it, or writes it anew.
fn compare(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&file, wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == wanted,
        "{path} is out of date: run `SNAPSHOTS=overwrite cargo test --test generated`"
    );
}
