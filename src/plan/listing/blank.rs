//! What lists begin with.

use std::sync::Arc;

use crate::config::ListSettings;
use crate::graph::EntityId;
use crate::id::RecordKey;
use crate::plan::listed::Listing;
use crate::plan::product::Input;
use crate::schema;

/// Records on one page, unless a list says otherwise.
const PAGE_SIZE: usize = 100;

/// A list of some records, without an address or words.
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
