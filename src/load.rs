//! Disk -> Sources. The only stage that reads the disk, and it reads everything at once.
#![allow(clippy::disallowed_methods, reason = "this is the stage that reads the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config;
use crate::diag::{Checked, Code, Diagnostic};
use crate::sheet::workbook;
use crate::source::{Asset, Source, Sources, describes_table};

/// Endings of files that are read as text, wherever they stand.
const TEXTS: &[&str] = &["md", "toml", "html", "xml", "txt", "css", "js", "svg", "json"];

/// A file larger than this many bytes is never read as text, only copied.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// The folders and files of the site below `root`, given the content folder and the theme's name
/// of its settings. Paths are from the root; what is not there is left out.
pub fn inputs(sources: &Sources) -> Vec<String> {
    let config = config::read(sources).value;
    let content = config.content.trim_end_matches('/').to_owned();
    let theme = format!("themes/{}", config.theme);
    let own = ["templates", "static", "strings"].map(str::to_owned);
    std::iter::once(content).chain([theme]).chain(own).collect()
}

/// Reads a site. `skip` are folders that are never read: the output, for a start.
pub fn read(root: &Path, skip: &[PathBuf]) -> Result<Checked<Sources>, LoadFailure> {
    if !root.is_dir() {
        return Err(LoadFailure::new(root, "there is no such folder"));
    }
    let mut found = Files::default();
    found.add(root.join(config::FILE), config::FILE.to_owned());
    let settings = one_text(&root.join(config::FILE), config::FILE).transpose()?.into_iter();
    let settings =
        Sources::new(settings.map(|(text, _)| (config::FILE.to_owned(), text)).collect(), vec![]);
    for input in inputs(&settings) {
        found.walk(&root.join(&input), &input, skip)?;
    }
    let files: Vec<(PathBuf, String)> =
        found.files.into_iter().map(|(rel, path)| (path, rel)).collect();
    let read: Vec<_> = files.par_iter().map(|(path, rel)| one(path, rel)).collect();
    let (mut texts, mut assets, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
    for file in read {
        match file? {
            Some(File::Text(source, said)) => {
                texts.push(source);
                diagnostics.extend(said);
            }
            Some(File::Asset(asset)) => assets.push(asset),
            Some(File::Data(tables, asset, said)) => {
                texts.extend(tables);
                assets.push(asset);
                diagnostics.extend(said);
            }
            None => {}
        }
    }
    Ok(Checked::new(Sources::from_parts(texts, assets), diagnostics))
}

/// A disk that said no.
#[derive(Debug)]
pub struct LoadFailure {
    /// What could not be read.
    pub path: PathBuf,
    /// What the system said.
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

/// Every file by its path from the root.
#[derive(Default)]
struct Files {
    files: std::collections::BTreeMap<String, PathBuf>,
    /// Folders that were entered, by what they really are, so that a link cannot lead in circles.
    entered: BTreeSet<PathBuf>,
}

impl Files {
    fn add(&mut self, path: PathBuf, rel: String) {
        self.files.insert(rel, path);
    }

    fn walk(&mut self, folder: &Path, rel: &str, skip: &[PathBuf]) -> Result<(), LoadFailure> {
        let Ok(real) = folder.canonicalize() else { return Ok(()) };
        if !real.is_dir() || skip.contains(&real) || !self.entered.insert(real) {
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(|error| LoadFailure::new(folder, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| LoadFailure::new(folder, error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') || is_temporary(&name) || rel.is_empty() && is_not_ours(&name)
            {
                continue;
            }
            let path = entry.path();
            let rel = if rel.is_empty() { name } else { format!("{rel}/{name}") };
            // A link is followed; a broken one is as good as no file.
            match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => self.walk(&path, &rel, skip)?,
                Ok(meta) if meta.is_file() => self.add(path, rel),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What editors leave beside a file while it is open.
fn is_temporary(name: &str) -> bool {
    name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".tmp") || name == "4913"
}

/// Folders that are never content where the content folder is the site's root.
fn is_not_ours(name: &str) -> bool {
    ["node_modules", "target", "public", "themes", "templates", "static", "strings"].contains(&name)
        || name == config::FILE
}

enum File {
    Text(Source, Option<Diagnostic>),
    Asset(Asset),
    /// A table: its texts (one for each sheet, and the first under the file's own name), to be read
    /// where a record asks for them, and the file, which is copied.
    Data(Vec<Source>, Asset, Option<Diagnostic>),
}

fn one(path: &Path, rel: &str) -> Result<Option<File>, LoadFailure> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        // It vanished since the folder was read: as good as if it had never been there.
        Err(_) => return Ok(None),
    };
    let ending = rel.rsplit('.').next().unwrap_or("").to_lowercase();
    let is_text = TEXTS.contains(&ending.as_str()) && meta.len() <= MOST_BYTES;
    if is_data(rel, &ending) && meta.len() <= MOST_BYTES {
        return data(path, rel, &ending, meta.len());
    }
    // Only what the program reads needs to be text; the rest is copied as it is.
    if !is_text || !is_read(rel) {
        return Ok(Some(File::Asset(Asset { path: rel.into(), len: meta.len() })));
    }
    let text = one_text(path, rel).transpose()?;
    Ok(text.map(|(text, said)| match is_settings(rel) || describes_table(&text) {
        true => File::Text(Source::new(rel, &text), said),
        false => File::Asset(Asset { path: rel.into(), len: meta.len() }),
    }))
}

/// Endings of delimited text.
const DELIMITED: &[&str] = &["csv", "tsv"];

/// Whether a file may hold a table whose rows are records.
fn is_data(rel: &str, ending: &str) -> bool {
    let ours = ["static/", "themes/", "templates/", "strings/"];
    let known = DELIMITED.contains(&ending) || workbook::ENDINGS.contains(&ending);
    known && !ours.iter().any(|folder| rel.starts_with(folder))
}

fn data(path: &Path, rel: &str, ending: &str, len: u64) -> Result<Option<File>, LoadFailure> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(LoadFailure::new(path, error)),
    };
    let asset = Asset { path: rel.into(), len };
    let (texts, said) = match DELIMITED.contains(&ending) {
        true => delimited(rel, bytes),
        false => workbook(rel, bytes),
    };
    Ok(Some(File::Data(texts, asset, said)))
}

/// The text of a delimited file. What is not UTF-8 is what spreadsheets on Windows write.
fn delimited(rel: &str, bytes: Vec<u8>) -> (Vec<Source>, Option<Diagnostic>) {
    match String::from_utf8(bytes) {
        Ok(text) => (vec![Source::new(rel, &text)], None),
        Err(error) => {
            let (text, encoding, _) = encoding_rs::WINDOWS_1252.decode(error.as_bytes());
            // A byte order mark says that it is UTF-16, whatever was asked for.
            let (name, and) = match encoding == encoding_rs::WINDOWS_1252 {
                true => ("Windows-1252", ", and look at letters with accents"),
                false => (encoding.name(), ""),
            };
            let headline = format!("this file is not UTF-8; it was read as {name}");
            let diagnostic = Diagnostic::new(Code::LegacyEncoding, headline)
                .in_file(rel)
                .help(format!("save it as “CSV UTF-8”{and}"));
            (vec![Source::new(rel, &text)], Some(diagnostic))
        }
    }
}

/// The texts of a workbook: of the first sheet under its own path, and of each sheet under the
/// path, an exclamation mark and the sheet's name.
fn workbook(rel: &str, bytes: Vec<u8>) -> (Vec<Source>, Option<Diagnostic>) {
    match workbook::tabs(bytes) {
        Ok(tabs) => {
            let first = tabs.first().map(|tab| Source::new(rel, &tab.text)).into_iter();
            let named =
                tabs.iter().map(|tab| Source::new(&format!("{rel}!{}", tab.name), &tab.text));
            (first.chain(named).collect(), None)
        }
        Err(message) => {
            let headline = format!("this workbook cannot be read: {message}");
            let diagnostic = Diagnostic::new(Code::BadWorkbook, headline)
                .in_file(rel)
                .help("open it in your spreadsheet program and save it again, without a password");
            (Vec::new(), Some(diagnostic))
        }
    }
}

/// Whether the program reads a file: settings, Markdown, templates and words, and TOML, which may
/// describe a table.
fn is_read(rel: &str) -> bool {
    let in_static =
        rel.starts_with("static/") || rel.contains("/static/") && rel.starts_with("themes/");
    !in_static && (is_settings(rel) || rel.ends_with(".toml"))
}

/// Whether a file that is read is one of the site's own, whatever it says.
fn is_settings(rel: &str) -> bool {
    let ours = ["templates/", "strings/", "themes/"];
    rel.ends_with(".md") || rel == config::FILE || ours.iter().any(|folder| rel.starts_with(folder))
}

fn one_text(path: &Path, rel: &str) -> Option<Result<(String, Option<Diagnostic>), LoadFailure>> {
    // A pipe would let us wait for ever.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return Some(Err(LoadFailure::new(path, "this is no ordinary file")));
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Err(LoadFailure::new(path, error))),
    };
    Some(Ok(match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let diagnostic = Diagnostic::new(Code::NotUtf8, format!("line {line} is not UTF-8"))
                .in_file(rel)
                .help("save the file as UTF-8 in your editor");
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(diagnostic))
        }
    }))
}

#[cfg(test)]
mod tests {
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
        assert!(text("content/c/table.ods").is_some_and(|text| text.contains("p.1")));
        assert!(text("content/c/table.ods!Priorities").is_some());
        assert!(text("content/d/table.xlsx").is_none() && text("static/e.csv").is_none());
        assert_eq!(read.value.assets().len(), 5);
        let codes: Vec<_> = read.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::LegacyEncoding, Code::BadWorkbook]);
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
