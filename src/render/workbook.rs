//! Rows -> a workbook (XLSX): one sheet with the rows, one that says what they are.
//!
//! A text is written as a text whatever it begins with, so that no cell becomes a formula. The
//! same input gives the same bytes: the time that a workbook must bear is always the same one.

use std::borrow::Cow;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

/// The most rows that a sheet can have.
const MOST_ROWS: u32 = 1_048_576;

/// The most columns that a sheet can have.
const MOST_COLUMNS: usize = 16_384;

/// The most characters that a cell can hold.
const MOST_CHARACTERS: usize = 32_767;

/// Columns are as wide as their texts, but no wider and no narrower than this many characters.
const WIDTHS: (usize, usize) = (8, 60);

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'c> {
    /// Nothing.
    Empty,
    /// A text.
    Text(Cow<'c, str>),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A day as YYYY-MM-DD.
    Day(String),
}

impl<'c> Cell<'c> {
    /// A text; nothing where it is empty.
    pub(crate) fn text(text: impl Into<Cow<'c, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A whole number, as a text where a spreadsheet program would round it.
    pub(crate) fn integer(number: i64) -> Self {
        let exact = number.unsigned_abs() <= 1 << 53;
        if exact { Cell::Number(number as f64) } else { Cell::text(number.to_string()) }
    }

    /// How many characters wide its longest line is.
    fn width(&self) -> usize {
        match self {
            Cell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
            _ => 10,
        }
    }
}

/// What a workbook says of itself.
pub(crate) struct About {
    /// What the rows are called.
    pub(crate) title: String,
    /// The name of the sheet with the rows, and that of the sheet that explains them.
    pub(crate) sheets: [String; 2],
    /// The lines of the sheet that explains the rows: a word and what it means.
    pub(crate) lines: Vec<(String, String)>,
    /// Whether the first column is the one on the right.
    pub(crate) right_to_left: bool,
}

impl About {
    /// Adds a line; none where there is nothing to say.
    pub(crate) fn line(&mut self, word: String, meaning: String) {
        if !meaning.is_empty() {
            self.lines.push((word, meaning));
        }
    }

    /// Adds an empty line and a word above those that follow.
    pub(crate) fn heading(&mut self, word: String) {
        self.lines.push((String::new(), String::new()));
        self.lines.push((word, String::new()));
    }
}

/// Writes a workbook. `titles` are those of the columns; each row has as many cells.
pub(crate) fn write<'c>(
    about: &About,
    titles: &[String],
    rows: impl Iterator<Item = Vec<Cell<'c>>>,
) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let moment = ExcelDateTime::from_ymd(2000, 1, 1).expect("a day");
    let properties = DocProperties::new().set_title(&*about.title).set_creation_datetime(&moment);
    workbook.set_properties(&properties);
    let fits = "the sheet is within the limits of the format";
    data(&mut workbook, about, titles, rows).expect(fits);
    explanation(&mut workbook, about).expect(fits);
    workbook.save_to_buffer().expect("memory takes every write")
}

fn data<'c>(
    workbook: &mut Workbook,
    about: &About,
    titles: &[String],
    rows: impl Iterator<Item = Vec<Cell<'c>>>,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    named(sheet, &about.sheets[0]);
    sheet.set_right_to_left(about.right_to_left);
    let titles = &titles[..titles.len().min(MOST_COLUMNS)];
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let mut widths: Vec<usize> = titles.iter().map(|title| title.chars().count()).collect();
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, column, cut(title), &bold)?;
    }
    let formats = Formats::new();
    let mut last = 0;
    for (number, row) in (1..MOST_ROWS).zip(rows) {
        for ((column, cell), width) in (0..).zip(&row).zip(&mut widths) {
            *width = cell.width().max(*width);
            formats.write(sheet, (number, column), cell)?;
        }
        last = number;
    }
    for (column, width) in (0..).zip(&widths) {
        // One more than the text, for the arrow of the filter.
        sheet.set_column_width(column, (width + 2).clamp(WIDTHS.0, WIDTHS.1) as f64)?;
    }
    if let Some(column) = titles.len().checked_sub(1) {
        sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, last, column as u16)?;
    }
    Ok(())
}

