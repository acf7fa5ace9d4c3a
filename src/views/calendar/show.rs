//! What the pages of a calendar show: the table `calendar` of docs/themes.md.

use std::collections::BTreeMap;

use tera::Value as Tera;

use super::plan::number;
use super::{Calendar, Month, Year};
use crate::edtf::{Date, Day};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::ViewPage;
use crate::plan::timeline::edtf_year;
use crate::render::html::{object, safe};
use crate::view::{Fingerprinted, OnPage, Shape, Site, View, fingerprinted};

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
        let months: Vec<Tera> = months.map(|(at, of)| self.month(view, (year, *at), of)).collect();
        let values = vec![
            ("year", Tera::from(self.year.map(|year| in_words(view, &edtf_year(year))))),
            (
                "years",
                Tera::from(
                    self.years.iter().map(|year| self.link(view, *year)).collect::<Vec<_>>(),
                ),
            ),
            ("weekdays", weekdays(view)),
            ("months", Tera::from(months)),
            ("items", safe(&self.agenda(view, &self.dates.agenda))),
            ("undated", Tera::from(self.undated)),
        ];
        ("calendar", values)
    }
}

fingerprinted! {
    Calendar { year, dates, years, columns, undated; folder }
    Year { months, agenda }
    Month { days, agenda }
}

impl Calendar {
    fn link(&self, view: &View<'_>, (year, count): (i64, usize)) -> Tera {
        object([
            ("label", Tera::from(in_words(view, &edtf_year(year)))),
            ("url", safe(&view.folder_url(&format!("{}/{year}", self.folder)))),
            ("count", Tera::from(count)),
            ("current", Tera::from(Some(year) == self.year)),
        ])
    }

    fn month(&self, view: &View<'_>, (year, month): (i64, u8), of: &Month) -> Tera {
        let first = Day { year, month, day: 1 }.to_string();
        let date = first.strip_suffix("-01").unwrap_or(&first);
        object([
            ("id", Tera::from(format!("_month-{date}"))),
            ("date", Tera::from(date)),
            ("title", Tera::from(in_words(view, date))),
            ("weeks", weeks(view, (year, month), &of.days)),
            ("items", safe(&self.agenda(view, &of.agenda))),
        ])
    }

    fn agenda(&self, view: &View<'_>, ids: &[EntityId]) -> String {
        let entry = |id: &EntityId| view.fragment(*id, Shape::Entry, &self.columns).to_string();
        ids.iter().map(entry).collect()
    }
}

/// A date in EDTF as readers of the page's language write it.
fn in_words(view: &View<'_>, date: &str) -> String {
    let read = Date::parse(date);
    read.map_or_else(|_| date.to_owned(), |date| date.display(&view.words().dates))
}

/// The days of the week, Monday first: list of `name` and `short`.
fn weekdays(view: &View<'_>) -> Tera {
    let words = |key: &str| view.words().filled(key, &[]);
    let (names, short) = (words("calendar_weekdays"), words("calendar_weekdays_short"));
    let days = names.split_whitespace().zip(short.split_whitespace());
    let days = days
        .map(|(name, short)| object([("name", Tera::from(name)), ("short", Tera::from(short))]));
    Tera::from(days.collect::<Vec<_>>())
}

/// The weeks of a month, each with seven days; those of other months have the number 0. None where
/// nothing stands on a day.
fn weeks(view: &View<'_>, (year, month): (i64, u8), days: &BTreeMap<u8, Vec<EntityId>>) -> Tera {
    if days.is_empty() {
        return Tera::from(Vec::<Tera>::new());
    }
    let blank = || object([("n", Tera::from(0))]);
    let (before, count) = shape(year, month);
    let mut cells: Vec<Tera> = (0..before).map(|_| blank()).collect();
    cells.extend((1..=count).map(|day| {
        let items = days.get(&day).into_iter().flatten().map(|id| item(view, *id));
        object([
            ("n", Tera::from(i64::from(day))),
            ("date", Tera::from(Day { year, month, day }.to_string())),
            ("items", Tera::from(items.collect::<Vec<_>>())),
        ])
    }));
    while cells.len() % 7 > 0 {
        cells.push(blank());
    }
    Tera::from(cells.chunks(7).map(|week| Tera::from(week.to_vec())).collect::<Vec<_>>())
}

/// How many days of a month's first week belong to the month before, and how many days it has.
fn shape(year: i64, month: u8) -> (usize, u8) {
    let first = number(Day { year, month, day: 1 });
    let next = match month {
        12 => number(Day { year: year + 1, month: 1, day: 1 }),
        _ => number(Day { year, month: month + 1, day: 1 }),
    };
    // The first of 1970 was a Thursday.
    ((first + 3).rem_euclid(7) as usize, (next - first) as u8)
}

fn item(view: &View<'_>, id: EntityId) -> Tera {
    let (title, lang, dir) = view.name(id);
    object([
        ("title", Tera::from(title)),
        ("url", safe(&view.url(&view.route(id)))),
        ("lang", Tera::from(lang)),
        ("dir", Tera::from(dir)),
    ])
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn months_begin_on_their_day_of_the_week() {
        assert_eq!(shape(2003, 11), (5, 30));
        assert_eq!(shape(2004, 2), (6, 29));
        assert_eq!(shape(1900, 2), (3, 28));
        assert_eq!(shape(1969, 12), (0, 31));
    }
}
