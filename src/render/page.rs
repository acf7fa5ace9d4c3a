//! The contexts of pages: what templates get. The contract is docs/themes.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use tera::{Context, Value as Tera};

use super::context::{
    self, Alternate, Fact, KindEntry, Link, Markup, NavEntry, PageLanguage, Record, TocEntry,
    TreeNode,
};
use super::fragment::SENTENCE;
use super::html::{self, object, safe, to_root};
use super::{linked_data, signposts, succession, table, time};
use crate::graph::EntityId;
use crate::id::Route;
use crate::parse::Heading;
use crate::plan::{
    Job, LINKED_HERE, LINKED_PAGE, NavTarget, Related, Subject, ViewPage, print_route,
};
use crate::schema::{DIFFERENT_FROM, Field, Freshness};
use crate::text::escape;
use crate::view::{self, ROOT, Shape, Shown, View, content};

pub(crate) mod downloads;
mod letters;
mod lists;

pub(crate) use letters::{letter, search};
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
    let mut page = about(view, page_type, &record.title);
    page.description = text_field(view, id, "summary");
    page.breadcrumbs = breadcrumbs(view, id);
    page.content_language = record.language;
    page.noindex = view.is_retired(id);
    page.subject = Some(id);
    if view.has_language(id, view.language) {
        let json = job.route.sibling("index.json");
        page.json = if view.exists(&json) { view.url(&json) } else { String::new() };
        let markdown = job.route.sibling("index.md");
        page.markdown = if view.exists(&markdown) { view.url(&markdown) } else { String::new() };
        page.print = print_url(view, &view.route(id));
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
        context.insert("list", &lists::value(view, listing, 1));
    }
    if kind.is_page() {
        tree(view, id, &mut context);
    }
    if is_home {
        context.insert("kinds", &kinds(view));
    }
    finish(view, job, template, &context)
}

