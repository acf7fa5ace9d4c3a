//! The program as people run it: exit status, streams, and what stays as it was.
#![allow(clippy::disallowed_methods, reason = "a test that runs the program on real folders")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn plenary(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_plenary");
    Command::new(program).args(arguments).current_dir(folder).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A new site in a temporary folder.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = plenary(folder.path(), &["init", "."]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    folder
}

#[test]
fn a_new_site_has_no_problems_and_a_second_build_writes_nothing() {
    let site = site();
    let first = plenary(site.path(), &["build", "--strict"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let second = text(&plenary(site.path(), &["build"]).stdout);
    assert!(second.contains("0 files written") && second.contains("0 removed"), "{second}");
}

#[test]
fn a_site_with_errors_publishes_nothing_and_keep_going_does() {
    let site = site();
    plenary(site.path(), &["build"]);
    let page = site.path().join("public/meetings/kick-off/index.html");
    let before = fs::read(&page).expect("the page is there");
    let record = site.path().join("content/meetings/kick-off.md");
    let broken = fs::read_to_string(&record).expect("it is there") + "\nNew: [[nobody]].\n";
    fs::write(&record, broken).expect("it can be written");
    let failed = plenary(site.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("error[unknown-reference]: `nobody` is no record"));
    assert_eq!(fs::read(&page).expect("the page is still there"), before);
    assert_eq!(plenary(site.path(), &["build", "--keep-going"]).status.code(), Some(1));
    assert_ne!(fs::read(&page).expect("the page is there"), before);
}

#[test]
fn an_output_folder_that_is_read_is_refused() {
    let site = site();
    for out in ["content/public", "static", "templates/x/y"] {
        let refused = plenary(site.path(), &["build", "--out", out]);
        assert_eq!(refused.status.code(), Some(2), "{out}");
        assert!(!site.path().join(out).exists(), "{out}");
    }
}

#[test]
fn what_is_no_site_and_what_is_no_argument_cannot_work() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let none = plenary(empty.path(), &["check"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("there is no site.toml"));
    assert_eq!(plenary(empty.path(), &["biuld"]).status.code(), Some(2));
    assert_eq!(plenary(empty.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn a_report_for_programs_stands_alone_on_the_standard_stream() {
    let site = site();
    fs::write(site.path().join("content/a.md"), "# A\n[[nobody]]\n").expect("it can be written");
    let report = plenary(site.path(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&report.stdout).expect("it is JSON");
    assert_eq!(json["errors"], 1);
    assert_eq!(json["diagnostics"][0]["file"], "content/a.md");
    assert_eq!(json["diagnostics"][0]["line"], 2);
}
