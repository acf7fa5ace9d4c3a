//! Which rows of the data become records: titles that are repeated, section rows and rows that
//! continue another do not.

use std::sync::Arc;

use super::address::is_fine;
use super::failure;
use super::meanings::normal;
use super::settings::Settings;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::sheet::{Cell, Row, Sheet};
use crate::source::{SourceId, Span};

/// A row of the data that becomes a record.
pub(super) struct Item<'t> {
    /// Its cells, with what continues it.
    pub row: Row<'t>,
    /// The words of the section row above it, and their place.
    pub section: Option<(Arc<str>, Span)>,
    /// Its place among the rows, from 0.
    pub order: usize,
}

/// The longest words of a section.
const LONGEST_SECTION: usize = 1_000;

/// The columns that tell what a row is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    /// The column with the ids.
    pub id: Option<usize>,
    /// The column whose empty cells continue the row above.
    pub continues: Option<usize>,
}

impl Marks {
    /// Whether the words of a section may stand in a column. Where rows continue others, a lone
    /// cell further right is more of the row above.
    fn may_hold_sections(self, at: usize) -> bool {
        let first = if self.id == Some(0) { 1 } else { 0 };
        self.continues.is_none_or(|continues| at <= first || at == continues)
    }
}

/// What a row below the titles is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The titles once more.
    Titles,
    /// The words above the rows that follow; they stand in this column.
    Section(usize),
    /// More of the row above, where there is one.
    More,
    /// A row that becomes a record.
    Row,
}

/// What a row is.
pub(super) fn part(settings: &Settings, marks: Marks, titles: &Row<'_>, row: &Row<'_>) -> Part {
    if settings.repeated_header && same(row, titles) {
        return Part::Titles;
    }
    if let (true, Some(at)) = (settings.has_sections, only_cell(row))
        && !is_lone_id(settings, marks, at, row.text(at))
        && marks.may_hold_sections(at)
    {
        return Part::Section(at);
    }
    match marks.continues {
        Some(at) if row.own(at).is_empty() => Part::More,
        _ => Part::Row,
    }
}

/// Whether the only cell of a row is its id, rather than the words of a section: it stands in
/// the column of ids, and sections stand elsewhere or have other names.
fn is_lone_id(settings: &Settings, marks: Marks, at: usize, text: &str) -> bool {
    let is_named = settings.section_values(text).is_some();
    let elsewhere = at > 0 || !settings.sections.is_empty();
    marks.id == Some(at) && elsewhere && !is_named && is_fine(text)
}

/// The row with the titles, and its place among the rows.
pub(super) fn header<'s, 't>(
    settings: &Settings,
    sheet: &'s Sheet<'t>,
) -> Option<(usize, &'s Row<'t>)> {
    match settings.header {
        Some(number) => sheet.rows.iter().enumerate().find(|(_, row)| row.number == number),
        None => sheet.rows.iter().enumerate().next(),
    }
}

/// The rows below the titles that become records. `source` is the text that holds them.
pub(super) fn of<'t>(
    (settings, marks): (&Settings, Marks),
    (titles, rows): (&Row<'t>, &[Row<'t>]),
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Vec<Item<'t>> {
    let mut items: Vec<Item<'t>> = Vec::with_capacity(rows.len());
    let mut section: Option<(Arc<str>, Span)> = None;
    for row in rows {
        match (part(settings, marks, titles, row), items.last_mut()) {
            (Part::Titles, _) => {}
            (Part::Section(at), _) => {
                let place = Span::new(source, row.cells[at].place.clone());
                if settings.section_values(row.text(at)).is_none() {
                    diagnostics.extend(failure::check(&row.cells[at], place));
                }
                let new = (words(row.text(at), place, diagnostics), place);
                diagnostics.extend(empty_section(section.replace(new), items.last()));
            }
            (Part::More, Some(above)) => join(&mut above.row, row),
            (Part::More, None) | (Part::Row, _) => {
                let order = items.len();
                items.push(Item { row: row.clone(), section: section.clone(), order });
            }
        }
    }
    diagnostics.extend(empty_section(section, items.last()));
    items
}

/// The diagnostic for a section that ends before it has a row; `last` is the last row so far.
fn empty_section(section: Option<(Arc<str>, Span)>, last: Option<&Item<'_>>) -> Option<Diagnostic> {
    let (text, place) = section?;
    let is_filled = last.is_some_and(|item| item.section.as_ref().is_some_and(|s| s.1 == place));
    let headline = format!("the section `{text}` has no rows");
    (!is_filled).then(|| {
        Diagnostic::new(Code::EmptySection, headline)
            .at(place)
            .help("delete the row, fill its other cells, or write both headings as one")
    })
}

/// The words of a section. Every row below it has them, so they cannot be of any length.
fn words(text: &str, place: Span, diagnostics: &mut Diagnostics) -> Arc<str> {
    let Some((end, _)) = text.char_indices().nth(LONGEST_SECTION) else { return text.into() };
    let headline = "the heading of this section has more than 1,000 characters";
    diagnostics.push(
        Diagnostic::new(Code::OversizedTable, headline)
            .at(place)
            .help("shorten the heading, and move the rest to the text above the table"),
    );
    text[..end].into()
}

fn same(row: &Row<'_>, titles: &Row<'_>) -> bool {
    row.cells.len() == titles.cells.len()
        && (0..row.cells.len()).all(|at| normal(row.text(at)) == normal(titles.text(at)))
}

/// The column of the only cell of a row that holds something.
fn only_cell(row: &Row<'_>) -> Option<usize> {
    let mut filled = row.filled();
    let (Some(at), None) = (filled.next(), filled.next()) else { return None };
    Some(at)
}

/// Adds what continues a row to it, cell by cell.
fn join<'t>(above: &mut Row<'t>, row: &Row<'t>) {
    for (at, cell) in row.cells.iter().enumerate() {
        if cell.is_merged() || cell.trimmed().is_empty() {
            continue;
        }
        while above.cells.len() <= at {
            let end = above.cells.last().map_or(cell.place.start, |cell| cell.place.end);
            above.cells.push(Cell::of("", end..end));
        }
        let own = &mut above.cells[at];
        if own.trimmed().is_empty() {
            *own = cell.clone();
            continue;
        }
        // In place, since a row may be continued by very many.
        let text = own.text.to_mut();
        text.truncate(crate::sheet::trim_end(text).len());
        text.push('\n');
        text.push_str(cell.trimmed());
        own.known = None;
    }
}
