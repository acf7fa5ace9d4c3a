//! Records as entries of a calendar (RFC 5545). Which fields hold what is said by `calendar` of their kinds. Nothing is
//! invented: a record whose days are not known makes no entry, and one whose times are not known makes one for whole
//! days.

use jiff::{Timestamp, ToSpan, civil};

use super::sheet::readable;
use crate::edtf::{Date, in_utc, moment};
use crate::graph::EntityId;
use crate::id::RecordKey;
use crate::schema::exports::Mapping;
use crate::view::{Fact, Leads, Shown, View};

mod lines;
use lines::Lines;

/// The stamp of an entry whose record does not say when it was changed: the clock would give other bytes each day.
const NEVER: &str = "19700101T000000Z";

/// More days of one meeting than this are not listed one by one.
const MOST_TIMES: usize = 1000;

/// A calendar with a name, with entries for those of the records that have days; `None` if none has.
pub(crate) fn calendar(view: &View<'_>, name: &str, ids: &[EntityId]) -> Option<Vec<u8>> {
    let mut entries: Vec<Entry<'_, '_>> =
        ids.iter().filter_map(|id| Entry::of(view, *id)).collect();
    entries.sort_by(|a, b| (a.days, view.key(a.id)).cmp(&(b.days, view.key(b.id))));
    let mut out = Lines::default();
    out.plain("BEGIN", "VCALENDAR");
    out.plain("VERSION", "2.0");
    out.plain("PRODID", concat!("-//plenary//", env!("CARGO_PKG_VERSION"), "//EN"));
    out.plain("CALSCALE", "GREGORIAN");
    out.plain("METHOD", "PUBLISH");
    out.text("NAME", name);
    out.text("X-WR-CALNAME", name);
    out.plain("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    out.plain("X-PUBLISHED-TTL", "P1D");
    for entry in &entries {
        entry.write(&mut out);
    }
    out.plain("END", "VCALENDAR");
    (!entries.is_empty()).then(|| out.finish())
}

/// A record in a calendar.
struct Entry<'v, 's> {
    view: &'v View<'s>,
    id: EntityId,
    mapping: &'s Mapping,
    /// The first and the last day.
    days: (civil::Date, civil::Date),
    /// The date as it stands in the record.
    date: Date,
}

impl<'v, 's> Entry<'v, 's> {
    fn of(view: &'v View<'s>, id: EntityId) -> Option<Self> {
        let mapping = view.kind(view.kind_of(id)).exports.calendar.as_ref()?;
        if !view.is_own(id) {
            return None;
        }
        let Shown::Date { text, .. } = view.fact(id, mapping.text("date")?)?.shown else {
            return None;
        };
        let date = Date::parse(text).ok()?;
        Some(Self { view, id, mapping, days: date.stated_days()?, date })
    }

    fn write(&self, out: &mut Lines) {
        let changed = self.view.last_change(self.id).map(compact);
        out.plain("BEGIN", "VEVENT");
        out.text("UID", &uid(self.view, self.view.key(self.id)));
        out.plain("DTSTAMP", changed.as_deref().unwrap_or(NEVER));
        if let Some(changed) = &changed {
            out.plain("LAST-MODIFIED", changed);
        }
        self.when(out);
        out.text("SUMMARY", &self.summary());
        out.given("DESCRIPTION", &self.description());
        out.given("LOCATION", &self.all("place").collect::<Vec<_>>().join(", "));
        out.given_plain("STATUS", self.status());
        out.text(
            "CATEGORIES",
            self.view.kind(self.view.kind_of(self.id)).label.get(self.view.tag()),
        );
        if self.is_deadline() {
            out.plain("TRANSP", "TRANSPARENT");
        }
        if let Some(Shown::Link(Leads::To(whole), _)) = self.fact("part_of").map(|fact| fact.shown)
        {
            out.text("RELATED-TO", &uid(self.view, &whole.key));
        }
        if !self.view.base_url().is_empty() {
            out.plain("URL", &self.view.absolute(&self.view.route(self.id)));
        }
        out.plain("END", "VEVENT");
    }

    /// When it is: at a time of a day, or on whole days. The end of whole days is the day after the last one.
    fn when(&self, out: &mut Lines) {
        let (first, last) = self.days;
        let again = self.again();
        if let Some((start, end)) = self.times() {
            out.plain("DTSTART", &compact(&in_utc(start)));
            out.given_plain("DTEND", &end.map(|end| compact(&in_utc(end))).unwrap_or_default());
            let further = again.map(|again| self.further(again)).unwrap_or_default();
            out.given_plain("RDATE", &further.join(","));
            return;
        }
        out.plain("DTSTART;VALUE=DATE", &day(first));
        out.plain("DTEND;VALUE=DATE", &last.tomorrow().map(day).unwrap_or_default());
        if let Some(Again { every, until }) = again {
            let until = until.map(|until| format!(";UNTIL={}", day(until))).unwrap_or_default();
            out.plain("RRULE", &format!("{}{until}", every.rule));
        }
    }

    /// The moments at which it opens and closes.
    fn times(&self) -> Option<(Timestamp, Option<Timestamp>)> {
        if let Some(start) = self.date.instant() {
            return Some((start, None));
        }
        let (first, last) = self.days;
        let at = |day, key| moment(day, &self.one(key)?, &self.one("time_zone")?).ok();
        let start = at(first, "starts")?;
        Some((start, at(last, "ends").filter(|end| *end > start)))
    }

    /// How it repeats, where a source states it.
    fn again(&self) -> Option<Again> {
        let Shown::Choice(word, _) = self.fact("repeats")?.shown else { return None };
        let every = EVERY.iter().find(|every| every.word == self.mapping.word(word))?;
        let until = match self.fact("until").map(|fact| fact.shown) {
            Some(Shown::Date { text, .. }) => Some(Date::parse(text).ok()?.exact_days()?.1),
            _ => None,
        };
        Some(Again { every, until })
    }

    /// The moments after the first at which what has a last day is held. They are written one by one, since a rule
    /// in UTC would be an hour wrong after clocks are changed.
    fn further(&self, again: Again) -> Vec<String> {
        let (Some(until), Some(time), Some(zone)) =
            (again.until, self.one("starts"), self.one("time_zone"))
        else {
            return Vec::new();
        };
        let first = self.days.0;
        let days = (1..).map_while(|n| first.checked_add(again.every.step(n)).ok());
        let days = days.take_while(|day| *day <= until).take(MOST_TIMES);
        days.filter_map(|day| Some(compact(&in_utc(moment(day, &time, &zone).ok()?)))).collect()
    }

    fn summary(&self) -> String {
        let title = self.view.title(self.id);
        match self.is_deadline() {
            true => self.view.words().filled("deadline", &[("title", title)]),
            false => title.to_owned(),
        }
    }

    /// The summary, and below it the fields that the kind names, each with its label. A text that there is in
    /// another language only is left out.
    fn description(&self) -> String {
        let summary = self.view.own_fact(self.id, "summary");
        let summary = summary.map(|fact| readable(self.view, &fact.shown).into_owned());
        let status = self.mapping.text("status");
        let notes = status.into_iter().chain(self.mapping.texts("notes"));
        let notes = notes.filter_map(|name| {
            let fact = self.view.own_fact(self.id, name)?;
            let value = readable(self.view, &fact.shown).into_owned();
            let label = fact.field.label.get(self.view.tag());
            (!value.is_empty()).then(|| format!("{label}: {value}"))
        });
        summary.into_iter().chain(notes).collect::<Vec<_>>().join("\n")
    }

    /// Whether it will be held. A day with a mark of doubt is tentative, whatever the status says.
    fn status(&self) -> &'static str {
        let word = match self.fact("status").map(|fact| fact.shown) {
            Some(Shown::Choice(word, _)) => Some(word),
            _ => None,
        };
        match word {
            Some(word) if self.mapping.has("cancelled", word) => "CANCELLED",
            Some(word) if self.mapping.has("tentative", word) => "TENTATIVE",
            _ if self.date.is_uncertain() => "TENTATIVE",
            Some(_) => "CONFIRMED",
            None => "",
        }
    }

    fn is_deadline(&self) -> bool {
        self.mapping.text("deadline").is_some()
    }

    /// The field that a key of the mapping names.
    fn fact(&self, key: &str) -> Option<Fact<'s>> {
        self.view.fact(self.id, self.mapping.text(key)?)
    }

    fn one(&self, key: &str) -> Option<String> {
        self.all(key).next()
    }

    /// The fields that a key of the mapping names, as people read them.
    fn all<'e>(&'e self, key: &'e str) -> impl Iterator<Item = String> + 'e {
        let facts = self.mapping.texts(key).filter_map(|name| self.view.fact(self.id, name));
        let texts = facts.map(|fact| readable(self.view, &fact.shown).into_owned());
        texts.filter(|text| !text.is_empty())
    }
}

