//! What site.toml declares beyond the kinds, as planning knows it: something that lays out pages.
//! Which types of views there are is written in `views`, above.

use std::any::Any;

use super::product::{Input, Plan};
use super::reading::Reading;
use crate::config::ListSettings;
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::source::Span;
use crate::text::Localised;

/// What all views have in common.
#[derive(Clone, Debug)]
pub struct ViewSettings {
    /// The address, without slashes at its ends.
    pub path: String,
    /// The page's title.
    pub title: Localised,
    /// One or two sentences about it.
    pub description: Localised,
    /// The kinds it looks at; all where empty.
    pub kinds: Vec<(String, Span)>,
    /// The condition that a record must meet.
    pub condition: Option<(String, Span)>,
    /// How the records are listed.
    pub list: ListSettings,
    /// Where the view is declared.
    pub span: Span,
}

/// Something that site.toml declares and planning lays out.
pub trait Laid: Any + Send + Sync {
    /// Lays it out in one language.
    fn lay(&self, laying: &mut Laying<'_>);
}

/// What is being laid out, in one language.
pub struct Laying<'a> {
    pub(crate) reading: Reading<'a>,
    /// What has been laid out.
    pub(crate) plan: &'a mut Plan,
    /// The entities of each kind that lists hold.
    pub(crate) by_kind: &'a [Vec<EntityId>],
    /// Everything that site.toml declares.
    pub(crate) views: &'a [Box<dyn Laid>],
    pub(crate) diagnostics: &'a mut Diagnostics,
}

impl<'a> Laying<'a> {
    /// The site.
    pub(crate) fn input(&self) -> Input<'a> {
        self.reading.input
    }
}
