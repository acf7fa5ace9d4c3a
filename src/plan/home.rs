//! What stands on the home page beside its words, in every language.

use super::front::{Answer, Home};
use super::navigation::{entry, leads_nowhere};
use super::product::{DEFAULT_LANGUAGE, Input, Plan, language_prefix};
use crate::clock::Cause;
use crate::config::{HomeLink, NavItem};
use crate::diag::{Diagnostics, no_such};
use crate::edtf::Day;
use crate::graph::EntityId;
use crate::parse::Value;
use crate::schema::{Kind, Slot};
use crate::source::Span;
use crate::text::Localised;

/// The most records that are named as the newest, and as the next.
const MOST: usize = 5;

/// Lays out the home page in every language.
pub(super) fn plan(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<Home> {
    let languages = 0..input.config.languages.len();
    let home = |language| of(Laying { input, plan, language }, diagnostics);
    languages.map(home).collect()
}

/// What is laid out.
#[derive(Clone, Copy)]
struct Laying<'a> {
    input: Input<'a>,
    plan: &'a Plan,
    language: usize,
}

fn of(laying: Laying<'_>, diagnostics: &mut Diagnostics) -> Home {
    let home = &laying.input.config.home;
    let (latest, next) = laying.dated(home.latest.as_ref(), diagnostics);
    Home {
        questions: laying.answers(&home.questions, diagnostics),
        figures: laying.answers(&home.figures, diagnostics),
        cycle: laying.cycle(diagnostics),
        latest,
        next,
        groups: laying.groups(diagnostics),
    }
}

impl Laying<'_> {
    fn answers(self, links: &[HomeLink], diagnostics: &mut Diagnostics) -> Vec<Answer> {
        let Laying { input, plan, language } = self;
        let mut out = Vec::new();
        for link in links {
            let (to, span) = link.to.clone();
            let item = NavItem { title: Localised::default(), to, span };
            let Some((title, to)) = entry(input, plan, &item, language) else {
                if language == DEFAULT_LANGUAGE {
                    diagnostics.push(leads_nowhere(input, plan, &item));
                }
                continue;
            };
            let tag = input.config.languages[language].as_str();
            let text = Some(link.text.get(tag)).filter(|text| !text.is_empty());
            out.push(Answer {
                text: text.unwrap_or(&title).to_owned(),
                audience: link.audience.get(tag).to_owned(),
                title,
                to,
                count: self.count(&item.to),
                of: link.of.as_ref().and_then(|(of, _)| self.count(of)),
                tone: link.tone,
            });
        }
        out
    }

    /// How many records the list at an address has.
    fn count(self, to: &str) -> Option<usize> {
        let prefix = language_prefix(self.input.config, self.language);
        let folder = format!("{prefix}{}", to.trim().trim_matches('/'));
        let number = self.plan.find_listing(&folder)?;
        Some(self.plan.listings[number].entities.len())
    }

    /// The number of a kind that `[home]` names.
    fn kind(self, (name, span): (&str, Span), diagnostics: &mut Diagnostics) -> Option<usize> {
        let found = self.input.schema.find(name);
        if found.is_none() && self.language == DEFAULT_LANGUAGE {
            let names = self.input.schema.kinds.iter().map(|kind| &*kind.name);
            diagnostics.push(no_such("kind", name, span, names));
        }
        found
    }

    /// The records of a kind in the order of its list.
    fn records(self, kind: usize) -> Vec<EntityId> {
        let listing = self.plan.kind_listing(kind, self.language);
        listing.map(|listing| listing.entities.clone()).unwrap_or_default()
    }

    fn cycle(self, diagnostics: &mut Diagnostics) -> Vec<(EntityId, usize)> {
        let Some((name, span)) = &self.input.config.home.cycle else { return Vec::new() };
        let Some(kind) = self.kind((name, *span), diagnostics) else { return Vec::new() };
        let graph = self.input.graph;
        let referring = |id: EntityId| {
            let edges = graph.incoming(id).iter().filter(|edge| edge.field.is_some());
            let mut from: Vec<EntityId> = edges.map(|edge| edge.from).collect();
            from.dedup();
            (id, from.len())
        };
        self.records(kind).into_iter().map(referring).collect()
    }

    /// The newest records of a kind, and those to come.
    fn dated(
        self,
        kind: Option<&(String, Span)>,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<EntityId>, Vec<EntityId>) {
        let Some((name, span)) = kind else { return Default::default() };
        let Some(number) = self.kind((name, *span), diagnostics) else { return Default::default() };
        let kind = &self.input.schema.kinds[number];
        let of = |id: EntityId| Some((self.day(id, kind)?, id));
        let mut dated: Vec<(Day, EntityId)> =
            self.records(number).into_iter().filter_map(of).collect();
        dated.sort();
        let field = kind.fields.iter().find(|field| field.slot == Slot::Date);
        let field = field.map_or("", |field| &field.name);
        let has_come = |(day, id): &(Day, EntityId)| {
            let cause = Cause::of_field(&self.input.graph.entity(*id).key, field);
            self.input.clock.has_come(*day, &cause)
        };
        let past = dated.partition_point(has_come);
        let ids = |days: &[(Day, EntityId)]| days.iter().map(|(_, id)| *id).collect::<Vec<_>>();
        let mut latest = ids(&dated[past.saturating_sub(MOST)..past]);
        latest.reverse();
        (latest, ids(&dated[past..dated.len().min(past + MOST)]))
    }

    /// The first day of a record.
    fn day(self, id: EntityId, kind: &Kind) -> Option<Day> {
        let field = kind.fields.iter().position(|field| field.slot == Slot::Date)?;
        match &self.input.graph.field(id, self.language, field)?.1.value {
            Value::Date(date) => date.earliest(),
            _ => None,
        }
    }

    /// The kinds in their groups; those that stand in none come last.
    fn groups(self, diagnostics: &mut Diagnostics) -> Vec<(String, Vec<usize>)> {
        let Laying { input, plan, language } = self;
        let tag = input.config.languages[language].as_str();
        let present = |kind: &usize| plan.kind_listing(*kind, language).is_some();
        let mut out = Vec::new();
        for (title, kinds) in &input.config.home.groups {
            let numbers = kinds
                .iter()
                .filter_map(|(name, span)| self.kind((name, *span), diagnostics).filter(present));
            out.push((title.get(tag).to_owned(), numbers.collect::<Vec<_>>()));
        }
        let placed: Vec<usize> = out.iter().flat_map(|(_, kinds)| kinds).copied().collect();
        let rest = (0..input.schema.kinds.len()).filter(present);
        let rest: Vec<usize> = rest.filter(|kind| !placed.contains(kind)).collect();
        out.push((String::new(), rest));
        out.retain(|(_, kinds)| !kinds.is_empty());
        out
    }
}
