//! How a record stands: how far it is, whether it is late, and whether anybody answers for it.

use super::{EntityRef, Fingerprinted, Question, Site, View};
use crate::clock::Cause;
use crate::edtf::Day;
use crate::fingerprint::Hasher;
use crate::graph::{EntityId, Graph, To};
use crate::id::RecordKey;
use crate::parse::Value;
use crate::schema::{Choice, Field, Kind, Slot, Tone};

/// How a record stands, as far as its fields say.
#[derive(Clone, Debug, Default)]
pub struct Standing<'s> {
    /// The value of its status.
    pub state: Option<&'s Choice>,
    /// How late it is; nothing where it is done or not yet due.
    pub late: Option<Late>,
    /// Whether it is something to be done that nobody answers for.
    pub no_owner: bool,
    /// The fields that say that somebody is missing.
    pub vacancies: Vec<&'s Field>,
    /// What takes its place.
    pub superseded_by: Vec<EntityId>,
}

/// The whole units of time that have passed; the greatest of them that is not 0 is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// Whole years.
    pub years: i64,
    /// Whole months, of all the time.
    pub months: i64,
}

/// See [`Standing`].
#[derive(Debug, PartialEq, Eq, Hash)]
struct StandingOf(EntityRef);

impl Question for StandingOf {
    type Answer<'s> = Standing<'s>;

    fn answer<'s>(&self, site: &'s Site) -> Standing<'s> {
        let Some(id) = self.0.find(site) else { return Standing::default() };
        Looked { site, kind: site.kind_of(id), id, language: self.0.language }.standing()
    }
}

impl Fingerprinted for Standing<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { state, late, no_owner, vacancies, superseded_by } = self;
        // Labels follow from the settings.
        state.map(|state| &*state.value).fingerprint(site, h);
        (late, no_owner).fingerprint(site, h);
        vacancies.iter().for_each(|field| field.name.fingerprint(site, h));
        superseded_by.iter().for_each(|id| id.fingerprint(site, h));
    }
}

impl Fingerprinted for Late {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { years, months } = self;
        [years, months].iter().for_each(|number| number.to_string().fingerprint(site, h));
    }
}

/// A record that is looked at.
struct Looked<'s> {
    site: &'s Site,
    kind: &'s Kind,
    id: EntityId,
    language: usize,
}

