//! `chart`: a drawing with its table.

use super::ViewType;
use super::grid::{self, GridSettings, GridType};
use crate::config::Reader;
use crate::plan::{ChartStyle, GridShape, Laid};
use crate::source::Span;

pub(super) const TYPE: ViewType = ViewType { word: "chart", read };

struct Chart(ChartStyle);

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let words =
        [("bars", ChartStyle::Bars), ("stacked", ChartStyle::Stacked), ("heat", ChartStyle::Heat)];
    let style = reader.word("style", &words).unwrap_or(ChartStyle::Bars);
    let sides = GridSettings::read(reader);
    grid::read(Box::new(Chart(style)), sides, reader, span)
}

impl GridType for Chart {
    fn needs_columns(&self) -> bool {
        self.0 != ChartStyle::Bars
    }

    fn shape(&self) -> GridShape {
        GridShape::Chart(self.0)
    }
}
