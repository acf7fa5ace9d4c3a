//! The pages of a ledger, and what it shows on those of other records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::settings::{LedgerSettings, View};
use super::{Carried, CarriedItem, Count, Ledger, Occasion, Part};
use crate::clock::Cause;
use crate::config::{ListSettings, Sort};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::edtf::{Date, Day};
use crate::graph::EntityId;
use crate::plan::reading::{FieldName, Reading};
use crate::plan::{Extra, Group, Laid, Laying, Listing, ViewSettings, grouped, names};
use crate::schema::{Kind, Schema, Type};
use crate::source::Span;
use crate::text::quoted_list;
use crate::views::on_list;
use crate::views::settings::{Named, OPEN};

/// The groups of a ledger, by the time of the due date, as they are called in addresses.
pub(super) const TIMES: [&str; 4] = ["overdue", "ahead", "undated", "closed"];

impl Laid for View {
    fn lay(&self, laying: &mut Laying<'_>) {
        let kinds = laying.kinds(&self.view);
        let schema = laying.input().schema;
        check(&self.own, self.view.span, (&kinds, schema), laying.diagnostics);
        let list = settled(&self.own, &self.view, &kinds);
        let group = list.group.as_ref().map(|(field, _)| field.clone());
        let first = laying.list(&ViewSettings { list, ..self.view.clone() });
        complete(laying, first, (&self.own, group.as_deref()));
    }
}

/// The list of a ledger: owner, due date, state and source of each item, by the time of the due date.
fn settled(settings: &LedgerSettings, view: &ViewSettings, kinds: &[&Kind]) -> ListSettings {
    let named = |name: &Named| (name.0.clone(), name.1.unwrap_or(view.span));
    let has = |name: &(String, Span)| names::has_field(kinds, &name.0);
    let mut list = view.list.clone();
    let add = |names: &mut Vec<(String, Span)>, more: Vec<(String, Span)>, at: usize| {
        let new = more.into_iter().filter(|name| !names.iter().any(|n| n.0 == name.0) && has(name));
        let new: Vec<_> = new.collect();
        let at = at.min(names.len());
        names.splice(at..at, new);
    };
    let main = || vec![named(&settings.owner), named(&settings.due), named(&settings.state)];
    add(&mut list.columns, main(), 0);
    add(&mut list.columns, vec![("source".to_owned(), view.span)], usize::MAX);
    let facets = vec![named(&settings.state), named(&settings.owner), named(&settings.from)];
    add(&mut list.facets, facets, 0);
    if list.sort.is_empty() && has(&named(&settings.due)) {
        let (field, span) = named(&settings.due);
        list.sort.push(Sort { field, descending: false, span });
    }
    list
}

/// Reports fields that do not exist or have the wrong type, and unknown states.
fn check(
    settings: &LedgerSettings,
    view: Span,
    (kinds, schema): (&[&Kind], &Schema),
    diagnostics: &mut Diagnostics,
) {
    let needed = [&settings.owner, &settings.due, &settings.state];
    let written = [&settings.from, &settings.done].into_iter().filter(|name| name.1.is_some());
    for kind in kinds {
        for (name, span) in needed.into_iter().chain(written.clone()) {
            if kind.field(name).is_none() {
                let what = format!("field of the kind `{}`", kind.name);
                let missing = names::no_field(&[kind], &what, name, span.unwrap_or(view));
                diagnostics.push(missing.note("the ledger needs this field"));
            }
        }
        if let Some(at) = kind.field(&settings.due.0)
            && !matches!(kind.fields[at].kind, Type::Date | Type::Ref(_))
        {
            let headline = format!("`{}` is not a date, so nothing can be overdue", settings.due.0);
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
            diagnostics.push(
                diagnostic
                    .at(settings.due.1.unwrap_or(view))
                    .help("name a field of the type `date`, or a `ref` to a record that has one"),
            );
        }
    }
    check_series(settings, kinds, schema, diagnostics);
    let states = || names::fields(kinds, &settings.state.0).flat_map(|of| of.kind.choices());
    let choices = || states().map(|choice| choice.value.as_str());
    for (word, span) in settings.open.iter().filter(|(word, _)| !choices().any(|c| c == word)) {
        let what = format!("value of `{}`", settings.state.0);
        diagnostics.push(no_such(&what, word, *span, choices()));
    }
    let has_open = choices().any(|choice| OPEN.contains(&choice));
    if settings.open.is_empty() && choices().next().is_some() && !has_open {
        let words: Vec<&str> = choices().collect();
        let headline = format!("no value of `{}` counts as open", settings.state.0);
        let help = format!(
            "name the open ones, as in `open = [\"{}\"]`; the field takes {}",
            words[0],
            quoted_list(&words, "and")
        );
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
        diagnostics.push(diagnostic.at(settings.state.1.unwrap_or(view)).help(help));
    }
}

