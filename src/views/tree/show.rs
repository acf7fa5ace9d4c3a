//! What pages show of trees.

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value as Tera};

use super::{Node, Outline};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::context::{Link, Markup};
use crate::render::html;
use crate::render::page::{crumb, text_field};
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
        context.insert("outline", &nodes(view, self, None));
    }
}

fn nodes<'s>(view: &View<'s>, tree: &'s Outline, above: Option<usize>) -> Vec<NodeShown<'s>> {
    let below = |at| nodes(view, tree, Some(at));
    tree.children(above).map(|at| node(view, tree, at, below(at))).collect()
}

/// A record in a tree. `children` is what is below it, if that is to be shown.
fn node<'s>(
    view: &View<'s>,
    tree: &'s Outline,
    at: usize,
    children: Vec<NodeShown<'s>>,
) -> NodeShown<'s> {
    let node = &tree.nodes[at];
    let shown = |name| view.fact(node.id, name).map(|fact| html::fact(view, &fact));
    let code = Some(text_field(view, node.id, "code")).filter(|code| !code.is_empty());
    let code = code.unwrap_or_else(|| view.short_name(node.id).to_owned());
    let title = view.title(node.id);
    // Many titles begin with the code, which then stands beside them already.
    let rest = title.strip_prefix(&code).map(str::trim_start).filter(|rest| !rest.is_empty());
    NodeShown {
        title: rest.unwrap_or(title),
        code,
        owner: shown("owner").unwrap_or_default().into(),
        due: shown("due").unwrap_or_default().into(),
        done: node.done,
        all: node.below.iter().sum(),
        progress: progress(view, node),
        url: view.url(&view.route(node.id)).into(),
        state: node.state.map_or("", |state| &tree.states[state]),
        summary: summary(view, tree, at),
        children,
    }
}

/// A record in a tree: an entry of `outline` of `tree.html`.
#[derive(Default, Serialize)]
struct NodeShown<'s> {
    /// Its field `code`, else its short name, or `""`.
    code: String,
    /// The title.
    title: &'s str,
    /// Who answers for it, or `""`.
    owner: Markup,
    /// When it is due, or `""`.
    due: Markup,
    /// How many records below it are done.
    done: usize,
    /// How many records below it have a state.
    all: usize,
    /// The same in words, or `""`.
    progress: String,
    /// The address.
    url: Markup,
    /// The state, or `""`.
    state: &'s str,
    /// How far everything below it is, in words, or `""`.
    summary: String,
    /// The records below it.
    children: Vec<NodeShown<'s>>,
}

/// A tree in which a record stands: an entry of `branches`.
#[derive(Default, Serialize)]
struct BranchShown<'s> {
    /// The title of the tree.
    title: &'s str,
    /// Its address.
    url: Markup,
    /// The records above, topmost first.
    path: Vec<Link>,
    /// How far everything below the record is, in words, or `""`.
    summary: String,
    /// The records directly below it.
    children: Vec<NodeShown<'s>>,
}

/// How many records below a record are done, in words; empty where there are none with a state.
fn progress(view: &View<'_>, node: &Node) -> String {
    let all: usize = node.below.iter().sum();
    let (done, all) = (node.done.to_string(), (all > 0).then(|| all.to_string()));
    let filled = |all: String| view.words().filled("tree_of", &[("done", &done), ("all", &all)]);
    all.map(filled).unwrap_or_default()
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

/// The trees in which an entity stands.
pub(super) fn branches(view: &View<'_>, id: EntityId) -> Tera {
    let branches = view.ask(Branches(view.entity(id)));
    let step = |id| crumb(view.title(id), view.url(&view.route(id)));
    let trees = branches.into_iter().map(|Branch { tree, at }| BranchShown {
        title: &tree.title,
        url: view.folder_url(&tree.folder).into(),
        path: tree.path(at).into_iter().map(|at| step(tree.nodes[at].id)).collect(),
        summary: summary(view, tree, at),
        children: tree.children(Some(at)).map(|at| node(view, tree, at, Vec::new())).collect(),
    });
    Tera::from_serializable(&trees.collect::<Vec<_>>())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("`tree.html` gets `outline`", keys(&NodeShown::default())),
            ("| `branches`", keys(&BranchShown::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
    }
}
