//! Pages of lists: those of kinds and views, and of what refers to a record.

use tera::Value as Tera;

use super::{
    PER_PAGE, backlinks, breadcrumbs, finish, frame, home_crumb, intro, page_object, page_url,
    related_label,
};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Facet, Group, Job, Listing, Related, UNDATED, linked_route};
use crate::render::html::{self, object, safe};
use crate::render::table;
use crate::schema;
use crate::view::{Shape, View, beside, fragments::shape_of};

/// A page of a list.
pub(crate) fn listing(view: &View<'_>, job: &Job, number: usize, page: usize) -> Option<Vec<u8>> {
    let listing = view.listing(number, page);
    let filter = listing.filter.as_ref().map(|(facet, value)| format!("{facet}: {value}"));
    let filter = beside(listing).and_then(|shown| shown.part(view)).or(filter);
    let title = match &filter {
        Some(filter) => format!("{} – {filter}", listing.title),
        None => listing.title.clone(),
    };
    let mut about = page_object(view, "list", &title);
    about.description.clone_from(&listing.description);
    about.breadcrumbs = match listing.table {
        Some(table) => table_crumbs(view, listing, table, page),
        None => crumbs(view, listing, filter.as_deref()),
    };
    if let Some(table) = listing.table {
        about.content_language = view.language_of(table);
    }
    let mut context = frame(view, job, about);
    context.insert_value("list", value(view, listing, page));
    let shown = beside(listing);
    if let Some(shown) = shown {
        shown.add(view, (listing, page), &mut context);
    }
    let own = format!("{}.list.html", only_kind(view, listing));
    let candidates = [shown.map_or(&*own, |shown| shown.template()), &own, "list.html"];
    let template = view.template(&candidates)?;
    finish(view, job, template, &context)
}

/// What templates know of a page of a list.
pub(crate) fn value(view: &View<'_>, listing: &Listing, page: usize) -> Tera {
    let filter = listing.filter.as_ref().map(|(facet, value)| format!("{facet}: {value}"));
    let (first, ids) = listing.page(page);
    let columns = columns(view, listing);
    let kind = only_kind(view, listing);
    let downloads = match listing.table {
        Some(table) => super::downloads::of_table(view, table),
        None => super::downloads::of_listing(view, listing),
    };
    object([
        ("title", Tera::from(listing.title.as_str())),
        ("kind", Tera::from(kind)),
        ("description", Tera::from(listing.description.as_str())),
        (
            "intro",
            safe(&if page == 1 && filter.is_none() {
                intro(view, listing.intro)
            } else {
                String::new()
            }),
        ),
        ("count", Tera::from(listing.entities.len())),
        ("first", Tera::from((first + 1).min(listing.entries().len()))),
        ("last", Tera::from(first + ids.len())),
        ("repeated", Tera::from(listing.is_repeated())),
        ("style", Tera::from(listing.style.word())),
        ("columns", columns),
        ("groups", groups(view, listing, first, ids)),
        ("facets", facets(view, listing)),
        ("entries", Tera::from(entries(view, listing, ids))),
        ("facet", Tera::from(filter.unwrap_or_default())),
        ("sorts", sorts(view, listing)),
        ("pager", pager(view, listing.pages(), page, &|page| listing.route(page))),
        ("downloads", downloads),
        ("table", listing.table.map_or_else(Tera::none, |table| table::of_record(view, table))),
    ])
}

/// The name of the kind of all records of a list; empty where there are several.
fn only_kind<'v>(view: &'v View<'_>, listing: &Listing) -> &'v str {
    match listing.kinds.as_slice() {
        [kind] => &view.kind(*kind).name,
        _ => "",
    }
}

fn crumbs(view: &View<'_>, listing: &Listing, filter: Option<&str>) -> Vec<(String, String)> {
    let mut out = vec![home_crumb(view)];
    match filter {
        Some(filter) => {
            let whole =
                Route::page(&listing.whole).map(|route| view.url(&route)).unwrap_or_default();
            out.push((listing.title.clone(), whole));
            out.push((filter.to_owned(), String::new()));
        }
        None => out.push((listing.title.clone(), String::new())),
    }
    out
}

