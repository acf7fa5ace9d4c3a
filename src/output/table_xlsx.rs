//! `table.xlsx` beside the page of a table: its cells with types, for spreadsheet programs.

use super::Output;
use crate::graph::EntityId;
use crate::parse::Value;
use crate::plan::{Claims, Job};
use crate::render::columns::{self, Column};
use crate::render::sheet::{MEDIA, about, day, readable, word};
use crate::render::workbook::{self, Cell};
use crate::schema::Field;
use crate::view::{Rows, TableRow, View};

pub(super) const OUTPUT: Output =
    Output::new("table_xlsx", "the workbook of the table", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.beside_tables("table.xlsx", "XLSX", MEDIA);
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let id = job.entity()?;
    Some(book(view, job, id, &view.rows(id)?))
}

fn book(view: &View<'_>, job: &Job, id: EntityId, rows: &Rows<'_>) -> Vec<u8> {
    let columns = columns::of(rows, view.tag());
    let titles: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut about = about(view, &rows.holder.title);
    let sources = view.fact(id, "source").map(|fact| readable(view, &fact.shown).into_owned());
    about.line(word(view, "sources"), sources.unwrap_or_default());
    about.line(word(view, "workbook_legend"), rows.table.looks.legend.get(view.tag()).to_owned());
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
    let Some((field, given)) = given.filter(|_| column.form(row.row).is_value) else {
        return Cell::text(raw);
    };
    match &given.value {
        Value::Integer(value) => Cell::integer(*value),
        Value::Number(value) => Cell::Number(*value),
        Value::Bool(value) => Cell::Bool(*value),
        Value::Date(date) => day(date.as_str(), date.iso_exact()),
        Value::Choice(at) => {
            let value = &rows.kind.fields[field].kind.choices()[*at].value;
            value.parse().map_or_else(|_| Cell::text(raw), Cell::integer)
        }
        _ => Cell::text(raw),
    }
}

/// What a field is, in words: its label and the sentence about it.
fn meaning(field: &Field, language: &str) -> String {
    match field.help.as_str() {
        "" => field.label.get(language).to_owned(),
        help => format!("{}. {help}", field.label.get(language)),
    }
}
