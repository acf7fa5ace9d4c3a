//! What a tree is told.

use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;
use crate::views::settings;

/// The keys of a tree.
pub(super) const KEYS: Keys = &[
    Key::new("parent", Takes::Text, "The field with the record above.").required(),
    Key::new(
        "state",
        Takes::Text,
        "The field with the state, by which everything below is counted.",
    ),
    Key::new("done", Takes::Texts, "The states that count as done."),
];

/// What a tree looks at.
pub(super) struct TreeSettings {
    /// The field with the record above; `None` where the author names none.
    pub(super) parent: Option<(String, Span)>,
    /// The field with the state, if states are counted.
    pub(super) state: Option<(String, Span)>,
    /// The states that count as done; the usual ones where empty.
    pub(super) done: Vec<(String, Span)>,
}

/// A tree as it is declared.
pub(super) struct View {
    pub(super) view: ViewSettings,
    pub(super) own: TreeSettings,
}

pub(super) fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let own = TreeSettings {
        parent: reader.text_at("parent"),
        state: reader.text_at("state"),
        done: reader.texts("done").unwrap_or_default(),
    };
    Some(Box::new(View { view: settings::list(reader, span)?, own }))
}
