//! The navigation of a section of plain pages.

use tera::Context;

use super::crumb;
use crate::graph::EntityId;
use crate::render::context::TreeNode;
use crate::view::View;

/// The navigation of a section where there is none.
pub(super) const NO_TREE: [TreeNode<'static>; 0] = [];

/// The navigation of a page's section: its tree, and the pages before and after it.
pub(super) fn tree(view: &View<'_>, id: EntityId, context: &mut Context) {
    let own = view.key(id).id();
    let Some(tree) = view.tree(own.split('/').next().unwrap_or(own)) else {
        context.insert("tree", &NO_TREE);
        return;
    };
    let at = tree.place(id);
    context.insert("tree", &nodes(view, &tree.shown(at), own));
    let neighbours =
        [("previous", at.and_then(|at| at.checked_sub(1))), ("next", at.map(|at| at + 1))];
    for (name, at) in neighbours {
        if let Some((_, page)) = at.and_then(|at| tree.pages.get(at)) {
            context.insert(name, &crumb(view.title(*page), view.url(&view.route(*page))));
        }
    }
}

fn nodes<'s>(view: &View<'s>, pages: &[(usize, EntityId)], own: &str) -> Vec<TreeNode<'s>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pages.len() {
        let (depth, id) = pages[at];
        let below = pages[at + 1..].iter().take_while(|(d, _)| *d > depth).count();
        let name = view.key(id).id();
        let open = own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        let children = nodes(view, &pages[at + 1..at + 1 + below], own);
        out.push(TreeNode {
            title: view.title(id),
            url: view.url(&view.route(id)).into(),
            current: own == name,
            open,
            children,
        });
        at += 1 + below;
    }
    out
}
