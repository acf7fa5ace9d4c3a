//! Tables whose rows are records: the cells as readers see them, and a row's place in its table.

use serde_json::{Map, Value as Json, json};

use super::context;
use super::html;
use crate::graph::EntityId;
use crate::id::Route;
use crate::parse::table::{Column, Fills};
use crate::schema::{Kind, Type};
use crate::text::{Localised, escape_into};
use crate::view::{Cell, RowPlace, Shown, View, urlencode};

mod cell;

/// What a row of a table shows: `row` of `fragments/table-row.html`.
pub(crate) fn row<'s>(view: &View<'s>, id: EntityId) -> Option<context::Row<'s>> {
    let place = view.row(id)?;
    let kind = view.kind(view.kind_of(id));
    let mut cells = view.cells(id);
    cells.retain(|cell| is_shown(cell.column, cell.hidden, kind));
    let titled = cells.iter().any(|cell| is_title(cell.column, kind));
    let mut out = Vec::with_capacity(cells.len() + 1);
    if !titled {
        out.push(title_cell(title_label(view)));
    }
    for cell in &cells {
        out.push(match is_title(cell.column, kind) {
            true => title_cell(label(view, cell.column, kind)),
            false => cell::value(view, id, cell),
        });
    }
    let (number, permalink) = (place.row.order + 1, lasting(view, id, &place).into());
    let old_ids = old_ids(view, id);
    Some(context::Row { id: &place.row.id, old_ids, number, permalink, cells: out })
}

/// The names that a row had in its table, as far as its old addresses say.
fn old_ids(view: &View<'_>, id: EntityId) -> Vec<String> {
    let Some(fact) = view.fact(id, "redirect_from") else { return Vec::new() };
    let route = view.route(id);
    let own = route.folder_form().trim_end_matches('/');
    let table = own.rsplit_once('/').map_or("", |(table, _)| table);
    let old = |shown: &Shown<'_>| match shown {
        Shown::Text(text) => {
            let (folder, old) = text.trim_matches('/').rsplit_once('/')?;
            table.ends_with(folder).then(|| old.to_owned())
        }
        _ => None,
    };
    match &fact.shown {
        Shown::List(items) => items.iter().filter_map(old).collect(),
        one => old(one).into_iter().collect(),
    }
}

/// The columns of a table as a list's page knows them, that of the ids left out.
pub(crate) fn columns<'s>(view: &View<'s>, id: EntityId) -> Vec<context::Column<'s>> {
    let Some(table) = view.table(id) else { return Vec::new() };
    let language = foreign(view, id);
    let kind = view.kind(table.row_kind);
    let mut out = Vec::with_capacity(table.head.columns.len());
    if !table.head.columns.iter().any(|column| is_title(column, kind)) {
        out.push(column_value(view, "title".to_owned(), title_label(view), (None, "text")));
    }
    for (at, column) in table.head.columns.iter().enumerate() {
        if !is_shown(column, table.head.hidden.contains(&at), kind) {
            continue;
        }
        let name = column_name(column, kind);
        let label = label(view, column, kind);
        // The titles of the data are in the language of the data.
        let language = if label == column.title { language } else { None };
        out.push(column_value(view, name, label, (language, column_type(column, kind))));
    }
    out
}

/// The language of the words of a table, where it is not that of the page.
fn foreign(view: &View<'_>, id: EntityId) -> Option<usize> {
    view.table_language(id).filter(|language| *language != view.language)
}

/// Whether the page of a table has a column for it: ids stand below the title, which is always there.
fn is_shown(column: &Column, hidden: bool, kind: &Kind) -> bool {
    column.fills != Fills::Id && (!hidden || is_title(column, kind))
}

/// What the page of a record that holds a table says of it; nothing for other records.
pub(crate) fn of_record<'s>(view: &View<'s>, id: EntityId) -> Option<context::Table<'s>> {
    let table = view.table(id)?;
    let kind = view.kind(table.row_kind);
    Some(context::Table {
        caption: words(view, id, &table.looks.caption, view.title(id)),
        legend: words(view, id, &table.looks.legend, ""),
        kind_plural: kind.plural.get(view.tag()),
        count: table.rows.len(),
        downloads: super::page::downloads::of_table(view, id),
        rows_url: rows_url(view, &kind.folder, view.key(id).id()).into(),
    })
}

