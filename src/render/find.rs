//! What a search finds of a record: what its page shows, as texts.

use std::collections::BTreeSet;

use super::{html, passages};
use crate::edtf::{Date, Day};
use crate::graph::EntityId;
use crate::id::{RecordKey, Route};
use crate::parse::{Body, Hole, Segment};
use crate::schema::search::{By, Facet};
use crate::schema::{Field, Type};
use crate::search::{Document, FacetValue, Passage, Standing};
use crate::view::{Fact, Leads, Place, Shown, Step, View, urlencode};

/// What is to be found of an entity; `None` where its kind is left out of the search, or it is retired.
pub fn document(view: &View<'_>, id: EntityId) -> Option<Document> {
    let kind = view.kind(view.kind_of(id));
    if kind.search.off || view.is_retired(id) {
        return None;
    }
    let (record, number) = view.record(id);
    let facts = shown(view, id);
    let mut found = Found { view, keys: BTreeSet::new() };
    let mut document = Document {
        title: record.title.clone(),
        names: names(view, id),
        language: view.languages()[record.language].as_str().to_owned(),
        kind: view.kind_of(id),
        url: path(view, &view.route(id)),
        is_value: kind.search.facet.then(|| view.key(id).id().to_owned()),
        ..Document::default()
    };
    if super::table::shows_body(view, id) {
        document.passages = passages::of(&found.body(&record.body, number));
    }
    for fact in facts.iter().filter(|fact| is_text(fact.field)) {
        found.field(&mut document, fact);
    }
    for (label, text) in super::table::printed_cells(view, id) {
        document.fields.push((label, text));
    }
    found.keys.insert(view.key(id).clone());
    document.values = values(view, id, &facts, &found.keys);
    let date = date(&facts);
    document.later = later(view, id);
    document.day =
        date.as_ref().and_then(|date| date.earliest().or(date.latest())).map(Day::number);
    document.standing = Standing {
        links: view.links_to(id),
        year: date.as_ref().and_then(|date| years(date).first().copied()),
        is_superseded: !document.later.is_empty(),
    };
    document.date = facts.iter().find_map(words_of_date).unwrap_or_default();
    document.is_row = view.row(id).is_some();
    Some(document)
}

/// The address of a page from the site's root.
pub(crate) fn path(view: &View<'_>, route: &Route) -> String {
    let path = if view.for_disk() { route.as_str() } else { route.folder_form() };
    let mut out = String::new();
    urlencode(&mut out, path);
    out
}

/// The fields that a page shows. A row has none of the columns that its table hides.
fn shown<'s>(view: &View<'s>, id: EntityId) -> Vec<Fact<'s>> {
    let hidden: BTreeSet<usize> = match view.row(id) {
        Some(place) => {
            let head = &place.row.head;
            head.hidden.iter().filter_map(|at| head.columns[*at].fills.field()).collect()
        }
        None => BTreeSet::new(),
    };
    let fields = &view.kind(view.kind_of(id)).fields;
    let hides = |fact: &Fact<'_>| hidden.iter().any(|at| fields[*at].name == fact.field.name);
    view.facts(id).into_iter().filter(|fact| fact.field.name == "title" || !hides(fact)).collect()
}

/// Whether the value of a field is read; names and the title are known, and settings of the page are not text.
fn is_text(field: &Field) -> bool {
    let is_own = !field.common || field.name == "summary" || field.name == "topics";
    is_own && field.name != "title" && !field.is_name
}

/// The names of an entity beside its title in this language: in all its languages, with its id last.
fn names(view: &View<'_>, id: EntityId) -> Vec<String> {
    let fields = view.kind(view.kind_of(id)).fields.iter();
    let fields: Vec<&Field> = fields.filter(|f| f.is_name || f.takes_names()).collect();
    let languages = (0..view.languages().len()).filter(|at| view.has_language(id, *at));
    let mut out = Vec::new();
    for language in [view.language].into_iter().chain(languages) {
        view.in_language(language, |view| {
            for fact in fields.iter().filter_map(|field| view.fact(id, &field.name)) {
                each(&fact.shown, &mut |shown| add_names(view, shown, &mut out));
            }
            out.push(view.title(id).to_owned());
        });
    }
    out.push(view.key(id).id().to_owned());
    let title = view.title(id);
    let mut known = BTreeSet::new();
    out.retain(|name| name != title && known.insert(name.clone()));
    out
}

/// Adds the names that a value gives.
fn add_names(view: &View<'_>, shown: &Shown<'_>, out: &mut Vec<String>) {
    match shown {
        Shown::Text(name) | Shown::Url(name) | Shown::Name(name, _) => out.push((*name).to_owned()),
        Shown::Integer(number) => out.push(number.to_string()),
        Shown::Country(code, _) => out.extend(names_of_country(view, code)),
        _ => {}
    }
}

/// What readers may call a country: its code, and its name in each language of the site.
fn names_of_country(view: &View<'_>, code: &str) -> Vec<String> {
    let Some(country) = crate::country::find(code) else { return Vec::new() };
    let names = view.languages().iter().map(|tag| country.name(tag.as_str()));
    [country.alpha3].into_iter().chain(names).map(str::to_owned).collect()
}

fn each<'v, 's>(shown: &'v Shown<'s>, visit: &mut dyn FnMut(&'v Shown<'s>)) {
    match shown {
        Shown::List(items) => items.iter().for_each(|item| each(item, visit)),
        single => visit(single),
    }
}

/// Reads texts, and remembers which records they refer to.
struct Found<'v, 's> {
    view: &'v View<'s>,
    keys: BTreeSet<RecordKey>,
}

