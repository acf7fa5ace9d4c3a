//! Files to take home, as links of a page.

use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Listing, Subject};
use crate::render::context::Download;
use crate::view::View;

/// The files of the kind that a list shows; none for a part of it.
pub(in crate::render) fn of_listing(view: &View<'_>, listing: &Listing) -> Vec<Download> {
    if listing.filter.is_some() {
        return Vec::new();
    }
    let [kind] = listing.kinds[..] else { return Vec::new() };
    let own = view.kind_listing(kind).map(|(_, route)| route);
    if own.is_none() || own != Route::page(&listing.whole) {
        return Vec::new();
    }
    links(view, Subject::Kind(kind), crate::plan::DEFAULT_LANGUAGE)
}

/// The files of the table that an entity holds.
pub(in crate::render) fn of_table(view: &View<'_>, id: EntityId) -> Vec<Download> {
    match view.table_language(id) {
        Some(language) => links(view, Subject::Entity(id), language),
        None => Vec::new(),
    }
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
