//! Workbooks as programs write them; hostile ones are in `tests/workbooks.rs`.

use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Formula, Workbook};

use super::{Content, Fault, read};
use crate::sheet::{self, Row, Sheet};

/// The first sheet of a workbook.
fn first(ending: &str, bytes: &[u8]) -> Content {
    let book = read(ending, bytes).expect("the workbook is well formed");
    book.sheets.into_iter().next().expect("it has a sheet").content.expect("it can be read")
}

fn xlsx(mut workbook: Workbook) -> Content {
    first("xlsx", &workbook.save_to_buffer().expect("memory takes every write"))
}

fn rows(content: &Content) -> Sheet<'_> {
    sheet::read_marked(&content.text, b',', &content.marks)
}

fn texts(content: &Content) -> Vec<(usize, Vec<String>)> {
    let text = |row: &Row<'_>| (0..row.cells.len()).map(|at| row.text(at).to_owned()).collect();
    rows(content).rows.iter().map(|row| (row.number, text(row))).collect()
}

#[test]
fn a_workbook_becomes_a_text_whose_lines_are_its_rows() {
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
    let content = xlsx(workbook);
    let read = rows(&content);
    let read: Vec<_> = read.rows.iter().map(|row| (row.number, row.text(1), row.text(2))).collect();
    let first = [(2, "say \"no\"\nthen", "3"), (3, "TRUE", "2003-11-06")];
    assert_eq!(read, [first[0], first[1], (4, "12:30", "")]);
}

#[test]
fn an_open_document_keeps_the_numbers_of_its_rows() {
    let content = first("ods", include_bytes!("../../../tests/fixtures/table.ods"));
    let read = rows(&content);
    let read: Vec<_> = read.rows.iter().map(|row| (row.number, row.text(0), row.text(1))).collect();
    assert_eq!(read, [(1, "id", "Issue"), (4, "p.1", "3"), (5, "#DIV/0!", "Err:508")]);
}

#[test]
fn an_error_in_place_of_a_result_is_read_as_it_is_shown() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, error) in ["#REF!", "#N/A", "#NAME?"].into_iter().enumerate() {
        let formula = Formula::new("=A9").set_result(error);
        sheet.write(row as u32, 0, formula).expect("a cell");
    }
    assert_eq!(xlsx(workbook).text, "\"#REF!\"\n\"#N/A\"\n\"#NAME?\"\n");
}

#[test]
fn a_cell_that_stretches_over_rows_holds_for_each_of_them() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 2, "A title", &plain).expect("a good range");
    sheet.merge_range(1, 1, 2, 1, "UNEP", &plain).expect("a good range");
    sheet.write(2, 0, "b").expect("a cell");
    let content = xlsx(workbook);
    let read = rows(&content);
    let cells: Vec<_> =
        read.rows.iter().map(|row| (row.text(0), row.text(1), row.own(1))).collect();
    assert_eq!(cells, [("A title", "", ""), ("", "UNEP", "UNEP"), ("b", "UNEP", "")]);
}

#[test]
fn a_stray_cell_far_from_the_table_takes_no_memory() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "id").expect("a cell");
    sheet.write(1_048_575, 16_383, "stray").expect("a cell");
    let content = xlsx(workbook);
    assert!(content.text.len() < 2_000_000);
    let read = rows(&content);
    let rows: Vec<_> = read.rows.iter().map(|row| (row.number, row.width)).collect();
    assert_eq!(rows, [(1, 1), (1_048_576, 16_384)]);
}

#[test]
fn text_cannot_say_that_it_is_merged_or_a_formula() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "\u{2060}=A1").expect("a cell");
    let content = xlsx(workbook);
    assert!(rows(&content).rows[0].cells[0].known.is_none());
    assert_eq!(texts(&content), [(1, vec!["\u{2060}=A1".to_owned()])]);
}

#[test]
fn a_file_that_is_no_workbook_is_said_to_be_none() {
    let fault = |bytes: &[u8]| read("xlsx", bytes).expect_err("it is not a workbook");
    assert!(fault(b"no workbook").message.contains("not a workbook"));
    assert!(fault(b"").message.contains("empty"));
    let Fault { message, help } = fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    assert!(message.contains("password") && help.contains("XLSX"));
}
