//! Files to take home, as links of a page.

use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{DEFAULT_LANGUAGE, Listing, Subject};
use crate::render::context::Download;
use crate::view::View;

/// The data files of the kind that a list shows; none for a part of it.
pub(in crate::render) fn of_listing(view: &View<'_>, listing: &Listing) -> Vec<Download> {
    let kind = whole_kind(view, listing);
    kind.map(|kind| data(view, Subject::Kind(kind), DEFAULT_LANGUAGE)).unwrap_or_default()
}

/// The feeds and the calendar of the kind that a list shows; none for a part of it.
pub(in crate::render) fn follow_listing(view: &View<'_>, listing: &Listing) -> Vec<Download> {
    let kind = whole_kind(view, listing);
    kind.map(|kind| feeds(view, Subject::Kind(kind))).unwrap_or_default()
}

/// The kind all of whose records a list shows.
fn whole_kind(view: &View<'_>, listing: &Listing) -> Option<usize> {
    let [kind] = listing.kinds[..] else { return None };
    let own = view.kind_listing(kind).map(|(_, route)| route)?;
    let is_whole = listing.filter.is_none() && Some(own) == Route::page(&listing.whole);
    is_whole.then_some(kind)
}

/// The files of the table that an entity holds.
pub(in crate::render) fn of_table(view: &View<'_>, id: EntityId) -> Vec<Download> {
    match view.table_language(id) {
        Some(language) => data(view, Subject::Entity(id), language),
        None => Vec::new(),
    }
}

/// The feeds and calendars that are about something, in the language of the page: data are in all languages at once,
/// feeds in one.
pub(in crate::render) fn feeds(view: &View<'_>, about: Subject) -> Vec<Download> {
    links(view, about, view.language).into_iter().filter(is_feed).collect()
}

fn data(view: &View<'_>, about: Subject, language: usize) -> Vec<Download> {
    links(view, about, language).into_iter().filter(|file| !is_feed(file)).collect()
}

/// The data files that are about something, in a language, as the plan has them.
pub(crate) fn data_of(
    view: &View<'_>,
    about: Subject,
    language: usize,
) -> Vec<crate::plan::Download> {
    let files = view.downloads(about, language).iter();
    files.filter(|file| !FEEDS.contains(&file.media)).cloned().collect()
}

/// The media types of feeds and calendars.
const FEEDS: &[&str] = &["application/atom+xml", "application/feed+json", "text/calendar"];

fn is_feed(file: &Download) -> bool {
    FEEDS.contains(&file.media)
}

/// The files that are about something, in a language.
pub(in crate::render) fn links(view: &View<'_>, about: Subject, language: usize) -> Vec<Download> {
    let files = view.downloads(about, language).iter();
    let link = |file: &crate::plan::Download| Download {
        label: file.label,
        url: view.url(&file.route).into(),
        media: file.media,
    };
    files.map(link).collect()
}
