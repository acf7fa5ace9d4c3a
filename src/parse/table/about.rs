//! Diagnostics about a table as a whole, its titles and its numbers.

use super::cell::Written;
use super::columns::{self, Columns};
use super::data::Data;
use super::settings::Settings;
use super::tally::{Tally, What};
use super::{failure, formula, oversized};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::numbering;
use crate::sheet::{Problem, Row, Sheet};
use crate::source::Span;

/// The diagnostics about the titles themselves.
pub(super) fn about_titles(titles: &Row<'_>, data: &Data, diagnostics: &mut Diagnostics) {
    let mut tally = Tally::few(diagnostics);
    for cell in &titles.cells {
        let place = Span::new(data.source, cell.place.clone());
        match failure::check(cell, place) {
            Some(failure) => tally.add(0, failure),
            None if cell.trimmed().len() > columns::LONGEST_TITLE => {
                tally.add(0, oversized::title(place));
            }
            None if data.is_delimited() => {
                formula::check(&cell.text, place).into_iter().for_each(|it| tally.add(0, it));
            }
            None => {}
        }
    }
    tally.finish(What::Columns);
}

/// The diagnostics about the data as a whole: quotation marks, and more rows and columns than are read.
pub(super) fn about_whole(sheet: &Sheet<'_>, data: &Data, diagnostics: &mut Diagnostics) {
    diagnostics.extend(oversized::rows(sheet, data));
    let mut tally = Tally::new(diagnostics);
    sheet.problems.iter().for_each(|problem| tally.add(0, broken_quote(problem, data)));
    tally.finish(What::Rows);
}

/// The remark about numbers that the first column leaves out, where it counts the rows. Ids may
/// have gaps, since an id never comes back.
pub(super) fn left_out(columns: &Columns, rows: &[Row<'_>], data: &Data) -> Option<Diagnostic> {
    let id = columns.head.id;
    let first = (0..columns.head.columns.len()).find(|column| Some(*column) != id)?;
    let rows: Vec<_> = rows.iter().filter(|row| !row.text(first).is_empty()).collect();
    let numbers = rows.iter().map(|row| row.text(first).parse().ok());
    let numbers: Vec<usize> = numbers.collect::<Option<_>>()?;
    let gap = numbering::gap(&numbers).filter(|_| numbers.len() >= numbering::FEWEST_ROWS)?;
    let place = rows[gap.behind].cells[first].place.clone();
    Some(gap.remark(Span::new(data.source, place)))
}

pub(super) fn no_titles(settings: &Settings, data: &Data) -> Diagnostic {
    let headline = match settings.header {
        Some(number) => {
            format!("row {number} is empty, but `header` names it as the row of titles")
        }
        None => "this table is empty".to_owned(),
    };
    let place =
        if settings.header.is_some() { settings.span } else { Span::new(data.source, 0..0) };
    Diagnostic::new(Code::MissingTable, headline)
        .at(place)
        .help("write the titles of the columns into the first row")
}

fn broken_quote(problem: &Problem, data: &Data) -> Diagnostic {
    Diagnostic::new(
        Code::BrokenQuote,
        "this cell begins with a quotation mark, but does not end with one",
    )
    .at(Span::new(data.source, problem.place.clone()))
    .help("end the cell with a quotation mark, and write one inside it twice (`\"\"`)")
}

/// Says of dates that could not be read how the settings can say what they mean, since the text of
/// a table that was published should stay as it is.
pub(super) fn explain_dates(written: &Written<'_>, diagnostics: &mut [Diagnostic]) {
    let text = written.text;
    let dates =
        diagnostics.iter_mut().filter(|it| written.how.is_some() && it.code == Code::BadDate);
    for diagnostic in dates {
        let is_numeric = !text.contains(char::is_alphabetic);
        diagnostic.help.push(match is_numeric {
            true => "or state the order in this column: `dates = \"day-first\"`".to_owned(),
            false => format!("or state what it means: `values = {{ \"{text}\" = \"…\" }}`"),
        });
    }
}
