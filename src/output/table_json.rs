//! `table.json` beside the page of a table: the text of each cell and what it stands for.

use serde_json::{Map, Value as Json};

use super::Output;
use crate::plan::{Claims, Job};
use crate::render::columns;
use crate::render::data::{self, address};
use crate::view::{Rows, View};

pub(super) const OUTPUT: Output =
    Output::new("table_json", "the rows of the table as data", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.beside_tables("table.json", "JSON", "application/json");
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(rows_json(view, &view.rows(job.entity()?)?))
}

fn rows_json(view: &View<'_>, rows: &Rows<'_>) -> Vec<u8> {
    let columns = columns::of(rows, view.tag());
    let mut out = b"[".to_vec();
    for (at, row) in rows.rows.iter().enumerate() {
        let cells = columns.iter().filter(|column| column.is_cell());
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
