//! Workbooks (XLSX, ODS) -> texts of tables, one line a row, so that everything after this treats
//! all tables alike and a line's number is the row's.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    Cell, Data, Dimensions, ExcelDateTime, Range, Reader, SheetVisible, Sheets, Xlsx, XlsxError,
    open_workbook_auto_from_rs,
};

use super::{LINE, MERGED};

/// Endings of the files that are read as workbooks.
pub const ENDINGS: &[&str] = &["xlsx", "ods"];

/// A sheet with room for more cells than this is not read: each takes 32 bytes of memory.
const MOST_CELLS: u64 = 20_000_000;

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The name on its tab.
    pub name: String,
    /// Its cells as comma-separated text; a line break in a cell is [`LINE`].
    pub text: String,
}

/// The sheets that a reader of the workbook sees, in order. A formula is read as its last result.
/// The error says in words what is wrong with the file.
pub fn tabs(bytes: Vec<u8>) -> Result<Vec<Tab>, String> {
    let mut workbook =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let seen = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<_> =
        workbook.sheets_metadata().iter().filter(seen).map(|sheet| sheet.name.clone()).collect();
    let mut tabs = Vec::new();
    for name in names {
        let range = match &mut workbook {
            Sheets::Xlsx(xlsx) => filled(xlsx, &name)?,
            other => other.worksheet_range(&name).map_err(|error| error.to_string())?,
        };
        let merged = match &mut workbook {
            Sheets::Xlsx(xlsx) => {
                xlsx.merge_cells_by_sheet_name(&name).map_err(|error| error.to_string())?
            }
            // Only XLSX is asked: the library does not say which cells of other files are merged.
            _ => Vec::new(),
        };
        tabs.push(Tab { text: text(&range, &merged), name });
    }
    Ok(tabs)
}

/// The cells of a sheet. The library's own way makes room for all cells up to the last one, which
/// one stray cell can put beyond any memory.
fn filled(xlsx: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Range<Data>, String> {
    let mut reader = match xlsx.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet may hold a chart and no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Range::empty()),
        Err(error) => return Err(error.to_string()),
    };
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        let value = Data::from(cell.get_value().clone());
        if value != Data::Empty {
            cells.push(Cell::new(cell.get_position(), value));
        }
    }
    let last = cells.iter().map(Cell::get_position).reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
    if let Some((row, column)) =
        last.map(|(row, column)| (u64::from(row) + 1, u64::from(column) + 1))
        && row * column > MOST_CELLS
    {
        return Err(format!(
            "the sheet “{name}” reaches to row {row} and column {column}; something stands far from the table"
        ));
    }
    Ok(Range::from_sparse(cells))
}

fn text(range: &Range<Data>, merged: &[Dimensions]) -> String {
    let (top, left) = range.start().unwrap_or((0, 0));
    let above = merged_into(range, merged);
    let mut out = "\n".repeat(top as usize);
    for (at, row) in (top..).zip(range.rows()) {
        out.push_str(&",".repeat(left as usize));
        for (column, cell) in (left..).zip(row) {
            if column > left {
                out.push(',');
            }
            match above.get(&(at, column)) {
                Some(above) => quoted(&format!("{MERGED}{above}"), &mut out),
                None => quoted(&words(cell), &mut out),
            }
        }
        out.push('\n');
    }
    out
}

/// The texts of cells that are one with a cell above them, by row and column from 0. A cell that
/// stretches over several columns is still one of its first column.
fn merged_into(range: &Range<Data>, merged: &[Dimensions]) -> BTreeMap<(u32, u32), String> {
    let last = range.end().map_or(0, |(row, _)| row);
    let mut out = BTreeMap::new();
    for region in merged {
        let (first, column) = region.start;
        let text = range.get_value(region.start).map(words).unwrap_or_default();
        if !text.is_empty() {
            let below = first + 1..=region.end.0.min(last);
            out.extend(below.map(|row| ((row, column), text.clone())));
        }
    }
    out
}

fn quoted(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    out.push('"');
    out.push_str(
        &text.replace('"', "\"\"").replace("\r\n", "\n").replace(['\n', '\r'], &LINE.to_string()),
    );
    out.push('"');
}

