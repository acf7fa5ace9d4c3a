//! `/data/graph.json`: every entity and every relation; `nodes` with id, kind, title and url, `links` with
//! source, target and field.

use serde_json::json;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::data::{address, item};
use crate::view::{Relation, View};

pub(super) const OUTPUT: Output =
    Output::new("graph_json", "which records are linked to which", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("data/graph.json", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(nodes_and_links(view))
}

fn nodes_and_links(view: &View<'_>) -> Vec<u8> {
    let mut out = b"{\"nodes\":[".to_vec();
    for id in view.everything() {
        let node = json!({
            "id": view.key(id).as_str(),
            "kind": view.key(id).kind(),
            "title": view.title(id),
            "url": address(&view.route(id)),
        });
        item(&mut out, &node, id == 0);
    }
    out.extend_from_slice(b"\n],\"links\":[");
    let mut first = true;
    for Relation { from, to, field } in view.relations() {
        let (source, target) = (view.key(from).as_str(), view.key(to).as_str());
        let link = json!({ "source": source, "target": target, "field": field });
        item(&mut out, &link, std::mem::take(&mut first));
    }
    out.extend_from_slice(b"\n]}\n");
    out
}
