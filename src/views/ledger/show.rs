//! What pages show of ledgers.

use serde::Serialize;
use tera::{Context, Value as Tera};

use super::plan::TIMES;
use super::{Carried, Count, Ledger, Part};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::context::Markup;
use crate::view::{EntityRef, Fingerprinted, OnList, Question, Shape, Site, View, fingerprinted};

impl OnList for Ledger {
    fn template(&self) -> &'static str {
        "ledger.html"
    }

    fn fingerprint(&self, site: &Site, entries: &[EntityId], h: &mut Hasher) {
        let Self { part, all, open, overdue, without_owner, states, owners, folder } = self;
        (part.slug(), all, open.len()).fingerprint(site, h);
        (overdue.len(), without_owner, folder).fingerprint(site, h);
        (states, owners).fingerprint(site, h);
        entries.iter().for_each(|id| overdue.contains(id).fingerprint(site, h));
    }

    fn add(&self, view: &View<'_>, (listing, page): (&Listing, usize), context: &mut Context) {
        let is_start = page == 1 && listing.folder == listing.whole;
        context.insert("ledger", &self.value(view, is_start));
    }

    fn part(&self, view: &View<'_>) -> Option<String> {
        match self.part {
            Part::Items => None,
            Part::Overdue => Some(view.words().filled("overdue", &[])),
            Part::WithoutOwner => Some(view.words().filled("without_owner", &[])),
        }
    }

    fn group(&self, view: &View<'_>, slug: &str) -> Option<String> {
        let words = ["overdue", "ledger_ahead", "no_date", "ledger_closed"];
        let at = TIMES.iter().position(|time| *time == slug)?;
        Some(view.words().filled(words[at], &[]))
    }

    fn shape(&self, id: EntityId, _: Shape) -> Shape {
        if self.overdue.contains(&id) { Shape::OverdueRow } else { Shape::Row }
    }
}

impl Ledger {
    fn value<'s>(&'s self, view: &View<'_>, is_start: bool) -> Sums<'s> {
        let parts = [
            (Part::Items, "ledger_all", self.all),
            (Part::Overdue, "overdue", self.overdue.len()),
            (Part::WithoutOwner, "without_owner", self.without_owner),
        ];
        let parts = parts.map(|(part, word, count)| {
            let tone = match part {
                Part::Items => "",
                Part::Overdue => "late",
                Part::WithoutOwner => "void",
            };
            let folder = format!("{}/{}", self.folder, part.slug());
            let current = part == self.part && (part != Part::Items || is_start);
            let url = view.folder_url(folder.trim_matches('/')).into();
            PartLink { label: view.words().filled(word, &[]), url, count, tone, current }
        });
        Sums {
            parts: parts.into(),
            summary: is_start && self.part == Part::Items,
            open: self.open.len(),
            overdue: self.overdue.len(),
            without_owner: self.without_owner,
            states: self.states.iter().map(|count| counted(view, count)).collect(),
            owners: self.owners.iter().map(|count| counted(view, count)).collect(),
        }
    }
}

fn counted<'s>(view: &View<'_>, count: &'s Count) -> Counted<'s> {
    let Count { label, folder, all, open, overdue } = count;
    let url = view.folder_url(folder).into();
    Counted { label, url, all: *all, open: *open, overdue: *overdue }
}

/// `ledger` of `ledger.html`.
#[derive(Default, Serialize)]
struct Sums<'s> {
    /// The lists that the ledger consists of.
    parts: Vec<PartLink>,
    /// Whether this is the page that sums up.
    summary: bool,
    /// How many items are open.
    open: usize,
    /// How many are overdue.
    overdue: usize,
    /// How many nobody answers for.
    without_owner: usize,
    /// The states.
    states: Vec<Counted<'s>>,
    /// The owners.
    owners: Vec<Counted<'s>>,
}

/// A list that a ledger consists of.
#[derive(Default, Serialize)]
struct PartLink {
    /// What it is called.
    label: String,
    /// Its address.
    url: Markup,
    /// How many items it has.
    count: usize,
    /// What that means: `late`, `void` or `""`.
    tone: &'static str,
    /// Whether it is this page.
    current: bool,
}