/// The page of a view that is not a list.
pub(crate) fn of_view(view: &View<'_>, job: &Job, page: &ViewPage) -> Option<Vec<u8>> {
    let content = content(page);
    let mut about = about(view, content.word(), &page.title);
    about.description.clone_from(&page.description);
    about.breadcrumbs = vec![home_crumb(view), crumb(&page.title, String::new())];
    let mut context = frame(view, job, about);
    let (name, own) = content.value(view, page);
    let shared = [
        ("title", Tera::from(page.title.as_str())),
        ("description", Tera::from(page.description.as_str())),
        ("intro", safe(&intro(view, page.intro))),
        ("downloads", Tera::from_serializable(&downloads::links(view, job.about, page.language))),
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
    context.insert("kinds", &kinds(view));
    context.insert("tree", &NO_TREE);
    finish(view, job, "home.html", &context)
}

/// The page for addresses that do not exist.
pub(crate) fn not_found(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.words().text("not_found_title").unwrap_or("404").to_owned();
    let mut page = about(view, "404", &title);
    page.noindex = true;
    let context = frame(view, job, page);
    finish(view, job, "404.html", &context)
}

/// The drawing of an icon, as the path of an SVG; empty where the theme has no icons.
pub(crate) fn icon(view: &View<'_>, name: &str) -> String {
    let Some(template) = view.template(&["parts/icon.html"]) else { return String::new() };
    let mut context = Context::new();
    context.insert("name", name);
    let drawn = view.render(template, &context, "").unwrap_or_default();
    let path = drawn.split_once(" d=\"").and_then(|(_, rest)| rest.split_once('"'));
    path.map(|(path, _)| path.trim().to_owned()).unwrap_or_default()
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
    if route.as_str().ends_with("404.html") && !view.for_disk() {
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
    frame(view, job, about(view, page_type, title))
}

/// What every page gets.
pub(crate) fn frame(view: &View<'_>, job: &Job, page: About) -> Context {
    let config = view.config();
    let tag = view.tag();
    let mut context = Context::new();
    context.insert("root", &Markup::from(ROOT.to_string()));
    let site = context::Site {
        title: config.title.get(tag),
        description: config.description.get(tag),
        base_url: view.base_url(),
        params: &config.params,
        version: env!("CARGO_PKG_VERSION"),
    };
    context.insert("site", &site);
    context.insert("nav", &navigation(view, job));
    context.insert("page", &page.context(view, job));
    context
}

/// What a page says of itself.
pub(crate) struct About {
    page_type: &'static str,
    title: String,
    pub(crate) description: String,
    /// The last is this page.
    pub(crate) breadcrumbs: Vec<Link>,
    json: String,
    pub(crate) markdown: String,
    pub(crate) print: String,
    pub(crate) content_language: usize,
    /// The languages in which the page has a text of its own; empty: all.
    available: Vec<bool>,
    translations: Vec<(String, Route)>,
    pub(crate) noindex: bool,
    /// The record that it is about.
    subject: Option<EntityId>,
}

pub(crate) fn about(view: &View<'_>, page_type: &'static str, title: &str) -> About {
    About {
        page_type,
        title: title.to_owned(),
        description: String::new(),
        breadcrumbs: Vec::new(),
        json: String::new(),
        markdown: String::new(),
        print: String::new(),
        content_language: view.language,
        available: Vec::new(),
        translations: Vec::new(),
        noindex: false,
        subject: None,
    }
}

impl About {
    fn context<'s>(self, view: &View<'s>, job: &Job) -> context::Page<'s> {
        let languages = view.languages();
        let own = &languages[view.language];
        let content = &languages[self.content_language];
        let falls_back = self.content_language != view.language;
        let url = self.canonical(view, job);
        let links = self.subject.map(|id| signposts::of_page(view, id, url.clone()));
        context::Page {
            page_type: self.page_type,
            links: links.unwrap_or_default(),
            linked_data: self.linked_data(view, &url).into(),
            offline: offline_url(view).into(),
            url,
            path: job.route.address(),
            home: view.url(&home_route(view, view.language)).into(),
            lang: own.as_str(),
            dir: own.direction().as_str(),
            content_lang: content.as_str(),
            content_dir: content.direction().as_str(),
            fallback: if falls_back { content.own_name() } else { "" },
            languages: switcher(view, job, &self.available),
            alternates: alternates(view, self.translations),
            feeds: downloads::links(view, Subject::Site, view.language),
            search: search_box(view),
            title: self.title,
            description: self.description,
            breadcrumbs: self.breadcrumbs,
            json: self.json.into(),
            markdown: self.markdown.into(),
            print: self.print.into(),
            noindex: self.noindex,
        }
    }

    /// The page as data; nothing where search engines should stay away.
    fn linked_data(&self, view: &View<'_>, url: &str) -> String {
        if self.noindex || matches!(self.page_type, "feed" | "redirect") {
            return String::new();
        }
        let facts = linked_data::Facts {
            subject: self.subject,
            url,
            title: &self.title,
            description: &self.description,
            page_type: self.page_type,
            breadcrumbs: &self.breadcrumbs,
        };
        linked_data::block(view, &facts)
    }

    /// The whole address of the page; empty where that of the site is not known.
    fn canonical(&self, view: &View<'_>, job: &Job) -> String {
        if view.base_url().is_empty() {
            return String::new();
        }
        // A page that shows another language's text is a copy of that language's page.
        view.absolute(&in_language(view, &job.route, self.content_language))
    }
}

/// Where the form in the header leads.
fn search_box(view: &View<'_>) -> Option<context::SearchBox> {
    let search = view.search()?;
    let index = search.index.map(|root| {
        let folder = root.as_str().trim_end_matches("root.js");
        format!("{ROOT}{folder}")
    });
    Some(context::SearchBox {
        url: view.url(&search.page).into(),
        index: index.unwrap_or_default().into(),
        bits: search.bits,
    })
}

pub(super) fn prefix(view: &View<'_>, language: usize) -> String {
    crate::plan::language_prefix(view.config(), language)
}

