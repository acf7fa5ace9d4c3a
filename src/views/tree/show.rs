//! What pages show of trees.

use std::sync::Arc;

use tera::{Context, Value as Tera};

use super::{Node, Outline};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::html::{object, safe};
use crate::view::{EntityRef, Fingerprinted, OnList, Question, Site, View, fingerprinted};

impl OnList for Outline {
    fn template(&self) -> &'static str {
        "tree.html"
    }

    fn fingerprint(&self, site: &Site, _: &[EntityId], h: &mut Hasher) {
        let Self { title, folder, nodes, states, language: _, places: _ } = self;
        (title, folder).fingerprint(site, h);
        (nodes, states).fingerprint(site, h);
    }

    fn add(&self, view: &View<'_>, _: (&Listing, usize), context: &mut Context) {
        context.insert_value("outline", nodes(view, self, None));
    }
}

fn nodes(view: &View<'_>, tree: &Outline, above: Option<usize>) -> Tera {
    let nodes = tree.children(above).map(|at| {
        let below = match nodes(view, tree, Some(at)) {
            below if tree.children(Some(at)).next().is_some() => vec![below],
            _ => Vec::new(),
        };
        node(view, tree, at, below)
    });
    Tera::from(nodes.collect::<Vec<_>>())
}

/// A record in a tree. `children` holds what is below it, if that is to be shown.
fn node(view: &View<'_>, tree: &Outline, at: usize, children: Vec<Tera>) -> Tera {
    let node = &tree.nodes[at];
    let state = node.state.map_or("", |state| tree.states[state].as_str());
    object([
        ("title", Tera::from(view.title(node.id))),
        ("url", safe(&view.url(&view.route(node.id)))),
        ("state", Tera::from(state)),
        ("summary", Tera::from(summary(view, tree, at))),
        ("children", children.into_iter().next().unwrap_or_else(|| Tera::from(Vec::<Tera>::new()))),
    ])
}

/// How far everything below a record is, in words; empty where no state is known.
fn summary(view: &View<'_>, tree: &Outline, at: usize) -> String {
    let node = &tree.nodes[at];
    let all: usize = node.below.iter().sum();
    if all == 0 {
        return String::new();
    }
    let counted = node.below.iter().zip(&tree.states).filter(|(count, _)| **count > 0);
    let states: Vec<String> = counted.map(|(count, state)| format!("{state} {count}")).collect();
    let (done, all) = (node.done.to_string(), all.to_string());
    let values = [("done", &*done), ("all", &*all), ("states", &*states.join(", "))];
    view.words().filled("tree_done", &values)
}

/// The trees in which an entity stands: list of `title`, `url`, `path`, `summary`, `children`.
pub(super) fn branches(view: &View<'_>, id: EntityId) -> Tera {
    let branches = view.ask(Branches(view.entity(id)));
    let trees = branches.into_iter().map(|Branch { tree, at }| {
        let path = tree.path(at).into_iter().map(|at| {
            let id = tree.nodes[at].id;
            object([
                ("title", Tera::from(view.title(id))),
                ("url", safe(&view.url(&view.route(id)))),
            ])
        });
        let children = tree.children(Some(at)).map(|at| node(view, tree, at, Vec::new()));
        object([
            ("title", Tera::from(tree.title.as_str())),
            ("url", safe(&view.folder_url(&tree.folder))),
            ("path", Tera::from(path.collect::<Vec<_>>())),
            ("summary", Tera::from(summary(view, tree, at))),
            ("children", Tera::from(children.collect::<Vec<_>>())),
        ])
    });
    Tera::from(trees.collect::<Vec<_>>())
}

/// Where an entity stands in trees of records, and what stands directly below it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Branches(EntityRef);

/// The place of an entity in a tree.
struct Branch<'s> {
    tree: &'s Outline,
    /// The number of its node.
    at: usize,
}

impl Question for Branches {
    type Answer<'s> = Vec<Branch<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Branch<'s>> {
        let Some(id) = self.0.find(site) else { return Vec::new() };
        let trees = site.plan().kept::<Arc<Outline>>();
        let trees = trees.filter(|tree| tree.language == self.0.language);
        trees.filter_map(|tree| Some(Branch { tree, at: tree.place(id)? })).collect()
    }
}

impl Fingerprinted for Branch<'_> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { tree, at } = self;
        // Other parts of the tree are not asked.
        let Outline { title, folder, states, nodes, language: _, places: _ } = tree;
        (title, folder, states).fingerprint(site, h);
        for above in tree.path(*at) {
            nodes[above].id.fingerprint(site, h);
        }
        for node in std::iter::once(*at).chain(tree.children(Some(*at))) {
            nodes[node].fingerprint(site, h);
        }
    }
}

fingerprinted! {
    // Which node stands above another follows from the depths.
    Node { id, depth, state, below, done; above }
}
