//! The groups of a list: which there are, and the records in their order.

use std::collections::BTreeMap;

use super::Listing;
use super::members::{Member, members};
use super::orders::order;
use crate::config::Style;
use crate::graph::EntityId;
use crate::plan::{Input, timeline};

/// Some records of a list that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The words above them.
    pub title: String,
    /// The name in an address.
    pub slug: String,
    /// How many.
    pub count: usize,
}

/// Puts the records of a list into groups by the first value of a field, groups in order.
pub(in crate::plan) fn grouped(input: Input<'_>, listing: &mut Listing, name: &str) {
    if listing.style == Style::Timeline {
        return timeline::group(input, listing, name);
    }
    let first = |id: &EntityId| members(input, *id, listing.language, name).into_iter().next();
    let mut keyed: Vec<(Option<Member>, EntityId)> =
        listing.entities.iter().map(|id| (first(id), *id)).collect();
    if listing.table.is_some() {
        // The sections of a table stand in the order of the table.
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (member, id) in &keyed {
            let Some(member) = member else { continue };
            let order = order(input, *id, listing.language);
            let slot = first.entry(member.slug.clone()).or_insert(order);
            *slot = order.min(*slot);
        }
        for (member, _) in &mut keyed {
            if let Some(member) = member {
                member.order = first[&member.slug] as i64;
            }
        }
    }
    let collator = &input.collators[listing.language];
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => {
            a.order.cmp(&b.order).then_with(|| collator.compare(&a.label, &b.label))
        }
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    let mut groups: Vec<Group> = Vec::new();
    for (member, _) in &keyed {
        let (slug, title) = member.as_ref().map_or(("none", ""), |m| (&m.slug, &m.label));
        match groups.last_mut().filter(|group| group.slug == slug) {
            Some(group) => group.count += 1,
            None => groups.push(Group { title: title.to_owned(), slug: slug.to_owned(), count: 1 }),
        }
    }
    listing.entities = keyed.into_iter().map(|(_, id)| id).collect();
    listing.groups = groups;
}
