//! Ledgers: who is to do what by when, what is late, what nobody answers for, and what was still
//! open when a meeting began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::listing::{self, Listing, date_of};
use super::special::Special;
use super::{Input, Plan};
use crate::config::{LedgerSettings, ListSettings, Named, ViewSettings};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::edtf::{Date, Day};
use crate::graph::{EntityId, Graph};
use crate::parse::Value;
use crate::schema::{Kind, Schema, Type};
use crate::source::Span;
use crate::text::quoted_list;

/// The states that mean that something is still to be done, as far as a field has them.
const OPEN: &[&str] =
    &["active", "open", "stagnant", "require-funding", "awaiting-funds", "inactive"];

/// What the pages of a ledger show beside the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Which items the page lists.
    pub part: Part,
    /// The fields that an item shows.
    pub columns: Vec<String>,
    /// How many items there are.
    pub all: usize,
    /// Every item that is still open.
    pub open: BTreeSet<EntityId>,
    /// Every open item whose last possible day has passed.
    pub overdue: BTreeSet<EntityId>,
    /// How many open items nobody answers for.
    pub without_owner: usize,
    /// The states, each with how many items are in it.
    pub states: Vec<Count>,
    /// The owners, each with how many items are theirs.
    pub owners: Vec<Count>,
    /// The address of the whole ledger, without slashes at its ends.
    pub folder: String,
}

/// Which items of a ledger a page lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them, or those of one value of a facet.
    Items,
    /// Those that are late.
    Overdue,
    /// Those that are open and have no owner.
    WithoutOwner,
}

/// How many items have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The value's words.
    pub label: String,
    /// The address of the items that have it.
    pub folder: String,
    /// How many have it.
    pub all: usize,
    /// How many of these are open.
    pub open: usize,
    /// How many of these are late.
    pub overdue: usize,
}

/// What one ledger has to say on the pages of other records: what was open when something began,
/// and what somebody has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The ledger's title.
    pub title: String,
    /// The address of the ledger.
    pub folder: String,
    /// The language of title and address.
    pub language: usize,
    /// The fields that an item shows.
    pub columns: Vec<String>,
    /// Every open item that is late.
    pub overdue: BTreeSet<EntityId>,
    /// The items that come from something that began on a known day, in the ledger's order.
    items: Vec<CarriedItem>,
    /// The kinds of what they come from.
    kinds: BTreeSet<usize>,
    /// The field by which those that hand items on are told apart from others.
    series: Option<String>,
    /// The open items of each owner, in the ledger's order.
    by_owner: BTreeMap<EntityId, Vec<EntityId>>,
}

/// An item that came from something that began on a known day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CarriedItem {
    id: EntityId,
    from: EntityId,
    begun: Day,
    /// The last day on which it can have been done; `None`: it is open.
    done: Option<Day>,
}

impl Part {
    /// The end of its address; empty for all items.
    pub fn slug(self) -> &'static str {
        match self {
            Part::Items => "",
            Part::Overdue => "overdue",
            Part::WithoutOwner => "without-owner",
        }
    }
}

/// The list of a ledger: owner, due date, state and source of each item, grouped by state.
pub(super) fn settled(
    settings: &LedgerSettings,
    view: &ViewSettings,
    (kinds, schema): (&[&Kind], &Schema),
    diagnostics: &mut Diagnostics,
) -> ListSettings {
    check(settings, view.span, (kinds, schema), diagnostics);
    let named = |name: &Named| (name.0.clone(), name.1.unwrap_or(view.span));
    let has = |name: &(String, Span)| kinds.iter().any(|kind| kind.field(&name.0).is_some());
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
    if list.group.is_none() && has(&named(&settings.state)) {
        list.group = Some(named(&settings.state));
    }
    if list.sort.is_empty() && has(&named(&settings.due)) {
        let (field, span) = named(&settings.due);
        list.sort.push(crate::config::Sort { field, descending: false, span });
    }
    list
}

/// Reports fields that do not exist or have the wrong type, and unknown states.
fn check(
    settings: &LedgerSettings,
    view: Span,
    (kinds, schema): (&[&Kind], &Schema),
    said: &mut Diagnostics,
) {
    let needed = [&settings.owner, &settings.due, &settings.state];
    let written = [&settings.from, &settings.done].into_iter().filter(|name| name.1.is_some());
    for kind in kinds {
        for (name, span) in needed.into_iter().chain(written.clone()) {
            if kind.field(name).is_none() {
                let what = format!("field of the kind `{}`, which this ledger needs", kind.name);
                let names = kind.fields.iter().map(|field| &*field.name);
                said.push(no_such(&what, name, span.unwrap_or(view), names));
            }
        }
        if let Some(at) = kind.field(&settings.due.0)
            && !matches!(kind.fields[at].kind, Type::Date | Type::Ref(_))
        {
            let headline = format!("`{}` is not a date, so nothing can be overdue", settings.due.0);
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline);
            said.push(
                diagnostic
                    .at(settings.due.1.unwrap_or(view))
                    .help("name a field of the type `date`, or a `ref` to a record that has one"),
            );
        }
    }
    check_series(settings, kinds, schema, said);
    let choices = || kinds.iter().flat_map(|kind| choices(kind, &settings.state.0));
    for (word, span) in settings.open.iter().filter(|(word, _)| !choices().any(|c| c == word)) {
        let what = format!("value of `{}`", settings.state.0);
        said.push(no_such(&what, word, *span, choices()));
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
        said.push(diagnostic.at(settings.state.1.unwrap_or(view)).help(help));
    }
}

