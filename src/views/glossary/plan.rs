//! The pages of a glossary, and the acronyms that need a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Glossary;
use super::settings::{GlossarySettings, View};
use crate::config::ListSettings;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::plan::reading::{FieldName, Reading};
use crate::plan::{DEFAULT_LANGUAGE, Group, Laid, Laying, Listing, ViewSettings, names};
use crate::schema::Kind;
use crate::views::on_list;
use crate::views::settings::Named;

impl Laid for View {
    fn lay(&self, laying: &mut Laying<'_>) {
        let kinds = laying.kinds(&self.view);
        let list = settled(&self.own, &self.view, &kinds, laying.diagnostics);
        let asked = Asked::new(laying.reading, &self.own);
        let (known, bare): (Vec<_>, Vec<_>) =
            laying.by_kind.iter().map(|ids| asked.known(ids)).unzip();
        let first = only(laying, &known).list(&ViewSettings { list, ..self.view.clone() });
        complete(laying, first, (&asked, bare));
    }
}

/// The same, as if these were all records of each kind.
fn only<'l>(laying: &'l mut Laying<'_>, by_kind: &'l [Vec<EntityId>]) -> Laying<'l> {
    let Laying { reading, plan, by_kind: _, views, diagnostics } = laying;
    Laying { reading: *reading, plan, by_kind, views, diagnostics }
}

