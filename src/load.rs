//! Disk -> Sources. The only stage that reads the disk, and it reads everything at once.
#![allow(clippy::disallowed_methods, reason = "this is the stage that reads the disk")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::attachment;
use crate::config::{self, Config};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::disk::{Gate, Refusal, open_at};
use crate::fingerprint::Fingerprint;
use crate::links;
use crate::model;
use crate::permalinks;
use crate::sheet::workbook;
use crate::source::{Asset, MOST_BYTES, Source, Sources, Workbook, describes_table};
use crate::text::composed;

mod encoding;
mod history;
mod known;
mod walk;

pub use known::Known;

use walk::Walk;

/// Extensions of files that are read as text in every folder.
const TEXTS: &[&str] = &["md", "toml", "html", "xml", "txt", "css", "js", "svg", "json"];

/// The folders of the site that are read, according to its settings. Folders that do not exist are
/// left out.
fn inputs(config: &Config) -> Vec<String> {
    let content = config.content.trim_end_matches('/').to_owned();
    let theme = format!("themes/{}", config.theme);
    let own = ["model", "static", "strings", "templates"].map(str::to_owned);
    std::iter::once(content).chain([theme]).chain(own).collect()
}

/// A site that was read.
pub struct Loaded {
    /// Its files.
    pub sources: Sources,
    /// The diagnostics of reading it.
    pub diagnostics: Diagnostics,
    /// Opens its files.
    pub gate: Gate,
    /// The folders that were read, from the site's root.
    pub inputs: Vec<String>,
    /// The targets of the site's links: when one changes, so does the site.
    pub links: Vec<PathBuf>,
}

/// What the settings define about the places of files.
#[derive(Clone)]
struct Needs {
    /// The fingerprint of the settings.
    mark: Option<Fingerprint>,
    inputs: Vec<String>,
    follow: Vec<String>,
}

impl Needs {
    fn of(settings: Option<&Text>) -> Self {
        let sources = settings.iter().map(|text| text.source.clone()).collect();
        let config = model::read(&Sources::from_parts(sources, vec![])).value;
        let mark = settings.map(|text| text.source.fingerprint);
        Self { mark, inputs: inputs(&config), follow: config.files.follow }
    }
}

/// A site whose settings were read: enough to know where its files are.
pub struct Opened {
    /// Opens its files.
    pub gate: Gate,
    /// The folders that are read, from the site's root.
    pub inputs: Vec<String>,
    settings: Option<Text>,
    diagnostics: Diagnostics,
}

/// Reads the settings of a site, and nothing else.
pub fn open(root: &Path) -> Result<Opened, LoadFailure> {
    open_again(root, &mut None)
}

/// Reads the settings of a site, and nothing else. Files that have not changed since `known` was made
/// are not read again.
fn open_again(root: &Path, known: &mut Option<Needs>) -> Result<Opened, LoadFailure> {
    if !root.is_dir() {
        return Err(LoadFailure::new(root, "there is no such folder"));
    }
    let gate = Gate::new(root);
    let settings = match gate.open(config::FILE) {
        Ok(file) => Some(text(file, config::FILE).map_err(|e| settings_failure(root, &e))?),
        Err(refusal) if refusal.is_absence() => None,
        Err(refusal) => return Err(settings_failure(root, &refusal)),
    };
    let mark = settings.as_ref().map(|text| text.source.fingerprint);
    let needs = known.take().filter(|needs| needs.mark == mark);
    let needs = known.insert(needs.unwrap_or_else(|| Needs::of(settings.as_ref())));
    let (gate, missing) = gate.opened_to(needs.follow.iter().map(String::as_str));
    let diagnostics = missing.into_iter().map(nothing_to_follow).collect();
    Ok(Opened { gate, inputs: needs.inputs.clone(), settings, diagnostics })
}

fn settings_failure(root: &Path, cause: &impl ToString) -> LoadFailure {
    LoadFailure::new(&root.join(config::FILE), cause.to_string())
}

fn nothing_to_follow(path: &str) -> Diagnostic {
    let headline = format!("`follow` names `{path}`, which does not exist");
    Diagnostic::new(Code::WrongSetting, headline)
        .in_file(config::FILE)
        .help("write the path from the folder of site.toml, such as `../shared-media`")
}

