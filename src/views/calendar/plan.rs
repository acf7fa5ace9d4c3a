//! Where records stand in a calendar, and which years have pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Calendar, Declared, Month, Year};
use crate::clock::{Cause, Clock};
use crate::diag::{Code, Diagnostic};
use crate::edtf::{Date, Day, Precision};
use crate::graph::EntityId;
use crate::plan::{Laid, Laying, names};
use crate::schema::{Kind, Type};
use crate::views::on_page;

/// A period of more days stands in the agenda of its months, not on each day.
const MOST_DAYS: i64 = 92;
/// A period of more months stands in the agenda of its years.
const MOST_MONTHS: i64 = 24;
/// A period of more years stands nowhere: it says little of any of them.
const MOST_YEARS: i64 = 100;
/// How many years may have a page. Each of these pages links to all the others.
const MOST_PAGES: usize = 500;

type Years = BTreeMap<i64, Year>;

impl Laid for Declared {
    fn lay(&self, laying: &mut Laying<'_>) {
        let kinds = laying.kinds(&self.view);
        laying.diagnostics.extend(self.wrong_date(&kinds));
        let (years, undated) = self.years(laying);
        if years.len() > MOST_PAGES {
            laying.diagnostics.push(too_many(years.len()).at(self.view.span));
            return;
        }
        let counts = years.iter().map(|(year, dates)| (*year, dates.records().len()));
        let columns =
            std::iter::once(&self.date.0).chain(self.columns.iter().map(|(name, _)| name));
        let mut calendar = Calendar {
            year: nearest(&years, laying.input().clock, &self.view.path),
            dates: Arc::default(),
            years: counts.collect(),
            folder: laying.folder(&self.view),
            columns: columns.cloned().collect(),
            undated,
        };
        let years: BTreeMap<i64, Arc<Year>> =
            years.into_iter().map(|(year, dates)| (year, Arc::new(dates))).collect();
        if let Some(year) = calendar.year {
            calendar.dates = years[&year].clone();
        }
        laying.plan.pages.push(laying.page(&self.view, on_page(calendar.clone())));
        for (year, dates) in years {
            let of_year = Calendar { year: Some(year), dates, ..calendar.clone() };
            let mut page = laying.page(&self.view, on_page(of_year));
            page.folder = format!("{}/{year}", calendar.folder);
            page.title = format!("{} – {year}", page.title);
            page.intro = None;
            laying.plan.pages.push(page);
        }
    }
}

impl Declared {
    /// What is wrong with the name of the field that holds the date.
    fn wrong_date(&self, kinds: &[&Kind]) -> Option<Diagnostic> {
        let (name, span) = (&self.date.0, self.date.1.unwrap_or(self.view.span));
        match names::fields(kinds, name).next() {
            None => Some(names::no_field(kinds, "field of the kinds in this calendar", name, span)),
            Some(field) if *field.kind.item() != Type::Date => {
                let headline = format!("`{name}` is not a date");
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
                Some(diagnostic.help("name a field of the type `date`"))
            }
            Some(_) => None,
        }
    }

    /// The years with what stands in them, and how many records stand nowhere.
    fn years(&self, laying: &mut Laying<'_>) -> (Years, usize) {
        let records = laying.records(&self.view);
        let reading = laying.reading;
        let name = reading.name(&self.date.0);
        let mut dated: Vec<(Option<&Date>, EntityId)> =
            records.into_iter().map(|id| (reading.date(id, &name), id)).collect();
        dated.sort_by(|(a, x), (b, y)| {
            let by_title = || reading.collator().compare(reading.title(*x), reading.title(*y));
            a.cmp(b).then_with(by_title).then(x.cmp(y))
        });
        let (mut years, mut undated) = (Years::new(), 0);
        for (date, id) in dated {
            match date.and_then(Place::of) {
                Some(place) => place.put(id, &mut years),
                None => undated += 1,
            }
        }
        (years, undated)
    }
}

fn too_many(years: usize) -> Diagnostic {
    let headline = format!("this calendar would need pages for {years} years");
    Diagnostic::new(Code::TooManyPages, headline)
        .note(format!("a calendar has at most {MOST_PAGES}; each of them links to all the others"))
        .help("look at fewer records with `where`, or make it a timeline")
}

/// The year that the calendar opens with: the first from today on, else the last.
fn nearest(years: &Years, clock: &Clock, path: &str) -> Option<i64> {
    let last = years.last_key_value().map(|(year, _)| *year)?;
    let cause = Cause::of_page(path);
    let is_over = |year: i64| clock.has_come(Day::first_of(year + 1), &cause);
    Some(years.keys().copied().find(|year| *year == last || !is_over(*year)).unwrap_or(last))
}

impl Year {
    /// Every record that stands in it.
    pub(super) fn records(&self) -> BTreeSet<EntityId> {
        let months = self.months.values().flat_map(|month| &month.agenda);
        self.agenda.iter().chain(months).copied().collect()
    }
}

