//! The ids of rows: which can be addresses, and what is wrong with the others.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::tally::Tally;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::id::{RecordKey, Route};
use crate::parse::record::Record;
use crate::source::Span;

/// The most bytes of an id; file systems take 255 for the name of a folder.
const LONGEST_ID: usize = 200;

/// How many rows with the id of another are kept.
const MOST_REPEATED: usize = 1_000;

/// How many rows are named whose id is a place of the text above them.
const MOST_ANCHORS: usize = 100;

/// Characters that end an address or a reference, or that some system forbids in names of folders.
const FORBIDDEN: &[char] =
    &['/', '\\', '?', '#', '%', '<', '>', '"', ':', '|', '*', '[', ']', '\u{200b}'];

/// Whether an id can be the last part of an address. Anchors that begin with `_` are the page's own.
pub(super) fn is_fine(id: &str) -> bool {
    let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(&c);
    let is_taken = id.ends_with('.') || id.starts_with('_');
    !id.contains(is_forbidden) && !is_taken && id != "page" && Route::page(id).is_some()
}

/// What goes for the id of a row that has none of its own.
pub(super) fn by_number(number: usize) -> String {
    format!("row-{number}")
}

/// The diagnostic for an id that is missing or that no address can hold. Ids cannot be put into
/// workbooks by `plenary fix`.
pub(super) fn wrong_id(id: &str, is_in_workbook: bool) -> Option<Diagnostic> {
    let (headline, help) = if id.is_empty() {
        let help = match is_in_workbook {
            true => "write one that no other row has ever had into the workbook, and save it",
            false => "write one that no other row has ever had, or run `plenary fix --ids`",
        };
        ("this row has no id".to_owned(), help.to_owned())
    } else if id.len() > LONGEST_ID {
        let help = "write a short one that stays when the wording of the row changes";
        (format!("this id is too long: it has {} letters", id.chars().count()), help.to_owned())
    } else if !is_fine(id) {
        let help = match crate::id::slug(id).trim_start_matches('_') {
            "" => "use letters, digits, hyphens and dots".to_owned(),
            "page" => "write `page-1`, for example".to_owned(),
            slug => format!("write `{slug}`, for example"),
        };
        (format!("`{id}` cannot be part of an address"), help)
    } else {
        return None;
    };
    Some(Diagnostic::new(Code::BadRowId, headline).help(help))
}

/// The ids that rows have so far.
#[derive(Default)]
pub(super) struct Ids {
    first: IndexMap<RecordKey, Span, FxBuildHasher>,
    repeated: usize,
}

impl Ids {
    /// The row, if it is to be kept. One whose id another row has is reported and goes by its
    /// number, so that its other problems are reported as well; where there are very many, they
    /// are not kept.
    pub fn add(&mut self, mut record: Record, diagnostics: &mut Tally<'_>) -> Option<Record> {
        let row = record.row.as_ref().expect("the records of a table are rows");
        if let Some(other) = self.first.get(&record.key) {
            let diagnostic =
                Diagnostic::new(Code::DuplicateRow, format!("two rows have the id `{}`", row.id))
                    .at(row.id_place)
                    .related(*other, "the first one")
                    .help("give this row an id of its own; never one that another row had");
            diagnostics.add(0, diagnostic);
            self.repeated += 1;
            set_apart(&mut record);
        } else {
            self.first.insert(record.key.clone(), row.id_place);
        }
        (self.repeated <= MOST_REPEATED).then_some(record)
    }
}

/// Gives a row the number that it has in place of its id.
fn set_apart(record: &mut Record) {
    let row = record.row.as_mut().expect("the records of a table are rows");
    row.id = by_number(row.number).into();
    let id = format!("{}/{}", row.table().id(), row.id);
    let file = record.path.rsplit_once('#').map_or(&*record.path, |(file, _)| file);
    record.path = format!("{file}#{}", row.id).into();
    record.key = RecordKey::new(record.key.kind(), &id);
}

/// Places of the record's own text that have the id of a row.
pub(super) fn repeated_anchors(record: &Record, rows: &[Record]) -> Diagnostics {
    let rows = rows.iter().filter_map(|record| record.row.as_deref());
    let repeated = rows.filter(|row| record.anchor(&row.id).is_some());
    let diagnostics = repeated.take(MOST_ANCHORS).map(|row| {
        let headline = format!("the text above this table has a place `#{}` already", row.id);
        Diagnostic::new(Code::DuplicateAnchor, headline)
            .at(row.id_place)
            .help("word the heading in the text otherwise; the id of a published row must stay")
    });
    diagnostics.collect()
}
