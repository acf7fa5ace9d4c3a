//! `links`: the links to other sites as an inventory: how each was when it was last checked.

use super::ViewType;
use super::settings;
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::graph::EntityId;
use crate::links::{Check, State};
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;

mod data;
mod plan;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "links",
    keys: &[KEYS],
    read,
    on_record: &[],
    code: &[include_str!("plan.rs"), include_str!("show.rs"), include_str!("data.rs")],
};

/// The fields that are shown where the view names none, as far as the records have them.
const COLUMNS: [&str; 5] = ["type", "publishers", "topics", "languages", "date"];

/// After so many months a check is too old to be relied on.
const STALE_AFTER: i64 = 12;

const KEYS: Keys = &[
    Key::new("columns", Takes::Texts, "The fields that are shown beside each link.")
        .default("[\"type\", \"publishers\", \"topics\", \"languages\", \"date\"]"),
    Key::new(
        "stale_after",
        Takes::Number(1),
        "How many months after its last check a link is to be checked again.",
    )
    .default("12"),
];

/// A view as it is declared.
struct Declared {
    view: ViewSettings,
    columns: Vec<(String, Span)>,
    stale_after: i64,
}

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    Some(Box::new(Declared {
        columns: reader.texts("columns").unwrap_or_default(),
        stale_after: reader.number("stale_after", 1).unwrap_or(STALE_AFTER),
        view: settings::page(reader, span)?,
    }))
}

/// The page.
struct Inventory {
    /// The fields that are shown beside each link.
    columns: Vec<String>,
    /// The links of each state that has some, in the order of [`Standing::ALL`].
    sections: Vec<Section>,
}

/// The links of one state.
struct Section {
    standing: Standing,
    /// In the order of the records' titles.
    links: Vec<Link>,
}

/// A link of a record.
struct Link {
    id: EntityId,
    address: String,
    check: Option<Check>,
}

/// How a link is, as far as its last check can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// As it was then.
    Of(State),
    /// It did not fail, but that is long ago.
    Stale,
    /// Nobody has checked it.
    Unchecked,
}

impl Standing {
    /// What needs somebody comes first.
    const ALL: [Self; 8] = [
        Self::Of(State::Lost),
        Self::Of(State::Silent),
        Self::Of(State::Failed),
        Self::Of(State::Moved),
        Self::Unchecked,
        Self::Stale,
        Self::Of(State::Refused),
        Self::Of(State::Works),
    ];

    /// The word that data and templates know it by.
    fn word(self) -> &'static str {
        match self {
            Self::Of(state) => state.word(),
            Self::Stale => "stale",
            Self::Unchecked => crate::outward::UNCHECKED,
        }
    }
}
