//! Whole sites: what is built from a folder, compared with the folder `expected` in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use plenary::bundle::{Content, Origin};
use plenary::diag::render;
use plenary::state::State;
use plenary::view::Settings;

use crate::case::differs;
use crate::made::{TODAY, readable};
use crate::{Outcome, Writing, files, root};

/// The report of the site, beside its pages; there where the site has something to say.
const REPORT: &str = "(report).txt";

/// Builds a site and compares every file. A site without expectations gets them.
pub(crate) fn run(site: &Path, writing: Writing) -> Outcome {
    let expected = site.join("expected");
    let there = made(site)?;
    let write = match writing {
        Writing::Nothing => false,
        Writing::Missing => !expected.exists(),
        Writing::All => true,
    };
    if write {
        accept(&expected, &there);
        return Ok(());
    }
    let known: BTreeMap<String, Vec<u8>> = files(&expected)
        .into_iter()
        .map(|(name, path)| (name, fs::read(path).expect("it can be read")))
        .collect();
    let mut problems = Vec::new();
    for name in known.keys().filter(|name| !there.contains_key(*name)) {
        problems.push(format!("{name} is expected, but is not made"));
    }
    for (name, bytes) in &there {
        match known.get(name) {
            None => problems.push(format!("{name} is made, but not expected")),
            Some(known) if known == bytes => {}
            Some(known) => problems.extend(difference(name, known, bytes)),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn difference(name: &str, known: &[u8], bytes: &[u8]) -> Option<String> {
    match (std::str::from_utf8(known), std::str::from_utf8(bytes)) {
        (Ok(known), Ok(bytes)) => differs(name, known, bytes).map(|(problem, _)| problem),
        _ => Some(format!("{name} has other bytes than expected")),
    }
}

fn accept(expected: &Path, there: &BTreeMap<String, Vec<u8>>) {
    for (name, path) in files(expected) {
        if !there.contains_key(&name) {
            fs::remove_file(path).expect("a file of ours can be removed");
        }
    }
    for (name, bytes) in there {
        let path = expected.join(name);
        if fs::read(&path).is_ok_and(|known| &known == bytes) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("it lies in a folder"))
            .expect("a folder can be made");
        fs::write(&path, bytes).expect("a file can be written");
        println!("wrote {}", path.strip_prefix(root("")).unwrap_or(&path).display());
    }
}

/// Every file of the site, and its report. The static files that come with the program are left
/// out: they would only say the same in every site. So is the index of the search, which nobody could
/// read here. Of a workbook there are the texts.
fn made(site: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let loaded = plenary::load::read(site, &[]).map_err(|failure| failure.to_string())?;
    let sources = loaded.value;
    let settings = Settings { today: TODAY.to_owned(), ..Settings::default() };
    let build = plenary::build(&sources, &settings, &mut State::default());
    let mut said = loaded.diagnostics;
    let mut out = BTreeMap::new();
    for at in build.bundle.order().concat() {
        let (route, origin) = &build.bundle.files()[at];
        let path = route.as_str();
        let is_index = path.starts_with("search/") && path.ends_with(".js");
        if matches!(origin, Origin::BuiltIn(_)) || is_index {
            continue;
        }
        let made = build.bundle.content(at);
        said.absorb(made.diagnostics);
        let bytes = match made.value {
            Some(Content::Bytes(bytes)) => readable(route.as_str(), bytes),
            Some(Content::Static(bytes)) => bytes.to_vec(),
            Some(Content::File(path)) => fs::read(site.join(&*path)).map_err(|e| e.to_string())?,
            Some(Content::Packed(_)) | None => continue,
        };
        // The text of a workbook is none, and should not be taken for one.
        let end = if route.as_str().ends_with(".xlsx") { ".txt" } else { "" };
        out.insert(format!("{route}{end}"), bytes);
    }
    let report = build.report_with(&said, &sources);
    if !report.diagnostics.is_empty() {
        out.insert(REPORT.to_owned(), render::human(&report, &sources, false).into_bytes());
    }
    Ok(out)
}
