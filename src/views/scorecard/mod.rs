//! `scorecard`: a table of levels with their evidence.

use super::ViewType;
use super::grid::{self, GRID, Grid, GridSettings, GridType, Making, Shape};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::Diagnostics;
use crate::plan::Laid;
use crate::plan::reading::Reading;
use crate::source::Span;

mod plan;

const SHAPE: &Shape = &Shape { names_records: true, is_scored: true, ..Shape::new("scorecard") };

pub(super) const TYPE: ViewType =
    ViewType { word: "scorecard", keys: &[GRID, KEYS], read, on_record: &[], code: &[] };

/// What a scorecard reads.
pub(super) struct ScoreSettings {
    /// The field that holds the level.
    pub(super) level: (String, Span),
    /// The field that holds the evidence; `source` where it is left out.
    pub(super) evidence: Option<(String, Span)>,
    /// The words that count as reached; the best one where it is empty.
    pub(super) reached: Vec<(String, Span)>,
}

/// A scorecard; what it lacks has been reported.
struct Scorecard(Option<ScoreSettings>);

const KEYS: Keys = &[
    Key::new("level", Takes::Text, "The field that holds the level.").required(),
    Key::new("evidence", Takes::Text, "The field that names what shows the level.")
        .default("\"source\""),
    Key::new(
        "reached",
        Takes::Texts,
        "The words that count as reached; the best one where none is named.",
    ),
];

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let sides = GridSettings::read(reader);
    let level = reader.text_at("level");
    let evidence = reader.text_at("evidence");
    let reached = reader.texts("reached").unwrap_or_default();
    if level.is_none() && !reader.has("level") {
        reader.report(grid::without("level", span));
    }
    let own = level.map(|level| ScoreSettings { level, evidence, reached });
    grid::read(Box::new(Scorecard(own)), sides, reader, span)
}

impl GridType for Scorecard {
    fn shape(&self) -> &'static Shape {
        SHAPE
    }

    fn mark(&self) -> Option<&(String, Span)> {
        self.0.as_ref().map(|own| &own.level)
    }

    fn finish(
        &self,
        reading: Reading<'_>,
        grid: &mut Grid,
        making: &Making<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(own) = &self.0 {
            plan::apply(reading, grid, (making, own), diagnostics);
        }
    }
}
