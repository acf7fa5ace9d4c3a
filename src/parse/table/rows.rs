//! The rows of a table -> records.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::columns::{self, Columns};
use super::data::Data;
use super::settings::{Settings, normal};
use super::{Fills, Head, Row as Place, Site, Table, cell, formula};
use crate::data::{self, Node};
use crate::diag::{Code, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::id::{RecordKey, Route};
use crate::parse::{Anchor, FieldValue, Record, Value, fields, markdown};
use crate::schema::Kind;
use crate::sheet::{Cell, Problem, Row, Sheet};
use crate::source::Span;

/// Fields that rows take from the record that holds their table.
const INHERITED: &[&str] = &["draft", "distribution"];

/// The most bytes of an id; file systems take 255 for the name of a folder.
const LONGEST_ID: usize = 200;

/// Characters that end an address or a reference, or that some system forbids in names of folders.
const FORBIDDEN: &[char] =
    &['/', '\\', '?', '#', '%', '<', '>', '"', ':', '|', '*', '[', ']', '\u{200b}'];

/// Whether an id can be the last part of an address. Anchors that begin with `_` are the page's own.
fn is_fine(id: &str) -> bool {
    let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(&c);
    let is_taken = id.ends_with('.') || id.starts_with('_');
    !id.contains(is_forbidden) && !is_taken && id != "page" && Route::page(id).is_some()
}

/// What goes for the id of a row that has none of its own.
fn by_number(number: usize) -> String {
    format!("row-{number}")
}

/// The complaint about an id that is missing or that no address can hold.
fn wrong_id(id: &str) -> Option<Diagnostic> {
    let (headline, help) = if id.is_empty() {
        let help = "write one that no other row has ever had, or run `plenary fix --ids`";
        ("this row has no id".to_owned(), help.to_owned())
    } else if id.len() > LONGEST_ID {
        let help = "write a short one that stays when the wording of the row changes";
        (format!("this id is too long: it has {} letters", id.chars().count()), help.to_owned())
    } else if !is_fine(id) {
        let help = match crate::id::slug(id).trim_start_matches('_') {
            "" => "use letters, digits, hyphens and dots".to_owned(),
            "page" => "write `page-1`, for example".to_owned(),
            slug => format!("write `{slug}`, for example"),
        };
        (format!("`{id}` cannot be part of an address"), help)
    } else {
        return None;
    };
    Some(Diagnostic::new(Code::BadRowId, headline).help(help))
}

/// A row of the data that becomes a record.
struct Item<'t> {
    row: Row<'t>,
    section: Option<(String, Span)>,
    order: usize,
}

/// What every row of a table is read with.
struct Reading<'a> {
    holder: &'a Record,
    settings: &'a Settings,
    data: &'a Data,
    site: Site<'a>,
    kind: &'a Kind,
    columns: &'a Columns,
    head: Arc<Head>,
    inherited: Vec<FieldValue>,
    /// The fingerprint of what all rows are made with.
    mark: Fingerprint,
    /// Rows in which a quotation mark is wrong, by number.
    broken: Vec<usize>,
    /// How many cells the row of titles has, empty ones among them.
    width: usize,
}

/// What a row below the titles is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The titles once more.
    Titles,
    /// The words above the rows that follow; they stand in this column.
    Section(usize),
    /// More of the row above, where there is one.
    More,
    /// A row that becomes a record.
    Row,
}

/// What a row is. `continues` is the column whose empty cells continue the row above.
pub(super) fn part(
    settings: &Settings,
    continues: Option<usize>,
    titles: &Row<'_>,
    row: &Row<'_>,
) -> Part {
    if settings.repeated_header && same(row, titles) {
        return Part::Titles;
    }
    if let (Some(_), Some(at)) = (settings.section, only_cell(row)) {
        return Part::Section(at);
    }
    match continues {
        Some(at) if row.text(at).is_empty() => Part::More,
        _ => Part::Row,
    }
}

