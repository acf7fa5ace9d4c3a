//! `tree`: which records stand below which, and how far everything below a record is.

use super::ViewType;

mod plan;
mod settings;

pub(super) const TYPE: ViewType = ViewType { word: "tree", read: settings::read };
