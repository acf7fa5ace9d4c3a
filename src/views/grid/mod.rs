//! What views with two dimensions have in common: rows, columns, and the records in each cell. A matrix,
//! its gaps, a scorecard, a chart and the stages of a one-stop shop are all made of one [`Grid`].

use std::any::Any;
use std::collections::BTreeMap;

use crate::diag::no_such;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::plan::reading::Reading;
use crate::plan::{Filter, Input, Laid, Laying, ViewSettings, language_prefix, read_condition};
use crate::source::Span;
use crate::views::on_page;

pub(super) mod cells;
pub(super) mod data;
pub(super) mod limits;
mod pages;
mod settings;
pub(super) mod show;
mod side;
mod sums;
mod types;
pub(super) mod way;

pub(super) use settings::{AxisSettings, GRID, GridSettings, ROWS, read, ways, without};
pub(super) use side::Side;
pub(super) use sums::{KEYS as SUMS, SumSettings};
pub(super) use types::{Axis, Draw, Grid, Head, Item, Row, Shape};

/// The code that writes words into pages and files.
pub(super) const CODE: &[&str] = &[include_str!("show.rs"), include_str!("data.rs")];

/// A view with rows and columns as it is declared.
pub(super) struct View {
    pub(super) view: ViewSettings,
    pub(super) grid: GridSettings,
    pub(super) of: Box<dyn GridType>,
}

/// What a type of view makes of rows and columns.
pub(super) trait GridType: Send + Sync {
    /// What is made of them.
    fn shape(&self) -> &'static Shape;

    /// Whether it is nothing without columns.
    fn needs_columns(&self) -> bool {
        true
    }

    /// The field of the records whose words cells show.
    fn mark(&self) -> Option<&(String, Span)> {
        None
    }

    /// The path of the view whose rows and columns are taken over.
    fn other(&self) -> Option<&(String, Span)> {
        None
    }

    /// What else may be written where rows or columns are missing.
    fn hint(&self) -> Option<&'static str> {
        None
    }

    /// Whether its settings fit the records; what does not is reported.
    fn check(&self, _: Input<'_>, _: &Making<'_>, _: &mut Diagnostics) -> bool {
        true
    }

    /// Makes the rows, columns and cells.
    fn make(&self, view: &View, laying: &mut Laying<'_>) -> Option<Grid> {
        counted(view, laying)
    }

    /// Adds to filled cells what only this type has.
    fn finish(&self, _: Reading<'_>, _: &mut Grid, _: &Making<'_>, _: &mut Diagnostics) {}
}

/// What a grid of one view is made from, the same in every language.
pub(super) struct Making<'a> {
    pub(super) view: &'a View,
    /// The view that says what stands where: another one for the gaps of a matrix.
    pub(super) what: &'a View,
    pub(super) kinds: Vec<usize>,
}

impl Laid for View {
    fn lay(&self, laying: &mut Laying<'_>) {
        let Some(grid) = self.of.make(self, laying) else { return };
        let page = laying.page(&self.view, on_page(grid));
        pages::add(laying, &page);
        laying.plan.pages.push(page);
    }
}

/// Counts the records in each cell.
fn counted(view: &View, laying: &mut Laying<'_>) -> Option<Grid> {
    let reading = laying.reading;
    let what = match view.of.other() {
        Some((path, span)) => find(laying.views, path, *span, laying.diagnostics)?,
        None => view,
    };
    // A side that is missing has been reported; the rest would only be its echo.
    let rows = what.grid.rows.as_ref()?;
    let kinds = kinds(laying, what)?;
    let reported = &mut *laying.diagnostics;
    let making = Making { view, what, kinds };
    if !view.of.check(reading.input, &making, reported) {
        return None;
    }
    // Both sides are read before one of them is given up, so that all diagnostics come at once.
    let mut read = |axis: &AxisSettings| Side::read(reading, &making.kinds, axis, reported);
    let (rows, columns) = (read(rows), what.grid.columns.as_ref().map(&mut read));
    let rows = rows?;
    let columns = match columns {
        Some(columns) => Some(columns?),
        None => None,
    };
    let items = items(reading, &making, reported);
    let mut cells = cells::Cells::new(reading, (rows, columns), view.of.mark());
    for id in &items {
        if !cells.add(*id, reported) {
            reported.push(limits::too_many_items(&view.view));
            return None;
        }
    }
    let order = &laying.plan.ranks[reading.language];
    let sides = cells.sides(order, &items);
    if let Some(problem) = limits::check(view, [sides[0].len(), sides[1].len()]) {
        reported.push(problem);
        return None;
    }
    let mut grid = cells.into_grid(&making, order, sides);
    view.of.finish(reading, &mut grid, &making, reported);
    Some(grid)
}