/// Reads the rows of a table.
pub(super) fn read(
    holder: &Record,
    settings: &Settings,
    data: &Data,
    site: Site<'_>,
    said: &mut Vec<Diagnostic>,
) -> (Arc<Head>, Vec<Record>) {
    let sheet = data.sheet(site.sources);
    let kind = &site.schema.kinds[settings.row_kind];
    let Some((at, titles)) = header(settings, &sheet) else {
        said.push(no_titles(settings, data));
        return (Arc::default(), Vec::new());
    };
    let columns = columns::read(&holder.key, settings, kind, (titles, data.source), said);
    said.extend(sheet.problems.iter().map(|problem| broken_quote(problem, data)));
    let head = Arc::new(columns.head.clone());
    let inherited = inherited(holder, kind, site);
    let mark = common_mark(settings, &head, &inherited);
    let reading = Reading {
        holder,
        settings,
        data,
        site,
        kind,
        columns: &columns,
        head: head.clone(),
        inherited,
        mark,
        broken: sheet.problems.iter().map(|problem| problem.row).collect(),
        width: titles.width,
    };
    let items = reading.items(titles, &sheet.rows[at + 1..], said);
    let read: Vec<(Option<Record>, Vec<Diagnostic>)> =
        items.par_iter().map(|item| reading.record(item)).collect();
    let mut rows = Vec::with_capacity(read.len());
    for (record, complaints) in read {
        said.extend(complaints);
        rows.extend(record);
    }
    (head, unique(rows, said))
}

