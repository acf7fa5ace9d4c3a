//! What every page gets: the site, the way to the page, its languages.

use tera::Context;

use super::downloads;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Job, NavTarget, Subject, print_route};
use crate::render::context::{self, Alternate, Link, Markup, NavEntry, PageLanguage};
use crate::render::{identity, linked_data, signposts};
use crate::text::escape;
use crate::view::{ROOT, View};

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
    let [band, band_dark] = identity::bands(config);
    let has_styles = identity::has_styles(config);
    let styles = if has_styles { view.url(&own_file("identity.css")) } else { String::new() };
    let mut context = Context::new();
    context.insert("root", &Markup::from(ROOT.to_string()));
    let site = context::Site {
        title: config.title.get(tag),
        description: config.description.get(tag),
        base_url: view.base_url(),
        params: &config.params,
        version: env!("CARGO_PKG_VERSION"),
        logo: logo(view).into(),
        emblem: identity::emblem_markup(config),
        styles: styles.into(),
        band: band.to_string(),
        band_dark: band_dark.to_string(),
        publisher: identity::publisher(view),
    };
    context.insert("site", &site);
    context.insert("nav", &navigation(view, job));
    context.insert("page", &page.context(view, job));
    context
}

/// A file of the program's own at the root of the site.
fn own_file(name: &str) -> Route {
    Route::file(name).expect("the program's own files have good names")
}

/// The address of the picture beside the site's name; empty where there is none.
fn logo(view: &View<'_>) -> String {
    let written = view.config().identity.logo.as_ref();
    let route = written.and_then(|(path, _)| Route::file(path.trim_start_matches('/')));
    let there = route.filter(|route| view.exists(route));
    there.map(|route| view.url(&route)).unwrap_or_default()
}

/// The address of what an entry of the navigation or the footer leads to.
pub(crate) fn target(view: &View<'_>, to: &NavTarget) -> String {
    match to {
        NavTarget::Elsewhere(url) => escape(url),
        NavTarget::Page(route) => view.url(route),
    }
}

/// What a page says of itself.
pub(crate) struct About {
    page_type: &'static str,
    title: String,
    pub(crate) description: String,
    /// The last is this page.
    pub(crate) breadcrumbs: Vec<Link>,
    pub(super) json: String,
    pub(crate) markdown: String,
    pub(crate) print: String,
    pub(crate) content_language: usize,
    /// The languages in which the page has a text of its own; empty: all.
    pub(super) available: Vec<bool>,
    pub(super) translations: Vec<(String, Route)>,
    pub(crate) noindex: bool,
    /// The record that it is about.
    pub(super) subject: Option<EntityId>,
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
        shortcut: view.config().search.shortcut,
    })
}

pub(crate) fn prefix(view: &View<'_>, language: usize) -> String {
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
    let entries = view.navigation().iter().map(|(title, to)| {
        let (url, current) = match to {
            NavTarget::Elsewhere(_) => (target(view, to), false),
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
pub(super) fn breadcrumbs(view: &View<'_>, id: EntityId) -> Vec<Link> {
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
