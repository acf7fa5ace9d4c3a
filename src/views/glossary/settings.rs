//! What a glossary is told.

use crate::config::keys::{Key, Keys, Takes};
use crate::config::{Reader, Style};
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;
use crate::views::settings::{self, Named, named};

/// The keys of a glossary.
pub(super) const KEYS: Keys = &[
    Key::new("acronym", Takes::Text, "The field with the short form.").default("\"acronym\""),
    Key::new("expansion", Takes::Text, "The field with the short form written out.")
        .default("\"expansion\""),
    Key::new("scope", Takes::Text, "The field that says for whom the meaning holds.")
        .default("\"scope\""),
    Key::new("stands_for", Takes::Text, "The field with the record that the term is the name of.")
        .default("\"stands_for\""),
    Key::new(
        "never_expanded",
        Takes::Text,
        "The field that says that an acronym is never written out.",
    )
    .default("\"never_expanded\""),
];

/// What a glossary looks at.
pub(super) struct GlossarySettings {
    /// The field with the short form.
    pub(super) acronym: Named,
    /// The field with the short form written out.
    pub(super) expansion: Named,
    /// The field that limits where the meaning holds.
    pub(super) scope: Named,
    /// The field with the record that the term is the name of.
    pub(super) stands_for: Named,
    /// The field that says that an acronym is never written out, in records of any kind.
    pub(super) never_expanded: Named,
}

/// A glossary as it is declared.
pub(super) struct View {
    pub(super) view: ViewSettings,
    pub(super) own: GlossarySettings,
}

pub(super) fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let own = GlossarySettings {
        acronym: named(reader, "acronym", "acronym"),
        expansion: named(reader, "expansion", "expansion"),
        scope: named(reader, "scope", "scope"),
        stands_for: named(reader, "stands_for", "stands_for"),
        never_expanded: named(reader, "never_expanded", "never_expanded"),
    };
    let mut view = settings::of_kind(settings::list(reader, span)?, "term");
    view.list.style = Style::Definitions;
    Some(Box::new(View { view, own }))
}
