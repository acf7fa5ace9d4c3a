//! The fields whose values filter a list, and the records that have each value.

use std::collections::BTreeMap;

use crate::config::ListSettings;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::id::slug;
use crate::plan::listed::{Facet, FacetValue, Listing};
use crate::plan::member::Member;
use crate::plan::reading::Reading;
use crate::schema;
use crate::text::thousands;

/// How many values of facets get a page, unless a list says otherwise. Each of these pages links to
/// all the others.
const MOST_PAGES: usize = 500;

/// The facets of a list with the records of each value. A facet is left out where there would be
/// too many pages.
pub(super) fn all(
    reading: Reading<'_>,
    listing: &Listing,
    settings: &ListSettings,
    diagnostics: &mut Diagnostics,
) -> Vec<(Facet, Vec<Vec<EntityId>>)> {
    let most = if settings.facet_pages == 0 { MOST_PAGES } else { settings.facet_pages };
    let mut left = most;
    let mut out = Vec::new();
    for (name, span) in &settings.facets {
        let Some(found) = facet(reading, listing, name) else { continue };
        let count = found.0.values.len();
        match left.checked_sub(count) {
            Some(rest) => {
                left = rest;
                out.push(found);
            }
            None => diagnostics.push(too_many(name, count, (left, most)).at(*span)),
        }
    }
    out
}

fn too_many(name: &str, count: usize, (left, most): (usize, usize)) -> Diagnostic {
    let headline = format!(
        "the facet `{name}` would need {} pages, but the limit leaves only {}",
        thousands(count),
        thousands(left)
    );
    Diagnostic::new(Code::TooManyPages, headline)
        .note(format!("`facet_pages` of this list is {}, for all its facets", thousands(most)))
        .help("remove this facet, or choose a field with fewer values")
        .help("or allow more with `facet_pages`; each of the pages links to all others")
}

/// The values of a field that some record of a list has, and the records that have each.
fn facet(
    reading: Reading<'_>,
    listing: &Listing,
    name: &str,
) -> Option<(Facet, Vec<Vec<EntityId>>)> {
    let field = reading.name(name);
    let mut found: BTreeMap<String, (Member, Vec<EntityId>)> = BTreeMap::new();
    for id in &listing.entities {
        for member in reading.members(*id, &field) {
            let slot = found.entry(member.slug.clone()).or_insert_with(|| (member, Vec::new()));
            if slot.1.last() != Some(id) {
                slot.1.push(*id);
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let collator = reading.collator();
    let mut values: Vec<_> = found.into_values().collect();
    // Values that have an order of their own keep it; of others the most frequent comes first.
    values.sort_by(|(a, of_a), (b, of_b)| {
        let by_count = || of_b.len().cmp(&of_a.len());
        let by_label = || collator.compare(&a.label, &b.label);
        a.order.cmp(&b.order).then_with(by_count).then_with(by_label)
    });
    let label = field_label(reading, listing, name);
    let described = values.iter().map(|(member, entities)| FacetValue {
        slug: member.slug.clone(),
        label: member.label.clone(),
        short: member.short.clone(),
        language: member.language,
        count: entities.len(),
        folder: format!("{}/by/{}/{}", listing.folder, slug(name), member.slug),
    });
    let facet = Facet { slug: slug(name), label, values: described.collect() };
    Some((facet, values.into_iter().map(|(_, entities)| entities).collect()))
}

/// The numbers of facets and values that each record has.
pub(super) fn values(facets: &[(Facet, Vec<Vec<EntityId>>)]) -> BTreeMap<EntityId, String> {
    let mut out: BTreeMap<EntityId, String> = BTreeMap::new();
    for (facet, (_, members)) in facets.iter().enumerate() {
        for (value, entities) in members.iter().enumerate() {
            for id in entities {
                let text = out.entry(*id).or_default();
                let blank = if text.is_empty() { "" } else { " " };
                text.push_str(&format!("{blank}{facet}.{value}"));
            }
        }
    }
    out
}

pub(super) fn field_label(reading: Reading<'_>, listing: &Listing, name: &str) -> String {
    let kinds = listing.kinds.iter().map(|kind| &reading.input.schema.kinds[*kind]);
    schema::label(kinds, name, reading.tag())
}
