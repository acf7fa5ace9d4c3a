//! What pages show of ledgers.

use tera::{Context, Value as Tera};

use super::{Carried, Count, Ledger, Part};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::html::{object, safe};
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
        context.insert_value("ledger", self.value(view, is_start));
    }

    fn part(&self, view: &View<'_>) -> Option<String> {
        match self.part {
            Part::Items => None,
            Part::Overdue => Some(view.words().filled("overdue", &[])),
            Part::WithoutOwner => Some(view.words().filled("without_owner", &[])),
        }
    }

    fn shape(&self, id: EntityId, _: Shape) -> Shape {
        if self.overdue.contains(&id) { Shape::OverdueRow } else { Shape::Row }
    }
}

impl Ledger {
    fn value(&self, view: &View<'_>, is_start: bool) -> Tera {
        let parts = [
            (Part::Items, "ledger_all", self.all),
            (Part::Overdue, "overdue", self.overdue.len()),
            (Part::WithoutOwner, "without_owner", self.without_owner),
        ];
        let parts = parts.map(|(part, word, count)| {
            let folder = format!("{}/{}", self.folder, part.slug());
            object([
                ("label", Tera::from(view.words().filled(word, &[]))),
                ("url", safe(&view.folder_url(folder.trim_matches('/')))),
                ("count", Tera::from(count)),
                ("current", Tera::from(part == self.part && (part != Part::Items || is_start))),
            ])
        });
        object([
            ("parts", Tera::from(parts.to_vec())),
            ("summary", Tera::from(is_start && self.part == Part::Items)),
            ("open", Tera::from(self.open.len())),
            ("overdue", Tera::from(self.overdue.len())),
            ("without_owner", Tera::from(self.without_owner)),
            ("states", counts(view, &self.states)),
            ("owners", counts(view, &self.owners)),
        ])
    }
}

fn counts(view: &View<'_>, counts: &[Count]) -> Tera {
    let entries = counts.iter().map(|count| {
        object([
            ("label", Tera::from(count.label.as_str())),
            ("url", safe(&view.folder_url(&count.folder))),
            ("all", Tera::from(count.all)),
            ("open", Tera::from(count.open)),
            ("overdue", Tera::from(count.overdue)),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The items that ledgers held open when an entity began: list of `title`, `url`, `count`,
/// `overdue`, `items`.
pub(super) fn open_when_begun(view: &View<'_>, id: EntityId) -> Tera {
    let held = view.ask(OpenWhenBegun(view.entity(id)));
    Tera::from(held.iter().map(|held| carried(view, held)).collect::<Vec<_>>())
}

/// The open items that an entity answers for, in the same form.
pub(super) fn to_do(view: &View<'_>, id: EntityId) -> Tera {
    let held = view.ask(ToDo(view.entity(id)));
    Tera::from(held.iter().map(|held| carried(view, held)).collect::<Vec<_>>())
}

fn carried(view: &View<'_>, Held { ledger, items }: &Held<'_>) -> Tera {
    let is_late = |id: &EntityId| ledger.overdue.contains(id);
    let shape = |id: &EntityId| if is_late(id) { Shape::OverdueLine } else { Shape::Line };
    let entry = |id: &EntityId| view.fragment(*id, shape(id), &ledger.columns).to_string();
    object([
        ("title", Tera::from(ledger.title.as_str())),
        ("url", safe(&view.folder_url(&ledger.folder))),
        ("count", Tera::from(items.len())),
        ("overdue", Tera::from(items.iter().filter(|id| is_late(id)).count())),
        ("items", safe(&items.iter().map(entry).collect::<String>())),
    ])
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
