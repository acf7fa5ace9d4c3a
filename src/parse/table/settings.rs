//! What `[table]` says: where the data are, and what becomes of each column.

use super::day::Order;
use super::meanings::Meanings;
use crate::config::keys::{Key as Setting, Keys, LOCALISED, Takes, words};
use crate::config::{ListSettings, ORDER, Reader, order_settings};
use crate::data::{Key, Node, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::fingerprint::Fingerprint;
use crate::parse::history;
use crate::parse::record::Fills;
use crate::schema::{self, Kind, Schema};
use crate::source::Span;
use crate::text::{Localised, humanise};

/// `[table]` of a record.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Settings {
    /// Where `[table]` stands.
    pub span: Span,
    /// The data file that it names.
    pub file: Option<(String, Span)>,
    /// The path of the file beside the record that holds the data where none is named.
    pub beside: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<(String, Span)>,
    /// The number of the rows' kind.
    pub row_kind: usize,
    /// The title of the column with the ids.
    pub id: Option<(String, Span)>,
    /// The number of the field that takes the text of section rows.
    pub section: Option<usize>,
    /// Whether there are section rows, even where the field that is to take them does not exist.
    pub has_sections: bool,
    /// What the text of a section row stands for.
    pub sections: Meanings,
    /// The row with the titles, as a spreadsheet numbers it.
    pub header: Option<usize>,
    /// Whether rows that repeat the titles are left out.
    pub repeated_header: bool,
    /// The title of the column whose empty cells continue the row above.
    pub continues: Option<(String, Span)>,
    /// The words above the table.
    pub caption: Localised,
    /// What marks and ranks in the cells mean.
    pub legend: Localised,
    /// What becomes of rows and columns that are hidden in the workbook, where it says it.
    pub hidden: Option<Hidden>,
    /// The sign before the decimals of its numbers, where it says which.
    pub decimal: Option<char>,
    /// What becomes of each column.
    pub columns: Vec<Wanted>,
    /// What fields of its rows were before, as it is written.
    pub history: Option<Table>,
    /// How the rows are listed.
    pub list: ListSettings,
    /// The bytes of the body's first table, where there is no data file.
    pub in_body: Option<std::ops::Range<usize>>,
    /// The fingerprint of the settings that rows depend on.
    pub mark: Fingerprint,
}

/// What becomes of rows and columns that the readers of a workbook do not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Hidden {
    /// They are published like all others.
    Publish,
    /// They are left out, and the workbook is not copied.
    LeaveOut,
}

/// What is to become of a column.
#[derive(Clone, Debug)]
pub(in crate::parse) struct Wanted {
    /// The column's title.
    pub title: String,
    /// Where it is written.
    pub span: Span,
    /// What its cells become.
    pub fills: Fills,
    /// How a cell's text is read.
    pub how: How,
}

/// How the text of a cell is read.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct How {
    /// The separators of a list; empty: those of the field.
    pub split: Vec<String>,
    /// Words at the end that leave a list open, such as `etc.`.
    pub open: Vec<String>,
    /// How its numbers are written.
    pub decimal: Option<char>,
    /// Which number of a date comes first, where the settings say it.
    pub dates: Option<Order>,
    /// Whether the page of the table leaves the column out.
    pub hidden: bool,
    /// Texts that stand for something else.
    pub values: Meanings,
}

/// The keys of `[table]` beside those of its order.
pub const KEYS: Keys = &[
    Setting::new("row_kind", Takes::Text, "The kind of the rows.").required(),
    Setting::new("file", Takes::Text, "The file with the rows, where it is not beside the record."),
    Setting::new("sheet", Takes::Text, "The sheet of the workbook."),
    Setting::new("id", Takes::Text, "The column with the ids of the rows."),
    Setting::new("section", Takes::Text, "The field by whose values the rows are divided."),
    Setting::new("sections", Takes::AnyTable, "What the lines that begin a section stand for."),
    Setting::new("header", Takes::Number(1), "The row with the titles of the columns."),
    Setting::new("repeated_header", Takes::Flag, "Whether the titles stand again among the rows.")
        .default("false"),
    Setting::new("continues", Takes::Text, "The table of which this one is a further part."),
    Setting::new("caption", LOCALISED, "A sentence above the table."),
    Setting::new("legend", LOCALISED, "What its signs mean."),
    Setting::new(
        "hidden",
        Takes::Word(&words(HIDDEN)),
        "What is done with hidden rows and columns.",
    ),
    Setting::new("decimal", Takes::Word(&words(DECIMAL)), "How its numbers are written."),
    Setting::new("columns", Takes::AnyTable, "What each column fills, by its title."),
    Setting::new(history::KEY, Takes::AnyTable, "What fields of its rows were before."),
];

const COLUMN: Keys = &[
    Setting::new("field", Takes::Text, "The field that it fills."),
    Setting::new("split", Takes::Texts, "What separates the items of a list."),
    Setting::new("open", Takes::Texts, "Words at the end that leave a list open."),
    Setting::new("decimal", Takes::Word(&words(DECIMAL)), "How its numbers are written."),
    Setting::new("dates", Takes::Word(&words(DATES)), "Which number of a date comes first."),
    Setting::new("hidden", Takes::Flag, "Whether the page of the table leaves it out.")
        .default("false"),
    Setting::new("values", Takes::AnyTable, "Texts that stand for something else."),
];

const HIDDEN: &[(&str, Hidden); 2] =
    &[("publish", Hidden::Publish), ("leave-out", Hidden::LeaveOut)];