/// Reports a series that no kind has from which items come.
fn check_series(
    settings: &LedgerSettings,
    kinds: &[&Kind],
    schema: &Schema,
    said: &mut Diagnostics,
) {
    let Some((name, span)) = &settings.series else { return };
    let from = kinds.iter().filter_map(|kind| Some(&kind.fields[kind.field(&settings.from.0)?]));
    let from: Vec<&Kind> = from
        .flat_map(|field| field.kind.targets().unwrap_or_default())
        .filter_map(|kind| schema.kind(kind))
        .collect();
    if !from.is_empty() && from.iter().all(|kind| kind.field(name).is_none()) {
        let what = format!("field of what `{}` names", settings.from.0);
        let names = from.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
        said.push(no_such(&what, name, *span, names));
    }
}

fn choices<'k>(kind: &'k Kind, field: &str) -> impl Iterator<Item = &'k str> {
    let choices = kind.field(field).map_or(&[][..], |at| kind.fields[at].kind.choices());
    choices.iter().map(|choice| choice.value.as_str())
}

/// Adds the pages of what is late and of what nobody answers for, and tells every page of the
/// ledger what it needs.
pub(super) fn complete(input: Input<'_>, plan: &mut Plan, first: usize, settings: &LedgerSettings) {
    let whole = plan.listings[first].clone();
    let asked = Asked { input, settings, language: whole.language };
    let open: BTreeSet<_> =
        whole.entities.iter().copied().filter(|id| asked.is_open(*id)).collect();
    let late = |id: &EntityId| asked.due(*id).is_some_and(|day| day < today(input));
    let overdue: BTreeSet<_> = open.iter().copied().filter(late).collect();
    let ownerless = |id: &EntityId| open.contains(id) && asked.has_no_owner(*id);
    let without: Vec<_> = whole.entities.iter().copied().filter(ownerless).collect();
    let count = |field: &str| counts(&whole, &crate::id::slug(field), &open, &overdue);
    let ledger = Ledger {
        part: Part::Items,
        all: whole.entities.len(),
        columns: whole.columns.clone(),
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
        let special = Special::Ledger(Arc::new(Ledger { part, ..ledger.clone() }));
        let (sorts, claimed_by) = (Vec::new(), format!("{}, {}", whole.claimed_by, part.slug()));
        let mut listing = Listing { folder, entities, sorts, claimed_by, special, ..whole.clone() };
        listing::grouped(input, &mut listing, &settings.state.0);
        plan.listings.push(listing);
    }
    plan.carried.push(asked.carried(&whole, &ledger));
    let special = Special::Ledger(Arc::new(ledger));
    for listing in &mut plan.listings[first..] {
        if listing.special == Special::None {
            listing.special = special.clone();
        }
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

/// The day for which the site is built; without one nothing is late.
fn today(input: Input<'_>) -> Day {
    let day = Date::parse(input.today).ok().and_then(|date| date.earliest());
    day.unwrap_or(Day { year: i64::MIN, month: 1, day: 1 })
}

/// What is asked of the items of a ledger.
struct Asked<'a> {
    input: Input<'a>,
    settings: &'a LedgerSettings,
    language: usize,
}

impl<'a> Asked<'a> {
    /// Whether something is still to be done: the item's state, or the field's default, is one
    /// of the open ones. An item without either is open.
    fn is_open(&self, id: EntityId) -> bool {
        let kind = self.kind(id);
        let Some(at) = kind.field(&self.settings.state.0) else { return true };
        let field = &kind.fields[at];
        let given = self.input.graph.field(id, self.language, at).map(|(_, given)| &given.value);
        let state = match given {
            Some(Value::Choice(number)) => field.kind.choices().get(*number).map(|c| &*c.value),
            Some(value) => value.as_text(),
            None => field.default.as_ref().and_then(|value| value.as_text()),
        };
        let named = &self.settings.open;
        state.is_none_or(|state| match named.is_empty() {
            true => OPEN.contains(&state),
            false => named.iter().any(|(word, _)| word == state),
        })
    }

    /// The last day on which it can be due. Where it is due with another record, such as a
    /// meeting, that record's date counts.
    fn due(&self, id: EntityId) -> Option<Day> {
        let name = &self.settings.due.0;
        if let Some(date) = self.date(id, name) {
            return date.latest();
        }
        self.date(self.target(id, name)?, "date")?.latest()
    }

    fn has_no_owner(&self, id: EntityId) -> bool {
        let Some(at) = self.kind(id).field(&self.settings.owner.0) else { return true };
        let mut owners = 0;
        if let Some((_, given)) = self.input.graph.field(id, self.language, at) {
            given
                .value
                .each(&mut |value| owners += usize::from(!matches!(value, Value::NotStated)));
        }
        owners == 0
    }

    fn carried(&self, whole: &Listing, ledger: &Ledger) -> Carried {
        let items: Vec<_> = whole.entities.iter().filter_map(|id| self.carried_item(*id)).collect();
        let mut by_owner: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
        for id in whole.entities.iter().filter(|id| ledger.open.contains(id)) {
            for owner in self.targets(*id, &self.settings.owner.0) {
                by_owner.entry(owner).or_default().push(*id);
            }
        }
        let shown = [&self.settings.owner, &self.settings.due, &self.settings.state];
        let shown = shown.into_iter().map(|(name, _)| name.as_str()).chain(["source"]);
        let has = |name: &&str| whole.columns.iter().any(|column| column == name);
        let kind = |item: &CarriedItem| self.input.graph.entity(item.from).kind;
        Carried {
            title: whole.title.clone(),
            folder: whole.folder.clone(),
            language: self.language,
            columns: shown.filter(has).map(str::to_owned).collect(),
            overdue: ledger.overdue.clone(),
            kinds: items.iter().map(kind).collect(),
            series: self.settings.series.as_ref().map(|(name, _)| name.clone()),
            items,
            by_owner,
        }
    }

    /// An item that is closed without a date is left out: nobody can say when it was open.
    fn carried_item(&self, id: EntityId) -> Option<CarriedItem> {
        let from = self.target(id, &self.settings.from.0)?;
        let begun = self.date(from, "date")?.earliest()?;
        let done = self.date(id, &self.settings.done.0).map(Date::latest);
        let done = match (done, self.is_open(id)) {
            (Some(latest), _) => latest,
            (None, true) => None,
            (None, false) => return None,
        };
        Some(CarriedItem { id, from, begun, done })
    }

    fn kind(&self, id: EntityId) -> &'a Kind {
        &self.input.schema.kinds[self.input.graph.entity(id).kind]
    }

    fn date(&self, id: EntityId, name: &str) -> Option<&'a Date> {
        date_of(self.input, id, self.language, name)
    }

    fn target(&self, id: EntityId, name: &str) -> Option<EntityId> {
        self.targets(id, name).into_iter().next()
    }

    fn targets(&self, id: EntityId, name: &str) -> Vec<EntityId> {
        targets(self.input.graph, self.input.schema, (id, self.language), name)
    }
}

