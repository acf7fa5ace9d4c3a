//! Who cites which paragraph of a record.

use std::collections::BTreeMap;

use super::layout::Layout;
use crate::graph::{Edge, EntityId, To};

/// What the anchors of numbered paragraphs and points begin with.
const PARAGRAPH: &str = "para_";

/// The entities that cite a paragraph or point of an entity, as readers of a language see them: by the
/// anchor, each once, in the order of their lists.
pub fn of(layout: Layout<'_>, id: EntityId, language: usize) -> BTreeMap<String, Vec<EntityId>> {
    let ranks = &layout.plan.ranks[language];
    let mut out: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
    for edge in layout.graph.incoming(id) {
        let is_seen = edge.from != id && layout.graph.is_seen(edge, language);
        if let Some(anchor) = paragraph(layout, id, (edge, language)).filter(|_| is_seen) {
            out.entry(anchor).or_default().push(edge.from);
        }
    }
    for citing in out.values_mut() {
        citing.sort_by_key(|from| (layout.graph.entity(*from).kind, ranks[*from as usize], *from));
        citing.dedup();
    }
    out
}

/// The paragraph of an entity that a relation names, if it names one that is there.
pub(super) fn paragraph(
    layout: Layout<'_>,
    id: EntityId,
    (edge, language): (&Edge, usize),
) -> Option<String> {
    let found = layout.graph.found(edge.record, edge.link as usize)?;
    let anchor = found.anchor.as_deref().filter(|_| found.to == To::Entity(id))?;
    let place = layout.graph.place_in(id, anchor, language)?;
    place.starts_with(PARAGRAPH).then(|| place.to_owned())
}
