//! The lists of the rows of tables, which stand on the pages of the tables.

use super::add::add;
use super::blank::blank;
use super::orders;
use crate::config::Style;
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::plan::listed::Listing;
use crate::plan::product::{Input, Plan};
use crate::plan::reading::Reading;

/// Plans the list of the rows of every table.
pub(super) fn plan(
    input: Input<'_>,
    language: usize,
    plan: &mut Plan,
    diagnostics: &mut Diagnostics,
) {
    let mut places = vec![u32::MAX; input.graph.entities.len()];
    for id in 0..input.graph.entities.len() as EntityId {
        let shown = input.graph.record(id, language);
        let base = input.graph.base(id);
        // A translation without data of its own shows the rows of the original.
        let Some(table) = shown.table.as_ref().or(base.table.as_ref()) else { continue };
        let route = plan.route(id, language);
        let mut listing = Listing {
            folder: route.folder_form().trim_end_matches('/').to_owned(),
            title: shown.title.clone(),
            kinds: vec![table.row_kind],
            claimed_by: shown.path.to_string(),
            span: Some(shown.head),
            table: Some(id),
            style: Style::Rows,
            ..blank(language, &table.looks.list, Vec::new())
        };
        let rows = table.rows.iter().filter_map(|row| input.graph.find(row));
        listing.entities = rows.filter(|row| !input.graph.is_retired(*row)).collect();
        if let Some(order) = table.looks.list.sort.first() {
            orders::sort(Reading { input, language }, &mut listing, Some(order));
        }
        let number = plan.listings.len();
        plan.table_listings.insert((id, language), number);
        add(input, plan, (listing, &table.looks.list), diagnostics);
        for (place, row) in plan.listings[number].entities.iter().enumerate() {
            places[*row as usize] = place as u32;
        }
    }
    plan.row_places.push(places);
}
