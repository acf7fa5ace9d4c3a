//! Lists by date, under the years.

use super::listed::{Group, Listing};
use super::reading::Reading;
use crate::config::{ListSettings, Sort, Style};
use crate::schema::{Kind, Type};

/// The name of the group of records whose date is not known.
pub const UNDATED: &str = "undated";

/// The settings of a list that may be a timeline: a timeline is in the order of one date, which
/// stands before each record and divides the list.
pub(crate) fn settled(settings: &ListSettings, kinds: &[&Kind]) -> ListSettings {
    let mut settings = settings.clone();
    if settings.style != Style::Timeline {
        return settings;
    }
    let Some(date) = date_sort(&settings, kinds) else { return settings };
    let own = (date.field.clone(), date.span);
    settings.columns.retain(|(name, _)| *name != date.field);
    settings.columns.insert(0, own.clone());
    settings.group = Some(own);
    settings.sort = vec![date];
    settings
}

/// The first of the orders that is a date; else the field `date`.
fn date_sort(settings: &ListSettings, kinds: &[&Kind]) -> Option<Sort> {
    let is_date = |name: &str| {
        kinds.iter().any(|k| k.field(name).is_some_and(|at| k.fields[at].kind == Type::Date))
    };
    let first = settings.sort.first()?;
    let date = Sort { field: "date".to_owned(), descending: false, span: first.span };
    Some(settings.sort.iter().find(|sort| is_date(&sort.field)).cloned().unwrap_or(date))
}

/// Puts the records, which are in the order of a date, under its years. The title of a group is
/// the year, or where the year is not known the date in EDTF; that of the last one is empty.
pub(super) fn group(reading: Reading<'_>, listing: &mut Listing, name: &str) {
    let field = reading.name(name);
    let mut groups: Vec<Group> = Vec::new();
    for id in &listing.entities {
        let (slug, title) = match reading.date(*id, &field) {
            Some(date) => {
                let title = date.year().map_or_else(|| date.as_str().to_owned(), edtf_year);
                (super::word::of_text(&title), title)
            }
            None => (UNDATED.to_owned(), String::new()),
        };
        match groups.last_mut().filter(|group| group.slug == slug && group.title == title) {
            Some(group) => group.count += 1,
            None => groups.push(Group { title, language: None, slug, count: 1 }),
        }
    }
    listing.groups = groups;
}

/// A year in EDTF: four digits at least.
pub(crate) fn edtf_year(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    match year.unsigned_abs() {
        long @ 10_000.. => format!("Y{sign}{long}"),
        short => format!("{sign}{short:04}"),
    }
}
