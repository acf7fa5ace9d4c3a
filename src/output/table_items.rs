//! `table-FIELD.csv` beside the page of a table: the items of a list field, one a line.

use super::Output;
use crate::plan::{Claims, Job, Subject};
use crate::render::columns::item_fields;
use crate::render::items::{self, file_name, list};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("table_items", "the items of a field of the table", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for (id, language, table) in claims.layout.tables() {
        let kind = &claims.layout.schema.kinds[table.row_kind];
        for field in item_fields(table, kind) {
            let name = file_name("table", &kind.fields[field]);
            let route = claims.layout.plan.route(id, language).sibling(&name);
            claims.add(route, language, Subject::Entity(id)).job.part = field;
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let rows = view.rows(job.entity()?)?;
    let field = &rows.kind.fields[job.part];
    let lists = rows.rows.iter();
    let lists = lists.map(|row| (vec![row.row.id.to_string()], list(view, row.id, field)));
    Some(items::items(&["id"], field, lists))
}
