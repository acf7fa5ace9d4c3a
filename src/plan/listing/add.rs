//! A list with those that follow from it: one for each further order, and one for each value that filters it.

use std::sync::Arc;

use super::groups::grouped;
use super::{facets, orders};
use crate::config::{ListSettings, Style};
use crate::diag::Diagnostics;
use crate::plan::listed::Listing;
use crate::plan::product::{Input, Plan};
use crate::plan::reading::Reading;
use crate::schema::Type;

/// Adds a list, a list for each further order, and one for each value of each facet.
pub(crate) fn add(
    input: Input<'_>,
    plan: &mut Plan,
    (mut listing, settings): (Listing, &ListSettings),
    diagnostics: &mut Diagnostics,
) {
    let reading = Reading { input, language: listing.language };
    listing.whole.clone_from(&listing.folder);
    let facets = facets::all(reading, &listing, settings, diagnostics);
    listing.facets = facets.iter().map(|(facet, _)| facet.clone()).collect();
    listing.values = Arc::new(facets::values(&facets));
    let orders = orders::links(reading, &listing, settings);
    if settings.sort.len() > 1 {
        listing.sorts = orders::current(&orders, 0);
    }
    // What the lists have in common, without the records, which each has of its own.
    let entities = std::mem::take(&mut listing.entities);
    let common = listing.clone();
    listing.entities = entities;
    let mut more = Vec::new();
    for (number, sort_by) in settings.sort.iter().enumerate().skip(1) {
        let mut sorted = Listing {
            folder: orders[number].1.clone(),
            sorts: orders::current(&orders, number),
            entities: listing.entities.clone(),
            ..common.clone()
        };
        orders::sort(reading, &mut sorted, Some(sort_by));
        more.push(sorted);
    }
    for (facet, members) in facets {
        for (value, entities) in facet.values.iter().zip(members) {
            let filter = Some((facet.label.clone(), value.label.clone()));
            let folder = value.folder.clone();
            let sorts = Vec::new();
            more.push(Listing { folder, filter, entities, sorts, ..common.clone() });
        }
    }
    if let Some((group, _)) = &settings.group {
        for listing in std::iter::once(&mut listing).chain(&mut more) {
            grouped(reading, listing, group);
            if says_all(reading, listing, group) {
                let columns = listing.columns.iter().filter(|column| *column != group);
                listing.columns = columns.cloned().collect();
            }
        }
    }
    plan.listings.push(listing);
    plan.listings.append(&mut more);
}

/// Whether the headings of groups say all that a column of the same field would say: each is the one value of its
/// entries, and leads nowhere.
fn says_all(reading: Reading<'_>, listing: &Listing, group: &str) -> bool {
    let kinds = listing.kinds.iter().map(|kind| &reading.input.schema.kinds[*kind]);
    let mut fields = kinds.map(|kind| kind.field(group).map(|at| &kind.fields[at].kind));
    let is_one = |kind: Option<&Type>| matches!(kind, Some(Type::Enum(_)));
    listing.style != Style::Timeline && listing.table.is_none() && fields.all(is_one)
}
