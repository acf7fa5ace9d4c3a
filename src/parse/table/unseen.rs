//! What readers of a workbook do not see, or see as something else: hidden rows, columns and
//! sheets, and cells that are one over several rows and columns.

use super::data::Data;
use super::settings::{Hidden, Settings};
use super::tally::{Tally, What};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::sheet::workbook::{Content, Region, covers};
use crate::sheet::{Row, Sheet};
use crate::source::{Sources, Span};
use crate::text::quoted_list;

/// How many rows and columns are named.
const MOST_NAMED: usize = 8;

/// What there is to know of the sheet of a workbook.
pub(super) struct Unseen<'s> {
    content: Option<&'s Content>,
    sheets: &'s [String],
    /// The number of the row with the titles.
    titles: usize,
}

impl<'s> Unseen<'s> {
    /// Of the sheet that holds a table. `titles` is the number of the row with the titles.
    pub fn of(data: &Data, sources: &'s Sources, titles: usize) -> Self {
        let workbook = data.file.as_deref().and_then(|path| sources.workbook(path));
        Self {
            content: sources.get(data.source).sheet.as_deref(),
            sheets: workbook.map_or(&[], |workbook| workbook.hidden()),
            titles,
        }
    }

    /// Whether the workbook holds something that its readers do not see.
    pub fn is_something(&self) -> bool {
        let in_sheet = self.content.is_some_and(|content| {
            !content.hidden_rows.is_empty() || !content.hidden_columns.is_empty()
        });
        in_sheet || !self.sheets.is_empty()
    }

    fn is_hidden_row(&self, row: &Row<'_>) -> bool {
        let rows = self.content.map_or(&[][..], |content| &content.hidden_rows);
        row.number > self.titles && covers(rows, row.number - 1)
    }

    fn is_hidden_column(&self, column: usize) -> bool {
        self.content.is_some_and(|content| covers(&content.hidden_columns, column))
    }

    /// Takes what is hidden out of a sheet, but for the ids of its rows: these are in addresses.
    pub fn leave_out(&self, sheet: &mut Sheet<'_>, id: Option<usize>) {
        sheet.rows.retain(|row| !self.is_hidden_row(row));
        for row in &mut sheet.rows {
            for (at, cell) in row.cells.iter_mut().enumerate() {
                if self.is_hidden_column(at) && Some(at) != id {
                    (cell.text, cell.known) = ("".into(), None);
                }
            }
            while row.cells.last().is_some_and(|cell| cell.trimmed().is_empty()) {
                row.cells.pop();
            }
        }
        let titles = self.titles;
        sheet.rows.retain(|row| row.number == titles || row.filled().next().is_some());
    }

    /// Reports what is hidden and published all the same.
    pub fn report(&self, sheet: &Sheet<'_>, settings: &Settings, diagnostics: &mut Diagnostics) {
        if settings.hidden.is_some() {
            return;
        }
        let rows = sheet.rows.iter().filter(|row| self.is_hidden_row(row));
        let rows: Vec<String> = rows.map(|row| row.number.to_string()).collect();
        let titles = sheet.rows.iter().find(|row| row.number == self.titles);
        let columns = titles.map_or(0, |row| row.cells.len());
        let columns = (0..columns).filter(|at| self.is_hidden_column(*at));
        let columns: Vec<String> = columns
            .map(|at| titles.map_or("", |row| row.text(at)))
            .filter(|title| !title.is_empty())
            .map(|title| format!("“{title}”"))
            .collect();
        let warn = |headline: String| {
            let help = "write `hidden = \"leave-out\"` under [table], to leave out what is hidden \
                        and not publish the workbook, or `hidden = \"publish\"` if everybody may \
                                                                     see it";
            Diagnostic::new(Code::HiddenCells, headline).at(settings.span).help(help)
        };
        diagnostics.extend(named("row", &rows).map(|(rows, are)| {
            warn(format!("{rows} {are} hidden in the workbook, but published"))
        }));
        diagnostics.extend(named("column", &columns).map(|(columns, are)| {
            warn(format!("{columns} {are} hidden in the workbook, but published"))
        }));
        if !self.sheets.is_empty() {
            let names: Vec<&String> = self.sheets.iter().take(MOST_NAMED).collect();
            let headline = format!(
                "the workbook is published with hidden sheets: {}",
                quoted_list(&names, "and")
            );
            diagnostics.push(warn(headline));
        }
    }

    /// Reports cells that are one over several rows and columns: what that means, nobody can know.
    pub fn report_blocks(&self, sheet: &Sheet<'_>, data: &Data, diagnostics: &mut Diagnostics) {
        let blocks = self.content.map_or(&[][..], |content| &content.blocks);
        let mut tally = Tally::new(diagnostics);
        for block in blocks {
            let number = block.from.row as usize + 1;
            let at = sheet.rows.partition_point(|row| row.number < number);
            let row = sheet.rows.get(at).filter(|row| row.number == number && number > self.titles);
            let cell = row.and_then(|row| row.cells.get(block.from.column as usize));
            if let Some(cell) = cell.filter(|cell| !cell.trimmed().is_empty()) {
                tally.add(0, merged(block, Span::new(data.source, cell.place.clone())));
            }
        }
        tally.finish(What::Rows);
    }
}

/// Whether the settings leave out what is hidden.
pub(super) fn is_left_out(settings: &Settings) -> bool {
    settings.hidden == Some(Hidden::LeaveOut)
}

/// `row 5 is`, `rows 5, 7 and 9 are`; the first ones, and how many more.
fn named(noun: &str, names: &[String]) -> Option<(String, &'static str)> {
    let (last, before) = names.split_last()?;
    Some(match (before.len(), names.len() - MOST_NAMED.min(names.len())) {
        (0, _) => (format!("{noun} {last}"), "is"),
        (_, 0) => (format!("{noun}s {} and {last}", before.join(", ")), "are"),
        (_, more) => (format!("{noun}s {} and {more} more", names[..MOST_NAMED].join(", ")), "are"),
    })
}

fn merged(block: &Region, place: Span) -> Diagnostic {
    let rows = block.to.row - block.from.row + 1;
    let columns = block.to.column - block.from.column + 1;
    let headline = format!(
        "this cell is merged over {rows} rows and {columns} columns; its text is used for the \
         first of these columns only"
    );
    Diagnostic::new(Code::MergedBlock, headline)
        .at(place)
        .help("unmerge it in the workbook, and write the text into each cell that it applies to")
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn rows_are_named_up_to_a_number() {
        let rows = |last: usize| -> Vec<String> { (1..=last).map(|n| n.to_string()).collect() };
        let words =
            |last: usize| named("row", &rows(last)).map(|(words, are)| format!("{words} {are}"));
        assert_eq!(words(0), None);
        assert_eq!(words(1).as_deref(), Some("row 1 is"));
        assert_eq!(words(3).as_deref(), Some("rows 1, 2 and 3 are"));
        assert_eq!(words(20).as_deref(), Some("rows 1, 2, 3, 4, 5, 6, 7, 8 and 12 more are"));
    }
}