impl<'s> Looked<'s> {
    fn standing(&self) -> Standing<'s> {
        let state = self.first(Slot::Status).and_then(|(field, value)| chosen(field, value));
        let tone = state.and_then(|state| state.tone);
        let is_over = matches!(tone, Some(Tone::Done | Tone::Old));
        let is_task = self.has(Slot::Owner) && self.has(Slot::Due);
        let due = self.first(Slot::Due).filter(|_| !is_over);
        let late = due.and_then(|(field, value)| Some((field, self.last_day(value)?)));
        Standing {
            state,
            late: late.and_then(|(field, due)| self.lateness(field, due)),
            no_owner: is_task && !is_over && self.first(Slot::Owner).is_none(),
            vacancies: self.vacancies(),
            superseded_by: self.superseded_by(),
        }
    }

    fn has(&self, slot: Slot) -> bool {
        self.kind.fields.iter().any(|field| field.slot == slot)
    }

    /// The fields of a slot that are given.
    fn given(&self, slot: Slot) -> impl Iterator<Item = (&'s Field, &'s Value)> {
        let graph: &'s Graph = &self.site.graph;
        let fields = self.kind.fields.iter().enumerate();
        fields.filter(move |(_, field)| field.slot == slot && !field.common).filter_map(
            |(number, field)| {
                let (_, given) = graph.field(self.id, self.language, number)?;
                Some((field, &given.value))
            },
        )
    }

    fn first(&self, slot: Slot) -> Option<(&'s Field, &'s Value)> {
        self.given(slot).find(|(_, value)| !matches!(value, Value::NotStated))
    }

    /// How late something is that was due on a day. The clock hears when that will be otherwise.
    fn lateness(&self, field: &Field, due: Day) -> Option<Late> {
        let (clock, cause) = (&self.site.clock, Cause::of_field(self.key(), &field.name));
        let today = clock.today().filter(|_| clock.is_past(due, &cause))?;
        let late = Late::between(due, today);
        clock.turns_on(late.changes(due), &cause);
        Some(late)
    }

    fn key(&self) -> &'s RecordKey {
        &self.site.graph.entity(self.id).key
    }

    /// The last day on which something can be due: a date, or that of the record with which it is due.
    fn last_day(&self, value: &Value) -> Option<Day> {
        match value {
            Value::Date(date) => date.latest(),
            Value::Ref(link) => {
                let number = self.kind.fields.iter().position(|field| field.slot == Slot::Due)?;
                let (record, _) = self.site.graph.field(self.id, self.language, number)?;
                let To::Entity(id) = self.site.graph.found(record, *link)?.to else { return None };
                let with = Looked { kind: self.site.kind_of(id), id, ..*self };
                with.first(Slot::Date).and_then(|(_, value)| match value {
                    Value::Date(date) => date.latest(),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    fn vacancies(&self) -> Vec<&'s Field> {
        let says_so = |value: &Value| match value {
            Value::Bool(yes) => *yes,
            Value::Integer(number) => *number > 0,
            Value::NotStated => false,
            _ => true,
        };
        self.given(Slot::Vacancy).filter(|(_, value)| says_so(value)).map(|it| it.0).collect()
    }

    fn superseded_by(&self) -> Vec<EntityId> {
        let graph = &self.site.graph;
        let takes_place = |edge: &&crate::graph::Edge| {
            let field =
                edge.field.map(|field| &self.site.kind_of(edge.from).fields[field as usize]);
            field.is_some_and(|field| field.slot == Slot::Supersedes)
                && edge.from != self.id
                && graph.is_seen(edge, self.language)
        };
        graph.incoming(self.id).iter().filter(takes_place).map(|edge| edge.from).collect()
    }
}

/// The word that a field has as its value.
fn chosen<'s>(field: &'s Field, value: &Value) -> Option<&'s Choice> {
    match value {
        Value::Choice(number) => field.kind.choices().get(*number),
        _ => None,
    }
}

impl Late {
    /// The time from one day to a later one.
    fn between(due: Day, today: Day) -> Self {
        let months = (today.year - due.year) * 12 + i64::from(today.month) - i64::from(due.month);
        let months = if due.months_later(months) > today { months - 1 } else { months };
        Self { years: months / 12, months }
    }

    /// The next day on which its greatest unit is another.
    fn changes(self, due: Day) -> Day {
        match self {
            Late { years: 1.., .. } => due.months_later(12 * (self.years + 1)),
            Late { .. } => due.months_later(self.months + 1),
        }
    }
}

impl<'s> View<'s> {
    /// How a record stands.
    pub fn standing(&self, id: EntityId) -> Standing<'s> {
        self.ask(StandingOf(self.entity(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edtf::Date;

    fn late(due: &str, today: &str) -> (i64, i64) {
        let day = |text| Date::parse(text).expect("a date").latest().expect("a last day");
        let late = Late::between(day(due), day(today));
        (late.years, late.months)
    }

    #[test]
    fn lateness_is_counted_in_whole_units() {
        assert_eq!(late("2017-11", "2026-11-30"), (9, 108));
        assert_eq!(late("2017-11", "2026-11-29"), (8, 107));
        assert_eq!(late("2026-11-25", "2026-11-30"), (0, 0));
        assert_eq!(late("2026-10-31", "2026-11-01"), (0, 0));
    }

    #[test]
    fn the_day_is_known_on_which_the_words_change() {
        let day = |text| Date::parse(text).expect("a date").latest().expect("a last day");
        let changes = |due, today| {
            let (due, today) = (day(due), day(today));
            Late::between(due, today).changes(due).to_string()
        };
        assert_eq!(changes("2017-11", "2026-11-29"), "2026-11-30");
        assert_eq!(changes("2026-10-15", "2026-11-30"), "2026-12-15");
        assert_eq!(changes("2026-11-28", "2026-11-30"), "2026-12-28");
    }
}