/// The view with rows and columns at an address; a diagnostic where there is none.
pub(super) fn find<'v>(
    views: &'v [Box<dyn Laid>],
    path: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<&'v View> {
    let views = views.iter().filter_map(|view| (&**view as &dyn Any).downcast_ref::<View>());
    let grids = views.filter(|view| view.of.other().is_none());
    let found = grids.clone().find(|grid| grid.view.path == path.trim_matches('/'));
    if found.is_none() {
        let paths = grids.map(|grid| &*grid.view.path);
        diagnostics.push(no_such("path of a matrix", path, span, paths));
    }
    found
}

/// The kinds of the records that are counted: those that the view names, else the first kind that
/// begins a row or a column.
fn kinds(laying: &mut Laying<'_>, what: &View) -> Option<Vec<usize>> {
    let input = laying.input();
    let view = &what.view;
    if !view.kinds.is_empty() {
        let kinds = laying.kind_numbers(view);
        return (!kinds.is_empty()).then_some(kinds);
    }
    let axes = what.grid.rows.iter().chain(&what.grid.columns);
    let names = axes.clone().flat_map(|axis| &axis.paths);
    let mut kinds = names.filter_map(|(path, _)| input.schema.find(path.split('.').next()?));
    if let Some(kind) = kinds.next() {
        return Some(vec![kind]);
    }
    let headline = "this view does not name the kind that it counts";
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(view.span);
    let names = input.schema.kinds.iter().map(|kind| &*kind.name);
    let near = axes.flat_map(|axis| &axis.paths).find_map(|(path, _)| {
        let first = path.split('.').next()?;
        crate::text::did_you_mean(first, names.clone())
    });
    let diagnostic = diagnostic.help("add `kind = \"…\"`");
    laying.diagnostics.push(near.into_iter().fold(diagnostic, Diagnostic::help));
    None
}

/// The records that are counted.
fn items(
    reading: Reading<'_>,
    making: &Making<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<EntityId> {
    let input = reading.input;
    let entities = input.graph.entities.iter().enumerate();
    let counted = entities.filter(|(_, entity)| making.kinds.contains(&entity.kind));
    let counted = counted.map(|(id, _)| id as EntityId);
    let mut items: Vec<EntityId> = counted.filter(|id| !input.graph.is_retired(*id)).collect();
    let written = making.what.view.condition.as_ref();
    let condition = written.and_then(|it| read_condition(input, &making.kinds, it, diagnostics));
    if let Some(condition) = &condition {
        let filter = Filter::new(reading, condition);
        items.retain(|id| filter.admits(*id, diagnostics));
    }
    items
}

/// A grid without rows, columns or cells.
pub(in crate::views) fn blank(reading: Reading<'_>, making: &Making<'_>) -> Grid {
    let prefix = language_prefix(reading.input.config, reading.language);
    let none = || Axis { label: String::new(), heads: Vec::new(), is_own: false };
    Grid {
        folder: format!("{prefix}{}", making.view.view.path),
        shape: making.view.of.shape(),
        rows: none(),
        columns: none(),
        cells: Vec::new(),
        items: way::plurals(reading.input.schema, &making.kinds, reading.tag()),
        roles: Vec::new(),
        count: 0,
        fullest: 0,
        left_out: 0,
        sums: None,
        evidence: String::new(),
        of: making.view.of.other().map(|_| format!("{prefix}{}", making.what.view.path)),
    }
}

/// Puts records in the order of their kinds' lists.
pub(in crate::views) fn in_order(input: Input<'_>, order: &[u32], ids: &mut [EntityId]) {
    ids.sort_by_key(|id| (input.graph.entity(*id).kind, order[*id as usize], *id));
}

/// What a head is known by while cells are filled: values in their order, then records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Value(i64, String),
    Record(EntityId),
}

/// The words of the heads that are values.
type Labels = BTreeMap<Key, String>;

/// The first way of an axis.
pub(in crate::views) fn first_path(axis: &AxisSettings) -> Option<&(String, Span)> {
    axis.paths.first()
}
