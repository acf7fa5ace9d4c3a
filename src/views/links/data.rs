//! All links as data, beside their page.

use serde_json::{Map, Value as Json, json};

use super::{Inventory, Link, Standing};
use crate::outward::check_json;
use crate::plan::ViewPage;
use crate::render::data::{address, fact_json, text};
use crate::render::delimited::Delimited;
use crate::view::View;

/// Every link, with its record, the fields of the columns and its last check.
pub(super) fn json(view: &View<'_>, page: &ViewPage, of: &Inventory) -> Vec<u8> {
    let links: Vec<Json> =
        each(of).map(|(standing, link)| link_json(view, of, (standing, link))).collect();
    let value = json!({
        "title": page.title,
        "url": address(&page.route()),
        "lang": view.tag(),
        "count": links.len(),
        "links": links,
    });
    format!("{value:#}\n").into_bytes()
}

fn each(of: &Inventory) -> impl Iterator<Item = (Standing, &Link)> {
    of.sections
        .iter()
        .flat_map(|section| section.links.iter().map(move |link| (section.standing, link)))
}

fn link_json(view: &View<'_>, of: &Inventory, (standing, link): (Standing, &Link)) -> Json {
    let key = view.key(link.id);
    let fact = |name: &String| Some((name.clone(), fact_json(view, &view.fact(link.id, name)?)));
    let fields: Map<String, Json> = of.columns.iter().filter_map(fact).collect();
    let mut out = check_json(link.check.as_ref());
    out["address"] = link.address.as_str().into();
    out["stale"] = (standing == Standing::Stale).into();
    out["record"] = json!({
        "kind": key.kind(),
        "id": key.id(),
        "title": view.title(link.id),
        "url": address(&view.route(link.id)),
    });
    out["fields"] = fields.into();
    out
}

/// The same as a table (RFC 4180, UTF-8).
pub(super) fn csv(view: &View<'_>, of: &Inventory) -> Vec<u8> {
    let mut table = Delimited::new();
    let columns = of.columns.iter().map(String::as_str);
    table.line(["kind", "id", "title", "url", "link"].into_iter().chain(columns).chain(CHECK));
    for (standing, link) in each(of) {
        table.line(line(view, of, (standing, link)));
    }
    table.finish()
}

/// The columns about the last check.
const CHECK: [&str; 6] = ["state", "checked", "answer", "moved_to", "failing_since", "stale"];

fn line(view: &View<'_>, of: &Inventory, (standing, link): (Standing, &Link)) -> Vec<String> {
    let key = view.key(link.id);
    let mut out = vec![
        key.kind().to_owned(),
        key.id().to_owned(),
        view.title(link.id).to_owned(),
        address(&view.route(link.id)),
        link.address.clone(),
    ];
    let cell = |name: &String| view.fact(link.id, name).map(|fact| text(view, &fact.shown));
    out.extend(of.columns.iter().map(|name| cell(name).unwrap_or_default()));
    let check = check_json(link.check.as_ref());
    let known = |name: &str| check[name].as_str().unwrap_or_default().to_owned();
    out.extend(CHECK[..5].iter().map(|name| known(name)));
    out.push((standing == Standing::Stale).to_string());
    out
}
