//! Where the data of a table stand.

use std::ops::Range;
use std::sync::Arc;

use super::settings::Settings;
use crate::attachment;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::markdown;
use crate::parse::record::Record;
use crate::sheet::{self, Sheet};
use crate::source::{MOST_BYTES, SourceId, Sources, Span, Workbook};
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
        let ending = self.file.as_deref().map(ending);
        ending.is_some_and(|ending| sheet::workbook::ENDINGS.contains(&ending.as_str()))
    }

    /// Whether they are delimited text.
    pub fn is_delimited(&self) -> bool {
        self.file.is_some() && !self.is_workbook()
    }

    /// Their rows. Places count from the beginning of the whole text.
    pub fn sheet<'t>(&self, sources: &'t Sources) -> Sheet<'t> {
        let source = sources.get(self.source);
        match &self.file {
            Some(path) => {
                let marks = source.sheet.as_ref().map_or(&[][..], |sheet| &sheet.marks);
                let delimiter = match source.sheet {
                    Some(_) => b',',
                    None => sheet::delimiter(path, &source.text, self.header),
                };
                sheet::read_marked(&source.text, delimiter, marks)
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
    // One that is too large to be read is found as well, so that this can be reported.
    candidates.map(|name| join(folder, &name)).find(|path| sources.has(path))
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
    diagnostics: &mut Diagnostics,
) -> Option<Data> {
    if let Some(range) = settings.in_body.clone() {
        return Some(Data { source: record.source, range, file: None, header: None });
    }
    let folder = record.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = match &settings.file {
        Some((file, _)) => Some(join(folder, file)),
        None => settings.beside.clone(),
    };
    let Some(path) = path else {
        diagnostics.push(nothing(record, settings, sources));
        return None;
    };
    let name = settings.sheet.as_ref().map(|(name, _)| name.as_str());
    let found = match sources.workbook(&path) {
        Some(_) => sources.sheet(&path, name),
        None => sources.find(&path).filter(|_| is_readable(&path)),
    };
    let Some((source, text)) = found else {
        diagnostics.extend(missing(&path, settings, sources));
        return None;
    };
    let (range, header) = (0..text.text.len(), settings.header);
    Some(Data { source, range, file: Some(path.into()), header })
}

fn ending(path: &str) -> String {
    attachment::ending(path).unwrap_or_default()
}

fn is_readable(path: &str) -> bool {
    ENDINGS.contains(&ending(path).as_str())
}

/// The diagnostic for `[table]` of a record that has no table.
fn nothing(record: &Record, settings: &Settings, sources: &Sources) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::MissingTable, "this record has `[table]`, but no table")
        .at(settings.span);
    // A file of another format under the name that is looked for is the one that is meant.
    let (folder, name) = record.path.rsplit_once('/').unwrap_or(("", &record.path));
    let stem = name.split('.').next().unwrap_or(name);
    let meant = UNREAD.iter().flat_map(|ending| [stem, "table"].map(|s| format!("{s}.{ending}")));
    let mut meant = meant.filter(|name| sources.has(&join(folder, name)));
    match meant.next() {
        Some(name) => {
            let (headline, help) = other_format(&name);
            diagnostic.note(headline).help(help)
        }
        None => diagnostic.help("put a file `table.csv` beside it, or write a table in its text"),
    }
}

/// Formats of spreadsheets that are not read, by their endings.
const UNREAD: &[&str] = &["xls", "xlsb", "xlsm", "xltx", "numbers", "fods", "ots", "sxc"];

/// What is wrong with a file of another format than tables have, and what to do.
fn other_format(name: &str) -> (String, &'static str) {
    let ending = ending(name);
    match UNREAD.contains(&ending.as_str()) {
        true => (
            format!(
                "`{name}` cannot be read: plenary does not read tables in the format .{ending}"
            ),
            "open it in your spreadsheet program and save it as XLSX",
        ),
        false => (
            format!("`{name}` is not a table"),
            "save the table as CSV, TSV, XLSX or ODS in the record's folder",
        ),
    }
}

/// Why the data that `[table]` names cannot be had; `None` where reading them failed, which was
/// reported.
fn missing(path: &str, settings: &Settings, sources: &Sources) -> Option<Diagnostic> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let span = settings.file.as_ref().map_or(settings.span, |(_, span)| *span);
    if let Some(workbook) = sources.workbook(path) {
        return Some(no_sheet(workbook, name, settings));
    }
    if !is_readable(path) && sources.has(path) {
        let (headline, help) = other_format(name);
        return Some(Diagnostic::new(Code::MissingTable, headline).at(span).help(help));
    }
    let Some(asset) = sources.find_asset(path) else { return Some(no_file(path, span, sources)) };
    let limit = MOST_BYTES / (1024 * 1024);
    let headline = format!("`{name}` is too large to be read: more than {limit} MiB");
    let diagnostic = Diagnostic::new(Code::OversizedTable, headline).at(span);
    (asset.len > MOST_BYTES).then(|| diagnostic.help("divide it into several tables"))
}

/// Why a workbook has no such sheet.
fn no_sheet(workbook: &Workbook, name: &str, settings: &Settings) -> Diagnostic {
    let wanted = settings.sheet.as_ref().map(|(sheet, _)| sheet.as_str());
    if let Some(fault) = workbook.fault(wanted) {
        let headline = format!("this workbook cannot be read: {}", fault.message);
        let diagnostic = Diagnostic::new(Code::BadWorkbook, headline).in_file(&*workbook.path);
        return diagnostic.help(fault.help.clone());
    }
    let Some((sheet, span)) = &settings.sheet else {
        let headline = format!("all sheets of `{name}` are hidden");
        return Diagnostic::new(Code::MissingTable, headline).at(settings.span).help(
            "unhide the sheet with the table in your spreadsheet program, and save the file",
        );
    };
    if workbook.hidden().contains(sheet) {
        let headline = format!("the sheet `{sheet}` of `{name}` is hidden, so it is not published");
        return Diagnostic::new(Code::MissingTable, headline).at(*span).help(
            "unhide it in your spreadsheet program and save the file, or name another sheet",
        );
    }
    let headline = format!("`{name}` has no sheet `{sheet}`");
    let diagnostic = Diagnostic::new(Code::MissingTable, headline).at(*span);
    match did_you_mean(sheet, workbook.names()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("write the name on the sheet's tab"),
    }
}

fn no_file(path: &str, span: Span, sources: &Sources) -> Diagnostic {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let beside = sources.assets().iter().filter_map(|asset| {
        let (there, name) = asset.path.rsplit_once('/').unwrap_or(("", &asset.path));
        (there == folder).then_some(name)
    });
    let headline = format!("there is no file `{name}` beside this record");
    let diagnostic = Diagnostic::new(Code::MissingTable, headline).at(span);
    let diagnostic = diagnostic.note(format!("looked for {path}"));
    match did_you_mean(name, beside) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("save the table as CSV, TSV, XLSX or ODS in the record's folder"),
    }
}