/// Words of a table, in their language where it is not that of the page; without any, `other` as it is.
fn words<'s>(
    view: &View<'s>,
    id: EntityId,
    words: &'s Localised,
    other: &'s str,
) -> context::ForeignText<'s> {
    let text = words.get(view.tag());
    let is_translated = words.by_language.contains_key(view.tag());
    let language = match text.is_empty() {
        true => Some(view.language_of(id)).filter(|language| *language != view.language),
        false => foreign(view, id).filter(|_| !is_translated),
    };
    let (lang, dir) = html::foreign(view, language);
    context::ForeignText { text: if text.is_empty() { other } else { text }, lang, dir }
}

/// The address below which the pages of a table's rows lie.
fn rows_url(view: &View<'_>, folder: &str, table: &str) -> String {
    let prefix = crate::plan::language_prefix(view.config(), view.language);
    let route = Route::page(&format!("{prefix}{folder}/{table}"));
    route.map(|route| view.url(&route)).unwrap_or_default()
}

/// The place of a row in its table, and what its cells say that its fields do not; nothing for
/// records that are not rows.
pub(crate) fn of_row<'s>(view: &View<'s>, id: EntityId) -> Option<context::RowOfTable<'s>> {
    let place = view.row(id)?;
    let kind = view.kind(view.kind_of(id));
    let printed = view.cells(id).into_iter().filter_map(|cell| {
        let text = cell::printed(&cell)?;
        Some(context::PrintedCell { label: label(view, cell.column, kind), text })
    });
    let (places, best) = places(view, id, &place);
    Some(context::RowOfTable {
        places,
        best,
        table: named(view, place.table, in_table(view, &place)),
        number: place.row.order + 1,
        section: section(view, id, &place),
        cells: printed.collect(),
        previous: neighbour(view, place.previous),
        next: neighbour(view, place.next),
    })
}

/// A row among all rows of its table, and what the best rank is called. Tables with very many rows show neither.
fn places<'s>(
    view: &View<'s>,
    id: EntityId,
    place: &RowPlace<'_>,
) -> (Vec<context::RowSeat>, &'s str) {
    let ranks = view.best_rows(place.table);
    let seat =
        |(row, best): &(EntityId, bool)| context::RowSeat { best: *best, current: *row == id };
    let fields = &view.kind(view.kind_of(id)).fields;
    let rank = fields.iter().find(|field| matches!(field.kind, Type::Rank(_)));
    let best = rank.and_then(|field| field.kind.choices().first());
    (ranks.iter().map(seat).collect(), best.map_or("", |best| best.label.get(view.tag())))
}

/// What the cells of a row say that its fields do not, each with the label of its column; nothing of columns that
/// the table hides, and nothing for records that are not rows.
pub(crate) fn printed_cells(view: &View<'_>, id: EntityId) -> Vec<(String, String)> {
    let kind = view.kind(view.kind_of(id));
    let cells = view.cells(id).into_iter().filter(|cell| !cell.hidden);
    cells
        .filter_map(|cell| {
            let text = cell::printed(&cell)?;
            Some((label(view, cell.column, kind).to_owned(), text))
        })
        .collect()
}

/// Whether the text of an entity is shown wherever it is: the table of a row may hide it.
pub(crate) fn shows_body(view: &View<'_>, id: EntityId) -> bool {
    let mut cells = view.cells(id).into_iter();
    !cells.any(|cell| cell.hidden && cell.column.fills == Fills::Body)
}

/// What a fragment of a row says of its table, beside its title; nothing for other records.
pub(crate) fn of_fragment<'s>(view: &View<'s>, id: EntityId) -> Option<context::EntryRow<'s>> {
    let place = view.row(id)?;
    let table = named(view, place.table, in_table(view, &place));
    Some(context::EntryRow { table, section: section(view, id, &place) })
}

/// `row` of the data of a row.
pub(crate) fn row_json(view: &View<'_>, id: EntityId) -> Option<Json> {
    let place = view.row(id)?;
    let cells = place
        .row
        .head
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.title.clone(), Json::from(place.row.text(at))));
    let table = view.key(place.table);
    let mut url = "/".to_owned();
    urlencode(&mut url, view.route(place.table).folder_form());
    Some(json!({
        "table": {
            "kind": table.kind(), "id": table.id(), "title": view.title(place.table), "url": url,
        },
        "number": place.row.order + 1,
        "section": &*place.row.section,
        "cells": cells.collect::<Map<String, Json>>(),
    }))
}

/// The marks of the best ranks have room for so many.
const MARKS: usize = 6;

/// A rank: as many filled marks as there are ranks from here down, and its words.
pub(crate) fn rank(out: &mut String, kind: &Type, value: &str, label: &str) {
    let choices = kind.choices();
    let at = choices.iter().position(|choice| choice.value == value).unwrap_or(0);
    out.push_str(&format!("<span class=\"rank rank-{}\">", at + 1));
    if choices.len() <= MARKS {
        let filled = "●".repeat(choices.len() - at);
        let empty = "○".repeat(at);
        out.push_str("<span class=\"rank-marks\" aria-hidden=\"true\">");
        out.push_str(&filled);
        out.push_str(&empty);
        out.push_str("</span> ");
    }
    out.push_str("<bdi>");
    escape_into(out, label);
    out.push_str("</bdi></span>");
}

