//! Files that are made of rows and columns: pages, data and drawings. What templates get is the
//! table `grid` of docs/themes.md.

use tera::Value as Tera;

use super::html::{self, object, safe};
use super::page::{finish, frame, home_crumb, page_object};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Axis, Grid, Head, Item, Job};
use crate::view::{Blocks, View};

pub(crate) mod chart;
pub(crate) mod data;

/// The page of rows and columns.
pub(crate) fn page(view: &View<'_>, job: &Job, grid: &Grid) -> Option<Vec<u8>> {
    let mut about = page_object(view, grid.word(), &grid.title);
    about.description.clone_from(&grid.description);
    about.breadcrumbs = vec![home_crumb(view), (grid.title.clone(), String::new())];
    let mut context = frame(view, job, about);
    context.insert_value("grid", grid_value(view, job, grid));
    let template = format!("{}.html", grid.word());
    let template = view.template(&[&template])?;
    finish(view, job, template, &context)
}

fn grid_value(view: &View<'_>, job: &Job, grid: &Grid) -> Tera {
    let columns = heads(view, &grid.columns, &|at| grid.column_folder(at));
    let rows: Vec<Tera> = (0..grid.rows.heads.len()).map(|at| row(view, grid, at)).collect();
    let empty_columns: Vec<Tera> = grid
        .columns
        .heads
        .iter()
        .filter(|head| head.count == 0)
        .map(|head| head_value(view, head, None))
        .collect();
    let svg = match grid.shape {
        crate::view::GridShape::Chart(_) if !grid.rows.heads.is_empty() => {
            chart::draw(view, grid, false)
        }
        _ => String::new(),
    };
    object([
        ("title", Tera::from(grid.title.as_str())),
        ("description", Tera::from(grid.description.as_str())),
        ("intro", safe(&intro(view, grid))),
        ("items_label", Tera::from(grid.items.as_str())),
        ("rows_label", Tera::from(grid.rows.label.as_str())),
        ("columns_label", Tera::from(grid.columns.label.as_str())),
        ("columns", Tera::from(columns)),
        ("rows", Tera::from(rows)),
        ("empty_columns", Tera::from(empty_columns)),
        ("counts_cells", Tera::from(grid.rows.is_own)),
        ("column_counts_cells", Tera::from(grid.columns.is_own)),
        ("count", Tera::from(grid.count)),
        ("left_out", Tera::from(grid.left_out)),
        ("cells", Tera::from(grid.size())),
        ("empty", Tera::from(grid.empty())),
        ("of", safe(&grid.of.as_deref().map(|of| folder_url(view, of)).unwrap_or_default())),
        ("svg", safe(&svg)),
        ("downloads", super::page::downloads::links(view, job.about, grid.language)),
    ])
}

/// The words that may stand above it.
fn intro(view: &View<'_>, grid: &Grid) -> String {
    let Some(id) = grid.intro else { return String::new() };
    let (record, number) = view.record(id);
    html::body(view, &record.body, number)
}

fn folder_url(view: &View<'_>, folder: &str) -> String {
    Route::page(folder).map(|route| view.url(&route)).unwrap_or_default()
}

fn heads(view: &View<'_>, axis: &Axis, list: &dyn Fn(usize) -> Option<String>) -> Vec<Tera> {
    let heads = axis.heads.iter().enumerate();
    heads.map(|(at, head)| head_value(view, head, list(at))).collect()
}

fn head_value(view: &View<'_>, head: &Head, list: Option<String>) -> Tera {
    let (lang, dir, url) = match head.entity {
        Some(id) => {
            let (_, lang, dir) = view.name(id);
            (lang, dir, view.url(&view.route(id)))
        }
        None => {
            let language = &view.languages()[view.language];
            (language.as_str(), language.direction().to_string(), String::new())
        }
    };
    object([
        ("id", Tera::from(head.slug.as_str())),
        ("label", Tera::from(head.label.as_str())),
        ("lang", Tera::from(lang)),
        ("dir", Tera::from(dir)),
        ("url", safe(&url)),
        ("count", Tera::from(head.count)),
        ("list_url", safe(&list.map(|list| folder_url(view, &list)).unwrap_or_default())),
    ])
}

fn row(view: &View<'_>, grid: &Grid, at: usize) -> Tera {
    let head = &grid.rows.heads[at];
    let cells = (0..grid.columns.heads.len()).map(|column| cell(view, grid, at, column));
    let empty =
        grid.empty_in_row(at).map(|column| head_value(view, &grid.columns.heads[column], None));
    let empty: Vec<Tera> = empty.collect();
    let percent = (head.reached * 100).checked_div(grid.columns.heads.len()).unwrap_or(0);
    object([
        ("head", head_value(view, head, grid.row_folder(at))),
        ("cells", Tera::from(cells.collect::<Vec<_>>())),
        ("empty", Tera::from(empty)),
        ("reached", Tera::from(head.reached)),
        ("percent", Tera::from(percent)),
    ])
}

fn cell(view: &View<'_>, grid: &Grid, row: usize, column: usize) -> Tera {
    use crate::view::GridShape;
    let items = grid.cell(row, column);
    let list = grid.cell_folder(row, column).map(|folder| folder_url(view, &folder));
    // A matrix opens the records of a cell on a page of their own; to name them all would make
    // its page depend on every record of the site.
    let named = matches!(grid.shape, GridShape::Scorecard | GridShape::Stages);
    let named: Vec<Tera> =
        items.iter().filter(|_| named).map(|item| item_value(view, grid, item)).collect();
    object([
        ("count", Tera::from(items.len())),
        ("url", safe(&list.unwrap_or_default())),
        ("marks", Tera::from(marks(items).join(", "))),
        ("items", Tera::from(named)),
    ])
}

/// What the records of a cell are to its row and column, each word once.
fn marks(items: &[Item]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for mark in items.iter().flat_map(|item| &item.marks) {
        if !out.contains(&mark.as_str()) {
            out.push(mark);
        }
    }
    out
}

fn item_value(view: &View<'_>, grid: &Grid, item: &Item) -> Tera {
    let evidence = match grid.evidence.as_str() {
        "" => None,
        field => view.fact(item.id, field).map(|fact| html::fact(view, &fact)),
    };
    let (title, lang, dir) = view.name(item.id);
    object([
        ("title", Tera::from(title)),
        ("url", safe(&view.url(&view.route(item.id)))),
        ("lang", Tera::from(lang)),
        ("dir", Tera::from(dir)),
        ("marks", Tera::from(item.marks.join(", "))),
        ("evidence", safe(&evidence.unwrap_or_default())),
        ("reached", Tera::from(item.reached)),
    ])
}

/// What the one-stop shops hold for a record, for its own page.
pub(crate) fn blocks(view: &View<'_>, id: EntityId) -> Tera {
    let shops = view.blocks(id).into_iter().map(|Blocks { grid, row }| {
        let blocks = grid.columns.heads.iter().zip(grid.row(row)).map(|(head, items)| {
            let items: Vec<Tera> = items.iter().map(|item| item_value(view, grid, item)).collect();
            object([("label", Tera::from(head.label.as_str())), ("items", Tera::from(items))])
        });
        object([
            ("title", Tera::from(grid.title.as_str())),
            ("url", safe(&folder_url(view, &grid.folder))),
            ("blocks", Tera::from(blocks.collect::<Vec<_>>())),
        ])
    });
    Tera::from(shops.collect::<Vec<_>>())
}
