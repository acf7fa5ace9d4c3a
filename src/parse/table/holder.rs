//! What the first reading of a file leaves for the second, which reads tables.

use std::sync::Arc;

use super::settings::Settings;
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::parse::record::Record;
use crate::schema::Schema;
use crate::source::Sources;

/// A file's record, with what must be known to read the table that it holds.
#[derive(Clone)]
pub(in crate::parse) struct Holder {
    /// The record as its file alone gives it.
    pub record: Arc<Record>,
    /// What was noticed.
    pub said: Diagnostics,
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
