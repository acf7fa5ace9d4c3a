//! How long an edit takes in a process that goes on: what `plenary serve` does between a saved file and
//! the new page.
//!
//! `cargo bench --bench edit -- SITE…` edits the file in the middle of each site in a copy of it; where no
//! site is named, that of this repository. Times are for people; `tests/incremental.rs` counts the work.
#![allow(clippy::disallowed_methods, reason = "this measures time and edits files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build, disk::Gate, emit, load};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many edits are timed.
const EDITS: usize = 21;
/// What happens from the disk to the bytes of a page, in order, and after the page was shown. All files are made as
/// `plenary check` makes them: those that the edit does not concern come from memory.
const STEPS: [&str; 5] = [
    "files are read",
    "site is built",
    "a page is made",
    "all files are made",
    "old site is freed",
];

fn main() {
    let arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let mut sites: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if sites.is_empty() {
        sites.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    }
    for site in sites {
        let edits = measure(&site);
        println!("{}: median of {EDITS} edits in ms", site.display());
        for (step, name) in STEPS.iter().enumerate() {
            println!("{name:>20} {:8.1}", median(edits.iter().map(|times| times[step])));
        }
        println!(
            "{:>20} {:8.1}",
            "from save to page",
            median(edits.iter().map(|times| times[..3].iter().sum()))
        );
    }
}

fn median(times: impl Iterator<Item = Duration>) -> f64 {
    let mut times: Vec<_> = times.collect();
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// The times of the steps of each edit.
fn measure(site: &Path) -> Vec<[Duration; 5]> {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for part in ["site.toml", "content", "model", "strings", "templates", "themes", "static"] {
        copy_all(&site.join(part), &copy.path().join(part));
    }
    let file = middle(&copy.path().join("content"));
    let original = fs::read_to_string(&file).expect("a text");
    let mut state = State::keeping();
    let (mut shown, _) = again(copy.path(), &mut state);
    let mut edits = Vec::new();
    for edit in 0..EDITS {
        fs::write(&file, format!("{original}\nEdit {edit}.\n")).expect("the file can be written");
        let (site, [read, built, made, all]) = again(copy.path(), &mut state);
        let old = std::mem::replace(&mut shown, site);
        let ((), freed) = timed(|| drop(old));
        edits.push([read, built, made, all, freed]);
    }
    edits
}

/// Reads and builds the site, makes its first page and then all files, each with the time that it took.
fn again(root: &Path, state: &mut State) -> (Build, [Duration; 4]) {
    let (sources, read) =
        timed(|| load::site(root, &[], &mut state.files).expect("it can be read").sources);
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    let (site, built) = timed(|| build(&sources, &settings, state));
    let mut routes = site.bundle.files().iter().map(|(route, _)| route.as_str());
    let page = routes.position(|route| route.ends_with(".html")).expect("a page");
    let (_, made) = timed(|| site.bundle.content(page));
    let (_, all) = timed(|| emit::dry(&site.bundle, &Gate::new(root), &|_, _| ()));
    (site, [read, built, made, all])
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let out = work();
    (out, started.elapsed())
}

/// The text in the middle of a folder's texts.
fn middle(folder: &Path) -> PathBuf {
    let mut files = Vec::new();
    texts(folder, &mut files);
    files.sort();
    files.swap_remove(files.len() / 2)
}

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => texts(&path, out),
            false if path.extension().is_some_and(|ending| ending == "md") => out.push(path),
            false => {}
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        fs::copy(from, to).expect("the file can be copied");
    }
}
