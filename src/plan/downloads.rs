//! Files of data to take home: those of a table beside its page, those of a kind in `/data/`.

use super::{Claim, Input, Job, JobKind, asset_route};
use crate::graph::{EntityId, Graph};
use crate::id::{Route, slug};
use crate::parse::Value;
use crate::parse::table::{Fills, Table};
use crate::schema::{Field, Kind, Schema, Type};

/// A file with the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFile {
    /// The cells as they stand in the source: `table.csv`.
    Csv,
    /// The same with types, for spreadsheet programs: `table.xlsx`.
    Xlsx,
    /// The cells and what they stand for: `table.json`.
    Json,
    /// What the columns mean, as a Frictionless Data Package: `datapackage.json`.
    Package,
    /// The items of the list field with this number, one a line: `table-FIELD.csv`.
    Items(usize),
}

impl TableFile {
    /// Every file that every table has.
    pub const ALL: [TableFile; 4] =
        [TableFile::Csv, TableFile::Xlsx, TableFile::Json, TableFile::Package];

    /// Its name beside the table's page. `kind` is that of the rows.
    pub fn name(self, kind: &Kind) -> String {
        match self {
            TableFile::Csv => "table.csv".to_owned(),
            TableFile::Xlsx => "table.xlsx".to_owned(),
            TableFile::Json => "table.json".to_owned(),
            TableFile::Package => "datapackage.json".to_owned(),
            TableFile::Items(field) => items_name("table", &kind.fields[field]),
        }
    }
}

/// The file of a kind in `/data/` with this ending.
pub fn kind_file(kind: &Kind, ending: &str) -> Route {
    data_file(&format!("{}.{ending}", slug(&kind.name)))
}

/// The file with the items of a list field of a kind, one a line.
fn kind_items_file(kind: &Kind, field: usize) -> Route {
    data_file(&items_name(&slug(&kind.name), &kind.fields[field]))
}

fn data_file(name: &str) -> Route {
    Route::file(&format!("data/{name}")).expect("names of data files are made of slugs")
}

fn items_name(whole: &str, field: &Field) -> String {
    format!("{whole}-{}.csv", slug(&field.name))
}

/// The list fields that columns of a table fill, in the order of the kind. Empty where the rows
/// have no lasting ids by which an item could name its row.
pub fn item_fields(table: &Table, kind: &Kind) -> Vec<usize> {
    if table.head.id.is_none() {
        return Vec::new();
    }
    let filled = table.head.columns.iter().filter_map(|column| match column.fills {
        Fills::Field(field) => Some(field),
        _ => None,
    });
    let mut out: Vec<usize> = filled.filter(|field| is_list(&kind.fields[*field])).collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn is_list(field: &Field) -> bool {
    matches!(field.kind, Type::List(_))
}

/// The fields of each kind, but for the title, that some record gives a value.
pub(super) fn given(graph: &Graph, schema: &Schema) -> Vec<Vec<usize>> {
    let mut is_given: Vec<Vec<bool>> =
        schema.kinds.iter().map(|kind| vec![false; kind.fields.len()]).collect();
    for record in graph.entities.iter().flat_map(|entity| entity.variants.iter().flatten()) {
        let record = &graph.records[*record as usize];
        for given in record.fields.iter().filter(|given| holds_something(&given.value)) {
            is_given[record.kind][given.field] = true;
        }
    }
    let kinds = schema.kinds.iter().zip(is_given);
    let fields = |(kind, is_given): (&Kind, Vec<bool>)| -> Vec<usize> {
        let all = (0..kind.fields.len()).filter(|at| kind.fields[*at].name != "title");
        all.filter(|at| is_given[*at]).collect()
    };
    kinds.map(fields).collect()
}

fn holds_something(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Url(text) => !text.is_empty(),
        Value::Name(name) => !name.text.is_empty(),
        Value::Markdown(body) => !body.html.is_empty(),
        Value::List(items) => items.iter().any(holds_something),
        Value::NotStated => false,
        _ => true,
    }
}

/// Claims the files of every table, in each language in which it has data of its own.
pub(super) fn claim_tables(input: Input<'_>, routes: &[Box<[Route]>], out: &mut Vec<Claim>) {
    for (id, entity) in input.graph.entities.iter().enumerate() {
        for (language, record) in entity.variants.iter().enumerate() {
            let Some(record) = record.map(|at| &input.graph.records[at as usize]) else { continue };
            let Some(table) = record.table.as_ref() else { continue };
            let kind = &input.schema.kinds[table.row_kind];
            let items = item_fields(table, kind).into_iter().map(TableFile::Items);
            for file in TableFile::ALL.into_iter().chain(items) {
                let route = routes[id][language].sibling(&file.name(kind));
                let kind = JobKind::Table { id: id as EntityId, language, file };
                let by = record.path.to_string();
                out.push(Claim { job: Job { route, kind }, by, span: Some(record.head) });
            }
        }
    }
}

/// Claims the files of a kind that has records, but for the two that are as old as the program.
pub(super) fn claim_kind(
    input: Input<'_>,
    given: &[Vec<usize>],
    kind: usize,
    claim: &mut dyn FnMut(&str, JobKind),
) {
    let described = &input.schema.kinds[kind];
    claim(kind_file(described, "xlsx").as_str(), JobKind::KindXlsx { kind });
    for field in given[kind].iter().copied().filter(|at| is_list(&described.fields[*at])) {
        let route = kind_items_file(described, field);
        claim(route.as_str(), JobKind::KindItems { kind, field });
    }
}

/// The addresses of data files at which a file of ours stands in their place.
pub(super) fn replaced(input: Input<'_>, claims: &[Claim]) -> Vec<Route> {
    let is_replaced = |claim: &&Claim| {
        let JobKind::Table { id, language, .. } = claim.job.kind else { return false };
        let table = input.graph.record(id, language).table.as_ref();
        let file = table.and_then(|table| table.file.as_deref());
        file.and_then(|file| asset_route(file, input.config)).as_ref() == Some(&claim.job.route)
    };
    claims.iter().filter(is_replaced).map(|claim| claim.job.route.clone()).collect()
}
