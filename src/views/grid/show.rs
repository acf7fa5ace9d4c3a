//! What pages show of rows, columns and cells: the table `grid` of docs/themes.md.

use serde::Serialize;
use tera::Value as Tera;

use super::sums::Sum;
use super::{Axis, Grid, Head, Item, Shape, data};
use crate::fingerprint::Hasher;
use crate::number;
use crate::plan::ViewPage;
use crate::render::context::Markup;
use crate::render::html;
use crate::view::{Fingerprinted, OnPage, Site, View, fields, fingerprinted};

impl OnPage for Grid {
    fn word(&self) -> &'static str {
        self.shape.word
    }

    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        Fingerprinted::fingerprint(self, site, h);
    }

    fn value(&self, view: &View<'_>, page: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>) {
        ("grid", fields(&value(view, page, self)))
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
    Grid { shape, rows, columns, cells, items, roles, count, left_out, sums, evidence, of; folder, fullest }
    Axis { label, heads, is_own }
    Head { slug, label, short, country, entity, count, reached }
    Item { id, marks, reached }
}

/// The rest of a shape follows from its word and the settings of the site.
impl Fingerprinted for Shape {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.word.fingerprint(site, h);
    }
}

fn value<'s>(view: &View<'s>, page: &'s ViewPage, grid: &'s Grid) -> GridShown<'s> {
    let columns = grid.columns.heads.iter();
    let empty_columns = columns.clone().filter(|head| head.count == 0);
    let draw = grid.shape.draw.filter(|_| !grid.rows.heads.is_empty());
    let svg = draw.map(|draw| draw(view, page, grid, false)).unwrap_or_default();
    let columns = columns.enumerate();
    GridShown {
        items_label: &grid.items,
        rows_label: &grid.rows.label,
        columns_label: &grid.columns.label,
        columns: columns.map(|(at, of)| column(view, grid, (at, of))).collect(),
        rows: (0..grid.rows.heads.len()).map(|at| row(view, grid, at)).collect(),
        roles: keys(&grid.roles),
        empty_rows: grid.empty_rows(),
        empty_columns: empty_columns.map(|of| head(view, of, None)).collect(),
        counts_cells: grid.rows.is_own,
        column_counts_cells: grid.columns.is_own,
        count: grid.count,
        left_out: grid.left_out,
        cells: grid.size(),
        empty: grid.empty(),
        of_gaps: grid.shape.is_of_gaps,
        of: grid.of.as_deref().map(|of| view.folder_url(of)).unwrap_or_default().into(),
        sum_label: grid.sums.as_ref().map_or("", |sums| &sums.label),
        sums: grid.sums.as_ref().map(|sums| sums_shown(view, &sums.all)).unwrap_or_default(),
        overlap: grid.filled().map(Vec::len).sum::<usize>() > grid.count,
        svg: svg.into(),
    }
}

fn column<'s>(view: &View<'s>, grid: &'s Grid, (at, of): (usize, &'s Head)) -> HeadShown<'s> {
    let cells = (0..grid.rows.heads.len()).map(|row| grid.cell(row, at));
    let reached = cells.filter(|cell| cell.iter().any(|item| item.reached)).count();
    let sums = grid.sums.as_ref().map(|sums| sums_shown(view, &sums.columns[at]));
    let sums = sums.unwrap_or_default();
    HeadShown { reached, sums, ..head(view, of, grid.column_folder(at)) }
}

/// Sums in the digits of the page, each behind its unit.
fn sums_shown(view: &View<'_>, sums: &[Sum]) -> Vec<String> {
    let language = &view.languages()[view.language];
    let shown = sums.iter().map(|sum| {
        let number = number::local(sum.amount, language);
        if sum.unit.is_empty() { number } else { format!("{}\u{a0}{number}", sum.unit) }
    });
    shown.collect()
}