/// Reads the files of a site and nothing else: the history of the files is not asked for. The folders in `skip` are never
/// read, such as the output folder.
pub fn read(root: &Path, skip: &[PathBuf]) -> Result<Checked<Sources>, LoadFailure> {
    let loaded = files(root, skip, &mut Known::default())?;
    Ok(Checked::new(loaded.sources, loaded.diagnostics))
}

/// Reads a site as [`read`] does, and tells where its files are. Files that have not changed since
/// `known` was made are not read again.
pub fn site(root: &Path, skip: &[PathBuf], known: &mut Known) -> Result<Loaded, LoadFailure> {
    let mut loaded = files(root, skip, known)?;
    let changes = history::changes(loaded.gate.root(), &mut known.history);
    loaded.sources = loaded.sources.with_changes(changes);
    Ok(loaded)
}

/// Reads the files of a site.
fn files(root: &Path, skip: &[PathBuf], known: &mut Known) -> Result<Loaded, LoadFailure> {
    let Opened { gate, inputs, settings, mut diagnostics } = open_again(root, &mut known.needs)?;
    let mut walk = Walk::new(&gate, skip);
    inputs.iter().for_each(|input| walk.input(input));
    diagnostics.append(&mut walk.diagnostics);
    let files: Vec<(&String, &PathBuf)> = walk.files.iter().collect();
    let seen = files.par_iter().map(|(rel, real)| known.look(rel, real)).collect::<Vec<_>>();
    let read: Vec<Found> = seen.iter().map(|seen| seen.found.clone()).collect();
    known.keep(files.into_iter().map(|(rel, _)| rel.clone()).zip(seen));
    let (mut texts, mut assets, mut active) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut workbooks = Vec::new();
    let kept = [permalinks::FILE, links::FILE].map(|name| lock(&gate, name, &mut diagnostics));
    for file in settings.into_iter().chain(kept.into_iter().flatten()).map(Found::from).chain(read)
    {
        texts.extend(file.text);
        workbooks.extend(file.workbook);
        diagnostics.absorb(file.diagnostics);
        if let (Some(asset), Some(what)) = (&file.asset, file.active) {
            active.insert(asset.path.clone(), Arc::from(what));
        }
        assets.extend(file.asset);
    }
    let links = walk.files.iter().filter_map(|(rel, real)| link(&gate, rel, real));
    let sources = Sources::from_parts(texts, assets).with_workbooks(workbooks);
    let sources = sources.with_active(active).with_links(links.collect());
    let links = walk.links.into_iter().collect();
    Ok(Loaded { sources, diagnostics, gate, inputs, links })
}

/// A list that the program keeps beside site.toml, where there is one.
fn lock(gate: &Gate, name: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    match gate.open(name).and_then(|file| text(file, name)) {
        Ok(text) => Some(text),
        Err(refusal) if refusal.is_absence() => None,
        Err(refusal) => {
            diagnostics.push(refusal.report(name));
            None
        }
    }
}

/// A file that is another file of the site under another name, and that other name.
fn link(gate: &Gate, rel: &str, real: &Path) -> Option<(Arc<str>, Arc<str>)> {
    let there = real.strip_prefix(gate.root()).ok()?.to_str()?;
    let there = composed(&there.replace(std::path::MAIN_SEPARATOR, "/"));
    (there != rel).then(|| (rel.into(), there.into()))
}

/// A failure to read the site.
#[derive(Debug)]
pub struct LoadFailure {
    /// What could not be read.
    pub path: PathBuf,
    /// The error of the system.
    pub cause: String,
}

impl LoadFailure {
    fn new(path: &Path, cause: impl ToString) -> Self {
        Self { path: path.to_owned(), cause: cause.to_string() }
    }
}

impl std::fmt::Display for LoadFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for LoadFailure {}

/// What was found in one file.
#[derive(Clone, Default)]
struct Found {
    /// Its text.
    text: Option<Source>,
    /// The workbook, which is not opened before a record asks for it.
    workbook: Option<Workbook>,
    /// The file, if it may be copied.
    asset: Option<Asset>,
    /// The parts of the file that browsers would run.
    active: Option<String>,
    diagnostics: Diagnostics,
}

/// The text of a file.
struct Text {
    source: Source,
    diagnostics: Option<Diagnostic>,
}

impl From<Text> for Found {
    fn from(text: Text) -> Self {
        Self {
            text: Some(text.source),
            diagnostics: text.diagnostics.into_iter().collect(),
            ..Self::default()
        }
    }
}

