//! What a ledger shows on its pages and on those of other records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::edtf::Day;
use crate::graph::EntityId;

/// What the pages of a ledger show beside the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Which items the page lists.
    pub part: Part,
    /// The fields that an item shows.
    pub columns: Arc<[String]>,
    /// How many items there are.
    pub all: usize,
    /// Every item that is still open.
    pub open: BTreeSet<EntityId>,
    /// Every open item whose last possible day has passed.
    pub overdue: BTreeSet<EntityId>,
    /// How many open items nobody answers for.
    pub without_owner: usize,
    /// The states, each with how many items are in it.
    pub states: Vec<Count>,
    /// The owners, each with how many items are theirs.
    pub owners: Vec<Count>,
    /// The address of the whole ledger, without slashes at its ends.
    pub folder: String,
}

/// Which items of a ledger a page lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them, or those of one value of a facet.
    Items,
    /// Those that are late.
    Overdue,
    /// Those that are open and have no owner.
    WithoutOwner,
}

/// How many items have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The value's words.
    pub label: String,
    /// The address of the items that have it.
    pub folder: String,
    /// How many have it.
    pub all: usize,
    /// How many of these are open.
    pub open: usize,
    /// How many of these are late.
    pub overdue: usize,
}

/// What one ledger has to say on the pages of other records: what was open when something began,
/// and what somebody has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The ledger's title.
    pub title: String,
    /// The address of the ledger.
    pub folder: String,
    /// The language of title and address.
    pub language: usize,
    /// The fields that an item shows.
    pub columns: Arc<[String]>,
    /// Every open item that is late.
    pub overdue: BTreeSet<EntityId>,
    /// The items that come from something that began on a known day, in the ledger's order.
    pub(crate) items: Vec<CarriedItem>,
    /// Everything of the kinds that items come from, where the day on which it began is known.
    pub(crate) occasions: BTreeMap<EntityId, Occasion>,
    /// The open items of each owner, in the ledger's order.
    pub(crate) by_owner: BTreeMap<EntityId, Vec<EntityId>>,
}

/// Something that began on a known day, such as a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub(crate) begun: Day,
    /// The series that it belongs to: items are handed on within one of them. `None`: to all.
    pub(crate) series: Option<Vec<EntityId>>,
}

/// An item that came from such an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedItem {
    pub(crate) id: EntityId,
    pub(crate) from: EntityId,
    /// The last day on which it can have been done; `None`: it is open.
    pub(crate) done: Option<Day>,
}

impl Part {
    /// The end of its address; empty for all items.
    pub fn slug(self) -> &'static str {
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
    pub fn open_when_begun(&self, id: EntityId) -> Vec<EntityId> {
        let Some(own) = self.occasions.get(&id) else { return Vec::new() };
        let open = self.items.iter().filter(|item| {
            let from = &self.occasions[&item.from];
            let before = item.from != id && from.begun < own.begun;
            before && item.done.is_none_or(|done| done >= own.begun) && own.continues(from)
        });
        open.map(|item| item.id).collect()
    }

    /// The open items that an entity answers for.
    pub fn owned_by(&self, id: EntityId) -> &[EntityId] {
        self.by_owner.get(&id).map_or(&[], Vec::as_slice)
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
