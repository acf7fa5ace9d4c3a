//! Which records somebody should look at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Declared, Group, Item, Problem, Review};
use crate::clock::Cause;
use crate::diag::no_such;
use crate::graph::EntityId;
use crate::outward;
use crate::plan::reading::{FieldName, Reading};
use crate::plan::{Laid, Laying, names};
use crate::schema::{Freshness, Kind};
use crate::views::on_page;

/// How many records of one organisation the page names; it counts them all.
const MOST_ITEMS: usize = 200;

impl Laid for Declared {
    fn lay(&self, laying: &mut Laying<'_>) {
        let kinds = laying.kinds(&self.view);
        let languages = self.languages(laying);
        self.check(&kinds, laying);
        let records = laying.records(&self.view);
        let asked = Asked::new(self, laying.reading, languages);
        let looked_at = records.len();
        let items = records.into_iter().filter_map(|id| asked.item(id));
        let review = Review { looked_at, groups: asked.groups(items.collect()) };
        laying.plan.pages.push(laying.page(&self.view, on_page(review)));
    }
}

impl Declared {
    /// The numbers of the languages in which each record should be there.
    fn languages(&self, laying: &mut Laying<'_>) -> Vec<usize> {
        let of_site = &laying.input().config.languages;
        let find = |tag: &str| of_site.iter().position(|language| language.as_str() == tag);
        let tags = of_site.iter().map(|language| language.as_str());
        for (tag, span) in self.languages.iter().filter(|(tag, _)| find(tag).is_none()) {
            laying.diagnostics.push(no_such("language of the site", tag, *span, tags.clone()));
        }
        match self.languages.is_empty() {
            true => (0..of_site.len()).collect(),
            false => self.languages.iter().filter_map(|(tag, _)| find(tag)).collect(),
        }
    }

    /// Reports fields that somebody wrote down and no kind has.
    fn check(&self, kinds: &[&Kind], laying: &mut Laying<'_>) {
        for (name, span) in [&self.owner, &self.due, &self.state] {
            if let Some(span) = span
                && !names::has_field(kinds, name)
            {
                let what = "field of the kinds it looks at";
                laying.diagnostics.push(names::no_field(kinds, what, name, *span));
            }
        }
    }
}

/// What is asked of each record.
struct Asked<'a> {
    declared: &'a Declared,
    reading: Reading<'a>,
    languages: Vec<usize>,
    by: Vec<FieldName>,
    owner: FieldName,
    due: FieldName,
    state: FieldName,
    reviewed: FieldName,
    /// The records with links that failed when they were last checked.
    broken: BTreeSet<EntityId>,
}

impl<'a> Asked<'a> {
    fn new(declared: &'a Declared, reading: Reading<'a>, languages: Vec<usize>) -> Self {
        Self {
            declared,
            reading,
            languages,
            by: declared.by.iter().map(|name| reading.name(name)).collect(),
            owner: reading.name(&declared.owner.0),
            due: reading.name(&declared.due.0),
            state: reading.name(&declared.state.0),
            reviewed: reading.name("reviewed"),
            broken: outward::broken(reading.input.graph, reading.input.checks),
        }
    }

    fn item(&self, id: EntityId) -> Option<Item> {
        let missing = self.missing(id);
        let problems = Problem::ALL.into_iter().filter(|problem| match problem {
            Problem::Stale => self.is_stale(id),
            Problem::Overdue => self.is_overdue(id),
            Problem::WithoutOwner => self.is_without_owner(id),
            Problem::NotTranslated => !missing.is_empty(),
            Problem::BrokenLinks => self.broken.contains(&id),
        });
        let problems: Vec<Problem> = problems.collect();
        (!problems.is_empty()).then_some(Item { id, problems, missing })
    }

    fn cause(&self, id: EntityId, field: &FieldName) -> Cause {
        Cause::of_field(&self.reading.input.graph.entity(id).key, field.as_str())
    }

    fn is_stale(&self, id: EntityId) -> bool {
        let reviewed = self.reading.date(id, &self.reviewed).and_then(|date| date.earliest());
        let thresholds = self.reading.kind(id).times.stale;
        let cause = self.cause(id, &self.reviewed);
        let has_come = |day| self.reading.input.clock.has_come(day, &cause);
        reviewed.is_some_and(|day| thresholds.freshness(day, has_come) == Freshness::Stale)
    }

    fn is_open(&self, id: EntityId) -> bool {
        self.declared.is_open(self.reading.state(id, &self.state))
    }

    fn is_overdue(&self, id: EntityId) -> bool {
        let due = self.reading.date(id, &self.due).and_then(|date| date.latest());
        let cause = self.cause(id, &self.due);
        self.is_open(id) && due.is_some_and(|day| self.reading.input.clock.is_past(day, &cause))
    }

    /// Only what is still to be done needs somebody, and only where the kind has a field for that.
    fn is_without_owner(&self, id: EntityId) -> bool {
        self.reading.field(id, &self.owner).is_some()
            && self.is_open(id)
            && !self.reading.is_stated(id, &self.owner)
    }

    fn missing(&self, id: EntityId) -> Vec<usize> {
        let variants = &self.reading.input.graph.entity(id).variants;
        self.languages.iter().copied().filter(|language| variants[*language].is_none()).collect()
    }

    /// Who answers for a record: what the first of the fields that is given names.
    fn heads(&self, id: EntityId) -> Vec<EntityId> {
        let mut named = self.by.iter().map(|field| self.reading.refs(id, field));
        named.find(|heads| !heads.is_empty()).unwrap_or_default()
    }

    /// The records under each organisation. One for which several answer stands under each.
    fn groups(&self, items: Vec<Item>) -> Vec<Group> {
        let mut by_head: BTreeMap<Option<EntityId>, Vec<&Item>> = BTreeMap::new();
        for item in &items {
            let heads = self.heads(item.id);
            let heads =
                if heads.is_empty() { vec![None] } else { heads.into_iter().map(Some).collect() };
            heads.into_iter().for_each(|head| by_head.entry(head).or_default().push(item));
        }
        let mut groups: Vec<Group> =
            by_head.into_iter().map(|(head, of)| self.group(head, of)).collect();
        let (reading, collator) = (self.reading, self.reading.collator());
        groups.sort_by(|a, b| match (a.head, b.head) {
            (Some(x), Some(y)) => {
                collator.compare(reading.title(x), reading.title(y)).then(x.cmp(&y))
            }
            (x, y) => x.is_none().cmp(&y.is_none()),
        });
        groups
    }

    fn group(&self, head: Option<EntityId>, mut items: Vec<&Item>) -> Group {
        let (reading, collator) = (self.reading, self.reading.collator());
        items.sort_by(|a, b| {
            collator.compare(reading.title(a.id), reading.title(b.id)).then(a.id.cmp(&b.id))
        });
        items.dedup_by_key(|item| item.id);
        let sum =
            |problem: Problem| items.iter().filter(|item| item.problems.contains(&problem)).count();
        let sums = Problem::ALL.map(sum).into();
        let copied = |item: &&Item| Item {
            id: item.id,
            problems: item.problems.clone(),
            missing: item.missing.clone(),
        };
        let count = items.len();
        Group { head, count, sums, items: items.iter().take(MOST_ITEMS).map(copied).collect() }
    }
}
