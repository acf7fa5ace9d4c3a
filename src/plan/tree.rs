//! The main navigation and the trees of plain pages as they were planned.

use std::collections::BTreeMap;

use crate::graph::EntityId;
use crate::id::Route;

/// The main navigation in one language.
pub type Navigation = Vec<(String, NavTarget)>;

/// What an entry of the navigation leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavTarget {
    /// A page of the site.
    Page(Route),
    /// An address elsewhere.
    Elsewhere(String),
}

/// A folder of plain pages: a documentation tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The top folder's name.
    pub folder: String,
    /// The language.
    pub language: usize,
    /// The pages from top to bottom, each with its depth (0 is the folder's own page).
    pub pages: Vec<(usize, EntityId)>,
    /// The number of the page above each.
    pub(crate) above: Vec<Option<usize>>,
    /// The numbers of the pages directly below a page; the topmost ones under `None`.
    pub(crate) below: BTreeMap<Option<usize>, Vec<usize>>,
    pub(crate) places: BTreeMap<EntityId, usize>,
}

/// How many pages a tree may have that is shown whole on each of them.
const WHOLE: usize = 400;
/// How many pages of a larger tree are shown before and behind the one that is open.
const AROUND: usize = 50;

impl Tree {
    /// A tree of these pages.
    pub(super) fn new(folder: &str, language: usize, pages: Vec<(usize, EntityId)>) -> Self {
        let mut above = Vec::with_capacity(pages.len());
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let mut open: Vec<usize> = Vec::new();
        for (at, (depth, _)) in pages.iter().enumerate() {
            open.truncate(*depth);
            above.push(open.last().copied());
            below.entry(open.last().copied()).or_default().push(at);
            open.push(at);
        }
        let places = pages.iter().enumerate().map(|(at, (_, id))| (*id, at)).collect();
        Self { folder: folder.to_owned(), language, pages, above, below, places }
    }

    /// The number of an entity's page.
    pub fn place(&self, id: EntityId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The numbers of the pages above a page, topmost first.
    pub fn path(&self, at: usize) -> Vec<usize> {
        let mut out: Vec<usize> =
            std::iter::successors(self.above[at], |at| self.above[*at]).collect();
        out.reverse();
        out
    }

    /// The pages that are shown on a page: all of a small tree. Of a large one, those around the page
    /// and around what stands above it, and what stands below it; each page would otherwise link to
    /// all others.
    pub fn shown(&self, at: Option<usize>) -> Vec<(usize, EntityId)> {
        let Some(at) = at.filter(|_| self.pages.len() > WHOLE) else { return self.pages.clone() };
        let mut open = self.path(at);
        open.push(at);
        let mut out: Vec<usize> = Vec::new();
        let mut above = None;
        for at in open {
            let siblings = &self.below[&above];
            let place = siblings.partition_point(|sibling| *sibling < at);
            let end = siblings.len().min(place + AROUND + 1);
            out.extend(&siblings[place.saturating_sub(AROUND)..end]);
            above = Some(at);
        }
        let below = self.below.get(&above).into_iter().flatten();
        out.extend(below.take(2 * AROUND));
        out.sort_unstable();
        out.into_iter().map(|at| self.pages[at]).collect()
    }
}
