//! `glossary`: terms under their first letters, and acronyms that need a word.

use super::ViewType;
use crate::config::LIST;
use crate::graph::EntityId;

mod plan;
mod settings;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "glossary",
    keys: &[LIST, settings::KEYS],
    read: settings::read,
    on_record: &[],
    code: &[include_str!("plan.rs"), include_str!("show.rs")],
};

/// What the first page of a glossary shows beside the terms.
struct Glossary {
    /// Records of any kind whose acronym is never written out, by acronym.
    never: Vec<(String, EntityId)>,
    /// Acronyms that stand for several things, with the records that they stand for.
    shared: Vec<(String, Vec<EntityId>)>,
}
