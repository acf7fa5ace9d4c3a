//! What links lead to: addresses that work from every page.

use std::hash::Hash;
use std::sync::Arc;

use super::{About, EntityRef, Fingerprinted, Question, Shows, Site, View, fingerprinted};
use crate::fingerprint::Hasher;
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

impl Fingerprinted for Leads {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        match self {
            Leads::To(place) => (0_usize, place).fingerprint(site, h),
            Leads::File(url) => (1_usize, url).fingerprint(site, h),
            Leads::Here(url) => (2_usize, url).fingerprint(site, h),
            Leads::Nowhere => 3_usize.fingerprint(site, h),
        }
    }
}

/// What a link of a record leads to, in a language.
#[derive(Debug)]
struct LinkOf {
    /// The path of the record.
    path: Arc<str>,
    /// The number of the link in the record.
    link: usize,
    language: usize,
    /// The number that the record had; mostly it still has it, and need not be looked for.
    near: u32,
}

impl LinkOf {
    fn record(&self, site: &Site) -> Option<u32> {
        let records = &site.graph.records;
        match records.get(self.near as usize) {
            Some(record) if record.path == self.path => Some(self.near),
            _ => records
                .binary_search_by(|record| record.path.cmp(&self.path))
                .ok()
                .map(|at| at as u32),
        }
    }
}

impl PartialEq for LinkOf {
    fn eq(&self, other: &Self) -> bool {
        let Self { path, link, language, near: _ } = self;
        (path, link, language) == (&other.path, &other.link, &other.language)
    }
}

impl Eq for LinkOf {}

impl Hash for LinkOf {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        let Self { path, link, language, near: _ } = self;
        (path, link, language).hash(hasher);
    }
}

impl Question for LinkOf {
    type Answer<'s> = Leads;

    fn answer(&self, site: &Site) -> Leads {
        let record = self.record(site);
        record.map_or(Leads::Nowhere, |record| site.leads(record, self.link, self.language))
    }

    fn about(&self, site: &Site) -> Option<About> {
        let to = site.graph.target(self.record(site)?, self.link)?;
        EntityRef::new(site, to, self.language).about(site, Shows::Name, Vec::new())
    }
}

/// The title and address of an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct NameOf(EntityRef);

/// The answer.
struct Named<'s> {
    title: &'s str,
    /// Its acronym or another short name, where nothing else has it.
    short: &'s str,
    route: &'s Route,
    /// The language of the title.
    language: usize,
    /// The kind in whose folder it lies.
    home: usize,
}

fingerprinted! {
    Named<'_> { title, short, route, language, home }
    Place { key, title, url, by_name, called, called_in, language }
}

impl Question for NameOf {
    type Answer<'s> = Option<Named<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Option<Named<'s>> {
        let id = self.0.find(site)?;
        let record = site.graph.record(id, self.0.language);
        let (title, language) = (record.title.as_str(), record.language);
        let route = site.plan.route(id, self.0.language);
        let short = site.graph.short(&site.schema, id, self.0.language).unwrap_or_default();
        Some(Named { title, short, route, language, home: site.graph.base(id).home })
    }

    fn about(&self, site: &Site) -> Option<About> {
        self.0.about(site, Shows::Name, Vec::new())
    }
}

impl Site {
    /// The address of a file, from every page: the way to the root is a hole.
    pub(super) fn url(&self, route: &Route) -> String {
        if !self.carries(route) {
            let mut url = self.base_url().to_owned();
            urlencode(&mut url, route.folder_form());
            return url;
        }
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
            key: self.graph.entity(id).key.clone(),
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

    pub(super) fn with_anchor(&self, route: &Route, anchor: Option<&str>) -> String {
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

impl<'s> View<'s> {
    /// The address of a file, from this page; it follows from the settings.
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
        let path = self.site.graph.records[record as usize].path.clone();
        self.ask(LinkOf { path, link, language: self.language, near: record })
    }

    /// A reference as its author wrote it; it is part of the record.
    pub fn written(&self, record: u32, link: usize) -> &'s str {
        &self.site.graph.records[record as usize].links[link].written
    }

    /// The language (by number) in which the text of a record (by number) is written; it is part of
    /// the record.
    pub fn language_of_text(&self, record: u32) -> usize {
        self.site.graph.records[record as usize].language
    }

    fn named(&self, id: EntityId) -> Named<'s> {
        self.ask(NameOf(self.entity(id))).expect("a view is asked about entities of its site")
    }

    /// The route of an entity's page.
    pub fn route(&self, id: EntityId) -> Route {
        self.named(id).route.clone()
    }

    /// The title of an entity.
    pub fn title(&self, id: EntityId) -> &'s str {
        self.named(id).title
    }

    /// The acronym or other short name of an entity, where nothing else has it; else `""`.
    pub fn short_name(&self, id: EntityId) -> &'s str {
        self.named(id).short
    }

    /// The language of the text of an entity that readers of this page see.
    pub fn language_of(&self, id: EntityId) -> usize {
        self.named(id).language
    }

    /// The number of the kind in whose folder an entity lies, which gives its address.
    pub fn home_of(&self, id: EntityId) -> usize {
        self.named(id).home
    }
}
