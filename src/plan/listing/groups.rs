//! The groups of a list: which there are, and which records stand in each.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Style;
use crate::graph::EntityId;
use crate::plan::listed::{Group, Listing};
use crate::plan::member::Member;
use crate::plan::reading::Reading;
use crate::plan::{timeline, word};

/// Puts the records of a list into groups by the values of a field, groups in order. A record with
/// several values stands in each of their groups.
pub(crate) fn grouped(reading: Reading<'_>, listing: &mut Listing, name: &str) {
    listing.in_groups.clear();
    if listing.style == Style::Timeline {
        return timeline::group(reading, listing, name);
    }
    let mut keyed = keyed(reading, listing, name);
    if listing.table.is_some() {
        in_order_of_table(reading, &mut keyed);
    }
    let collator = reading.collator();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        // Some labels that differ count as equal in a language; what is one group stays together.
        (Some(a), Some(b)) => a
            .order
            .cmp(&b.order)
            .then_with(|| collator.compare(&a.label, &b.label))
            .then_with(|| a.slug.cmp(&b.slug)),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    let mut groups: Vec<Group> = Vec::new();
    for (member, _) in &keyed {
        let (slug, title) = member.as_ref().map_or((word::NONE, ""), |m| (&m.slug, &m.label));
        match groups.last_mut().filter(|group| group.slug == slug) {
            Some(group) => group.count += 1,
            None => groups.push(Group {
                title: title.to_owned(),
                language: member.as_ref().and_then(|member| member.language),
                slug: slug.to_owned(),
                count: 1,
            }),
        }
    }
    listing.groups = groups;
    let entries: Vec<EntityId> = keyed.into_iter().map(|(_, id)| id).collect();
    let mut met = BTreeSet::new();
    listing.entities = entries.iter().copied().filter(|id| met.insert(*id)).collect();
    if entries.len() > listing.entities.len() {
        listing.in_groups = entries;
    }
}

/// Every record with each value by which it is grouped. The place of a row in its table can be
/// cited, so there is one: under the first.
fn keyed(reading: Reading<'_>, listing: &Listing, name: &str) -> Vec<(Option<Member>, EntityId)> {
    let field = reading.name(name);
    let mut out = Vec::with_capacity(listing.entities.len());
    // Of the ways to write a value, the first stands above all records that have it.
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for id in &listing.entities {
        let mut values = reading.members(*id, &field);
        if listing.table.is_some() {
            values.truncate(1);
        }
        if values.is_empty() {
            out.push((None, *id));
        }
        let mut met = BTreeSet::new();
        values.retain(|member| met.insert(member.slug.clone()));
        for member in &mut values {
            let label = labels.entry(member.slug.clone()).or_insert_with(|| member.label.clone());
            member.label.clone_from(label);
        }
        out.extend(values.into_iter().map(|member| (Some(member), *id)));
    }
    out
}

/// Puts the sections of a table into the order of the table.
fn in_order_of_table(reading: Reading<'_>, keyed: &mut [(Option<Member>, EntityId)]) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (member, id) in keyed.iter() {
        let Some(member) = member else { continue };
        let order = reading.record(*id).row.as_ref().map_or(0, |row| row.order);
        let slot = first.entry(member.slug.clone()).or_insert(order);
        *slot = order.min(*slot);
    }
    for member in keyed.iter_mut().filter_map(|(member, _)| member.as_mut()) {
        member.order = first[&member.slug] as i64;
    }
}
