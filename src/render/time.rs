//! What pages say of a record's days: whether it holds, and how long ago somebody checked it.

use crate::edtf::Date;
use crate::graph::EntityId;
use crate::schema::{Freshness, Thresholds};
use crate::view::{Shown, View};

/// The date that a record gives in a field.
fn date(view: &View<'_>, id: EntityId, field: &str) -> Option<Date> {
    match view.fact(id, field)?.shown {
        Shown::Date { text, .. } => Date::parse(text).ok(),
        _ => None,
    }
}

/// `upcoming` until the first day on which a record holds, then `valid`, and `expired` after the last; nothing where
/// it does not say. Of what is known in part, the first and the last possible day count.
pub(crate) fn validity(view: &View<'_>, id: EntityId) -> &'static str {
    let fields = &view.kind(view.kind_of(id)).times.valid;
    let (Some(from), Some(until)) = (fields.first(), fields.last()) else { return "" };
    let (first, last) = (date(view, id, from), date(view, id, until));
    if first.is_none() && last.is_none() {
        return "";
    }
    let first = first.and_then(|date| date.earliest());
    let last = last.and_then(|date| date.latest());
    match (first, last) {
        (_, Some(day)) if view.is_past(day, id, until) => "expired",
        (Some(day), _) if !view.has_come(day, id, from) => "upcoming",
        _ => "valid",
    }
}

/// How long ago somebody checked a record; nothing where it does not say, or says no month.
pub(crate) fn freshness(view: &View<'_>, id: EntityId) -> Option<Freshness> {
    let reviewed = date(view, id, REVIEWED)?.earliest()?;
    let thresholds: Thresholds = view.kind(view.kind_of(id)).times.stale;
    Some(thresholds.freshness(reviewed, |day| view.has_come(day, id, REVIEWED)))
}

/// The field with the day on which somebody checked a record.
const REVIEWED: &str = "reviewed";
