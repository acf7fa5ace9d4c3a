//! Which records take the place of others.

use super::{About, EntityRef, Question, Shows, Site, View, fingerprinted};
use crate::graph::EntityId;
use crate::parse::Value;

/// The fields by which a record says that it takes the place of another.
const SUPERSEDES: &[&str] = &["supersedes", "revision_of"];

/// The field by which a record names what takes its place.
const REPLACED_BY: &str = "replaced_by";

/// What an entity takes the place of, and what takes its place.
#[derive(Debug, PartialEq, Eq, Hash)]
struct SuccessionOf(EntityRef);

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Succession {
    /// What it takes the place of.
    pub earlier: Vec<Step>,
    /// What takes its place.
    pub later: Vec<Step>,
}

/// A record that stands before or after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub entity: EntityId,
    /// The words that the field in which this is said has, in the language of the page.
    pub label: String,
}

fingerprinted! {
    Succession { earlier, later }
    Step { entity, label }
}

impl Question for SuccessionOf {
    type Answer<'s> = Succession;

    fn answer(&self, site: &Site) -> Succession {
        let Some(id) = self.0.find(site) else { return Succession::default() };
        let mut out = Succession::default();
        site.named_by(id, &self.0, &mut out);
        site.named_in(id, &self.0, &mut out);
        for steps in [&mut out.earlier, &mut out.later] {
            let mut seen = Vec::new();
            steps.retain(|step| {
                let is_new = step.entity != id && !seen.contains(&step.entity);
                seen.push(step.entity);
                is_new
            });
        }
        out
    }

    fn about(&self, site: &Site) -> Option<About> {
        self.0.about(site, Shows::Name, Vec::new())
    }
}

impl Site {
    /// Adds the records that an entity names.
    fn named_by(&self, id: EntityId, own: &EntityRef, out: &mut Succession) {
        let kind = self.kind_of(id);
        for (number, field) in kind.fields.iter().enumerate() {
            let is_back = SUPERSEDES.contains(&&*field.name);
            let steps = match (is_back, &*field.name == REPLACED_BY) {
                (true, _) => &mut out.earlier,
                (_, true) => &mut out.later,
                _ => continue,
            };
            let Some((record, given)) = self.graph.field(id, own.language, number) else {
                continue;
            };
            given.value.each(&mut |value| {
                let Value::Ref(link) = value else { return };
                let label = field.label.get(self.tag(own.language)).to_owned();
                steps.extend(self.graph.target(record, *link).map(|entity| Step { entity, label }));
            });
        }
    }

    /// Adds the records that name an entity.
    fn named_in(&self, id: EntityId, own: &EntityRef, out: &mut Succession) {
        for edge in self.graph.incoming(id).iter().filter(|e| self.graph.is_seen(e, own.language)) {
            let Some(field) = edge.field else { continue };
            let field = &self.kind_of(edge.from).fields[field as usize];
            let steps = match (SUPERSEDES.contains(&&*field.name), &*field.name == REPLACED_BY) {
                (true, _) => &mut out.later,
                (_, true) => &mut out.earlier,
                _ => continue,
            };
            let words = field.inverse.as_ref().unwrap_or(&field.label);
            let label = words.get(self.tag(own.language)).to_owned();
            steps.push(Step { entity: edge.from, label });
        }
    }
}

impl View<'_> {
    /// What an entity takes the place of, and what takes its place.
    pub fn succession(&self, id: EntityId) -> Succession {
        self.ask(SuccessionOf(self.entity(id)))
    }

    /// Whether an entity is retired; that follows from its record and the settings of the build.
    pub fn is_retired(&self, id: EntityId) -> bool {
        self.ask(RetiredIs(self.entity(id)))
    }
}

/// Whether an entity is retired on the day of the build.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RetiredIs(EntityRef);

impl Question for RetiredIs {
    type Answer<'s> = bool;

    fn answer(&self, site: &Site) -> bool {
        self.0.find(site).is_some_and(|id| site.graph.is_retired(id))
    }
}
