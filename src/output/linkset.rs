//! `/linkset.json`: which record is cited by which address, what describes it, and to what it belongs
//! (RFC 9264), one file for each language.

use serde_json::{Map, Value as Json, json};

use super::Output;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Claims, Job};
use crate::render::signposts::{self, LINKSET};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("linkset", "the links between pages and their data, for programs", claim, make);

fn claim(claims: &mut Claims<'_>) {
    for language in claims.layout.languages() {
        claims.site(&format!("{}{LINKSET}", claims.layout.prefix(language)), language);
    }
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    let everything = view.everything();
    let own = everything.into_iter().filter(|id| view.has_language(*id, view.language));
    let records = own.map(|id| of_record(view, id));
    let lists = view.kinds().into_iter().map(|(kind, _, route)| of_list(view, kind, &route));
    let all: Vec<Json> = lists.chain(records).collect();
    let mut out =
        serde_json::to_vec(&json!({ "linkset": all })).expect("JSON values can be written");
    out.push(b'\n');
    Some(out)
}

fn of_record(view: &View<'_>, id: EntityId) -> Json {
    let own = view.absolute(&view.route(id));
    let mut out = Map::new();
    out.insert("anchor".to_owned(), own.clone().into());
    add(&mut out, "cite-as", json!({ "href": own }));
    for link in signposts::of_record(view, id) {
        add(&mut out, link.rel, json!({ "href": view.absolute(&link.to), "type": link.media }));
    }
    out.into()
}

/// The records that a list has as its items.
fn of_list(view: &View<'_>, kind: usize, route: &Route) -> Json {
    let mut out = Map::new();
    out.insert("anchor".to_owned(), view.absolute(route).into());
    for id in view.all_of(kind) {
        let item = json!({ "href": view.absolute(&view.route(id)), "type": "text/html" });
        add(&mut out, "item", item);
    }
    out.into()
}

fn add(links: &mut Map<String, Json>, rel: &str, link: Json) {
    let list = links.entry(rel).or_insert_with(|| Json::Array(Vec::new()));
    if let Json::Array(list) = list {
        list.push(link);
    }
}