/// How something repeats.
struct Again {
    every: &'static Every,
    until: Option<civil::Date>,
}

/// A word for how often, and what it is to a calendar.
struct Every {
    word: &'static str,
    rule: &'static str,
    days: i32,
    months: i32,
}

impl Every {
    const fn new(word: &'static str, rule: &'static str, days: i32, months: i32) -> Self {
        Self { word, rule, days, months }
    }

    /// From the first time to the one with a number.
    fn step(&self, number: i32) -> jiff::Span {
        (self.days.saturating_mul(number)).days().months(self.months.saturating_mul(number))
    }
}

const EVERY: &[Every] = &[
    Every::new("daily", "FREQ=DAILY", 1, 0),
    Every::new("weekly", "FREQ=WEEKLY", 7, 0),
    Every::new("fortnightly", "FREQ=WEEKLY;INTERVAL=2", 14, 0),
    Every::new("monthly", "FREQ=MONTHLY", 0, 1),
    Every::new("quarterly", "FREQ=MONTHLY;INTERVAL=3", 0, 3),
    Every::new("yearly", "FREQ=YEARLY", 0, 12),
];

/// The name of a record that no other entry in the world has: that of its site follows.
fn uid(view: &View<'_>, key: &RecordKey) -> String {
    let host = view.base_url().split("://").nth(1).and_then(|rest| rest.split('/').next());
    let site = host.map_or_else(|| crate::id::slug(&view.config().title.default), str::to_owned);
    format!("{}/{}@{site}", key.kind(), key.id())
}

fn day(day: civil::Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A day or a moment (RFC 3339) as the standard writes a moment: `20171005T150000Z`.
fn compact(text: &str) -> String {
    let moment = match text.contains('T') {
        true => text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), in_utc),
        false => format!("{text}T00:00:00Z"),
    };
    moment.replace(['-', ':'], "")
}
