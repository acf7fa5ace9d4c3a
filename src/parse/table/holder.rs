//! What the first reading of a file leaves for the second, which reads tables.

use std::sync::Arc;

use super::data::Data;
use super::settings::Settings;
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::parse::record::Record;
use crate::schema::{Kind, Schema};
use crate::source::Sources;

/// A file's record, with what must be known to read the table that it holds.
#[derive(Clone)]
pub(in crate::parse) struct Holder {
    /// The record as its file alone gives it.
    pub record: Arc<Record>,
    /// What was noticed.
    pub diagnostics: Diagnostics,
    /// What `[table]` says.
    pub settings: Option<Arc<Settings>>,
}

/// What all tables of a site are read with.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Site<'a> {
    pub sources: &'a Sources,
    pub config: &'a Config,
    pub schema: &'a Schema,
}

/// A table that is to be read.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// The record that holds it.
    pub holder: &'a Record,
    /// What `[table]` says.
    pub settings: &'a Settings,
    pub data: &'a Data,
    pub site: Site<'a>,
}

impl<'a> Given<'a> {
    /// The kind of its rows.
    pub fn kind(self) -> &'a Kind {
        &self.site.schema.kinds[self.settings.row_kind]
    }
}
