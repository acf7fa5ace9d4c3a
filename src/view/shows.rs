//! What views show. They are written above; pages know them by these traits, and planning passes on
//! what they made without looking into it.

use std::any::Any;
use std::sync::Arc;

use serde::Serialize;
use tera::value::Key;
use tera::{Context, Value as Tera};

use super::{Fingerprinted, Shape, Site, View};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::{Extra, Listing, ViewPage};

/// What a view shows on the pages of its list beside the records.
pub trait OnList: Send + Sync {
    /// The template of these pages.
    fn template(&self) -> &'static str;

    /// Adds to a fingerprint all that a page with these entries can see of it.
    fn fingerprint(&self, site: &Site, entries: &[EntityId], h: &mut Hasher);

    /// Gives the template what it gets beside `list`. Pages are counted from 1.
    fn add(&self, view: &View<'_>, page: (&Listing, usize), context: &mut Context);

    /// The words for the part of the list that it shows; `None` where that is all of it.
    fn part(&self, _: &View<'_>) -> Option<String> {
        None
    }

    /// The title of a group with this slug; `None` where that is what the group has by itself.
    fn group(&self, _: &View<'_>, _slug: &str) -> Option<String> {
        None
    }

    /// What a record looks like that would have this shape in another list.
    fn shape(&self, _: EntityId, shape: Shape) -> Shape {
        shape
    }
}

/// What stands on a page of a view that is not a list.
pub trait OnPage: Any + Send + Sync {
    /// The type of page, which is the name of its template and of the files beside it.
    fn word(&self) -> &'static str;

    /// Adds to a fingerprint all that a page can see of it.
    fn fingerprint(&self, site: &Site, h: &mut Hasher);

    /// What the template gets under [`OnPage::word`] or another name.
    fn value(&self, view: &View<'_>, page: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>);

    /// The endings of the files that lie beside the page.
    fn files(&self) -> &'static [&'static str] {
        &[]
    }

    /// The file with this ending.
    fn file(&self, _: &View<'_>, _: &ViewPage, _ending: &str) -> Option<Vec<u8>> {
        None
    }
}

/// The fields of what a template gets.
pub fn fields(value: &impl Serialize) -> Vec<(&'static str, Tera)> {
    let fields = Tera::from_serializable(value).into_map().unwrap_or_default();
    let named = fields.into_iter().filter_map(|(key, value)| match key {
        Key::Str(name) => Some((name, value)),
        _ => None,
    });
    named.collect()
}

/// What a view shows on the page of a record: its name in `record`, and its value.
pub type OnRecord = (&'static str, fn(&View<'_>, EntityId) -> Tera);

/// What planning passes on to the pages of a list.
pub fn on_list(shown: Arc<dyn OnList>) -> Extra {
    Extra::new(shown)
}

/// What planning passes on to a page.
pub fn on_page(content: impl OnPage) -> Extra {
    Extra::new::<Arc<dyn OnPage>>(Arc::new(content))
}

/// What a view shows beside the records of a list.
pub fn beside(listing: &Listing) -> Option<&dyn OnList> {
    listing.extra.as_ref()?.get::<Arc<dyn OnList>>().map(|shown| &**shown)
}

/// What stands on a page.
pub fn content(page: &ViewPage) -> &dyn OnPage {
    &**page.content.get::<Arc<dyn OnPage>>().expect("views make the content of their pages")
}

/// What stands on a page, where it is of this type.
pub fn content_as<T: OnPage>(page: &ViewPage) -> Option<&T> {
    (content(page) as &dyn Any).downcast_ref()
}

/// A page of a view knows its address; who claims it is for diagnostics only.
impl Fingerprinted for ViewPage {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self {
            title,
            description,
            intro,
            content: _,
            folder: _,
            language: _,
            claimed_by: _,
            span: _,
        } = self;
        (title, description, intro).fingerprint(site, h);
        content(self).fingerprint(site, h);
    }
}
