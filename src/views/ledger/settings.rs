//! What a ledger is told.

use crate::config::keys::{Key, Keys, Takes};
use crate::config::{Reader, Style};
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;
use crate::views::settings::{self, Named, named};

/// The keys of a ledger.
pub(super) const KEYS: Keys = &[
    Key::new("owner", Takes::Text, "The field that names who answers for an item.")
        .default("\"owner\""),
    Key::new("due", Takes::Text, "The field with the date by which it is to be done.")
        .default("\"due\""),
    Key::new("state", Takes::Text, "The field that says how far it is.").default("\"state\""),
    Key::new("from", Takes::Text, "The field with the record that it comes from.")
        .default("\"from_meeting\""),
    Key::new("done", Takes::Text, "The field with the date on which it was done.")
        .default("\"done\""),
    Key::new(
        "series",
        Takes::Text,
        "A field that records must share to hand open items on to each other.",
    ),
    Key::new("open", Takes::Texts, "The states in which something is still to be done."),
];

/// What a ledger looks at: who is to do what by when, and how far it is.
pub(super) struct LedgerSettings {
    /// The field that names who answers for an item.
    pub(super) owner: Named,
    /// The field with the date by which it is to be done; a date, or a record that has one.
    pub(super) due: Named,
    /// The field with its state.
    pub(super) state: Named,
    /// The field with the record that it comes from, such as a meeting.
    pub(super) from: Named,
    /// The field with the date on which it was done.
    pub(super) done: Named,
    /// A field of the records that items come from: only those that share a value in it hand
    /// their open items on to each other.
    pub(super) series: Option<(String, Span)>,
    /// The states in which something is still to be done; the usual ones where empty.
    pub(super) open: Vec<(String, Span)>,
}

/// A ledger as it is declared.
pub(super) struct View {
    pub(super) view: ViewSettings,
    pub(super) own: LedgerSettings,
}

pub(super) fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let own = LedgerSettings {
        owner: named(reader, "owner", "owner"),
        due: named(reader, "due", "due"),
        state: named(reader, "state", "state"),
        from: named(reader, "from", "from_meeting"),
        done: named(reader, "done", "done"),
        series: reader.text_at("series"),
        open: reader.texts("open").unwrap_or_default(),
    };
    let mut view = settings::of_kind(settings::list(reader, span)?, "action");
    view.list.style = Style::Table;
    Some(Box::new(View { view, own }))
}
