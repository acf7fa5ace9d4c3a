//! Rows, columns, and the records in each cell.

use std::collections::BTreeMap;

use super::sums::Sums;
use crate::graph::EntityId;
use crate::plan::ViewPage;
use crate::view;

/// Rows, columns and cells in one language.
pub(in crate::views) struct Grid {
    /// The address of its page.
    pub(in crate::views) folder: String,
    /// What is made of it.
    pub(in crate::views) shape: &'static Shape,
    /// What stands down the side.
    pub(in crate::views) rows: Axis,
    /// What stands across the top.
    pub(in crate::views) columns: Axis,
    /// What stands in the cells: for each row, its cells that are not empty, by column.
    pub(in crate::views) cells: Vec<Row>,
    /// What the records in the cells are called.
    pub(in crate::views) items: String,
    /// What records are to rows and columns, the most important role first.
    pub(in crate::views) roles: Vec<String>,
    /// How many records stand in some cell.
    pub(in crate::views) count: usize,
    /// How many stand in the fullest cell.
    pub(in crate::views) fullest: usize,
    /// How many records stand in no cell because a field of their own is empty.
    pub(in crate::views) left_out: usize,
    /// What the numbers of the records come to, where the view adds any up.
    pub(in crate::views) sums: Option<Sums>,
    /// The field that holds the evidence, on a scorecard; else empty.
    pub(in crate::views) evidence: String,
    /// The address of the matrix whose gaps these are.
    pub(in crate::views) of: Option<String>,
}

/// What a type of view makes of rows, columns and cells.
pub(in crate::views) struct Shape {
    /// The type of page, and the name of its template and files.
    pub(in crate::views) word: &'static str,
    /// Whether the records behind cells, rows and columns have pages of their own.
    pub(in crate::views) has_lists: bool,
    /// Whether cells name their records.
    pub(in crate::views) names_records: bool,
    /// Whether only what is empty counts.
    pub(in crate::views) is_of_gaps: bool,
    /// Whether rows count the columns that they reach.
    pub(in crate::views) is_scored: bool,
    /// Draws it; the last argument says whether the drawing is a file of its own.
    pub(in crate::views) draw: Option<Draw>,
}

/// Draws rows, columns and cells as SVG.
pub(in crate::views) type Draw = fn(&view::View<'_>, &ViewPage, &Grid, bool) -> String;

impl Shape {
    /// A table of counts.
    pub(in crate::views) const fn new(word: &'static str) -> Self {
        let (has_lists, names_records, is_of_gaps, is_scored) = (false, false, false, false);
        Self { word, has_lists, names_records, is_of_gaps, is_scored, draw: None }
    }
}

/// What stands along one side.
pub(in crate::views) struct Axis {
    /// What the heads are called together.
    pub(in crate::views) label: String,
    /// The heads, in order.
    pub(in crate::views) heads: Vec<Head>,
    /// Whether each record is its own head, so that there is nothing to count in it but cells.
    pub(in crate::views) is_own: bool,
}

/// A row or a column.
pub(in crate::views) struct Head {
    /// The name in addresses and data.
    pub(in crate::views) slug: String,
    /// The words.
    pub(in crate::views) label: String,
    /// The short name of the record that it is, or `""`.
    pub(in crate::views) short: String,
    /// On a map: the code of the country that it is; else `""`.
    pub(in crate::views) country: &'static str,
    /// The record that it is, where it is one.
    pub(in crate::views) entity: Option<EntityId>,
    /// How many records it holds; of heads that are their own records, how many cells are filled.
    pub(in crate::views) count: usize,
    /// Of a row of a scorecard: how many columns are reached.
    pub(in crate::views) reached: usize,
}

/// A record in a cell.
#[derive(Clone)]
pub(in crate::views) struct Item {
    /// The record.
    pub(in crate::views) id: EntityId,
    /// What it is to the head, or its level.
    pub(in crate::views) marks: Vec<String>,
    /// Of a scorecard: whether its level counts as reached and has evidence.
    pub(in crate::views) reached: bool,
}

/// The cells of a row that are not empty, by the number of the column.
pub(in crate::views) type Row = BTreeMap<usize, Vec<Item>>;

impl Grid {
    /// The address of the list behind a cell; `None` where there is none.
    pub(in crate::views) fn cell_folder(&self, row: usize, column: usize) -> Option<String> {
        let filled = self.shape.has_lists && self.cells[row].contains_key(&column);
        let (row, column) = (&self.rows.heads[row].slug, &self.columns.heads[column].slug);
        filled.then(|| format!("{}/{row}/{column}", self.folder))
    }

    /// The address of the list behind a row; `None` where there is none.
    pub(in crate::views) fn row_folder(&self, row: usize) -> Option<String> {
        let head = &self.rows.heads[row];
        let listed = self.shape.has_lists && !self.rows.is_own && head.count > 0;
        listed.then(|| format!("{}/{}", self.folder, head.slug))
    }

    /// The address of the list behind a column; `None` where there is none.
    pub(in crate::views) fn column_folder(&self, column: usize) -> Option<String> {
        let head = &self.columns.heads[column];
        let listed = self.shape.has_lists && !self.columns.is_own && head.count > 0;
        listed.then(|| format!("{}/by-column/{}", self.folder, head.slug))
    }

    /// The records in a cell.
    pub(in crate::views) fn cell(&self, row: usize, column: usize) -> &[Item] {
        self.cells[row].get(&column).map_or(&[], Vec::as_slice)
    }

    /// The records in every cell of a row, the empty ones too.
    pub(in crate::views) fn row(&self, row: usize) -> impl Iterator<Item = &[Item]> {
        (0..self.columns.heads.len()).map(move |column| self.cell(row, column))
    }

    /// The cells that are not empty.
    pub(in crate::views) fn filled(&self) -> impl Iterator<Item = &Vec<Item>> {
        self.cells.iter().flat_map(BTreeMap::values)
    }

    /// How many cells there are.
    pub(in crate::views) fn size(&self) -> usize {
        self.rows.heads.len() * self.columns.heads.len()
    }

    /// The numbers of the columns that a row leaves empty.
    pub(in crate::views) fn empty_in_row(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let cells = &self.cells[row];
        (0..self.columns.heads.len()).filter(|column| !cells.contains_key(column))
    }

    /// The step of a number of records on a scale from 0 for nothing to 4 for as many as in the fullest cell.
    pub(in crate::views) fn heat(&self, count: usize) -> usize {
        (count * 4).div_ceil(self.fullest.max(1))
    }

    /// How many rows have nothing in any cell.
    pub(in crate::views) fn empty_rows(&self) -> usize {
        self.cells.iter().filter(|cells| cells.is_empty()).count()
    }

    /// How many cells are empty.
    pub(in crate::views) fn empty(&self) -> usize {
        self.size() - self.cells.iter().map(BTreeMap::len).sum::<usize>()
    }
}