/// Reports a series that no kind has from which items come.
fn check_series(
    settings: &LedgerSettings,
    kinds: &[&Kind],
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) {
    let Some((name, span)) = &settings.series else { return };
    let from: Vec<&Kind> = names::fields(kinds, &settings.from.0)
        .flat_map(|field| field.kind.targets().unwrap_or_default())
        .filter_map(|kind| schema.kind(kind))
        .collect();
    if !from.is_empty() && !names::has_field(&from, name) {
        let what = format!("field of what `{}` names", settings.from.0);
        diagnostics.push(names::no_field(&from, &what, name, *span));
    }
}

/// Adds the pages of what is late and of what nobody answers for, and tells every page of the
/// ledger what it needs.
fn complete(
    laying: &mut Laying<'_>,
    first: usize,
    (settings, group): (&LedgerSettings, Option<&str>),
) {
    let (reading, plan) = (laying.reading, &mut *laying.plan);
    let whole = plan.listings[first].clone();
    let asked = Asked::new(reading, settings);
    let open: BTreeSet<_> =
        whole.entities.iter().copied().filter(|id| asked.is_open(*id)).collect();
    let late = |id: &EntityId| asked.is_late(*id);
    let overdue: BTreeSet<_> = open.iter().copied().filter(late).collect();
    let ownerless = |id: &EntityId| open.contains(id) && !reading.is_stated(*id, &asked.owner);
    let without: Vec<_> = whole.entities.iter().copied().filter(ownerless).collect();
    let count = |field: &str| counts(&whole, &crate::id::slug(field), &open, &overdue);
    let ledger = Ledger {
        part: Part::Items,
        all: whole.entities.len(),
        without_owner: without.len(),
        states: count(&settings.state.0),
        owners: count(&settings.owner.0),
        folder: whole.folder.clone(),
        open,
        overdue,
    };
    let late = whole.entities.iter().copied().filter(|id| ledger.overdue.contains(id)).collect();
    for (part, entities) in [(Part::Overdue, late), (Part::WithoutOwner, without)] {
        let folder = format!("{}/{}", whole.folder, part.slug());
        let extra = Some(on_list(Arc::new(Ledger { part, ..ledger.clone() })));
        let (sorts, claimed_by) = (Vec::new(), format!("{}, {}", whole.claimed_by, part.slug()));
        let listing = Listing { folder, entities, sorts, claimed_by, extra, ..whole.clone() };
        plan.listings.push(listing);
    }
    for listing in &mut plan.listings[first..] {
        match group {
            Some(field) => grouped(reading, listing, field),
            None => asked.by_time(listing, &ledger),
        }
    }
    plan.kept.push(Extra::new(asked.carried(&whole, &ledger)));
    let extra = on_list(Arc::new(ledger));
    for listing in &mut plan.listings[first..] {
        listing.extra.get_or_insert_with(|| extra.clone());
    }
}

/// How many items have each value of a facet.
fn counts(
    whole: &Listing,
    slug: &str,
    open: &BTreeSet<EntityId>,
    overdue: &BTreeSet<EntityId>,
) -> Vec<Count> {
    let Some(facet) = whole.facets.iter().position(|facet| facet.slug == slug) else {
        return Vec::new();
    };
    let values = whole.facets[facet].values.iter().map(|value| {
        let (label, folder) = (value.label.clone(), value.folder.clone());
        Count { label, folder, all: value.count, open: 0, overdue: 0 }
    });
    let mut out: Vec<Count> = values.collect();
    let prefix = format!("{facet}.");
    for id in open {
        let own = whole.values.get(id).into_iter().flat_map(|of| of.split(' '));
        for value in own.filter_map(|own| own.strip_prefix(&prefix)?.parse::<usize>().ok()) {
            out[value].open += 1;
            out[value].overdue += usize::from(overdue.contains(id));
        }
    }
    out
}

/// What is asked of the items of a ledger.
struct Asked<'a> {
    reading: Reading<'a>,
    settings: &'a LedgerSettings,
    owner: FieldName,
    due: FieldName,
    state: FieldName,
    from: FieldName,
    done: FieldName,
    /// The field with the day of what items come from or are due with.
    date: FieldName,
    series: Option<FieldName>,
}

