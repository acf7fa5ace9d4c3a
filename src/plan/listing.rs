//! Lists of records: those of the kinds, the views of site.toml, and a page for each value that
//! filters one, so that everything works without JavaScript.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reading::Reading;
use super::views::{Extra, Laid, Laying, ViewPage, ViewSettings};
use super::{Input, Plan};
use crate::config::{ListSettings, Style};
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::id::{RecordKey, Route};
use crate::schema::{self, Kind};
use crate::source::Span;

mod declared;
mod facets;
mod groups;
mod orders;
mod tables;

pub(super) use declared::view_listing;
pub use facets::{Facet, FacetValue};
pub use groups::Group;
pub(crate) use groups::grouped;

use declared::{kind_listing, kind_settings};

/// Records on one page, unless a list says otherwise.
const PAGE_SIZE: usize = 100;

/// One list of records in one language.
#[derive(Clone)]
pub struct Listing {
    /// The address, with its language, without slashes at its ends.
    pub folder: String,
    /// The language.
    pub language: usize,
    /// The title of the page.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// The page whose words stand above the list.
    pub intro: Option<EntityId>,
    /// How a record is shown.
    pub style: Style,
    /// The fields that are shown beside the title.
    pub columns: Arc<[String]>,
    /// The kinds that it lists.
    pub kinds: Vec<usize>,
    /// Entries on one page.
    pub page_size: usize,
    /// The records, in order.
    pub entities: Vec<EntityId>,
    /// The groups, in order; their counts add up to the number of entries. Empty: no groups.
    pub groups: Vec<Group>,
    /// The entries of the groups, where some record stands in several; empty: the records.
    pub in_groups: Vec<EntityId>,
    /// What filters the list; shared by the list and its narrowed pages.
    pub facets: Arc<[Facet]>,
    /// The orders: label, address, whether it is this list's.
    pub sorts: Vec<(String, String, bool)>,
    /// For a page that is filtered by a value: the facet's and the value's words.
    pub filter: Option<(String, String)>,
    /// The address of the whole list.
    pub whole: String,
    /// Who claims the address, for diagnostics.
    pub claimed_by: String,
    /// Where the list is declared.
    pub span: Option<Span>,
    /// The table whose rows it lists.
    pub table: Option<EntityId>,
    /// What its page shows beside the records.
    pub extra: Option<Extra>,
    /// The values that filter it, by record: for each facet and value their numbers, `0.3 1.0`.
    /// Shared by the list and its narrowed pages.
    pub values: Arc<BTreeMap<EntityId, String>>,
}

impl Listing {
    /// Whether its first page stands on the page of the record that holds the table.
    pub fn is_on_record(&self) -> bool {
        self.table.is_some() && self.folder == self.whole
    }

    /// What stands on its pages: its records, each as often as there are groups that it stands in.
    pub fn entries(&self) -> &[EntityId] {
        if self.in_groups.is_empty() { &self.entities } else { &self.in_groups }
    }

    /// Whether some record stands in several groups.
    pub fn is_repeated(&self) -> bool {
        !self.in_groups.is_empty()
    }

    /// How many pages it has; at least one.
    pub fn pages(&self) -> usize {
        self.entries().len().div_ceil(self.page_size).max(1)
    }

    /// The address of a page, from 1.
    pub fn route(&self, page: usize) -> Route {
        let folder = match page {
            1 => self.folder.clone(),
            page => format!("{}/page/{page}", self.folder),
        };
        Route::page(&folder).expect("lists have checked addresses")
    }

    /// The entries of a page, from 1, and the number of the first of them.
    pub fn page(&self, page: usize) -> (usize, &[EntityId]) {
        let start = (page - 1) * self.page_size;
        let entries = self.entries();
        let end = (start + self.page_size).min(entries.len());
        (start, &entries[start.min(end)..end])
    }
}

/// Plans every list of every language, and whatever else site.toml declares. What is wrong is
/// reported once, for the first language.
pub(super) fn plan(
    input: Input<'_>,
    views: &[Box<dyn Laid>],
    plan: &mut Plan,
    diagnostics: &mut Diagnostics,
) {
    let by_kind = by_kind(input);
    for language in 0..input.config.languages.len() {
        let mut reported = Diagnostics::new();
        kinds(input, language, (plan, &by_kind), &mut reported);
        tables::plan(input, language, plan, &mut reported);
        let reading = Reading { input, language };
        for view in views {
            let diagnostics = &mut reported;
            view.lay(&mut Laying { reading, plan, by_kind: &by_kind, views, diagnostics });
        }
        if language == super::DEFAULT_LANGUAGE {
            diagnostics.append(&mut reported);
        }
    }
}

