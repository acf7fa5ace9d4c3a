//! `review`: which records somebody should look at, and why, under the organisations that answer for them.

use super::ViewType;
use super::settings::{self, Named, OPEN};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::graph::EntityId;
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;

mod plan;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "review",
    keys: &[KEYS],
    read,
    on_record: &[],
    code: &[include_str!("plan.rs"), include_str!("show.rs")],
};

const KEYS: Keys = &[
    Key::new(
        "by",
        Takes::Texts,
        "The fields that name who answers for a record; the first that is given counts.",
    )
    .default("[\"owner\", \"agencies\", \"body\"]"),
    Key::new("owner", Takes::Text, "The field without which nobody answers for a record.")
        .default("\"owner\""),
    Key::new("due", Takes::Text, "The field with the date by which something is to be done.")
        .default("\"due\""),
    Key::new("state", Takes::Text, "The field that says how far it is.").default("\"state\""),
    Key::new("open", Takes::Texts, "The states in which something is still to be done."),
    Key::new(
        "languages",
        Takes::Texts,
        "The languages in which each record should be there; all of the site where none is named.",
    ),
];

/// A view as it is declared.
struct Declared {
    view: ViewSettings,
    /// The fields that name who answers for a record.
    by: Vec<String>,
    owner: Named,
    due: Named,
    state: Named,
    open: Vec<(String, Span)>,
    languages: Vec<(String, Span)>,
}

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let by = reader.texts("by").unwrap_or_default().into_iter().map(|(name, _)| name);
    let usual = || ["owner", "agencies", "body"].map(str::to_owned).into();
    let by: Vec<String> = by.collect();
    Some(Box::new(Declared {
        by: if by.is_empty() { usual() } else { by },
        owner: settings::named(reader, "owner", "owner"),
        due: settings::named(reader, "due", "due"),
        state: settings::named(reader, "state", "state"),
        open: reader.texts("open").unwrap_or_default(),
        languages: reader.texts("languages").unwrap_or_default(),
        view: settings::page(reader, span)?,
    }))
}

/// The page.
struct Review {
    /// How many records it looked at.
    looked_at: usize,
    /// The organisations with something to look at, in the order of their names; last what nobody answers for.
    groups: Vec<Group>,
}

/// What one organisation should look at.
struct Group {
    /// The organisation, or whatever answers for the records; `None`: nobody is named.
    head: Option<EntityId>,
    /// The first of the records, in the order of their titles.
    items: Vec<Item>,
    /// How many records there are.
    count: usize,
    /// How many records have each problem, in the order of [`Problem::ALL`].
    sums: Vec<usize>,
}

/// A record that somebody should look at.
struct Item {
    id: EntityId,
    problems: Vec<Problem>,
    /// The languages of the site in which it is not there, by number.
    missing: Vec<usize>,
}

/// Why somebody should look at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Problem {
    Stale,
    Overdue,
    WithoutOwner,
    NotTranslated,
    BrokenLinks,
}

impl Problem {
    const ALL: [Problem; 5] =
        [Self::Stale, Self::Overdue, Self::WithoutOwner, Self::NotTranslated, Self::BrokenLinks];

    /// The word that templates know, which is also that of the theme's text.
    fn word(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Overdue => "overdue",
            Self::WithoutOwner => "without_owner",
            Self::NotTranslated => "untranslated",
            Self::BrokenLinks => "broken_links",
        }
    }
}

impl Declared {
    /// Whether a state means that something is still to be done; one that is not stated does.
    fn is_open(&self, state: Option<&str>) -> bool {
        state.is_none_or(|state| match self.open.is_empty() {
            true => OPEN.contains(&state),
            false => self.open.iter().any(|(word, _)| word == state),
        })
    }
}
