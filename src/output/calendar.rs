//! `/meetings.ics` of each language: every record that has days, as `calendar` of its kind says. `calendar.ics` beside
//! the list of each such kind, and beside the page of what somebody may follow, with what refers to it.
//!
//! Languages are never mixed: the calendar of a language has the records with a text in that language.

use std::collections::BTreeSet;

use super::{Output, feeds};
use crate::graph::EntityId;
use crate::plan::{Claims, Job, Subject};
use crate::render::calendar::calendar;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("calendar", "the calendar", claim, make);

/// How pages link to it.
const LINK: (&str, &str) = ("iCalendar", "text/calendar");

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for language in layout.languages() {
        let is_entry = |id: &EntityId| layout.is_in_calendar(*id, language);
        let entries: Vec<EntityId> = layout.entities().filter(is_entry).collect();
        if !entries.is_empty() {
            let path = format!("{}meetings.ics", layout.prefix(language));
            claims.site(&path, language).download = Some(LINK);
        }
        let followed = feeds::followed(layout, language, is_entry);
        let kinds: BTreeSet<usize> =
            entries.iter().map(|id| layout.graph.entity(*id).kind).collect();
        for (about, page) in feeds::lists(layout, language, kinds).into_iter().chain(followed) {
            let route = page.sibling("calendar.ics");
            claims.add(route, language, about).download = Some(LINK);
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let records = match job.about {
        Subject::Site => view.everything(),
        _ => feeds::among(view, job),
    };
    calendar(view, &feeds::title(view, job), &records)
}
