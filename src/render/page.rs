//! The contexts of pages: what templates get. The contract is docs/themes.md.

use std::sync::Arc;

use tera::{Context, Value as Tera};

use super::fragment::SENTENCE;
use super::html::{self, object, safe, to_root};
use super::table;
use crate::graph::EntityId;
use crate::id::Route;
use crate::parse::Heading;
use crate::plan::{Job, LINKED_HERE, LINKED_PAGE, NavTarget, Related, Subject, ViewPage};
use crate::schema::{DIFFERENT_FROM, Field};
use crate::text::escape;
use crate::view::{Fact, ROOT, Shape, Shown, View, content};

pub(crate) mod downloads;
mod lists;

pub(crate) use lists::{linked, listing};

/// The page of an entity: a record, a plain page or the home page.
pub(crate) fn entity(view: &View<'_>, job: &Job, id: EntityId) -> Option<Vec<u8>> {
    let (record, _) = view.record(id);
    let kind = view.kind(view.kind_of(id));
    let is_home = kind.is_page() && view.key(id).id() == "_index";
    let page_type = match (is_home, kind.is_page()) {
        (true, _) => "home",
        (_, true) => "page",
        _ => "record",
    };
    let mut page = page_object(view, page_type, &record.title);
    page.description = text_field(view, id, "summary");
    page.breadcrumbs = breadcrumbs(view, id);
    page.content_language = record.language;
    if view.has_language(id, view.language) {
        let json = job.route.sibling("index.json");
        page.json = if view.exists(&json) { view.url(&json) } else { String::new() };
        page.translations = translations(view, id);
    }
    page.available = (0..view.languages().len()).map(|l| view.has_language(id, l)).collect();
    // The home page is of the kind of plain pages, but looks like neither.
    let own = format!("{}.html", if is_home { page_type } else { &kind.name });
    let wanted = text_field(view, id, "template");
    let general = format!("{page_type}.html");
    let candidates = [wanted.as_str(), &own, &general, "record.html"];
    let template = view.template(&candidates)?;
    let mut context = frame(view, job, page);
    context.insert_value("record", record_value(view, id, view.asks_for_fields(template)));
    if let Some(listing) = view.table_listing(id, 1) {
        context.insert_value("list", lists::value(view, listing, 1));
    }
    if kind.is_page() {
        tree(view, id, &mut context);
    }
    if is_home {
        context.insert_value("kinds", kinds(view));
    }
    finish(view, job, template, &context)
}

/// The page of a view that is no list.
pub(crate) fn of_view(view: &View<'_>, job: &Job, page: &ViewPage) -> Option<Vec<u8>> {
    let content = content(page);
    let mut about = page_object(view, content.word(), &page.title);
    about.description.clone_from(&page.description);
    about.breadcrumbs = vec![home_crumb(view), (page.title.clone(), String::new())];
    let mut context = frame(view, job, about);
    let (name, own) = content.value(view, page);
    let shared = [
        ("title", Tera::from(page.title.as_str())),
        ("description", Tera::from(page.description.as_str())),
        ("intro", safe(&intro(view, page.intro))),
        ("downloads", downloads::links(view, job.about, page.language)),
    ];
    context.insert_value(name, object(shared.into_iter().chain(own)));
    let template = format!("{}.html", content.word());
    let template = view.template(&[&template])?;
    finish(view, job, template, &context)
}

/// A home page without words of its own.
pub(crate) fn home(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.config().title.get(view.tag()).to_owned();
    let mut context = common(view, job, "home", &title);
    context.insert_value("record", empty_record(view, &title));
    context.insert_value("kinds", kinds(view));
    context.insert_value("tree", Tera::from(Vec::<Tera>::new()));
    finish(view, job, "home.html", &context)
}

/// The page for addresses that do not exist.
pub(crate) fn not_found(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.words().text("not_found_title").unwrap_or("404").to_owned();
    let mut page = page_object(view, "404", &title);
    page.noindex = true;
    let context = frame(view, job, page);
    finish(view, job, "404.html", &context)
}

