//! Scorecards: which levels are reached, and which have no evidence.

use super::ScoreSettings;
use crate::diag::no_such;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::plan::reading::{Given, Reading};
use crate::plan::{Input, names};
use crate::schema::Type;
use crate::views::grid::{Grid, Item, Making, Row};

/// The field that holds the evidence where the site names none.
const EVIDENCE: &str = "source";

/// Says of every record in a cell whether its level is reached, counts what each row has reached,
/// puts the best row first, and reports levels without evidence.
pub(super) fn apply(
    reading: Reading<'_>,
    grid: &mut Grid,
    (making, settings): (&Making<'_>, &ScoreSettings),
    diagnostics: &mut Diagnostics,
) {
    let input = reading.input;
    let evidence = settings.evidence.as_ref().map_or(EVIDENCE, |(name, _)| name.as_str());
    if !is_fine(input, making, settings, diagnostics) {
        return;
    }
    grid.evidence = evidence.to_owned();
    let mut bare: Vec<EntityId> = Vec::new();
    let (level, shown_by) = (reading.name(&settings.level.0), reading.name(evidence));
    let judge = |item: &mut Item| {
        let backed = reading.is_stated(item.id, &shown_by);
        if reading.is_stated(item.id, &level) && !backed {
            bare.push(item.id);
        }
        let given = reading.given(item.id, &level);
        item.reached = backed && given.is_some_and(|given| is_reached(given, settings));
    };
    grid.cells.iter_mut().flat_map(Row::values_mut).flatten().for_each(judge);
    for (row, head) in grid.rows.heads.iter_mut().enumerate() {
        let reached = |cell: &&Vec<Item>| cell.iter().any(|item| item.reached);
        head.reached = grid.cells[row].values().filter(reached).count();
    }
    best_first(grid);
    bare.sort_unstable();
    bare.dedup();
    diagnostics.extend(bare.into_iter().map(|id| without_evidence(input, id, settings, evidence)));
}

fn best_first(grid: &mut Grid) {
    let heads = std::mem::take(&mut grid.rows.heads);
    let cells = std::mem::take(&mut grid.cells);
    let mut rows: Vec<_> = heads.into_iter().zip(cells).collect();
    rows.sort_by_key(|(head, _)| std::cmp::Reverse(head.reached));
    (grid.rows.heads, grid.cells) = rows.into_iter().unzip();
}

/// Whether the fields and words that the scorecard names are there.
fn is_fine(
    input: Input<'_>,
    making: &Making<'_>,
    settings: &ScoreSettings,
    diagnostics: &mut Diagnostics,
) -> bool {
    let kinds: Vec<_> = making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    let before = diagnostics.len();
    for (name, span) in std::iter::once(&settings.level).chain(&settings.evidence) {
        if !names::has_field(&kinds, name) {
            let what = "field of the records that are scored";
            diagnostics.push(names::no_field(&kinds, what, name, *span));
        }
    }
    let levels = || names::fields(&kinds, &settings.level.0);
    if levels().any(|field| field.kind.choices().is_empty()) {
        let headline = format!("`{}` has no ordered words", settings.level.0);
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(settings.level.1);
        diagnostics.push(diagnostic.help("name a field of the type `rank` or `enum`"));
        return false;
    }
    for (word, span) in &settings.reached {
        let words = || levels().flat_map(|field| field.kind.choices().iter().map(|c| &*c.value));
        if words().all(|known| known != word) && levels().next().is_some() {
            diagnostics.push(no_such(
                &format!("word of `{}`", settings.level.0),
                word,
                *span,
                words(),
            ));
        }
    }
    diagnostics.len() == before
}

/// Whether the level of a record is one of those that count: the words that the site names, else
/// the first word of a `rank`, the last one of an `enum`.
fn is_reached(given: Given<'_>, settings: &ScoreSettings) -> bool {
    let choices = given.field.kind.choices();
    let best = if matches!(given.field.kind.item(), Type::Rank(_)) { 0 } else { choices.len() - 1 };
    given.any(|value| match value {
        Value::Choice(at) if settings.reached.is_empty() => *at == best,
        Value::Choice(at) => settings.reached.iter().any(|(word, _)| *word == choices[*at].value),
        _ => false,
    })
}

fn without_evidence(
    input: Input<'_>,
    id: EntityId,
    settings: &ScoreSettings,
    evidence: &str,
) -> Diagnostic {
    let record = input.graph.base(id);
    let kind = &input.schema.kinds[record.kind];
    let level = kind.field(&settings.level.0).and_then(|field| record.value(field));
    let headline = format!("“{}” has a level, but no evidence", record.title);
    Diagnostic::new(Code::MissingEvidence, headline)
        .at(level.map_or(record.head, |given| given.span))
        .help(format!("add `{evidence} = [\"…\"]` with the record that proves the level"))
        .help(format!("or remove `{}` until there is one", settings.level.0))
}