fn one(rel: &str, real: &Path) -> Found {
    let opened = open_at(real).and_then(|file| {
        let len = file.metadata().map_err(Refusal::Io)?.len();
        what_is_in(rel, file, len)
    });
    match opened {
        Ok(found) => found,
        // It vanished since the folder was read: as good as if it had never been there.
        Err(refusal) if refusal.is_absence() => Found::default(),
        Err(refusal) => Found { diagnostics: vec![refusal.report(rel)].into(), ..Found::default() },
    }
}

fn what_is_in(rel: &str, file: File, len: u64) -> Result<Found, Refusal> {
    let ending = attachment::ending(rel).unwrap_or_default();
    let asset = Asset { path: rel.into(), len };
    // Only what the program reads needs to be text; the rest is copied as it is.
    if TEXTS.contains(&ending.as_str()) && is_read(rel) {
        if len > MOST_BYTES {
            return Ok(Found { diagnostics: vec![too_large(rel, len)].into(), ..Found::default() });
        }
        let text = text(file, rel)?;
        return Ok(match is_settings(rel) || describes_table(&text.source.text) {
            true => text.into(),
            false => Found {
                asset: Some(asset),
                diagnostics: text.diagnostics.into_iter().collect(),
                ..Found::default()
            },
        });
    }
    if is_data(rel, &ending) && len <= MOST_BYTES {
        let found = data(rel, &ending, bytes(file)?);
        return Ok(Found { asset: Some(asset), ..found });
    }
    let active = match !config::is_own(rel) && attachment::is_checked(rel) {
        true if len > MOST_BYTES => Some("the file is too large to be checked".to_owned()),
        true => attachment::objection(rel, &bytes(file)?),
        false => None,
    };
    Ok(Found { asset: Some(asset), active, ..Found::default() })
}

fn too_large(rel: &str, len: u64) -> Diagnostic {
    const MIB: u64 = 1024 * 1024;
    let headline = format!(
        "`{rel}` is too large to be read: it has {} MiB, and the limit is {} MiB",
        len.div_ceil(MIB),
        MOST_BYTES / MIB
    );
    Diagnostic::new(Code::UnreadableFile, headline)
        .in_file(rel)
        .help("divide it into several files")
}

/// The bytes of a file, up to just over the size limit, so that a longer file is recognised.
fn bytes(file: File) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    match file.take(MOST_BYTES + 1).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Refusal::Io(error)),
    }
}

/// Endings of delimited text.
const DELIMITED: &[&str] = &["csv", "tsv"];

/// Whether a file may hold a table whose rows are records.
fn is_data(rel: &str, ending: &str) -> bool {
    let known = DELIMITED.contains(&ending) || workbook::ENDINGS.contains(&ending);
    known && !config::is_own(rel)
}

/// Whether a path leads into a folder whose files are published as they are.
fn is_static(rel: &str) -> bool {
    rel.starts_with("static/") || rel.starts_with("themes/") && rel.contains("/static/")
}

/// A table, to be read when a record asks for it.
fn data(rel: &str, ending: &str, bytes: Vec<u8>) -> Found {
    match DELIMITED.contains(&ending) {
        true => delimited(rel, bytes).into(),
        false => Found { workbook: Some(Workbook::new(rel, bytes)), ..Found::default() },
    }
}

/// The text of a delimited file. If it is not UTF-8, it is assumed to come from a spreadsheet
/// program on Windows.
fn delimited(rel: &str, bytes: Vec<u8>) -> Text {
    let (text, diagnostics) = encoding::decode(rel, bytes);
    Text { source: Source::new(rel, &text), diagnostics }
}

/// Whether the program reads a file: settings, Markdown, templates and words, and TOML, which may
/// describe a table.
fn is_read(rel: &str) -> bool {
    !is_static(rel) && (is_settings(rel) || rel.ends_with(".toml"))
}

/// Whether a file that is read is one of the site's own, whatever it says.
fn is_settings(rel: &str) -> bool {
    rel.ends_with(".md") || rel == config::FILE || config::is_own(rel)
}

