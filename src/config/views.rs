//! `[[views]]`: pages that are made from records.

use super::Reader;
use super::grids::{self, ChartStyle, GridSettings, GridShape};
use super::keys::{Key, Keys, Takes, words};
use super::lists::{self, GlossarySettings, LedgerSettings, TreeSettings};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::text::{Localised, composed};

/// How records are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSettings {
    /// Orders, the default one first.
    pub sort: Vec<Sort>,
    /// Fields whose values filter the list.
    pub facets: Vec<(String, Span)>,
    /// Fields shown beside the title.
    pub columns: Vec<(String, Span)>,
    /// The field by whose values the list is grouped.
    pub group: Option<(String, Span)>,
    /// Records on one page; 0: the default.
    pub page_size: usize,
    /// How many values of facets get a page; 0: the default.
    pub facet_pages: usize,
    /// How a record is shown.
    pub style: Style,
}

/// An order: a field, and whether the greatest comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field's name.
    pub field: String,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// Where it is written.
    pub span: Span,
}

/// How a list shows its records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// One line each.
    #[default]
    List,
    /// A card each.
    Cards,
    /// A table row each.
    Table,
    /// A row each, with the columns of the table that they are rows of.
    Rows,
    /// By date, under the years.
    Timeline,
    /// A term each, with what it means.
    Definitions,
}

/// The styles that an author can ask for.
const STYLES: [(&str, Style); 4] = [
    ("list", Style::List),
    ("cards", Style::Cards),
    ("table", Style::Table),
    ("timeline", Style::Timeline),
];

impl Style {
    /// The word that stands in site.toml.
    pub fn word(self) -> &'static str {
        match self {
            Style::List => "list",
            Style::Cards => "cards",
            Style::Table => "table",
            Style::Rows => "rows",
            Style::Timeline => "timeline",
            Style::Definitions => "definitions",
        }
    }
}

/// One of `[[views]]`.
#[derive(Clone, Debug)]
pub struct ViewSettings {
    /// The address, without slashes at its ends.
    pub path: String,
    /// The page's title.
    pub title: Localised,
    /// One or two sentences about it.
    pub description: Localised,
    /// The kinds it lists; all where empty.
    pub kinds: Vec<(String, Span)>,
    /// The condition that a record must meet.
    pub condition: Option<(String, Span)>,
    /// How the records are listed.
    pub list: ListSettings,
    /// What the view makes of them, with its own settings.
    pub what: ViewType,
    /// Where the view is declared.
    pub span: Span,
}

/// What a view makes of its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewType {
    /// A list.
    List,
    /// A list by date.
    Timeline,
    /// Who is to do what by when.
    Ledger(Box<LedgerSettings>),
    /// Terms and acronyms.
    Glossary(Box<GlossarySettings>),
    /// Records below records.
    Tree(Box<TreeSettings>),
    /// Something with rows and columns.
    Grid(Box<GridSettings>),
}

/// The keys of lists.
pub const LIST: Keys = &[
    Key::new("sort", Takes::Texts, "Orders; a `-` before a field puts the greatest first.")
        .default("[\"title\"]"),
    Key::new("facets", Takes::Texts, "Fields by whose values readers narrow the list."),
    Key::new("columns", Takes::Texts, "Fields shown beside the title."),
    Key::new("group", Takes::Text, "The field by whose values the list is divided."),
    Key::new("page_size", Takes::Number(1), "Entries on one page.").default("100"),
    Key::new("facet_pages", Takes::Number(1), "How many values of facets get a page.")
        .default("500"),
    Key::new("as", Takes::Word(&words(&STYLES)), "How a record is shown.").default("\"list\""),
];

/// Reads every `[[views]]`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Vec<ViewSettings> {
    let mut out = Vec::new();
    for (table, span) in reader.tables("views") {
        let mut reader = Reader::new(table, "a view", reader.diagnostics());
        out.extend(view(&mut reader, span));
        reader.finish();
    }
    out
}

