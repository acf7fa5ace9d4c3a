//! What the pages of a glossary show beside the terms.

use tera::{Context, Value as Tera};

use super::Glossary;
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Listing;
use crate::render::html::{object, safe};
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
        context.insert_value("glossary", self.value(view, letters(view, listing), is_start));
    }
}

/// The letters that have terms, with the place of each.
fn letters(view: &View<'_>, listing: &Listing) -> Vec<Tera> {
    let mut start = 0;
    let mut out = Vec::new();
    for group in &listing.groups {
        let route = listing.route(start / listing.page_size + 1);
        let mut url = format!("{}#_group-", view.url(&route));
        urlencode(&mut url, &group.slug);
        out.push(object([("letter", Tera::from(group.title.as_str())), ("url", safe(&url))]));
        start += group.count;
    }
    out
}

impl Glossary {
    fn value(&self, view: &View<'_>, letters: Vec<Tera>, is_start: bool) -> Tera {
        let never = self.never.iter().filter(|_| is_start).map(|(acronym, id)| {
            let mut entry = named(view, *id);
            entry.push(("acronym", Tera::from(acronym.as_str())));
            object(entry)
        });
        let shared = self.shared.iter().filter(|_| is_start).map(|(acronym, ids)| {
            let records: Vec<Tera> = ids.iter().map(|id| object(named(view, *id))).collect();
            object([("acronym", Tera::from(acronym.as_str())), ("records", Tera::from(records))])
        });
        object([
            ("letters", Tera::from(letters)),
            ("never", Tera::from(never.collect::<Vec<_>>())),
            ("shared", Tera::from(shared.collect::<Vec<_>>())),
        ])
    }
}

fn named(view: &View<'_>, id: EntityId) -> Vec<(&'static str, Tera)> {
    let kind = view.kind(view.kind_of(id));
    vec![
        ("title", Tera::from(view.title(id))),
        ("url", safe(&view.url(&view.route(id)))),
        ("kind_label", Tera::from(kind.label.get(view.tag()))),
    ]
}
