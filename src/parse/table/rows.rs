//! The rows of a table -> records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::about::{about_titles, about_whole, explain_dates, left_out, no_titles};
use super::address::{Ids, by_number, wrong_id};
use super::columns::{self, Columns};
use super::data::Data;
use super::holder::{Given, Site};
use super::items::{self, Item, Marks, header};
use super::oversized;
use super::settings::Settings;
use super::tally::{Tally, What, shortened};
use super::unseen::{Unseen, is_left_out};
use super::{cell, failure, form, formula};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::id::RecordKey;
use crate::parse::record::{
    self, Anchor, FieldValue, Fills, Form, Head, Looks, Record, Row as Place, Table, Value,
    Visibility,
};
use crate::parse::{fields, history, markdown, visibility};
use crate::schema::Kind;
use crate::sheet::{Cell, Row, Sheet};
use crate::source::Span;

/// Fields that rows take from the record that holds their table.
const INHERITED: &[&str] = visibility::FIELDS;

/// A row that is being read, and its diagnostics.
struct Draft {
    record: Record,
    diagnostics: Diagnostics,
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
    /// What the table says of the past of its rows.
    history: BTreeMap<String, Vec<history::Entry<'a>>>,
    /// The fingerprint of what all rows are made with.
    mark: Fingerprint,
    /// Rows in which a quotation mark is wrong, by number.
    broken: BTreeSet<usize>,
    /// How many cells the row of titles has, empty ones among them.
    width: usize,
}

/// Reads the rows of a table.
pub(super) fn read(given: Given<'_>, diagnostics: &mut Diagnostics) -> (Arc<Head>, Vec<Record>) {
    let (Given { holder, settings, data, site }, kind) = (given, given.kind());
    let sheet = seen(settings, data, site, diagnostics);
    let Some((at, titles)) = header(settings, &sheet) else {
        diagnostics.push(no_titles(settings, data));
        return (Arc::new(Head { is_unclear: true, ..Head::default() }), Vec::new());
    };
    let mut columns = columns::read(given, titles, diagnostics);
    for how in &mut columns.how {
        how.decimal = how.decimal.or(settings.decimal);
    }
    about_titles(titles, data, diagnostics);
    about_whole(&sheet, data, diagnostics);
    diagnostics.extend(left_out(&columns, &sheet.rows[at + 1..], data).map(shortened));
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
        history: history::by_row(settings.history.as_ref(), diagnostics),
        mark,
        broken: sheet.problems.iter().map(|problem| problem.row).collect(),
        width: titles.width,
    };
    let marks = Marks { id: head.id, continues: columns.continues };
    let mut sections = Diagnostics::new();
    let below = (titles, &sheet.rows[at + 1..]);
    let items = items::of((settings, marks), below, data.source, &mut sections);
    let mut tally = Tally::new(diagnostics);
    sections.iter().cloned().for_each(|diagnostic| tally.add(0, diagnostic));
    let (rows, is_complete) = reading.all(&items, &mut tally);
    tally.finish(What::Rows);
    if is_complete {
        diagnostics.extend(reading.without_row(&rows));
    }
    let is_unclear = columns.guards() && !(is_complete && sheet.unread_from.is_none());
    let head = if is_unclear { Arc::new(Head { is_unclear, ..(*head).clone() }) } else { head };
    (head, rows)
}

/// The rows that are to be read: all, or those that readers of the workbook see.
fn seen<'s>(
    settings: &Settings,
    data: &Data,
    site: Site<'s>,
    diagnostics: &mut Diagnostics,
) -> Sheet<'s> {
    let mut sheet = data.sheet(site.sources);
    let Some((_, titles)) = header(settings, &sheet) else { return sheet };
    let unseen = Unseen::of(data, site.sources, titles.number);
    unseen.report(&sheet, settings, diagnostics);
    if is_left_out(settings) {
        let id = columns::id_by_title(settings, titles);
        unseen.leave_out(&mut sheet, id);
    }
    unseen.report_blocks(&sheet, data, diagnostics);
    sheet
}

