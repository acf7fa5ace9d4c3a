//! What records are in vocabularies of the Web.

use super::{EntityRef, Question, Site, View};
use crate::graph::EntityId;
use crate::graph::context::Asked;
use crate::id::RecordKey;
use crate::schema::vocabulary::Mapping;

/// Which mapping of its kind counts for an entity, by its number; none where no condition holds.
#[derive(Debug, PartialEq, Eq, Hash)]
struct MappingOf(EntityRef);

impl Question for MappingOf {
    type Answer<'s> = Option<usize>;

    fn answer(&self, site: &Site) -> Option<usize> {
        let (graph, schema) = (&site.graph, &site.schema);
        let asked = Asked { graph, schema, id: self.0.find(site)?, language: self.0.language };
        let mappings = &site.kind_of(asked.id).vocabulary.schema_org;
        mappings.iter().position(|mapping| match &mapping.when {
            None => true,
            Some((condition, _)) => {
                // One that cannot be asked of a record does not hold for it.
                condition.holds(&asked.fields(condition.names())).unwrap_or(false)
            }
        })
    }
}

impl<'s> View<'s> {
    /// What an entity is in schema.org.
    pub fn schema_org(&self, id: EntityId) -> Option<&'s Mapping> {
        let mappings = &self.site.kind_of(id).vocabulary.schema_org;
        // Without conditions, it follows from the kind, which is part of the name.
        match mappings.first()? {
            first if first.when.is_none() => Some(first),
            _ => Some(&mappings[self.ask(MappingOf(self.entity(id)))?]),
        }
    }

    /// The number of the entity with a name that an answer gave.
    pub fn find(&self, key: &RecordKey) -> Option<EntityId> {
        self.site.graph.find(key)
    }
}
