//! What took the place of a record, as pages and data show it.

use serde_json::{Value as Json, json};

use super::context::{self, Markup};
use super::data::address;
use crate::graph::EntityId;
use crate::view::{Shown, Step, View};

/// `record.superseded_by` and `record.supersedes` of a page.
pub(crate) fn of_page<'v>(view: &View<'v>, id: EntityId) -> [Vec<context::Successor<'v>>; 2] {
    let succession = view.succession(id);
    [succession.later, succession.earlier]
        .map(|steps| steps.into_iter().map(|step| successor(view, step)).collect())
}

fn successor<'v>(view: &View<'v>, Step { entity, label }: Step) -> context::Successor<'v> {
    let language = &view.languages()[view.language_of(entity)];
    context::Successor {
        label,
        title: view.title(entity),
        url: Markup::from(view.url(&view.route(entity))),
        date: date(view, entity, "date"),
        lang: language.as_str(),
        dir: language.direction().as_str(),
    }
}

/// A date of a record in words, or `""`.
pub(crate) fn date(view: &View<'_>, id: EntityId, field: &str) -> String {
    match view.fact(id, field).map(|fact| fact.shown) {
        Some(Shown::Date { words, .. }) => words,
        _ => String::new(),
    }
}

/// Since when a record is retired, in words; `""` where it is not.
pub(crate) fn retired(view: &View<'_>, id: EntityId) -> String {
    if view.is_retired(id) { date(view, id, "retired") } else { String::new() }
}

/// Whether something takes the place of a record.
pub(crate) fn is_superseded(view: &View<'_>, id: EntityId) -> bool {
    !view.succession(id).later.is_empty()
}

/// What takes the place of a record, as references.
pub(crate) fn references(view: &View<'_>, id: EntityId) -> Vec<Json> {
    let one = |step: Step| {
        let key = view.key(step.entity);
        json!({
            "kind": key.kind(),
            "id": key.id(),
            "title": view.title(step.entity),
            "url": address(&view.route(step.entity)),
        })
    };
    view.succession(id).later.into_iter().map(one).collect()
}
