//! Trees of records, and how deep they may be.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::graph::EntityId;

/// The most levels that are shown; what stands deeper is shown on the last of them. Templates nest
/// as deep, and the engine allows for not many more.
pub(crate) const LEVELS: usize = 15;

/// Records below records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The title of the tree.
    pub title: String,
    /// The address of the tree, without slashes at its ends.
    pub folder: String,
    /// The language of title, address and states.
    pub language: usize,
    /// The records, each before those below it.
    pub nodes: Vec<Node>,
    /// The words of the states, in the order of the field; empty where states are not counted.
    pub states: Vec<String>,
    pub(crate) places: BTreeMap<EntityId, usize>,
}

/// A record in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The record.
    pub id: EntityId,
    /// How many records stand above it.
    pub depth: usize,
    /// The number of the record above it in [`Outline::nodes`].
    pub above: Option<usize>,
    /// The number of its state in [`Outline::states`].
    pub state: Option<usize>,
    /// How many records below it are in each state.
    pub below: Vec<usize>,
    /// How many records below it are done.
    pub done: usize,
}

impl Outline {
    /// The number of a record's node.
    pub fn place(&self, id: EntityId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The nodes above a node, topmost first; where there are very many, those that are nearest.
    pub fn path(&self, at: usize) -> Vec<usize> {
        let above = std::iter::successors(self.nodes[at].above, |node| self.nodes[*node].above);
        let mut out: Vec<usize> = above.take(LEVELS).collect();
        out.reverse();
        out
    }

    /// The nodes directly below a node, in order; the topmost ones for `None`.
    pub fn children(&self, at: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let start = at.map_or(0, |at| at + 1);
        let depth = at.map_or(0, |at| self.nodes[at].depth + 1);
        let below = self.nodes[start..].iter().take_while(move |node| node.depth >= depth);
        let numbered = below.enumerate().map(move |(n, node)| (start + n, node));
        numbered.filter(move |(_, node)| node.depth == depth).map(|(number, _)| number)
    }
}

/// A diagnostic about records or pages that stand too far below others.
pub(crate) fn deep(headline: String) -> Diagnostic {
    Diagnostic::new(Code::DeepTree, headline)
        .note(format!("what is deeper is shown as if it stood on level {LEVELS}"))
        .help("put it, or what stands above it, higher up")
}
