//! `ledger`: who is to do what by when, what is late, what nobody answers for, and what was still open
//! when a meeting began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ViewType;
use crate::config::LIST;
use crate::edtf::Day;
use crate::graph::EntityId;

mod plan;
mod settings;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "ledger",
    keys: &[LIST, settings::KEYS],
    read: settings::read,
    on_record: &[("open_when_begun", show::open_when_begun), ("to_do", show::to_do)],
    code: &[include_str!("plan.rs"), include_str!("show.rs")],
};

/// What the pages of a ledger show beside the items.
#[derive(Clone)]
struct Ledger {
    /// Which items the page lists.
    part: Part,
    /// How many items there are.
    all: usize,
    /// Every item that is still open.
    open: BTreeSet<EntityId>,
    /// Every open item whose last possible day has passed.
    overdue: BTreeSet<EntityId>,
    /// How many open items nobody answers for.
    without_owner: usize,
    /// The states, each with how many items are in it.
    states: Vec<Count>,
    /// The owners, each with how many items are theirs.
    owners: Vec<Count>,
    /// The address of the whole ledger, without slashes at its ends.
    folder: String,
}

/// Which items of a ledger a page lists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of them, or those of one value of a facet.
    Items,
    /// Those that are late.
    Overdue,
    /// Those that are open and have no owner.
    WithoutOwner,
}

/// How many items have a value.
#[derive(Clone)]
struct Count {
    /// The value's words.
    label: String,
    /// The address of the items that have it.
    folder: String,
    /// How many have it.
    all: usize,
    /// How many of these are open.
    open: usize,
    /// How many of these are late.
    overdue: usize,
}

/// What one ledger shows on the pages of other records: what was open when something began,
/// and what somebody has to do.
struct Carried {
    /// The ledger's title.
    title: String,
    /// The address of the ledger.
    folder: String,
    /// The language of title and address.
    language: usize,
    /// The fields that an item shows.
    columns: Arc<[String]>,
    /// Every open item that is late.
    overdue: BTreeSet<EntityId>,
    /// The items that come from something that began on a known day, in the ledger's order.
    items: Vec<CarriedItem>,
    /// Everything of the kinds that items come from, where the day on which it began is known.
    occasions: BTreeMap<EntityId, Occasion>,
    /// The open items of each owner, in the ledger's order.
    by_owner: BTreeMap<EntityId, Vec<EntityId>>,
}

/// Something that began on a known day, such as a meeting.
struct Occasion {
    begun: Day,
    /// The series that it belongs to: items are handed on within one of them. `None`: to all.
    series: Option<Vec<EntityId>>,
}

/// An item that came from such an occasion.
struct CarriedItem {
    id: EntityId,
    from: EntityId,
    /// The last day on which it can have been done; `None`: it is open.
    done: Option<Day>,
}

impl Part {
    /// The end of its address; empty for all items.
    fn slug(self) -> &'static str {
        match self {
            Part::Items => "",
            Part::Overdue => "overdue",
            Part::WithoutOwner => "without-owner",
        }
    }
}

impl Carried {
    /// The items that were open when an entity began: they come from something that began on an
    /// earlier day, and were not done before. The day is the first of the entity's `date`; where
    /// that is not known, nothing was open that anybody could name.
    fn open_when_begun(&self, id: EntityId) -> Vec<EntityId> {
        let Some(own) = self.occasions.get(&id) else { return Vec::new() };
        let open = self.items.iter().filter(|item| {
            let from = &self.occasions[&item.from];
            let before = item.from != id && from.begun < own.begun;
            before && item.done.is_none_or(|done| done >= own.begun) && own.continues(from)
        });
        open.map(|item| item.id).collect()
    }

    /// The open items that an entity answers for.
    fn owned_by(&self, id: EntityId) -> Vec<EntityId> {
        self.by_owner.get(&id).cloned().unwrap_or_default()
    }
}

impl Occasion {
    /// Whether items are handed on from the other occasion to this one.
    fn continues(&self, other: &Self) -> bool {
        match (&self.series, &other.series) {
            (Some(own), Some(other)) => own.iter().any(|id| other.contains(id)),
            _ => true,
        }
    }
}
