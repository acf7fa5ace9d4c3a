//! `/print/…`: a record with the records that belong to it, or a view, on one page to be printed.

use super::{Output, each_page};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Claims, Job, Layout, Subject, print_route, related};
use crate::render::page;
use crate::render::print::{self, Wanted};
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("print_page", "the printed form of", claim, make).without_budget();

/// Sections of plain pages with fewer pages are no longer than one of them.
const FEWEST_PAGES: usize = 2;

/// Lists with more records than these are data rather than a text.
const MOST: usize = 200;

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for (id, language) in each_page(layout) {
        let has_text = layout.graph.entity(id).variants[language].is_some();
        if has_text && related(layout, id, language).iter().any(|group| is_printed(layout, group)) {
            let route = print_route(layout.plan.route(id, language), &layout.prefix(language));
            claims.add(route, language, Subject::Entity(id));
        }
    }
    let is_section = |tree: &&crate::plan::Tree| tree.pages.len() >= FEWEST_PAGES;
    for tree in layout.plan.trees.iter().filter(is_section) {
        let top = tree
            .pages
            .iter()
            .map(|(_, id)| *id)
            .find(|id| *layout.graph.entity(*id).key.id() == *tree.folder);
        let top = top.filter(|id| layout.graph.entity(*id).variants[tree.language].is_some());
        if let Some(id) = top {
            let route = layout.plan.route(id, tree.language);
            let route = print_route(route, &layout.prefix(tree.language));
            claims.add(route, tree.language, Subject::Entity(id));
        }
    }
    let of_kinds: Vec<usize> =
        layout.plan.kind_listings.iter().flatten().flatten().copied().collect();
    for (number, listing) in layout.plan.listings.iter().enumerate() {
        let is_view = listing.folder == listing.whole
            && listing.table.is_none()
            && !of_kinds.contains(&number);
        if is_view && (1..=MOST).contains(&listing.entities.len()) {
            let route = print_route(&listing.route(1), &layout.prefix(listing.language));
            claims.add(route, listing.language, Subject::Listing(number)).job.part = 1;
        }
    }
}

fn is_printed(layout: Layout<'_>, group: &crate::plan::Related) -> bool {
    let kind = &layout.schema.kinds[group.kind];
    group.field.is_some_and(|field| kind.fields[field as usize].is_printed)
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let wanted = match job.about {
        Subject::Entity(id) if view.kind(view.kind_of(id)).is_page() => of_section(view, id),
        Subject::Entity(id) => of_record(view, id),
        Subject::Listing(number) => of_list(view, number),
        _ => return None,
    };
    print::page(view, job, &wanted)
}

fn of_record(view: &View<'_>, id: EntityId) -> Wanted {
    let related = view.related(id);
    let printed = related.iter().filter(|group| {
        let fields = &view.kind(group.kind).fields;
        group.field.is_some_and(|field| fields[field as usize].is_printed)
    });
    let group = |group: &crate::plan::Related| {
        let kind = view.kind(group.kind).plural.get(view.tag());
        let label = page::related_label(view, group);
        let title = if label == kind { label } else { format!("{label} ({kind})") };
        (title, group.items.iter().map(|item| item.from).collect())
    };
    Wanted {
        title: view.title(id).to_owned(),
        description: page::text_field(view, id, "summary"),
        of: view.route(id),
        whole: Some(id),
        groups: printed.map(group).collect(),
    }
}

/// A section of plain pages, in their order.
fn of_section(view: &View<'_>, id: EntityId) -> Wanted {
    let tree = view.tree(view.key(id).id());
    let pages = tree.iter().flat_map(|tree| &tree.pages).map(|(_, page)| *page);
    let others: Vec<EntityId> = pages.filter(|page| *page != id).collect();
    Wanted { groups: vec![(String::new(), others)], ..of_record(view, id) }
}

fn of_list(view: &View<'_>, number: usize) -> Wanted {
    let listing = view.whole_list(number);
    Wanted {
        title: listing.title.clone(),
        description: listing.description.clone(),
        of: Route::page(&listing.folder).expect("lists have checked addresses"),
        whole: None,
        groups: vec![(String::new(), listing.entities.clone())],
    }
}
