//! What pages ask of the day for which the site is built: always as little as possible, so that a new day touches
//! only those pages that look different.

use super::{EntityRef, Question, Site, View};
use crate::clock::Cause;
use crate::edtf::Day;
use crate::graph::EntityId;

/// Whether a day that a record names in a field has come.
#[derive(Debug, PartialEq, Eq, Hash)]
struct HasCome {
    entity: EntityRef,
    field: String,
    day: Day,
}

impl Question for HasCome {
    type Answer<'s> = bool;

    fn answer(&self, site: &Site) -> bool {
        site.clock.has_come(self.day, &Cause::of_field(&self.entity.key, &self.field))
    }
}

/// How many whole years have gone by since a day that a record names in a field.
#[derive(Debug, PartialEq, Eq, Hash)]
struct YearsSince(HasCome);

impl Question for YearsSince {
    type Answer<'s> = i64;

    fn answer(&self, site: &Site) -> i64 {
        let HasCome { entity, field, day } = &self.0;
        site.clock.years_since(*day, &Cause::of_field(&entity.key, field))
    }
}

impl View<'_> {
    /// Whether it is this day, or a later one. An entity names the day in a field.
    pub fn has_come(&self, day: Day, id: EntityId, field: &str) -> bool {
        self.ask(HasCome { entity: self.entity(id), field: field.to_owned(), day })
    }

    /// Whether this day, which an entity names in a field, is over.
    pub fn is_past(&self, day: Day, id: EntityId, field: &str) -> bool {
        self.has_come(day.next(), id, field)
    }

    /// How many whole years have gone by since a day, which an entity names in a field.
    pub fn years_since(&self, day: Day, id: EntityId, field: &str) -> i64 {
        self.ask(YearsSince(HasCome { entity: self.entity(id), field: field.to_owned(), day }))
    }
}
