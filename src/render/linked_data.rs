//! Pages as data of schema.org (JSON-LD), for search engines and whoever else reads it. The
//! contract is docs/reference/linked-data.md.

use serde_json::{Map, Value as Json, json};

use super::context::Link;
use super::data;
use crate::edtf::{Date, Precision};
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::Subject;
use crate::schema::vocabulary::{From, Part, Pattern, Term, Values};
use crate::view::{Fact, Leads, Place, ROOT, Shown, View};

/// What stands before the names of the members of enumerations.
const VOCABULARY: &str = "https://schema.org/";

/// How many values of a property a page gives: it is to stay light, and names those first that the
/// record names first.
const MOST: usize = 25;

/// What is known of a page.
pub(super) struct Facts<'a> {
    /// The record that it is about.
    pub subject: Option<EntityId>,
    /// Its whole address; empty where that is not known.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// A sentence about it, or nothing.
    pub description: &'a str,
    /// The word for what it shows.
    pub page_type: &'a str,
    /// The way to it.
    pub breadcrumbs: &'a [Link],
}

/// The data of a page as text that can stand in a `<script>` (HTML, section 4.12.1.3): it has no `<`.
pub(super) fn block(view: &View<'_>, page: &Facts<'_>) -> String {
    let mut graph = vec![Json::Object(main(view, page))];
    graph.extend(way(view, page));
    let whole = json!({ "@context": "https://schema.org", "@graph": graph });
    let text = whole.to_string();
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            other => out.push(other),
        }
    }
    out
}

/// What the page is about: its record, or the page itself.
fn main(view: &View<'_>, page: &Facts<'_>) -> Map<String, Json> {
    let mapped = page.subject.and_then(|id| Some((id, view.schema_org(id)?)));
    let (class, name) = match mapped {
        Some((_, pattern)) => (pattern.class.as_str(), page.title),
        None if page.page_type == "home" => ("WebSite", view.config().title.get(view.tag())),
        None if page.page_type == "list" => ("CollectionPage", page.title),
        None => ("WebPage", page.title),
    };
    let mut out = node(class, page.url, name);
    text(&mut out, "description", page.description);
    match mapped {
        Some((id, pattern)) => {
            names(view, id, &mut out);
            properties(view, id, pattern, &mut out);
        }
        None => {
            out.insert("inLanguage".to_owned(), view.tag().into());
            if page.page_type == "home" {
                search(view, &mut out);
            }
        }
    }
    out
}

fn node(class: &str, url: &str, name: &str) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("@type".to_owned(), class.into());
    text(&mut out, "@id", url);
    text(&mut out, "url", url);
    text(&mut out, "name", name);
    out
}

fn text(out: &mut Map<String, Json>, property: &str, text: &str) {
    if !text.is_empty() {
        out.insert(property.to_owned(), text.into());
    }
}

/// The other names of a record.
fn names(view: &View<'_>, id: EntityId, out: &mut Map<String, Json>) {
    let facts = view.facts(id).into_iter();
    let named = facts.filter(|fact| fact.field.is_name || fact.field.takes_names());
    let all = named.flat_map(|fact| each(fact.shown)).filter_map(|shown| match shown {
        Shown::Text(name) | Shown::Name(name, _) => Some(Json::from(name)),
        _ => None,
    });
    set(out, "alternateName", all.collect());
}

/// One value as it is, several as a list, each once.
fn set(out: &mut Map<String, Json>, property: &str, mut values: Vec<Json>) {
    let mut seen: Vec<Json> = Vec::new();
    values.retain(|value| {
        let is_new = !seen.contains(value);
        seen.push(value.clone());
        is_new
    });
    values.truncate(MOST);
    match values.len() {
        0 => {}
        1 => drop(out.insert(property.to_owned(), values.remove(0))),
        _ => drop(out.insert(property.to_owned(), Json::Array(values))),
    }
}

/// What a mapping says. What stands there already is not said again in other words.
fn properties(view: &View<'_>, id: EntityId, pattern: &Pattern, out: &mut Map<String, Json>) {
    for (property, terms) in &pattern.properties {
        if out.contains_key(property) {
            continue;
        }
        let values = terms.iter().flat_map(|term| match term {
            Term::Values(values) => all(view, id, values, property),
            Term::Thing(pattern) => thing(view, id, pattern).into_iter().collect(),
        });
        set(out, property, values.collect());
    }
}

/// A thing that is made of the values of a record; none where there are no values.
fn thing(view: &View<'_>, id: EntityId, pattern: &Pattern) -> Option<Json> {
    let mut out = Map::new();
    if view.is_said(id, pattern) {
        properties(view, id, pattern, &mut out);
    }
    if out.is_empty() {
        return None;
    }
    out.insert("@type".to_owned(), pattern.class.as_str().into());
    Some(Json::Object(out))
}

fn all(view: &View<'_>, id: EntityId, values: &Values, property: &str) -> Vec<Json> {
    let found = match &values.from {
        From::Field(name) if name == "title" => vec![view.title(id).into()],
        From::Field(name) => {
            view.fact(id, name).map(|f| of_fact(view, values, f)).unwrap_or_default()
        }
        From::Inverse { kind, field } => inverse(view, id, kind, field),
        From::Files => files(view, id),
        From::Table => view.row(id).map(|place| record(view, place.table)).into_iter().collect(),
        From::Kind => kind(view, id).into_iter().collect(),
    };
    let Some(role) = &values.role else { return found };
    let with_role = |value| json!({ "@type": "Role", "roleName": role, property: value });
    found.into_iter().map(with_role).collect()
}

