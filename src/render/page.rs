//! The contexts of pages: what templates get. The contract is docs/themes.md.

use tera::{Context, Value as Tera};

use super::html::{self, object, safe, to_root};
use crate::graph::EntityId;
use crate::plan::{Job, LINKED_PAGE, ViewPage};
use crate::view::{Shown, View, content};

pub(crate) mod downloads;
mod frame;
mod graph;
mod home;
mod letters;
mod lists;
mod points;
mod record;
mod relations;
mod slots;
mod tree;

pub(crate) use frame::{
    about, common, crumb, frame, home_crumb, home_route, prefix, print_url, root, target,
    translations,
};
pub(crate) use home::home;
pub(crate) use letters::{letter, search};
pub(crate) use lists::{linked, listing};
pub(crate) use record::shown_facts;
pub(crate) use relations::related_label;

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
    page.breadcrumbs = frame::breadcrumbs(view, id);
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
    let own = if is_home { "home.html".to_owned() } else { view.template_of_kind(&kind.name) };
    let wanted = text_field(view, id, "template");
    let general = format!("{page_type}.html");
    let candidates = [wanted.as_str(), &own, &general, "record.html"];
    let template = view.template(&candidates)?;
    let mut context = frame(view, job, page);
    context.insert_value("record", record::value(view, id, view.asks_for_fields(template)));
    if let Some(listing) = view.table_listing(id, 1) {
        context.insert("list", &lists::value(view, listing, 1));
    }
    if kind.is_page() {
        tree::tree(view, id, &mut context);
    }
    if is_home {
        home::insert(view, &mut context);
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

/// The page for addresses that do not exist.
pub(crate) fn not_found(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.words().text("not_found_title").unwrap_or("404").to_owned();
    let mut page = about(view, "404", &title);
    page.noindex = true;
    let mut context = frame(view, job, page);
    home::insert_kinds(view, &mut context);
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

/// The words of a page that stand above a list or a view.
pub(crate) fn intro(view: &View<'_>, id: Option<EntityId>) -> String {
    let Some(id) = id else { return String::new() };
    let (record, number) = view.record(id);
    html::body(view, &record.body, number)
}

/// How many backlinks stand on a page of their own.
const PER_PAGE: usize = LINKED_PAGE;

/// How Markdown about a page begins: its title, and what a sentence says of it.
pub(crate) fn markdown_head(title: &str, about: &str) -> String {
    let title = super::markdown::escaped(title);
    match about {
        "" => format!("# {title}\n"),
        about => format!("# {title}\n\n> {}\n", super::markdown::escaped(about)),
    }
}