/// The list of a glossary: in the order of words, with short form, long form, scope and what the
/// term stands for.
fn settled(
    settings: &GlossarySettings,
    view: &ViewSettings,
    kinds: &[&Kind],
    diagnostics: &mut Diagnostics,
) -> ListSettings {
    let shown = [&settings.acronym, &settings.expansion, &settings.scope, &settings.stands_for];
    let there = |name: &Named| names::has_field(kinds, &name.0);
    for (name, span) in shown.iter().filter(|name| !there(name)) {
        let what = "field of the kinds it lists";
        diagnostics.extend(span.map(|span| names::no_field(kinds, what, name, span)));
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
fn complete(
    laying: &mut Laying<'_>,
    first: usize,
    (asked, bare): (&Asked<'_>, Vec<Vec<EntityId>>),
) {
    if laying.reading.language == DEFAULT_LANGUAGE {
        let listed = laying.plan.listings[first].entities.iter().copied();
        asked.unexpanded(&listed.chain(bare.into_iter().flatten()).collect(), laying.diagnostics);
    }
    let glossary = Glossary { never: asked.never(), shared: asked.shared() };
    let extra = on_list(Arc::new(glossary));
    for listing in &mut laying.plan.listings[first..] {
        letters(asked.reading, listing);
        listing.extra = Some(extra.clone());
    }
}

/// The terms are in the order of words, so those of one letter stand together.
fn letters(reading: Reading<'_>, listing: &mut Listing) {
    let mut groups: Vec<Group> = Vec::new();
    for id in &listing.entities {
        let letter = reading.collator().letter(reading.title(*id));
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

/// What is asked of terms, and of other records that have an acronym.
struct Asked<'a> {
    reading: Reading<'a>,
    acronym: FieldName,
    expansion: FieldName,
    stands_for: FieldName,
    never_expanded: FieldName,
    names: FieldName,
    summary: FieldName,
}

impl<'a> Asked<'a> {
    fn new(reading: Reading<'a>, settings: &GlossarySettings) -> Self {
        Self {
            reading,
            acronym: reading.name(&settings.acronym.0),
            expansion: reading.name(&settings.expansion.0),
            stands_for: reading.name(&settings.stands_for.0),
            never_expanded: reading.name(&settings.never_expanded.0),
            names: reading.name("names"),
            summary: reading.name("summary"),
        }
    }

    /// Every record of the site.
    fn all(&self) -> std::ops::Range<EntityId> {
        0..self.reading.input.graph.entities.len() as EntityId
    }

    /// The records that a glossary explains, and those that are no more than an acronym that is never
    /// spelt out: these stand in the list of such acronyms only.
    fn known(&self, ids: &[EntityId]) -> (Vec<EntityId>, Vec<EntityId>) {
        let says = [&self.expansion, &self.stands_for, &self.summary];
        let is_known = |id: &EntityId| {
            let given = |name: &&FieldName| self.reading.given(*id, name).is_some();
            !self.is_never_spelt_out(*id) || says.iter().any(given)
        };
        ids.iter().copied().partition(is_known)
    }

    fn is_never_spelt_out(&self, id: EntityId) -> bool {
        matches!(self.reading.value(id, &self.never_expanded), Some(Value::Bool(true)))
    }

    /// The acronyms that are never spelt out, each with a record that declares it.
    fn never(&self) -> Vec<(String, EntityId)> {
        let flagged = |id: &EntityId| self.is_never_spelt_out(*id);
        let mut out: Vec<(String, EntityId)> = self
            .all()
            .filter(flagged)
            .map(|id| {
                let acronym = self.reading.text(id, &self.acronym);
                (acronym.unwrap_or(self.reading.title(id)).to_owned(), id)
            })
            .collect();
        let collator = self.reading.collator();
        out.sort_by(|a, b| collator.compare(&a.0, &b.0).then(a.1.cmp(&b.1)));
        out
    }

    /// Reports each acronym that is never spelt out once, at the term that declares it; at another
    /// record where no term does.
    fn unexpanded(&self, terms: &BTreeSet<EntityId>, diagnostics: &mut Diagnostics) {
        let mut by_acronym: BTreeMap<String, EntityId> = BTreeMap::new();
        for (acronym, id) in self.never() {
            let first = by_acronym.entry(acronym).or_insert(id);
            if terms.contains(&id) && !terms.contains(first) {
                *first = id;
            }
        }
        let flag = self.never_expanded.as_str();
        for (acronym, id) in by_acronym {
            let given = self.reading.given(id, &self.never_expanded);
            let given = given.expect("only records that declare it were found");
            let help = format!(
                "if a source spells `{acronym}` out, remove `{flag}` and give the expansion"
            );
            let headline = format!("`{acronym}` is never spelt out");
            diagnostics.push(
                Diagnostic::new(Code::UnexpandedAcronym, headline).at(given.found.span).help(help),
            );
        }
        diagnostics.extend(self.unexplained());
    }

    /// The diagnostics for acronyms of records none of which says what the letters stand for, nor
    /// that no source does.
    fn unexplained(&self) -> Vec<Diagnostic> {
        let acronym = |id| Some((self.reading.text(id, &self.acronym)?, id));
        let acronyms: Vec<(&str, EntityId)> = self.all().filter_map(acronym).collect();
        let explained = acronyms.iter().filter(|(acronym, id)| self.explains(acronym, *id));
        let explained: BTreeSet<&str> = explained.map(|(acronym, _)| *acronym).collect();
        let others = acronyms.iter().rev().filter(|(acronym, _)| !explained.contains(acronym));
        let first: BTreeMap<&str, EntityId> = others.copied().collect();
        first.into_iter().filter_map(|(acronym, id)| self.without_words(acronym, id)).collect()
    }

    /// Whether a record says what its acronym stands for, or that no source does.
    fn explains(&self, acronym: &str, id: EntityId) -> bool {
        let given = |name| self.reading.given(id, name).is_some();
        let target = self.reading.target(id, &self.stands_for);
        given(&self.expansion)
            || given(&self.never_expanded)
            || [Some(id), target].into_iter().flatten().any(|id| self.is_in_words(acronym, id))
    }

    /// Whether a record has a name in words, not only its acronym.
    fn is_in_words(&self, acronym: &str, id: EntityId) -> bool {
        let in_words = |name: &str| name.contains(' ') && !name.contains(acronym);
        let is_name = |value: &Value| match value {
            Value::Text(name) => in_words(name),
            Value::Name(name) => in_words(&name.text),
            _ => false,
        };
        let title = self.reading.title(id);
        title.to_uppercase() != title && !title.contains(acronym)
            || self.reading.given(id, &self.names).is_some_and(|names| names.any(is_name))
    }

    fn without_words(&self, acronym: &str, id: EntityId) -> Option<Diagnostic> {
        let (expansion, never) = (self.expansion.as_str(), self.never_expanded.as_str());
        let headline = format!("`{acronym}` has no expansion");
        let help =
            format!("add `{expansion} = \"…\"`, or `{never} = true` if no source spells it out");
        let found = self.reading.given(id, &self.acronym)?.found;
        Some(Diagnostic::new(Code::UnexpandedAcronym, headline).at(found.span).help(help))
    }

    /// Acronyms of records of any kind that are those of several things. A term and the record that
    /// it stands for are one thing.
    fn shared(&self) -> Vec<(String, Vec<EntityId>)> {
        let mut by_acronym: BTreeMap<&str, Vec<EntityId>> = BTreeMap::new();
        for id in self.all() {
            if let Some(acronym) = self.reading.text(id, &self.acronym) {
                by_acronym.entry(acronym).or_default().push(id);
            }
        }
        let mut out = Vec::new();
        for (acronym, ids) in by_acronym {
            let stands_for = |id: &EntityId| self.reading.target(*id, &self.stands_for);
            let others = |id: &EntityId| !stands_for(id).is_some_and(|other| ids.contains(&other));
            let things: Vec<EntityId> = ids.iter().copied().filter(others).collect();
            if things.len() > 1 {
                out.push((acronym.to_owned(), things));
            }
        }
        out.sort_by(|a, b| self.reading.collator().compare(&a.0, &b.0));
        out
    }
}
