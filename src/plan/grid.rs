//! Views with two dimensions: rows, columns, and the records in each cell. A matrix, its gaps, a
//! scorecard, a chart and the stages of a one-stop shop are all made of one [`Grid`].

use std::collections::BTreeMap;

use super::listing::{self, view_kinds};
use super::{DEFAULT_LANGUAGE, Input, Plan, language_prefix};
use crate::config::{AxisSettings, GridSettings, GridShape, ViewSettings, ViewType};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::graph::EntityId;
use crate::id::Route;
use crate::source::Span;

mod axis;
mod cells;
mod limits;
mod pages;
mod score;
mod stages;
pub(crate) mod way;

pub(super) use axis::{Side, read_condition};

/// Rows, columns and cells in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The address, with its language, without slashes at its ends.
    pub folder: String,
    /// The language.
    pub language: usize,
    /// The title of the page.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// The page whose words stand above it.
    pub intro: Option<EntityId>,
    /// What is made of it.
    pub shape: GridShape,
    /// What stands down the side.
    pub rows: Axis,
    /// What stands across the top.
    pub columns: Axis,
    /// What stands in the cells: for each row, its cells that are not empty, by column.
    pub cells: Vec<Row>,
    /// What the records in the cells are called.
    pub items: String,
    /// How many records stand in some cell.
    pub count: usize,
    /// How many records stand in no cell because a field of their own is empty.
    pub left_out: usize,
    /// The field that holds the evidence, on a scorecard; else empty.
    pub evidence: String,
    /// The address of the matrix whose gaps these are.
    pub of: Option<String>,
    /// Who claims the address, for diagnostics.
    pub claimed_by: String,
    /// Where the view is declared.
    pub span: Span,
}

/// What stands along one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What the heads are called together.
    pub label: String,
    /// The heads, in order.
    pub heads: Vec<Head>,
    /// Whether each record is its own head, so that there is nothing to count in it but cells.
    pub is_own: bool,
}

/// A row or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The name in addresses and data.
    pub slug: String,
    /// The words.
    pub label: String,
    /// The record that it is, where it is one.
    pub entity: Option<EntityId>,
    /// How many records it holds; of heads that are their own records, how many cells are filled.
    pub count: usize,
    /// Of a row of a scorecard: how many columns are reached.
    pub reached: usize,
}

/// A record in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The record.
    pub id: EntityId,
    /// What it is to the head, or its level.
    pub marks: Vec<String>,
    /// Of a scorecard: whether its level counts as reached and has evidence.
    pub reached: bool,
}

/// The cells of a row that are not empty, by the number of the column.
pub type Row = BTreeMap<usize, Vec<Item>>;

impl Grid {
    /// The word for what it is: that of its files and its template.
    pub fn word(&self) -> &'static str {
        match self.shape {
            GridShape::Matrix => "matrix",
            GridShape::Gaps => "gaps",
            GridShape::Scorecard => "scorecard",
            GridShape::Chart(_) => "chart",
            GridShape::Stages => "stages",
        }
    }

    /// The address of the page.
    pub fn route(&self) -> Route {
        Route::page(&self.folder).expect("views have checked addresses")
    }

    /// The address of the list behind a cell; `None` where there is none.
    pub fn cell_folder(&self, row: usize, column: usize) -> Option<String> {
        let filled = self.shape == GridShape::Matrix && self.cells[row].contains_key(&column);
        let (row, column) = (&self.rows.heads[row].slug, &self.columns.heads[column].slug);
        filled.then(|| format!("{}/{row}/{column}", self.folder))
    }

    /// The address of the list behind a row; `None` where there is none.
    pub fn row_folder(&self, row: usize) -> Option<String> {
        let head = &self.rows.heads[row];
        let listed = self.shape == GridShape::Matrix && !self.rows.is_own && head.count > 0;
        listed.then(|| format!("{}/{}", self.folder, head.slug))
    }

    /// The address of the list behind a column; `None` where there is none.
    pub fn column_folder(&self, column: usize) -> Option<String> {
        let head = &self.columns.heads[column];
        let listed = self.shape == GridShape::Matrix && !self.columns.is_own && head.count > 0;
        listed.then(|| format!("{}/by-column/{}", self.folder, head.slug))
    }

    /// The records in a cell.
    pub fn cell(&self, row: usize, column: usize) -> &[Item] {
        self.cells[row].get(&column).map_or(&[], Vec::as_slice)
    }

    /// The records in every cell of a row, the empty ones too.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &[Item]> {
        (0..self.columns.heads.len()).map(move |column| self.cell(row, column))
    }

    /// The cells that are not empty.
    pub fn filled(&self) -> impl Iterator<Item = &Vec<Item>> {
        self.cells.iter().flat_map(BTreeMap::values)
    }

    /// How many cells there are.
    pub fn size(&self) -> usize {
        self.rows.heads.len() * self.columns.heads.len()
    }

    /// The numbers of the columns that a row leaves empty.
    pub fn empty_in_row(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let cells = &self.cells[row];
        (0..self.columns.heads.len()).filter(|column| !cells.contains_key(column))
    }

    /// How many cells are empty.
    pub fn empty(&self) -> usize {
        self.size() - self.cells.iter().map(BTreeMap::len).sum::<usize>()
    }
}

