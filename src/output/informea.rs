//! `/informea/meetings.json`, `decisions.json` and `documents.json`: what InforMEA harvests, as plain arrays. In
//! `/informea/odata/` the same as OData 2 wraps it (`d.results`).

use serde_json::json;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::data;
use crate::render::informea::collection;
use crate::schema::exports::ENTITIES;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("informea", "what InforMEA harvests", claim, make);

/// The folder of the files with a wrapping.
const WRAPPED: &str = "informea/odata/";

fn claim(claims: &mut Claims<'_>) {
    let kinds: Vec<usize> = claims.layout.present_kinds();
    let schema = claims.layout.schema;
    for (at, name) in ENTITIES.iter().enumerate() {
        let is_one = |kind: &usize| {
            let mapping = schema.kinds[*kind].exports.informea.as_ref();
            mapping.is_some_and(|mapping| mapping.text("as") == Some(*name))
        };
        if kinds.iter().any(is_one) {
            for folder in ["informea/", WRAPPED] {
                claims.site(&format!("{folder}{name}.json"), DEFAULT_LANGUAGE).job.part = at;
            }
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let records = collection(view, ENTITIES.get(job.part)?);
    if job.route.as_str().starts_with(WRAPPED) {
        let mut out = serde_json::to_vec(&json!({ "d": { "results": records } })).ok()?;
        out.push(b'\n');
        return Some(out);
    }
    let mut out = b"[".to_vec();
    for record in &records {
        let first = out.len() == 1;
        data::item(&mut out, record, first);
    }
    out.extend_from_slice(b"\n]\n");
    Some(out)
}
