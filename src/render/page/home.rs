//! The home page.

use super::tree::NO_TREE;
use super::{common, finish, record};
use crate::plan::Job;
use crate::render::context::KindEntry;
use crate::view::View;

/// A home page without words of its own.
pub(crate) fn home(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.config().title.get(view.tag()).to_owned();
    let mut context = common(view, job, "home", &title);
    context.insert_value("record", record::empty(view, &title));
    context.insert("kinds", &kinds(view));
    context.insert("tree", &NO_TREE);
    finish(view, job, "home.html", &context)
}

/// The kinds that have records, as entries of the home page.
pub(super) fn kinds<'s>(view: &View<'s>) -> Vec<KindEntry<'s>> {
    let tag = view.tag();
    let entries = view.kinds().into_iter().map(|(number, count, route)| {
        let kind = view.kind(number);
        KindEntry {
            name: &kind.name,
            label: kind.label.get(tag),
            plural: kind.plural.get(tag),
            icon: &kind.icon,
            count,
            url: view.url(&route).into(),
            description: kind.description.get(tag),
        }
    });
    entries.collect()
}

