//! ODS, the workbook of LibreOffice and of OpenDocument.

use std::collections::BTreeSet;

use super::archive::{Archive, protected};
use super::grid::{Allowance, At, Grid, MOST_ROWS, Region};
use super::xml::{Element, Piece, Xml};
use super::{Book, BookSheet, Content, Fault, MOST_SHEETS, Span};

mod cell;

use cell::Cell;

/// What the part `mimetype` begins with.
const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Fault> {
    let mut archive = Archive::open(bytes)?;
    check_type(&mut archive)?;
    check_password(&mut archive)?;
    let mut allowance = Allowance::new(bytes.len());
    let mut xml = archive.needed("content.xml")?;
    let (mut sheets, mut styles) = (Vec::new(), Styles::default());
    loop {
        match xml.next()? {
            Piece::Start(start) if start.name() == "table" => {
                if sheets.len() >= MOST_SHEETS {
                    return Err(Fault::too_much("it has more than 500 sheets"));
                }
                let name = start.attribute("table:name").unwrap_or_default();
                let style = start.attribute("table:style-name").unwrap_or_default();
                let hidden = styles.hidden.contains(&style);
                let content = sheet(&mut xml, &mut allowance)?;
                // What nobody sees is not read any further.
                let content = Ok(if hidden { Content::default() } else { content });
                sheets.push(BookSheet { name, hidden, content });
            }
            Piece::Start(start) => styles.add(&start),
            Piece::Done => return Ok(Book { sheets }),
            _ => {}
        }
    }
}

fn check_type(archive: &mut Archive<'_>) -> Result<(), Fault> {
    let Some(mut part) = archive.part("mimetype")? else {
        return Err(Fault::damaged("it is not an ODS workbook, despite its name"));
    };
    match part.next()? {
        Piece::Text(text) if text.trim().starts_with(TYPE) => Ok(()),
        _ => Err(Fault::damaged("it is a document of another type than ODS")),
    }
}

fn check_password(archive: &mut Archive<'_>) -> Result<(), Fault> {
    let Some(mut part) = archive.part("META-INF/manifest.xml")? else { return Ok(()) };
    loop {
        match part.next()? {
            Piece::Start(start) if start.name() == "encryption-data" => return Err(protected()),
            Piece::Done => return Ok(()),
            _ => {}
        }
    }
}

/// The styles of sheets that are not shown.
#[derive(Default)]
struct Styles {
    hidden: BTreeSet<String>,
    /// The style that is being read.
    current: String,
}

impl Styles {
    fn add(&mut self, start: &Element<'_>) {
        match start.name() {
            "style" => self.current = start.attribute("style:name").unwrap_or_default(),
            "table-properties"
                if start.attribute("table:display").is_some_and(|value| value == "false") =>
            {
                self.hidden.insert(self.current.clone());
            }
            _ => {}
        }
    }
}

/// Reads the sheet that just began.
fn sheet(xml: &mut Xml<'_>, allowance: &mut Allowance) -> Result<Content, Fault> {
    let mut sheet = Sheet {
        grid: Grid::new(allowance),
        at: At { row: 0, column: 0 },
        content: Content::default(),
    };
    // A sheet within a sheet is part of a drawing.
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Piece::Start(start) if start.name() == "table" => depth += 1,
            Piece::End(end) if end.name() == "table" => depth -= 1,
            Piece::Start(start) if depth == 1 && start.name() == "table-row" => {
                let row = Repeated::of(&start, "table:number-rows-repeated");
                sheet.row(row, xml)?;
            }
            Piece::Start(start) if depth == 1 && start.name() == "table-column" => {
                let columns = Repeated::of(&start, "table:number-columns-repeated");
                columns.pass(&mut sheet.at.column, &mut sheet.content.hidden_columns);
            }
            _ => {}
        }
    }
    Ok(sheet.content.with(sheet.grid.finish()?))
}

/// How often a row or column stands in the sheet, and whether it is hidden.
#[derive(Clone, Copy)]
struct Repeated {
    times: u32,
    hidden: bool,
}

impl Repeated {
    fn of(start: &Element<'_>, times: &str) -> Self {
        let visibility = start.attribute("table:visibility").unwrap_or_default();
        Self {
            times: start.number(times).unwrap_or(1).max(1),
            hidden: visibility == "collapse" || visibility == "filter",
        }
    }

    /// Steps over the rows or columns, and writes down whether they are hidden.
    fn pass(self, at: &mut u32, hidden: &mut Vec<Span>) {
        let from = *at;
        *at = at.saturating_add(self.times);
        if self.hidden {
            hidden.push(Span { from, to: *at });
        }
    }
}

/// A sheet that is being read.
struct Sheet<'a> {
    grid: Grid<'a>,
    /// The next row; the next column where columns are read.
    at: At,
    content: Content,
}

impl Sheet<'_> {
    /// Reads the row that just began.
    fn row(&mut self, repeated: Repeated, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let cells = cells(xml)?;
        let row = self.at.row;
        repeated.pass(&mut self.at.row, &mut self.content.hidden_rows);
        if cells.is_empty() {
            return Ok(());
        }
        // The one row too many is what is reported.
        for row in row.min(MOST_ROWS)..row.saturating_add(repeated.times).min(MOST_ROWS + 1) {
            cells
                .iter()
                .try_for_each(|(column, cell)| self.cell(At { row, column: *column }, cell))?;
        }
        Ok(())
    }

    fn cell(&mut self, at: At, cell: &Cell) -> Result<(), Fault> {
        if cell.rows > 1 || cell.columns > 1 {
            let (rows, columns) = (cell.rows.max(1) - 1, cell.columns.max(1) - 1);
            let to =
                At { row: at.row.saturating_add(rows), column: at.column.saturating_add(columns) };
            self.grid.merge(Region { from: at, to })?;
        }
        for column in at.column..at.column.saturating_add(cell.times) {
            self.grid.add(At { row: at.row, column }, &cell.text, cell.known.clone())?;
        }
        Ok(())
    }
}

/// The cells of the row that just began that hold something, with their columns.
fn cells(xml: &mut Xml<'_>) -> Result<Vec<(u32, Cell)>, Fault> {
    let (mut out, mut column) = (Vec::new(), 0_u32);
    loop {
        let covered = match xml.next()? {
            Piece::Start(start) if start.name() == "table-cell" => {
                let begun = cell::begin(&start);
                let cell = begun.read(xml)?;
                let here = column;
                column = column.saturating_add(cell.times);
                if !cell.text.is_empty() {
                    out.push((here, cell));
                }
                continue;
            }
            Piece::Start(start) if start.name() == "covered-table-cell" => {
                start.number("table:number-columns-repeated").unwrap_or(1).max(1)
            }
            Piece::End(end) if end.name() == "table-row" => return Ok(out),
            _ => continue,
        };
        // What a covered cell holds is not seen.
        column = column.saturating_add(covered);
        xml.skip("covered-table-cell")?;
    }
}
