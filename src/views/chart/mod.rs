//! `chart`: a drawing with its table.

use super::ViewType;
use super::grid::{self, Draw, GRID, Grid, GridSettings, GridType, Making, Shape};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes, words};
use crate::diag::Diagnostics;
use crate::plan::Laid;
use crate::plan::reading::Reading;
use crate::source::Span;

mod map;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "chart",
    keys: &[GRID, KEYS],
    read,
    on_record: &[],
    code: &[include_str!("show.rs")],
};

const KEYS: Keys =
    &[Key::new("style", Takes::Word(&words(STYLES)), "How it is drawn.").default("\"bars\"")];

const STYLES: &[(&str, Chart); 4] = &[
    ("bars", Chart::Bars),
    ("stacked", Chart::Stacked),
    ("heat", Chart::Heat),
    ("map", Chart::Map),
];

/// How a chart is drawn.
#[derive(Clone, Copy)]
enum Chart {
    /// A bar for each row.
    Bars,
    /// A bar for each row, in parts for the columns.
    Stacked,
    /// A square for each cell, the darker the more.
    Heat,
    /// A tile for each country of the world, the darker the more.
    Map,
}

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let chart = reader.word("style", STYLES).unwrap_or(Chart::Bars);
    let sides = GridSettings::read(reader);
    grid::read(Box::new(chart), sides, reader, span)
}

const fn drawn(draw: Draw) -> Shape {
    Shape { draw: Some(draw), ..Shape::new("chart") }
}

impl GridType for Chart {
    fn shape(&self) -> &'static Shape {
        const BARS: &Shape = &drawn(show::bars);
        const STACKED: &Shape = &drawn(show::stacked);
        const HEAT: &Shape = &drawn(show::heat);
        const MAP: &Shape = &drawn(map::draw);
        match self {
            Self::Map => MAP,
            Self::Bars => BARS,
            Self::Stacked => STACKED,
            Self::Heat => HEAT,
        }
    }

    fn needs_columns(&self) -> bool {
        !matches!(self, Self::Bars | Self::Map)
    }

    fn finish(
        &self,
        reading: Reading<'_>,
        grid: &mut Grid,
        making: &Making<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        if matches!(self, Self::Map) {
            map::place(reading, grid, making, diagnostics);
        }
    }
}
