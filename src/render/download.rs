//! Files to take home: the rows of a table, the records of a kind, the items of their lists.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::data::{self, address, text};
use super::delimited::Delimited;
use super::package;
use super::workbook::{self, About, Cell};
use crate::graph::EntityId;
use crate::language::Direction;
use crate::parse::Value;
use crate::parse::table::{Fills, Row, is_that, whole, yes_or_no};
use crate::plan::Job;
use crate::plan::downloads::TableFile;
use crate::schema::Field;
use crate::view::{Leads, Rows, Shown, TableRow, View};

mod kind;

pub(super) use kind::{kind_items, kind_xlsx, records_csv};

/// A column of a table as its files have it.
pub(super) struct Column {
    /// Its title; no other column has it.
    pub(super) name: String,
    /// The number of the field that it fills.
    pub(super) field: Option<usize>,
    /// Whether it holds the ids.
    pub(super) is_id: bool,
    from: From,
}

/// Where the text of a column comes from.
#[derive(Clone, Copy)]
enum From {
    Id,
    Section,
    Cell(usize),
}

/// A file with the rows of the table that an entity holds.
pub(super) fn table(view: &View<'_>, job: &Job, id: EntityId, file: TableFile) -> Option<Vec<u8>> {
    let rows = view.rows(id)?;
    Some(match file {
        TableFile::Csv => table_csv(&rows, &columns(&rows, view.tag())),
        TableFile::Xlsx => table_xlsx(view, job, id, &rows),
        TableFile::Json => table_json(view, &rows),
        TableFile::Package => package::table(view, job, id, &rows),
        TableFile::Items(field) => {
            let field = &rows.kind.fields[field];
            let lists = rows.rows.iter();
            let lists = lists.map(|row| (vec![row.row.id.to_string()], list(view, row.id, field)));
            items(&["id"], field, lists)
        }
    })
}

/// The columns of a table's files: ids, sections, then the others as they stand. One without a
/// title is left out where it holds nothing.
pub(super) fn columns(rows: &Rows<'_>, language: &str) -> Vec<Column> {
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
        let is_filled = || rows.rows.iter().any(|row| !cell(row.row, at).is_empty());
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

fn cell(row: &Row, column: usize) -> &str {
    row.cells.get(column).map_or("", |text| text)
}

impl Column {
    /// The text of a row in this column, as it stands in the source.
    pub(super) fn text<'r>(&self, row: &'r Row) -> &'r str {
        match self.from {
            From::Id => &row.id,
            From::Section => &row.section,
            From::Cell(at) => cell(row, at),
        }
    }
}

/// The cells as they stand in the source.
pub(super) fn table_csv(rows: &Rows<'_>, columns: &[Column]) -> Vec<u8> {
    let mut table = Delimited::new();
    table.line(columns.iter().map(|column| &column.name));
    for row in &rows.rows {
        table.line(columns.iter().map(|column| column.text(row.row)));
    }
    table.finish()
}

/// The rows with the text of their cells and what it stands for.
fn table_json(view: &View<'_>, rows: &Rows<'_>) -> Vec<u8> {
    let columns = columns(rows, view.tag());
    let mut out = b"[".to_vec();
    for (at, row) in rows.rows.iter().enumerate() {
        let cells = columns.iter().filter(|column| matches!(column.from, From::Cell(_)));
        let cells = cells.map(|column| (column.name.clone(), column.text(row.row).into()));
        let mut object = Map::new();
        object.insert("id".to_owned(), (*row.row.id).into());
        object.insert("url".to_owned(), address(&view.route(row.id)).into());
        object.insert("section".to_owned(), (*row.row.section).into());
        object.insert("cells".to_owned(), Json::Object(cells.collect()));
        object.insert("fields".to_owned(), data::fields(view, row.id));
        data::item(&mut out, &Json::Object(object), at == 0);
    }
    out.extend_from_slice(b"\n]\n");
    out
}

/// The same cells with types, for spreadsheet programs.
fn table_xlsx(view: &View<'_>, job: &Job, id: EntityId, rows: &Rows<'_>) -> Vec<u8> {
    let columns = columns(rows, view.tag());
    let titles: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut about = about(view, &rows.holder.title);
    let sources = view.fact(id, "source").map(|fact| readable(view, &fact.shown).into_owned());
    about.line(word(view, "sources"), sources.unwrap_or_default());
    about.line(word(view, "workbook_legend"), rows.table.legend.get(view.tag()).to_owned());
    let address = view.absolute(&job.route.sibling("index.html"));
    about.line(word(view, "workbook_address"), address);
    about.heading(word(view, "workbook_columns"));
    for column in &columns {
        let field = column.field.map(|field| &rows.kind.fields[field]);
        about.line(column.name.clone(), field.map_or(String::new(), |f| meaning(f, view.tag())));
    }
    let cells = |row| columns.iter().map(|column| typed(column, row, rows)).collect();
    workbook::write(&about, &titles, rows.rows.iter().map(cells))
}

