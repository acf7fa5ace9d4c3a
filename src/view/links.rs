//! What links lead to: addresses that work from every page.

use super::{Question, Site, View};
use crate::graph::{EntityId, Found, To, normal};
use crate::id::{RecordKey, Route};
use crate::language::Language;
use crate::parse::Value;
use crate::plan;
use crate::schema::Field;

/// Stands for the way from a page to the site's root (`../../`) until the page is finished, so that
/// one fragment serves pages of every depth. No text can spell it: control characters are replaced
/// wherever texts are read ([`crate::text::cleaned`]) and once more wherever they are written into
/// HTML (`escape_into`, the filters of templates, [`crate::parse::Html`]).
pub const ROOT: char = '\u{3}';

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// A page of the site.
    To(Place),
    /// A file or an address of the site that has no title.
    File(String),
    /// A place on the same page, with `#`.
    Here(String),
    /// Nothing: the reference is broken.
    Nowhere,
}

/// A page of an entity, or a place on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The entity's name.
    pub key: RecordKey,
    /// The title; of a place: with the place's own words.
    pub title: String,
    /// The address, from every page.
    pub url: String,
    /// Whether the author named it otherwise than by its id; readers then see that name.
    pub by_name: bool,
    /// What a reference without words of its own shows: the title, or the name that the author
    /// wrote, with the place's own words.
    pub called: String,
    /// The language of that, where it is a name that says its language.
    pub called_in: Option<Language>,
    /// The tag of the language of the title.
    pub language: usize,
}

impl Site {
    /// The address of a file, from every page: the way to the root is a hole.
    pub(super) fn url(&self, route: &Route) -> String {
        let path = if self.settings.for_disk { route.as_str() } else { route.folder_form() };
        let mut url = String::with_capacity(path.len() + 1);
        url.push(ROOT);
        urlencode(&mut url, path);
        url
    }

    /// What a link of a record leads to, for readers of a language.
    pub(super) fn leads(&self, record: u32, link: usize, language: usize) -> Leads {
        let Some(found) = self.graph.found(record, link) else { return Leads::Nowhere };
        match &found.to {
            To::Entity(id) => {
                let target = &self.graph.records[record as usize].links[link].target;
                let language = found.language.unwrap_or(language);
                Leads::To(self.place(*id, found, crate::graph::written(target), language))
            }
            To::Kind(kind) => match self.plan.kind_listing(*kind, language) {
                Some(listing) => {
                    Leads::File(self.with_anchor(&listing.route(1), found.anchor.as_deref()))
                }
                None => Leads::Nowhere,
            },
            To::Asset(path) => match plan::asset_route(path, &self.config) {
                // A file of a record that is left out is not there.
                Some(route) if self.exists(&route) => {
                    Leads::File(self.with_anchor(&route, found.anchor.as_deref()))
                }
                _ => Leads::Nowhere,
            },
            To::Site(path) => match self.site_page(path, language) {
                Some(route) => Leads::File(self.with_anchor(&route, self.place_at(&route, found))),
                None => Leads::Nowhere,
            },
            To::Here => self.here(record, found, language),
        }
    }

    /// The page at an address of the site, in the language of the page that leads to it, where there
    /// is one.
    fn site_page(&self, path: &str, language: usize) -> Option<Route> {
        let prefix = crate::plan::language_prefix(&self.config, language);
        let own = self.plan.site_route(&format!("{prefix}{path}"));
        own.or_else(|| self.plan.site_route(path))
    }

    /// A place on the same page; a row of a long table may stand on another of its pages.
    fn here(&self, record: u32, found: &Found, language: usize) -> Leads {
        let own = self.graph.find(&self.graph.records[record as usize].key);
        let Some(own) = own else { return Leads::Here(anchor_url(found.anchor.as_deref())) };
        let route = self.route_of_place(own, found.anchor.as_deref(), language);
        let anchor = self.place_of(own, found, language);
        match route == *self.plan.route(own, language) {
            true => Leads::Here(anchor_url(anchor.or(Some("top")))),
            false => Leads::File(self.with_anchor(&route, anchor)),
        }
    }

    /// What the place of a link is called on the page of an entity in a language; nothing where that
    /// page lacks it, since no link leads to a place that is not there.
    fn place_of<'s>(&'s self, id: EntityId, found: &'s Found, language: usize) -> Option<&'s str> {
        let anchor = found.anchor.as_deref()?;
        match anchor == "top" || self.graph.row_at(id, anchor).is_some() {
            true => Some(anchor),
            false => self.graph.place_in(id, anchor, language),
        }
    }

