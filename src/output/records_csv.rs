//! `/data/records.csv`: every record of the site: kind, id, title, url.

use serde_json::Value as Json;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::data::address;
use crate::render::delimited::Delimited;
use crate::render::package::{column, resource, schema};
use crate::view::{Site, View};

/// See the module.
pub(super) struct RecordsCsv;

impl Output for RecordsCsv {
    fn name(&self) -> &'static str {
        "records_csv"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        claims.site("data/records.csv", DEFAULT_LANGUAGE);
    }

    fn make(&self, view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
        let mut table = Delimited::new();
        table.line(COLUMNS);
        for id in view.everything() {
            let key = view.key(id);
            let url = address(view.own_route(id));
            table.line([key.kind(), key.id(), view.title(id), &url]);
        }
        Some(table.finish())
    }

    fn describe(&self, _: &Site, _: &Job) -> String {
        "the name and address of every record".to_owned()
    }

    fn resource(&self, view: &View<'_>, job: &Job) -> Option<Json> {
        let columns = COLUMNS.map(|name| column(name, "string"));
        Some(resource(job.route.name(), "", schema(view, columns.to_vec(), &["kind", "id"])))
    }
}

const COLUMNS: [&str; 4] = ["kind", "id", "title", "url"];
