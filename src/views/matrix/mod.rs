//! `matrix`: a table whose cells count records, with the list behind each cell.

use super::ViewType;
use super::grid::{self, GRID, GridSettings, GridType, Making, Shape, way};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::Diagnostics;
use crate::plan::{Input, Laid, names};
use crate::source::Span;

const SHAPE: &Shape = &Shape { has_lists: true, ..Shape::new("matrix") };

pub(super) const TYPE: ViewType =
    ViewType { word: "matrix", keys: &[GRID, KEYS], read, on_record: &[], code: &[] };

/// The field of the records whose value a cell shows.
struct Matrix {
    mark: Option<(String, Span)>,
}

const KEYS: Keys = &[Key::new("mark", Takes::Text, "The field whose value a cell shows.")];

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let sides = GridSettings::read(reader);
    let mark = reader.text_at("mark");
    grid::read(Box::new(Matrix { mark }), sides, reader, span)
}

impl GridType for Matrix {
    fn shape(&self) -> &'static Shape {
        SHAPE
    }

    fn mark(&self) -> Option<&(String, Span)> {
        self.mark.as_ref()
    }

    /// A mark that is not a field of the records is reported.
    fn check(&self, input: Input<'_>, making: &Making<'_>, diagnostics: &mut Diagnostics) -> bool {
        let Some((name, span)) = &self.mark else { return true };
        let kinds: Vec<_> = making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
        if let Some(field) = names::fields(&kinds, name).next() {
            let problem = way::uncounted(field, &kinds, *span);
            let is_fine = problem.is_none();
            diagnostics.extend(problem);
            return is_fine;
        }
        diagnostics.push(names::no_field(
            &kinds,
            "field of the records that are counted",
            name,
            *span,
        ));
        false
    }
}
