//! What pages show of ledgers, timelines, glossaries and trees.

use tera::{Context, Value as Tera};

use super::{items, page_url};
use crate::graph::EntityId;
use crate::plan::{Carried, Glossary, Ledger, Listing, Outline, Part, Special, UNDATED};
use crate::render::html::{object, safe};
use crate::view::{Shape, View};

/// The template of a list that is more than one; it gets more than `list`.
pub(crate) fn template(listing: &Listing) -> Option<&'static str> {
    match listing.special {
        Special::None => None,
        Special::Ledger(_) => Some("ledger.html"),
        Special::Glossary(_) => Some("glossary.html"),
        Special::Outline(_) => Some("tree.html"),
    }
}

/// Gives the template what it gets beside `list`.
pub(crate) fn add(view: &View<'_>, listing: &Listing, page: usize, context: &mut Context) {
    let is_start = page == 1 && listing.folder == listing.whole;
    match &listing.special {
        Special::None => {}
        Special::Ledger(of) => context.insert_value("ledger", ledger(view, of, is_start)),
        Special::Glossary(of) => {
            let letters = letters(view, listing);
            context.insert_value("glossary", glossary(view, of, letters, is_start));
        }
        Special::Outline(of) => context.insert_value("outline", nodes(view, of, None)),
    }
}

/// The words for the part of a ledger that a page lists; `None` where it is no such page.
pub(crate) fn part(view: &View<'_>, listing: &Listing) -> Option<String> {
    let Special::Ledger(ledger) = &listing.special else { return None };
    let key = match ledger.part {
        Part::Items => return None,
        Part::Overdue => "overdue",
        Part::WithoutOwner => "without_owner",
    };
    Some(word(view, key))
}

/// The title of a group where it is not that of the list: a date in words, or that there is none.
pub(crate) fn group_title(view: &View<'_>, title: &str, slug: &str) -> String {
    if slug == UNDATED {
        return word(view, "no_date");
    }
    let date = crate::edtf::Date::parse(title);
    date.map_or_else(|_| title.to_owned(), |date| date.display(&view.words().dates))
}

/// The items that ledgers held open when an entity began: list of `title`, `url`, `count`,
/// `overdue`, `items`.
pub(crate) fn open_when_begun(view: &View<'_>, id: EntityId) -> Tera {
    let ledgers = view.open_when_begun(id);
    Tera::from(ledgers.iter().map(|(l, ids)| carried(view, l, ids)).collect::<Vec<_>>())
}

/// The open items that an entity answers for, in the same form.
pub(crate) fn to_do(view: &View<'_>, id: EntityId) -> Tera {
    let ledgers = view.to_do(id);
    Tera::from(ledgers.iter().map(|(l, ids)| carried(view, l, ids)).collect::<Vec<_>>())
}

fn carried(view: &View<'_>, ledger: &Carried, ids: &[EntityId]) -> Tera {
    let is_late = |id: &EntityId| ledger.overdue.contains(id);
    let shape = |id: &EntityId| if is_late(id) { Shape::OverdueLine } else { Shape::Line };
    let entry = |id: &EntityId| view.fragment(*id, shape(id), &ledger.columns).to_string();
    object([
        ("title", Tera::from(ledger.title.as_str())),
        ("url", safe(&view.folder_url(&ledger.folder))),
        ("count", Tera::from(ids.len())),
        ("overdue", Tera::from(ids.iter().filter(|id| is_late(id)).count())),
        ("items", safe(&ids.iter().map(entry).collect::<String>())),
    ])
}

/// The trees in which an entity stands: list of `title`, `url`, `path`, `summary`, `children`.
pub(crate) fn branches(view: &View<'_>, id: EntityId) -> Tera {
    let trees = view.branches(id).into_iter().map(|(tree, at)| {
        let path = tree.path(at).into_iter().map(|at| {
            let id = tree.nodes[at].id;
            object([
                ("title", Tera::from(view.title(id))),
                ("url", safe(&view.url(&view.route(id)))),
            ])
        });
        let children = tree.children(Some(at)).map(|at| node(view, tree, at, Vec::new()));
        object([
            ("title", Tera::from(tree.title.as_str())),
            ("url", safe(&view.folder_url(&tree.folder))),
            ("path", Tera::from(path.collect::<Vec<_>>())),
            ("summary", Tera::from(summary(view, tree, at))),
            ("children", Tera::from(children.collect::<Vec<_>>())),
        ])
    });
    Tera::from(trees.collect::<Vec<_>>())
}

fn word(view: &View<'_>, key: &str) -> String {
    view.words().text(key).unwrap_or(key).to_owned()
}

