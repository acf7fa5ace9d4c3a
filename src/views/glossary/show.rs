//! What the pages of a glossary show beside the terms.

use serde::Serialize;
use tera::Context;

use super::Glossary;
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::context::Markup;
use crate::view::{Fingerprinted, OnList, Site, View, urlencode};

impl OnList for Glossary {
    fn template(&self) -> &'static str {
        "glossary.html"
    }

    fn fingerprint(&self, site: &Site, _: &[EntityId], h: &mut Hasher) {
        let Self { never, shared } = self;
        (never, shared).fingerprint(site, h);
    }

    fn add(&self, view: &View<'_>, (listing, page): (&Listing, usize), context: &mut Context) {
        let is_start = page == 1 && listing.folder == listing.whole;
        context.insert("glossary", &self.value(view, letters(view, listing), is_start));
    }
}

/// The letters that have terms, with the place of each.
fn letters<'s>(view: &View<'_>, listing: &'s Listing) -> Vec<Letter<'s>> {
    let mut start = 0;
    let mut out = Vec::new();
    for group in &listing.groups {
        let route = listing.route(start / listing.page_size + 1);
        let mut url = format!("{}#_group-", view.url(&route));
        urlencode(&mut url, &group.slug);
        out.push(Letter { letter: &group.title, url: url.into() });
        start += group.count;
    }
    out
}

impl Glossary {
    fn value<'s>(
        &'s self,
        view: &View<'s>,
        letters: Vec<Letter<'s>>,
        is_start: bool,
    ) -> Letters<'s> {
        let never = self
            .never
            .iter()
            .filter(|_| is_start)
            .map(|(acronym, id)| Unexpanded { acronym, record: meaning(view, *id) });
        let shared = self.shared.iter().filter(|_| is_start).map(|(acronym, ids)| Shared {
            acronym,
            records: ids.iter().map(|id| meaning(view, *id)).collect(),
        });
        Letters { letters, never: never.collect(), shared: shared.collect() }
    }
}

fn meaning<'s>(view: &View<'s>, id: EntityId) -> Meaning<'s> {
    let kind_label = view.kind(view.kind_of(id)).label.get(view.tag());
    Meaning { title: view.title(id), url: view.url(&view.route(id)).into(), kind_label }
}

/// `glossary` of `glossary.html`.
#[derive(Default, Serialize)]
struct Letters<'s> {
    /// The letters that have terms.
    letters: Vec<Letter<'s>>,
    /// On the first page: records whose acronym is never written out.
    never: Vec<Unexpanded<'s>>,
    /// On the first page: acronyms that stand for several things.
    shared: Vec<Shared<'s>>,
}

/// A letter with the place of its terms.
#[derive(Default, Serialize)]
struct Letter<'s> {
    /// The letter.
    letter: &'s str,
    /// The address of its terms.
    url: Markup,
}

/// A record whose acronym is never written out.
#[derive(Default, Serialize)]
struct Unexpanded<'s> {
    /// The acronym.
    acronym: &'s str,
    /// The record.
    #[serde(flatten)]
    record: Meaning<'s>,
}

/// An acronym that stands for several things.
#[derive(Default, Serialize)]
struct Shared<'s> {
    /// The acronym.
    acronym: &'s str,
    /// The records that it stands for.
    records: Vec<Meaning<'s>>,
}

/// A record that an acronym stands for.
#[derive(Default, Serialize)]
struct Meaning<'s> {
    /// The title.
    title: &'s str,
    /// The address.
    url: Markup,
    /// What one record of its kind is called.
    kind_label: &'s str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("`glossary.html` gets `glossary`", keys(&Letters::default())),
            ("`letters` (list of", keys(&Letter::default())),
            ("`letters` (list of", keys(&Unexpanded::default())),
            ("`letters` (list of", keys(&Shared::default())),
            ("`letters` (list of", keys(&Meaning::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
    }
}
