//! What the page of a list shows beside its records.

use std::sync::Arc;

use super::glossary::Glossary;
use super::ledger::Ledger;
use super::outline::Outline;

/// What the page of a list shows beside its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Special {
    /// Nothing.
    #[default]
    None,
    /// Who is to do what by when.
    Ledger(Arc<Ledger>),
    /// Acronyms that need a word.
    Glossary(Arc<Glossary>),
    /// Which record stands below which.
    Outline(Arc<Outline>),
}