/// The entities that a field of an entity names, in a language.
fn targets(
    graph: &Graph,
    schema: &Schema,
    (id, language): (EntityId, usize),
    name: &str,
) -> Vec<EntityId> {
    let mut out = Vec::new();
    let field = schema.kinds[graph.entity(id).kind].field(name);
    if let Some((record, given)) = field.and_then(|at| graph.field(id, language, at)) {
        given.value.each(&mut |value| {
            if let Value::Ref(link) = value {
                out.extend(graph.target(record, *link));
            }
        });
    }
    out
}

impl Carried {
    /// The items that were open when an entity began: they come from something that began on an
    /// earlier day, and were not done before. The day is the first of the entity's `date`; where
    /// that is not known, nothing was open that anybody could name.
    pub fn open_when_begun(&self, graph: &Graph, schema: &Schema, id: EntityId) -> Vec<EntityId> {
        let begun = begun(graph, schema, id, self.language);
        let Some(begun) = begun.filter(|_| self.kinds.contains(&graph.entity(id).kind)) else {
            return Vec::new();
        };
        let series = |id: EntityId| {
            let field = self.series.as_deref();
            field.map(|field| targets(graph, schema, (id, self.language), field))
        };
        let own = series(id);
        let same = |from: EntityId| match (&own, series(from)) {
            (Some(own), Some(other)) => own.iter().any(|id| other.contains(id)),
            _ => true,
        };
        let open = self.items.iter().filter(|item| {
            let before = item.from != id && item.begun < begun;
            before && item.done.is_none_or(|done| done >= begun) && same(item.from)
        });
        open.map(|item| item.id).collect()
    }

    /// The open items that an entity answers for.
    pub fn owned_by(&self, id: EntityId) -> &[EntityId] {
        self.by_owner.get(&id).map_or(&[], Vec::as_slice)
    }
}

fn begun(graph: &Graph, schema: &Schema, id: EntityId, language: usize) -> Option<Day> {
    let field = schema.kinds[graph.entity(id).kind].field("date")?;
    match &graph.field(id, language, field)?.1.value {
        Value::Date(date) => date.earliest(),
        _ => None,
    }
}