/// The home page of a language.
pub(crate) fn home_route(view: &View<'_>, language: usize) -> Route {
    Route::page(&prefix(view, language)).expect("a language's folder is a good address")
}

/// The address of the printed form of a page; nothing where there is none.
pub(crate) fn print_url(view: &View<'_>, of: &Route) -> String {
    let route = print_route(of, &prefix(view, view.language));
    if view.exists(&route) { view.url(&route) } else { String::new() }
}

/// The address of the copy of the site in this language for readers without a network; nothing where there
/// is none.
fn offline_url(view: &View<'_>) -> String {
    let route = Route::file(&crate::plan::offline_path(view.tag()));
    let route = route.filter(|route| !view.is_a_copy() && view.exists(route));
    route.map(|route| view.url(&route)).unwrap_or_default()
}

/// The same address in another language.
fn in_language(view: &View<'_>, route: &Route, language: usize) -> Route {
    let own = prefix(view, view.language);
    let path = route.as_str().strip_prefix(&own).unwrap_or(route.as_str());
    Route::file(&format!("{}{path}", prefix(view, language))).expect("both parts are addresses")
}

/// Links to the page in every language; to a language's home page where it has no such page.
fn switcher<'s>(view: &View<'s>, job: &Job, available: &[bool]) -> Vec<PageLanguage<'s>> {
    let languages = view.languages();
    if languages.len() < 2 || view.is_a_copy() {
        return Vec::new();
    }
    let entries = languages.iter().enumerate().map(|(number, language)| {
        let there = in_language(view, &job.route, number);
        let exists = number == view.language || view.exists(&there);
        let route = if exists { there } else { home_route(view, number) };
        PageLanguage {
            code: language.as_str(),
            name: language.own_name(),
            dir: language.direction().as_str(),
            url: view.url(&route).into(),
            current: number == view.language,
            available: exists && available.get(number).copied().unwrap_or(true),
        }
    });
    entries.collect()
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

fn alternates(view: &View<'_>, translations: Vec<(String, Route)>) -> Vec<Alternate> {
    let known = translations.into_iter().filter(|_| !view.base_url().is_empty());
    known.map(|(lang, route)| Alternate { lang, url: view.absolute(&route) }).collect()
}

fn navigation<'s>(view: &View<'s>, job: &Job) -> Vec<NavEntry<'s>> {
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
        NavEntry { title, url: url.into(), current }
    });
    entries.collect()
}

/// The way to a page: home, the list of its kind or the pages above it, itself. A row stands below
/// its table, and a table among the rows in whose folder it lies.
fn breadcrumbs(view: &View<'_>, id: EntityId) -> Vec<Link> {
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
            out.push(crumb(view.title(page), view.url(&view.route(page))));
        }
    } else if let Some((title, route)) = view.kind_listing(kind) {
        out.push(crumb(title, view.url(&route)));
    }
    if let Some(place) = view.row(id) {
        let url = view.url(&view.route(place.table));
        out.push(crumb(view.title(place.table), url));
    }
    out.push(crumb(view.title(id), String::new()));
    out
}

/// A step of the way to a page; the address of the page itself is empty.
pub(crate) fn crumb(title: &str, url: String) -> Link {
    Link { title: title.to_owned(), url: url.into() }
}

pub(crate) fn home_crumb(view: &View<'_>) -> Link {
    let home = view.words().text("home").unwrap_or("Home");
    crumb(home, view.url(&home_route(view, view.language)))
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
    let facts = facts(view, id);
    let [superseded_by, supersedes] = succession::of_page(view, id);
    let value = Record {
        kind: &kind.name,
        kind_label: if kind.is_page() { "" } else { kind.label.get(tag) },
        kind_plural: kind.plural.get(tag),
        kind_url: kind_url.unwrap_or_default().into(),
        id: view.key(id).id(),
        icon: &kind.icon,
        title: &record.title,
        summary: text_field(view, id, "summary"),
        body: html::body(view, &record.body, number).into(),
        toc: toc(&record.body.headings),
        words: record.body.words,
        facts: those(&facts, |_| true),
        first_facts: those(&facts, |first| first),
        other_facts: those(&facts, |first| !first),
        sources: sources.into(),
        fields: if with_fields { fields(view, id) } else { BTreeMap::new() },
        names: names(view, id),
        related: related.iter().map(|group| related_value(view, id, group)).collect(),
        related_count: related.iter().map(|group| group.items.len()).sum(),
        distribution: text_field(view, id, "distribution"),
        reviewed: reviewed(view, id),
        freshness: time::freshness(view, id).map_or("", Freshness::word),
        validity: time::validity(view, id),
        draft: is_draft(view, id),
        retired: succession::retired(view, id),
        superseded_by,
        supersedes,
        table: table::of_record(view, id),
        row: table::of_row(view, id),
    };
    with_views(view, &value, |show| show(view, id))
}

