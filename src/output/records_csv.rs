//! `/data/records.csv`: every record of the site: kind, id, title, url.

use serde_json::Value as Json;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::data::address;
use crate::render::delimited::Delimited;
use crate::render::package::{column, resource, schema};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("records_csv", "the name and address of every record", claim, make)
        .described(described);

fn claim(claims: &mut Claims<'_>) {
    claims.site("data/records.csv", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let mut table = Delimited::new();
    table.line(COLUMNS);
    for id in view.everything() {
        let key = view.key(id);
        let url = address(&view.route(id));
        table.line([key.kind(), key.id(), view.title(id), &url]);
    }
    Some(table.finish())
}

fn described(_: &View<'_>, job: &Job) -> Option<Json> {
    let columns = COLUMNS.map(|name| column(name, "string"));
    Some(resource(job.route.name(), "", schema(columns.to_vec(), &["kind", "id"])))
}

const COLUMNS: [&str; 4] = ["kind", "id", "title", "url"];