const DECIMAL: &[(&str, char); 2] = &[(",", ','), (".", '.')];
const DATES: &[(&str, Order); 2] =
    &[("day-first", Order::DayFirst), ("month-first", Order::MonthFirst)];

/// Reads `[table]`; `None` where it does not say of which kind the rows are.
pub(in crate::parse) fn read(
    table: &Table,
    span: Span,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<Settings> {
    let mut reader = Reader::of(table, &[ORDER, KEYS], "[table]", diagnostics);
    let row_kind = row_kind(&mut reader, span, schema);
    let Some(row_kind) = row_kind else {
        // What the columns are can be said only where the kind is known.
        return None;
    };
    let kind = &schema.kinds[row_kind];
    let section = reader.text_at("section");
    let mut list = list(&mut reader, kind);
    if list.sort.is_empty() && list.group.is_none() {
        // In the order of the data the rows of a section stand together.
        list.group = section.clone();
    }
    let continues = reader.text_at("continues");
    let settings = Settings {
        span,
        file: reader.text_at("file"),
        beside: None,
        sheet: reader.text_at("sheet"),
        row_kind,
        id: reader.text_at("id"),
        has_sections: section.is_some(),
        section: section.and_then(|(name, span)| field(kind, &name, span, reader.diagnostics())),
        sections: reader.table("sections").map(Meanings::read).unwrap_or_default(),
        header: reader.number("header", 1).map(|number| number as usize),
        repeated_header: reader.flag("repeated_header").unwrap_or(false),
        continues,
        caption: reader.localised("caption").unwrap_or_default(),
        legend: reader.localised("legend").unwrap_or_default(),
        hidden: reader.word("hidden", HIDDEN),
        decimal: decimal(&mut reader),
        columns: columns(&mut reader, kind),
        history: reader.table(history::KEY).cloned(),
        list,
        in_body: None,
        // Without places, so that rows do not change when a line above moves.
        mark: Fingerprint::of_parts([&*table.to_json().to_string()]),
    };
    reader.finish();
    Some(settings)
}

fn row_kind(reader: &mut Reader<'_, '_>, span: Span, schema: &Schema) -> Option<usize> {
    let Some((name, span)) = reader.text_at("row_kind") else {
        reader.report(
            Diagnostic::new(Code::WrongSetting, "[table] does not name the kind of its rows")
                .at(span)
                .help("add `row_kind = \"…\"` with the name of a kind, such as `priority`"),
        );
        return None;
    };
    let kind = schema.find(&name);
    if kind.is_none() {
        let names = schema.kinds.iter().map(|kind| &*kind.name);
        let diagnostic = no_such("kind", &name, span, names);
        reader.report(diagnostic.help(format!("or declare it in site.toml as [kinds.{name}]")));
    }
    kind
}

fn field(kind: &Kind, name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<usize> {
    let field = kind.field(name);
    if field.is_none() {
        let names = kind.fields.iter().map(|field| &*field.name);
        diagnostics.push(no_such(&format!("field of the kind `{}`", kind.name), name, span, names));
    }
    field
}

fn list(reader: &mut Reader<'_, '_>, kind: &Kind) -> ListSettings {
    let list = order_settings(reader);
    schema::check_list(kind, &list, reader.diagnostics());
    list
}

fn columns(reader: &mut Reader<'_, '_>, kind: &Kind) -> Vec<Wanted> {
    let Some(table) = reader.table("columns") else { return Vec::new() };
    let one = |(key, value): &(Key, Value)| column(key, value, kind, reader.diagnostics());
    table.entries.iter().filter_map(one).collect()
}

fn column(key: &Key, value: &Value, kind: &Kind, diagnostics: &mut Diagnostics) -> Option<Wanted> {
    let (fills, how) = match &value.node {
        Node::Bool(false) => (Fills::Nothing, How::default()),
        Node::Text(name) => (fills(kind, name, value.span, diagnostics)?, How::default()),
        Node::Table(table) => {
            let what = format!("the column “{}”", key.name);
            let mut reader = Reader::of(table, &[COLUMN], what, diagnostics);
            let (name, span) = reader.text_at("field").unwrap_or_else(|| {
                (humanise(&key.name).to_lowercase().replace(' ', "_"), key.span)
            });
            let how = how(&mut reader);
            reader.finish();
            (fills(kind, &name, span, diagnostics)?, how)
        }
        _ => {
            let headline = format!("the column “{}” takes the name of a field", key.name);
            let help = "write the field's name in quotation marks, or `false` to fill no field";
            diagnostics
                .push(Diagnostic::new(Code::WrongSetting, headline).at(value.span).help(help));
            return None;
        }
    };
    Some(Wanted { title: key.name.clone(), span: key.span, fills, how })
}

/// What a column becomes that is told to fill `name`.
fn fills(kind: &Kind, name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Fills> {
    match name {
        "id" => Some(Fills::Id),
        "body" => Some(Fills::Body),
        name => field(kind, name, span, diagnostics).map(Fills::Field),
    }
}

fn how(reader: &mut Reader<'_, '_>) -> How {
    let texts = |found: Option<Vec<(String, Span)>>| -> Vec<String> {
        found.into_iter().flatten().map(|(text, _)| text).collect()
    };
    How {
        split: texts(reader.texts("split")),
        open: texts(reader.texts("open")),
        decimal: decimal(reader),
        dates: reader.word("dates", DATES),
        hidden: reader.flag("hidden").unwrap_or(false),
        values: reader.table("values").map(Meanings::read).unwrap_or_default(),
    }
}

fn decimal(reader: &mut Reader<'_, '_>) -> Option<char> {
    reader.word("decimal", DECIMAL)
}