/// The text of a cell, as an author would have typed it.
fn words(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => date(moment),
        Data::Error(error) => error.to_string(),
    }
}

/// A date as ISO 8601; the time of day only where there is one.
fn date(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.as_f64() < 1.0 {
        // A time of day alone; the day that the library gives it stands in no cell.
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Workbook};

    fn written() -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Priorities").expect("a good name");
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let date = Moment::from_ymd(2003, 11, 6).expect("a day");
        sheet.write(1, 1, "say \"no\"\nthen").expect("a cell");
        sheet.write(1, 2, 3.0).expect("a cell");
        sheet.write(2, 1, true).expect("a cell");
        sheet.write_with_format(2, 2, &date, &day).expect("a cell");
        let noon = Moment::from_hms(12, 30, 0).expect("a time");
        let time = Format::new().set_num_format("hh:mm");
        sheet.write_with_format(3, 1, &noon, &time).expect("a cell");
        workbook.save_to_buffer().expect("memory takes every write")
    }

    #[test]
    fn a_workbook_becomes_a_text_whose_lines_are_its_rows() {
        let tabs = tabs(written()).expect("it was just written");
        assert_eq!(tabs[0].name, "Priorities");
        let sheet = super::super::read(&tabs[0].text, b',');
        let rows: Vec<_> =
            sheet.rows.iter().map(|row| (row.number, row.text(1), row.text(2))).collect();
        let first = [(2, "say \"no\"\nthen", "3"), (3, "true", "2003-11-06")];
        assert_eq!(rows, [first[0], first[1], (4, "12:30:00", "")]);
    }

    #[test]
    fn an_open_document_keeps_the_numbers_of_its_rows() {
        let bytes = include_bytes!("../../tests/fixtures/table.ods").to_vec();
        let tabs = tabs(bytes).expect("it is well formed");
        let sheet = super::super::read(&tabs[0].text, b',');
        let rows: Vec<_> =
            sheet.rows.iter().map(|row| (row.number, row.text(0), row.text(1))).collect();
        assert_eq!(rows, [(1, "id", "Issue"), (4, "p.1", "3"), (5, "#DIV/0!", "Err:508")]);
    }

    #[test]
    fn an_error_in_place_of_a_result_is_read_as_it_is_shown() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, error) in ["#REF!", "#N/A", "#NAME?"].into_iter().enumerate() {
            let formula = rust_xlsxwriter::Formula::new("=A9").set_result(error);
            sheet.write(row as u32, 0, formula).expect("a cell");
        }
        let tabs = tabs(workbook.save_to_buffer().expect("memory")).expect("just written");
        assert_eq!(tabs[0].text, "\"#REF!\"\n\"#N/A\"\n\"#NAME?\"\n");
    }

    #[test]
    fn a_cell_that_stretches_over_rows_holds_for_each_of_them() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 2, "A title", &plain).expect("a good range");
        sheet.merge_range(1, 1, 2, 1, "UNEP", &plain).expect("a good range");
        sheet.write(2, 0, "b").expect("a cell");
        let tabs = tabs(workbook.save_to_buffer().expect("memory")).expect("just written");
        let sheet = super::super::read(&tabs[0].text, b',');
        let cells: Vec<_> =
            sheet.rows.iter().map(|row| (row.text(0), row.text(1), row.own(1))).collect();
        assert_eq!(cells, [("A title", "", ""), ("", "UNEP", "UNEP"), ("b", "UNEP", "")]);
    }

    #[test]
    fn a_stray_cell_far_from_the_table_is_said_and_takes_no_memory() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "id").expect("a cell");
        sheet.write(1_048_575, 16_383, "stray").expect("a cell");
        let said = tabs(workbook.save_to_buffer().expect("memory")).expect_err("it is too far");
        assert!(said.contains("row 1048576 and column 16384"), "{said}");
    }

    #[test]
    fn a_file_that_is_no_workbook_is_said_to_be_none() {
        assert!(tabs(b"no workbook".to_vec()).is_err());
    }
}