/// The items that have a value.
#[derive(Default, Serialize)]
struct Counted<'s> {
    /// The value.
    label: &'s str,
    /// The address of its items.
    url: Markup,
    /// How many there are.
    all: usize,
    /// How many are open.
    open: usize,
    /// How many are overdue.
    overdue: usize,
}

/// The items that ledgers held open when an entity began.
pub(super) fn open_when_begun(view: &View<'_>, id: EntityId) -> Tera {
    let held = view.ask(OpenWhenBegun(view.entity(id)));
    Tera::from_serializable(&held.iter().map(|held| carried(view, held)).collect::<Vec<_>>())
}

/// The open items that an entity answers for, in the same form.
pub(super) fn to_do(view: &View<'_>, id: EntityId) -> Tera {
    let held = view.ask(ToDo(view.entity(id)));
    Tera::from_serializable(&held.iter().map(|held| carried(view, held)).collect::<Vec<_>>())
}

fn carried<'s>(view: &View<'_>, Held { ledger, items }: &Held<'s>) -> HeldItems<'s> {
    let is_late = |id: &EntityId| ledger.overdue.contains(id);
    let shape = |id: &EntityId| if is_late(id) { Shape::OverdueLine } else { Shape::Line };
    let entry = |id: &EntityId| view.fragment(*id, shape(id), &ledger.columns).to_string();
    HeldItems {
        title: &ledger.title,
        url: view.folder_url(&ledger.folder).into(),
        count: items.len(),
        overdue: items.iter().filter(|id| is_late(id)).count(),
        items: items.iter().map(entry).collect::<String>().into(),
    }
}

/// What a ledger holds for a record: an entry of `to_do` and `open_when_begun`.
#[derive(Default, Serialize)]
struct HeldItems<'s> {
    /// The title of the ledger.
    title: &'s str,
    /// Its address.
    url: Markup,
    /// How many items there are.
    count: usize,
    /// How many are overdue.
    overdue: usize,
    /// One `<li>` each.
    items: Markup,
}

/// What ledgers held open when an entity began.
#[derive(Debug, PartialEq, Eq, Hash)]
struct OpenWhenBegun(EntityRef);

/// What ledgers say that an entity has to do.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ToDo(EntityRef);

/// Items of a ledger that have to do with a record.
struct Held<'s> {
    ledger: &'s Carried,
    items: Vec<EntityId>,
}

impl Question for OpenWhenBegun {
    type Answer<'s> = Vec<Held<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Held<'s>> {
        held(site, &self.0, Carried::open_when_begun)
    }
}

impl Question for ToDo {
    type Answer<'s> = Vec<Held<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Held<'s>> {
        held(site, &self.0, Carried::owned_by)
    }
}

/// The ledgers of a language that hold something for an entity.
fn held<'s>(
    site: &'s Site,
    entity: &EntityRef,
    items: fn(&Carried, EntityId) -> Vec<EntityId>,
) -> Vec<Held<'s>> {
    let Some(id) = entity.find(site) else { return Vec::new() };
    let ledgers = site.plan().kept::<Carried>();
    let ledgers = ledgers.filter(|ledger| ledger.language == entity.language);
    let held = ledgers.map(|ledger| Held { ledger, items: items(ledger, id) });
    held.filter(|held| !held.items.is_empty()).collect()
}

impl Fingerprinted for Held<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        // What the ledger holds for others is not asked.
        let Carried {
            title,
            folder,
            columns,
            overdue,
            language: _,
            items: _,
            occasions: _,
            by_owner: _,
        } = self.ledger;
        (title, folder, columns).fingerprint(site, h);
        for id in &self.items {
            (id, overdue.contains(id)).fingerprint(site, h);
        }
    }
}

fingerprinted! {
    Count { label, all, open, overdue, folder }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("`ledger.html` also gets", keys(&Sums::default())),
            ("`ledger.html` also gets", keys(&PartLink::default())),
            ("`ledger.html` also gets", keys(&Counted::default())),
            ("| `to_do`", keys(&HeldItems::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
    }
}
