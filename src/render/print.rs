//! Records in full on one page, to be printed: with contents, and with the addresses of the links as notes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::{Link, Markup};
use super::html::{self, to_root};
use super::page;
use super::tree::{Element, Node, read, write};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::Job;
use crate::view::{ROOT, View};

/// What `print.html` gets as `print`.
#[derive(Default, Serialize)]
pub struct Print<'v> {
    /// A sentence about all of it, or `""`.
    pub description: String,
    /// The page of which this is the printed form.
    pub url: Markup,
    /// Its whole address, or `""`.
    pub address: String,
    /// The first part, where it is a record: what the others belong to.
    pub whole: Option<Item<'v>>,
    /// The other parts in groups.
    pub groups: Vec<Group<'v>>,
    /// The addresses that the notes of links name, in the order of their numbers.
    pub addresses: Vec<String>,
}

/// Records that belong together.
#[derive(Default, Serialize)]
pub struct Group<'v> {
    /// The words above them; `""` where there is one group.
    pub title: String,
    /// The records.
    pub items: Vec<Item<'v>>,
}

/// A record in full.
#[derive(Default, Serialize)]
pub struct Item<'v> {
    /// Its place on the page.
    pub id: String,
    /// Its title.
    pub title: &'v str,
    /// What one record of its kind is called; `""` for plain pages.
    pub kind_label: &'v str,
    /// Its summary, or `""`.
    pub summary: String,
    /// The language of its text.
    pub lang: &'v str,
    /// Its direction.
    pub dir: &'static str,
    /// Its fields.
    pub facts: Vec<Fact<'v>>,
    /// Its text, with headings below that of the record.
    pub body: Markup,
    /// Its whole address, or `""`.
    pub address: String,
}

/// A field of a record.
#[derive(Default, Serialize)]
pub struct Fact<'v> {
    /// What it is called.
    pub label: &'v str,
    /// The value.
    pub html: Markup,
}

/// What is to be printed.
pub(crate) struct Wanted {
    /// The words above it.
    pub title: String,
    /// A sentence about it, or nothing.
    pub description: String,
    /// The page of which it is the printed form.
    pub of: Route,
    /// The record that the others belong to.
    pub whole: Option<EntityId>,
    /// The others, in groups with the words above them.
    pub groups: Vec<(String, Vec<EntityId>)>,
}

/// The page.
pub(crate) fn page(view: &View<'_>, job: &Job, wanted: &Wanted) -> Option<Vec<u8>> {
    let mut about = page::about(view, "print", &wanted.title);
    about.description.clone_from(&wanted.description);
    about.noindex = true;
    about.breadcrumbs = vec![
        page::home_crumb(view),
        Link { title: wanted.title.clone(), url: view.url(&wanted.of).into() },
    ];
    let mut context = page::frame(view, job, about);
    context.insert("print", &print(view, wanted));
    let template = view.template(&["print.html"])?;
    let text = view.render(template, &context, &job.route.address())?;
    Some(to_root(&text, &page::root(view, &job.route)))
}

fn print<'s>(view: &View<'s>, wanted: &Wanted) -> Print<'s> {
    let all = wanted.groups.iter().flat_map(|(_, ids)| ids).chain(&wanted.whole);
    let mut links = Links { view, places: BTreeMap::new(), addresses: Vec::new(), level: 2 };
    for id in all {
        links.places.insert(view.url(&view.route(*id)), place(view, *id));
    }
    let whole = wanted.whole.map(|id| links.item(id));
    links.level = 3;
    let groups = wanted.groups.iter().map(|(title, ids)| Group {
        title: title.clone(),
        items: ids.iter().map(|id| links.item(*id)).collect(),
    });
    let groups = groups.collect();
    Print {
        description: wanted.description.clone(),
        url: view.url(&wanted.of).into(),
        address: known(view, &wanted.of),
        whole,
        groups,
        addresses: links.addresses,
    }
}

/// Where a record stands on the page.
fn place(view: &View<'_>, id: EntityId) -> String {
    let key = view.key(id);
    format!("_{}--{}", key.kind(), key.id().replace('/', "--"))
}