/// The record of the table itself, now that its rows are known.
pub(super) fn holder(
    record: &Record,
    settings: &Settings,
    data: &Data,
    head: Arc<Head>,
    rows: &[Record],
    mark: Fingerprint,
) -> Record {
    let mut out = record.clone();
    out.fingerprint = mark;
    out.table = Some(Box::new(Table {
        row_kind: settings.row_kind,
        head,
        rows: rows.iter().map(|row| row.key.clone()).collect(),
        caption: settings.caption.clone(),
        legend: settings.legend.clone(),
        list: settings.list.clone(),
        source: data.source,
        place: Span::new(data.source, data.range.clone()),
        file: data.file.clone(),
        header: data.header,
    }));
    // A row can be cited on the page of its table, too.
    out.body.anchors.extend(rows.iter().filter_map(|row| {
        let id = row.row.as_ref()?.id.to_string();
        Some(Anchor { id, label: row.title.clone(), at: row.head.start })
    }));
    out.body.anchors.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

/// The row with the titles, and its place among the rows.
pub(super) fn header<'s, 't>(
    settings: &Settings,
    sheet: &'s Sheet<'t>,
) -> Option<(usize, &'s Row<'t>)> {
    match settings.header {
        Some(number) => sheet.rows.iter().enumerate().find(|(_, row)| row.number == number),
        None => sheet.rows.iter().enumerate().next(),
    }
}

fn no_titles(settings: &Settings, data: &Data) -> Diagnostic {
    let headline = match settings.header {
        Some(number) => {
            format!("row {number} is empty, but `header` says that it holds the titles")
        }
        None => "this table is empty".to_owned(),
    };
    let place =
        if settings.header.is_some() { settings.span } else { Span::new(data.source, 0..0) };
    Diagnostic::new(Code::MissingTable, headline)
        .at(place)
        .help("write the titles of the columns into the first row")
}

fn broken_quote(problem: &Problem, data: &Data) -> Diagnostic {
    Diagnostic::new(Code::BrokenQuote, "a quotation mark begins this cell and does not end it")
        .at(Span::new(data.source, problem.place.clone()))
        .help("end the cell with a quotation mark, and write one inside it twice (`\"\"`)")
}

/// What the rows take from the record that holds the table.
fn inherited(holder: &Record, kind: &Kind, site: Site<'_>) -> Vec<FieldValue> {
    let own = &site.schema.kinds[holder.kind];
    let one = |name: &&str| {
        let given = holder.value(own.field(name)?)?;
        Some(FieldValue { field: kind.field(name)?, ..given.clone() })
    };
    INHERITED.iter().filter_map(one).collect()
}

/// Whether a value of `draft` or `distribution` keeps a record from being published.
fn hides(given: &FieldValue) -> bool {
    match &given.value {
        Value::Bool(draft) => *draft,
        value => value.as_text().is_some_and(|distribution| distribution != "public"),
    }
}

/// The fingerprint of what all rows are made with: the settings, the columns, and what they inherit.
fn common_mark(settings: &Settings, head: &Head, inherited: &[FieldValue]) -> Fingerprint {
    let inherited = inherited.iter().map(|given| format!("{} {:?}", given.field, given.value));
    let parts = [settings.mark.hex(), format!("{:?}", head.columns)];
    Fingerprint::of_parts(
        parts.into_iter().chain(inherited).collect::<Vec<_>>().iter().map(String::as_str),
    )
}

/// Complains about rows whose id another row has. They go by their numbers, so that what else is
/// wrong with them is said as well.
fn unique(rows: Vec<Record>, said: &mut Vec<Diagnostic>) -> Vec<Record> {
    let mut first: IndexMap<RecordKey, Span, FxBuildHasher> = IndexMap::default();
    let mut out = Vec::with_capacity(rows.len());
    for mut record in rows {
        let row = record.row.as_ref().expect("the records of a table are rows");
        if let Some(other) = first.get(&record.key) {
            said.push(
                Diagnostic::new(Code::DuplicateRow, format!("two rows have the id `{}`", row.id))
                    .at(row.id_place)
                    .related(*other, "the first one")
                    .help("give this row an id of its own; never one that another row had"),
            );
            set_apart(&mut record);
        } else {
            first.insert(record.key.clone(), row.id_place);
        }
        out.push(record);
    }
    out
}

/// Gives a row the number that it has in place of its id.
fn set_apart(record: &mut Record) {
    let row = record.row.as_mut().expect("the records of a table are rows");
    row.id = by_number(row.number).into();
    let id = format!("{}/{}", row.table().id(), row.id);
    let file = record.path.rsplit_once('#').map_or(&*record.path, |(file, _)| file);
    record.path = format!("{file}#{}", row.id).into();
    record.key = RecordKey::new(record.key.kind(), &id);
}

impl Reading<'_> {
    /// The rows that become records: without titles that are repeated and section rows, and with
    /// what continues a row put into it.
    fn items<'t>(
        &self,
        titles: &Row<'t>,
        rows: &[Row<'t>],
        said: &mut Vec<Diagnostic>,
    ) -> Vec<Item<'t>> {
        let mut items: Vec<Item<'t>> = Vec::with_capacity(rows.len());
        let mut section: Option<(String, Span)> = None;
        for row in rows {
            let part = match part(self.settings, self.columns.continues, titles, row) {
                Part::Section(at) if self.is_lone_id(at, row) => Part::Row,
                part => part,
            };
            match (part, items.last_mut()) {
                (Part::Titles, _) => {}
                (Part::Section(at), _) => {
                    let place = self.span(row.cells[at].place.clone());
                    let new = (row.text(at).to_owned(), place);
                    said.extend(empty_section(section.replace(new), items.last()));
                }
                (Part::More, Some(above)) => join(&mut above.row, row),
                (Part::More, None) | (Part::Row, _) => {
                    let order = items.len();
                    items.push(Item { row: row.clone(), section: section.clone(), order });
                }
            }
        }
        said.extend(empty_section(section, items.last()));
        items
    }

    /// Whether the only cell of a row is its id, rather than the words of a section: it stands in
    /// the column of ids, and sections stand elsewhere or have other names.
    fn is_lone_id(&self, at: usize, row: &Row<'_>) -> bool {
        let text = row.text(at);
        let is_named = self.settings.section_values(text).is_some();
        let elsewhere = at > 0 || !self.settings.sections.is_empty();
        self.head.id == Some(at) && elsewhere && !is_named && is_fine(text)
    }

    fn span(&self, place: std::ops::Range<usize>) -> Span {
        Span::new(self.data.source, place)
    }

    fn record(&self, item: &Item<'_>) -> (Option<Record>, Vec<Diagnostic>) {
        let mut said = Vec::new();
        let Some((id, place)) = self.id(item, &mut said) else { return (None, said) };
        let mut record = self.blank(item, &id, place);
        if !self.in_place(&item.row, &mut said) {
            // Its cells stand in wrong columns; what they seem to say would be an echo.
            record.damaged = true;
            return (Some(record), said);
        }
        let mut texts = Texts::default();
        for (at, cell) in item.row.cells.iter().enumerate().take(self.head.columns.len()) {
            if !cell.trimmed().is_empty() {
                said.extend(formula::check(&cell.text, self.span(cell.place.clone())));
                self.cell(at, cell, &mut record, &mut texts, &mut said);
            }
        }
        if !said.is_empty() && item.row.width > self.width {
            let record = Record { damaged: true, ..self.blank(item, &id, place) };
            return (Some(record), vec![self.too_long(&item.row)]);
        }
        self.section(item, &mut record, &mut said);
        if let Some(title) = texts.title {
            record.title = title;
        }
        // A row of a table that is left out is left out, whatever its own cells say.
        let (hiding, other): (Vec<_>, Vec<_>) = self.inherited.iter().cloned().partition(hides);
        let own = std::mem::replace(&mut record.fields, hiding);
        record.fields.extend(own.into_iter().chain(other));
        record.fields.sort_by_key(|given| given.field);
        record.fields.dedup_by_key(|given| given.field);
        (Some(record), said)
    }

    fn blank(&self, item: &Item<'_>, id: &str, id_place: Span) -> Record {
        let table = self.holder.key.id();
        let cells = item.row.cells.iter().take(self.head.columns.len());
        let cells: Vec<Box<str>> = cells.map(|cell| (*cell.text).into()).collect();
        let section = item.section.as_ref().map_or("", |(text, _)| text);
        let marks = cells.iter().map(|cell| &**cell);
        let common = self.mark.hex();
        let mark = Fingerprint::of_parts(marks.chain([id, section, &common]));
        let path = self.data.file.as_ref().unwrap_or(&self.holder.path);
        Record {
            key: RecordKey::new(&self.kind.name, &format!("{table}/{id}")),
            kind: self.settings.row_kind,
            home: self.settings.row_kind,
            language: self.holder.language,
            source: self.data.source,
            path: format!("{path}#{id}").into(),
            fingerprint: mark,
            title: id.to_owned(),
            has_title: true,
            head: self.whole(&item.row),
            fields: Vec::new(),
            unread: Vec::new(),
            damaged: false,
            body: super::super::Body::default(),
            links: Vec::new(),
            table: None,
            row: Some(Box::new(Place {
                head: self.head.clone(),
                id: id.into(),
                id_place,
                number: item.row.number,
                order: item.order,
                section: section.into(),
                cells,
            })),
        }
    }

    /// The place of a whole row.
    fn whole(&self, row: &Row<'_>) -> Span {
        let cells = (row.cells.first(), row.cells.last());
        let (Some(first), Some(last)) = cells else { return self.span(0..0) };
        self.span(first.place.start..last.place.end)
    }

    /// The id of a row and its place. A row whose id is wrong goes by its number, so that what else
    /// is wrong with it is said as well; `None` for a row without an id that holds next to nothing.
    fn id(&self, item: &Item<'_>, said: &mut Vec<Diagnostic>) -> Option<(String, Span)> {
        let row = &item.row;
        let whole = self.whole(row);
        let Some(column) = self.head.id else { return Some((by_number(row.number), whole)) };
        let id = row.text(column);
        let span = row.cells.get(column).map_or(whole, |cell| self.span(cell.place.clone()));
        match wrong_id(id) {
            None => Some((id.to_owned(), span)),
            Some(wrong) => {
                let place = if id.is_empty() { whole } else { span };
                said.push(wrong.at(place));
                (row.filled().count() > 1).then(|| (by_number(row.number), place))
            }
        }
    }

    /// Whether the cells of a row stand in their columns.
    fn in_place(&self, row: &Row<'_>, said: &mut Vec<Diagnostic>) -> bool {
        if self.broken.contains(&row.number) {
            return false;
        }
        let fits = row.cells.len() <= self.head.columns.len();
        if !fits {
            said.push(self.too_long(row));
        }
        fits
    }

    fn too_long(&self, row: &Row<'_>) -> Diagnostic {
        let columns = self.head.columns.len();
        let headline =
            format!("this row has {} cells, but the table has {columns} columns", row.width);
        let last = row.cells.get(columns).or(row.cells.last()).expect("empty rows are left out");
        let diagnostic = Diagnostic::new(Code::LongRow, headline)
            .at(self.span(last.place.clone()))
            .help("put quotation marks around a cell that has a separator in its text");
        match row.cells.get(columns) {
            Some(extra) => {
                diagnostic.note(format!("the first cell too many is `{}`", extra.trimmed()))
            }
            None => diagnostic,
        }
    }

    fn cell(
        &self,
        at: usize,
        cell: &Cell<'_>,
        record: &mut Record,
        texts: &mut Texts,
        said: &mut Vec<Diagnostic>,
    ) {
        match self.head.columns[at].fills {
            Fills::Nothing | Fills::Id => {}
            Fills::Body => self.body(cell, record, said),
            Fills::Field(field) => {
                let place = self.span(cell.place.clone());
                let written = cell::Written { text: cell.trimmed(), place };
                self.field(field, &written, Some(at), record, said);
                if self.kind.fields[field].name == "title" {
                    let text = cell::without_breaks(cell.trimmed(), &self.kind.fields[field]);
                    let text = text.as_deref().unwrap_or(cell.trimmed());
                    texts.title = Some(crate::text::single_spaces(text));
                }
            }
        }
    }

    fn field(
        &self,
        field: usize,
        written: &cell::Written<'_>,
        column: Option<usize>,
        record: &mut Record,
        said: &mut Vec<Diagnostic>,
    ) {
        let described = &self.kind.fields[field];
        if described.is_broken || record.fields.iter().any(|given| given.field == field) {
            return;
        }
        let before = said.len();
        let is_kind = |name: &str| self.site.schema.find(name).is_some();
        let context = self.context(&is_kind);
        let how = column.map(|at| &self.columns.how[at]);
        let items = match how {
            Some(how) => cell::items(written, described, how, context.text, said),
            None => {
                let values = self.settings.section_values(written.text);
                cell::Items::of(written, described, values, said)
            }
        };
        let value = fields::typed(field, &items.values, &context, &mut record.links, said);
        if said.len() > before {
            record.unread.push(field);
        }
        let Some(value) = value else { return };
        let (status, span) = (items.open.clone().unwrap_or_default(), written.place);
        record.fields.push(FieldValue { field, value, status, span });
        self.open(field, items.open.is_some(), span, record);
    }

    /// Sets the field that says that a list is open, where the kind has one.
    fn open(&self, field: usize, open: bool, span: Span, record: &mut Record) {
        let name = format!("{}_open", self.kind.fields[field].name);
        if let (true, Some(field)) = (open, self.kind.field(&name)) {
            let given = FieldValue { field, value: Value::Bool(true), status: String::new(), span };
            record.fields.push(given);
        }
    }

    fn section(&self, item: &Item<'_>, record: &mut Record, said: &mut Vec<Diagnostic>) {
        let (Some(field), Some((text, span))) = (self.settings.section, &item.section) else {
            return;
        };
        let written = cell::Written { text, place: *span };
        self.field(field, &written, None, record, said);
    }

    fn body(&self, cell: &Cell<'_>, record: &mut Record, said: &mut Vec<Diagnostic>) {
        let is_kind = |name: &str| self.site.schema.find(name).is_some();
        let text = markdown::Text {
            text: cell.trimmed(),
            source: self.data.source,
            path: &self.holder.path,
            offset: cell.place.start,
            settings: &self.site.config.markdown,
            numbered: false,
            field: None,
            is_kind: &is_kind,
        };
        record.body = markdown::read(&text, Some(""), &mut record.links, said).body;
    }

    fn context<'c>(&'c self, is_kind: &'c dyn Fn(&str) -> bool) -> fields::Context<'c> {
        fields::Context {
            kind: self.kind,
            source: self.data.source,
            path: &self.holder.path,
            text: &self.site.sources.get(self.data.source).text,
            markdown: &self.site.config.markdown,
            yaml: false,
            is_kind,
        }
    }
}

