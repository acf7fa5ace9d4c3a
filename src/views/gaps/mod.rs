//! `gaps`: what a matrix leaves empty.

use super::ViewType;
use super::grid::{self, GridSettings, GridType};
use crate::config::Reader;
use crate::diag::{Code, Diagnostic};
use crate::plan::{GridShape, Laid};
use crate::source::Span;

pub(super) const TYPE: ViewType = ViewType { word: "gaps", read };

/// The view whose rows and columns are taken over.
struct Gaps {
    of: Option<(String, Span)>,
}

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let of = reader.text_at("of");
    if let Some((path, span)) = &of {
        for name in ["rows", "columns", "kind", "kinds", "where"] {
            if reader.has(name) {
                let headline = format!("`{name}` is that of `{path}` already");
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(*span);
                reader.report(diagnostic.help(format!("leave out `of` or `{name}`")));
            }
        }
    }
    let sides = GridSettings::read(reader);
    grid::read(Box::new(Gaps { of }), sides, reader, span)
}

impl GridType for Gaps {
    fn shape(&self) -> GridShape {
        GridShape::Gaps
    }

    fn other(&self) -> Option<&(String, Span)> {
        self.of.as_ref()
    }

    fn hint(&self) -> Option<&'static str> {
        Some("or name a matrix: `of = \"…\"`")
    }
}
