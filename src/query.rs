//! Asks a site for records from the command line, with the conditions that views have.

use std::fmt::Write;

use crate::config::{ListSettings, Sort, Style};
use crate::diag::Checked;
use crate::graph::EntityId;
use crate::plan::{DEFAULT_LANGUAGE, ViewSettings};
use crate::render;
use crate::source::{Sources, Span};
use crate::text::Localised;
use crate::view::{Site, View};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The condition that a record must meet; empty: none.
    pub condition: String,
    /// The kinds that are looked at; all but plain pages where empty.
    pub kinds: Vec<String>,
    /// The fields that are shown; where empty, those that the form of the answer shows by itself.
    pub fields: Vec<String>,
    /// The orders, the first counts; a `-` before a field puts the greatest first.
    pub sort: Vec<String>,
}

/// The records that a query finds, in order. What is wrong with the query points into the sources
/// that are returned beside it, in which it stands as it would in site.toml.
pub fn ask(site: &Site, query: &Query) -> (Checked<Vec<EntityId>>, Sources) {
    let (view, sources) = as_view(query);
    (site.records_of(&view), sources)
}

/// The name under which messages speak of the query.
const PLACE: &str = "(the query)";

/// The query as a view, and the text that its places point into.
fn as_view(query: &Query) -> (ViewSettings, Sources) {
    let mut lines = Lines::default();
    let condition = Some(lines.add("where", &query.condition));
    let kinds = query.kinds.iter().map(|kind| lines.add("kind", kind)).collect();
    let sort = query.sort.iter().map(|sort| lines.add("sort", sort)).collect::<Vec<_>>();
    let columns = query.fields.iter().map(|field| lines.add("fields", field)).collect::<Vec<_>>();
    let sources = Sources::new(vec![(PLACE.to_owned(), lines.text)], Vec::new());
    let (id, _) = sources.find(PLACE).expect("it is the only source");
    let span = |range: std::ops::Range<usize>| Span::new(id, range);
    let named = |(text, range): (String, std::ops::Range<usize>)| (text, span(range));
    let list = ListSettings {
        sort: sort.into_iter().map(named).map(order).collect(),
        columns: columns.into_iter().map(named).collect(),
        style: Style::List,
        ..ListSettings::default()
    };
    let kinds: Vec<_> = Vec::into_iter(kinds).map(named).collect();
    let view = ViewSettings {
        path: String::new(),
        title: Localised::default(),
        description: Localised::default(),
        kinds,
        condition: condition.filter(|_| !query.condition.trim().is_empty()).map(named),
        list,
        span: span(0..0),
    };
    (view, sources)
}

fn order((field, span): (String, Span)) -> Sort {
    let descending = field.starts_with('-');
    Sort { field: field.trim_start_matches('-').to_owned(), descending, span }
}

/// The query, one setting a line.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Adds a setting; returns its value and the place of that, with its quotation marks.
    fn add(&mut self, key: &str, value: &str) -> (String, std::ops::Range<usize>) {
        let _ = write!(self.text, "{key} = ");
        let start = self.text.len();
        let _ = writeln!(self.text, "'{value}'");
        (value.to_owned(), start..self.text.len() - 1)
    }
}

/// The answer for people: a line for each record, its fields below.
pub fn text(site: &Site, found: &[EntityId], fields: &[String]) -> String {
    let view = View::new(site, DEFAULT_LANGUAGE, false);
    let mut out = String::new();
    for id in found {
        let _ = writeln!(out, "{}  {}", view.key(*id), view.title(*id));
        for (name, value) in render::cells(&view, *id, fields) {
            let _ = writeln!(out, "    {name}: {}", if value.is_empty() { "–" } else { &value });
        }
    }
    out
}

/// The answer as JSON, in the form of `/data/<kind>.json`.
pub fn json(site: &Site, found: &[EntityId], fields: &[String]) -> Vec<u8> {
    render::records_json(&View::new(site, DEFAULT_LANGUAGE, false), found, fields)
}

/// The answer as a table (RFC 4180), in the form of `/data/<kind>.csv` with the kind.
pub fn csv(site: &Site, found: &[EntityId], fields: &[String]) -> Vec<u8> {
    render::records_csv(&View::new(site, DEFAULT_LANGUAGE, false), found, fields)
}
