//! A record as pages of views name it.

use serde::Serialize;

use crate::graph::EntityId;
use crate::render::context::Markup;
use crate::view::View;

/// A record with its address.
#[derive(Default, Serialize)]
pub(super) struct RecordShown<'s> {
    /// Its id.
    id: &'s str,
    /// The title.
    title: &'s str,
    /// The address.
    url: Markup,
    /// The language of the title.
    lang: &'s str,
    /// Its direction.
    dir: &'static str,
}

impl<'s> RecordShown<'s> {
    pub(super) fn of(view: &View<'s>, id: EntityId) -> Self {
        let language = &view.languages()[view.language_of(id)];
        Self {
            id: view.key(id).id(),
            title: view.title(id),
            url: view.url(&view.route(id)).into(),
            lang: language.as_str(),
            dir: language.direction().as_str(),
        }
    }
}
