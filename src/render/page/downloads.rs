//! Files to take home, as links of a page.

use tera::Value as Tera;

use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::Listing;
use crate::plan::downloads::{TableFile, kind_file};
use crate::render::html::{object, safe};
use crate::view::View;

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The files of the rows or of the kind that a list shows; none for a part of them.
pub(in crate::render) fn of_listing(view: &View<'_>, listing: &Listing) -> Tera {
    if listing.filter.is_some() {
        return Tera::from(Vec::<Tera>::new());
    }
    if let Some(table) = listing.table {
        return of_table(view, table);
    }
    let [kind] = listing.kinds[..] else { return Tera::from(Vec::<Tera>::new()) };
    let own = view.kind_listing(kind).map(|(_, route)| route);
    if own.is_none() || own != Route::page(&listing.whole) {
        return Tera::from(Vec::<Tera>::new());
    }
    let file = |ending| kind_file(view.kind(kind), ending);
    Tera::from(vec![
        entry(view, "CSV", &file("csv"), "text/csv"),
        entry(view, "XLSX", &file("xlsx"), XLSX),
        entry(view, "JSON", &file("json"), "application/json"),
    ])
}

/// The files of the table that an entity holds.
pub(in crate::render) fn of_table(view: &View<'_>, id: EntityId) -> Tera {
    let Some(language) = view.table_language(id) else { return Tera::from(Vec::<Tera>::new()) };
    let page = view.in_language(language, |view| view.route(id));
    let files = TableFile::ALL.map(|file| {
        let (label, media, name) = match file {
            TableFile::Csv => ("CSV", "text/csv", "table.csv"),
            TableFile::Xlsx => ("XLSX", XLSX, "table.xlsx"),
            TableFile::Json => ("JSON", "application/json", "table.json"),
            _ => ("Data Package", "application/json", "datapackage.json"),
        };
        entry(view, label, &page.sibling(name), media)
    });
    Tera::from(files.to_vec())
}

fn entry(view: &View<'_>, label: &'static str, route: &Route, media: &'static str) -> Tera {
    object([
        ("label", Tera::from(label)),
        ("url", safe(&view.url(route))),
        ("type", Tera::from(media)),
    ])
}
