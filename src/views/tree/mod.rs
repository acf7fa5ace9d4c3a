//! `tree`: which records stand below which, and how far everything below a record is.

use std::collections::BTreeMap;

use super::ViewType;
use crate::config::LIST;
use crate::graph::EntityId;
use crate::plan::LEVELS;

mod plan;
mod settings;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "tree",
    keys: &[LIST, settings::KEYS],
    read: settings::read,
    on_record: &[("branches", show::branches)],
    code: &[include_str!("plan.rs"), include_str!("show.rs")],
};

/// Records below records.
#[derive(Default)]
struct Outline {
    /// The title of the tree.
    title: String,
    /// The address of the tree, without slashes at its ends.
    folder: String,
    /// The language of title, address and states.
    language: usize,
    /// The records, each before those below it.
    nodes: Vec<Node>,
    /// The words of the states, in the order of the field; empty where states are not counted.
    states: Vec<String>,
    places: BTreeMap<EntityId, usize>,
}

/// A record in a tree.
#[derive(Clone)]
struct Node {
    /// The record.
    id: EntityId,
    /// How many records stand above it.
    depth: usize,
    /// The number of the record above it in [`Outline::nodes`].
    above: Option<usize>,
    /// The number of its state in [`Outline::states`].
    state: Option<usize>,
    /// How many records below it are in each state.
    below: Vec<usize>,
    /// How many records below it are done.
    done: usize,
}

impl Outline {
    /// The number of a record's node.
    fn place(&self, id: EntityId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The nodes above a node, topmost first; where there are very many, those that are nearest.
    fn path(&self, at: usize) -> Vec<usize> {
        let above = std::iter::successors(self.nodes[at].above, |node| self.nodes[*node].above);
        let mut out: Vec<usize> = above.take(LEVELS).collect();
        out.reverse();
        out
    }

    /// The nodes directly below a node, in order; the topmost ones for `None`.
    fn children(&self, at: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let start = at.map_or(0, |at| at + 1);
        let depth = at.map_or(0, |at| self.nodes[at].depth + 1);
        let below = self.nodes[start..].iter().take_while(move |node| node.depth >= depth);
        let numbered = below.enumerate().map(move |(n, node)| (start + n, node));
        numbered.filter(move |(_, node)| node.depth == depth).map(|(number, _)| number)
    }
}