/// How many rows are read before their diagnostics are counted.
const ROWS_AT_ONCE: usize = 4_096;

/// The record of the table itself, now that its rows are known.
pub(super) fn holder(
    given: Given<'_>,
    head: Arc<Head>,
    rows: &[Record],
    mark: Fingerprint,
) -> Record {
    let Given { holder, settings, data, site } = given;
    let mut out = holder.clone();
    out.fingerprint = mark;
    out.table = Some(Box::new(Table {
        row_kind: settings.row_kind,
        head,
        rows: rows.iter().map(|row| row.key.clone()).collect(),
        looks: Looks {
            caption: settings.caption.clone(),
            legend: settings.legend.clone(),
            list: settings.list.clone(),
        },
        source: data.source,
        place: Span::new(data.source, data.range.clone()),
        file: data.file.clone(),
        header: data.header,
        holds_back: is_left_out(settings) && Unseen::of(data, site.sources, 0).is_something(),
    }));
    // A row can be cited on the page of its table, too.
    out.body.anchors.extend(rows.iter().filter_map(|row| {
        let id = row.row.as_ref()?.id.to_string();
        Some(Anchor { id, label: row.title.clone(), at: row.head.start })
    }));
    out.body.anchors.sort_by(|a, b| a.id.cmp(&b.id));
    out
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

/// The fingerprint of what all rows are made with: the settings, the columns, and what they inherit.
fn common_mark(settings: &Settings, head: &Head, inherited: &[FieldValue]) -> Fingerprint {
    let inherited = inherited.iter().map(|given| format!("{} {:?}", given.field, given.value));
    let parts = [settings.mark.hex(), format!("{:?}", head.columns)];
    Fingerprint::of_parts(
        parts.into_iter().chain(inherited).collect::<Vec<_>>().iter().map(String::as_str),
    )
}

impl Reading<'_> {
    /// The records of all rows, in order, and whether each row became one.
    fn all(&self, items: &[Item<'_>], tally: &mut Tally<'_>) -> (Vec<Record>, bool) {
        let (mut rows, mut ids) = (Vec::new(), Ids::default());
        for items in items.chunks(ROWS_AT_ONCE) {
            let read: Vec<(Option<Record>, Diagnostics)> =
                items.par_iter().map(|item| self.record(item)).collect();
            for (item, (record, diagnostics)) in items.iter().zip(read) {
                rows.extend(record.and_then(|record| ids.add(record, tally)));
                diagnostics.iter().cloned().for_each(|it| tally.add(column_of(&item.row, &it), it));
            }
        }
        let is_complete = rows.len() == items.len();
        (rows, is_complete)
    }

    fn span(&self, place: std::ops::Range<usize>) -> Span {
        Span::new(self.data.source, place)
    }

    /// The record of a row, with who may see it.
    fn record(&self, item: &Item<'_>) -> (Option<Record>, Diagnostics) {
        let (mut record, mut diagnostics) = self.read(item);
        if let Some(record) = &mut record {
            diagnostics.absorb(self.past(record));
            self.keep_forms(record);
            record.visibility = match record.damaged && !self.columns.guards() {
                // No column says who may see a row, so none was missed.
                true => Visibility::Public,
                false => visibility::of(record, self.kind),
            };
            if self.columns.is_unsure {
                record.visibility = Visibility::Unclear;
            }
            diagnostics.extend(visibility::faults(record, self.kind, self.site.config));
        }
        (record, diagnostics)
    }

    /// Gives a row its past, and tells what is wrong with that.
    fn past(&self, record: &mut Record) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        let id = record.row.as_ref().map(|row| row.id.to_string()).unwrap_or_default();
        let Some(entries) = self.history.get(&id) else { return diagnostics };
        let is_kind = |name: &str| self.site.schema.find(name).is_some();
        // The entries stand in the front matter of the table.
        let source = self.holder.source;
        let text = &*self.site.sources.get(source).text;
        let context = fields::Context { source, text, ..self.context(&is_kind) };
        let found = fields::Found { links: &mut record.links, diagnostics: &mut diagnostics };
        record.history = history::of_row(entries, &context, found, &mut record.fields);
        diagnostics
    }

    /// The reports of a past of rows that are not there.
    fn without_row(&self, rows: &[Record]) -> Vec<Diagnostic> {
        let ids: BTreeSet<&str> =
            rows.iter().filter_map(|row| Some(&*row.row.as_ref()?.id)).collect();
        let unknown = self.history.iter().filter(|(row, _)| !ids.contains(row.as_str()));
        unknown.filter_map(|(row, of)| history::no_row((row, of), ids.iter().copied())).collect()
    }

    /// Keeps with each cell how its text says the value of the record.
    fn keep_forms(&self, record: &mut Record) {
        let Some(mut row) = record.row.take() else { return };
        let form = |field: usize, text: &str| {
            form::of(text, &self.kind.fields[field], record.value(field).map(|given| &given.value))
        };
        for (cell, column) in row.cells.iter_mut().zip(&self.head.columns) {
            cell.form =
                column.fills.field().map(|field| form(field, &cell.text)).unwrap_or_default();
        }
        row.section_form =
            self.head.section.map(|field| form(field, &row.section)).unwrap_or_default();
        record.row = Some(row);
    }

    fn read(&self, item: &Item<'_>) -> (Option<Record>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let Some((id, place)) = self.id(item, &mut diagnostics) else { return (None, diagnostics) };
        let mut record = self.blank(item, &id, place);
        record.unread.extend(&self.columns.lost);
        if !self.in_place(&item.row, &mut diagnostics) {
            // Its cells stand in wrong columns; what they seem to say would be an echo.
            record.damaged = true;
            return (Some(record), diagnostics);
        }
        let mut row = Draft { record, diagnostics };
        for (at, cell) in item.row.cells.iter().enumerate().take(self.head.columns.len()) {
            if cell.trimmed().is_empty() {
                continue;
            }
            if let Some(unreadable) = self.unreadable(at, cell) {
                // What else could be said of the cell would be an echo.
                row.diagnostics.push(unreadable);
                row.record.unread.extend(self.head.columns[at].fills.field());
                continue;
            }
            if cell.value().is_none() {
                row.diagnostics.extend(formula::check(&cell.text, self.span(cell.place.clone())));
            }
            self.cell(at, cell, &mut row);
        }
        let diagnostics = &row.diagnostics;
        if !diagnostics.is_empty() && item.row.width > self.width {
            let record = Record { damaged: true, ..self.blank(item, &id, place) };
            return (Some(record), vec![self.too_long(&item.row)].into());
        }
        self.section(item, &mut row);
        let Draft { mut record, diagnostics } = row;
        // A row of a table that is left out is left out, whatever its own cells say.
        let hides = |given: &FieldValue| visibility::hides(given, self.kind);
        let (hiding, other): (Vec<_>, Vec<_>) = self.inherited.iter().cloned().partition(hides);
        let own = std::mem::replace(&mut record.fields, hiding);
        record.fields.extend(own.into_iter().chain(other));
        record.fields.sort_by_key(|given| given.field);
        record.fields.dedup_by_key(|given| given.field);
        (Some(record), diagnostics)
    }

    /// The diagnostic for a cell that is too long, or that the spreadsheet could not work out,
    /// unless the settings say what its text stands for.
    fn unreadable(&self, at: usize, cell: &Cell<'_>) -> Option<Diagnostic> {
        let place = self.span(cell.place.clone());
        if oversized::is_long(cell) {
            return Some(oversized::cell(place));
        }
        let failure = failure::check(cell, place)?;
        cell::stands_for(&self.columns.how[at], cell.trimmed()).is_none().then_some(failure)
    }

    fn blank(&self, item: &Item<'_>, id: &str, id_place: Span) -> Record {
        let table = self.holder.key.id();
        let cells = item.row.cells.iter().take(self.head.columns.len());
        let cells = cells.map(kept).collect();
        let section = item.section.as_ref().map_or_else(Arc::default, |(text, _)| text.clone());
        let mark = self.row_mark(item, id, &section);
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
            history: Vec::new(),
            unread: Vec::new(),
            damaged: false,
            lost_rows: Vec::new(),
            visibility: Visibility::default(),
            body: record::Body::default(),
            links: Vec::new(),
            table: None,
            row: Some(Box::new(Place {
                head: self.head.clone(),
                id: id.into(),
                id_place,
                number: item.row.number,
                order: item.order,
                section,
                section_form: Form::default(),
                cells,
            })),
        }
    }

    /// The fingerprint of what a row is made from.
    fn row_mark(&self, item: &Item<'_>, id: &str, section: &str) -> Fingerprint {
        let mut hasher = Hasher::default();
        for cell in item.row.cells.iter().take(self.head.columns.len()) {
            hasher.add(&*cell.text);
            if let Some(value) = cell.value() {
                hasher.add(format!("{value:?}"));
            }
        }
        hasher.add(id).add(section).fingerprint(self.mark).finish()
    }

    /// The place of a whole row.
    fn whole(&self, row: &Row<'_>) -> Span {
        let cells = (row.cells.first(), row.cells.last());
        let (Some(first), Some(last)) = cells else { return self.span(0..0) };
        self.span(first.place.start..last.place.end)
    }

    /// The id of a row and its place. A row whose id is wrong goes by its number, so that what else
    /// is wrong with it is reported as well; `None` for a row without an id that holds next to nothing.
    fn id(&self, item: &Item<'_>, diagnostics: &mut Diagnostics) -> Option<(String, Span)> {
        let row = &item.row;
        let whole = self.whole(row);
        let Some(column) = self.head.id else { return Some((by_number(row.number), whole)) };
        let id = row.own(column);
        let span = row.cells.get(column).map_or(whole, |cell| self.span(cell.place.clone()));
        if row.cells.get(column).is_some_and(failure::is_failed) {
            return Some((by_number(row.number), span));
        }
        match wrong_id(id, self.data.is_workbook()) {
            None => Some((id.to_owned(), span)),
            Some(wrong) => {
                let place = if id.is_empty() { whole } else { span };
                diagnostics.push(wrong.at(place));
                (row.filled().count() > 1).then(|| (by_number(row.number), place))
            }
        }
    }

    /// Whether the cells of a row stand in their columns.
    fn in_place(&self, row: &Row<'_>, diagnostics: &mut Diagnostics) -> bool {
        if self.broken.contains(&row.number) {
            return false;
        }
        let fits = row.cells.len() <= self.head.columns.len();
        if !fits {
            diagnostics.push(self.too_long(row));
        }
        fits
    }

    fn too_long(&self, row: &Row<'_>) -> Diagnostic {
        let columns = self.head.columns.len();
        let headline =
            format!("this row has {} cells, but the table has {columns} columns", row.width);
        let last = row.cells.get(columns).or(row.cells.last()).expect("empty rows are left out");
        let help = match self.data.is_workbook() {
            true => "give the column a title in the workbook, or delete the cells beside the table",
            false => "put quotation marks around a cell that has a separator in its text",
        };
        let diagnostic =
            Diagnostic::new(Code::LongRow, headline).at(self.span(last.place.clone())).help(help);
        match row.cells.get(columns) {
            Some(extra) => {
                diagnostic.note(format!("the first cell too many is `{}`", extra.trimmed()))
            }
            None => diagnostic,
        }
    }

    fn cell(&self, at: usize, cell: &Cell<'_>, row: &mut Draft) {
        if self.columns.doubtful.contains(&at) && visibility::may_hide(cell.trimmed()) {
            row.record.unread.extend(self.kind.field(visibility::DRAFT));
        }
        match self.head.columns[at].fills {
            Fills::Nothing | Fills::Id => {}
            Fills::Body => self.body(cell, row),
            Fills::Field(field) => {
                let place = self.span(cell.place.clone());
                let (value, how) = (cell.value(), Some(&self.columns.how[at]));
                let written = cell::Written { value, how, ..self.written(cell.trimmed(), place) };
                self.field(field, &written, row);
                if self.kind.fields[field].name == "title" {
                    let text = cell::without_breaks(cell.trimmed(), &self.kind.fields[field]);
                    let text = text.as_deref().unwrap_or(cell.trimmed());
                    row.record.title = crate::text::single_spaces(text);
                }
            }
        }
    }

    fn field(&self, field: usize, written: &cell::Written<'_>, row: &mut Draft) {
        let Draft { record, diagnostics: reported } = row;
        let described = &self.kind.fields[field];
        let is_given = record.fields.iter().any(|given| given.field == field);
        let decides = visibility::decides(self.kind, field);
        if described.is_broken || is_given && !decides {
            return;
        }
        let before = reported.len();
        let is_kind = |name: &str| self.site.schema.find(name).is_some();
        let context = self.context(&is_kind);
        let items = match written.how {
            Some(how) => cell::items(written, described, how, reported),
            None => {
                let values = self.settings.section_values(written.text);
                cell::Items::of(written, described, values, reported)
            }
        };
        let found = fields::Found { links: &mut record.links, diagnostics: reported };
        let value = fields::typed(field, &items.values, &context, found);
        if decides && reported.len() == before && (value.is_none() || is_given) {
            reported.push(undecided(&described.name, written, is_given));
        }
        if reported.len() > before {
            record.unread.push(field);
            explain_dates(written, &mut reported[before..]);
        }
        let Some(value) = value.filter(|_| !is_given) else { return };
        let (status, span) = (items.open.clone().unwrap_or_default(), written.place);
        record.fields.push(FieldValue { field, value, status, span });
        record.fields.extend(items.open.and_then(|_| self.open(field, span)));
    }

    /// The field that says that a list is open, where the kind has one.
    fn open(&self, field: usize, span: Span) -> Option<FieldValue> {
        let field = self.kind.field(&format!("{}_open", self.kind.fields[field].name))?;
        Some(FieldValue { field, value: Value::Bool(true), status: String::new(), span })
    }

    fn section(&self, item: &Item<'_>, row: &mut Draft) {
        let (Some(field), Some((text, span))) = (self.settings.section, &item.section) else {
            return;
        };
        let written = self.written(text, *span);
        self.field(field, &written, row);
    }

    fn body(&self, cell: &Cell<'_>, row: &mut Draft) {
        let Draft { record, diagnostics } = row;
        let is_kind = |name: &str| self.site.schema.find(name).is_some();
        let text = markdown::Text {
            text: cell.trimmed(),
            source: self.data.source,
            path: &self.holder.path,
            offset: cell.place.start,
            settings: &self.site.config.markdown,
            numbered: false,
            field: None,
            within: "",
            is_kind: &is_kind,
        };
        record.body = markdown::read(&text, Some(""), &mut record.links, diagnostics).body;
    }

    fn written<'w>(&'w self, text: &'w str, place: Span) -> cell::Written<'w> {
        let source = &*self.site.sources.get(self.data.source).text;
        cell::Written { text, place, source, value: None, how: None }
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

/// The report of a cell that may withhold its row, though it stands for nothing, or though another
/// column fills its field.
fn undecided(field: &str, written: &cell::Written<'_>, is_given: bool) -> Diagnostic {
    let headline = match is_given {
        true => format!("a second column sets `{field}` to `{}`", written.text),
        false => format!("`{}` is mapped to no value, but `{field}` needs one", written.text),
    };
    let help = "let one column fill the field, and map each of its texts to a value";
    visibility::unclear(headline, written.place).help(help)
}

/// The column that the diagnostic is about.
fn column_of(row: &Row<'_>, diagnostic: &Diagnostic) -> usize {
    let Some(span) = diagnostic.span else { return 0 };
    let start = span.start as usize;
    let before = row.cells.partition_point(|cell| cell.place.start <= start);
    before.saturating_sub(1)
}

/// A cell as it is kept; the text of one that is too long is not.
fn kept(cell: &Cell<'_>) -> record::Cell {
    let text = if oversized::is_long(cell) { Box::default() } else { (*cell.text).into() };
    record::Cell { text, form: Form::default() }
}