impl Found<'_, '_> {
    /// A body as HTML.
    fn body(&mut self, body: &Body, record: u32) -> String {
        for segment in body.html.segments() {
            if let Segment::Hole(Hole::Open(link) | Hole::Title(link) | Hole::Address(link)) =
                segment
                && let Leads::To(Place { key, .. }) = self.view.leads(record, link)
            {
                self.keys.insert(key);
            }
        }
        html::body(self.view, body, record)
    }

    /// Adds a field to what is found.
    fn field(&mut self, document: &mut Document, fact: &Fact<'_>) {
        let view = self.view;
        each(&fact.shown, &mut |shown| {
            if let Shown::Link(Leads::To(Place { key, .. }), _) = shown {
                self.keys.insert(key.clone());
            }
        });
        let label = fact.field.label.get(view.tag());
        if let Shown::Markdown(body, record) = &fact.shown {
            let mut passages = passages::of(&self.body(body, *record));
            if let Some(first) = passages.first_mut().filter(|first| first.heading.is_empty()) {
                label.clone_into(&mut first.heading);
            }
            document.passages.extend(passages);
            return;
        }
        let text = crate::text::plain(&html::fact(view, fact));
        match &*fact.field.name {
            "summary" => document.summary = text,
            _ => document.fields.push((label.to_owned(), text.replace('\n', ", "))),
        }
    }
}

/// The date of a record: the first field of its own that is a date.
fn date(facts: &[Fact<'_>]) -> Option<Date> {
    let date = facts.iter().filter(|fact| !fact.field.common && fact.field.kind == Type::Date);
    let text = date.filter_map(|fact| match fact.shown {
        Shown::Date { text, .. } => Some(text),
        _ => None,
    });
    text.filter_map(|text| Date::parse(text).ok()).next()
}

/// A date of a record's own in words.
fn words_of_date(fact: &Fact<'_>) -> Option<String> {
    match &fact.shown {
        Shown::Date { words, .. } if !fact.field.common => Some(words.clone()),
        _ => None,
    }
}

/// What takes the place of a record: the label of the field, its title and its address from the site's root.
fn later(view: &View<'_>, id: EntityId) -> Vec<[String; 3]> {
    let steps = view.succession(id).later.into_iter();
    let told = |Step { entity, label }| {
        [label, view.title(entity).to_owned(), path(view, &view.route(entity))]
    };
    steps.map(told).collect()
}

/// The years of a date.
fn years(date: &Date) -> Vec<i64> {
    const MOST: i64 = 60;
    let year = |day: Day| day.year;
    match (date.earliest().map(year), date.latest().map(year)) {
        (Some(first), Some(last)) if (0..MOST).contains(&(last - first)) => {
            (first..=last).collect()
        }
        _ => date.year().into_iter().collect(),
    }
}

/// What an entity is filtered by.
fn values(
    view: &View<'_>,
    id: EntityId,
    facts: &[Fact<'_>],
    keys: &BTreeSet<RecordKey>,
) -> Vec<FacetValue> {
    let mut out = BTreeSet::new();
    for (facet, number) in view.search_facets().iter().zip(0..) {
        let mut add = |value: &str, label: &str| {
            let (value, label) = (value.to_owned(), label.to_owned());
            out.insert(FacetValue { facet: number, value, label });
        };
        match facet.by {
            By::Kind => {
                let kind = view.kind(view.kind_of(id));
                add(&kind.name, kind.plural.get(view.tag()));
            }
            By::Year => {
                let years = date(facts).as_ref().map(years).unwrap_or_default();
                years.iter().for_each(|year| add(&year.to_string(), &year.to_string()));
            }
            By::Records(kind) => {
                let kind = &view.kind(kind).name;
                for key in keys.iter().filter(|key| key.kind() == kind) {
                    let title = if key == view.key(id) { view.title(id) } else { "" };
                    add(key.id(), title);
                }
            }
            By::Countries | By::Field => {
                facts.iter().filter(|fact| is_of(fact, facet)).for_each(|fact| {
                    each(&fact.shown, &mut |shown| value(view, shown, &mut add));
                });
            }
        }
    }
    out.into_iter().collect()
}

fn is_of(fact: &Fact<'_>, facet: &Facet) -> bool {
    match facet.by {
        By::Countries => *fact.field.kind.item() == Type::Country,
        _ => fact.field.name == facet.name,
    }
}

/// The value of a field and what readers see of it.
fn value(view: &View<'_>, shown: &Shown<'_>, add: &mut dyn FnMut(&str, &str)) {
    match shown {
        Shown::Choice(value, label) => add(value, label),
        Shown::Country(code, name) => add(&code.to_lowercase(), name),
        Shown::Language(tag, name) => add(tag, name),
        Shown::Link(Leads::To(place), _) => add(place.key.as_str(), &place.title),
        Shown::Text(text) | Shown::Name(text, _) => add(text, text),
        Shown::Integer(number) => add(&number.to_string(), &number.to_string()),
        Shown::Bool(yes) => {
            let word = if *yes { "yes" } else { "no" };
            add(word, view.words().text(word).unwrap_or(word));
        }
        Shown::Date { text, .. } => {
            let year = text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
            year.into_iter().for_each(|year| add(year, year));
        }
        _ => {}
    }
}

/// The passages of a record in parts of about so many words, by the number of parts.
pub(crate) fn parts(passages: &[Passage], parts: usize, words: usize) -> Vec<Vec<&Passage>> {
    if parts < 2 {
        return vec![passages.iter().collect()];
    }
    let mut out: Vec<Vec<&Passage>> = vec![Vec::new(); parts];
    let mut before = 0;
    for passage in passages {
        out[(before / words).min(parts.saturating_sub(1))].push(passage);
        before += passage.text.split_whitespace().count();
    }
    out
}
