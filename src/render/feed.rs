//! What is new: the records that feeds hold.

use crate::edtf::{Date, Day};
use crate::graph::EntityId;
use crate::schema::Type;
use crate::view::{Shown, View};

/// The newest of some records by their first exact date that is not after the day for which the site is built. What
/// lies ahead has not been published yet, and joins the feed when its day has come. What has no text in the language
/// of the feed is in those of other languages only.
pub(crate) fn newest(view: &View<'_>, among: Vec<EntityId>) -> Vec<(Moment, EntityId)> {
    let own = among.into_iter().filter(|id| view.is_own(*id));
    let mut dated: Vec<(Moment, EntityId)> =
        own.filter_map(|id| Some((moment(view, id)?, id))).collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated.truncate(view.config().feed.limit);
    dated
}

/// When a feed that has no entries was last changed: the clock would give other bytes each day.
pub(crate) const NEVER: &str = "1970-01-01T00:00:00Z";

/// The summary of an entry, where there is one in the language of the feed.
pub(crate) fn summary(view: &View<'_>, id: EntityId) -> String {
    match view.own_fact(id, "summary").map(|fact| fact.shown) {
        Some(Shown::Text(text)) => text.to_owned(),
        _ => String::new(),
    }
}

/// When an entry of the feed is dated; later ones are greater.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// The day.
    day: Day,
    /// Date and time by RFC 3339, as feeds have them.
    pub(crate) text: String,
}

impl Moment {
    /// The beginning of a day.
    fn of_day(day: Day) -> Self {
        Self { day, text: format!("{day}T00:00:00Z") }
    }

    /// The beginning of a date, where that is a whole day or a time; nothing is ever invented.
    fn of(text: &str) -> Option<Self> {
        let date = Date::parse(text).ok()?;
        let exact = date.exact_start()?;
        // Feeds know years of four digits only.
        let day = date.earliest().filter(|day| (0..=9999).contains(&day.year))?;
        let has_zone = exact.ends_with('Z') || exact.get(19..).is_some_and(|zone| !zone.is_empty());
        Some(match has_zone {
            true => Self { day, text: exact },
            false => Self::of_day(day),
        })
    }
}

/// The first exact date of a record that is not after the day for which the site is built.
fn moment(view: &View<'_>, id: EntityId) -> Option<Moment> {
    let dates = view.kind(view.kind_of(id)).fields.iter();
    let dates = dates.filter(|field| !field.common && field.kind == Type::Date);
    let mut moments = dates.filter_map(|field| {
        let Shown::Date { text, .. } = view.fact(id, &field.name)?.shown else { return None };
        let moment = Moment::of(text)?;
        view.has_come(moment.day, id, &field.name).then_some(moment)
    });
    moments.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_days_and_times_are_moments() {
        for (text, expected) in [
            ("2024-05-01", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01/2024-05-03", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01/..", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01T09:30:00Z", Some("2024-05-01T09:30:00Z")),
            ("2024-05-01T09:30:00+02:00", Some("2024-05-01T09:30:00+02:00")),
            ("2024-05-01T09:30:00", Some("2024-05-01T00:00:00Z")),
            ("2024-05", None),
            ("2024", None),
            ("2024-05-01~", None),
            ("2024-05-0X", None),
            ("../2024-05-01", None),
            ("Y20240-05", None),
        ] {
            assert_eq!(Moment::of(text).map(|moment| moment.text).as_deref(), expected, "{text}");
        }
    }
}
