//! What workbooks for readers say of themselves, and how values stand in their cells.

use std::borrow::Cow;

use super::data::text;
use super::workbook::{About, Cell};
use crate::language::Direction;
use crate::view::{Leads, Shown, View};

/// The media type of a workbook.
pub(crate) const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A date as a cell: a day where it is one, else as it is written.
pub(crate) fn day<'c>(written: impl Into<Cow<'c, str>>, exact: Option<String>) -> Cell<'c> {
    match exact.filter(|day| day.len() == "2003-11-06".len()) {
        Some(day) => Cell::Day(day),
        None => Cell::text(written),
    }
}

pub(crate) fn word(view: &View<'_>, key: &str) -> String {
    view.words().text(key).unwrap_or(key).to_owned()
}

/// What a workbook says of itself, to begin with.
pub(crate) fn about(view: &View<'_>, title: &str) -> About {
    let mut about = About {
        title: title.to_owned(),
        sheets: [word(view, "table"), word(view, "workbook_about")],
        lines: Vec::new(),
        right_to_left: view.languages()[view.language].direction() == Direction::Rtl,
    };
    about.line(word(view, "column_title"), title.to_owned());
    about.line(word(view, "workbook_site"), view.config().title.get(view.tag()).to_owned());
    about
}

/// A value as people read it.
pub(crate) fn readable<'v>(view: &View<'_>, shown: &'v Shown<'_>) -> Cow<'v, str> {
    match shown {
        Shown::Choice(_, label) | Shown::Language(_, label) => (*label).into(),
        Shown::Country(_, label) => (*label).into(),
        Shown::Link(Leads::To(place), _) => place.title.as_str().into(),
        Shown::List(items) => {
            items.iter().map(|item| readable(view, item)).collect::<Vec<_>>().join("; ").into()
        }
        other => text(view, other).into(),
    }
}
