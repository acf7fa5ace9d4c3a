//! `calendar`: dated records in the months of a year, day by day and as an agenda.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ViewType, settings};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::graph::EntityId;
use crate::plan::{Laid, ViewSettings};
use crate::source::Span;

mod plan;
mod show;

pub(super) const TYPE: ViewType = ViewType {
    word: "calendar",
    keys: KEYS,
    read,
    on_record: &[],
    code: &[include_str!("plan.rs"), include_str!("show.rs")],
};

const KEYS: &[Keys] = &[&[
    Key::new("date", Takes::Text, "The field with the date.").default("\"date\""),
    Key::new("columns", Takes::Texts, "Fields that the agenda shows beside date and title."),
]];

/// A calendar as it is declared.
struct Declared {
    view: ViewSettings,
    /// The field with the date.
    date: settings::Named,
    /// The fields that the agenda shows beside date and title.
    columns: Vec<(String, Span)>,
}

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let date = settings::named(reader, "date", "date");
    let columns = reader.texts("columns").unwrap_or_default();
    let view = settings::page(reader, span)?;
    Some(Box::new(Declared { view, date, columns }))
}

/// The page of a year.
#[derive(Clone)]
struct Calendar {
    /// The year; `None` where no record has one.
    year: Option<i64>,
    /// What stands in it.
    dates: Arc<Year>,
    /// Every year that has records, with how many, in order.
    years: Arc<[(i64, usize)]>,
    /// The address of the calendar.
    folder: String,
    /// The fields that the agenda shows, the date first.
    columns: Arc<[String]>,
    /// How many records have no date, or none of which the year is known.
    undated: usize,
}

/// What stands in a year.
#[derive(Default)]
struct Year {
    /// The months that have records, from 1.
    months: BTreeMap<u8, Month>,
    /// Records of which no more than the year is known, and long periods, by date.
    agenda: Vec<EntityId>,
}

/// What stands in a month.
#[derive(Default)]
struct Month {
    /// The days that have records, from 1.
    days: BTreeMap<u8, Vec<EntityId>>,
    /// Every record of the month once, by date, also those whose day is not known.
    agenda: Vec<EntityId>,
}