/// Renders a page and writes the way to the root into it.
pub(crate) fn finish(
    view: &View<'_>,
    job: &Job,
    template: &str,
    context: &Context,
) -> Option<Vec<u8>> {
    let page = view.render(template, context, &job.route.address())?;
    Some(to_root(&page, &root(view, &job.route)))
}

/// The way from a page to the site's root. A page for addresses that do not exist is shown at
/// any address, so its way is that of the whole site.
pub(crate) fn root(view: &View<'_>, route: &Route) -> String {
    if route.as_str().ends_with("404.html") && !view.settings().for_disk {
        let path = view.base_url().split_once("://").and_then(|(_, rest)| rest.split_once('/'));
        // Two slashes at the start would name another host.
        return path.map_or_else(
            || "/".to_owned(),
            |(_, path)| format!("/{}", path.trim_start_matches('/')),
        );
    }
    match route.depth() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// What every page gets, where the page says nothing of itself but its title.
pub(crate) fn common(view: &View<'_>, job: &Job, page_type: &'static str, title: &str) -> Context {
    frame(view, job, page_object(view, page_type, title))
}

/// What every page gets.
pub(crate) fn frame(view: &View<'_>, job: &Job, page: Page) -> Context {
    let config = view.config();
    let tag = view.tag();
    let mut context = Context::new();
    context.insert_value("root", safe(&ROOT.to_string()));
    let site = object([
        ("title", Tera::from(config.title.get(tag))),
        ("description", Tera::from(config.description.get(tag))),
        ("base_url", Tera::from(view.base_url())),
        ("params", Tera::from_serializable(&config.params)),
        ("version", Tera::from(env!("CARGO_PKG_VERSION"))),
    ]);
    context.insert_value("site", site);
    context.insert_value("nav", navigation(view, job));
    context.insert_value("page", page.into_value(view, job));
    context
}

/// What a page says of itself.
pub(crate) struct Page {
    page_type: &'static str,
    title: String,
    pub(crate) description: String,
    /// Titles and addresses; the last is this page's.
    pub(crate) breadcrumbs: Vec<(String, String)>,
    json: String,
    pub(crate) content_language: usize,
    /// The languages in which the page has a text of its own; empty: all.
    available: Vec<bool>,
    translations: Vec<(String, Route)>,
    pub(crate) noindex: bool,
}

pub(crate) fn page_object(view: &View<'_>, page_type: &'static str, title: &str) -> Page {
    Page {
        page_type,
        title: title.to_owned(),
        description: String::new(),
        breadcrumbs: Vec::new(),
        json: String::new(),
        content_language: view.language,
        available: Vec::new(),
        translations: Vec::new(),
        noindex: false,
    }
}

impl Page {
    pub(crate) fn into_value(self, view: &View<'_>, job: &Job) -> Tera {
        let languages = view.languages();
        let own = &languages[view.language];
        let content = &languages[self.content_language];
        let falls_back = self.content_language != view.language;
        let fallback = if falls_back { content.own_name() } else { "" };
        let canonical = match (falls_back, view.base_url()) {
            (_, "") => String::new(),
            // A page that shows another language's text is a copy of that language's page.
            (true, _) => view.absolute(&in_language(view, &job.route, self.content_language)),
            (false, _) => view.absolute(&job.route),
        };
        let crumbs: Vec<Tera> = self
            .breadcrumbs
            .iter()
            .map(|(title, url)| object([("title", Tera::from(title.as_str())), ("url", safe(url))]))
            .collect();
        object([
            ("type", Tera::from(self.page_type)),
            ("title", Tera::from(self.title.as_str())),
            ("description", Tera::from(self.description.as_str())),
            ("path", Tera::from(job.route.address())),
            ("url", Tera::from(canonical)),
            ("home", safe(&view.url(&home_route(view, view.language)))),
            ("lang", Tera::from(own.as_str())),
            ("dir", Tera::from(own.direction().to_string())),
            ("content_lang", Tera::from(content.as_str())),
            ("content_dir", Tera::from(content.direction().to_string())),
            ("fallback", Tera::from(fallback)),
            ("languages", switcher(view, job, &self.available)),
            ("alternates", alternates(view, &self.translations)),
            ("breadcrumbs", Tera::from(crumbs)),
            ("json", safe(&self.json)),
            ("feeds", downloads::links(view, Subject::Site, view.language)),
            ("noindex", Tera::from(self.noindex)),
        ])
    }
}

fn prefix(view: &View<'_>, language: usize) -> String {
    crate::plan::language_prefix(view.config(), language)
}

/// The home page of a language.
pub(crate) fn home_route(view: &View<'_>, language: usize) -> Route {
    Route::page(&prefix(view, language)).expect("a language's folder is a good address")
}

/// The same address in another language.
fn in_language(view: &View<'_>, route: &Route, language: usize) -> Route {
    let own = prefix(view, view.language);
    let path = route.as_str().strip_prefix(&own).unwrap_or(route.as_str());
    Route::file(&format!("{}{path}", prefix(view, language))).expect("both parts are addresses")
}

/// Links to the page in every language; to a language's home page where it has no such page.
fn switcher(view: &View<'_>, job: &Job, available: &[bool]) -> Tera {
    let languages = view.languages();
    if languages.len() < 2 {
        return Tera::from(Vec::<Tera>::new());
    }
    let entries = languages.iter().enumerate().map(|(number, language)| {
        let there = in_language(view, &job.route, number);
        let exists = number == view.language || view.exists(&there);
        let route = if exists { there } else { home_route(view, number) };
        object([
            ("code", Tera::from(language.as_str())),
            ("name", Tera::from(language.own_name())),
            ("dir", Tera::from(language.direction().to_string())),
            ("url", safe(&view.url(&route))),
            ("current", Tera::from(number == view.language)),
            ("available", Tera::from(exists && available.get(number).copied().unwrap_or(true))),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The pages of an entity in the languages in which it has a text of its own, the default
/// language's once more as `x-default`. Empty where there is one only.
pub(crate) fn translations(view: &View<'_>, id: EntityId) -> Vec<(String, Route)> {
    let all = 0..view.languages().len();
    let there: Vec<usize> = all.filter(|language| view.has_language(id, *language)).collect();
    if there.len() < 2 {
        return Vec::new();
    }
    let route = |language: usize| view.in_language(language, |view| view.route(id));
    let mut out: Vec<_> = there
        .iter()
        .map(|language| (view.languages()[*language].as_str().to_owned(), route(*language)))
        .collect();
    out.push(("x-default".to_owned(), route(there[0])));
    out
}

fn alternates(view: &View<'_>, translations: &[(String, Route)]) -> Tera {
    if view.base_url().is_empty() {
        return Tera::from(Vec::<Tera>::new());
    }
    let entries = translations.iter().map(|(tag, route)| {
        object([("lang", Tera::from(tag.as_str())), ("url", Tera::from(view.absolute(route)))])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

fn navigation(view: &View<'_>, job: &Job) -> Tera {
    let entries = view.navigation().iter().map(|(title, target)| {
        let (url, current) = match target {
            NavTarget::Elsewhere(url) => (escape(url), false),
            NavTarget::Page(route) => {
                let folder = route.folder_form();
                let own = job.route.folder_form();
                let within = folder.matches('/').count() > usize::from(view.language != 0);
                (view.url(route), route == &job.route || within && own.starts_with(folder))
            }
        };
        object([
            ("title", Tera::from(title.as_str())),
            ("url", safe(&url)),
            ("current", Tera::from(current)),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The way to a page: home, the list of its kind or the pages above it, itself. A row stands below
/// its table, and a table among the rows in whose folder it lies.
fn breadcrumbs(view: &View<'_>, id: EntityId) -> Vec<(String, String)> {
    let kind = view.home_of(id);
    let mut out = vec![home_crumb(view)];
    if view.kind(kind).is_page() {
        let own = view.key(id).id();
        if own == "_index" {
            return Vec::new();
        }
        let tree = view.tree(own.split('/').next().unwrap_or(own));
        let above = tree.and_then(|tree| Some((tree, tree.path(tree.place(id)?))));
        for (tree, at) in above.iter().flat_map(|(tree, path)| path.iter().map(|at| (*tree, *at))) {
            let page = tree.pages[at].1;
            out.push((view.title(page).to_owned(), view.url(&view.route(page))));
        }
    } else if let Some((title, route)) = view.kind_listing(kind) {
        out.push((title.to_owned(), view.url(&route)));
    }
    if let Some(place) = view.row(id) {
        let url = view.url(&view.route(place.table));
        out.push((view.title(place.table).to_owned(), url));
    }
    out.push((view.title(id).to_owned(), String::new()));
    out
}

pub(crate) fn home_crumb(view: &View<'_>) -> (String, String) {
    let home = view.words().text("home").unwrap_or("Home").to_owned();
    (home, view.url(&home_route(view, view.language)))
}

/// The text of a field; empty where it is not given.
pub(crate) fn text_field(view: &View<'_>, id: EntityId, name: &str) -> String {
    match view.fact(id, name).map(|fact| fact.shown) {
        Some(Shown::Text(text) | Shown::Choice(_, text)) => text.to_owned(),
        _ => String::new(),
    }
}

/// Whether a record is a draft.
pub(crate) fn is_draft(view: &View<'_>, id: EntityId) -> bool {
    matches!(view.fact(id, "draft").map(|fact| fact.shown), Some(Shown::Bool(true)))
}

/// `fields` are the values as data, for templates that ask for them.
fn record_value(view: &View<'_>, id: EntityId, with_fields: bool) -> Tera {
    let (record, number) = view.record(id);
    let kind = view.kind(view.kind_of(id));
    let tag = view.tag();
    let kind_url = view.kind_listing(view.kind_of(id)).map(|(_, route)| view.url(&route));
    let sources = view.fact(id, "source").map(|fact| html::fact(view, &fact)).unwrap_or_default();
    let related = view.related(id);
    let count: usize = related.iter().map(|group| group.items.len()).sum();
    let groups: Vec<Tera> = related.iter().map(|group| related_value(view, id, group)).collect();
    let label = if kind.is_page() { "" } else { kind.label.get(tag) };
    let facts = facts(view, id);
    let shown = view.on_record().iter().map(|(name, show)| (*name, show(view, id)));
    let own = [
        ("kind", Tera::from(kind.name.as_str())),
        ("kind_label", Tera::from(label)),
        ("kind_plural", Tera::from(kind.plural.get(tag))),
        ("kind_url", safe(&kind_url.unwrap_or_default())),
        ("id", Tera::from(view.key(id).id())),
        ("icon", Tera::from(kind.icon.as_str())),
        ("title", Tera::from(record.title.as_str())),
        ("summary", Tera::from(text_field(view, id, "summary"))),
        ("body", safe(&html::body(view, &record.body, number))),
        ("toc", toc(&record.body.headings)),
        ("words", Tera::from(record.body.words)),
        ("facts", values(&facts, |_| true)),
        ("first_facts", values(&facts, |first| first)),
        ("other_facts", values(&facts, |first| !first)),
        ("sources", safe(&sources)),
        ("fields", if with_fields { fields(view, id) } else { object([]) }),
        ("names", names(view, id)),
        ("related", Tera::from(groups)),
        ("related_count", Tera::from(count)),
        ("distribution", Tera::from(text_field(view, id, "distribution"))),
        ("reviewed", Tera::from(reviewed(view, id))),
        ("draft", Tera::from(is_draft(view, id))),
        ("table", table::of_record(view, id)),
        ("row", table::of_row(view, id)),
    ];
    object(own.into_iter().chain(shown))
}

fn empty_record(view: &View<'_>, title: &str) -> Tera {
    let none = || Tera::from(Vec::<Tera>::new());
    let shown = view.on_record().iter().map(|(name, _)| (*name, none()));
    let own = [
        ("kind", Tera::from("page")),
        ("kind_label", Tera::from("")),
        ("kind_plural", Tera::from("")),
        ("kind_url", safe("")),
        ("id", Tera::from("_index")),
        ("icon", Tera::from("")),
        ("title", Tera::from(title)),
        ("summary", Tera::from(view.config().description.get(view.tag()))),
        ("body", safe("")),
        ("toc", none()),
        ("words", Tera::from(0)),
        ("facts", none()),
        ("first_facts", none()),
        ("other_facts", none()),
        ("sources", safe("")),
        ("fields", object([])),
        ("names", none()),
        ("related", none()),
        ("related_count", Tera::from(0)),
        ("distribution", Tera::from("")),
        ("reviewed", Tera::from("")),
        ("draft", Tera::from(false)),
        ("table", Tera::none()),
        ("row", Tera::none()),
    ];
    object(own.into_iter().chain(shown))
}

fn reviewed(view: &View<'_>, id: EntityId) -> String {
    match view.fact(id, "reviewed").map(|fact| fact.shown) {
        Some(Shown::Date { words, .. }) => words,
        _ => String::new(),
    }
}

/// The fields of the kind itself, each with whether it stands before the others. Most of those that
/// every kind has stand in places of their own.
fn facts(view: &View<'_>, id: EntityId) -> Vec<(bool, Tera)> {
    let facts = view.facts(id);
    let is_here = |field: &Field| !field.common || field.name == DIFFERENT_FROM;
    let own = facts.iter().filter(|fact| is_here(fact.field));
    let value = |fact: &Fact<'_>| {
        object([
            ("name", Tera::from(fact.field.name.as_str())),
            ("label", Tera::from(fact.field.label.get(view.tag()))),
            ("html", safe(&html::fact(view, fact))),
            ("is_list", Tera::from(html::is_list(fact))),
            ("recorded", fact.recorded.map_or(Tera::none(), Tera::from)),
        ])
    };
    own.map(|fact| (fact.field.first, value(fact))).collect()
}

/// Those facts of which `wanted` says so, told whether one stands before the others.
fn values(facts: &[(bool, Tera)], wanted: impl Fn(bool) -> bool) -> Tera {
    let wanted = facts.iter().filter(|(first, _)| wanted(*first));
    Tera::from(wanted.map(|(_, value)| value.clone()).collect::<Vec<_>>())
}

fn fields(view: &View<'_>, id: EntityId) -> Tera {
    let facts = view.facts(id);
    let values = facts.iter().map(|fact| {
        (
            fact.field.name.clone().into(),
            Tera::from_serializable(&super::data::fact_json(view, fact)),
        )
    });
    Tera::from(values.collect::<tera::Map>())
}

fn names(view: &View<'_>, id: EntityId) -> Tera {
    let mut out = Vec::new();
    if let Some(Shown::List(items)) = view.fact(id, "names").map(|fact| fact.shown) {
        for item in items {
            match item {
                Shown::Text(name) => out.push(Tera::from(name)),
                Shown::Name(name, language) => out.push(safe(&html::name(name, language))),
                _ => {}
            }
        }
    }
    Tera::from(out)
}

/// The headings of the second to fourth level as a tree.
fn toc(headings: &[Heading]) -> Tera {
    let wanted: Vec<&Heading> = headings.iter().filter(|h| (2..=4).contains(&h.level)).collect();
    Tera::from(branches(&wanted))
}

fn branches(headings: &[&Heading]) -> Vec<Tera> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < headings.len() {
        let heading = headings[at];
        let below = headings[at + 1..].iter().take_while(|h| h.level > heading.level).count();
        let children = branches(&headings[at + 1..at + 1 + below]);
        out.push(object([
            ("id", Tera::from(heading.id.as_str())),
            ("title", Tera::from(heading.text.as_str())),
            ("level", Tera::from(i64::from(heading.level))),
            ("children", Tera::from(children)),
        ]));
        at += 1 + below;
    }
    out
}

/// What stands above a group of relations: the field's inverse, or that it is mentioned.
pub(crate) fn related_label(view: &View<'_>, group: &Related) -> String {
    let tag = view.tag();
    let kind = view.kind(group.kind);
    match group.field.map(|field| &kind.fields[field as usize]) {
        Some(field) => match &field.inverse {
            Some(inverse) => inverse.get(tag).to_owned(),
            None => format!("{}: {}", kind.plural.get(tag), field.label.get(tag)),
        },
        None => {
            let plural = kind.plural.get(tag);
            view.words().filled("mentioned_in", &[("kind", plural)])
        }
    }
}

/// The backlinks of a group from `start` on, at most `most` of them.
pub(crate) fn backlinks(view: &View<'_>, group: &Related, start: usize, most: usize) -> String {
    let (mut out, none) = (String::new(), Arc::default());
    for item in group.items.iter().skip(start).take(most) {
        let sentence = view.sentence(item);
        if sentence.is_empty() {
            out.push_str(&view.fragment(item.from, Shape::Backlink, &none));
        } else {
            let html = view.fragment(item.from, Shape::BacklinkWithSentence, &none);
            out.push_str(&html.replace(SENTENCE, &escape(&sentence)));
        }
    }
    out
}

fn related_value(view: &View<'_>, id: EntityId, group: &Related) -> Tera {
    let kind = view.kind(group.kind);
    let more = (group.more_pages() > 0)
        .then(|| view.url(&crate::plan::linked_route(&view.route(id), &group.slug_of(kind), 1)));
    object([
        ("label", Tera::from(related_label(view, group))),
        ("kind_label", Tera::from(kind.plural.get(view.tag()))),
        ("count", Tera::from(group.items.len())),
        ("items", safe(&backlinks(view, group, 0, LINKED_HERE))),
        ("more_url", safe(&more.unwrap_or_default())),
    ])
}

/// The kinds that have records, as entries of the home page.
fn kinds(view: &View<'_>) -> Tera {
    let tag = view.tag();
    let entries = view.kinds().into_iter().map(|(number, count, route)| {
        let kind = view.kind(number);
        object([
            ("name", Tera::from(kind.name.as_str())),
            ("label", Tera::from(kind.label.get(tag))),
            ("plural", Tera::from(kind.plural.get(tag))),
            ("icon", Tera::from(kind.icon.as_str())),
            ("count", Tera::from(count)),
            ("url", safe(&view.url(&route))),
            ("description", Tera::from(kind.description.get(tag))),
        ])
    });
    Tera::from(entries.collect::<Vec<_>>())
}

/// The navigation of a page's section: its tree, and the pages before and after it.
fn tree(view: &View<'_>, id: EntityId, context: &mut Context) {
    let own = view.key(id).id();
    let Some(tree) = view.tree(own.split('/').next().unwrap_or(own)) else {
        context.insert_value("tree", Tera::from(Vec::<Tera>::new()));
        return;
    };
    let at = tree.place(id);
    context.insert_value("tree", Tera::from(nodes(view, &tree.shown(at), own)));
    let neighbours =
        [("previous", at.and_then(|at| at.checked_sub(1))), ("next", at.map(|at| at + 1))];
    for (name, at) in neighbours {
        if let Some((_, page)) = at.and_then(|at| tree.pages.get(at)) {
            let title = Tera::from(view.title(*page));
            let url = safe(&view.url(&view.route(*page)));
            context.insert_value(name, object([("title", title), ("url", url)]));
        }
    }
}

fn nodes(view: &View<'_>, pages: &[(usize, EntityId)], own: &str) -> Vec<Tera> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pages.len() {
        let (depth, id) = pages[at];
        let below = pages[at + 1..].iter().take_while(|(d, _)| *d > depth).count();
        let name = view.key(id).id();
        let open = own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        let children = nodes(view, &pages[at + 1..at + 1 + below], own);
        out.push(object([
            ("title", Tera::from(view.title(id))),
            ("url", safe(&view.url(&view.route(id)))),
            ("current", Tera::from(own == name)),
            ("open", Tera::from(open)),
            ("children", Tera::from(children)),
        ]));
        at += 1 + below;
    }
    out
}

fn page_url(view: &View<'_>, folder: &str) -> Tera {
    safe(&view.folder_url(folder))
}

/// The words of a page that stand above a list or a view.
pub(crate) fn intro(view: &View<'_>, id: Option<EntityId>) -> String {
    let Some(id) = id else { return String::new() };
    let (record, number) = view.record(id);
    html::body(view, &record.body, number)
}

/// How many backlinks stand on a page of their own.
pub(crate) const PER_PAGE: usize = LINKED_PAGE;