impl<'a> Laying<'a> {
    /// The kinds that a view looks at.
    pub(crate) fn kinds(&self, view: &ViewSettings) -> Vec<&'a Kind> {
        let kinds = declared::view_kinds(self.input(), view, &mut Diagnostics::new());
        kinds.into_iter().map(|kind| &self.input().schema.kinds[kind]).collect()
    }

    /// The numbers of these kinds; names of kinds that are not there are reported.
    pub(crate) fn kind_numbers(&mut self, view: &ViewSettings) -> Vec<usize> {
        declared::view_kinds(self.input(), view, self.diagnostics)
    }

    /// The records that a view looks at.
    pub(crate) fn records(&mut self, view: &ViewSettings) -> Vec<EntityId> {
        let kinds = self.kind_numbers(view);
        declared::records(self.reading, (&kinds, self.by_kind), view, self.diagnostics)
    }

    /// The address of a view in this language, without slashes at its ends.
    pub(crate) fn folder(&self, view: &ViewSettings) -> String {
        declared::folder(self.reading, view)
    }

    /// The page of a view with this on it.
    pub(crate) fn page(&self, view: &ViewSettings, content: Extra) -> ViewPage {
        let Reading { input, language } = self.reading;
        let tag = self.reading.tag();
        ViewPage {
            folder: self.folder(view),
            language,
            title: view.title.get(tag).to_owned(),
            description: view.description.get(tag).to_owned(),
            intro: intro(input, &view.path),
            claimed_by: format!("the view `{}`", view.path),
            span: view.span,
            content,
        }
    }

    /// Adds the list of a view, with one for each order and each value that filters it. Returns the
    /// number of the first of them; the others follow.
    pub(crate) fn list(&mut self, view: &ViewSettings) -> usize {
        let first = self.plan.listings.len();
        let listing = view_listing(self.reading, view, self.by_kind, self.diagnostics);
        add(self.input(), self.plan, (listing, &view.list), self.diagnostics);
        first
    }
}

/// Plans the lists of the kinds, and notes the place of each record in them.
fn kinds(
    input: Input<'_>,
    language: usize,
    (plan, by_kind): (&mut Plan, &[Vec<EntityId>]),
    diagnostics: &mut Diagnostics,
) {
    let mut numbers = vec![None; input.schema.kinds.len()];
    let mut ranks = vec![u32::MAX; input.graph.entities.len()];
    for (kind, entities) in by_kind.iter().enumerate() {
        let listing = kind_listing(input, language, kind, entities);
        for (rank, id) in listing.entities.iter().enumerate() {
            ranks[*id as usize] = rank as u32;
        }
        let described = &input.schema.kinds[kind];
        if !entities.is_empty() && !described.folder.is_empty() {
            numbers[kind] = Some(plan.listings.len());
            add(input, plan, (listing, &kind_settings(described)), diagnostics);
        }
    }
    plan.kind_listings.push(numbers);
    plan.ranks.push(ranks);
}

pub(super) fn by_kind(input: Input<'_>) -> Vec<Vec<EntityId>> {
    let mut out = vec![Vec::new(); input.schema.kinds.len()];
    for (id, entity) in input.graph.entities.iter().enumerate() {
        let table = &input.graph.records[entity.base as usize].table;
        // A table of rows of its own kind is none of them.
        if table.as_ref().is_none_or(|table| table.row_kind != entity.kind) {
            out[entity.kind].push(id as EntityId);
        }
    }
    out
}

pub(crate) fn blank(language: usize, settings: &ListSettings, entities: Vec<EntityId>) -> Listing {
    Listing {
        folder: String::new(),
        language,
        title: String::new(),
        description: String::new(),
        intro: None,
        style: settings.style,
        columns: settings.columns.iter().map(|(name, _)| name.clone()).collect(),
        kinds: Vec::new(),
        page_size: if settings.page_size == 0 { PAGE_SIZE } else { settings.page_size },
        entities,
        groups: Vec::new(),
        in_groups: Vec::new(),
        facets: Arc::default(),
        sorts: Vec::new(),
        filter: None,
        whole: String::new(),
        claimed_by: String::new(),
        span: None,
        table: None,
        extra: None,
        values: Arc::default(),
    }
}

/// The page whose words stand above the list at an address.
pub(crate) fn intro(input: Input<'_>, folder: &str) -> Option<EntityId> {
    input.graph.find(&RecordKey::new(schema::PAGE, folder))
}

/// Adds a list, a list for each further order, and one for each value of each facet.
fn add(
    input: Input<'_>,
    plan: &mut Plan,
    (mut listing, settings): (Listing, &ListSettings),
    diagnostics: &mut Diagnostics,
) {
    let reading = Reading { input, language: listing.language };
    listing.whole.clone_from(&listing.folder);
    let facets = facets::all(reading, &listing, settings, diagnostics);
    listing.facets = facets.iter().map(|(facet, _)| facet.clone()).collect();
    listing.values = Arc::new(facets::values(&facets));
    let orders = orders::links(reading, &listing, settings);
    if settings.sort.len() > 1 {
        listing.sorts = orders::current(&orders, 0);
    }
    // What the lists have in common, without the records, which each has of its own.
    let entities = std::mem::take(&mut listing.entities);
    let common = listing.clone();
    listing.entities = entities;
    let mut more = Vec::new();
    for (number, sort_by) in settings.sort.iter().enumerate().skip(1) {
        let mut sorted = Listing {
            folder: orders[number].1.clone(),
            sorts: orders::current(&orders, number),
            entities: listing.entities.clone(),
            ..common.clone()
        };
        orders::sort(reading, &mut sorted, Some(sort_by));
        more.push(sorted);
    }
    for (facet, members) in facets {
        for (value, entities) in facet.values.iter().zip(members) {
            let filter = Some((facet.label.clone(), value.label.clone()));
            let folder = value.folder.clone();
            let sorts = Vec::new();
            more.push(Listing { folder, filter, entities, sorts, ..common.clone() });
        }
    }
    if let Some((group, _)) = &settings.group {
        for listing in std::iter::once(&mut listing).chain(&mut more) {
            grouped(reading, listing, group);
        }
    }
    plan.listings.push(listing);
    plan.listings.append(&mut more);
}
