//! `ledger`: who is to do what by when, what is late, what nobody answers for, and what was still open
//! when a meeting began.

use super::ViewType;

mod plan;
mod settings;

pub(super) const TYPE: ViewType = ViewType { word: "ledger", read: settings::read };