fn text(file: File, rel: &str) -> Result<Text, Refusal> {
    let bytes = bytes(file)?;
    if bytes.len() as u64 > MOST_BYTES {
        let cause = io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 32 MiB");
        return Err(Refusal::Io(cause));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Text { source: Source::new(rel, &text), diagnostics: None },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let diagnostic = Diagnostic::new(Code::NotUtf8, format!("line {line} is not UTF-8"))
                .in_file(rel)
                .help("save the file as UTF-8 in your editor");
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Text { source: Source::new(rel, &text), diagnostics: Some(diagnostic) }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn site(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        folder
    }

    #[test]
    fn texts_are_read_and_other_files_are_named() {
        let folder = site(&[
            ("site.toml", b"title = \"A\""),
            ("content/a.md", b"# A"),
            ("content/a.png", b"\x89PNG"),
            ("content/.hidden.md", b"x"),
            ("elsewhere/b.md", b"x"),
        ]);
        let sources = read(folder.path(), &[]).expect("it can be read").value;
        let texts: Vec<_> = sources.iter().map(|(_, s)| s.path.to_string()).collect();
        assert_eq!(texts, ["content/a.md", "site.toml"]);
        assert_eq!(sources.assets().len(), 1);
    }

    #[test]
    fn a_file_that_is_not_utf8_is_reported_with_its_line() {
        let folder = site(&[("content/a.md", b"# A\n\xe9t\xe9\n")]);
        let read = read(folder.path(), &[]).expect("it can be read");
        assert_eq!(read.diagnostics[0].message, "line 2 is not UTF-8");
    }

    #[test]
    fn the_content_folder_may_be_the_root() {
        let folder = site(&[
            ("site.toml", b"content = \".\""),
            ("EIPS/eip-1.md", b"x"),
            ("public/a.md", b"x"),
        ]);
        let sources = read(folder.path(), &[]).expect("it can be read").value;
        assert!(sources.has("EIPS/eip-1.md") && !sources.has("public/a.md"));
    }

    #[test]
    fn a_data_file_is_read_and_copied() {
        let ods: &[u8] = include_bytes!("../tests/fixtures/table.ods");
        let folder = site(&[
            ("content/a/table.csv", b"\xef\xbb\xbfid;\xc3\x89tat\r\n"),
            ("content/b/table.csv", b"id,\xc9tat\n"),
            ("content/c/table.ods", ods),
            ("content/d/table.xlsx", b"no workbook"),
            ("static/e.csv", b"id"),
        ]);
        let read = read(folder.path(), &[]).expect("it can be read");
        let text = |path: &str| read.value.find(path).map(|(_, source)| source.text.to_string());
        assert_eq!(text("content/a/table.csv").as_deref(), Some("id;État\r\n"));
        assert_eq!(text("content/b/table.csv").as_deref(), Some("id,État\n"));
        assert!(text("static/e.csv").is_none());
        assert_eq!(read.value.assets().len(), 5);
        let codes: Vec<_> = read.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::LegacyEncoding]);
    }

    #[test]
    fn a_workbook_is_not_opened_before_somebody_asks_for_it() {
        let ods: &[u8] = include_bytes!("../tests/fixtures/table.ods");
        let folder =
            site(&[("content/a/table.ods", ods), ("content/b/table.xlsx", b"no workbook")]);
        let sources = read(folder.path(), &[]).expect("it can be read").value;
        assert!(sources.workbooks().all(|workbook| workbook.asked().is_none()));
        let (id, first) = sources.sheet("content/a/table.ods", None).expect("the first sheet");
        assert!(first.text.contains("p.1") && sources.get(id).path == first.path);
        assert!(sources.sheet("content/a/table.ods", Some("Priorities")).is_some());
        assert!(sources.sheet("content/b/table.xlsx", None).is_none());
        assert!(sources.workbook("content/b/table.xlsx").is_some_and(|w| w.fault(None).is_some()));
    }

    #[test]
    fn toml_is_read_where_it_describes_a_table_and_copied_otherwise() {
        let folder = site(&[
            ("content/a.toml", b"title = 'A'\n[table]\n"),
            ("content/b.toml", b"places = ['[table]']\n"),
            ("static/c.toml", b"[table]\n"),
        ]);
        let sources = read(folder.path(), &[]).expect("it can be read").value;
        let copied: Vec<_> = sources.assets().iter().map(|asset| &*asset.path).collect();
        assert_eq!(copied, ["content/b.toml", "static/c.toml"]);
        assert!(sources.find("content/a.toml").is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_circles_ends() {
        let folder = site(&[("content/a/b.md", b"x")]);
        let to = folder.path().join("content");
        std::os::unix::fs::symlink(&to, to.join("a/loop")).expect("a link");
        let sources = read(folder.path(), &[]).expect("it can be read").value;
        assert_eq!(sources.iter().count(), 1);
    }
}
