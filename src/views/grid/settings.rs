//! What a view with two dimensions is told, whatever is made of it.

use super::{GridType, View};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, LOCALISED, Takes};
use crate::data::Value;
use crate::diag::{Code, Diagnostic};
use crate::plan::Laid;
use crate::source::Span;
use crate::text::Localised;
use crate::views::settings;

/// The keys of a view with rows and columns.
pub(in crate::views) const GRID: Keys = &[
    Key::new("rows", Takes::TextsOrTable(AXIS), "What stands down the side: ways, or a table."),
    Key::new("columns", Takes::TextsOrTable(AXIS), "What stands across the top: ways, or a table."),
    MOST,
];

/// The keys of a view that makes its columns of something else.
pub(in crate::views) const ROWS: Keys = &[
    Key::new("rows", Takes::TextsOrTable(AXIS), "What stands down the side: ways, or a table.")
        .required(),
    MOST,
];

const MOST: Key =
    Key::new("max_cells", Takes::Number(1), "The most cells, rows times columns.").default("40000");

const AXIS: Keys = &[
    Key::new("field", Takes::Texts, "Ways from a record; the kinds where there is none."),
    Key::new("kind", Takes::Texts, "The kinds of records that may stand there."),
    Key::new("where", Takes::Text, "The condition that a record must meet to stand there."),
    Key::new("all", Takes::Flag, "Whether those without records are shown."),
    Key::new("label", LOCALISED, "What they are called together."),
];

/// What stands where.
pub(in crate::views) struct GridSettings {
    /// What stands down the side.
    pub(in crate::views) rows: Option<AxisSettings>,
    /// What stands across the top.
    pub(in crate::views) columns: Option<AxisSettings>,
    /// How many cells there may be; 0: the default.
    pub(in crate::views) max_cells: usize,
}

/// What stands along one side.
#[derive(Clone, Debug)]
pub(in crate::views) struct AxisSettings {
    /// Fields, kinds, or paths through references.
    pub(in crate::views) paths: Vec<(String, Span)>,
    /// The kinds that heads may be of; all where empty.
    pub(in crate::views) kinds: Vec<(String, Span)>,
    /// The condition that a record must meet to be a head.
    pub(in crate::views) condition: Option<(String, Span)>,
    /// Whether heads without records are shown.
    pub(in crate::views) all: Option<bool>,
    /// The words for all heads together.
    pub(in crate::views) label: Option<Localised>,
}

impl GridSettings {
    /// Reads what stands down the side and across the top.
    pub(in crate::views) fn read(reader: &mut Reader<'_, '_>) -> Self {
        let rows = axis(reader, "rows");
        Self { rows, columns: axis(reader, "columns"), max_cells: 0 }
    }

    /// Reads what stands down the side of a view that makes its columns of something else.
    pub(in crate::views) fn read_rows(reader: &mut Reader<'_, '_>) -> Self {
        Self { rows: axis(reader, "rows"), columns: None, max_cells: 0 }
    }
}

/// Reads the rest of a view whose sides and own settings have been read.
pub(in crate::views) fn read(
    of: Box<dyn GridType>,
    mut grid: GridSettings,
    reader: &mut Reader<'_, '_>,
    span: Span,
) -> Option<Box<dyn Laid>> {
    grid.max_cells = reader.number("max_cells", 1).unwrap_or(0) as usize;
    let view = settings::page(reader, span);
    let missing =
        [("rows", grid.rows.is_none()), ("columns", of.needs_columns() && grid.columns.is_none())];
    for (name, missing) in missing {
        if missing && of.other().is_none() && !reader.has(name) {
            let diagnostic = without(name, span);
            reader.report(of.hint().into_iter().fold(diagnostic, Diagnostic::help));
        }
    }
    Some(Box::new(View { view: view?, grid, of }))
}

/// The diagnostic about a view that lacks a setting.
pub(in crate::views) fn without(name: &str, span: Span) -> Diagnostic {
    let headline = format!("this view has no `{name}`");
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
    diagnostic.help(format!("add `{name} = \"…\"`"))
}

/// An axis: a text, a list of texts, or a table.
fn axis(reader: &mut Reader<'_, '_>, name: &'static str) -> Option<AxisSettings> {
    let Some(table) = reader.value(name).and_then(Value::as_table) else {
        let paths = reader.texts(name)?;
        let (kinds, condition) = (Vec::new(), None);
        return Some(AxisSettings { paths, kinds, condition, all: None, label: None });
    };
    let mut inner = Reader::of(table, &[AXIS], format!("`{name}`"), reader.diagnostics());
    let kinds = inner.texts("kind").unwrap_or_default();
    let axis = AxisSettings {
        paths: inner.texts("field").unwrap_or_else(|| kinds.clone()),
        kinds,
        condition: inner.text_at("where"),
        all: inner.flag("all"),
        label: inner.localised("label"),
    };
    inner.finish();
    Some(axis)
}

/// The ways to other records: a path, else a kind; and what the others must be like.
pub(in crate::views) fn ways(reader: &mut Reader<'_, '_>, path: &'static str) -> AxisSettings {
    let kinds = reader.texts("kind").unwrap_or_default();
    AxisSettings {
        paths: reader.texts(path).unwrap_or_else(|| kinds.clone()),
        kinds,
        condition: reader.text_at("where"),
        all: None,
        label: None,
    }
}
