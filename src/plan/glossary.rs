//! What a glossary shows beside its terms.

use crate::graph::EntityId;

/// What the first page of a glossary shows beside the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glossary {
    /// Records of any kind whose acronym is never written out, by acronym.
    pub never: Vec<(String, EntityId)>,
    /// Acronyms that stand for several things, with the records that they stand for.
    pub shared: Vec<(String, Vec<EntityId>)>,
}