/// The text of a cell with the type of what it stands for, where it says no more than that.
fn typed<'r>(column: &Column, row: &TableRow<'r>, rows: &Rows<'_>) -> Cell<'r> {
    let raw = column.text(row.row);
    let given = column.field.and_then(|field| Some((field, row.record.value(field)?)));
    let (Some((field, given)), false) = (given, raw.trim().is_empty()) else {
        return Cell::text(raw);
    };
    match &given.value {
        Value::Integer(value) if whole(raw.trim()) == Some(*value) => Cell::integer(*value),
        Value::Number(value) if is_that(raw.trim(), *value) => Cell::Number(*value),
        Value::Bool(value) if yes_or_no(raw.trim()) == Some(*value) => Cell::Bool(*value),
        Value::Date(date) if raw.trim() == date.as_str() => day(date.as_str(), date.iso_exact()),
        Value::Choice(at) => {
            let value = &rows.kind.fields[field].kind.choices()[*at].value;
            match value.parse() {
                Ok(number) if raw.trim() == value => Cell::integer(number),
                _ => Cell::text(raw),
            }
        }
        _ => Cell::text(raw),
    }
}

/// A date as a cell: a day where it is one, else as it is written.
fn day<'c>(written: impl Into<Cow<'c, str>>, exact: Option<String>) -> Cell<'c> {
    match exact.filter(|day| day.len() == "2003-11-06".len()) {
        Some(day) => Cell::Day(day),
        None => Cell::text(written),
    }
}

/// What a field is, in words: its label and the sentence about it.
fn meaning(field: &Field, language: &str) -> String {
    match field.help.as_str() {
        "" => field.label.get(language).to_owned(),
        help => format!("{}. {help}", field.label.get(language)),
    }
}

fn word(view: &View<'_>, key: &str) -> String {
    view.words().text(key).unwrap_or(key).to_owned()
}

/// What a workbook says of itself, to begin with.
fn about(view: &View<'_>, title: &str) -> About {
    let mut about = About {
        title: title.to_owned(),
        sheets: [word(view, "table"), word(view, "workbook_about")],
        lines: Vec::new(),
        right_to_left: view.languages()[view.language].direction() == Direction::Rtl,
    };
    about.line(word(view, "column_title"), title.to_owned());
    about.line(word(view, "workbook_site"), view.config().title.get(view.tag()).to_owned());
    about
}

/// A value as people read it.
fn readable<'v>(view: &View<'_>, shown: &'v Shown<'_>) -> Cow<'v, str> {
    match shown {
        Shown::Choice(_, label) | Shown::Language(_, label) => (*label).into(),
        Shown::Country(_, label) => (*label).into(),
        Shown::Link(Leads::To(place), _) => place.title.as_str().into(),
        Shown::List(items) => {
            items.iter().map(|item| readable(view, item)).collect::<Vec<_>>().join("; ").into()
        }
        other => text(view, other).into(),
    }
}

/// The items of a list field, one a line: what names the record, the place in the list, and the
/// value or, for a reference, the kind and id of what it leads to.
fn items(
    front: &[&str],
    field: &Field,
    lists: impl Iterator<Item = (Vec<String>, Vec<Vec<String>>)>,
) -> Vec<u8> {
    let mut table = Delimited::new();
    let end: &[&str] = if is_reference(field) { &["target_kind", "target"] } else { &["value"] };
    table.line(front.iter().chain(&["order"]).chain(end));
    for (record, list) in lists {
        for (order, value) in (1..).zip(list) {
            let order = [i32::to_string(&order)];
            table.line(record.iter().chain(&order).chain(&value));
        }
    }
    table.finish()
}

/// Whether the items of a field are references.
pub(super) fn is_reference(field: &Field) -> bool {
    field.kind.targets().is_some()
}

/// The items that an entity gives in a list field, each as the last cells of a line.
fn list(view: &View<'_>, id: EntityId, field: &Field) -> Vec<Vec<String>> {
    let one = |shown: &Shown<'_>| match shown {
        Shown::Link(Leads::To(place), _) => {
            vec![place.key.kind().to_owned(), place.key.id().to_owned()]
        }
        Shown::Link(..) => vec![String::new(), String::new()],
        other => vec![text(view, other)],
    };
    match view.fact(id, &field.name).map(|fact| fact.shown) {
        Some(Shown::List(items)) => items.iter().map(one).collect(),
        Some(single) => vec![one(&single)],
        None => Vec::new(),
    }
}
