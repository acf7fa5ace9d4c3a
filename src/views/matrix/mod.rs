//! `matrix`: a table whose cells count records, with the list behind each cell.

use super::ViewType;
use super::grid::{self, GridSettings, GridType, Making, Shape, way};
use crate::config::Reader;
use crate::diag::{Diagnostics, no_such};
use crate::plan::{Input, Laid};
use crate::source::Span;

const SHAPE: &Shape = &Shape { has_lists: true, ..Shape::new("matrix") };

pub(super) const TYPE: ViewType = ViewType { word: "matrix", read, on_record: &[], code: &[] };

/// The field of the records whose value a cell shows.
struct Matrix {
    mark: Option<(String, Span)>,
}

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

    /// A mark that is no field of the records is reported.
    fn check(&self, input: Input<'_>, making: &Making<'_>, said: &mut Diagnostics) -> bool {
        let Some((name, span)) = &self.mark else { return true };
        let kinds: Vec<_> = making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
        if let Some(field) = kinds.iter().find_map(|kind| Some(&kind.fields[kind.field(name)?])) {
            let problem = way::uncounted(field, &kinds, *span);
            let is_fine = problem.is_none();
            said.extend(problem);
            return is_fine;
        }
        let fields = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
        said.push(no_such("field of the records that are counted", name, *span, fields));
        false
    }
}