/// A record with what views show on its page.
fn with_views(
    view: &View<'_>,
    record: &Record<'_>,
    value: impl Fn(fn(&View<'_>, EntityId) -> Tera) -> Tera,
) -> Tera {
    let mut map = Tera::from_serializable(record).into_map().unwrap_or_default();
    map.extend(view.on_record().iter().map(|(name, show)| ((*name).into(), value(*show))));
    Tera::from(map)
}

/// A home page without words.
fn empty_record(view: &View<'_>, title: &str) -> Tera {
    let summary = view.config().description.get(view.tag()).to_owned();
    let record = Record { kind: "page", id: "_index", title, summary, ..Record::default() };
    with_views(view, &record, |_| Tera::from(Vec::<Tera>::new()))
}

fn reviewed(view: &View<'_>, id: EntityId) -> String {
    match view.fact(id, "reviewed").map(|fact| fact.shown) {
        Some(Shown::Date { words, .. }) => words,
        _ => String::new(),
    }
}

/// The fields of the kind itself, each with whether it stands before the others. Most of those that
/// every kind has stand in places of their own.
fn facts<'s>(view: &View<'s>, id: EntityId) -> Vec<(bool, Fact<'s>)> {
    let facts = view.facts(id);
    let is_here = |field: &Field| !field.common || field.name == DIFFERENT_FROM;
    let own = facts.iter().filter(|fact| is_here(fact.field));
    let value = |fact: &view::Fact<'s>| Fact {
        name: &fact.field.name,
        label: fact.field.label.get(view.tag()),
        html: html::fact(view, fact).into(),
        is_list: html::is_list(fact),
        recorded: fact.recorded,
    };
    own.map(|fact| (fact.field.first, value(fact))).collect()
}

/// The facts of the page of a record: what each is called, and its HTML.
pub(crate) fn shown_facts<'s>(view: &View<'s>, id: EntityId) -> Vec<(&'s str, String)> {
    let facts = facts(view, id).into_iter();
    facts.map(|(_, fact)| (fact.label, fact.html.as_str().to_owned())).collect()
}

/// How Markdown about a page begins: its title, and what a sentence says of it.
pub(crate) fn markdown_head(title: &str, about: &str) -> String {
    let title = super::markdown::escaped(title);
    match about {
        "" => format!("# {title}\n"),
        about => format!("# {title}\n\n> {}\n", super::markdown::escaped(about)),
    }
}

/// The facts for which `wanted` is true, given whether the field comes before the others.
fn those<'s>(facts: &[(bool, Fact<'s>)], wanted: impl Fn(bool) -> bool) -> Vec<Fact<'s>> {
    facts.iter().filter(|(first, _)| wanted(*first)).map(|(_, fact)| fact.clone()).collect()
}

fn fields<'s>(view: &View<'s>, id: EntityId) -> BTreeMap<&'s str, Json> {
    let facts = view.facts(id);
    let value = |fact: &view::Fact<'s>| (&*fact.field.name, super::data::fact_json(view, fact));
    facts.iter().map(value).collect()
}