fn ledger(view: &View<'_>, ledger: &Ledger, is_start: bool) -> Tera {
    let counts = |counts: &[crate::plan::Count]| -> Tera {
        let entries = counts.iter().map(|count| {
            object([
                ("label", Tera::from(count.label.as_str())),
                ("url", page_url(view, &count.folder)),
                ("all", Tera::from(count.all)),
                ("open", Tera::from(count.open)),
                ("overdue", Tera::from(count.overdue)),
            ])
        });
        Tera::from(entries.collect::<Vec<_>>())
    };
    let parts = [
        (Part::Items, "ledger_all", ledger.all),
        (Part::Overdue, "overdue", ledger.overdue.len()),
        (Part::WithoutOwner, "without_owner", ledger.without_owner),
    ];
    let parts = parts.map(|(part, key, count): (Part, &str, usize)| {
        object([
            ("label", Tera::from(word(view, key))),
            ("url", page_url(view, format!("{}/{}", ledger.folder, part.slug()).trim_matches('/'))),
            ("count", Tera::from(count)),
            ("current", Tera::from(part == ledger.part && (part != Part::Items || is_start))),
        ])
    });
    object([
        ("parts", Tera::from(parts.to_vec())),
        ("summary", Tera::from(is_start && ledger.part == Part::Items)),
        ("open", Tera::from(ledger.open.len())),
        ("overdue", Tera::from(ledger.overdue.len())),
        ("without_owner", Tera::from(ledger.without_owner)),
        ("states", counts(&ledger.states)),
        ("owners", counts(&ledger.owners)),
    ])
}

/// The letters that have terms, with the place of each.
fn letters(view: &View<'_>, listing: &Listing) -> Vec<Tera> {
    let mut start = 0;
    let mut out = Vec::new();
    for group in &listing.groups {
        let route = listing.route(start / listing.page_size + 1);
        let mut url = format!("{}#_group-", view.url(&route));
        crate::view::urlencode(&mut url, &group.slug);
        out.push(object([("letter", Tera::from(group.title.as_str())), ("url", safe(&url))]));
        start += group.count;
    }
    out
}

fn glossary(view: &View<'_>, glossary: &Glossary, letters: Vec<Tera>, is_start: bool) -> Tera {
    let named = |id: EntityId| {
        let kind = view.kind(view.kind_of(id));
        vec![
            ("title", Tera::from(view.title(id))),
            ("url", safe(&view.url(&view.route(id)))),
            ("kind_label", Tera::from(kind.label.get(view.tag()))),
        ]
    };
    let never = glossary.never.iter().filter(|_| is_start).map(|(acronym, id)| {
        let mut entry = named(*id);
        entry.push(("acronym", Tera::from(acronym.as_str())));
        object(entry)
    });
    let shared = glossary.shared.iter().filter(|_| is_start).map(|(acronym, ids)| {
        let records: Vec<Tera> = ids.iter().map(|id| object(named(*id))).collect();
        object([("acronym", Tera::from(acronym.as_str())), ("records", Tera::from(records))])
    });
    object([
        ("letters", Tera::from(letters)),
        ("never", Tera::from(never.collect::<Vec<_>>())),
        ("shared", Tera::from(shared.collect::<Vec<_>>())),
    ])
}

fn nodes(view: &View<'_>, tree: &Outline, above: Option<usize>) -> Tera {
    let nodes = tree.children(above).map(|at| {
        let below = match nodes(view, tree, Some(at)) {
            below if tree.children(Some(at)).next().is_some() => vec![below],
            _ => Vec::new(),
        };
        node(view, tree, at, below)
    });
    Tera::from(nodes.collect::<Vec<_>>())
}

/// A record in a tree. `children` holds what is below it, if that is to be shown.
fn node(view: &View<'_>, tree: &Outline, at: usize, children: Vec<Tera>) -> Tera {
    let node = &tree.nodes[at];
    let state = node.state.map_or("", |state| tree.states[state].as_str());
    object([
        ("title", Tera::from(view.title(node.id))),
        ("url", safe(&view.url(&view.route(node.id)))),
        ("state", Tera::from(state)),
        ("summary", Tera::from(summary(view, tree, at))),
        ("children", children.into_iter().next().unwrap_or_else(|| Tera::from(Vec::<Tera>::new()))),
    ])
}

/// How far everything below a record is, in words; empty where no state is known.
fn summary(view: &View<'_>, tree: &Outline, at: usize) -> String {
    let node = &tree.nodes[at];
    let all: usize = node.below.iter().sum();
    if all == 0 {
        return String::new();
    }
    let counted = node.below.iter().zip(&tree.states).filter(|(count, _)| **count > 0);
    let states: Vec<String> = counted.map(|(count, state)| format!("{state} {count}")).collect();
    let (done, all) = (node.done.to_string(), all.to_string());
    let values = [("done", &*done), ("all", &*all), ("states", &*states.join(", "))];
    view.words().filled("tree_done", &values)
}

/// The items of a page of a list, each with the mark that it is overdue where it is.
pub(crate) fn marked(view: &View<'_>, listing: &Listing, ids: &[EntityId]) -> String {
    let Special::Ledger(ledger) = &listing.special else { return items(view, listing, ids) };
    let shape = |id| if ledger.overdue.contains(id) { Shape::OverdueRow } else { Shape::Row };
    ids.iter().map(|id| view.fragment(*id, shape(id), &listing.columns).to_string()).collect()
}
