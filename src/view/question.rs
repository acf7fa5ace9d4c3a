//! Questions: what a page may ask of a site. They are open: whoever shows something of a site may
//! define a question of its own beside the code that asks it.
//!
//! A question is put in names that mean the same in the next build. The numbers of languages, kinds
//! and fields are such names as long as the settings stay the same, and each page's first question
//! is for the settings.

use std::any::{Any, TypeId};
use std::fmt::Debug;
use std::hash::{Hash, Hasher as StdHasher};
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{Fingerprinted, Site};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;
use crate::id::RecordKey;

/// Something that a page asks, with the type of its answer.
pub trait Question: Hash + Eq + Debug + Send + Sync + 'static {
    /// What it gets; its fingerprint says when a page that asked is out of date.
    type Answer<'s>: Fingerprinted;

    /// The answer of a site.
    fn answer<'s>(&self, site: &'s Site) -> Self::Answer<'s>;

    /// What a page that asks this shows, for `plenary why`; `None` where that is nothing that an
    /// author wrote, or nothing at all.
    fn about(&self, _site: &Site) -> Option<About> {
        None
    }
}

/// What a page shows because of a question.
pub enum About {
    /// Something of a record.
    Record {
        /// The record.
        entity: EntityRef,
        /// How much of it.
        shows: Shows,
        /// The fields that it names; all where it shows everything.
        fields: Vec<String>,
    },
    /// What a template makes, if there is one of this name.
    Template(Arc<str>),
}

/// How much of a record a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shows {
    /// All of it.
    Everything,
    /// A line, a card or a row of it.
    Entry,
    /// Its title and address.
    Name,
}

impl Shows {
    /// The word that stands in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Shows::Everything => "everything",
            Shows::Entry => "entry",
            Shows::Name => "name",
        }
    }
}

/// A question of any type.
pub trait AnyQuestion: Debug + Send + Sync + Any {
    /// The fingerprint of the answer that a site gives.
    fn mark(&self, site: &Site) -> Fingerprint;

    /// See [`Question::about`].
    fn about(&self, site: &Site) -> Option<About>;

    /// Whether another question is the same one.
    fn is(&self, other: &dyn AnyQuestion) -> bool;

    /// Hashes the question with its type.
    fn add_to(&self, hasher: &mut dyn StdHasher);
}

impl<Q: Question> AnyQuestion for Q {
    fn mark(&self, site: &Site) -> Fingerprint {
        mark(site, &self.answer(site))
    }

    fn about(&self, site: &Site) -> Option<About> {
        Question::about(self, site)
    }

    fn is(&self, other: &dyn AnyQuestion) -> bool {
        (other as &dyn Any).downcast_ref::<Q>().is_some_and(|other| self == other)
    }

    fn add_to(&self, mut hasher: &mut dyn StdHasher) {
        TypeId::of::<Q>().hash(&mut hasher);
        self.hash(&mut hasher);
    }
}

impl PartialEq for dyn AnyQuestion {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for dyn AnyQuestion {}

impl Hash for dyn AnyQuestion {
    fn hash<H: StdHasher>(&self, hasher: &mut H) {
        self.add_to(hasher);
    }
}

/// A question that was asked.
pub type Asked = Arc<dyn AnyQuestion>;

/// The questions of a page in the order of asking, each once, with the fingerprints of the answers.
#[derive(Default)]
pub(super) struct Notes(IndexMap<Asked, Fingerprint, FxBuildHasher>);

impl Notes {
    /// Writes down a question with its answer, unless it was asked before.
    pub(super) fn add<Q: Question>(&mut self, question: Q, answer: &Q::Answer<'_>, site: &Site) {
        if !self.0.contains_key(&question as &dyn AnyQuestion) {
            self.0.insert(Arc::new(question), mark(site, answer));
        }
    }

    pub(super) fn into_list(self) -> Vec<(Asked, Fingerprint)> {
        self.0.into_iter().collect()
    }
}

/// The fingerprint of an answer.
pub(super) fn mark(site: &Site, answer: &impl Fingerprinted) -> Fingerprint {
    let mut hasher = Hasher::default();
    answer.fingerprint(site, &mut hasher);
    hasher.finish()
}

/// An entity as readers of a language see it, by its name.
#[derive(Clone, Debug)]
pub struct EntityRef {
    /// The name.
    pub key: RecordKey,
    /// The language.
    pub language: usize,
    /// The number that it had; mostly it still has it, and need not be looked for.
    near: EntityId,
}

impl EntityRef {
    /// The entity with a number.
    pub(super) fn new(site: &Site, id: EntityId, language: usize) -> Self {
        Self { key: site.graph.entity(id).key.clone(), language, near: id }
    }

    /// Its number in a site, where that has it.
    pub fn find(&self, site: &Site) -> Option<EntityId> {
        match site.graph.entities.get(self.near as usize) {
            Some(entity) if entity.key == self.key => Some(self.near),
            _ => site.graph.find(&self.key),
        }
    }

    /// What a page shows that asks for so much of it; nothing where a site lacks it.
    pub(super) fn about(&self, site: &Site, shows: Shows, fields: Vec<String>) -> Option<About> {
        self.find(site)?;
        Some(About::Record { entity: self.clone(), shows, fields })
    }
}

impl PartialEq for EntityRef {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && self.key == other.key
    }
}

impl Eq for EntityRef {}

impl Hash for EntityRef {
    fn hash<H: StdHasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
        self.language.hash(hasher);
    }
}
