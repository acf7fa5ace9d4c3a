//! Cells as data: JSON with every cell, the empty ones too; CSV as a table of counts.

use serde_json::{Map, Value as Json, json};

use super::show::marks;
use super::sums::Sum;
use super::{Axis, Grid, Head, Item};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::ViewPage;
use crate::render::data::address;
use crate::render::delimited::Delimited;
use crate::view::View;

/// The rows, the columns and every cell. Of gaps, the empty cells only.
pub(super) fn json(view: &View<'_>, page: &ViewPage, grid: &Grid) -> Vec<u8> {
    let mut out = Map::new();
    out.insert("title".to_owned(), page.title.as_str().into());
    out.insert("url".to_owned(), address(&page.route()).into());
    out.insert("lang".to_owned(), view.tag().into());
    out.insert("count".to_owned(), grid.count.into());
    out.insert("left_out".to_owned(), grid.left_out.into());
    out.insert("empty".to_owned(), grid.empty().into());
    let sums = grid.sums.as_ref();
    out.insert("rows".to_owned(), axis(view, &grid.rows, grid, sums.map(|sums| &*sums.rows)));
    let of_columns = sums.map(|sums| &*sums.columns);
    out.insert("columns".to_owned(), axis(view, &grid.columns, grid, of_columns));
    if let Some(sums) = sums {
        out.insert("sums".to_owned(), json!({ "label": sums.label, "all": sums_json(&sums.all) }));
    }
    let mut cells = Vec::new();
    for row in 0..grid.rows.heads.len() {
        for column in 0..grid.columns.heads.len() {
            if !grid.shape.is_of_gaps || grid.cell(row, column).is_empty() {
                cells.push(cell(view, grid, row, column));
            }
        }
    }
    out.insert("cells".to_owned(), Json::Array(cells));
    let mut bytes = serde_json::to_vec_pretty(&out).expect("JSON values can be written");
    bytes.push(b'\n');
    bytes
}

fn axis(view: &View<'_>, axis: &Axis, grid: &Grid, sums: Option<&[Vec<Sum>]>) -> Json {
    let heads = axis.heads.iter().enumerate().map(|(at, head)| {
        let mut head = head_json(view, head, grid);
        if let Some(sums) = sums {
            head["sums"] = sums_json(&sums[at]);
        }
        head
    });
    json!({ "label": axis.label, "heads": heads.collect::<Vec<_>>() })
}

fn sums_json(sums: &[Sum]) -> Json {
    sums.iter().map(|sum| json!({ "unit": sum.unit, "amount": sum.amount })).collect()
}

fn head_json(view: &View<'_>, head: &Head, grid: &Grid) -> Json {
    let mut out = Map::new();
    out.insert("id".to_owned(), head.slug.as_str().into());
    out.insert("label".to_owned(), head.label.as_str().into());
    if let Some(id) = head.entity {
        out.insert("record".to_owned(), record(view, id));
    }
    out.insert("count".to_owned(), head.count.into());
    if grid.shape.is_scored {
        out.insert("reached".to_owned(), head.reached.into());
    }
    Json::Object(out)
}

fn cell(view: &View<'_>, grid: &Grid, row: usize, column: usize) -> Json {
    let items = grid.cell(row, column);
    let records: Vec<Json> = items.iter().map(|item| item_json(view, item)).collect();
    let mut out = Map::new();
    out.insert("row".to_owned(), grid.rows.heads[row].slug.as_str().into());
    out.insert("column".to_owned(), grid.columns.heads[column].slug.as_str().into());
    out.insert("count".to_owned(), items.len().into());
    if let Some(route) = grid.cell_folder(row, column).and_then(|folder| Route::page(&folder)) {
        out.insert("url".to_owned(), address(&route).into());
    }
    out.insert("records".to_owned(), Json::Array(records));
    Json::Object(out)
}

fn item_json(view: &View<'_>, item: &Item) -> Json {
    let mut out = record(view, item.id);
    if !item.marks.is_empty() {
        out["marks"] = item.marks.as_slice().into();
    }
    out
}

fn record(view: &View<'_>, id: EntityId) -> Json {
    let key = view.key(id);
    let url = address(&view.route(id));
    json!({ "kind": key.kind(), "id": key.id(), "title": view.title(id), "url": url })
}

/// The table as CSV (RFC 4180, UTF-8). Cells hold counts; where a view shows what records are to
/// each other, or their levels, cells hold those words. Sums have a column for each unit. Of gaps, one line for each
/// empty cell.
pub(super) fn csv(view: &View<'_>, grid: &Grid) -> Vec<u8> {
    let lines = if grid.shape.is_of_gaps { gaps(grid) } else { table(view, grid) };
    let mut table = Delimited::new();
    lines.into_iter().for_each(|line| table.line(line));
    table.finish()
}

fn table(view: &View<'_>, grid: &Grid) -> Vec<Vec<String>> {
    let words = view.words();
    let total = words.text("total").unwrap_or("Total").to_owned();
    let mut head = vec![grid.rows.label.clone()];
    head.extend(grid.columns.heads.iter().map(|head| head.label.clone()));
    let score = grid.shape.is_scored;
    head.push(if score { words.text("score").unwrap_or("Score").to_owned() } else { total });
    let units = units(grid);
    let label = grid.sums.as_ref().map_or("", |sums| &sums.label);
    head.extend(units.iter().map(|unit| match unit {
        &"" => label.to_owned(),
        unit => format!("{label} ({unit})"),
    }));
    let mut lines = vec![head];
    let with_words = grid.filled().flatten().any(|item| !item.marks.is_empty());
    for (at, row) in grid.rows.heads.iter().enumerate() {
        let mut line = vec![row.label.clone()];
        line.extend(grid.row(at).map(|items| match (items.is_empty(), with_words) {
            (false, true) if !marks(items).is_empty() => marks(items).join("; "),
            (true, true) => String::new(),
            _ => items.len().to_string(),
        }));
        line.push(if score { row.reached } else { row.count }.to_string());
        let sums = grid.sums.iter().flat_map(|sums| &sums.rows[at]);
        let sum = |unit: &&str| sums.clone().find(|sum| sum.unit == **unit);
        line.extend(
            units.iter().map(|unit| sum(unit).map_or(String::new(), |it| it.amount.to_string())),
        );
        lines.push(line);
    }
    lines
}

/// The units of the numbers that are added up.
fn units(grid: &Grid) -> Vec<&str> {
    grid.sums.iter().flat_map(|sums| &sums.all).map(|sum| sum.unit.as_str()).collect()
}

fn gaps(grid: &Grid) -> Vec<Vec<String>> {
    let mut lines = vec![vec![grid.rows.label.clone(), grid.columns.label.clone()]];
    for (row, head) in grid.rows.heads.iter().enumerate() {
        for column in grid.empty_in_row(row) {
            lines.push(vec![head.label.clone(), grid.columns.heads[column].label.clone()]);
        }
    }
    lines
}