/// Where a record stands; both ends are part of it. No more is claimed than what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// On days, counted from 1970.
    Days(i64, i64),
    /// In the agendas of months, counted from the year 0.
    Months(i64, i64),
    /// In the agendas of years.
    Years(i64, i64),
}

impl Place {
    /// The place of a date; `None` where the year is not known. A period that is open at one end stands at
    /// the other.
    fn of(date: &Date) -> Option<Self> {
        let first = date.earliest().or(date.latest())?;
        let last = date.latest().unwrap_or(first);
        let is_sure = !date.is_approximate() && !date.is_uncertain();
        let days = (first.number(), last.number());
        let months = (month(first), month(last));
        let precision = date.precision();
        if precision >= Precision::Day && is_sure && days.1 - days.0 < MOST_DAYS {
            Some(Self::Days(days.0, days.1))
        } else if precision >= Precision::Month && months.1 - months.0 < MOST_MONTHS {
            Some(Self::Months(months.0, months.1))
        } else if precision >= Precision::Year && last.year - first.year < MOST_YEARS {
            Some(Self::Years(first.year, last.year))
        } else {
            None
        }
    }

    fn put(self, id: EntityId, years: &mut Years) {
        match self {
            Self::Days(first, last) => {
                for day in (first..=last).map(Day::of_number) {
                    let month = month_of(years, day.year, day.month);
                    month.days.entry(day.day).or_default().push(id);
                    month.note(id);
                }
            }
            Self::Months(first, last) => {
                for month in first..=last {
                    month_of(years, month.div_euclid(12), month.rem_euclid(12) as u8 + 1).note(id);
                }
            }
            Self::Years(first, last) => {
                (first..=last).for_each(|year| years.entry(year).or_default().agenda.push(id));
            }
        }
    }
}

fn month_of(years: &mut Years, year: i64, month: u8) -> &mut Month {
    years.entry(year).or_default().months.entry(month).or_default()
}

impl Month {
    /// Writes a record into the agenda, once.
    fn note(&mut self, id: EntityId) {
        if self.agenda.last() != Some(&id) {
            self.agenda.push(id);
        }
    }
}

/// The number of a month, counted from the year 0.
fn month(day: Day) -> i64 {
    day.year * 12 + i64::from(day.month) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(date: &str) -> Option<Place> {
        Place::of(&Date::parse(date).expect("a date"))
    }

    #[test]
    fn a_date_stands_where_it_is_known_and_nowhere_else() {
        let day = Day { year: 2003, month: 11, day: 6 }.number();
        let (november, year) = (2003 * 12 + 10, Some(Place::Years(2003, 2003)));
        assert_eq!(place("2003-11-06"), Some(Place::Days(day, day)));
        assert_eq!(place("2003-11-06T09:00:00Z"), Some(Place::Days(day, day)));
        assert_eq!(place("2003-11-06/2003-11-07"), Some(Place::Days(day, day + 1)));
        assert_eq!(place("2003-11-06/.."), Some(Place::Days(day, day)));
        for month in ["2003-11", "2003-11-06~", "2003-11-06?", "2003-11-XX"] {
            assert_eq!(place(month), Some(Place::Months(november, november)), "{month}");
        }
        assert_eq!(place("2003-10/2003-11"), Some(Place::Months(november - 1, november)));
        assert_eq!(place("2003"), year);
        assert_eq!(place("2003?"), year);
        assert_eq!(place("2003-22"), year);
        assert_eq!(place("199X"), None);
        assert_eq!(place("1500/2003"), None);
    }

    #[test]
    fn long_periods_stand_in_agendas() {
        let november = 2003 * 12 + 10;
        assert_eq!(place("2003-11-06/2004-03-01"), Some(Place::Months(november, november + 4)));
        assert_eq!(place("2003-11-06/2010-03-01"), Some(Place::Years(2003, 2010)));
    }

    #[test]
    fn a_record_stands_on_each_of_its_days_and_once_in_each_agenda() {
        let mut years = Years::new();
        place("2003-12-31/2004-01-02").expect("days").put(7, &mut years);
        assert_eq!(years[&2003].months[&12].days, BTreeMap::from([(31, vec![7])]));
        assert_eq!(years[&2004].months[&1].days, BTreeMap::from([(1, vec![7]), (2, vec![7])]));
        assert_eq!(years[&2004].months[&1].agenda, [7]);
        assert_eq!(years[&2004].records(), BTreeSet::from([7]));
    }

    #[test]
    fn a_calendar_opens_with_the_nearest_year() {
        let years: Years = [2003, 2008].map(|year| (year, Year::default())).into();
        let opens = |years: &Years, today: &str| {
            let clock = Clock::new(today);
            (nearest(years, &clock, "calendar"), clock.next().map(|turn| turn.to_string()))
        };
        assert_eq!(opens(&years, "2003-05-05"), (Some(2003), Some("2004-01-01".to_owned())));
        assert_eq!(opens(&years, "2004-01-01"), (Some(2008), None));
        assert_eq!(opens(&years, "2026-01-01"), (Some(2008), None));
        assert_eq!(opens(&Years::new(), "2026-01-01"), (None, None));
    }
}
