//! What records are in vocabularies of the Web.

use super::{EntityRef, Question, Site, View};
use crate::graph::EntityId;
use crate::graph::context::Asked;
use crate::id::RecordKey;
use crate::schema::condition::Condition;
use crate::schema::vocabulary::Pattern;

/// Whether a condition holds for an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Holds(EntityRef, Condition);

impl Question for Holds {
    type Answer<'s> = bool;

    fn answer(&self, site: &Site) -> bool {
        let Self(entity, condition) = self;
        let Some(id) = entity.find(site) else { return false };
        let asked =
            Asked { graph: &site.graph, schema: &site.schema, id, language: entity.language };
        let mut fields = asked.fields(condition.names());
        if !condition.ways().is_empty() {
            fields.insert_value("named", asked.named(condition.ways()));
        }
        // One that cannot be asked of a record does not hold for it.
        condition.holds(&fields).unwrap_or(false)
    }
}

impl<'s> View<'s> {
    /// What an entity is in schema.org.
    pub fn schema_org(&self, id: EntityId) -> Option<&'s Pattern> {
        let patterns = self.site.kind_of(id).vocabulary.schema_org.iter();
        patterns.into_iter().find(|pattern| self.is_said(id, pattern))
    }

    /// Whether a pattern says something of an entity.
    pub fn is_said(&self, id: EntityId, pattern: &Pattern) -> bool {
        let when = pattern.when.as_ref();
        // Without a condition, it follows from the kind, which is part of the name.
        when.is_none_or(|when| self.ask(Holds(self.entity(id), when.clone())))
    }

    /// The number of the entity with a name that an answer gave.
    pub fn find(&self, key: &RecordKey) -> Option<EntityId> {
        self.site.graph.find(key)
    }
}