/// The HTML of the ranks of a record, one after the other.
pub(crate) fn ranks(view: &View<'_>, id: EntityId) -> String {
    let fields = &view.kind(view.kind_of(id)).fields;
    let names = fields.iter().filter(|field| matches!(field.kind, Type::Rank(_)));
    let facts = names.filter_map(|field| view.fact(id, &field.name));
    facts.map(|fact| html::fact(view, &fact)).collect::<Vec<_>>().join(" ")
}

fn is_title(column: &Column, kind: &Kind) -> bool {
    matches!(column.fills, Fills::Field(field) if kind.fields[field].name == "title")
}

/// The name of a column in an address: its field's, else one made from its title.
fn column_name(column: &Column, kind: &Kind) -> String {
    match column.fills {
        Fills::Field(field) => kind.fields[field].name.clone(),
        _ => crate::id::slug(&column.title),
    }
}

fn column_type(column: &Column, kind: &Kind) -> &'static str {
    let Fills::Field(field) = column.fills else { return "text" };
    match kind.fields[field].kind {
        Type::Rank(_) => "rank",
        Type::Integer | Type::Number => "number",
        Type::Date => "date",
        _ => "text",
    }
}

fn column_value<'s>(
    view: &View<'s>,
    name: String,
    label: &str,
    (language, value_type): (Option<usize>, &'static str),
) -> context::Column<'s> {
    let (lang, dir) = html::foreign(view, language);
    context::Column { name, label: label.to_owned(), lang, dir, value_type: Some(value_type) }
}

/// The words above the titles, where the table has none.
fn title_label<'s>(view: &View<'s>) -> &'s str {
    view.words().text("column_title").unwrap_or("Title")
}

/// What readers see above a column: its title, or the field's words where that is the field's name.
fn label<'s>(view: &View<'s>, column: &'s Column, kind: &'s Kind) -> &'s str {
    match column.fills {
        Fills::Field(field) if kind.fields[field].name == column.title => {
            kind.fields[field].label.get(view.tag())
        }
        _ if is_title(column, kind) && column.title.is_empty() => title_label(view),
        _ => &column.title,
    }
}

fn title_cell(label: &str) -> context::Cell<'_> {
    context::Cell { label, is_title: true, ..context::Cell::default() }
}

/// A record with an address.
fn named<'s>(view: &View<'s>, id: EntityId, url: String) -> context::Named<'s> {
    let language = &view.languages()[view.language_of(id)];
    let (lang, dir) = (language.as_str(), language.direction().as_str());
    context::Named { title: view.title(id), url: url.into(), lang, dir }
}

fn neighbour<'s>(view: &View<'s>, id: Option<EntityId>) -> Option<context::Named<'s>> {
    id.map(|id| named(view, id, view.url(&view.route(id))))
}

/// The address of a row in its table.
fn in_table(view: &View<'_>, place: &RowPlace<'_>) -> String {
    let mut url = view.url(&place.route);
    url.push('#');
    urlencode(&mut url, &place.row.id);
    url
}

/// The address of a row that stays: in its table, or, where the table has several pages from one
/// to the other of which a row may move, its own page.
fn lasting(view: &View<'_>, id: EntityId, place: &RowPlace<'_>) -> String {
    if place.only_page { in_table(view, place) } else { view.url(&view.route(id)) }
}

/// The part of the table in which a row stands, as readers see it.
fn section(view: &View<'_>, id: EntityId, place: &RowPlace<'_>) -> String {
    let field = place.row.head.section.map(|at| &view.kind(view.kind_of(id)).fields[at]);
    let shown = field.and_then(|field| view.fact(id, &field.name)).map(|fact| fact.shown);
    match shown {
        Some(Shown::Text(text) | Shown::Choice(_, text)) => text.to_owned(),
        _ => place.row.section.to_string(),
    }
}

/// Whether a cell's text is in the language of the record and not in that of the page.
fn is_foreign(view: &View<'_>, id: EntityId, cell: &Cell<'_>) -> bool {
    let is_text = match cell.fact.as_ref().map(|fact| &fact.shown) {
        None => !cell.raw.is_empty(),
        Some(shown) => matches!(shown, Shown::Text(_) | Shown::Markdown(..)),
    };
    is_text && view.language_of(id) != view.language
}
