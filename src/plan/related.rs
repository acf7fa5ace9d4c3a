//! What refers to an entity, grouped by kind and field.

use super::citations::paragraph;
use super::layout::Layout;
use crate::graph::{Edge, EntityId};
use crate::id::Route;
use crate::schema::{Kind, Schema};

/// How many of a group stand on the entity's own page; more of them get pages of their own.
pub const LINKED_HERE: usize = 50;

/// How many stand on one of those pages.
pub const LINKED_PAGE: usize = 100;

/// All entities of one kind that refer to an entity in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The kind of those that refer.
    pub kind: usize,
    /// The field in which they do; `None`: in their text.
    pub field: Option<u16>,
    /// Those that refer, in the order of their kind's list.
    pub items: Vec<RelatedItem>,
}

/// One entity that refers, with the first place where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelatedItem {
    /// The entity that refers.
    pub from: EntityId,
    /// The number of the record in which it does.
    pub record: u32,
    /// The number of the link in that record.
    pub link: u32,
    /// Whether that place names a numbered paragraph.
    pub at_paragraph: bool,
}

impl Related {
    /// The group's name in an address.
    pub fn slug(&self, schema: &Schema) -> String {
        self.slug_of(&schema.kinds[self.kind])
    }

    /// The group's name in an address; `kind` is the kind of those that refer.
    pub fn slug_of(&self, kind: &Kind) -> String {
        match self.field {
            Some(field) => {
                crate::id::slug(&format!("{}-{}", kind.name, kind.fields[field as usize].name))
            }
            None => crate::id::slug(&kind.name),
        }
    }

    /// How many pages of its own the group has.
    pub fn more_pages(&self) -> usize {
        if self.items.len() > LINKED_HERE { self.items.len().div_ceil(LINKED_PAGE) } else { 0 }
    }
}

/// The address of a page of what refers to an entity in one way.
pub(crate) fn linked_route(route: &Route, slug: &str, page: usize) -> Route {
    match page {
        1 => route.sibling(&format!("linked/{slug}/index.html")),
        page => route.sibling(&format!("linked/{slug}/page/{page}/index.html")),
    }
}

/// The address of the copy of the site in a language.
pub(crate) fn offline_path(tag: &str) -> String {
    format!("offline-{tag}.zip")
}

/// The address of the printed form of a page; `prefix` is the folder of its language.
pub(crate) fn print_route(route: &Route, prefix: &str) -> Route {
    let path = route.as_str().strip_prefix(prefix).unwrap_or(route.as_str());
    Route::file(&format!("{prefix}print/{path}")).expect("both parts are addresses")
}

/// What refers to an entity, as readers of a language see it. Fields come before texts.
pub fn of(layout: Layout<'_>, id: EntityId, language: usize) -> Vec<Related> {
    let Layout { graph, schema, plan, .. } = layout;
    let ranks = &plan.ranks[language];
    let seen = graph.incoming(id).iter().filter(|e| e.from != id && graph.is_seen(e, language));
    let mut edges: Vec<(usize, Option<u16>, &Edge)> =
        seen.map(|edge| (graph.entity(edge.from).kind, edge.field, edge)).collect();
    edges.sort_by_key(|(kind, field, edge)| {
        let plain = schema.kinds[*kind].is_page();
        (field.is_none(), plain, *kind, *field, ranks[edge.from as usize], edge.from, edge.link)
    });
    let mut out: Vec<Related> = Vec::new();
    for (kind, field, edge) in edges {
        let at_paragraph = paragraph(layout, id, (edge, language)).is_some();
        let Edge { from, record, link, .. } = *edge;
        let item = RelatedItem { from, record, link, at_paragraph };
        match out.last_mut().filter(|group| group.kind == kind && group.field == field) {
            Some(group) if group.items.last().is_some_and(|last| last.from == item.from) => {}
            Some(group) => group.items.push(item),
            None => out.push(Related { kind, field, items: vec![item] }),
        }
    }
    out
}
