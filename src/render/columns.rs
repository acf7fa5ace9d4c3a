//! The columns of a table's files.

use std::collections::BTreeMap;

use crate::parse::table::{Fills, Form, Row, Table};
use crate::schema::{Field, Kind, Type};
use crate::view::Rows;

/// A column of a table as its files have it.
pub(crate) struct Column {
    /// Its title; no other column has it.
    pub(crate) name: String,
    /// The number of the field that it fills.
    pub(crate) field: Option<usize>,
    /// Whether it holds the ids.
    pub(crate) is_id: bool,
    from: From,
}

/// Where the text of a column comes from.
#[derive(Clone, Copy)]
enum From {
    Id,
    Section,
    Cell(usize),
}

/// The columns of a table's files: ids, sections, then the others as they stand. One without a
/// title is left out where it holds nothing.
pub(crate) fn of(rows: &Rows<'_>, language: &str) -> Vec<Column> {
    let head = &rows.table.head;
    let mut out: Vec<Column> = Vec::new();
    let mut names = Names::default();
    let mut add = |title: &str, from: From, field: Option<usize>, is_id: bool| {
        let name = names.unique(title);
        out.push(Column { name, field, is_id, from });
    };
    if let Some(id) = head.id {
        add(&head.columns[id].title, From::Id, None, true);
    }
    let has_sections = rows.rows.iter().any(|row| !row.row.section.is_empty());
    if let Some(field) = head.section.filter(|_| has_sections) {
        add(rows.kind.fields[field].label.get(language), From::Section, Some(field), false);
    }
    for (at, column) in head.columns.iter().enumerate().filter(|(at, _)| Some(*at) != head.id) {
        let is_filled = || rows.rows.iter().any(|row| !row.row.text(at).is_empty());
        if column.title.is_empty() && !is_filled() {
            continue;
        }
        let field = match column.fills {
            Fills::Field(field) => Some(field),
            Fills::Nothing | Fills::Id | Fills::Body => None,
        };
        match column.title.is_empty() {
            true => add(&format!("Column {}", at + 1), From::Cell(at), field, false),
            false => add(&column.title, From::Cell(at), field, false),
        }
    }
    out
}

/// The titles of columns, and how often each was asked for.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// A title that no other column has.
    fn unique(&mut self, title: &str) -> String {
        let mut number = self.0.get(title).map_or(1, |number| number + 1);
        let name = |number| match number {
            1 => title.to_owned(),
            number => format!("{title} ({number})"),
        };
        while self.0.contains_key(&name(number)) {
            number += 1;
        }
        self.0.insert(title.to_owned(), number);
        self.0.entry(name(number)).or_insert(1);
        name(number)
    }
}

impl Column {
    /// Whether it is one of the data's own columns, beside ids and sections.
    pub(crate) fn is_cell(&self) -> bool {
        matches!(self.from, From::Cell(_))
    }

    /// The text of a row in this column, as it stands in the source.
    pub(crate) fn text<'r>(&self, row: &'r Row) -> &'r str {
        match self.from {
            From::Id => &row.id,
            From::Section => &row.section,
            From::Cell(at) => row.text(at),
        }
    }

    /// How that text says the value of the field that the column fills.
    pub(crate) fn form(&self, row: &Row) -> Form {
        match self.from {
            From::Id => Form::default(),
            From::Section => row.section_form,
            From::Cell(at) => row.cells.get(at).map(|cell| cell.form).unwrap_or_default(),
        }
    }
}

/// The list fields that columns of a table fill, in the order of the kind. Empty where the rows
/// have no lasting ids by which an item could name its row.
pub(crate) fn item_fields(table: &Table, kind: &Kind) -> Vec<usize> {
    if table.head.id.is_none() {
        return Vec::new();
    }
    let filled = table.head.columns.iter().filter_map(|column| match column.fills {
        Fills::Field(field) => Some(field),
        _ => None,
    });
    let mut out: Vec<usize> = filled.filter(|field| is_list(&kind.fields[*field])).collect();
    out.sort_unstable();
    out.dedup();
    out
}

pub(crate) fn is_list(field: &Field) -> bool {
    matches!(field.kind, Type::List(_))
}
