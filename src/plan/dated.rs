//! Which records have days, and which refer to which: what outputs ask before they claim an address for a feed or
//! a calendar.

use std::sync::Arc;

use super::layout::Layout;
use crate::graph::{EntityId, Graph};
use crate::parse::Value;
use crate::schema::{Kind, Type};
use crate::source::Sources;

/// The records that refer to an entity in a field and have a text of their own in a language, each once, by their
/// numbers.
pub fn referring(graph: &Graph, to: EntityId, language: usize) -> Vec<EntityId> {
    let edges = graph.incoming(to).iter();
    let edges = edges.filter(|edge| edge.field.is_some() && graph.is_seen(edge, language));
    let mut out: Vec<EntityId> = edges.map(|edge| edge.from).collect();
    out.retain(|from| *from != to && graph.entity(*from).variants[language].is_some());
    out.sort_unstable();
    out.dedup();
    out
}

impl Layout<'_> {
    /// Whether a record makes an entry in calendars: its days are stated, and it has a text in the language.
    pub fn is_in_calendar(&self, id: EntityId, language: usize) -> bool {
        let kind = self.kind_of(id);
        let calendar = kind.exports.calendar.as_ref();
        let field = calendar.and_then(|calendar| kind.field(calendar.text("date")?));
        let date = field.and_then(|field| self.graph.field(id, language, field));
        let is_known = date.is_some_and(|(_, given)| match &given.value {
            Value::Date(date) => date.stated_days().is_some(),
            _ => false,
        });
        is_known && self.graph.entity(id).variants[language].is_some()
    }

    /// Whether a record is news on some day: a date of its kind begins with a whole day.
    pub fn is_news(&self, id: EntityId, language: usize) -> bool {
        let fields = self.kind_of(id).fields.iter().enumerate();
        let mut dates = fields.filter(|(_, field)| !field.common && field.kind == Type::Date);
        dates.any(|(field, _)| match self.graph.field(id, language, field) {
            Some((_, given)) => match &given.value {
                Value::Date(date) => date.exact_start().is_some(),
                _ => false,
            },
            None => false,
        })
    }

    /// The entities that somebody may follow.
    pub fn followed(&self) -> Vec<EntityId> {
        self.entities().filter(|id| self.kind_of(*id).exports.is_followed).collect()
    }

    /// The records that refer to an entity; see [`referring`].
    pub fn referring(&self, to: EntityId, language: usize) -> Vec<EntityId> {
        referring(self.graph, to, language)
    }

    fn kind_of(&self, id: EntityId) -> &Kind {
        &self.schema.kinds[self.graph.entity(id).kind]
    }
}

/// When each record was last changed: what its field `lastmod` says, else what is known of its file.
pub(super) fn changes(graph: &Graph, sources: &Sources, kinds: &[Kind]) -> Vec<Option<Arc<str>>> {
    let one = |record: &Arc<crate::parse::Record>| {
        let field = kinds[record.kind].field("lastmod");
        let stated = field.and_then(|field| match &record.value(field)?.value {
            Value::Date(date) => date.exact_start(),
            _ => None,
        });
        stated.map(Arc::from).or_else(|| sources.changed(&record.path).cloned())
    };
    graph.records.iter().map(one).collect()
}
