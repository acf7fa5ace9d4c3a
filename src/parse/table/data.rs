//! Where the data of a table stand.

use std::ops::Range;
use std::sync::Arc;

use super::Settings;
use crate::attachment;
use crate::diag::{Code, Diagnostic};
use crate::parse::{Record, markdown};
use crate::sheet::{self, Sheet};
use crate::source::{MOST_BYTES, SourceId, Sources};
use crate::text::{composed, did_you_mean};

/// Endings of data files, in the order in which they are looked for.
const ENDINGS: &[&str] = &["csv", "tsv", "xlsx", "ods"];

/// The data of a table.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Data {
    /// The text that holds them.
    pub source: SourceId,
    /// Their bytes in it.
    pub range: Range<usize>,
    /// The path of their file; `None` where they stand in the record's own text.
    pub file: Option<Arc<str>>,
    /// The row with the titles, where the record says which it is.
    pub header: Option<usize>,
}

impl Data {
    /// Whether they are the cells of a workbook.
    pub fn is_workbook(&self) -> bool {
        let ending = self.file.as_deref().and_then(|file| file.rsplit('.').next());
        ending.is_some_and(|e| sheet::workbook::ENDINGS.contains(&e.to_lowercase().as_str()))
    }

    /// Their rows. Places count from the beginning of the whole text.
    pub fn sheet<'t>(&self, sources: &'t Sources) -> Sheet<'t> {
        let source = sources.get(self.source);
        match &self.file {
            Some(path) => {
                sheet::read(&source.text, sheet::delimiter(path, &source.text, self.header))
            }
            None => markdown::table(&source.text, self.range.clone()),
        }
    }
}

/// The data file that a record finds beside itself, where `[table]` names none: one with the
/// record's own name, or `table.csv`.
pub(in crate::parse) fn beside(path: &str, sources: &Sources) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let candidates = [stem, "table"]
        .into_iter()
        .flat_map(|stem| ENDINGS.iter().map(move |e| format!("{stem}.{e}")));
    candidates.map(|name| join(folder, &name)).find(|path| sources.find(path).is_some())
}

fn join(folder: &str, name: &str) -> String {
    let name = composed(name);
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

/// The data that `[table]` of a record means.
pub(super) fn find(
    record: &Record,
    settings: &Settings,
    sources: &Sources,
    said: &mut Vec<Diagnostic>,
) -> Option<Data> {
    if let Some(range) = settings.in_body.clone() {
        return Some(Data { source: record.source, range, file: None, header: None });
    }
    let folder = record.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = match &settings.file {
        Some((file, _)) => Some(join(folder, file)),
        None => beside(&record.path, sources),
    };
    let Some(path) = path else {
        said.push(nothing(settings));
        return None;
    };
    let found = match &settings.sheet {
        Some((name, _)) => sources.find(&format!("{path}!{name}")),
        None => sources.find(&path),
    };
    match found {
        Some((source, text)) => {
            let (range, header) = (0..text.text.len(), settings.header);
            Some(Data { source, range, file: Some(path.into()), header })
        }
        None => {
            said.extend(missing(&path, settings, sources));
            None
        }
    }
}

fn nothing(settings: &Settings) -> Diagnostic {
    Diagnostic::new(Code::MissingTable, "this record has `[table]`, but no table")
        .at(settings.span)
        .help("put a file `table.csv` beside it, or write a table in its text")
}

/// Why there is no text of a table; `None` where the file itself was reported.
fn missing(path: &str, settings: &Settings, sources: &Sources) -> Option<Diagnostic> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if let (Some((sheet, span)), true) = (&settings.sheet, sources.has(path)) {
        let start = format!("{path}!");
        let names: Vec<&str> =
            sources.iter().filter_map(|(_, source)| source.path.strip_prefix(&*start)).collect();
        let headline = format!("`{name}` has no sheet `{sheet}`");
        let diagnostic = Diagnostic::new(Code::MissingTable, headline).at(*span);
        return Some(match did_you_mean(sheet, names) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help("write the name on the sheet's tab"),
        });
    }
    let span = settings.file.as_ref().map_or(settings.span, |(_, span)| *span);
    if let Some(asset) = sources.find_asset(path) {
        return unread(name, asset.len).map(|diagnostic| diagnostic.at(span));
    }
    let beside = sources.assets().iter().filter_map(|asset| {
        let (there, name) = asset.path.rsplit_once('/').unwrap_or(("", &asset.path));
        (there == folder).then_some(name)
    });
    let headline = format!("there is no file `{name}` beside this record");
    let diagnostic = Diagnostic::new(Code::MissingTable, headline).at(span);
    let diagnostic = diagnostic.note(format!("looked for {path}"));
    Some(match did_you_mean(name, beside) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("save the table as CSV, TSV, XLSX or ODS in the record's folder"),
    })
}

/// Why a file that is there was not read; `None` where reading it failed, which was reported.
fn unread(name: &str, len: u64) -> Option<Diagnostic> {
    let ending = attachment::ending(name).unwrap_or_default();
    let (headline, help) = match ending.as_str() {
        data if ENDINGS.contains(&data) && len <= MOST_BYTES => return None,
        data if ENDINGS.contains(&data) => {
            let limit = MOST_BYTES / (1024 * 1024);
            let headline = format!("`{name}` is too large to be read: more than {limit} MiB");
            (headline, "divide it into several tables")
        }
        "xls" | "xlsb" | "xlsm" | "numbers" => (
            format!("`{name}` cannot be read: .{ending} is not a format of tables that is read"),
            "open it in your spreadsheet program and save it as XLSX",
        ),
        _ => (
            format!("`{name}` is not a table"),
            "save the table as CSV, TSV, XLSX or ODS in the record's folder",
        ),
    };
    Some(Diagnostic::new(Code::MissingTable, headline).help(help))
}