fn head<'s>(view: &View<'s>, head: &'s Head, list: Option<String>) -> HeadShown<'s> {
    let own = &view.languages()[view.language];
    let language = head.entity.map_or(own, |id| &view.languages()[view.language_of(id)]);
    let url = head.entity.map(|id| view.url(&view.route(id)));
    HeadShown {
        id: &head.slug,
        label: &head.label,
        short: &head.short,
        lang: language.as_str(),
        dir: language.direction().as_str(),
        url: url.unwrap_or_default().into(),
        count: head.count,
        reached: head.reached,
        list_url: list.map(|list| view.folder_url(&list)).unwrap_or_default().into(),
        sums: Vec::new(),
    }
}

fn row<'s>(view: &View<'s>, grid: &'s Grid, at: usize) -> RowShown<'s> {
    let columns = &grid.columns.heads;
    let own = &grid.rows.heads[at];
    let sums = grid.sums.as_ref().map(|sums| sums_shown(view, &sums.rows[at]));
    RowShown {
        head: HeadShown { sums: sums.unwrap_or_default(), ..head(view, own, grid.row_folder(at)) },
        cells: (0..columns.len()).map(|column| cell(view, grid, at, column)).collect(),
        empty: grid.empty_in_row(at).map(|column| head(view, &columns[column], None)).collect(),
        reached: own.reached,
        percent: (own.reached * 100).checked_div(columns.len()).unwrap_or(0),
    }
}

fn cell<'s>(view: &View<'s>, grid: &'s Grid, row: usize, column: usize) -> CellShown<'s> {
    let items = grid.cell(row, column);
    let list = grid.cell_folder(row, column).map(|folder| view.folder_url(&folder));
    // A matrix opens the records of a cell on a page of their own; to name them all would make
    // its page depend on every record of the site.
    let named = items.iter().filter(|_| grid.shape.names_records);
    CellShown {
        count: items.len(),
        url: list.unwrap_or_default().into(),
        heat: grid.heat(items.len()),
        marks: marks(items).join(", "),
        keys: keys_of(grid, items),
        items: named.map(|of| item(view, grid, of)).collect(),
    }
}

/// The keys of roles: each a letter of its word that no other has, as far as there are any.
fn keys(roles: &[String]) -> Vec<Key<'_>> {
    let mut taken: Vec<String> = Vec::new();
    let keys = roles.iter().enumerate().map(|(at, label)| {
        let letters = label.chars().filter(|letter| letter.is_alphanumeric());
        let letters = letters.map(|letter| letter.to_uppercase().collect::<String>());
        let free = letters.into_iter().find(|letter| !taken.contains(letter));
        let letter = free.unwrap_or_else(|| (at + 1).to_string());
        taken.push(letter.clone());
        Key { n: at + 1, letter, label }
    });
    keys.collect()
}

/// The keys of what the records of a cell are, the most important first.
fn keys_of<'s>(grid: &'s Grid, items: &[Item]) -> Vec<Key<'s>> {
    let own = marks(items);
    let all = keys(&grid.roles).into_iter();
    all.filter(|key| own.contains(&key.label)).collect()
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

pub(in crate::views) fn item<'s>(view: &View<'s>, grid: &Grid, item: &Item) -> ItemShown<'s> {
    let evidence = match grid.evidence.as_str() {
        "" => None,
        field => view.fact(item.id, field).map(|fact| html::fact(view, &fact)),
    };
    let language = &view.languages()[view.language_of(item.id)];
    ItemShown {
        title: view.title(item.id),
        url: view.url(&view.route(item.id)).into(),
        lang: language.as_str(),
        dir: language.direction().as_str(),
        marks: item.marks.join(", "),
        evidence: evidence.unwrap_or_default().into(),
        reached: item.reached,
    }
}