/// The complaint about a section that ends before it has a row; `last` is the last row so far.
fn empty_section(section: Option<(String, Span)>, last: Option<&Item<'_>>) -> Option<Diagnostic> {
    let (text, place) = section?;
    let is_filled = last.is_some_and(|item| item.section.as_ref().is_some_and(|s| s.1 == place));
    let headline = format!("no row stands below `{text}`");
    (!is_filled).then(|| {
        Diagnostic::new(Code::EmptySection, headline)
            .at(place)
            .help("take the row away, fill its other cells, or write both headings as one")
    })
}

/// Places of the record's own text that have the id of a row.
pub(super) fn repeated_anchors(record: &Record, rows: &[Record]) -> Vec<Diagnostic> {
    let rows = rows.iter().filter_map(|record| record.row.as_deref());
    let repeated = rows.filter(|row| record.anchor(&row.id).is_some());
    let said = repeated.map(|row| {
        let headline = format!("the text above this table has a place `#{}` already", row.id);
        Diagnostic::new(Code::DuplicateAnchor, headline)
            .at(row.id_place)
            .help("word the heading in the text otherwise; the id of a published row must stay")
    });
    said.collect()
}

/// Texts of a row that are more than fields.
#[derive(Default)]
struct Texts {
    title: Option<String>,
}

