//! The lists behind the cells, rows and columns of a matrix.

use super::{Grid, Item, in_order};
use crate::config::ListSettings;
use crate::graph::EntityId;
use crate::plan::{Input, Laying, Listing, ViewPage, blank};
use crate::views::content_as;

/// Adds the lists of a grid to the plan.
pub(super) fn add(laying: &mut Laying<'_>, page: &ViewPage) {
    let input = laying.input();
    for (folder, words, mut ids) in content_as(page).map(of_grid).unwrap_or_default() {
        in_order(input, &laying.plan.ranks[page.language], &mut ids);
        ids.dedup();
        laying.plan.listings.push(list(input, page, (folder, words), ids));
    }
}

/// What the list of one head or of one cell is filtered by, in words.
type Words = (String, String);

fn of_grid(grid: &Grid) -> Vec<(String, Words, Vec<EntityId>)> {
    let mut out = Vec::new();
    let mut columns: Vec<Vec<&Vec<Item>>> = vec![Vec::new(); grid.columns.heads.len()];
    let ids = |items: &mut dyn Iterator<Item = &Item>| items.map(|item| item.id).collect();
    for (number, row) in grid.rows.heads.iter().enumerate() {
        for (at, cell) in &grid.cells[number] {
            if let Some(folder) = grid.cell_folder(number, *at) {
                let words = (row.label.clone(), grid.columns.heads[*at].label.clone());
                out.push((folder, words, ids(&mut cell.iter())));
            }
            columns[*at].push(cell);
        }
        if let Some(folder) = grid.row_folder(number) {
            let words = (grid.rows.label.clone(), row.label.clone());
            out.push((folder, words, ids(&mut grid.cells[number].values().flatten())));
        }
    }
    for (at, column) in grid.columns.heads.iter().enumerate() {
        if let Some(folder) = grid.column_folder(at) {
            let words = (grid.columns.label.clone(), column.label.clone());
            out.push((folder, words, ids(&mut columns[at].iter().copied().flatten())));
        }
    }
    out
}

/// A list that looks as the list of its kind does.
fn list(
    input: Input<'_>,
    page: &ViewPage,
    (folder, words): (String, Words),
    entities: Vec<EntityId>,
) -> Listing {
    let mut kinds: Vec<usize> = entities.iter().map(|id| input.graph.entity(*id).kind).collect();
    kinds.dedup();
    let plain = ListSettings::default();
    let settings = match kinds.as_slice() {
        [kind] => &input.schema.kinds[*kind].list,
        _ => &plain,
    };
    Listing {
        folder,
        title: page.title.clone(),
        filter: Some(words),
        whole: page.folder.clone(),
        claimed_by: page.claimed_by.clone(),
        kinds,
        span: Some(page.span),
        ..blank(page.language, settings, entities)
    }
}
