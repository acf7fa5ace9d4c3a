//! `[[assert]]`: policies of a site, checked against what its views hold and what its records say.

use super::grid::{self, AxisSettings, Grid, Head, Side, way, ways};
use crate::config::keys::{Key, Keys, Takes, words};
use crate::config::{Config, LEVELS, Reader};
use crate::diag::{Code, Diagnostic, Diagnostics, Level, no_such};
use crate::graph::EntityId;
use crate::parse::Origin;
use crate::plan::reading::Reading;
use crate::plan::{DEFAULT_LANGUAGE, Filter, Input, Laid, Laying, ViewPage, names, read_condition};
use crate::source::Span;
use crate::text::{article, quoted_list};
use crate::views::content_as;

/// How many of those for which a policy does not hold are named; the rest is counted.
const NAMED: usize = 20;

/// Every policy of a site.
pub(super) struct Policies(Vec<Assert>);

/// One of `[[assert]]`: a policy that must hold.
struct Assert {
    /// Whom it is about.
    every: (String, Span),
    /// What must be the case.
    must: Must,
    /// The policy in words; empty: words are made of the settings.
    text: String,
    /// How much it matters.
    level: Level,
    /// Where it is declared.
    span: Span,
}

/// What a policy demands.
enum Must {
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

/// What does not hold, for which records.
#[derive(Default)]
struct Findings {
    /// How many were looked at.
    of: usize,
    /// Those for which it does not hold: in words, and the record where it is one.
    broken: Vec<(String, Option<EntityId>)>,
    /// What to try.
    help: String,
    /// The policy in words, where its author wrote none.
    words: String,
}

/// The keys of `[[assert]]`.
pub const ASSERT: Keys = &[
    Key::new("every", Takes::Text, "A kind; with `matrix`: `row`, `column` or `cell`.").required(),
    Key::new("matrix", Takes::Text, "The path of a view whose parts hold `at_least` so many."),
    Key::new(
        "has",
        Takes::Texts,
        "Ways: each record of the kind leads to `at_least` so many others.",
    ),
    Key::new("kind", Takes::Texts, "Kinds of which those others must be."),
    Key::new("where", Takes::Text, "The condition that those others must meet."),
    Key::new("require", Takes::Text, "The condition that each record of the kind meets."),
    Key::new("when", Takes::Text, "Only records that meet this condition are looked at."),
    Key::new("at_least", Takes::Number(1), "How many.").default("1"),
    Key::new("text", Takes::Text, "The policy in words."),
    Key::new("level", Takes::Word(&words(LEVELS)), "How much it matters.").default("\"error\""),
];

/// Reads every `[[assert]]`.
pub(super) fn read(config: &Config, diagnostics: &mut Diagnostics) -> Policies {
    let mut out = Vec::new();
    for (table, span) in &config.asserts {
        let mut reader = Reader::of(table, &[ASSERT], "an `[[assert]]`", diagnostics);
        let text = reader.text("text").unwrap_or_default();
        let level = reader.word("level", LEVELS).unwrap_or(Level::Error);
        let every = reader.text_at("every");
        let must = must(&mut reader);
        match (every, must) {
            (Some(every), Some(must)) => out.push(Assert { every, must, text, level, span: *span }),
            (None, _) => reader.report(
                Diagnostic::new(Code::WrongSetting, "this policy has no `every`")
                    .at(*span)
                    .help("add `every = \"…\"` with a kind, or with `row`, `column` or `cell` of a matrix"),
            ),
            (_, None) => reader.report(
                Diagnostic::new(Code::WrongSetting, "this policy has no requirement")
                    .at(*span)
                    .help("add `has = \"…\"`, `require = \"…\"` or `matrix = \"…\"`"),
            ),
        }
        reader.finish();
    }
    Policies(out)
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

/// Policies are checked in the site's first language, when all views are laid out.
impl Laid for Policies {
    fn lay(&self, laying: &mut Laying<'_>) {
        if laying.reading.language == DEFAULT_LANGUAGE {
            self.0.iter().for_each(|assert| check(laying, assert));
        }
    }
}

fn check(laying: &mut Laying<'_>, assert: &Assert) {
    let input = laying.input();
    // What has too few of others may have lost some of them with a table that could not be read.
    if !input.graph.lost_rows.is_empty() && !matches!(assert.must, Must::Require { .. }) {
        return;
    }
    let findings = match &assert.must {
        Must::Fill { view, at_least } => filled(laying, &assert.every, view, *at_least),
        Must::Have { axis, when, at_least } => {
            have(input, &assert.every, (axis, when.as_ref(), *at_least), laying.diagnostics)
        }
        Must::Require { condition, when } => {
            require(input, &assert.every, (condition, when.as_ref()), laying.diagnostics)
        }
    };
    let broken = findings.filter(|findings| !findings.broken.is_empty());
    laying.diagnostics.extend(broken.map(|findings| diagnostic(input, assert, &findings)));
}

fn diagnostic(input: Input<'_>, assert: &Assert, findings: &Findings) -> Diagnostic {
    let text = if assert.text.is_empty() { &findings.words } else { &assert.text };
    let (broken, of) = (findings.broken.len(), findings.of);
    let text = text.trim_end_matches('.');
    let headline = format!("“{text}” does not hold for {broken} of {of}");
    let mut out = Diagnostic::new(Code::BrokenPolicy, headline)
        .level(assert.level)
        .at(assert.span)
        .help(findings.help.clone());
    for (words, id) in findings.broken.iter().take(NAMED) {
        out = match id {
            Some(id) => out.related(input.graph.base(*id).head, words.clone()),
            None => out.note(words.clone()),
        };
    }
    match broken.checked_sub(NAMED) {
        Some(more) if more > 0 => out.note(format!("{more} more are not listed here")),
        _ => out,
    }
}

/// Whether the rows, columns or cells of a view hold enough records.
fn filled(
    laying: &mut Laying<'_>,
    every: &(String, Span),
    (path, span): &(String, Span),
    at_least: usize,
) -> Option<Findings> {
    let reported = &mut *laying.diagnostics;
    let grid::View { view, grid: settings, .. } = grid::find(laying.views, path, *span, reported)?;
    let here = |page: &&ViewPage| page.language == DEFAULT_LANGUAGE && page.folder == view.path;
    // A view that could not be made has been reported.
    let grid = content_as::<Grid>(laying.plan.pages.iter().find(here)?)?;
    let (of, broken) = match every.0.as_str() {
        "row" => heads(&grid.rows.heads, at_least),
        "column" => heads(&grid.columns.heads, at_least),
        "cell" => cells(grid, at_least),
        other => {
            reported.push(no_such("part of a matrix", other, every.1, ["row", "column", "cell"]));
            return None;
        }
    };
    let paths = |axis: &Option<AxisSettings>| {
        let paths = axis.iter().flat_map(|axis| &axis.paths);
        let paths: Vec<&str> = paths.map(|(path, _)| path.as_str()).collect();
        quoted_list(&paths, "or")
    };
    let help = match (paths(&settings.rows), paths(&settings.columns)) {
        (_, columns) if columns.is_empty() => {
            "complete a record that belongs there, or add one".to_owned()
        }
        (rows, columns) => {
            format!("complete or add a record: {rows} gives the row, {columns} the column")
        }
    };
    let words = format!("every {} of `{}` has {at_least} or more", every.0, view.path);
    Some(Findings { of, broken, help, words })
}

type Broken = Vec<(String, Option<EntityId>)>;

fn heads(heads: &[Head], at_least: usize) -> (usize, Broken) {
    let few = heads.iter().filter(|head| head.count < at_least);
    let words = few.map(|head| (has(&head.label, head.count), head.entity));
    (heads.len(), words.collect())
}

fn cells(grid: &Grid, at_least: usize) -> (usize, Broken) {
    let mut broken = Vec::new();
    for row in 0..grid.rows.heads.len() {
        for (column, items) in grid.row(row).enumerate().filter(|(_, i)| i.len() < at_least) {
            let labels = (&grid.rows.heads[row].label, &grid.columns.heads[column].label);
            let cell = format!("{} / {}", labels.0, labels.1);
            broken.push((has(&cell, items.len()), None));
        }
    }
    (grid.size(), broken)
}

fn has(label: &str, count: usize) -> String {
    match count {
        0 => format!("“{label}” has none"),
        count => format!("“{label}” has only {count}"),
    }
}

/// Policies are about records as readers of the default language see them.
fn original(input: Input<'_>) -> Reading<'_> {
    Reading { input, language: DEFAULT_LANGUAGE }
}

/// The records of a kind that a policy concerns.
fn concerned(
    input: Input<'_>,
    name: &(String, Span),
    when: Option<&(String, Span)>,
    diagnostics: &mut Diagnostics,
) -> Option<(usize, Vec<EntityId>)> {
    let kind = names::kind(input.schema, name, diagnostics)?;
    let all = 0..input.graph.entities.len() as EntityId;
    // What a record lacks that could not be read has been said already.
    let concerns = |id: &EntityId| {
        let is_damaged = input.graph.record(*id, DEFAULT_LANGUAGE).damaged;
        input.graph.entity(*id).kind == kind && !is_damaged && !input.graph.is_retired(*id)
    };
    let mut ids: Vec<EntityId> = all.filter(concerns).collect();
    if let Some(written) = when {
        let condition = read_condition(input, &[kind], written, diagnostics)?;
        let filter = Filter::new(original(input), &condition);
        ids.retain(|id| filter.admits(*id, diagnostics));
    }
    Some((kind, ids))
}

/// Whether each record of a kind is related to enough others.
fn have(
    input: Input<'_>,
    every: &(String, Span),
    (axis, when, at_least): (&AxisSettings, Option<&(String, Span)>, usize),
    diagnostics: &mut Diagnostics,
) -> Option<Findings> {
    let (kind, ids) = concerned(input, every, when, diagnostics)?;
    let reading = Reading { input, language: DEFAULT_LANGUAGE };
    let side = Side::read(reading, &[kind], axis, diagnostics)?;
    let mut findings = Findings { of: ids.len(), ..Findings::default() };
    for id in ids {
        let mut found: Vec<way::Target> = Vec::new();
        for (reached, _) in side.heads(reading, id, diagnostics) {
            if !found.contains(&reached.target) {
                found.push(reached.target);
            }
        }
        if found.len() < at_least && !has_lost(input, id) {
            let title = &input.graph.record(id, DEFAULT_LANGUAGE).title;
            findings.broken.push((has(title, found.len()), Some(id)));
        }
    }
    let paths: Vec<&str> = axis.paths.iter().map(|(path, _)| path.as_str()).collect();
    findings.words =
        format!("every {} has {at_least} or more of {}", every.0, quoted_list(&paths, "or"));
    findings.help = fields_to_fill(input, &side);
    Some(findings)
}

/// Whether a field of a record names something that was not found, which has been reported.
fn has_lost(input: Input<'_>, id: EntityId) -> bool {
    let number = input.graph.entity(id).base as usize;
    let links = input.graph.records[number].links.iter().zip(&input.graph.found[number]);
    let mut in_fields = links.filter(|(link, _)| matches!(link.origin, Origin::Field(_)));
    in_fields.any(|(_, found)| found.is_none())
}

/// Which fields could supply a relation that is missing.
fn fields_to_fill(input: Input<'_>, side: &Side) -> String {
    let fields = side.ways.iter().flat_map(|way| way.last_fields(input.schema));
    let mut fields: Vec<String> = fields
        .map(|(kind, field)| {
            let kind = &input.schema.kinds[kind];
            format!("`{}` in {}", kind.fields[field].name, article(&kind.name))
        })
        .collect();
    fields.dedup();
    format!("fill in {}", fields.join(", or "))
}

/// Whether each record of a kind meets a condition.
fn require(
    input: Input<'_>,
    every: &(String, Span),
    (condition, when): (&(String, Span), Option<&(String, Span)>),
    diagnostics: &mut Diagnostics,
) -> Option<Findings> {
    let (kind, ids) = concerned(input, every, when, diagnostics)?;
    let read = read_condition(input, &[kind], condition, diagnostics)?;
    let filter = Filter::new(original(input), &read);
    let mut findings = Findings { of: ids.len(), ..Findings::default() };
    for id in ids {
        if !filter.admits(id, diagnostics) {
            let title = &input.graph.record(id, DEFAULT_LANGUAGE).title;
            findings.broken.push((format!("“{title}” does not"), Some(id)));
        }
    }
    findings.words = format!("every {} meets `{}`", every.0, condition.0);
    findings.help = format!("change the record so that `{}` holds", condition.0);
    Some(findings)
}