fn each(shown: Shown<'_>) -> Vec<Shown<'_>> {
    match shown {
        Shown::List(items) => items,
        single => vec![single],
    }
}

fn of_fact(view: &View<'_>, values: &Values, fact: Fact<'_>) -> Vec<Json> {
    let items = each(fact.shown).into_iter();
    items.filter_map(|shown| one(view, values, &shown)).collect()
}

fn one(view: &View<'_>, values: &Values, shown: &Shown<'_>) -> Option<Json> {
    if let Some(words) = &values.words {
        let word = data::text(view, shown);
        return Some(format!("{VOCABULARY}{}", words.get(&word)?).into());
    }
    Some(match shown {
        Shown::Date { text, .. } => date(text, values.part)?.into(),
        Shown::NotStated => return None,
        Shown::Choice(_, label) => (*label).into(),
        Shown::Link(Leads::To(place), _) => reference(view, place),
        Shown::Link(_, written) => (*written).into(),
        Shown::Integer(number) => (*number).into(),
        Shown::Number(number) => (*number).into(),
        Shown::Bool(yes) => (*yes).into(),
        other => data::text(view, other).into(),
    })
}

/// A date as schema.org takes it (ISO 8601). One that is not known so is left out, since nothing
/// else can be said there.
fn date(text: &str, part: Part) -> Option<String> {
    let is_period = text.contains('/');
    let text = match part {
        Part::Whole => text,
        Part::Start => text.split('/').next()?,
        Part::End if is_period => text.rsplit('/').next()?,
        Part::End => return None,
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-/:TZ+".contains(&byte));
    let known = Date::parse(text).ok().filter(|_| is_plain)?;
    let takes = [Precision::Year, Precision::Month, Precision::Day, Precision::Time];
    takes.contains(&known.precision()).then(|| text.to_owned())
}

fn inverse(view: &View<'_>, id: EntityId, kind: &str, field: &str) -> Vec<Json> {
    let found = referring(view, id, kind, field).into_iter();
    found.take(MOST).map(|from| record(view, from)).collect()
}

/// The records of a kind that refer to a record in a field.
pub(super) fn referring(view: &View<'_>, id: EntityId, kind: &str, field: &str) -> Vec<EntityId> {
    let related = view.related(id);
    let wanted = related.iter().filter(|group| {
        let own = view.kind(group.kind);
        own.name == kind && group.field.is_some_and(|at| own.fields[at as usize].name == field)
    });
    wanted.flat_map(|group| &group.items).map(|item| item.from).collect()
}

/// What a reference leads to. A place on a page is another thing than what the page is about.
fn reference(view: &View<'_>, place: &Place) -> Json {
    match view.find(&place.key) {
        Some(id) if !place.url.contains('#') => record(view, id),
        _ => {
            let url = match view.base_url() {
                "" => String::new(),
                base => place.url.replace(ROOT, base).replace("index.html#", "#"),
            };
            short("CreativeWork", &url, &place.title)
        }
    }
}

/// A record that another one names.
fn record(view: &View<'_>, id: EntityId) -> Json {
    let class = view.schema_org(id).map_or("Thing", |pattern| pattern.class.as_str());
    short(class, &known_address(view, &view.route(id)), view.title(id))
}

fn short(class: &str, url: &str, name: &str) -> Json {
    let mut out = node(class, url, name);
    out.remove("url");
    Json::Object(out)
}

/// The whole address of a page; empty where that of the site is not known.
fn known_address(view: &View<'_>, route: &Route) -> String {
    if view.base_url().is_empty() { String::new() } else { view.absolute(route) }
}

fn kind(view: &View<'_>, id: EntityId) -> Option<Json> {
    let (title, route) = view.kind_listing(view.kind_of(id))?;
    Some(short("DefinedTermSet", &known_address(view, &route), title))
}

/// The files of a table to take home.
fn files(view: &View<'_>, id: EntityId) -> Vec<Json> {
    let Some(language) = view.table_language(id) else { return Vec::new() };
    let files = view.downloads(Subject::Entity(id), language).iter();
    let file = |file: &crate::plan::Download| {
        let mut out = Map::new();
        out.insert("@type".to_owned(), "DataDownload".into());
        text(&mut out, "contentUrl", &known_address(view, &file.route));
        text(&mut out, "encodingFormat", file.media);
        Json::Object(out)
    };
    files.map(file).collect()
}

/// The way to a page, where addresses are known.
fn way(view: &View<'_>, page: &Facts<'_>) -> Option<Json> {
    let base = Some(view.base_url()).filter(|base| !base.is_empty())?;
    if page.breadcrumbs.len() < 2 {
        return None;
    }
    let step = |(at, step): (usize, &Link)| {
        let address = step.url.as_str().replace(ROOT, base);
        let mut out = Map::new();
        out.insert("@type".to_owned(), "ListItem".into());
        out.insert("position".to_owned(), (at + 1).into());
        text(&mut out, "name", &step.title);
        text(&mut out, "item", address.strip_suffix("index.html").unwrap_or(&address));
        Json::Object(out)
    };
    let steps: Vec<Json> = page.breadcrumbs.iter().enumerate().map(step).collect();
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": steps }))
}

/// That the site can be searched, and how.
fn search(view: &View<'_>, out: &mut Map<String, Json>) {
    let page = Route::page(&format!("{}search", super::page::prefix(view, view.language)));
    let page = page.filter(|page| view.exists(page) && !view.base_url().is_empty());
    if let Some(page) = page {
        let target = format!("{}?q={{search_term_string}}", view.absolute(&page));
        let action = json!({
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": target },
            "query-input": "required name=search_term_string",
        });
        out.insert("potentialAction".to_owned(), action);
    }
}