/// A site as readers of a language see it.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) input: Input<'a>,
    pub(super) language: usize,
}

impl<'a> Reading<'a> {
    fn tag(self) -> &'a str {
        self.input.config.languages[self.language].as_str()
    }
}

/// What a grid of one view is made from, the same in every language.
pub(super) struct Making<'a> {
    pub(super) view: &'a ViewSettings,
    pub(super) settings: &'a GridSettings,
    /// The view that says what stands where: another one for the gaps of a matrix.
    pub(super) what: &'a ViewSettings,
    pub(super) kinds: Vec<usize>,
}

/// Plans every grid in every language, with the lists behind its cells. Diagnostics are made once.
pub(super) fn plan(input: Input<'_>, plan: &mut Plan, diagnostics: &mut Diagnostics) {
    for language in 0..input.config.languages.len() {
        let said = &mut Diagnostics::new();
        for view in &input.config.views {
            if let ViewType::Grid(settings) = &view.what {
                let grid = make(Reading { input, language }, plan, (view, settings), said);
                plan.grids.extend(grid);
            }
        }
        if language == DEFAULT_LANGUAGE {
            diagnostics.append(said);
        }
    }
    pages::add(input, plan);
}

fn make(
    reading: Reading<'_>,
    plan: &Plan,
    (view, settings): (&ViewSettings, &GridSettings),
    said: &mut Diagnostics,
) -> Option<Grid> {
    let Reading { input, language } = reading;
    let (what, axes) = source(input, view, settings, said)?;
    let order = &plan.ranks[language];
    if settings.shape == GridShape::Stages {
        let making = Making { view, settings, what, kinds: Vec::new() };
        return stages::make(reading, &making, order, said);
    }
    // A side that is missing has been reported; the rest would only be its echo.
    let rows = axes.rows.as_ref()?;
    let kinds = kinds(input, what, axes, said)?;
    let making = Making { view, settings, what, kinds };
    check_mark(input, &making, axes, said)?;
    // Both sides are read before one of them is given up, so that all diagnostics come at once.
    let mut read = |axis: &AxisSettings| Side::read(reading, &making.kinds, axis, said);
    let (rows, columns) = (read(rows), axes.columns.as_ref().map(&mut read));
    let rows = rows?;
    let columns = match columns {
        Some(columns) => Some(columns?),
        None => None,
    };
    let items = items(reading, &making, said);
    let mut cells = cells::Cells::new(reading, rows, columns);
    for id in &items {
        if !cells.add(*id, settings, said) {
            said.push(limits::too_many_items(view));
            return None;
        }
    }
    let sides = cells.sides(order, &items);
    if let Some(problem) = limits::check(&making, [sides[0].len(), sides[1].len()]) {
        said.push(problem);
        return None;
    }
    let mut grid = cells.into_grid(&making, order, sides);
    if let Some(score) = &settings.score {
        score::apply(reading, &mut grid, (&making, score), said);
    }
    Some(grid)
}

