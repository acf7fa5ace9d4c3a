//! The fields of a record by their slots: what stands where on its page.

use super::record::fact_value;
use crate::graph::EntityId;
use crate::render::context::{Fact, PeopleGroup, Person, StripCell};
use crate::render::{html, status};
use crate::schema::{DIFFERENT_FROM, Slot, Tone};
use crate::text::escape;
use crate::view::{self, Leads, Shown, Standing, View};

/// The slots of the strip below the title, in their order.
const STRIP: &[Slot] = &[Slot::Date, Slot::Place, Slot::Body, Slot::Owner, Slot::Due, Slot::Figure];

/// From so many people on, they have a part of the page of their own.
const MANY: usize = 4;

/// What stands where on the page of a record.
#[derive(Default)]
pub(super) struct Places<'v> {
    pub(super) type_label: String,
    pub(super) symbols: Vec<String>,
    pub(super) strip: Vec<StripCell<'v>>,
    pub(super) first: Vec<Fact<'v>>,
    pub(super) text: Vec<Fact<'v>>,
    pub(super) aside: Vec<Fact<'v>>,
    pub(super) about: Vec<Fact<'v>>,
    pub(super) people: Vec<PeopleGroup>,
}

/// Sorts the fields of a record by their slots.
pub(super) fn places<'v>(view: &View<'v>, id: EntityId, standing: &Standing<'_>) -> Places<'v> {
    let all = view.facts(id);
    let is_here = |fact: &&view::Fact<'_>| !fact.field.common || fact.field.name == DIFFERENT_FROM;
    let own: Vec<&view::Fact<'v>> = all.iter().filter(is_here).collect();
    let people: usize = own.iter().filter(|f| slot(f) == Slot::People).map(|f| many(f)).sum();
    let mut out = Places::default();
    for fact in &own {
        let folded = people < MANY;
        match slot(fact) {
            _ if fact.field.first => out.first.push(fact_value(view, fact)),
            Slot::Type => out.type_label = plain(view, fact),
            Slot::Symbol => out.symbols.push(plain(view, fact)),
            Slot::Text => out.text.push(fact_value(view, fact)),
            Slot::Points | Slot::Missing if matches!(fact.shown, Shown::List(_)) => {}
            Slot::Points | Slot::Missing => out.aside.push(fact_value(view, fact)),
            Slot::About => out.about.push(fact_value(view, fact)),
            Slot::People if !folded && many(fact) > 1 => {}
            Slot::People if many(fact) > 1 => out.aside.push(fact_value(view, fact)),
            Slot::Aside => out.aside.push(fact_value(view, fact)),
            Slot::Supersedes => out.aside.push(fact_value(view, fact)),
            _ => {}
        }
    }
    out.strip = strip(view, &own, standing);
    if people >= MANY {
        out.people = grouped_people(view, &own);
    }
    out
}

fn slot(fact: &view::Fact<'_>) -> Slot {
    fact.field.slot
}

/// How many values a field has.
fn many(fact: &view::Fact<'_>) -> usize {
    match &fact.shown {
        Shown::List(items) => items.len(),
        _ => 1,
    }
}

fn plain(view: &View<'_>, fact: &view::Fact<'_>) -> String {
    crate::text::plain(&html::fact(view, fact))
}

/// The strip below the title: one cell a slot, in which the first field stands above the others.
fn strip<'v>(
    view: &View<'v>,
    own: &[&view::Fact<'v>],
    standing: &Standing<'_>,
) -> Vec<StripCell<'v>> {
    let mut out = Vec::new();
    for wanted in STRIP {
        let of = own.iter().filter(|fact| slot(fact) == *wanted && !fact.field.first);
        let mut facts: Vec<Fact<'v>> = of.map(|fact| strip_value(view, fact)).collect();
        if !facts.is_empty() {
            let head = facts.remove(0);
            out.push(StripCell { slot: wanted.word(), head, more: facts });
        }
    }
    let people = own.iter().filter(|fact| slot(fact) == Slot::People && many(fact) == 1);
    out.extend(people.map(|fact| cell(Slot::People, strip_value(view, fact))));
    out.extend(vacancies(view, own, standing));
    out.extend(state(view, own, standing));
    out
}