fn same(row: &Row<'_>, titles: &Row<'_>) -> bool {
    row.cells.len() == titles.cells.len()
        && (0..row.cells.len()).all(|at| normal(row.text(at)) == normal(titles.text(at)))
}

/// The column of the only cell of a row that holds something.
fn only_cell(row: &Row<'_>) -> Option<usize> {
    let mut filled = row.filled();
    let (Some(at), None) = (filled.next(), filled.next()) else { return None };
    Some(at)
}

/// Adds what continues a row to it, cell by cell.
fn join<'t>(above: &mut Row<'t>, row: &Row<'t>) {
    for (at, cell) in row.cells.iter().enumerate() {
        if cell.trimmed().is_empty() {
            continue;
        }
        while above.cells.len() <= at {
            let end = above.cells.last().map_or(cell.place.start, |cell| cell.place.end);
            above.cells.push(Cell { text: "".into(), place: end..end });
        }
        let own = &mut above.cells[at];
        *own = match own.trimmed() {
            "" => cell.clone(),
            text => Cell {
                text: Cow::Owned(format!("{text}\n{}", cell.trimmed())),
                place: own.place.clone(),
            },
        };
    }
}

/// A text as a value at a place.
pub(super) fn text_value(text: &str, span: Span) -> data::Value {
    data::Value { span, node: Node::Text(text.to_owned()) }
}
