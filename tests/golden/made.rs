//! Builds the site of a case in memory.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use plenary::attachment;
use plenary::bundle::Content;
use plenary::diag::{Diagnostic, Diagnostics, Report, render};
use plenary::id::Route;
use plenary::source::{Asset, Sources, describes_table};
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build};

/// The day for which every test site is built.
pub(crate) const TODAY: &str = "2026-01-01";

/// The minimal theme: few words, so that expectations are short.
static THEME: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let files = crate::files(&crate::root("tests/theme")).into_iter();
    let read = |path| fs::read_to_string(path).expect("the theme can be read");
    files.map(|(name, path)| (format!("themes/default/templates/{name}"), read(path))).collect()
});

/// A site that was built with everything it has to say.
pub(crate) struct Made {
    files: BTreeMap<String, String>,
    build: Build,
    sources: Sources,
    /// Everything that was noticed.
    pub(crate) report: Report,
}

/// Builds a site from its files. It gets the minimal theme unless it has templates of its own.
pub(crate) fn site(files: &BTreeMap<String, String>, settings: &Settings) -> Made {
    let files = files.clone();
    let settings_text = files.get("site.toml").map_or("", String::as_str);
    let themed = settings_text.lines().any(|line| line.starts_with("theme ="))
        || files.keys().any(|path| path.starts_with("templates/"));
    let theme: &BTreeMap<String, String> = &THEME;
    let theme = theme.iter().filter(|_| !themed).map(|(path, text)| (path.clone(), text.clone()));
    let (mut texts, others): (Vec<_>, Vec<_>) =
        files.clone().into_iter().chain(theme).partition(|(path, text)| is_text(path, text));
    // A data file is read as a text and copied, too.
    let data = |(path, _): &&(String, String)| is_data(path);
    texts.extend(others.iter().filter(data).cloned());
    let assets = others
        .iter()
        .map(|(path, text)| Asset { path: path.as_str().into(), len: text.len() as u64 });
    let active = others.iter().filter_map(|(path, text)| {
        Some((path.as_str().into(), active(path, text)?.as_str().into()))
    });
    let sources = Sources::new(texts, assets.collect()).with_active(active.collect());
    let build = build(&sources, settings, &mut State::default());
    let said = everything(&build, &files);
    let report = build.report_with(&said, &sources);
    Made { files, build, sources, report }
}

/// Makes every page, for what making it has to say.
fn everything(build: &Build, files: &BTreeMap<String, String>) -> Diagnostics {
    let made = build.bundle.order().concat().into_iter().map(|at| {
        let route = build.bundle.files()[at].0.as_str();
        let made = build.bundle.content(at);
        let leak = build.bundle.guard().and_then(|guard| match made.value? {
            Content::Bytes(bytes) => guard.check(route, &bytes),
            Content::File(path) if guard.looks_at(&path) => {
                guard.check(route, files.get(&*path)?.as_bytes())
            }
            _ => None,
        });
        let mut said = made.diagnostics;
        said.extend(leak);
        said.extend(weighed(build, at, files));
        said
    });
    let mut said = plenary::leak::fold(made);
    said.extend(build.bundle.scales().map(|scales| scales.shared()).unwrap_or_default());
    said
}

/// The report of a page that weighs too much.
fn weighed(build: &Build, at: usize, files: &BTreeMap<String, String>) -> Option<Diagnostic> {
    let bundle = &build.bundle;
    let bytes = |content| match content {
        Content::Bytes(bytes) => Some(bytes),
        Content::Static(bytes) => Some(bytes.to_vec()),
        Content::File(path) => files.get(&*path).map(|text| text.clone().into_bytes()),
        Content::Packed(_) => None,
    };
    let page = bytes(bundle.content(at).value?)?;
    bundle.scales()?.check(&bundle.files()[at].0, &page, &|asset| bytes(bundle.get(asset).value?))
}

/// Whether the program reads a file, as it does when it reads a folder; all others are copied.
fn is_text(path: &str, text: &str) -> bool {
    let of_theme = path.starts_with("themes/") && !path.contains("/static/");
    let folders = ["templates/", "strings/", "model/"];
    !path.starts_with("static/")
        && (path.ends_with(".md")
            || ["site.toml", "permalinks.lock", "links.lock"].contains(&path)
            || path.ends_with(".toml") && describes_table(text)
            || of_theme
            || folders.iter().any(|folder| path.starts_with(folder)))
}

/// What browsers would run in a file beside content, as `load` finds it.
fn active(path: &str, text: &str) -> Option<String> {
    let is_content = !path.starts_with("static/") && !path.starts_with("themes/");
    is_content.then(|| attachment::objection(path, text.as_bytes()))?
}

/// Whether a file may hold a table whose rows are records.
fn is_data(path: &str) -> bool {
    !path.starts_with("static/") && (path.ends_with(".csv") || path.ends_with(".tsv"))
}

/// The bytes of a file; of a workbook the texts of its sheets, each below its name, and of a database its tables.
pub(crate) fn readable(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if path.ends_with(".sqlite") {
        return tables(&bytes).expect("it is a database").into_bytes();
    }
    if !path.ends_with(".xlsx") {
        return bytes;
    }
    let tabs = plenary::sheet::workbook::tabs(bytes).expect("it is a workbook");
    let texts = tabs.into_iter().map(|tab| format!("({})\n{}", tab.name, tab.text));
    texts.collect::<String>().replace(plenary::sheet::LINE, " / ").into_bytes()
}

/// The tables of a database: the statements that make them, and their rows.
fn tables(bytes: &[u8]) -> rusqlite::Result<String> {
    let mut database = rusqlite::Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    let mut statement =
        database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")?;
    let tables = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: Vec<(String, String)> = tables.collect::<rusqlite::Result<_>>()?;
    let mut out = String::new();
    for (name, sql) in tables.iter().filter(|(name, _)| !name.starts_with("paragraphs_text_")) {
        let mut rows = database.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let columns = rows.column_count();
        let text = |row: &rusqlite::Row<'_>| {
            let cells = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
            cells.map(|cell| cell.map(|cell| format!(" {cell:?}"))).collect()
        };
        let rows = rows.query_map([], text)?.collect::<rusqlite::Result<Vec<String>>>()?;
        out.push_str(&format!("{sql}\n{}\n", rows.join("\n")));
    }
    Ok(out)
}

impl Made {
    /// The text of an output file; `None` where the site has no such file.
    pub(crate) fn file(&self, path: &str) -> Option<String> {
        match self.build.bundle.get(&Route::file(path)?).value? {
            Content::Bytes(bytes) => {
                Some(String::from_utf8(readable(path, bytes)).expect("pages are UTF-8"))
            }
            Content::Static(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Content::File(path) => self.files.get(&*path).cloned(),
            // What archives hold is looked at in tests/offline.rs.
            Content::Packed(_) => Some(String::new()),
        }
    }

    /// The paths of all output files.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.build.bundle.files().iter().map(|(route, _)| route.as_str()).collect()
    }

    /// The report as a person reads it.
    pub(crate) fn said(&self) -> String {
        render::human(&self.report, &self.sources, false)
    }
}
