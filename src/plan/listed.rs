//! A list as it was planned.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::view_page::Extra;
use crate::config::Style;
use crate::graph::EntityId;
use crate::id::Route;
use crate::source::Span;

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

/// Some records of a list that stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The words above them.
    pub title: String,
    /// The language (by number) of the words, where it is not that of the list.
    pub language: Option<usize>,
    /// The name in an address.
    pub slug: String,
    /// How many stand in it.
    pub count: usize,
}

/// A field whose values filter a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field's name in addresses.
    pub slug: String,
    /// The field's words.
    pub label: String,
    /// The values that some record has.
    pub values: Vec<FacetValue>,
}

/// A value that filters a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value's name in addresses.
    pub slug: String,
    /// The words.
    pub label: String,
    /// The short name of the record that it is, or `""`.
    pub short: String,
    /// The language (by number) of the words, where it is not that of the list.
    pub language: Option<usize>,
    /// How many records have it.
    pub count: usize,
    /// The address of the filtered list.
    pub folder: String,
}