fn names(view: &View<'_>, id: EntityId) -> Vec<Tera> {
    let names = view.fact(id, "names").map(|fact| fact.shown);
    let Some(Shown::List(items)) = names else { return Vec::new() };
    let one = |item: Shown<'_>| match item {
        Shown::Text(name) => Some(Tera::from(name)),
        Shown::Name(name, language) => Some(safe(&html::name(name, language))),
        _ => None,
    };
    items.into_iter().filter_map(one).collect()
}

/// The headings of the second to fourth level as a tree.
fn toc(headings: &[Heading]) -> Vec<TocEntry<'_>> {
    let wanted: Vec<&Heading> = headings.iter().filter(|h| (2..=4).contains(&h.level)).collect();
    branches(&wanted)
}

fn branches<'s>(headings: &[&'s Heading]) -> Vec<TocEntry<'s>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < headings.len() {
        let heading = headings[at];
        let below = headings[at + 1..].iter().take_while(|h| h.level > heading.level).count();
        let children = branches(&headings[at + 1..at + 1 + below]);
        let (id, title, level) = (&*heading.id, &*heading.text, heading.level);
        out.push(TocEntry { id, title, level, children });
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

fn related_value<'s>(view: &View<'s>, id: EntityId, group: &Related) -> context::Related<'s> {
    let kind = view.kind(group.kind);
    let more = (group.more_pages() > 0)
        .then(|| view.url(&crate::plan::linked_route(&view.route(id), &group.slug_of(kind), 1)));
    context::Related {
        label: related_label(view, group),
        kind_label: kind.plural.get(view.tag()),
        count: group.items.len(),
        items: backlinks(view, group, 0, LINKED_HERE).into(),
        more_url: more.unwrap_or_default().into(),
    }
}

/// The kinds that have records, as entries of the home page.
fn kinds<'s>(view: &View<'s>) -> Vec<KindEntry<'s>> {
    let tag = view.tag();
    let entries = view.kinds().into_iter().map(|(number, count, route)| {
        let kind = view.kind(number);
        KindEntry {
            name: &kind.name,
            label: kind.label.get(tag),
            plural: kind.plural.get(tag),
            icon: &kind.icon,
            count,
            url: view.url(&route).into(),
            description: kind.description.get(tag),
        }
    });
    entries.collect()
}

/// The navigation of a section where there is none.
const NO_TREE: [TreeNode<'static>; 0] = [];

/// The navigation of a page's section: its tree, and the pages before and after it.
fn tree(view: &View<'_>, id: EntityId, context: &mut Context) {
    let own = view.key(id).id();
    let Some(tree) = view.tree(own.split('/').next().unwrap_or(own)) else {
        context.insert("tree", &NO_TREE);
        return;
    };
    let at = tree.place(id);
    context.insert("tree", &nodes(view, &tree.shown(at), own));
    let neighbours =
        [("previous", at.and_then(|at| at.checked_sub(1))), ("next", at.map(|at| at + 1))];
    for (name, at) in neighbours {
        if let Some((_, page)) = at.and_then(|at| tree.pages.get(at)) {
            context.insert(name, &crumb(view.title(*page), view.url(&view.route(*page))));
        }
    }
}

fn nodes<'s>(view: &View<'s>, pages: &[(usize, EntityId)], own: &str) -> Vec<TreeNode<'s>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pages.len() {
        let (depth, id) = pages[at];
        let below = pages[at + 1..].iter().take_while(|(d, _)| *d > depth).count();
        let name = view.key(id).id();
        let open = own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        let children = nodes(view, &pages[at + 1..at + 1 + below], own);
        out.push(TreeNode {
            title: view.title(id),
            url: view.url(&view.route(id)).into(),
            current: own == name,
            open,
            children,
        });
        at += 1 + below;
    }
    out
}

/// The words of a page that stand above a list or a view.
pub(crate) fn intro(view: &View<'_>, id: Option<EntityId>) -> String {
    let Some(id) = id else { return String::new() };
    let (record, number) = view.record(id);
    html::body(view, &record.body, number)
}

/// How many backlinks stand on a page of their own.
pub(crate) const PER_PAGE: usize = LINKED_PAGE;
