//! What pages show of rows, columns and cells: the table `grid` of docs/themes.md.

use tera::Value as Tera;

use super::{Axis, Grid, Head, Item, Shape, data};
use crate::fingerprint::Hasher;
use crate::plan::ViewPage;
use crate::render::html::{self, object, safe};
use crate::view::{Fingerprinted, OnPage, Site, View, fingerprinted};

impl OnPage for Grid {
    fn word(&self) -> &'static str {
        self.shape.word
    }

    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        Fingerprinted::fingerprint(self, site, h);
    }

    fn value(&self, view: &View<'_>, page: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>) {
        ("grid", value(view, page, self))
    }

    fn files(&self) -> &'static [&'static str] {
        if self.shape.draw.is_some() { &["json", "csv", "svg"] } else { &["json", "csv"] }
    }

    fn file(&self, view: &View<'_>, page: &ViewPage, ending: &str) -> Option<Vec<u8>> {
        match ending {
            "json" => Some(data::json(view, page, self)),
            "csv" => Some(data::csv(view, self)),
            _ => Some(self.shape.draw?(view, page, self, true).into_bytes()),
        }
    }
}

fingerprinted! {
    Grid { shape, rows, columns, cells, items, count, left_out, evidence, of; folder }
    Axis { label, heads, is_own }
    Head { slug, label, entity, count, reached }
    Item { id, marks, reached }
}

/// The rest of a shape follows from its word and the settings of the site.
impl Fingerprinted for Shape {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.word.fingerprint(site, h);
    }
}

fn value(view: &View<'_>, page: &ViewPage, grid: &Grid) -> Vec<(&'static str, Tera)> {
    let columns = heads(view, &grid.columns, &|at| grid.column_folder(at));
    let rows: Vec<Tera> = (0..grid.rows.heads.len()).map(|at| row(view, grid, at)).collect();
    let empty_columns: Vec<Tera> = grid
        .columns
        .heads
        .iter()
        .filter(|head| head.count == 0)
        .map(|head| head_value(view, head, None))
        .collect();
    let draw = grid.shape.draw.filter(|_| !grid.rows.heads.is_empty());
    let svg = draw.map(|draw| draw(view, page, grid, false)).unwrap_or_default();
    vec![
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
        ("of", safe(&grid.of.as_deref().map(|of| view.folder_url(of)).unwrap_or_default())),
        ("svg", safe(&svg)),
    ]
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
        ("list_url", safe(&list.map(|list| view.folder_url(&list)).unwrap_or_default())),
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
    let items = grid.cell(row, column);
    let list = grid.cell_folder(row, column).map(|folder| view.folder_url(&folder));
    // A matrix opens the records of a cell on a page of their own; to name them all would make
    // its page depend on every record of the site.
    let named = grid.shape.names_records;
    let named: Vec<Tera> = items.iter().filter(|_| named).map(|of| item(view, grid, of)).collect();
    object([
        ("count", Tera::from(items.len())),
        ("url", safe(&list.unwrap_or_default())),
        ("marks", Tera::from(marks(items).join(", "))),
        ("items", Tera::from(named)),
    ])
}

/// What the records of a cell are to its row and column, each word once.
pub(super) fn marks(items: &[Item]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for mark in items.iter().flat_map(|item| &item.marks) {
        if !out.contains(&mark.as_str()) {
            out.push(mark);
        }
    }
    out
}

pub(in crate::views) fn item(view: &View<'_>, grid: &Grid, item: &Item) -> Tera {
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