fn cell(slot: Slot, head: Fact<'_>) -> StripCell<'_> {
    StripCell { slot: slot.word(), head, more: Vec::new() }
}

/// A value as the strip shows it: owners by their short names.
fn strip_value<'v>(view: &View<'v>, fact: &view::Fact<'v>) -> Fact<'v> {
    let value = fact_value(view, fact);
    match many(fact) {
        2.. if slot(fact) == Slot::Owner => {
            Fact { html: html::short_fact(view, fact).into(), is_list: false, ..value }
        }
        _ => value,
    }
}

/// Who is missing: nobody answers for it, or a place is vacant.
fn vacancies<'v>(
    view: &View<'v>,
    own: &[&view::Fact<'v>],
    standing: &Standing<'_>,
) -> Vec<StripCell<'v>> {
    let word = |key: &str| status::seat(Tone::Void, &view.words().filled(key, &[]));
    let vacant = own
        .iter()
        .filter(|fact| standing.vacancies.iter().any(|field| field.name == fact.field.name));
    let vacant = vacant.map(|fact| {
        let value = fact_value(view, fact);
        let note = match fact.shown {
            Shown::Bool(_) => String::new(),
            _ => format!("<small>{}</small>", html::fact(view, fact)),
        };
        cell(Slot::Vacancy, Fact { html: format!("{}{note}", word("vacant")).into(), ..value })
    });
    let nobody = standing.no_owner.then(|| {
        let label = view.words().text("owner").unwrap_or_default();
        let html = word("no_owner").into();
        cell(Slot::Owner, Fact { name: "owner", label, html, ..Fact::default() })
    });
    nobody.into_iter().chain(vacant).collect()
}

/// How far it is, with how late it is.
fn state<'v>(
    view: &View<'v>,
    own: &[&view::Fact<'v>],
    standing: &Standing<'_>,
) -> Vec<StripCell<'v>> {
    let mut facts = own.iter().filter(|fact| slot(fact) == Slot::Status && !fact.field.first);
    let first = facts.next().map(|fact| fact_value(view, fact));
    let mut more: Vec<Fact<'v>> = facts.map(|fact| fact_value(view, fact)).collect();
    let Some(late) = &standing.late else {
        let head = first.map(|head| StripCell { slot: Slot::Status.word(), head, more });
        return head.into_iter().collect();
    };
    let overdue = status::seat(Tone::Late, &view.words().filled("overdue", &[]));
    let note = escape(&status::age(view, late));
    let label = view.words().text("status").unwrap_or_default();
    let name = first.as_ref().map_or("status", |fact| fact.name);
    let label = first.as_ref().map_or(label, |fact| fact.label);
    let html = format!("{overdue}<small>{note}</small>").into();
    more.splice(0..0, first.into_iter().map(|fact| Fact { label: "", ..fact }));
    vec![StripCell { slot: "status", head: Fact { name, label, html, ..Fact::default() }, more }]
}

/// People by the bodies that they speak for, each once with all roles but the most usual one.
fn grouped_people(view: &View<'_>, own: &[&view::Fact<'_>]) -> Vec<PeopleGroup> {
    let facts: Vec<_> = own.iter().filter(|fact| slot(fact) == Slot::People).collect();
    let usual = facts.iter().max_by_key(|fact| many(fact)).map(|fact| &*fact.field.name);
    let mut out: Vec<PeopleGroup> = Vec::new();
    for fact in &facts {
        let label = fact.field.label.get(view.tag());
        let role = Some(label).filter(|_| Some(&*fact.field.name) != usual);
        for leads in links(&fact.shown) {
            add_person(view, &mut out, (leads, role));
        }
    }
    out
}

fn links<'f>(shown: &'f Shown<'_>) -> Vec<&'f Leads> {
    match shown {
        Shown::Link(leads, _) => vec![leads],
        Shown::List(items) => items.iter().flat_map(links).collect(),
        _ => Vec::new(),
    }
}

fn add_person(view: &View<'_>, out: &mut Vec<PeopleGroup>, (leads, role): (&Leads, Option<&str>)) {
    let Leads::To(place) = leads else { return };
    let roles = role.map(str::to_owned);
    let known = out.iter_mut().flat_map(|group| &mut group.people);
    let mut known = known.filter(|person| person.key == place.url);
    if let Some(person) = known.next() {
        person.roles.extend(roles);
        return;
    }
    let body = view.find(&place.key).and_then(|id| body_of(view, id));
    let person = Person {
        title: place.title.clone(),
        url: place.url.as_str().into(),
        key: place.url.clone(),
        roles: roles.into_iter().collect(),
    };
    let key = body.as_ref().map(|body| body.url.clone()).unwrap_or_default();
    match out.iter_mut().find(|group| group.key == key && !key.is_empty()) {
        Some(group) => group.people.push(person),
        None => {
            let (short, title, url) = match body {
                Some(body) => (body.short, body.title, body.url),
                None => Default::default(),
            };
            out.push(PeopleGroup { key, short, title, url: url.into(), people: vec![person] });
        }
    }
}

/// A body that somebody speaks for.
struct Body {
    short: String,
    title: String,
    url: String,
}

/// The first body that a record names.
fn body_of(view: &View<'_>, id: EntityId) -> Option<Body> {
    let kind = view.kind(view.kind_of(id));
    let field = kind.fields.iter().find(|field| field.slot == Slot::Body)?;
    let fact = view.fact(id, &field.name)?;
    let Some(Leads::To(place)) = links(&fact.shown).first().copied() else { return None };
    let short = view.find(&place.key).map_or("", |id| view.short_name(id)).to_owned();
    Some(Body { short, title: place.title.clone(), url: place.url.clone() })
}
