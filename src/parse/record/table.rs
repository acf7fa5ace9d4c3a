//! What a record knows of the table that it holds, or that it is a row of.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::ListSettings;
use crate::fingerprint::Fingerprint;
use crate::id::RecordKey;
use crate::source::{SourceId, Span};
use crate::text::Localised;

/// A table, as the record that holds it knows it.
#[derive(Clone, Debug)]
pub struct Table {
    /// The number of its rows' kind.
    pub row_kind: usize,
    /// What its rows have in common.
    pub head: Arc<Head>,
    /// The rows, in the order of the data.
    pub rows: Vec<RecordKey>,
    /// What it looks like.
    pub looks: Looks,
    /// The text that holds the data: a file of its own, or the record's.
    pub source: SourceId,
    /// The bytes of the data in that text.
    pub place: Span,
    /// The path of the data file; `None` where the body holds the data.
    pub file: Option<Arc<str>>,
    /// The row with the titles, where the record says which it is.
    pub header: Option<usize>,
    /// Whether the file of the data holds something that is left out, and must not be copied.
    pub holds_back: bool,
}

/// What a table looks like, however it is read.
#[derive(Clone, Debug)]
pub struct Looks {
    /// The words above it; empty: the record's title.
    pub caption: Localised,
    /// What marks and ranks in the cells mean.
    pub legend: Localised,
    /// How its rows are listed.
    pub list: ListSettings,
}

/// What the rows of a table have in common.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The record that holds the table.
    pub table: Option<RecordKey>,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The columns that the page of the table leaves out.
    pub hidden: BTreeSet<usize>,
    /// The column that holds the rows' ids.
    pub id: Option<usize>,
    /// The number of the field that takes the text of section rows.
    pub section: Option<usize>,
    /// Whether the data may hold rows that nobody may see and that are not records, so that the data
    /// file must not be published.
    pub is_unclear: bool,
    /// The fingerprint of the columns.
    pub mark: Fingerprint,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// What its cells become.
    pub fills: Fills,
    /// The separators of the items of a cell that holds a list.
    pub separators: Vec<String>,
    /// The texts that the record gives a meaning.
    pub texts: Vec<String>,
}

/// What the cells of a column become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fills {
    /// Nothing; their text is kept.
    Nothing,
    /// The row's id.
    Id,
    /// The text of the row's page.
    Body,
    /// A field, by its number in the row's kind.
    Field(usize),
}

impl Fills {
    /// The number of the field that the cells fill, if they do.
    pub fn field(self) -> Option<usize> {
        match self {
            Fills::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// The place of a record in the table that it is a row of.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it has in common with the other rows.
    pub head: Arc<Head>,
    /// Its own part of its id.
    pub id: Box<str>,
    /// The place of its id in the data; of the whole row where there is none.
    pub id_place: Span,
    /// Its number as a spreadsheet shows it, from 1.
    pub number: usize,
    /// Its place among the rows, from 0.
    pub order: usize,
    /// The text of the section row above it; empty where there is none.
    pub section: Arc<str>,
    /// What is known of that text.
    pub section_form: Form,
    /// The cells, by column; missing ones are empty.
    pub cells: Vec<Cell>,
}

/// A cell: its text as it stands in the data, and how that says the value of the column's field. The value
/// is that of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: Box<str>,
    /// What is known of it.
    pub form: Form,
}

/// How a text says a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Whether programs write the value in this way: `1.5`, `true`, `2024-03-01`.
    pub is_canonical: bool,
    /// Whether the text says no more than the value does. `7.5%` says more than 0.075.
    pub is_value: bool,
    /// Whether it is nothing but the digits of a number, with signs before the decimals and between
    /// thousands: `00042` is a name that looks like a number.
    pub is_digits: bool,
}

impl Row {
    /// The text of a column as it stands in the data.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| &cell.text)
    }

    /// The name of the record that holds the table.
    pub fn table(&self) -> &RecordKey {
        self.head.table.as_ref().expect("the head of a row names its table")
    }
}
