//! How long an edit of a site takes in a process that goes on, stage by stage: what `plenary serve` does
//! between a saved file and the new page.
//!
//! `cargo bench --bench edit -- SITE…` edits the file in the middle of each site in a copy of it, the site of
//! this repository where none is named. Times are for people; `tests/incremental.rs` counts the work.
#![allow(clippy::disallowed_methods, reason = "this measures time and edits files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plenary::graph::{self, Scope};
use plenary::parse::{self, Known};
use plenary::state::State;
use plenary::view::Settings;
use plenary::{config, load, plan, schema, theme};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many edits are timed.
const EDITS: usize = 15;
/// What a build does from the disk to the bytes of the page, in order.
const STAGES: [&str; 8] = [
    "load",
    "config, schema",
    "parse",
    "resolve",
    "theme",
    "plan",
    "drop",
    "whole edit, with its page",
];

fn main() {
    let arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let mut sites: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if sites.is_empty() {
        sites.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    }
    for site in sites {
        measure(&site);
    }
}

fn measure(site: &Path) {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for part in ["site.toml", "content", "model", "strings", "templates", "themes", "static"] {
        copy_all(&site.join(part), &copy.path().join(part));
    }
    let file = middle(&copy.path().join("content"));
    let original = fs::read_to_string(&file).expect("a text");
    let mut times = vec![Vec::new(); STAGES.len()];
    let (mut known, mut state) = (Known::default(), State::keeping());
    let mut shown = whole(copy.path(), &mut state);
    stages(copy.path(), &mut known);
    for edit in 0..EDITS {
        fs::write(&file, format!("{original}\nEdit {edit}.\n")).expect("the file can be written");
        let started = Instant::now();
        shown = replaced(shown, whole(copy.path(), &mut state));
        times[STAGES.len() - 1].push(started.elapsed());
        for (stage, time) in stages(copy.path(), &mut known).into_iter().enumerate() {
            times[stage].push(time);
        }
    }
    drop(shown);
    println!("{}: median of {EDITS} edits in ms", site.display());
    for (stage, times) in STAGES.iter().zip(&mut times) {
        times.sort();
        println!("{stage:>28} {:8.1}", times[times.len() / 2].as_secs_f64() * 1000.0);
    }
}

/// The new site, once the old one is gone.
fn replaced<T>(old: T, new: T) -> T {
    drop(old);
    new
}

/// Builds the site and makes the home page.
fn whole(root: &Path, state: &mut State) -> plenary::Build {
    let sources = load::site(root, &[]).expect("it can be read").sources;
    let build = plenary::build(&sources, &settings(), state);
    build.bundle.content(0);
    build
}

fn settings() -> Settings {
    Settings { today: "2026-01-01".to_owned(), ..Settings::default() }
}

/// The times of the stages, each by itself.
fn stages(root: &Path, known: &mut Known) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut watch = Instant::now();
    let mut stop = || times.push(std::mem::replace(&mut watch, Instant::now()).elapsed());
    let sources = load::site(root, &[]).expect("it can be read").sources;
    stop();
    let config = config::read(&sources).value;
    let schema = schema::read(&sources, &config).value;
    stop();
    let records = parse::records(&sources, &config, &schema, known).value;
    stop();
    let settings = settings();
    let scope = Scope { drafts: false, today: &settings.today };
    let graph = graph::resolve(records, &sources, &config, &schema, scope).value;
    stop();
    let theme = theme::load(&sources, &config).value;
    stop();
    let plan = plan::make(&graph, &sources, &theme, &config, &schema, &settings.today).value;
    stop();
    drop((plan, theme, graph, schema, config, sources));
    stop();
    times
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