fn known(view: &View<'_>, route: &Route) -> String {
    if view.base_url().is_empty() { String::new() } else { view.absolute(route) }
}

/// The links of a page: those to records that are printed lead to their places, of the others the addresses
/// are printed.
struct Links<'v, 's> {
    view: &'v View<'s>,
    /// The place of each printed record by the address of its page.
    places: BTreeMap<String, String>,
    addresses: Vec<String>,
    /// The level of the title of the record whose text is read, from 1.
    level: usize,
}

/// The headings, from the first level on.
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

impl<'s> Links<'_, 's> {
    fn item(&mut self, id: EntityId) -> Item<'s> {
        let view = self.view;
        let (record, number) = view.record(id);
        let kind = view.kind(view.kind_of(id));
        let own = place(view, id);
        let facts = page::shown_facts(view, id).into_iter();
        let facts = facts.map(|(label, value)| Fact { label, html: self.html(&value, &own) });
        let facts = facts.collect();
        let language = &view.languages()[record.language];
        Item {
            title: &record.title,
            kind_label: if kind.is_page() { "" } else { kind.label.get(view.tag()) },
            summary: page::text_field(view, id, "summary"),
            lang: language.as_str(),
            dir: language.direction().as_str(),
            facts,
            body: self.html(&html::body(view, &record.body, number), &own),
            address: known(view, &view.route(id)),
            id: own,
        }
    }

    /// Finished HTML of the record that stands at a place.
    fn html(&mut self, text: &str, own: &str) -> Markup {
        let mut nodes = read(text);
        self.change(&mut nodes, own);
        let mut out = String::with_capacity(text.len());
        write(&mut out, &nodes);
        out.into()
    }

    fn change(&mut self, nodes: &mut Vec<Node<'_>>, own: &str) {
        nodes.retain(|node| !matches!(node, Node::Element(element) if element.is("permalink") && element.children == [Node::Text("#".into())]));
        let mut at = 0;
        while at < nodes.len() {
            let note = match &mut nodes[at] {
                Node::Element(element) => {
                    self.change(&mut element.children, own);
                    self.element(element, own)
                }
                Node::Text(_) => None,
            };
            at += 1;
            if let Some(number) = note {
                nodes.insert(at, note_of(number));
                at += 1;
            }
        }
    }

    /// Changes the names of an element's places, which several records may have, and its level. Gives the
    /// number of the note for its address.
    fn element(&mut self, element: &mut Element<'_>, own: &str) -> Option<usize> {
        if let Some(at) = HEADINGS.iter().position(|heading| *heading == element.name) {
            element.name = HEADINGS[(at.max(1) + self.level - 1).min(HEADINGS.len() - 1)];
        }
        let mut note = None;
        for (name, value) in &mut element.attributes {
            match *name {
                "id" | "aria-labelledby" | "for" => *value = format!("{own}--{value}").into(),
                "href" => {
                    let (href, number) = self.href(value, own);
                    *value = href.into();
                    note = number;
                }
                _ => {}
            }
        }
        note
    }

    /// Where a link of a record leads on this page, and the number of the note for its address.
    fn href(&mut self, href: &str, own: &str) -> (String, Option<usize>) {
        if let Some(anchor) = href.strip_prefix('#') {
            return (format!("#{own}--{anchor}"), None);
        }
        let (page, anchor) = href.split_once('#').unwrap_or((href, ""));
        if let Some(place) = self.places.get(page) {
            return match anchor {
                "" => (format!("#{place}"), None),
                anchor => (format!("#{place}--{anchor}"), None),
            };
        }
        let base = self.view.base_url();
        let address = href.replace(ROOT, if base.is_empty() { "/" } else { base });
        let found = self.addresses.iter().position(|known| *known == address);
        let at = found.unwrap_or(self.addresses.len());
        if found.is_none() {
            self.addresses.push(address);
        }
        (href.to_owned(), Some(at + 1))
    }
}

/// The mark of a note.
fn note_of<'h>(number: usize) -> Node<'h> {
    Node::Element(Element {
        name: "sup",
        attributes: vec![("class", "note".into())],
        children: vec![Node::Text(format!("[{number}]").into())],
    })
}
