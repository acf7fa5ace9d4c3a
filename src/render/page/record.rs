//! What the page of a record gets.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tera::Value as Tera;

use super::{downloads, graph, is_draft, points, relations, slots, text_field};
use crate::graph::EntityId;
use crate::parse::Heading;
use crate::plan::Subject;
use crate::render::context::{Fact, Record, TocEntry};
use crate::render::html::{self, safe};
use crate::render::{data, history, status, succession, table, time};
use crate::schema::{DIFFERENT_FROM, Field, Freshness};
use crate::view::{self, Shown, View};

/// `fields` are the values as data, for templates that ask for them.
pub(super) fn value(view: &View<'_>, id: EntityId, with_fields: bool) -> Tera {
    let view = &view.of_page(id);
    let (record, number) = view.record(id);
    let kind = view.kind(view.kind_of(id));
    let tag = view.tag();
    let kind_url = view.kind_listing(view.kind_of(id)).map(|(_, route)| view.url(&route));
    let sources = view.fact(id, "source").map(|fact| html::fact(view, &fact)).unwrap_or_default();
    let [superseded_by, supersedes] = succession::of_page(view, id);
    let related = view.related(id);
    let relations = relations::of(view, id, &related);
    let standing = view.standing(id);
    let places = slots::places(view, id, &standing);
    let citations = view.citations(id);
    let citing = |anchor: &str| match citations.get(anchor) {
        Some(ids) => relations::citing(view, ids),
        None => String::new(),
    };
    let value = Record {
        kind: &kind.name,
        kind_label: if kind.is_page() { "" } else { kind.label.get(tag) },
        kind_plural: kind.plural.get(tag),
        kind_url: kind_url.unwrap_or_default().into(),
        id: view.key(id).id(),
        icon: &kind.icon,
        title: &record.title,
        summary: text_field(view, id, "summary"),
        body: html::cited_body(view, &record.body, number, citing).into(),
        toc: toc(&record.body.headings),
        words: record.body.words,
        facts: facts(view, id),
        people_count: places.people.iter().map(|group| group.people.len()).sum(),
        type_label: places.type_label,
        symbols: places.symbols,
        strip: places.strip,
        first_facts: places.first,
        text_facts: places.text,
        aside_facts: places.aside,
        about_facts: places.about,
        people: places.people,
        status: status::shown(view, &standing),
        sources: sources.into(),
        fields: if with_fields { fields(view, id) } else { BTreeMap::new() },
        names: names(view, id),
        graph: graph::of(view, id, &related).into(),
        points: points::of(view, id),
        related_count: relations.count(),
        related: relations.groups,
        mentions: relations.mentions,
        stats: relations.stats,
        distribution: text_field(view, id, "distribution"),
        reviewed: reviewed(view, id),
        freshness: time::freshness(view, id).map_or("", Freshness::word),
        validity: time::validity(view, id),
        draft: is_draft(view, id),
        history: history::of_record(view, id),
        follow: downloads::feeds(view, Subject::Entity(id)),
        retired: succession::retired(view, id),
        superseded_by,
        supersedes,
        table: table::of_record(view, id),
        row: table::of_row(view, id),
    };
    with_views(view, &value, |show| show(view, id))
}

/// A record with what views show on its page.
fn with_views(
    view: &View<'_>,
    record: &Record<'_>,
    value: impl Fn(fn(&View<'_>, EntityId) -> Tera) -> Tera,
) -> Tera {
    let mut map = Tera::from_serializable(record).into_map().unwrap_or_default();
    map.extend(view.on_record().iter().map(|(name, show)| ((*name).into(), value(*show))));
    Tera::from(map)
}

/// A home page without words.
pub(super) fn empty(view: &View<'_>, title: &str) -> Tera {
    let summary = view.config().description.get(view.tag()).to_owned();
    let record = Record { kind: "page", id: "_index", title, summary, ..Record::default() };
    with_views(view, &record, |_| Tera::from(Vec::<Tera>::new()))
}

fn reviewed(view: &View<'_>, id: EntityId) -> String {
    match view.fact(id, "reviewed").map(|fact| fact.shown) {
        Some(Shown::Date { words, .. }) => words,
        _ => String::new(),
    }
}

/// The fields of the kind itself. Most of those that every kind has stand in places of their own.
fn facts<'s>(view: &View<'s>, id: EntityId) -> Vec<Fact<'s>> {
    let facts = view.facts(id);
    let is_here = |field: &Field| !field.common || field.name == DIFFERENT_FROM;
    facts.iter().filter(|fact| is_here(fact.field)).map(|fact| fact_value(view, fact)).collect()
}

/// A field as templates know it.
pub(super) fn fact_value<'s>(view: &View<'s>, fact: &view::Fact<'s>) -> Fact<'s> {
    Fact {
        name: &fact.field.name,
        label: fact.field.label.get(view.tag()),
        html: html::fact(view, fact).into(),
        is_list: html::is_list(fact),
        recorded: fact.recorded,
    }
}

/// The facts of the page of a record: what each is called, and its HTML.
pub(crate) fn shown_facts<'s>(view: &View<'s>, id: EntityId) -> Vec<(&'s str, String)> {
    let facts = facts(view, id).into_iter();
    facts.map(|fact| (fact.label, fact.html.as_str().to_owned())).collect()
}

fn fields<'s>(view: &View<'s>, id: EntityId) -> BTreeMap<&'s str, Json> {
    let facts = view.facts(id);
    let value = |fact: &view::Fact<'s>| (&*fact.field.name, data::fact_json(view, fact));
    facts.iter().map(value).collect()
}

fn names(view: &View<'_>, id: EntityId) -> Vec<Tera> {
    let names = view.fact(id, "names").map(|fact| fact.shown);
    let Some(Shown::List(items)) = names else { return Vec::new() };
    let one = |item: Shown<'_>| match item {
        Shown::Text(name) => Some(Tera::from(name)),
        Shown::Name(name, language) => Some(safe(&html::name(name, language))),
        _ => None,
    };
    items.into_iter().filter_map(one).collect()
}

/// The headings of the second to fourth level as a tree.
fn toc(headings: &[Heading]) -> Vec<TocEntry<'_>> {
    let wanted: Vec<&Heading> = headings.iter().filter(|h| (2..=4).contains(&h.level)).collect();
    branches(&wanted)
}

fn branches<'s>(headings: &[&'s Heading]) -> Vec<TocEntry<'s>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < headings.len() {
        let heading = headings[at];
        let below = headings[at + 1..].iter().take_while(|h| h.level > heading.level).count();
        let children = branches(&headings[at + 1..at + 1 + below]);
        let (id, title, level) = (&*heading.id, &*heading.text, heading.level);
        out.push(TocEntry { id, title, level, children });
        at += 1 + below;
    }
    out
}
