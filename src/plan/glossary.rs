//! Glossaries: terms under their first letters, and acronyms that need a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::listing::{Group, Listing};
use super::special::Special;
use super::{DEFAULT_LANGUAGE, Input, Plan};
use crate::config::{GlossarySettings, ListSettings, Named, ViewSettings};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::graph::EntityId;
use crate::parse::{FieldValue, Value};
use crate::schema::Kind;

/// What the first page of a glossary shows beside the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glossary {
    /// Records of any kind whose acronym is never written out, by acronym.
    pub never: Vec<(String, EntityId)>,
    /// Acronyms that stand for several things, with the records that they stand for.
    pub shared: Vec<(String, Vec<EntityId>)>,
}

/// The list of a glossary: in the order of words, with short form, long form, scope and what the
/// term stands for.
pub(super) fn settled(
    settings: &GlossarySettings,
    view: &ViewSettings,
    kinds: &[&Kind],
    diagnostics: &mut Diagnostics,
) -> ListSettings {
    let shown = [&settings.acronym, &settings.expansion, &settings.scope, &settings.stands_for];
    let there = |name: &Named| kinds.iter().any(|kind| kind.field(&name.0).is_some());
    for (name, span) in shown.iter().filter(|name| !there(name)) {
        let names = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
        diagnostics
            .extend(span.map(|span| no_such("field of the kinds it lists", name, span, names)));
    }
    let mut list = view.list.clone();
    let shown = shown.into_iter().filter(|name| there(name));
    let shown: Vec<_> =
        shown.map(|(name, span)| (name.clone(), span.unwrap_or(view.span))).collect();
    list.columns.retain(|(name, _)| !shown.iter().any(|(own, _)| own == name));
    list.columns.splice(0..0, shown);
    list.sort.clear();
    list.group = None;
    list
}

/// Puts the terms under their letters and finds the acronyms that need a word.
pub(super) fn complete(
    input: Input<'_>,
    plan: &mut Plan,
    first: usize,
    settings: &GlossarySettings,
    diagnostics: &mut Diagnostics,
) {
    let language = plan.listings[first].language;
    if language == DEFAULT_LANGUAGE {
        unexpanded(input, &plan.listings[first], settings, diagnostics);
    }
    let special = Special::Glossary(Arc::new(Glossary {
        never: never(input, language, settings),
        shared: shared(input, language, settings),
    }));
    for listing in &mut plan.listings[first..] {
        letters(input, listing);
        listing.special = special.clone();
    }
}

/// The terms are in the order of words, so those of one letter stand together.
fn letters(input: Input<'_>, listing: &mut Listing) {
    let collator = &input.collators[listing.language];
    let mut groups: Vec<Group> = Vec::new();
    for id in &listing.entities {
        let letter = collator.letter(&input.graph.record(*id, listing.language).title);
        match groups.last_mut().filter(|group| group.title == letter) {
            Some(group) => group.count += 1,
            None => {
                groups.push(Group { slug: slug(&letter), title: letter, language: None, count: 1 })
            }
        }
    }
    listing.groups = groups;
}

fn slug(letter: &str) -> String {
    if letter == crate::collate::OTHER { "other".to_owned() } else { crate::id::slug(letter) }
}

fn never(
    input: Input<'_>,
    language: usize,
    settings: &GlossarySettings,
) -> Vec<(String, EntityId)> {
    let flagged = |id: &EntityId| {
        matches!(value(input, *id, language, &settings.never_expanded.0), Some(Value::Bool(true)))
    };
    let mut out: Vec<(String, EntityId)> = (0..input.graph.entities.len() as EntityId)
        .filter(flagged)
        .map(|id| {
            let acronym = value(input, id, language, &settings.acronym.0).and_then(Value::as_text);
            let title = &input.graph.record(id, language).title;
            (acronym.unwrap_or(title).to_owned(), id)
        })
        .collect();
    let collator = &input.collators[language];
    out.sort_by(|a, b| collator.compare(&a.0, &b.0).then(a.1.cmp(&b.1)));
    out
}

