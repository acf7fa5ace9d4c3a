//! Views with two dimensions (matrix, gaps, scorecard, chart, stages), and `[[assert]]`.

use super::Reader;
use crate::data::Value;
use crate::diag::{Code, Diagnostic, Level};
use crate::source::Span;
use crate::text::Localised;

/// The settings of a view with two dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridSettings {
    /// What is made of rows and columns.
    pub shape: GridShape,
    /// The view whose rows and columns are taken over.
    pub of: Option<(String, Span)>,
    /// What stands down the side.
    pub rows: Option<AxisSettings>,
    /// What stands across the top.
    pub columns: Option<AxisSettings>,
    /// The field of the records whose value a cell shows.
    pub mark: Option<(String, Span)>,
    /// Of a scorecard: what each level needs.
    pub score: Option<ScoreSettings>,
    /// Of stages: the blocks of each stage.
    pub blocks: Vec<BlockSettings>,
    /// How many cells there may be; 0: the default.
    pub max_cells: usize,
}

/// What is made of rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridShape {
    /// A table whose cells count records.
    Matrix,
    /// What a matrix leaves empty.
    Gaps,
    /// A table of levels with their evidence.
    Scorecard,
    /// A drawing with its table.
    Chart(ChartStyle),
    /// A section for each row, with a block for each column.
    Stages,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartStyle {
    /// A bar for each row.
    Bars,
    /// A bar for each row, in parts for the columns.
    Stacked,
    /// A square for each cell, the darker the more.
    Heat,
}

/// What stands along one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisSettings {
    /// Fields, kinds, or paths through references.
    pub paths: Vec<(String, Span)>,
    /// The kinds that heads may be of; all where empty.
    pub kinds: Vec<(String, Span)>,
    /// The condition that a record must meet to be a head.
    pub condition: Option<(String, Span)>,
    /// Whether heads without records are shown.
    pub all: Option<bool>,
    /// The words for all heads together.
    pub label: Option<Localised>,
}

/// What a scorecard reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreSettings {
    /// The field that holds the level.
    pub level: (String, Span),
    /// The field that holds the evidence; `source` where it is left out.
    pub evidence: Option<(String, Span)>,
    /// The words that count as reached; the best one where it is empty.
    pub reached: Vec<(String, Span)>,
}

/// A block of the view `stages`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockSettings {
    /// The words above it.
    pub title: Localised,
    /// Which records stand in it: the ways there, the kinds, the condition.
    pub axis: AxisSettings,
    /// Where the block is declared.
    pub span: Span,
}

/// One of `[[assert]]`: a policy that must hold.
#[derive(Clone, Debug)]
pub struct Assert {
    /// Whom it is about.
    pub every: (String, Span),
    /// What must be the case.
    pub must: Must,
    /// The policy in words; empty: words are made of the settings.
    pub text: String,
    /// How much it matters.
    pub level: Level,
    /// Where it is declared.
    pub span: Span,
}

/// What a policy demands.
#[derive(Clone, Debug)]
pub enum Must {
    /// Rows, columns or cells of a view hold so many records.
    Fill {
        /// The path of the view.
        view: (String, Span),
        /// The least number of records.
        at_least: usize,
    },
    /// Each record of a kind is related to so many others.
    Have {
        /// The ways to the others.
        axis: AxisSettings,
        /// The condition that a record of the kind must meet for the policy to concern it.
        when: Option<(String, Span)>,
        /// The least number of others.
        at_least: usize,
    },
    /// Each record of a kind meets a condition.
    Require {
        /// The condition.
        condition: (String, Span),
        /// The condition that a record must meet for the policy to concern it.
        when: Option<(String, Span)>,
    },
}

/// Reads the settings of a view with two dimensions.
pub(super) fn read(shape: GridShape, reader: &mut Reader<'_, '_>) -> GridSettings {
    let chart = matches!(shape, GridShape::Chart(_));
    let shape = if chart { GridShape::Chart(chart_style(reader)) } else { shape };
    let is_score = shape == GridShape::Scorecard;
    let is_stages = shape == GridShape::Stages;
    GridSettings {
        shape,
        of: if shape == GridShape::Gaps { reader.text_at("of") } else { None },
        rows: axis(reader, "rows"),
        columns: if is_stages { None } else { axis(reader, "columns") },
        mark: if shape == GridShape::Matrix { reader.text_at("mark") } else { None },
        score: if is_score { score(reader) } else { None },
        blocks: if is_stages { blocks(reader) } else { Vec::new() },
        max_cells: reader.number("max_cells", 1).unwrap_or(0) as usize,
    }
}

fn chart_style(reader: &mut Reader<'_, '_>) -> ChartStyle {
    let words =
        [("bars", ChartStyle::Bars), ("stacked", ChartStyle::Stacked), ("heat", ChartStyle::Heat)];
    reader.word("style", &words).unwrap_or(ChartStyle::Bars)
}

