//! `stages`, the one-stop shop: for each stage what there is for it, in blocks.

use super::ViewType;
use super::grid::{self, AxisSettings, Grid, GridSettings, GridType, ROWS, Shape, View, ways};
use super::settings::lacks;
use crate::config::Reader;
use crate::config::keys::{Key, Keys, LOCALISED, Takes};
use crate::diag::{Code, Diagnostic};
use crate::plan::{Laid, Laying};
use crate::source::Span;
use crate::text::Localised;

mod plan;
mod show;

const SHAPE: &Shape = &Shape { names_records: true, ..Shape::new("stages") };

pub(super) const TYPE: ViewType = ViewType {
    word: "stages",
    keys: &[ROWS, KEYS],
    read,
    on_record: &[("blocks", show::blocks)],
    code: &[include_str!("show.rs")],
};

const KEYS: Keys =
    &[Key::new("blocks", Takes::Tables(BLOCK, "title"), "The blocks of each stage.").required()];

const BLOCK: Keys = &[
    Key::new("title", LOCALISED, "The words above it.").required(),
    Key::new("kind", Takes::Texts, "The kinds of the records in it."),
    Key::new("via", Takes::Texts, "Ways from the stage to the records in it."),
    Key::new("where", Takes::Text, "The condition that a record must meet."),
];

/// A block of the view `stages`.
pub(super) struct BlockSettings {
    /// The words above it.
    pub(super) title: Localised,
    /// Which records stand in it: the ways there, the kinds, the condition.
    pub(super) axis: AxisSettings,
    /// Where the block is declared.
    pub(super) span: Span,
}

/// The blocks of each stage.
struct Stages(Vec<BlockSettings>);

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let sides = GridSettings::read_rows(reader);
    let blocks = blocks(reader);
    if blocks.is_empty() && !reader.has("blocks") {
        let diagnostic = Diagnostic::new(Code::WrongSetting, "this view has no blocks").at(span);
        reader.report(diagnostic.help("add `[[views.blocks]]` with a `title` and a `kind`"));
    }
    grid::read(Box::new(Stages(blocks)), sides, reader, span)
}

fn blocks(reader: &mut Reader<'_, '_>) -> Vec<BlockSettings> {
    let mut out = Vec::new();
    for (table, span) in reader.tables("blocks") {
        let mut reader = Reader::of(table, &[BLOCK], "a block", reader.diagnostics());
        let title = reader.localised("title");
        let axis = ways(&mut reader, "via");
        if title.is_none() || axis.paths.is_empty() {
            let name = if title.is_none() { "title" } else { "kind" };
            lacks(&mut reader, span, "block", name);
        } else {
            out.push(BlockSettings { title: title.unwrap_or_default(), axis, span });
        }
        reader.finish();
    }
    out
}

impl GridType for Stages {
    fn needs_columns(&self) -> bool {
        false
    }

    fn shape(&self) -> &'static Shape {
        SHAPE
    }

    fn make(&self, view: &View, laying: &mut Laying<'_>) -> Option<Grid> {
        plan::make(view, &self.0, laying)
    }
}
