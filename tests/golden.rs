//! Runs the literate tests: every `##` section of tests/cases, the examples of docs/diagnostics,
//! and the whole sites of tests/sites. tests/README.md tells how to write one.
//!
//! `SNAPSHOTS=overwrite` accepts what the program does now; with `CI=true` nothing is ever written.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test runner, not the program"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use rayon::prelude::*;

#[path = "golden/case.rs"]
mod case;
#[path = "golden/made.rs"]
mod made;
#[path = "golden/page.rs"]
mod page;
#[path = "golden/site.rs"]
mod site;

use case::Case;

/// Codes that no content can provoke; their pages have no example.
const WITHOUT_EXAMPLE: &[&str] = &[
    "internal-error",
    "not-utf8",
    "bad-workbook",
    "hidden-cells",
    "merged-block",
    "legacy-encoding",
    "outside-link",
    "unreadable-file",
];

/// What a test came to: nothing to say, or what is wrong.
type Outcome = Result<(), String>;

/// A test: where it stands, what it states, and what it takes.
struct Test {
    place: String,
    name: String,
    what: What,
}

enum What {
    Case(Box<Case>),
    /// The example of a code, which must produce the code.
    Example(&'static str, Box<Case>),
    /// A page of docs/diagnostics.
    Page(&'static str),
    Site(PathBuf),
}

/// What may be written where an expectation is not met.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Nothing: `CI=true`.
    Nothing,
    /// What is not there at all.
    Missing,
    /// Everything: `SNAPSHOTS=overwrite`.
    All,
}

fn main() -> ExitCode {
    let started = Instant::now();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|a| !a.starts_with('-')).cloned().unwrap_or_default();
    let all = tests();
    let count = all.len();
    let wanted: Vec<Test> =
        all.into_iter().filter(|test| test.full_name().contains(&filter)).collect();
    if arguments.iter().any(|a| a == "--list") {
        wanted.iter().for_each(|test| println!("{}: test", test.full_name()));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", wanted.len());
    let writing = writing();
    let outcomes: Vec<(&Test, Outcome, Vec<page::Edit>)> = wanted
        .par_iter()
        .map(|test| {
            let (outcome, edits) = test.run(writing);
            (test, outcome, edits)
        })
        .collect();
    let edits = outcomes.iter().flat_map(|(_, _, edits)| edits.iter().cloned()).collect();
    page::write(edits);
    let mut failed = 0;
    for (test, outcome, _) in &outcomes {
        if let Err(why) = outcome {
            failed += 1;
            println!("\n---- {}\n     {}\n{}", test.place, test.name, why.trim_end());
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {} passed; {failed} failed; 0 ignored; 0 measured; {} filtered out; finished in {:.2} s\n",
        outcomes.len() - failed,
        count - wanted.len(),
        started.elapsed().as_secs_f64()
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn writing() -> Writing {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|given| given == value);
    match (is("CI", "true"), is("SNAPSHOTS", "overwrite")) {
        (true, _) => Writing::Nothing,
        (false, true) => Writing::All,
        (false, false) => Writing::Missing,
    }
}

/// A path below the repository's root.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file below a folder by its path from there, with `/` on every system.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut out = BTreeMap::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => drop(out.insert(name, entry.path())),
            }
        }
    }
    out
}

fn tests() -> Vec<Test> {
    let mut out = Vec::new();
    for (name, path) in files(&root("tests/cases")).iter().filter(|(name, _)| name.ends_with(".md"))
    {
        let place = format!("tests/cases/{name}");
        for case in case::cases(&page::read(path)) {
            out.push(Test::new(
                &place,
                case.line,
                &case.heading.clone(),
                What::Case(Box::new(case)),
            ));
        }
    }
    for code in plenary::diag::Code::ALL {
        let place = format!("docs/diagnostics/{}.md", code.slug());
        out.push(Test::new(
            &place,
            1,
            "the page says what an author needs",
            What::Page(code.slug()),
        ));
        if !WITHOUT_EXAMPLE.contains(&code.slug()) {
            let cases = case::cases(&page::read(&root(&place))).into_iter();
            let case = cases.into_iter().find(|case| case.heading == "Example").unwrap_or_default();
            let what = What::Example(code.slug(), Box::new(case.clone()));
            out.push(Test::new(&place, case.line, "the example produces the code", what));
        }
    }
    let sites = fs::read_dir(root("tests/sites")).into_iter().flatten().flatten().map(|e| e.path());
    let mut sites: Vec<PathBuf> = sites.filter(|path| path.join("site.toml").is_file()).collect();
    sites.sort();
    for path in sites {
        let place =
            format!("tests/sites/{}", path.file_name().unwrap_or_default().to_string_lossy());
        out.push(Test::new(&place, 1, "the site is as expected", What::Site(path)));
    }
    out
}

impl Test {
    fn new(place: &str, line: usize, name: &str, what: What) -> Self {
        Self { place: format!("{place}:{line}"), name: name.to_owned(), what }
    }

    fn full_name(&self) -> String {
        format!("{} {}", self.place, self.name)
    }

    fn run(&self, writing: Writing) -> (Outcome, Vec<page::Edit>) {
        match &self.what {
            What::Case(case) => case.run(writing),
            What::Example(slug, case) => {
                let (outcome, edits) = case.run(writing);
                (outcome.and(case.produces(slug)), edits)
            }
            What::Page(slug) => (explains(slug), Vec::new()),
            What::Site(folder) => (site::run(folder, writing), Vec::new()),
        }
    }
}

/// Whether the page of a code has its parts: a name, a sentence, and the answers to what the
/// reader asks.
fn explains(slug: &str) -> Outcome {
    let code = plenary::diag::Code::find(slug).expect("the list is that of the codes");
    let text = code.explanation();
    let mut lines = text.lines();
    if lines.next() != Some(&format!("# {slug}")) {
        return Err(format!("the first line is not `# {slug}`"));
    }
    let short = lines.find(|line| !line.is_empty()).unwrap_or_default();
    if !short.ends_with('.') || short.starts_with('#') {
        return Err("the first paragraph is not one sentence".to_owned());
    }
    let why = "## Why it is ";
    let mut wanted = vec!["## What it means", "## How to fix it", why];
    if !WITHOUT_EXAMPLE.contains(&slug) {
        wanted.push("## Example");
    }
    let lacks = wanted.iter().find(|heading| !text.lines().any(|line| line.starts_with(**heading)));
    lacks.map_or(Ok(()), |heading| Err(format!("the page has no `{heading}`")))
}
