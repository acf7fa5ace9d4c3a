//! Pages of lists: those of kinds and views, and of what refers to a record.

use super::frame::breadcrumbs;
use super::relations::{backlinks, related_label};
use super::{PER_PAGE, about, crumb, finish, frame, home_crumb};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Facet, Group, Job, Listing, Related, UNDATED, linked_route};
use crate::render::context::{
    self, Choice, Column, FacetValue, Link, List, Markup, PageNumber, Pager,
};
use crate::render::html;
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
    let mut about = about(view, "list", &title);
    about.description.clone_from(&listing.description);
    let markdown = job.route.sibling("index.md");
    if view.exists(&markdown) {
        about.markdown = view.url(&markdown);
    }
    if listing.folder == listing.whole && listing.table.is_none() {
        about.print = super::print_url(view, &listing.route(1));
    }
    about.breadcrumbs = match listing.table {
        Some(table) => table_crumbs(view, listing, table, page),
        None => crumbs(view, listing, filter.as_deref()),
    };
    if let Some(table) = listing.table {
        about.content_language = view.language_of(table);
    }
    let mut context = frame(view, job, about);
    context.insert("list", &value(view, listing, page));
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
pub(crate) fn value<'s>(view: &View<'s>, listing: &'s Listing, page: usize) -> List<'s> {
    let filter = listing.filter.as_ref().map(|(facet, value)| format!("{facet}: {value}"));
    let (first, ids) = listing.page(page);
    let intro = listing.intro.filter(|_| page == 1 && filter.is_none());
    List {
        title: listing.title.clone(),
        kind: only_kind(view, listing),
        description: &listing.description,
        intro: super::intro(view, intro).into(),
        count: listing.entities.len(),
        first: (first + 1).min(listing.entries().len()),
        last: first + ids.len(),
        repeated: listing.is_repeated(),
        style: listing.style.word(),
        columns: columns(view, listing),
        groups: groups(view, listing, first, ids),
        facets: listing.facets.iter().map(|facet| facet_value(view, listing, facet)).collect(),
        entries: entries(view, listing, ids),
        facet: filter.unwrap_or_default(),
        sorts: sorts(view, listing),
        pager: pager(view, listing.pages(), page, &|page| listing.route(page)),
        downloads: match listing.table {
            Some(table) => super::downloads::of_table(view, table),
            None => super::downloads::of_listing(view, listing),
        },
        follow: super::downloads::follow_listing(view, listing),
        table: listing.table.and_then(|table| table::of_record(view, table)),
    }
}

/// The name of the kind of all records of a list; empty where there are several.
fn only_kind<'s>(view: &View<'s>, listing: &Listing) -> &'s str {
    match listing.kinds.as_slice() {
        [kind] => &view.kind(*kind).name,
        _ => "",
    }
}

fn crumbs(view: &View<'_>, listing: &Listing, filter: Option<&str>) -> Vec<Link> {
    let mut out = vec![home_crumb(view)];
    match filter {
        Some(filter) => {
            out.push(crumb(&listing.title, view.folder_url(&listing.whole)));
            out.push(crumb(filter, String::new()));
        }
        None => out.push(crumb(&listing.title, String::new())),
    }
    out
}

/// The way to a page of a table: that to the table, and what makes this page another.
fn table_crumbs(view: &View<'_>, listing: &Listing, table: EntityId, page: usize) -> Vec<Link> {
    let mut out = breadcrumbs(view, table);
    if let Some(last) = out.last_mut() {
        last.url = view.url(&view.route(table)).into();
    }
    let mut own: Vec<String> =
        listing.filter.iter().map(|(facet, value)| format!("{facet}: {value}")).collect();
    let order = listing.sorts.iter().find(|(.., current)| *current);
    own.extend(order.filter(|_| !listing.is_on_record()).map(|(label, ..)| label.clone()));
    if page > 1 {
        own.push(view.words().filled("page_number", &[("n", &page.to_string())]));
    }
    out.push(crumb(&own.join(" – "), String::new()));
    out
}

fn columns<'s>(view: &View<'s>, listing: &Listing) -> Vec<Column<'s>> {
    if let Some(table) = listing.table {
        return table::columns(view, table);
    }
    let column = |name: &String| {
        let kinds = listing.kinds.iter().map(|kind| view.kind(*kind));
        let label = schema::label(kinds, name, view.tag());
        Column { name: name.clone(), label, ..Column::default() }
    };
    listing.columns.iter().map(column).collect()
}

