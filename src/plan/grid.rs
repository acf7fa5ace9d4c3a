//! Rows, columns, and the records in each cell.

use std::collections::BTreeMap;

use crate::graph::EntityId;
use crate::id::Route;
use crate::source::Span;

/// What is made of rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridShape {
    /// A table whose cells count records.
    Matrix,
    /// What a matrix leaves empty.
    Gaps,
    /// A table of levels with their evidence.
    Scorecard,
    /// A drawing with its table.
    Chart(ChartStyle),
    /// A section for each row, with a block for each column.
    Stages,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartStyle {
    /// A bar for each row.
    Bars,
    /// A bar for each row, in parts for the columns.
    Stacked,
    /// A square for each cell, the darker the more.
    Heat,
}

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
