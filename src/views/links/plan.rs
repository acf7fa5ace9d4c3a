//! Which links there are, and how they are.

use std::collections::{BTreeMap, BTreeSet};

use super::{COLUMNS, Declared, Inventory, Link, Section, Standing};
use crate::clock::Cause;
use crate::graph::EntityId;
use crate::links::Check;
use crate::outward;
use crate::plan::reading::Reading;
use crate::plan::{Laid, Laying, names};
use crate::schema::Kind;
use crate::views::on_page;

impl Laid for Declared {
    fn lay(&self, laying: &mut Laying<'_>) {
        let mut links = self.links(laying);
        let columns = self.columns(laying, &links);
        let (reading, collator) = (laying.reading, laying.reading.collator());
        links.sort_by(|a, b| {
            let by_title = collator.compare(reading.title(a.id), reading.title(b.id));
            by_title.then(a.id.cmp(&b.id)).then(a.address.cmp(&b.address))
        });
        let sections = self.sections(reading, links);
        laying.plan.pages.push(laying.page(&self.view, on_page(Inventory { columns, sections })));
    }
}

impl Declared {
    /// The links of the records that the view looks at; all that there are where it names none.
    fn links(&self, laying: &mut Laying<'_>) -> Vec<Link> {
        let records = self.records(laying);
        let input = laying.input();
        let mut out = Vec::new();
        for (address, uses) in outward::of(input.graph) {
            let check = input.checks.0.get(&address);
            let ids: BTreeSet<EntityId> = uses.iter().map(|place| place.entity).collect();
            let looks_at = |id: &EntityId| records.as_ref().is_none_or(|all| all.contains(id));
            out.extend(ids.into_iter().filter(looks_at).map(|id| {
                let check = check.cloned();
                Link { id, address: address.clone(), check }
            }));
        }
        out
    }

    fn records(&self, laying: &mut Laying<'_>) -> Option<BTreeSet<EntityId>> {
        let all = self.view.kinds.is_empty() && self.view.condition.is_none();
        (!all).then(|| laying.records(&self.view).into_iter().collect())
    }

    /// The columns that records with links have; a field that somebody wrote down and no kind has is reported.
    fn columns(&self, laying: &mut Laying<'_>, links: &[Link]) -> Vec<String> {
        let kinds = laying.kinds(&self.view);
        for (name, span) in &self.columns {
            if !names::has_field(&kinds, name) {
                let what = "field of the kinds it looks at";
                laying.diagnostics.push(names::no_field(&kinds, what, name, *span));
            }
        }
        let reading = laying.reading;
        let by_name: BTreeMap<&str, &Kind> = links
            .iter()
            .map(|link| reading.kind(link.id))
            .map(|kind| (&*kind.name, kind))
            .collect();
        let present: Vec<&Kind> = by_name.into_values().collect();
        let wanted: Vec<&str> = match self.columns.is_empty() {
            true => COLUMNS.into(),
            false => self.columns.iter().map(|(name, _)| name.as_str()).collect(),
        };
        let shown = wanted.into_iter().filter(|name| names::has_field(&present, name));
        shown.map(str::to_owned).collect()
    }

    fn sections(&self, reading: Reading<'_>, links: Vec<Link>) -> Vec<Section> {
        let mut by_standing: BTreeMap<Standing, Vec<Link>> = BTreeMap::new();
        for link in links {
            let standing = self.standing(reading, link.check.as_ref());
            by_standing.entry(standing).or_default().push(link);
        }
        let sections = Standing::ALL.into_iter().filter_map(|standing| {
            let links = by_standing.remove(&standing)?;
            Some(Section { standing, links })
        });
        sections.collect()
    }

    fn standing(&self, reading: Reading<'_>, check: Option<&Check>) -> Standing {
        let Some(check) = check else { return Standing::Unchecked };
        let state = check.outcome.state();
        let old = check.day.months_later(self.stale_after);
        let is_stale = || reading.input.clock.has_come(old, &Cause::of_page(&self.view.path));
        match !state.fails() && is_stale() {
            true => Standing::Stale,
            false => Standing::Of(state),
        }
    }
}
