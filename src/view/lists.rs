//! What pages ask of lists beyond their records: ledgers, glossaries, trees.

use super::{Question, Site, View};
use crate::diag::Checked;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Carried, Listing, Outline, Special};

impl<'s> View<'s> {
    /// What each ledger of this language held open when an entity began, if anything: the ledger
    /// and the items.
    pub fn open_when_begun(&self, id: EntityId) -> Vec<(&'s Carried, Vec<EntityId>)> {
        self.note(|| Question::OpenWhenBegun(self.site.key(id), self.language));
        self.site.open_when_begun(id, self.language)
    }

    /// What ledgers of this language say that an entity still has to do, if anything: the ledger
    /// and the items.
    pub fn to_do(&self, id: EntityId) -> Vec<(&'s Carried, &'s [EntityId])> {
        self.note(|| Question::ToDo(self.site.key(id), self.language));
        self.site.to_do(id, self.language)
    }

    /// Each tree of this language in which an entity stands, with the number of its node.
    pub fn branches(&self, id: EntityId) -> Vec<(&'s Outline, usize)> {
        self.note(|| Question::Branches(self.site.key(id), self.language));
        self.site.branches(id, self.language)
    }

    /// The words for the numbers of facets and values that a record has in a list.
    pub fn values(&self, listing: &'s Listing, id: EntityId) -> &'s str {
        // The answer is part of that to the list's own question.
        listing.values.get(&id).map_or("", String::as_str)
    }

    /// The address of the page that has this folder.
    pub fn folder_url(&self, folder: &str) -> String {
        Route::page(folder).map(|route| self.url(&route)).unwrap_or_default()
    }
}

impl Site {
    /// The kind of an entity.
    pub fn kind_of(&self, id: EntityId) -> &crate::schema::Kind {
        &self.schema.kinds[self.graph.entity(id).kind]
    }

    /// The records that a view would list in the default language, in its order.
    pub fn records_of(&self, view: &crate::plan::ViewSettings) -> Checked<Vec<EntityId>> {
        let today = &self.settings.today;
        crate::plan::records(&self.graph, &self.config, &self.schema, today, view)
    }

    fn open_when_begun(&self, id: EntityId, language: usize) -> Vec<(&Carried, Vec<EntityId>)> {
        let ledgers = self.plan.carried.iter().filter(|ledger| ledger.language == language);
        let held = ledgers.map(|l| (l, l.open_when_begun(id)));
        held.filter(|(_, items)| !items.is_empty()).collect()
    }

    fn to_do(&self, id: EntityId, language: usize) -> Vec<(&Carried, &[EntityId])> {
        let ledgers = self.plan.carried.iter().filter(|ledger| ledger.language == language);
        let held = ledgers.map(|ledger| (ledger, ledger.owned_by(id)));
        held.filter(|(_, items)| !items.is_empty()).collect()
    }

    pub(super) fn open_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        super::hash(|h| {
            for (ledger, items) in self.open_when_begun(id, language) {
                self.hash_items(h, ledger, &items);
            }
        })
    }

    pub(super) fn to_do_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        super::hash(|h| {
            for (ledger, items) in self.to_do(id, language) {
                self.hash_items(h, ledger, items);
            }
        })
    }

    fn hash_items(&self, h: &mut Hasher, ledger: &Carried, items: &[EntityId]) {
        h.add(&ledger.title).add(&ledger.folder).add(ledger.columns.join(","));
        for id in items {
            h.add(self.graph.entity(*id).key.as_str());
            h.number(u64::from(ledger.overdue.contains(id)));
        }
    }

    fn branches(&self, id: EntityId, language: usize) -> Vec<(&Outline, usize)> {
        let trees = self.plan.outlines.iter().filter(|tree| tree.language == language);
        trees.filter_map(|tree| Some((&**tree, tree.place(id)?))).collect()
    }

    /// Where an entity stands in trees, and what stands directly below it.
    pub(super) fn branches_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        super::hash(|h| {
            for (tree, at) in self.branches(id, language) {
                h.add(&tree.title).add(&tree.folder);
                for node in tree.path(at) {
                    h.add(self.graph.entity(tree.nodes[node].id).key.as_str());
                }
                self.hash_node(h, tree, at);
                for node in tree.children(Some(at)) {
                    self.hash_node(h, tree, node);
                }
            }
        })
    }

    fn hash_node(&self, h: &mut Hasher, tree: &Outline, at: usize) {
        let node = &tree.nodes[at];
        h.add(self.graph.entity(node.id).key.as_str());
        h.add(format!("{} {:?} {:?} {}", node.depth, node.state, node.below, node.done));
        h.add(tree.states.join(","));
    }

    /// What a page of a list shows beside its records; numbers of entities differ from build to
    /// build, so their keys are hashed.
    pub(super) fn hash_special(&self, h: &mut Hasher, listing: &Listing, page: usize) {
        let key = |id: &EntityId| self.graph.entity(*id).key.as_str();
        match &listing.special {
            Special::None => {}
            Special::Ledger(ledger) => {
                h.add(format!("{:?}{}{}", ledger.part, ledger.without_owner, ledger.folder));
                h.add(format!("{:?}{:?}{}", ledger.states, ledger.owners, ledger.overdue.len()));
                for id in listing.page(page.min(listing.pages())).1 {
                    h.number(u64::from(ledger.overdue.contains(id)));
                }
            }
            Special::Glossary(glossary) => {
                for (acronym, id) in &glossary.never {
                    h.add(acronym).add(key(id));
                }
                for (acronym, ids) in &glossary.shared {
                    h.add(acronym);
                    ids.iter().for_each(|id| {
                        h.add(key(id));
                    });
                }
            }
            Special::Outline(tree) => {
                (0..tree.nodes.len()).for_each(|at| self.hash_node(h, tree, at));
            }
        }
    }
}
