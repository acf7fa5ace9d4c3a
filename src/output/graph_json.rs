//! `/data/graph.json`: every entity and every relation; `nodes` with id, kind, title and url, `links` with
//! source, target and field.

use serde_json::json;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::render::data::{address, item};
use crate::view::{Site, View};

/// See the module.
pub(super) struct GraphJson;

impl Output for GraphJson {
    fn name(&self) -> &'static str {
        "graph_json"
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        claims.site("data/graph.json", DEFAULT_LANGUAGE);
    }

    fn make(&self, view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
        Some(nodes_and_links(view))
    }

    fn describe(&self, _: &Site, _: &Job) -> String {
        "who is linked to whom".to_owned()
    }
}

fn nodes_and_links(view: &View<'_>) -> Vec<u8> {
    let mut out = b"{\"nodes\":[".to_vec();
    let graph = view.graph();
    for id in view.everything() {
        let node = json!({
            "id": view.key(id).as_str(),
            "kind": view.key(id).kind(),
            "title": graph.record(id, view.language).title,
            "url": address(view.own_route(id)),
        });
        item(&mut out, &node, id == 0);
    }
    out.extend_from_slice(b"\n],\"links\":[");
    let mut first = true;
    for to in view.everything() {
        for edge in graph.incoming(to).iter().filter(|edge| graph.is_seen(edge, view.language)) {
            let kind = view.kind_of(edge.from);
            let field =
                edge.field.map(|field| view.model(kind).fields[field as usize].name.as_str());
            let link = json!({
                "source": view.key(edge.from).as_str(),
                "target": view.key(to).as_str(),
                "field": field,
            });
            item(&mut out, &link, std::mem::take(&mut first));
        }
    }
    out.extend_from_slice(b"\n]}\n");
    out
}
