//! What refers to an entity.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{EntityRef, Leads, Question, Site, View};
use crate::graph::EntityId;
use crate::parse::Origin;
use crate::plan::{Layout, Related, RelatedItem};

/// What refers to an entity, with the sentences in which it does.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RelatedTo(EntityRef);

impl Question for RelatedTo {
    type Answer<'s> = Vec<Related>;

    fn answer(&self, site: &Site) -> Vec<Related> {
        let Some(id) = self.0.find(site) else { return Vec::new() };
        let Site { graph, config, schema, plan, .. } = site;
        crate::plan::related(Layout { graph, config, schema, plan }, id, self.0.language)
    }
}

/// Who cites which paragraph of an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct CitationsOf(EntityRef);

impl Question for CitationsOf {
    type Answer<'s> = BTreeMap<String, Vec<EntityId>>;

    fn answer(&self, site: &Site) -> BTreeMap<String, Vec<EntityId>> {
        let Some(id) = self.0.find(site) else { return BTreeMap::new() };
        let Site { graph, config, schema, plan, .. } = site;
        crate::plan::citations(Layout { graph, config, schema, plan }, id, self.0.language)
    }
}

/// How many the site has of what a field states a total of, where that is another number.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Recorded(EntityRef, usize);

impl Question for Recorded {
    type Answer<'s> = Option<usize>;

    fn answer(&self, site: &Site) -> Option<usize> {
        let Self(entity, field) = self;
        let seen = (entity.find(site)?, entity.language);
        crate::graph::stated::recorded(&site.graph, &site.schema, seen, *field)
    }
}

impl Site {
    /// The sentence in which a link stands. Where its author wrote no more than an id, readers see
    /// the title, as they do on the page itself; likewise for the other links of the sentence.
    pub(super) fn sentence(&self, record: u32, link: u32) -> Cow<'_, str> {
        let from = &self.graph.records[record as usize];
        let Origin::Body(sentence) = &from.links[link as usize].origin else { return "".into() };
        if sentence.titles.is_empty() {
            return (&*sentence.text).into();
        }
        let title = |link: usize| match self.leads(record, link, from.language) {
            Leads::To(place) => place.called.into(),
            _ => Cow::Borrowed(&*from.links[link].written),
        };
        sentence.filled(title).into()
    }
}

impl<'s> View<'s> {
    /// What refers to an entity, as readers of the page's language see it.
    pub fn related(&self, id: EntityId) -> Vec<Related> {
        self.ask(RelatedTo(self.entity(id)))
    }

    /// Who cites which paragraph of an entity, by the anchors of the paragraphs.
    pub fn citations(&self, id: EntityId) -> BTreeMap<String, Vec<EntityId>> {
        self.ask(CitationsOf(self.entity(id)))
    }

    /// The sentence in which an entity is referred to; empty for fields. It is part of the answer
    /// from which the item comes.
    pub fn sentence(&self, item: &RelatedItem) -> Cow<'s, str> {
        self.site.sentence(item.record, item.link)
    }

    /// How many the site has of what a field of an entity states a total of, where that is another
    /// number.
    pub(super) fn recorded(&self, id: EntityId, field: usize) -> Option<usize> {
        self.ask(Recorded(self.entity(id), field))
    }
}