    /// The same for an address of the site.
    fn place_at<'s>(&'s self, route: &Route, found: &'s Found) -> Option<&'s str> {
        match self.plan.page_of(route) {
            Some((id, language)) => self.place_of(id, found, language),
            None => found.anchor.as_deref(),
        }
    }

    fn place(&self, id: EntityId, found: &Found, name: &str, language: usize) -> Place {
        let record = self.graph.record(id, language);
        let anchor = self.place_of(id, found, language);
        let label = anchor.and_then(|anchor| record.anchor(anchor));
        let with_place = |title: &str| match label.filter(|anchor| !anchor.label.is_empty()) {
            Some(anchor) if anchor.id.starts_with("para_") => format!("{title} § {}", anchor.label),
            Some(anchor) => format!("{title}: {}", anchor.label),
            None => title.to_owned(),
        };
        let title = with_place(&record.title);
        let called = if found.by_name { with_place(name) } else { title.clone() };
        let bare = found.by_name && called == name;
        let route = self.route_of_place(id, found.anchor.as_deref(), language);
        Place {
            key: self.key(id),
            title,
            url: self.with_anchor(&route, anchor),
            by_name: found.by_name,
            called,
            called_in: bare.then(|| self.language_of_name(id, name)).flatten(),
            language: record.language,
        }
    }

    /// The language that an entity gives for one of its names.
    fn language_of_name(&self, id: EntityId, wanted: &str) -> Option<Language> {
        let entity = self.graph.entity(id);
        let names = self.schema.kinds[entity.kind].fields.iter().position(Field::takes_names)?;
        let wanted = normal(wanted).to_lowercase();
        let records = entity.variants.iter().flatten();
        let mut found = None;
        for given in records.filter_map(|r| self.graph.records[*r as usize].value(names)) {
            given.value.each(&mut |value| match value {
                Value::Name(name) if normal(&name.text).to_lowercase() == wanted => {
                    found = Some(name.language.clone());
                }
                _ => {}
            });
        }
        found
    }

    fn with_anchor(&self, route: &Route, anchor: Option<&str>) -> String {
        let mut url = self.url(route);
        url.push_str(&anchor_url(anchor));
        url
    }
}

fn anchor_url(anchor: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(anchor) = anchor {
        out.push('#');
        urlencode(&mut out, anchor);
    }
    out
}

/// Appends a path with every character that is not safe in an address encoded.
pub fn urlencode(out: &mut String, path: &str) {
    const SAFE: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b',')
        .remove(b'(')
        .remove(b')')
        .remove(b'@')
        .remove(b'+');
    out.extend(percent_encoding::utf8_percent_encode(path, SAFE));
}

impl View<'_> {
    /// The address of a file, from this page.
    pub fn url(&self, route: &Route) -> String {
        self.site.url(route)
    }

    /// The address of a page, absolute where the site's own address is known.
    pub fn absolute(&self, route: &Route) -> String {
        let mut url = self.base_url().to_owned();
        if url.is_empty() {
            url.push('/');
        }
        urlencode(&mut url, route.folder_form());
        url
    }

    /// What a link of a record leads to.
    pub fn leads(&self, record: u32, link: usize) -> Leads {
        let path = &self.site.graph.records[record as usize].path;
        self.note(|| Question::Link(path.clone(), link, self.language));
        self.site.leads(record, link, self.language)
    }

    /// The route of an entity's page.
    pub fn route(&self, id: EntityId) -> Route {
        self.note(|| Question::Name(self.site.key(id), self.language));
        self.site.plan.route(id, self.language).clone()
    }

    /// The route of an entity's page, for files that depend on the whole site anyway.
    pub fn own_route(&self, id: EntityId) -> &Route {
        self.site.plan.route(id, self.language)
    }

    /// A reference as its author wrote it.
    pub fn written(&self, record: u32, link: usize) -> &str {
        &self.site.graph.records[record as usize].links[link].written
    }

    /// The language (by number) in which the text of a record (by number) is written.
    pub fn language_of_text(&self, record: u32) -> usize {
        self.site.graph.records[record as usize].language
    }

    /// The title of an entity.
    pub fn title(&self, id: EntityId) -> &str {
        self.note(|| Question::Name(self.site.key(id), self.language));
        &self.site.graph.record(id, self.language).title
    }
}