fn explanation(workbook: &mut Workbook, about: &About) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    if about.sheets[0].to_lowercase() != about.sheets[1].to_lowercase() {
        named(sheet, &about.sheets[1]);
    }
    sheet.set_right_to_left(about.right_to_left);
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, (word, meaning)) in (0..MOST_ROWS).zip(&about.lines) {
        sheet.write_string_with_format(row, 0, cut(word), &bold)?;
        sheet.write_string_with_format(row, 1, cut(meaning), &plain)?;
    }
    sheet.set_column_width(0, 28)?.set_column_width(1, 90)?;
    Ok(())
}

/// Names a sheet, where a theme's word can be the name of one.
fn named(sheet: &mut Worksheet, name: &str) {
    let _ = sheet.set_name(name);
}

/// How cells look.
struct Formats {
    text: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self { text: top.clone().set_text_wrap(), day: top.set_num_format("yyyy-mm-dd") }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        place: (u32, u16),
        cell: &Cell<'_>,
    ) -> Result<(), XlsxError> {
        let (row, column) = place;
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, cut(text), &self.text)?
            }
            Cell::Number(number) => {
                sheet.write_number_with_format(row, column, *number, &self.text)?
            }
            Cell::Bool(yes) => sheet.write_boolean_with_format(row, column, *yes, &self.text)?,
            Cell::Day(day) => match ExcelDateTime::parse_from_str(day) {
                Ok(date) => sheet.write_datetime_with_format(row, column, &date, &self.day)?,
                // Spreadsheet programs know no day before 1900.
                Err(_) => sheet.write_string_with_format(row, column, &**day, &self.text)?,
            },
        };
        Ok(())
    }
}

/// A text that fits into a cell.
fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        None => text.into(),
        Some(_) => {
            let short: String = text.chars().take(MOST_CHARACTERS - 1).collect();
            format!("{short}…").into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::workbook::tabs;

    fn about() -> About {
        About {
            title: "Priorities".to_owned(),
            sheets: ["Table".to_owned(), "About".to_owned()],
            lines: vec![("Title".to_owned(), "Priorities".to_owned())],
            right_to_left: false,
        }
    }

    fn row() -> Vec<Cell<'static>> {
        vec![
            Cell::text("=1+1"),
            Cell::integer(3),
            Cell::Bool(true),
            Cell::Day("2003-11-06".to_owned()),
            Cell::Day("1850-01-01".to_owned()),
            Cell::Empty,
            Cell::integer(i64::MAX),
        ]
    }

    fn written() -> Vec<u8> {
        let titles: Vec<String> = "abcdefg".chars().map(String::from).collect();
        write(&about(), &titles, std::iter::once(row()))
    }

    #[test]
    fn cells_have_their_types_and_a_text_is_never_a_formula() {
        let tabs = tabs(written()).expect("it was just written");
        let names: Vec<_> = tabs.iter().map(|tab| tab.name.as_str()).collect();
        assert_eq!(names, ["Table", "About"]);
        let expected =
            "\"=1+1\",\"3\",\"TRUE\",\"2003-11-06\",\"1850-01-01\",,\"9223372036854775807\"\n";
        assert!(tabs[0].text.ends_with(expected), "{}", tabs[0].text);
        assert_eq!(tabs[1].text, "\"Title\",\"Priorities\"\n");
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        assert_eq!(written(), written());
    }

    #[test]
    fn texts_and_names_that_the_format_forbids_do_no_harm() {
        let about = About { sheets: ["a/b".to_owned(), "A/B".to_owned()], ..about() };
        let long = "é".repeat(40_000);
        let rows = std::iter::once(vec![Cell::text(&*long)]);
        let tabs = tabs(write(&about, &["t".to_owned()], rows)).expect("it was just written");
        assert!(tabs[0].text.ends_with("é…\"\n"));
    }

    #[test]
    fn a_sheet_without_rows_or_columns_is_one() {
        let empty = || std::iter::empty::<Vec<Cell<'_>>>();
        assert!(tabs(write(&about(), &[], empty())).is_ok());
        assert!(tabs(write(&about(), &["a".to_owned()], empty())).is_ok());
    }
}