/// Reports a mark that is no field of the records.
fn check_mark(
    input: Input<'_>,
    making: &Making<'_>,
    settings: &GridSettings,
    said: &mut Diagnostics,
) -> Option<()> {
    let Some((name, span)) = &settings.mark else { return Some(()) };
    let kinds: Vec<_> = making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    if let Some(field) = kinds.iter().find_map(|kind| Some(&kind.fields[kind.field(name)?])) {
        let problem = way::uncounted(field, &kinds, *span);
        let is_fine = problem.is_none();
        said.extend(problem);
        return is_fine.then_some(());
    }
    let fields = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
    said.push(no_such("field of the records that are counted", name, *span, fields));
    None
}

/// The view that says what stands where, with its axes: another one for the gaps of a matrix.
fn source<'c>(
    input: Input<'c>,
    view: &'c ViewSettings,
    settings: &'c GridSettings,
    said: &mut Diagnostics,
) -> Option<(&'c ViewSettings, &'c GridSettings)> {
    let Some((path, span)) = &settings.of else { return Some((view, settings)) };
    find(input, path, *span, said)
}

/// The view with rows and columns at an address; a diagnostic where there is none.
pub(super) fn find<'c>(
    input: Input<'c>,
    path: &str,
    span: Span,
    said: &mut Diagnostics,
) -> Option<(&'c ViewSettings, &'c GridSettings)> {
    let grids = input.config.views.iter().filter_map(|view| match &view.what {
        ViewType::Grid(settings) if settings.of.is_none() => Some((view, &**settings)),
        _ => None,
    });
    let found = grids.clone().find(|(view, _)| view.path == path.trim_matches('/'));
    if found.is_none() {
        let paths = grids.map(|(view, _)| &*view.path);
        said.push(no_such("path of a matrix", path, span, paths));
    }
    found
}

/// The kinds of the records that are counted: those that the view names, else the first kind that
/// begins a row or a column.
fn kinds(
    input: Input<'_>,
    view: &ViewSettings,
    settings: &GridSettings,
    said: &mut Diagnostics,
) -> Option<Vec<usize>> {
    if !view.kinds.is_empty() {
        let kinds = view_kinds(input, view, said);
        return (!kinds.is_empty()).then_some(kinds);
    }
    let axes = settings.rows.iter().chain(&settings.columns);
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
    said.push(near.into_iter().fold(diagnostic, Diagnostic::help));
    None
}

/// The records that are counted.
fn items(reading: Reading<'_>, making: &Making<'_>, said: &mut Diagnostics) -> Vec<EntityId> {
    let Reading { input, language } = reading;
    let entities = input.graph.entities.iter().enumerate();
    let counted = entities.filter(|(_, entity)| making.kinds.contains(&entity.kind));
    let mut items: Vec<EntityId> = counted.map(|(id, _)| id as EntityId).collect();
    let condition =
        axis::read_condition(input, &making.kinds, making.what.condition.as_ref(), said);
    if let Some((condition, span)) = &condition {
        items.retain(|id| super::select::meets(input, condition, *id, language, *span, said));
    }
    items
}

/// A grid without rows, columns or cells.
fn blank(reading: Reading<'_>, making: &Making<'_>) -> Grid {
    let Reading { input, language } = reading;
    let tag = reading.tag();
    let prefix = language_prefix(input.config, language);
    let view = making.view;
    let none = || Axis { label: String::new(), heads: Vec::new(), is_own: false };
    Grid {
        folder: format!("{prefix}{}", view.path),
        language,
        title: view.title.get(tag).to_owned(),
        description: view.description.get(tag).to_owned(),
        intro: listing::intro(input, &view.path),
        shape: making.settings.shape,
        rows: none(),
        columns: none(),
        cells: Vec::new(),
        items: way::plurals(input.schema, &making.kinds, tag),
        count: 0,
        left_out: 0,
        evidence: String::new(),
        of: making.settings.of.as_ref().map(|_| format!("{prefix}{}", making.what.path)),
        claimed_by: format!("the view `{}`", view.path),
        span: view.span,
    }
}

/// Puts records in the order of their kinds' lists.
fn in_order(input: Input<'_>, order: &[u32], ids: &mut [EntityId]) {
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
fn first_path(axis: &AxisSettings) -> Option<&(String, Span)> {
    axis.paths.first()
}
