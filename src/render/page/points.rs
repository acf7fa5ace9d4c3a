//! How much a record covers of a fixed number of points: those of a field with the slot `points` or `missing`.

use crate::graph::EntityId;
use crate::render::context::{Point, Points};
use crate::schema::{Field, Slot};
use crate::view::{Fact, Shown, View};

/// The points of a record, a list for each field that counts them.
pub(super) fn of<'v>(view: &View<'v>, id: EntityId) -> Vec<Points<'v>> {
    let facts = view.facts(id).into_iter().filter(|fact| fact.field.slot.is_points());
    facts.filter_map(|fact| points(view, &fact)).collect()
}

fn points<'v>(view: &View<'v>, fact: &Fact<'v>) -> Option<Points<'v>> {
    let Shown::List(items) = &fact.shown else { return None };
    let is_named = |value: &str| {
        items.iter().any(|item| matches!(item, Shown::Choice(named, _) if *named == value))
    };
    let field: &'v Field = fact.field;
    let point = |choice: &'v crate::schema::Choice| Point {
        label: choice.label.get(view.tag()),
        done: is_named(&choice.value) == (field.slot == Slot::Points),
    };
    let items: Vec<Point<'v>> = field.kind.choices().iter().map(point).collect();
    let (done, all) = (items.iter().filter(|point| point.done).count(), items.len());
    let progress = view
        .words()
        .filled("points_done", &[("done", &done.to_string()), ("all", &all.to_string())]);
    Some(Points {
        name: &field.name,
        label: field.label.get(view.tag()),
        done,
        all,
        progress,
        items,
    })
}