/// Points out each acronym that is never written out once, at the term that says so; at another
/// record where no term does.
fn unexpanded(
    input: Input<'_>,
    terms: &Listing,
    settings: &GlossarySettings,
    diagnostics: &mut Diagnostics,
) {
    let is_term: BTreeSet<EntityId> = terms.entities.iter().copied().collect();
    let mut by_acronym: BTreeMap<String, EntityId> = BTreeMap::new();
    for (acronym, id) in never(input, terms.language, settings) {
        let first = by_acronym.entry(acronym).or_insert(id);
        if is_term.contains(&id) && !is_term.contains(first) {
            *first = id;
        }
    }
    let said = &settings.never_expanded.0;
    for (acronym, id) in by_acronym {
        let given = given(input, id, terms.language, said);
        let given = given.expect("only records that say so were found");
        let help =
            format!("if a source spells `{acronym}` out, remove `{said}` and give the expansion");
        diagnostics.push(
            Diagnostic::new(Code::UnexpandedAcronym, format!("`{acronym}` is never spelt out"))
                .at(given.span)
                .help(help),
        );
    }
    let terms = terms.entities.iter();
    diagnostics.extend(terms.filter_map(|id| unexplained(input, *id, settings)));
}

/// The diagnostic for a term that is called by its acronym and says neither what the letters stand
/// for nor that nobody does.
fn unexplained(input: Input<'_>, id: EntityId, settings: &GlossarySettings) -> Option<Diagnostic> {
    let field = |name: &Named| given(input, id, DEFAULT_LANGUAGE, &name.0);
    let found = field(&settings.acronym)?;
    let acronym = found.value.as_text()?;
    let explained = [&settings.expansion, &settings.stands_for, &settings.never_expanded];
    let called_so = input.graph.record(id, DEFAULT_LANGUAGE).title == acronym;
    if !called_so || explained.into_iter().any(|name| field(name).is_some()) {
        return None;
    }
    let (expansion, never) = (&settings.expansion.0, &settings.never_expanded.0);
    let headline = format!("`{acronym}` has no expansion");
    let help = format!("add `{expansion} = \"…\"`, or `{never} = true` if no source spells it out");
    Some(Diagnostic::new(Code::UnexpandedAcronym, headline).at(found.span).help(help))
}

/// Acronyms of records of any kind that are those of several things. A term and the record that
/// it stands for are one thing.
fn shared(
    input: Input<'_>,
    language: usize,
    settings: &GlossarySettings,
) -> Vec<(String, Vec<EntityId>)> {
    let mut by_acronym: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
    for id in 0..input.graph.entities.len() as EntityId {
        if let Some(acronym) =
            value(input, id, language, &settings.acronym.0).and_then(Value::as_text)
        {
            by_acronym.entry(acronym).or_default().push(id);
        }
    }
    let mut out = Vec::new();
    for (acronym, ids) in by_acronym {
        let stands_for = |id: &EntityId| target(input, *id, language, &settings.stands_for.0);
        let others = |id: &EntityId| !stands_for(id).is_some_and(|other| ids.contains(&other));
        let things: Vec<EntityId> = ids.iter().copied().filter(others).collect();
        if things.len() > 1 {
            out.push((acronym.to_owned(), things));
        }
    }
    out.sort_by(|a, b| input.collators[language].compare(&a.0, &b.0));
    out
}

fn value<'a>(input: Input<'a>, id: EntityId, language: usize, name: &str) -> Option<&'a Value> {
    Some(&given(input, id, language, name)?.value)
}

fn given<'a>(
    input: Input<'a>,
    id: EntityId,
    language: usize,
    name: &str,
) -> Option<&'a FieldValue> {
    let kind = &input.schema.kinds[input.graph.entity(id).kind];
    Some(input.graph.field(id, language, kind.field(name)?)?.1)
}

fn target(input: Input<'_>, id: EntityId, language: usize, name: &str) -> Option<EntityId> {
    let kind = &input.schema.kinds[input.graph.entity(id).kind];
    let (record, given) = input.graph.field(id, language, kind.field(name)?)?;
    match given.value {
        Value::Ref(link) => input.graph.target(record, link),
        _ => None,
    }
}