/// The way to a page of a table: that to the table, and what makes this page another.
fn table_crumbs(
    view: &View<'_>,
    listing: &Listing,
    table: EntityId,
    page: usize,
) -> Vec<(String, String)> {
    let mut out = breadcrumbs(view, table);
    if let Some((_, url)) = out.last_mut() {
        *url = view.url(&view.route(table));
    }
    let mut own: Vec<String> =
        listing.filter.iter().map(|(facet, value)| format!("{facet}: {value}")).collect();
    let order = listing.sorts.iter().find(|(.., current)| *current);
    own.extend(order.filter(|_| !listing.is_on_record()).map(|(label, ..)| label.clone()));
    if page > 1 {
        own.push(view.words().filled("page_number", &[("n", &page.to_string())]));
    }
    out.push((own.join(" – "), String::new()));
    out
}

fn columns(view: &View<'_>, listing: &Listing) -> Tera {
    if let Some(table) = listing.table {
        return table::columns(view, table);
    }
    let entries = listing.columns.iter().map(|name| {
        let kinds = listing.kinds.iter().map(|kind| view.kind(*kind));
        let label = schema::label(kinds, name, view.tag());
        object([("name", Tera::from(name.as_str())), ("label", Tera::from(label))])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The records of a page in the groups of the whole list.
fn groups(view: &View<'_>, listing: &Listing, first: usize, ids: &[EntityId]) -> Tera {
    if ids.is_empty() {
        return Tera::from(Vec::<Tera>::new());
    }
    if listing.groups.is_empty() {
        let whole = Group { count: listing.entities.len(), ..Group::default() };
        return Tera::from(vec![group(view, listing, &whole, ids)]);
    }
    let (mut out, mut start) = (Vec::new(), 0);
    for part in &listing.groups {
        let from = start.max(first);
        let to = (start + part.count).min(first + ids.len());
        if from < to {
            out.push(group(view, listing, part, &ids[from - first..to - first]));
        }
        start += part.count;
    }
    Tera::from(out)
}

fn group(view: &View<'_>, listing: &Listing, part: &Group, ids: &[EntityId]) -> Tera {
    let (title, slug) = (part.title.as_str(), part.slug.as_str());
    // Records without the value stand in a last group that says so.
    let title = match (slug, shape_of(listing.style)) {
        (_, Shape::Entry) => group_title(view, title, slug),
        ("none", _) => view.words().text("not_stated").unwrap_or("–").to_owned(),
        _ => title.to_owned(),
    };
    object([
        ("title", Tera::from(title)),
        ("lang", html::foreign_tag(view, part.language)),
        ("dir", html::foreign_direction(view, part.language)),
        ("id", Tera::from(format!("_group-{slug}"))),
        ("count", Tera::from(part.count)),
        ("items", safe(&items(view, listing, ids))),
    ])
}

/// The title of a group of a timeline: a date in words, or that there is none.
fn group_title(view: &View<'_>, title: &str, slug: &str) -> String {
    if slug == UNDATED {
        return view.words().filled("no_date", &[]);
    }
    let date = crate::edtf::Date::parse(title);
    date.map_or_else(|_| title.to_owned(), |date| date.display(&view.words().dates))
}

/// The fragments of some records, joined.
fn items(view: &View<'_>, listing: &Listing, ids: &[EntityId]) -> String {
    let shape = shape_of(listing.style);
    let shown = beside(listing);
    let shape_of = |id| shown.map_or(shape, |shown| shown.shape(id, shape));
    let entries = ids.iter().map(|id| view.fragment(*id, shape_of(*id), &listing.columns));
    entries.map(|html| html.to_string()).collect()
}

fn facets(view: &View<'_>, listing: &Listing) -> Tera {
    let entries = listing.facets.iter().map(|facet| {
        let values: Vec<Tera> = facet
            .values
            .iter()
            .map(|value| {
                object([
                    ("name", Tera::from(value.slug.as_str())),
                    ("label", Tera::from(value.label.as_str())),
                    ("lang", html::foreign_tag(view, value.language)),
                    ("dir", html::foreign_direction(view, value.language)),
                    ("count", Tera::from(value.count)),
                    ("url", page_url(view, &value.folder)),
                    ("current", Tera::from(value.folder == listing.folder)),
                ])
            })
            .collect();
        object([
            ("name", Tera::from(facet.slug.as_str())),
            ("label", Tera::from(facet.label.as_str())),
            ("values", Tera::from(values)),
            ("all_url", page_url(view, &listing.whole)),
            ("active", Tera::from(is_active(facet, listing))),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The values of each record of a page, for the script that combines them: the records in order,
/// divided by `;`, each with the numbers of a facet and its value, `0.3 1.0;0.1`.
fn entries(view: &View<'_>, listing: &Listing, ids: &[EntityId]) -> String {
    if listing.facets.is_empty() {
        return String::new();
    }
    let values: Vec<&str> = ids.iter().map(|id| view.values(listing, *id)).collect();
    values.join(";")
}

fn is_active(facet: &Facet, listing: &Listing) -> bool {
    facet.values.iter().any(|value| value.folder == listing.folder)
}

fn sorts(view: &View<'_>, listing: &Listing) -> Tera {
    let entries = listing.sorts.iter().map(|(label, folder, current)| {
        object([
            ("label", Tera::from(label.as_str())),
            ("url", page_url(view, folder)),
            ("current", Tera::from(*current)),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// Links to numbered pages: the first, the last, and those around this one.
fn pager(view: &View<'_>, pages: usize, page: usize, route: &dyn Fn(usize) -> Route) -> Tera {
    let near = |n: &usize| *n == 1 || *n == pages || n.abs_diff(page) <= 2;
    let numbers = (1..=pages).filter(near).map(|n| {
        object([
            ("n", Tera::from(n)),
            ("url", safe(&view.url(&route(n)))),
            ("current", Tera::from(n == page)),
        ])
    });
    let at = |n: usize| if (1..=pages).contains(&n) { view.url(&route(n)) } else { String::new() };
    object([
        ("page", Tera::from(page)),
        ("pages", Tera::from(pages)),
        ("previous", safe(&at(page - 1))),
        ("next", safe(&at(page + 1))),
        ("numbers", Tera::from(numbers.collect::<Vec<_>>())),
    ])
}

/// A page of what refers to an entity in one way.
pub(crate) fn linked(view: &View<'_>, job: &Job, id: EntityId) -> Option<Vec<u8>> {
    let related = view.related(id);
    let (own, page) = (view.route(id), job.part);
    let slug = |group: &Related| group.slug_of(view.kind(group.kind));
    let group = related.iter().find(|group| linked_route(&own, &slug(group), page) == job.route)?;
    let slug = slug(group);
    let label = related_label(view, group);
    let title = format!("{} – {label}", view.title(id));
    let mut about = page_object(view, "linked", &title);
    about.breadcrumbs = vec![
        home_crumb(view),
        (view.title(id).to_owned(), view.url(&own)),
        (label.clone(), String::new()),
    ];
    about.noindex = true;
    let mut context = frame(view, job, about);
    let start = (page - 1) * PER_PAGE;
    let count = group.items.len();
    let none = || Tera::from(Vec::<Tera>::new());
    let entries = object([
        ("title", Tera::from("")),
        ("lang", Tera::none()),
        ("dir", Tera::none()),
        ("id", Tera::from("_group")),
        ("count", Tera::from(count)),
        ("items", safe(&backlinks(view, group, start, PER_PAGE))),
    ]);
    let list = object([
        ("title", Tera::from(title)),
        ("description", Tera::from("")),
        ("intro", safe("")),
        ("count", Tera::from(count)),
        ("first", Tera::from(start + 1)),
        ("last", Tera::from((start + PER_PAGE).min(count))),
        ("repeated", Tera::from(false)),
        ("style", Tera::from("list")),
        ("columns", none()),
        ("groups", Tera::from(vec![entries])),
        ("facets", none()),
        ("entries", Tera::from("")),
        ("facet", Tera::from("")),
        ("sorts", none()),
        ("pager", pager(view, group.more_pages(), page, &|page| linked_route(&own, &slug, page))),
    ]);
    context.insert_value("list", list);
    let template = view.template(&["linked.html", "list.html"])?;
    finish(view, job, template, &context)
}
