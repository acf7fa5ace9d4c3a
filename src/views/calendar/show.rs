//! What the pages of a calendar show: the table `calendar` of docs/themes.md.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value as Tera;

use super::{Calendar, Month, Year};
use crate::edtf::{Date, Day};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::ViewPage;
use crate::plan::timeline::edtf_year;
use crate::render::context::Markup;
use crate::view::{Fingerprinted, OnPage, Shape, Site, View, fields, fingerprinted};

impl OnPage for Calendar {
    fn word(&self) -> &'static str {
        super::TYPE.word
    }

    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        Fingerprinted::fingerprint(self, site, h);
    }

    fn value(&self, view: &View<'_>, _: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>) {
        let year = self.year.unwrap_or_default();
        let months = self.dates.months.iter();
        let shown = CalendarShown {
            year: self.year.map(|year| in_words(view, &edtf_year(year))),
            years: self.years.iter().map(|year| self.link(view, *year)).collect(),
            weekdays: weekdays(view),
            months: months.map(|(at, of)| self.month(view, (year, *at), of)).collect(),
            items: self.agenda(view, &self.dates.agenda),
            undated: self.undated,
        };
        ("calendar", fields(&shown))
    }
}

/// What `calendar.html` gets as `calendar`, beside what the page of every view has.
#[derive(Default, Serialize)]
struct CalendarShown<'s> {
    /// The year of the page in words.
    year: Option<String>,
    /// Every year that has records.
    years: Vec<YearLink>,
    /// The days of the week, Monday first.
    weekdays: Vec<Weekday>,
    /// The months that have records.
    months: Vec<MonthShown<'s>>,
    /// The agenda of the year.
    items: Markup,
    /// How many records are not shown, because their year is not known.
    undated: usize,
}

/// A year that has records.
#[derive(Default, Serialize)]
struct YearLink {
    /// The year in words.
    label: String,
    /// The address of its page.
    url: Markup,
    /// How many records it has.
    count: usize,
    /// Whether this is its page.
    current: bool,
}

/// A day of the week.
#[derive(Default, Serialize)]
struct Weekday {
    /// Its name.
    name: String,
    /// A short form of it.
    short: String,
}

/// A month.
#[derive(Default, Serialize)]
struct MonthShown<'s> {
    /// Its place on the page.
    id: String,
    /// The month for machines.
    date: String,
    /// The month in words.
    title: String,
    /// Its weeks, each of seven days; empty where nothing stands on a day.
    weeks: Vec<Vec<DayShown<'s>>>,
    /// Its agenda.
    items: Markup,
}

/// A day.
#[derive(Clone, Default, Serialize)]
struct DayShown<'s> {
    /// The day of the month; 0 for days of other months.
    n: u8,
    /// The day for machines.
    date: String,
    /// What stands on it.
    items: Vec<DayItem<'s>>,
}

/// A record on a day.
#[derive(Clone, Default, Serialize)]
struct DayItem<'s> {
    /// The title.
    title: &'s str,
    /// The address.
    url: Markup,
    /// The language of the title.
    lang: &'s str,
    /// Its direction.
    dir: &'static str,
}

fingerprinted! {
    Calendar { year, dates, years, columns, undated; folder }
    Year { months, agenda }
    Month { days, agenda }
}

impl Calendar {
    fn link(&self, view: &View<'_>, (year, count): (i64, usize)) -> YearLink {
        let url = view.folder_url(&format!("{}/{year}", self.folder)).into();
        let label = in_words(view, &edtf_year(year));
        YearLink { label, url, count, current: Some(year) == self.year }
    }

    fn month<'s>(&self, view: &View<'s>, month: (i64, u8), of: &Month) -> MonthShown<'s> {
        let first = Day { year: month.0, month: month.1, day: 1 }.to_string();
        let date = first.strip_suffix("-01").unwrap_or(&first);
        MonthShown {
            id: format!("_month-{date}"),
            date: date.to_owned(),
            title: in_words(view, date),
            weeks: weeks(view, month, &of.days),
            items: self.agenda(view, &of.agenda),
        }
    }

    fn agenda(&self, view: &View<'_>, ids: &[EntityId]) -> Markup {
        let entry = |id: &EntityId| view.fragment(*id, Shape::Entry, &self.columns).to_string();
        ids.iter().map(entry).collect::<String>().into()
    }
}

/// A date in EDTF as readers of the page's language write it.
fn in_words(view: &View<'_>, date: &str) -> String {
    let read = Date::parse(date);
    read.map_or_else(|_| date.to_owned(), |date| date.display(&view.words().dates))
}

fn weekdays(view: &View<'_>) -> Vec<Weekday> {
    let words = |key: &str| view.words().filled(key, &[]);
    let (names, short) = (words("calendar_weekdays"), words("calendar_weekdays_short"));
    let days = names.split_whitespace().zip(short.split_whitespace());
    days.map(|(name, short)| Weekday { name: name.into(), short: short.into() }).collect()
}

/// The weeks of a month; none where nothing stands on a day.
fn weeks<'s>(
    view: &View<'s>,
    (year, month): (i64, u8),
    days: &BTreeMap<u8, Vec<EntityId>>,
) -> Vec<Vec<DayShown<'s>>> {
    if days.is_empty() {
        return Vec::new();
    }
    let (before, count) = shape(year, month);
    let mut cells = vec![DayShown::default(); before];
    cells.extend((1..=count).map(|day| DayShown {
        n: day,
        date: Day { year, month, day }.to_string(),
        items: days.get(&day).into_iter().flatten().map(|id| item(view, *id)).collect(),
    }));
    cells.resize(cells.len().next_multiple_of(7), DayShown::default());
    cells.chunks(7).map(<[DayShown<'_>]>::to_vec).collect()
}

/// How many days of a month's first week belong to the month before, and how many days it has.
fn shape(year: i64, month: u8) -> (usize, u8) {
    let first = Day { year, month, day: 1 }.number();
    let next = match month {
        12 => Day::first_of(year + 1).number(),
        _ => Day { year, month: month + 1, day: 1 }.number(),
    };
    // The first of 1970 was a Thursday.
    ((first + 3).rem_euclid(7) as usize, (next - first) as u8)
}

fn item<'s>(view: &View<'s>, id: EntityId) -> DayItem<'s> {
    let language = &view.languages()[view.language_of(id)];
    DayItem {
        title: view.title(id),
        url: view.url(&view.route(id)).into(),
        lang: language.as_str(),
        dir: language.direction().as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, table, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("| `years`", keys(&YearLink::default())),
            ("| `weekdays`", keys(&Weekday::default())),
            ("| `months`", keys(&MonthShown::default())),
            ("A week is a list", keys(&DayShown::default())),
            ("A week is a list", keys(&DayItem::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
        let mut calendar = keys(&CalendarShown::default());
        calendar.extend(["title", "description", "intro", "downloads"].map(str::to_owned));
        assert_eq!(table("What a calendar gets"), calendar);
    }

    #[test]
    fn months_begin_on_their_day_of_the_week() {
        assert_eq!(shape(2003, 11), (5, 30));
        assert_eq!(shape(2004, 2), (6, 29));
        assert_eq!(shape(1900, 2), (3, 28));
        assert_eq!(shape(1969, 12), (0, 31));
    }
}
