//! `chart`: a drawing with its table.

use super::ViewType;
use super::grid::{self, GridType, Sides};
use crate::config::Reader;
use crate::plan::{ChartStyle, GridShape, Laid};
use crate::source::Span;

pub(super) const TYPE: ViewType = ViewType { word: "chart", read };

struct Chart(ChartStyle);

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let words =
        [("bars", ChartStyle::Bars), ("stacked", ChartStyle::Stacked), ("heat", ChartStyle::Heat)];
    let style = reader.word("style", &words).unwrap_or(ChartStyle::Bars);
    let sides = if style == ChartStyle::Bars { Sides::Rows } else { Sides::Both };
    grid::read(Box::new(Chart(style)), sides, reader, span)
}

impl GridType for Chart {
    fn shape(&self) -> GridShape {
        GridShape::Chart(self.0)
    }
}
