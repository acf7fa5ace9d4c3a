//! What outputs look at when they claim addresses.

use super::product::{Plan, language_prefix};
use crate::config::Config;
use crate::graph::{EntityId, Graph};
use crate::parse::table::Table;
use crate::schema::Schema;

/// What outputs look at when they claim addresses: lists, views and the pages of records have theirs.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    /// Which records are connected to which.
    pub graph: &'a Graph,
    /// The settings of the site.
    pub config: &'a Config,
    /// The kinds.
    pub schema: &'a Schema,
    /// Lists, pages of views, routes and copied files; no jobs yet.
    pub plan: &'a Plan,
}

impl<'a> Layout<'a> {
    /// The folder of a language: nothing for the first.
    pub fn prefix(&self, language: usize) -> String {
        language_prefix(self.config, language)
    }

    /// The number of each language.
    pub fn languages(&self) -> std::ops::Range<usize> {
        0..self.config.languages.len()
    }

    /// The number of each entity.
    pub fn entities(&self) -> std::ops::Range<EntityId> {
        0..self.graph.entities.len() as EntityId
    }

    /// Whether `[outputs]` leaves an output switched on.
    pub fn is_on(&self, output: &str) -> bool {
        self.config.outputs.get(output).is_none_or(|switch| switch.on)
    }

    /// Every table with data of its own: the record that holds it, and the language.
    pub fn tables(&self) -> Vec<(EntityId, usize, &'a Table)> {
        let graph = self.graph;
        let table = |record: Option<u32>| graph.records[record? as usize].table.as_deref();
        let of = |id: EntityId| {
            let variants = graph.entity(id).variants.iter().enumerate();
            variants.filter_map(move |(at, record)| Some((id, at, table(*record)?)))
        };
        self.entities().flat_map(of).collect()
    }

    /// The kinds that have records, in their order.
    pub fn present_kinds(&self) -> Vec<usize> {
        let mut out: Vec<usize> = self.graph.entities.iter().map(|entity| entity.kind).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}
