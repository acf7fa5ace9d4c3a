//! `glossary`: terms under their first letters, and acronyms that need a word.

use super::ViewType;

mod plan;
mod settings;

pub(super) const TYPE: ViewType = ViewType { word: "glossary", read: settings::read };
