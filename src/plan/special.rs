//! Views that show more than a list: what is settled before it is made, and added after.

use std::borrow::Cow;
use std::sync::Arc;

use super::glossary::Glossary;
use super::ledger::Ledger;
use super::outline::Outline;
use super::{Input, Plan, glossary, ledger, listing, outline, timeline};
use crate::config::{ViewSettings, ViewType};
use crate::diag::Diagnostics;

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

/// The settings of a view with all that follows from its type.
pub(super) fn settled<'v>(
    input: Input<'_>,
    view: &'v ViewSettings,
    diagnostics: &mut Diagnostics,
) -> Cow<'v, ViewSettings> {
    let kinds = listing::view_kinds(input, view, &mut Diagnostics::new());
    let kinds: Vec<_> = kinds.into_iter().map(|kind| &input.schema.kinds[kind]).collect();
    let list = match &view.what {
        ViewType::Ledger(settings) => {
            ledger::settled(settings, view, (&kinds, input.schema), diagnostics)
        }
        ViewType::Glossary(settings) => glossary::settled(settings, view, &kinds, diagnostics),
        ViewType::Tree(settings) => outline::settled(settings, view, &kinds, diagnostics),
        _ => timeline::settled(&view.list, &kinds),
    };
    Cow::Owned(ViewSettings { list, ..view.clone() })
}

/// Adds to the lists of a view, which are those from number `first` on, what its type demands.
pub(super) fn complete(
    input: Input<'_>,
    plan: &mut Plan,
    first: usize,
    view: &ViewSettings,
    diagnostics: &mut Diagnostics,
) {
    match &view.what {
        ViewType::Ledger(settings) => ledger::complete(input, plan, first, settings),
        ViewType::Glossary(settings) => {
            glossary::complete(input, plan, first, settings, diagnostics);
        }
        ViewType::Tree(settings) => {
            outline::complete(input, plan, first, (view, settings), diagnostics)
        }
        _ => {}
    }
}