fn view(reader: &mut Reader<'_, '_>, span: Span) -> Option<ViewSettings> {
    let what = what(reader);
    let title = reader.localised("title");
    let path = reader.text_at("path");
    let mut view = ViewSettings {
        path: path.as_ref().map_or(String::new(), |(path, _)| composed(path.trim_matches('/'))),
        title: title.clone().unwrap_or_default(),
        description: reader.localised("description").unwrap_or_default(),
        kinds: [reader.texts("kind"), reader.texts("kinds")]
            .into_iter()
            .flatten()
            .flatten()
            .collect(),
        condition: reader.text_at("where"),
        list: match &what {
            // `columns` is an axis there, and the pages behind a cell are listed as their kind is.
            ViewType::Grid(_) => ListSettings::default(),
            _ => list_settings(reader),
        },
        what,
        span,
    };
    lists::settle(&mut view);
    for (name, there) in [("title", title.is_some()), ("path", path.is_some())] {
        if !there {
            reader.report(
                Diagnostic::new(Code::WrongSetting, format!("this view has no {name}"))
                    .at(span)
                    .help(format!("add `{name} = \"…\"`")),
            );
        }
    }
    if let ViewType::Grid(settings) = &view.what {
        grids::check(settings, span, reader);
    }
    match path {
        Some((path, span))
            if crate::id::Route::page(&view.path).is_none() || view.path.is_empty() =>
        {
            let headline = format!("`{path}` cannot be the address of a page");
            reader.report(Diagnostic::new(Code::WrongSetting, headline).at(span));
            None
        }
        Some(_) => Some(view),
        None => None,
    }
}

/// Reads the type of a view and the settings that only this type has.
fn what(reader: &mut Reader<'_, '_>) -> ViewType {
    let list: lists::Read = |_| ViewType::List;
    let matrix: lists::Read = |r| ViewType::Grid(Box::new(grids::read(GridShape::Matrix, r)));
    let gaps: lists::Read = |r| ViewType::Grid(Box::new(grids::read(GridShape::Gaps, r)));
    let scorecard: lists::Read = |r| ViewType::Grid(Box::new(grids::read(GridShape::Scorecard, r)));
    let chart: lists::Read =
        |r| ViewType::Grid(Box::new(grids::read(GridShape::Chart(ChartStyle::Bars), r)));
    let stages: lists::Read = |r| ViewType::Grid(Box::new(grids::read(GridShape::Stages, r)));
    let mut words = vec![
        ("list", list),
        ("matrix", matrix),
        ("gaps", gaps),
        ("scorecard", scorecard),
        ("chart", chart),
        ("stages", stages),
    ];
    words.extend(lists::TYPES);
    let read = reader.word("type", &words).unwrap_or(list);
    read(reader)
}

/// Reads which records of a list stand together, and in which order: `sort`, `facets`, `group`,
/// `page_size`, `facet_pages`.
pub fn order_settings(reader: &mut Reader<'_, '_>) -> ListSettings {
    let sort = reader.texts("sort").unwrap_or_default().into_iter().map(|(field, span)| Sort {
        field: field.trim_start_matches('-').to_owned(),
        descending: field.starts_with('-'),
        span,
    });
    ListSettings {
        sort: sort.collect(),
        facets: reader.texts("facets").unwrap_or_default(),
        group: reader.text_at("group"),
        page_size: reader.number("page_size", 1).unwrap_or(0) as usize,
        facet_pages: reader.number("facet_pages", 1).unwrap_or(0) as usize,
        ..ListSettings::default()
    }
}

/// Reads what a list is told: `sort`, `facets`, `columns`, `group`, `page_size`, `as`.
pub fn list_settings(reader: &mut Reader<'_, '_>) -> ListSettings {
    let span = reader.value("as").map(|value| value.span);
    let settings = ListSettings {
        columns: reader.texts("columns").unwrap_or_default(),
        style: reader.word("as", &STYLES).unwrap_or_default(),
        ..order_settings(reader)
    };
    lists::dated(settings, span)
}
