//! `/data/KIND.xlsx`: all records of a kind for spreadsheet programs; the columns of the CSV file, in words.

use super::{Output, kind_file};
use crate::graph::EntityId;
use crate::plan::{Claims, Job};
use crate::render::data::languages;
use crate::render::sheet::{MEDIA, about, day, readable, word};
use crate::render::workbook::{self, Cell};
use crate::schema::Field;
use crate::view::{Fact, Shown, View};

pub(super) const OUTPUT: Output = Output::new("kind_xlsx", "all records of a kind", claim, make);

fn claim(claims: &mut Claims<'_>) {
    kind_file(claims, "xlsx", "XLSX", MEDIA);
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    Some(book(view, job.kind()?))
}

fn book(view: &View<'_>, kind: usize) -> Vec<u8> {
    let described = view.kind(kind);
    let fields: Vec<&Field> = view.given(kind).iter().map(|at| &described.fields[*at]).collect();
    let labels = fields.iter().map(|field| field.label.get(view.tag()).to_owned());
    let front = ["id".to_owned(), "lang".to_owned(), word(view, "column_title"), "url".to_owned()];
    let titles: Vec<String> = front.into_iter().chain(labels).collect();
    let mut about = about(view, described.plural.get(view.tag()));
    if let Some((_, route)) = view.kind_listing(kind) {
        about.line(word(view, "workbook_address"), view.absolute(&route));
    }
    about.heading(word(view, "workbook_columns"));
    for field in &fields {
        about.line(field.label.get(view.tag()).to_owned(), field.help.clone());
    }
    let records = view.all_of(kind).into_iter();
    let records = records.flat_map(|id| languages(view, id).map(move |language| (id, language)));
    let rows = records.map(|(id, language)| view.in_language(language, |v| row(v, id, &fields)));
    workbook::write(&about, &titles, rows)
}

fn row(view: &View<'_>, id: EntityId, fields: &[&Field]) -> Vec<Cell<'static>> {
    let (record, _) = view.record(id);
    let mut out = vec![
        Cell::text(view.key(id).id().to_owned()),
        Cell::text(view.languages()[record.language].as_str().to_owned()),
        Cell::text(record.title.clone()),
        Cell::text(view.absolute(&view.route(id))),
    ];
    let facts = view.facts(id);
    out.extend(fields.iter().map(|field| cell(view, field, &facts)));
    out
}

fn cell(view: &View<'_>, field: &Field, facts: &[Fact<'_>]) -> Cell<'static> {
    let Some(fact) = facts.iter().find(|fact| fact.field.name == field.name) else {
        return Cell::Empty;
    };
    match &fact.shown {
        Shown::Integer(number) => Cell::integer(*number),
        Shown::Number(number) => Cell::Number(*number),
        Shown::Bool(yes) => Cell::Bool(*yes),
        Shown::Date { exact, text, .. } => day((*text).to_owned(), exact.clone()),
        other => Cell::text(readable(view, other).into_owned()),
    }
}
