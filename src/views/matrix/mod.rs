//! `matrix`: a table whose cells count records, with the list behind each cell.

use super::ViewType;
use super::grid::{
    self, GRID, Grid, GridSettings, GridType, Making, SUMS, Shape, SumSettings, way,
};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::{Diagnostic, Diagnostics};
use crate::plan::reading::Reading;
use crate::plan::{Input, Laid, names};
use crate::source::Span;

const SHAPE: &Shape = &Shape { has_lists: true, ..Shape::new("matrix") };

pub(super) const TYPE: ViewType =
    ViewType { word: "matrix", keys: &[GRID, KEYS, SUMS], read, on_record: &[], code: &[] };

/// The field of the records whose value a cell shows.
struct Matrix {
    mark: Option<(String, Span)>,
    /// What it adds up.
    sum: Option<SumSettings>,
}

const KEYS: Keys = &[Key::new("mark", Takes::Text, "The field whose value a cell shows.")];

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let sides = GridSettings::read(reader);
    let mark = reader.text_at("mark");
    let sum = SumSettings::read(reader);
    grid::read(Box::new(Matrix { mark, sum }), sides, reader, span)
}

impl GridType for Matrix {
    fn shape(&self) -> &'static Shape {
        SHAPE
    }

    fn mark(&self) -> Option<&(String, Span)> {
        self.mark.as_ref()
    }

    /// Fields that the records do not have, or that hold something else, are reported.
    fn check(&self, input: Input<'_>, making: &Making<'_>, diagnostics: &mut Diagnostics) -> bool {
        let mark = self.mark.as_ref().and_then(|mark| wrong_mark(mark, input, making));
        let sums = self.sum.as_ref().is_none_or(|sum| sum.check(input, making, diagnostics));
        let is_fine = mark.is_none() && sums;
        diagnostics.extend(mark);
        is_fine
    }

    fn finish(
        &self,
        reading: Reading<'_>,
        grid: &mut Grid,
        making: &Making<'_>,
        _: &mut Diagnostics,
    ) {
        grid.sums = self.sum.as_ref().map(|sum| sum.of(reading, grid, &making.kinds));
    }
}

/// What is wrong with the field whose value cells show.
fn wrong_mark(
    (name, span): &(String, Span),
    input: Input<'_>,
    making: &Making<'_>,
) -> Option<Diagnostic> {
    let kinds: Vec<_> = making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    match names::fields(&kinds, name).next() {
        Some(field) => way::uncounted(field, &kinds, *span),
        None => Some(names::no_field(&kinds, "field of the records that are counted", name, *span)),
    }
}
