//! The views that are made of lists: ledger, timeline, glossary, tree.

use super::{ListSettings, Reader, Sort, Style, ViewSettings, ViewType};
use crate::source::Span;

/// A name with the place where it is written; `None`: it is the default.
pub type Named = (String, Option<Span>);

/// What a ledger looks at: who is to do what by when, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSettings {
    /// The field that names who answers for an item.
    pub owner: Named,
    /// The field with the date by which it is to be done; a date, or a record that has one.
    pub due: Named,
    /// The field with its state.
    pub state: Named,
    /// The field with the record that it comes from, such as a meeting.
    pub from: Named,
    /// The field with the date on which it was done.
    pub done: Named,
    /// A field of the records that items come from: only those that share a value in it hand
    /// their open items on to each other.
    pub series: Option<(String, Span)>,
    /// The states in which something is still to be done; the usual ones where empty.
    pub open: Vec<(String, Span)>,
}

/// What a glossary looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossarySettings {
    /// The field with the short form.
    pub acronym: Named,
    /// The field with the short form written out.
    pub expansion: Named,
    /// The field that says for whom the meaning holds.
    pub scope: Named,
    /// The field with the record that the term is the name of.
    pub stands_for: Named,
    /// The field that says that an acronym is never written out, in records of any kind.
    pub never_expanded: Named,
}

/// What a tree looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeSettings {
    /// The field with the record above; `None` where the author names none.
    pub parent: Option<(String, Span)>,
    /// The field with the state, if states are counted.
    pub state: Option<(String, Span)>,
    /// The states that count as done; the usual ones where empty.
    pub done: Vec<(String, Span)>,
}

/// Reads the settings that only one type of view has.
pub(super) type Read = fn(&mut Reader<'_, '_>) -> ViewType;

/// The words of `type` for these views, with what reads their settings.
pub(super) const TYPES: [(&str, Read); 4] = [
    ("timeline", |_| ViewType::Timeline),
    ("ledger", ledger),
    ("glossary", glossary),
    ("tree", tree),
];

/// What follows from the type of a view for its list.
pub(super) fn settle(view: &mut ViewSettings) {
    let (kind, style) = match view.what {
        ViewType::Timeline => (None, Style::Timeline),
        ViewType::Ledger(_) => (Some("action"), Style::Table),
        ViewType::Glossary(_) => (Some("term"), Style::Definitions),
        _ => return,
    };
    view.list = dated(ListSettings { style, ..view.list.clone() }, Some(view.span));
    if let (Some(kind), true) = (kind, view.kinds.is_empty()) {
        view.kinds.push((kind.to_owned(), view.span));
    }
}

/// Gives a timeline without an order that of the date. `span` is where it is declared.
pub(super) fn dated(mut list: ListSettings, span: Option<Span>) -> ListSettings {
    if let (Style::Timeline, true, Some(span)) = (list.style, list.sort.is_empty(), span) {
        list.sort.push(Sort { field: "date".to_owned(), descending: false, span });
    }
    list
}

fn ledger(reader: &mut Reader<'_, '_>) -> ViewType {
    ViewType::Ledger(Box::new(LedgerSettings {
        owner: named(reader, "owner", "owner"),
        due: named(reader, "due", "due"),
        state: named(reader, "state", "state"),
        from: named(reader, "from", "from_meeting"),
        done: named(reader, "done", "done"),
        series: reader.text_at("series"),
        open: reader.texts("open").unwrap_or_default(),
    }))
}

fn glossary(reader: &mut Reader<'_, '_>) -> ViewType {
    ViewType::Glossary(Box::new(GlossarySettings {
        acronym: named(reader, "acronym", "acronym"),
        expansion: named(reader, "expansion", "expansion"),
        scope: named(reader, "scope", "scope"),
        stands_for: named(reader, "stands_for", "stands_for"),
        never_expanded: named(reader, "never_expanded", "never_expanded"),
    }))
}

fn tree(reader: &mut Reader<'_, '_>) -> ViewType {
    ViewType::Tree(Box::new(TreeSettings {
        parent: reader.text_at("parent"),
        state: reader.text_at("state"),
        done: reader.texts("done").unwrap_or_default(),
    }))
}

fn named(reader: &mut Reader<'_, '_>, key: &'static str, default: &str) -> Named {
    match reader.text_at(key) {
        Some((name, span)) => (name, Some(span)),
        None => (default.to_owned(), None),
    }
}