/// The records of a page in the groups of the whole list.
fn groups<'s>(
    view: &View<'s>,
    listing: &Listing,
    first: usize,
    ids: &[EntityId],
) -> Vec<context::Group<'s>> {
    if ids.is_empty() {
        return Vec::new();
    }
    if listing.groups.is_empty() {
        let whole = Group { count: listing.entities.len(), ..Group::default() };
        return vec![group(view, listing, &whole, ids)];
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
    out
}

fn group<'s>(
    view: &View<'s>,
    listing: &Listing,
    part: &Group,
    ids: &[EntityId],
) -> context::Group<'s> {
    let (title, slug) = (part.title.as_str(), part.slug.as_str());
    // Records without the value are in a last group, which is labelled accordingly.
    let own = beside(listing).and_then(|shown| shown.group(view, slug));
    let title = match (slug, shape_of(listing.style)) {
        _ if own.is_some() => own.unwrap_or_default(),
        (_, Shape::Entry) => group_title(view, title, slug),
        ("none", _) => view.words().text("not_stated").unwrap_or("–").to_owned(),
        _ => title.to_owned(),
    };
    let (lang, dir) = html::foreign(view, part.language);
    let (id, items) = (format!("_group-{slug}"), items(view, listing, ids).into());
    context::Group { title, lang, dir, id, count: part.count, items }
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

fn facet_value<'s>(view: &View<'s>, listing: &Listing, facet: &'s Facet) -> context::Facet<'s> {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let values = facet.values.iter().map(|value| {
        let (lang, dir) = html::foreign(view, value.language);
        FacetValue {
            name: &value.slug,
            label: &value.label,
            short: &value.short,
            lang,
            dir,
            count: value.count,
            share: (value.count * 20).div_ceil(most).max(1),
            url: view.folder_url(&value.folder).into(),
            current: value.folder == listing.folder,
        }
    });
    let values: Vec<FacetValue<'_>> = values.collect();
    context::Facet {
        name: &facet.slug,
        label: &facet.label,
        all_url: view.folder_url(&listing.whole).into(),
        active: values.iter().any(|value| value.current),
        values,
    }
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

fn sorts<'s>(view: &View<'_>, listing: &'s Listing) -> Vec<Choice<'s>> {
    let sorts = listing.sorts.iter().map(|(label, folder, current)| Choice {
        label,
        url: view.folder_url(folder).into(),
        current: *current,
    });
    sorts.collect()
}

/// Links to numbered pages: the first, the last, and those around this one.
pub(super) fn pager(
    view: &View<'_>,
    pages: usize,
    page: usize,
    route: &dyn Fn(usize) -> Route,
) -> Pager {
    let near = |n: &usize| *n == 1 || *n == pages || n.abs_diff(page) <= 2;
    let url = |n: usize| Markup::from(view.url(&route(n)));
    let numbers = (1..=pages).filter(near);
    let numbers = numbers.map(|n| PageNumber { n, url: url(n), current: n == page }).collect();
    let at = |n: usize| if (1..=pages).contains(&n) { url(n) } else { Markup::default() };
    Pager { page, pages, previous: at(page - 1), next: at(page + 1), numbers }
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
    let mut about = about(view, "linked", &title);
    about.breadcrumbs =
        vec![home_crumb(view), crumb(view.title(id), view.url(&own)), crumb(&label, String::new())];
    about.noindex = true;
    let mut context = frame(view, job, about);
    let start = (page - 1) * PER_PAGE;
    let count = group.items.len();
    let entries = context::Group {
        id: "_group".to_owned(),
        count,
        items: backlinks(view, group, start, PER_PAGE).into(),
        ..context::Group::default()
    };
    let list = List {
        title,
        count,
        first: start + 1,
        last: (start + PER_PAGE).min(count),
        style: "list",
        groups: vec![entries],
        pager: pager(view, group.more_pages(), page, &|page| linked_route(&own, &slug, page)),
        ..List::default()
    };
    context.insert("list", &list);
    let template = view.template(&["linked.html", "list.html"])?;
    finish(view, job, template, &context)
}
