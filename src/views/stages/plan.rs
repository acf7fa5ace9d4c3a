//! The one-stop shop: a row for each stage, a column for each block of what there is for it.

use super::BlockSettings;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::id::slug;
use crate::plan::reading::Reading;
use crate::plan::{Filter, Laying, names, read_condition};
use crate::views::grid::way::{self, Target};
use crate::views::grid::{
    Axis, AxisSettings, Grid, Head, Item, Making, Row, Side, View, blank, cells, first_path,
    in_order, limits,
};

/// Makes the grid of the view `stages`.
pub(super) fn make(view: &View, blocks: &[BlockSettings], laying: &mut Laying<'_>) -> Option<Grid> {
    let (reading, reported) = (laying.reading, &mut *laying.diagnostics);
    let Reading { input, language } = reading;
    let order = &laying.plan.ranks[language];
    let settings = view.grid.rows.as_ref()?;
    let kind = names::kind(input.schema, first_path(settings)?, reported)?;
    let tag = reading.tag();
    let sides = sides(reading, blocks, kind, reported)?;
    let mut grid = blank(reading, &Making { view, what: view, kinds: Vec::new() });
    let mut rows = stages(reading, settings, kind, reported)?;
    in_order(input, order, &mut rows);
    if let Some(problem) = limits::check(view, [rows.len(), sides.len()]) {
        reported.push(problem);
        return None;
    }
    grid.cells = Filling { reading, sides: &sides, order }.rows(view, &rows, reported)?;
    let label = match &settings.label {
        Some(label) => label.get(tag).to_owned(),
        None => way::plurals(input.schema, &[kind], tag),
    };
    let heads = rows.iter().map(|id| Head {
        slug: slug(input.graph.entity(*id).key.id()),
        label: input.graph.record(*id, language).title.clone(),
        short: reading.short(*id).to_owned(),
        country: "",
        entity: Some(*id),
        count: 0,
        reached: 0,
    });
    grid.rows = Axis { label, heads: heads.collect(), is_own: false };
    let heads = blocks.iter().map(|block| column(block, tag));
    grid.columns = Axis { label: String::new(), heads: heads.collect(), is_own: false };
    cells::count(&mut grid);
    let mut ids: Vec<EntityId> = grid.filled().flatten().map(|i| i.id).collect();
    ids.sort_unstable();
    ids.dedup();
    grid.count = ids.len();
    Some(grid)
}

/// What cells are filled from.
struct Filling<'a> {
    reading: Reading<'a>,
    sides: &'a [Side],
    order: &'a [u32],
}

impl Filling<'_> {
    /// The cells of every stage; `None` where too much is in them.
    fn rows(
        &self,
        view: &View,
        stages: &[EntityId],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Row>> {
        let mut count = 0;
        let mut out = Vec::with_capacity(stages.len());
        for stage in stages {
            let row = self.row(*stage, diagnostics);
            count += row.values().map(Vec::len).sum::<usize>();
            if count > limits::MOST_ITEMS {
                diagnostics.push(limits::too_many_items(&view.view));
                return None;
            }
            out.push(row);
        }
        Some(out)
    }

    fn row(&self, stage: EntityId, diagnostics: &mut Diagnostics) -> Row {
        let mut row = Row::new();
        for (column, side) in self.sides.iter().enumerate() {
            let mut ids = block(self.reading, side, stage, diagnostics);
            in_order(self.reading.input, self.order, &mut ids);
            ids.dedup();
            let items = ids.into_iter().map(|id| Item { id, marks: Vec::new(), reached: false });
            let items: Vec<Item> = items.collect();
            if !items.is_empty() {
                row.insert(column, items);
            }
        }
        row
    }
}

/// The blocks, read; `None` once there was something to report.
fn sides(
    reading: Reading<'_>,
    blocks: &[BlockSettings],
    kind: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Side>> {
    let read: Vec<Option<Side>> =
        blocks.iter().map(|block| Side::read(reading, &[kind], &block.axis, diagnostics)).collect();
    let read: Option<Vec<Side>> = read.into_iter().collect();
    for (side, block) in read.iter().flatten().zip(blocks) {
        if side.ways.iter().any(|way| way.values.is_some()) {
            let headline = "this block must lead to records, but it leads to values";
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(block.span);
            diagnostics.push(diagnostic.help("end `via` with a field that refers to records"));
            return None;
        }
    }
    read
}

/// The stages: every record of the kind that meets the condition of the rows.
fn stages(
    reading: Reading<'_>,
    settings: &AxisSettings,
    kind: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<EntityId>> {
    let input = reading.input;
    let all = 0..input.graph.entities.len() as EntityId;
    let all = all.filter(|id| !input.graph.is_retired(*id));
    let mut ids: Vec<EntityId> = all.filter(|id| input.graph.entity(*id).kind == kind).collect();
    if let Some(written) = &settings.condition {
        let condition = read_condition(input, &[kind], written, diagnostics)?;
        let filter = Filter::new(reading, &condition);
        ids.retain(|id| filter.admits(*id, diagnostics));
    }
    Some(ids)
}

/// The records of a block, in the order in which they are found.
fn block(
    reading: Reading<'_>,
    side: &Side,
    row: EntityId,
    diagnostics: &mut Diagnostics,
) -> Vec<EntityId> {
    let heads = side.heads(reading, row, diagnostics).into_iter();
    let records = heads.filter_map(|(reached, _)| match reached.target {
        Target::Record(id) => Some(id),
        Target::Value(_) => None,
    });
    records.collect()
}

fn column(block: &BlockSettings, tag: &str) -> Head {
    Head {
        slug: slug(&block.title.default),
        label: block.title.get(tag).to_owned(),
        short: String::new(),
        country: "",
        entity: None,
        count: 0,
        reached: 0,
    }
}
