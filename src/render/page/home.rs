//! The home page.

use std::collections::BTreeMap;

use tera::Context;

use super::tree::NO_TREE;
use super::{common, finish, record, target};
use crate::graph::EntityId;
use crate::id::slug;
use crate::plan::{Answer, Job};
use crate::render::context::{Audience, Home, HomeAnswer, HomeRecord, KindEntry, KindGroup};
use crate::render::html;
use crate::schema::Slot;
use crate::view::View;

/// A home page without words of its own.
pub(crate) fn home(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.config().title.get(view.tag()).to_owned();
    let mut context = common(view, job, "home", &title);
    context.insert_value("record", record::empty(view, &title));
    insert(view, &mut context);
    context.insert("tree", &NO_TREE);
    finish(view, job, "home.html", &context)
}

/// What the home page gets beside its record.
pub(super) fn insert(view: &View<'_>, context: &mut Context) {
    let kinds = kinds(view);
    context.insert("home", &home_value(view, &kinds));
    context.insert("kinds", &kinds.into_values().collect::<Vec<_>>());
}

/// The kinds, for the page that says where to look.
pub(super) fn insert_kinds(view: &View<'_>, context: &mut Context) {
    context.insert("kinds", &all_kinds(view));
}

fn home_value<'v>(view: &View<'v>, kinds: &BTreeMap<usize, KindEntry<'v>>) -> Home<'v> {
    let home = view.home();
    let kind_of = |id: Option<EntityId>| id.and_then(|id| kinds.get(&view.kind_of(id)).cloned());
    let group = |(title, numbers): &(String, Vec<usize>)| KindGroup {
        title: title.clone(),
        kinds: numbers.iter().filter_map(|number| kinds.get(number).cloned()).collect(),
    };
    Home {
        audiences: audiences(view, &home.questions),
        figures: home.figures.iter().map(|figure| answer(view, figure)).collect(),
        cycle: home.cycle.iter().map(|(id, count)| dated(view, *id, *count)).collect(),
        cycle_kind: kind_of(home.cycle.first().map(|(id, _)| *id)),
        latest: home.latest.iter().map(|id| dated(view, *id, 0)).collect(),
        next: home.next.iter().map(|id| dated(view, *id, 0)).collect(),
        latest_kind: kind_of(home.latest.first().or(home.next.first()).copied()),
        groups: home.groups.iter().map(group).collect(),
    }
}

/// Questions by who asks them, in the order of the first of each.
fn audiences(view: &View<'_>, questions: &[Answer]) -> Vec<Audience> {
    let mut out: Vec<Audience> = Vec::new();
    for question in questions {
        let entry = answer(view, question);
        match out.iter_mut().find(|known| known.title == question.audience) {
            Some(known) => known.questions.push(entry),
            None => out.push(Audience {
                id: slug(&question.audience),
                title: question.audience.clone(),
                questions: vec![entry],
            }),
        }
    }
    out
}

fn answer(view: &View<'_>, answer: &Answer) -> HomeAnswer {
    HomeAnswer {
        text: answer.text.clone(),
        title: answer.title.clone(),
        url: target(view, &answer.to).into(),
        count: answer.count,
        of: answer.of,
        tone: answer.tone,
    }
}

/// A record with its date, as the home page names it.
fn dated<'v>(view: &View<'v>, id: EntityId, count: usize) -> HomeRecord<'v> {
    let kind = view.kind(view.kind_of(id));
    let field = kind.fields.iter().find(|field| field.slot == Slot::Date && !field.common);
    let date = field.and_then(|field| view.fact(id, &field.name));
    let language = &view.languages()[view.language_of(id)];
    HomeRecord {
        title: view.title(id),
        url: view.url(&view.route(id)).into(),
        lang: language.as_str(),
        dir: language.direction().as_str(),
        date: date.map(|date| html::fact(view, &date)).unwrap_or_default().into(),
        count,
    }
}

/// The kinds that have records.
pub(super) fn all_kinds<'v>(view: &View<'v>) -> Vec<KindEntry<'v>> {
    kinds(view).into_values().collect()
}

/// The kinds that have records, by their numbers.
fn kinds<'s>(view: &View<'s>) -> BTreeMap<usize, KindEntry<'s>> {
    let tag = view.tag();
    let entries = view.kinds().into_iter().map(|(number, count, route)| {
        let kind = view.kind(number);
        let entry = KindEntry {
            name: &kind.name,
            label: kind.label.get(tag),
            plural: kind.plural.get(tag),
            icon: &kind.icon,
            count,
            url: view.url(&route).into(),
            description: kind.description.get(tag),
        };
        (number, entry)
    });
    entries.collect()
}
