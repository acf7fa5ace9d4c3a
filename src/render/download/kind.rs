//! The files of all records of a kind, and the list of all records of the site.

use super::{about, day, items, list, readable, word};
use crate::graph::EntityId;
use crate::render::data::{address, languages};
use crate::render::delimited::Delimited;
use crate::render::workbook::{self, Cell};
use crate::schema::Field;
use crate::view::{Fact, Shown, View};

/// All records of a kind for spreadsheet programs: the columns of the CSV file, in words.
pub(in crate::render) fn kind_xlsx(view: &View<'_>, kind: usize) -> Vec<u8> {
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

/// The items of a list field of all records of a kind, one a line.
pub(in crate::render) fn kind_items(view: &View<'_>, kind: usize, field: usize) -> Vec<u8> {
    let field = &view.kind(kind).fields[field];
    let records = view.all_of(kind).into_iter();
    let records = records.flat_map(|id| languages(view, id).map(move |language| (id, language)));
    let lists = records.map(|(id, language)| {
        let tag = view.languages()[language].as_str();
        let front = vec![view.key(id).id().to_owned(), tag.to_owned()];
        (front, view.in_language(language, |view| list(view, id, field)))
    });
    items(&["id", "lang"], field, lists)
}

/// Every record of the site: kind, id, title, url.
pub(in crate::render) fn records_csv(view: &View<'_>) -> Vec<u8> {
    let mut table = Delimited::new();
    table.line(["kind", "id", "title", "url"]);
    for id in view.everything() {
        let key = view.key(id);
        let url = address(&view.route(id));
        table.line([key.kind(), key.id(), view.title(id), &url]);
    }
    table.finish()
}