/// Reports what a view with two dimensions cannot do without.
pub(super) fn check(settings: &GridSettings, span: Span, reader: &mut Reader<'_, '_>) {
    let columns = matches!(
        settings.shape,
        GridShape::Matrix
            | GridShape::Gaps
            | GridShape::Scorecard
            | GridShape::Chart(ChartStyle::Stacked | ChartStyle::Heat)
    );
    let missing = [
        ("rows", settings.rows.is_none()),
        ("columns", columns && settings.columns.is_none()),
        ("level", settings.shape == GridShape::Scorecard && settings.score.is_none()),
    ];
    for (name, missing) in missing {
        if missing && settings.of.is_none() && !reader.has(name) {
            let headline = format!("this view has no `{name}`");
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
            let diagnostic = diagnostic.help(format!("add `{name} = \"…\"`"));
            reader.report(match settings.shape {
                GridShape::Gaps => diagnostic.help("or name a matrix: `of = \"…\"`"),
                _ => diagnostic,
            });
        }
    }
    if let Some((path, span)) = &settings.of {
        for name in ["rows", "columns", "kind", "kinds", "where"] {
            if reader.has(name) {
                let headline = format!("`{path}` already sets `{name}`");
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(*span);
                reader.report(diagnostic.help(format!("remove `of` or `{name}`")));
            }
        }
    }
    if settings.shape == GridShape::Stages && settings.blocks.is_empty() && !reader.has("blocks") {
        let diagnostic = Diagnostic::new(Code::WrongSetting, "this view has no blocks").at(span);
        reader.report(diagnostic.help("add `[[views.blocks]]` with a `title` and a `kind`"));
    }
}

/// An axis: a text, a list of texts, or a table.
fn axis(reader: &mut Reader<'_, '_>, name: &'static str) -> Option<AxisSettings> {
    let Some(table) = reader.value(name).and_then(Value::as_table) else {
        let paths = reader.texts(name)?;
        let none =
            AxisSettings { paths, kinds: Vec::new(), condition: None, all: None, label: None };
        return Some(none);
    };
    let mut inner = Reader::new(table, format!("`{name}`"), reader.diagnostics());
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

fn score(reader: &mut Reader<'_, '_>) -> Option<ScoreSettings> {
    let level = reader.text_at("level");
    let evidence = reader.text_at("evidence");
    let reached = reader.texts("reached").unwrap_or_default();
    Some(ScoreSettings { level: level?, evidence, reached })
}

fn blocks(reader: &mut Reader<'_, '_>) -> Vec<BlockSettings> {
    let mut out = Vec::new();
    for (table, span) in reader.tables("blocks") {
        let mut reader = Reader::new(table, "a block", reader.diagnostics());
        let title = reader.localised("title");
        let axis = ways(&mut reader, "via");
        if title.is_none() || axis.paths.is_empty() {
            let name = if title.is_none() { "title" } else { "kind" };
            let headline = format!("this block has no {name}");
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
            reader.report(diagnostic.help(format!("add `{name} = \"…\"`")));
        } else {
            out.push(BlockSettings { title: title.unwrap_or_default(), axis, span });
        }
        reader.finish();
    }
    out
}

/// The ways to other records: a path, else a kind; and what the others must be like.
fn ways(reader: &mut Reader<'_, '_>, path: &'static str) -> AxisSettings {
    let kinds = reader.texts("kind").unwrap_or_default();
    AxisSettings {
        paths: reader.texts(path).unwrap_or_else(|| kinds.clone()),
        kinds,
        condition: reader.text_at("where"),
        all: None,
        label: None,
    }
}

/// Reads every `[[assert]]`.
pub(super) fn asserts(reader: &mut Reader<'_, '_>) -> Vec<Assert> {
    let mut out = Vec::new();
    for (table, span) in reader.tables("assert") {
        let mut reader = Reader::new(table, "an `[[assert]]`", reader.diagnostics());
        let levels = [("error", Level::Error), ("warning", Level::Warning), ("info", Level::Info)];
        let text = reader.text("text").unwrap_or_default();
        let level = reader.word("level", &levels).unwrap_or(Level::Error);
        let every = reader.text_at("every");
        let must = must(&mut reader);
        match (every, must) {
            (Some(every), Some(must)) => out.push(Assert { every, must, text, level, span }),
            (None, _) => reader.report(
                Diagnostic::new(Code::WrongSetting, "this policy has no `every`")
                    .at(span)
                    .help("add `every = \"…\"` with a kind, or with `row`, `column` or `cell` of a matrix"),
            ),
            (_, None) => reader.report(
                Diagnostic::new(Code::WrongSetting, "this policy has no requirement")
                    .at(span)
                    .help("add `has = \"…\"`, `require = \"…\"` or `matrix = \"…\"`"),
            ),
        }
        reader.finish();
    }
    out
}

fn must(reader: &mut Reader<'_, '_>) -> Option<Must> {
    let view = reader.text_at("matrix");
    let axis = ways(reader, "has");
    let require = reader.text_at("require");
    let when = reader.text_at("when");
    let at_least = reader.number("at_least", 1).unwrap_or(1) as usize;
    match (view, require) {
        (Some(view), _) => Some(Must::Fill { view, at_least }),
        (None, Some(condition)) => Some(Must::Require { condition, when }),
        (None, None) if axis.paths.is_empty() => None,
        (None, None) => Some(Must::Have { axis, when, at_least }),
    }
}