/// What `grid` has beside what every page of a view has.
#[derive(Default, Serialize)]
struct GridShown<'s> {
    /// What the records are called.
    items_label: &'s str,
    /// What the rows are called.
    rows_label: &'s str,
    /// What the columns are called; `""` where one column stands for all.
    columns_label: &'s str,
    /// The heads of the columns.
    columns: Vec<HeadShown<'s>>,
    /// The rows.
    rows: Vec<RowShown<'s>>,
    /// What records are to rows and columns: the legend.
    roles: Vec<Key<'s>>,
    /// How many rows have no record in any cell.
    empty_rows: usize,
    /// The heads of columns without any record.
    empty_columns: Vec<HeadShown<'s>>,
    /// Whether the totals of rows are numbers of filled cells.
    counts_cells: bool,
    /// Whether those of columns are.
    column_counts_cells: bool,
    /// How many records stand in cells.
    count: usize,
    /// How many records stand in none.
    left_out: usize,
    /// How many cells there are.
    cells: usize,
    /// How many of them are empty.
    empty: usize,
    /// Whether it shows what is missing.
    of_gaps: bool,
    /// Of gaps: the address of the matrix, or `""`.
    of: Markup,
    /// What is added up, in words, or `""`.
    sum_label: &'s str,
    /// What the numbers of all records come to, for each unit.
    sums: Vec<String>,
    /// Whether a record stands in several cells, so that the sum of the cells is more than `count`.
    overlap: bool,
    /// Of a chart: the drawing, or `""`.
    svg: Markup,
}

/// The head of a row or a column.
#[derive(Default, Serialize)]
struct HeadShown<'s> {
    /// Its name in addresses.
    id: &'s str,
    /// What stands there.
    label: &'s str,
    /// Its acronym or other short name, or `""`.
    short: &'s str,
    /// The language of that.
    lang: &'s str,
    /// Its direction.
    dir: &'static str,
    /// The address of the record that it is, or `""`.
    url: Markup,
    /// How many records, or cells, stand there.
    count: usize,
    /// Of a scorecard: how many cells of it are reached.
    reached: usize,
    /// The address of the list behind it, or `""`.
    list_url: Markup,
    /// What the numbers of its records come to, for each unit.
    sums: Vec<String>,
}

/// A row.
#[derive(Default, Serialize)]
struct RowShown<'s> {
    /// Its head.
    head: HeadShown<'s>,
    /// Its cells.
    cells: Vec<CellShown<'s>>,
    /// The heads of the columns that it leaves empty.
    empty: Vec<HeadShown<'s>>,
    /// Of a scorecard: how many columns are reached.
    reached: usize,
    /// The same in percent.
    percent: usize,
}

/// A cell.
#[derive(Default, Serialize)]
struct CellShown<'s> {
    /// How many records stand in it.
    count: usize,
    /// The address of the list behind it, or `""`.
    url: Markup,
    /// How much that is of the fullest cell: from 0 for nothing to 4.
    heat: usize,
    /// What its records are to row and column, or `""`.
    marks: String,
    /// The same as keys of the legend.
    keys: Vec<Key<'s>>,
    /// The records, where the view names them.
    items: Vec<ItemShown<'s>>,
}

/// A role with the letter that stands for it in cells.
#[derive(Default, Serialize)]
struct Key<'s> {
    /// Its number, from 1: the most important role is the first.
    n: usize,
    /// The letter.
    letter: String,
    /// The role in words.
    label: &'s str,
}

/// A record in a cell, or in a block of a one-stop shop.
#[derive(Default, Serialize)]
pub(in crate::views) struct ItemShown<'s> {
    /// The title.
    title: &'s str,
    /// The address.
    url: Markup,
    /// The language of the title.
    lang: &'s str,
    /// Its direction.
    dir: &'static str,
    /// What it is to row and column, or its level.
    marks: String,
    /// Of a scorecard: its evidence, or `""`.
    evidence: Markup,
    /// Of a scorecard: whether its level is reached.
    reached: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, table, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("| `columns` | list of heads", keys(&HeadShown::default())),
            ("| `rows` | list of `head`", keys(&RowShown::default())),
            ("A cell has `count`", keys(&CellShown::default())),
            ("A key has", keys(&Key::default())),
            ("A cell has `count`", keys(&ItemShown::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
        let mut grid = keys(&GridShown::default());
        // What the page of every view has.
        grid.extend(["title", "description", "intro", "downloads"].map(str::to_owned));
        assert_eq!(table("What rows and columns get"), grid);
    }
}
