//! Files to take home, as links of a page.

use tera::Value as Tera;

use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Listing, Subject};
use crate::render::html::{object, safe};
use crate::view::View;

/// The files of the rows or of the kind that a list shows; none for a part of them.
pub(in crate::render) fn of_listing(view: &View<'_>, listing: &Listing) -> Tera {
    let none = || Tera::from(Vec::<Tera>::new());
    if listing.filter.is_some() {
        return none();
    }
    if let Some(table) = listing.table {
        return of_table(view, table);
    }
    let [kind] = listing.kinds[..] else { return none() };
    let own = view.kind_listing(kind).map(|(_, route)| route);
    if own.is_none() || own != Route::page(&listing.whole) {
        return none();
    }
    links(view, Subject::Kind(kind), crate::plan::DEFAULT_LANGUAGE)
}

/// The files of the table that an entity holds.
pub(in crate::render) fn of_table(view: &View<'_>, id: EntityId) -> Tera {
    match view.table_language(id) {
        Some(language) => links(view, Subject::Entity(id), language),
        None => Tera::from(Vec::<Tera>::new()),
    }
}

/// The files that are about something, in a language.
pub(in crate::render) fn links(view: &View<'_>, about: Subject, language: usize) -> Tera {
    let files = view.downloads(about, language).iter().map(|file| {
        object([
            ("label", Tera::from(file.label)),
            ("url", safe(&view.url(&file.route))),
            ("type", Tera::from(file.media)),
        ])
    });
    Tera::from(files.collect::<Vec<_>>())
}
