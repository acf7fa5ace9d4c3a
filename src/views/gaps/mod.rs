//! `gaps`: what a matrix leaves empty.

use super::ViewType;
use super::grid::{self, GRID, GridSettings, GridType, Shape};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::{Code, Diagnostic};
use crate::plan::Laid;
use crate::source::Span;

const SHAPE: &Shape = &Shape { is_of_gaps: true, ..Shape::new("gaps") };

pub(super) const TYPE: ViewType =
    ViewType { word: "gaps", keys: &[GRID, KEYS], read, on_record: &[], code: &[] };

/// The view whose rows and columns are taken over.
struct Gaps {
    of: Option<(String, Span)>,
}

const KEYS: Keys = &[Key::new("of", Takes::Text, "The path of the matrix whose gaps they are.")];

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let of = reader.text_at("of");
    if let Some((path, span)) = &of {
        for name in ["rows", "columns", "kind", "kinds", "where"] {
            if reader.has(name) {
                let headline = format!("`{path}` already sets `{name}`");
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(*span);
                reader.report(diagnostic.help(format!("remove `of` or `{name}`")));
            }
        }
    }
    let sides = GridSettings::read(reader);
    grid::read(Box::new(Gaps { of }), sides, reader, span)
}

impl GridType for Gaps {
    fn shape(&self) -> &'static Shape {
        SHAPE
    }

    fn other(&self) -> Option<&(String, Span)> {
        self.of.as_ref()
    }

    fn hint(&self) -> Option<&'static str> {
        Some("or name a matrix: `of = \"…\"`")
    }
}