impl<'a> Asked<'a> {
    fn new(reading: Reading<'a>, settings: &'a LedgerSettings) -> Self {
        Self {
            reading,
            settings,
            owner: reading.name(&settings.owner.0),
            due: reading.name(&settings.due.0),
            state: reading.name(&settings.state.0),
            from: reading.name(&settings.from.0),
            done: reading.name(&settings.done.0),
            date: reading.name("date"),
            series: settings.series.as_ref().map(|(name, _)| reading.name(name)),
        }
    }

    /// Whether something is still to be done: the item's state, or the field's default, is one
    /// of the open ones. An item without either is open.
    fn is_open(&self, id: EntityId) -> bool {
        let named = &self.settings.open;
        self.reading.state(id, &self.state).is_none_or(|state| match named.is_empty() {
            true => OPEN.contains(&state),
            false => named.iter().any(|(word, _)| word == state),
        })
    }

    /// Whether the last day on which it can be due is over.
    fn is_late(&self, id: EntityId) -> bool {
        let input = self.reading.input;
        let cause = Cause::of_field(&input.graph.entity(id).key, self.due.as_str());
        self.due(id).is_some_and(|day| input.clock.is_past(day, &cause))
    }

    /// The last day on which it can be due. Where it is due with another record, such as a
    /// meeting, that record's date counts.
    fn due(&self, id: EntityId) -> Option<Day> {
        if let Some(date) = self.reading.date(id, &self.due) {
            return date.latest();
        }
        let with = self.reading.target(id, &self.due)?;
        self.reading.date(with, &self.date)?.latest()
    }

    /// Puts the items of a list into groups: what is overdue, what has a date ahead, what has none, what is closed.
    fn by_time(&self, listing: &mut Listing, ledger: &Ledger) {
        let time = |id: &EntityId| match (ledger.open.contains(id), ledger.overdue.contains(id)) {
            (false, _) => 3,
            (true, true) => 0,
            (true, false) => {
                if self.due(*id).is_some() {
                    1
                } else {
                    2
                }
            }
        };
        listing.in_groups.clear();
        listing.entities.sort_by_key(time);
        let counted = TIMES.iter().enumerate().map(|(at, slug)| Group {
            slug: (*slug).to_owned(),
            count: listing.entities.iter().filter(|id| time(id) == at).count(),
            ..Group::default()
        });
        listing.groups = counted.filter(|group| group.count > 0).collect();
    }

    fn carried(&self, whole: &Listing, ledger: &Ledger) -> Carried {
        let occasions = self.occasions(&whole.entities);
        let item = |id: &EntityId| self.carried_item(*id, &occasions);
        let items: Vec<_> = whole.entities.iter().filter_map(item).collect();
        let mut by_owner: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
        for id in whole.entities.iter().filter(|id| ledger.open.contains(id)) {
            for owner in self.reading.refs(*id, &self.owner) {
                by_owner.entry(owner).or_default().push(*id);
            }
        }
        let shown = [self.owner.as_str(), self.due.as_str(), self.state.as_str(), "source"];
        let has = |name: &&str| whole.columns.iter().any(|column| column == name);
        Carried {
            title: whole.title.clone(),
            folder: whole.folder.clone(),
            language: whole.language,
            columns: shown.into_iter().filter(has).map(str::to_owned).collect(),
            overdue: ledger.overdue.clone(),
            items,
            occasions,
            by_owner,
        }
    }

    /// Everything of the kinds that these items come from that began on a known day.
    fn occasions(&self, items: &[EntityId]) -> BTreeMap<EntityId, Occasion> {
        let graph = self.reading.input.graph;
        let from = items.iter().filter_map(|id| self.reading.target(*id, &self.from));
        let kinds: BTreeSet<usize> = from.map(|id| graph.entity(id).kind).collect();
        let all = 0..graph.entities.len() as EntityId;
        let known = all.filter(|id| kinds.contains(&graph.entity(*id).kind)).filter_map(|id| {
            let begun = self.reading.date(id, &self.date)?.earliest()?;
            let series = self.series.as_ref().map(|series| self.reading.refs(id, series));
            Some((id, Occasion { begun, series }))
        });
        known.collect()
    }

    /// An item that is closed without a date is left out: nobody can say when it was open.
    fn carried_item(
        &self,
        id: EntityId,
        occasions: &BTreeMap<EntityId, Occasion>,
    ) -> Option<CarriedItem> {
        let from =
            self.reading.target(id, &self.from).filter(|from| occasions.contains_key(from))?;
        let done = self.reading.date(id, &self.done).map(Date::latest);
        let done = match (done, self.is_open(id)) {
            (Some(latest), _) => latest,
            (None, true) => None,
            (None, false) => return None,
        };
        Some(CarriedItem { id, from, done })
    }
}
