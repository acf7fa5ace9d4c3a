//! What feeds, calendars and lists of addresses ask: who refers to an entity, and when it was last changed.

use super::{EntityRef, Fact, Question, Site, View};
use crate::graph::EntityId;
use crate::id::RecordKey;
use crate::plan;
use crate::schema::Type;

/// The records that refer to an entity in a field, with a text of their own in its language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ReferringTo(EntityRef);

impl Question for ReferringTo {
    type Answer<'s> = Vec<EntityId>;

    fn answer(&self, site: &Site) -> Vec<EntityId> {
        let id = self.0.find(site);
        id.map(|id| plan::referring(&site.graph, id, self.0.language)).unwrap_or_default()
    }
}

/// The entity with a name.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EntityNamed(RecordKey);

impl Question for EntityNamed {
    type Answer<'s> = Option<EntityId>;

    fn answer(&self, site: &Site) -> Option<EntityId> {
        site.graph.find(&self.0)
    }
}

/// When an entity was last changed, as far as that is known.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LastChange(EntityRef);

impl Question for LastChange {
    type Answer<'s> = Option<&'s str>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s str> {
        let id = self.0.find(site)?;
        let (own, base) = (site.graph.shown(id, self.0.language), site.graph.entity(id).base);
        // A translation shows fields of its original, too.
        let changes = [own, base].map(|record| site.plan.changes[record as usize].as_deref());
        changes.into_iter().flatten().max()
    }
}

impl<'s> View<'s> {
    /// The records that refer to an entity in a field, with a text of their own in the language of the page; by
    /// their numbers.
    pub fn referring(&self, to: EntityId) -> Vec<EntityId> {
        self.ask(ReferringTo(self.entity(to)))
    }

    /// The entity with a name.
    pub fn named_entity(&self, key: &RecordKey) -> Option<EntityId> {
        self.ask(EntityNamed(key.clone()))
    }

    /// The day (YYYY-MM-DD) or the moment (RFC 3339) on which an entity was last changed, as far as its author or
    /// the history of its file says.
    pub fn last_change(&self, id: EntityId) -> Option<&'s str> {
        self.ask(LastChange(self.entity(id)))
    }

    /// A field of an entity, where it is in the language of the page: a text that the entity has in another language
    /// only is not.
    pub fn own_fact(&self, id: EntityId, name: &str) -> Option<Fact<'s>> {
        let field = self.kind(self.kind_of(id)).field(name)?;
        let language = self.language_of_text(self.given_by(id, field)?.record);
        let fact = self.fact(id, name)?;
        let is_text = matches!(fact.field.kind.item(), Type::Text | Type::Markdown);
        (!is_text || language == self.language).then_some(fact)
    }

    /// Whether an entity has a text of its own in the language of the page.
    pub fn is_own(&self, id: EntityId) -> bool {
        self.language_of(id) == self.language
    }
}
