//! The main navigation, and the trees of plain pages.

use std::collections::{BTreeMap, BTreeSet};

use super::product::{DEFAULT_LANGUAGE, Input, Plan, language_prefix};
use super::reading::Reading;
use super::tree::{NavTarget, Navigation, Tree};
use crate::config::NavItem;
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::graph::EntityId;
use crate::id::RecordKey;
use crate::text::composed;

/// The most levels that are shown of a tree; what stands deeper is shown on the last of them.
/// Templates nest as deep, and the engine allows for not many more.
pub(crate) const LEVELS: usize = 15;

/// The trees of every language; a folder with a single page is not a tree.
pub(super) fn trees(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<Tree> {
    let page = input.schema.page();
    let mut folders: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
    let intros: BTreeSet<EntityId> = plan.intros().collect();
    for (id, entity) in input.graph.entities.iter().enumerate() {
        let top = entity.key.id().split('/').next().unwrap_or_default();
        let is_intro = intros.contains(&(id as EntityId));
        let is_retired = input.graph.is_retired(id as EntityId);
        if entity.kind == page && !is_intro && !is_retired && top != "_index" {
            folders.entry(top).or_default().push(id as EntityId);
        }
    }
    let mut out = Vec::new();
    for language in 0..input.config.languages.len() {
        for (folder, pages) in folders.iter().filter(|(_, pages)| pages.len() > 1) {
            let mut pages = ordered(input, pages, language);
            let deepest = pages.iter().find(|(depth, _)| *depth > LEVELS);
            if let (Some((_, id)), true) = (deepest, language == DEFAULT_LANGUAGE) {
                let headline = format!("this page is more than {LEVELS} levels deep in its folder");
                diagnostics.push(deep(headline).at(input.graph.base(*id).head));
            }
            pages.iter_mut().for_each(|(depth, _)| *depth = LEVELS.min(*depth));
            out.push(Tree::new(folder, language, pages));
        }
    }
    out
}

/// A diagnostic about records or pages that stand too far below others.
pub(crate) fn deep(headline: String) -> Diagnostic {
    Diagnostic::new(Code::DeepTree, headline)
        .note(format!("deeper levels are shown on level {LEVELS}"))
        .help("move it, or one above it, to a higher level")
}

/// Pages in the order of a walk through their folders, neighbours by weight and title.
fn ordered(input: Input<'_>, pages: &[EntityId], language: usize) -> Vec<(usize, EntityId)> {
    let by_id: BTreeMap<&str, EntityId> =
        pages.iter().map(|id| (input.graph.entity(*id).key.id(), *id)).collect();
    let mut children: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
    for (name, id) in &by_id {
        let mut above = name.rsplit_once('/').map_or("", |(above, _)| above);
        while !above.is_empty() && !by_id.contains_key(above) {
            above = above.rsplit_once('/').map_or("", |(above, _)| above);
        }
        children.entry(above).or_default().push(*id);
    }
    let reading = Reading { input, language };
    let weights = Reading { input, language: DEFAULT_LANGUAGE };
    let weight = reading.name("weight");
    // Pages without a weight come after those with one.
    let weight = |id: &EntityId| weights.integer(*id, &weight).unwrap_or(i64::MAX);
    for list in children.values_mut() {
        list.sort_by(|a, b| {
            let by_title = || reading.collator().compare(reading.title(*a), reading.title(*b));
            weight(a).cmp(&weight(b)).then_with(by_title)
        });
    }
    let below = |name: &str, depth: usize| {
        let ids = children.get(name).into_iter().flatten().rev();
        ids.map(|id| (depth, *id)).collect::<Vec<_>>()
    };
    let (mut out, mut open) = (Vec::new(), below("", 0));
    while let Some((depth, id)) = open.pop() {
        out.push((depth, id));
        open.extend(below(input.graph.entity(id).key.id(), depth + 1));
    }
    out
}

/// The main navigation of every language.
pub(super) fn navigation(
    input: Input<'_>,
    plan: &Plan,
    diagnostics: &mut Diagnostics,
) -> Vec<Navigation> {
    let languages = 0..input.config.languages.len();
    languages
        .map(|language| {
            let items = input.config.navigation.iter();
            items
                .filter_map(|item| match entry(input, plan, item, language) {
                    Some(entry) => Some(entry),
                    None if language == DEFAULT_LANGUAGE => {
                        diagnostics.push(leads_nowhere(input, plan, item));
                        None
                    }
                    None => None,
                })
                .collect()
        })
        .collect()
}

pub(super) fn entry(
    input: Input<'_>,
    plan: &Plan,
    item: &NavItem,
    language: usize,
) -> Option<(String, NavTarget)> {
    let tag = input.config.languages[language].as_str();
    let title = |default: &str| match item.title.get(tag) {
        "" => default.to_owned(),
        title => title.to_owned(),
    };
    let to = item.to.trim();
    if to.starts_with("https://") || to.starts_with("http://") || to.starts_with("mailto:") {
        return Some((title(to), NavTarget::Elsewhere(to.to_owned())));
    }
    let path = to.trim_matches('/');
    let prefix = language_prefix(input.config, language);
    let folder = composed(&format!("{prefix}{path}"));
    let listing = plan.find_listing(&folder).map(|number| &plan.listings[number]);
    if let Some(listing) = listing.filter(|listing| listing.language == language) {
        return Some((title(&listing.title), NavTarget::Page(listing.route(1))));
    }
    if let Some(page) = plan.pages.iter().find(|page| page.folder == folder) {
        return Some((title(&page.title), NavTarget::Page(page.route())));
    }
    let (kind, id) = path.split_once(':').map_or((None, path), |(kind, id)| (Some(kind), id));
    let kinds = input.schema.kinds.iter().filter(|it| kind.is_none_or(|kind| it.name == kind));
    let found = kinds.filter_map(|kind| input.graph.find(&RecordKey::new(&kind.name, id)));
    // Entities are numbered in the order of their keys.
    if let Some(id) = found.min() {
        let default = &input.graph.record(id, language).title;
        return Some((title(default), NavTarget::Page(plan.route(id, language).clone())));
    }
    let route = plan.site_route(&format!("{prefix}{path}")).or_else(|| plan.site_route(path))?;
    Some((title(path), NavTarget::Page(route)))
}

pub(super) fn leads_nowhere(input: Input<'_>, plan: &Plan, item: &NavItem) -> Diagnostic {
    let folders =
        plan.listings.iter().filter(|l| l.language == DEFAULT_LANGUAGE).map(|l| &*l.folder);
    let ids = input.graph.entities.iter().map(|entity| entity.key.id());
    let mut out = no_such("page", &item.to, item.span, folders.chain(ids));
    out.code = Code::UnknownReference;
    out.message = format!("no record, folder of a kind or view is named `{}`", item.to);
    out
}
