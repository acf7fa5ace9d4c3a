//! How records are listed: settings that kinds, tables and views share.

use super::Reader;
use super::keys::{Key, Keys, Takes, words};
use crate::source::Span;

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

/// The keys of what says which records of a list stand together, and in which order.
pub const ORDER: Keys = LIST.split_at(5).0;

/// The keys of lists.
pub const LIST: Keys = &[
    Key::new("sort", Takes::Texts, "Orders; a `-` before a field puts the greatest first.")
        .default("[\"title\"]"),
    Key::new("facets", Takes::Texts, "Fields by whose values readers narrow the list."),
    Key::new("group", Takes::Text, "The field by whose values the list is divided."),
    Key::new("page_size", Takes::Number(1), "Entries on one page.").default("100"),
    Key::new("facet_pages", Takes::Number(1), "How many values of facets get a page.")
        .default("500"),
    Key::new("columns", Takes::Texts, "Fields shown beside the title."),
    Key::new("as", Takes::Word(&words(&STYLES)), "How a record is shown.").default("\"list\""),
];

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
    dated(settings, span)
}

/// Gives a timeline without an order that of the date. `span` is where it is declared.
pub fn dated(mut list: ListSettings, span: Option<Span>) -> ListSettings {
    if let (Style::Timeline, true, Some(span)) = (list.style, list.sort.is_empty(), span) {
        list.sort.push(Sort { field: "date".to_owned(), descending: false, span });
    }
    list
}
