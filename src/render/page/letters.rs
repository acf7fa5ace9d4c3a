//! The pages that lead to everything without a script: the search page, and the index from A to Z.

use super::home::all_kinds;
use super::lists::pager;
use super::{about, crumb, finish, frame, home_crumb};
use crate::collate::{Collator, OTHER};
use crate::id::Route;
use crate::plan::{Facet, IndexName, Job, Letter};
use crate::render::context::{
    FacetList, LetterLink, LetterPage, NameEntry, NameGroup, Named, SearchPage, ShortFacet,
    ShortValue,
};
use crate::render::html;
use crate::view::{KindFacets, View};

/// How many values of a facet stand on the search page: the most frequent ones. The list has them all.
const FACET_VALUES: usize = 12;

/// The page on which readers search.
pub(crate) fn search(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let title = view.words().filled("search", &[]);
    let mut page = about(view, "search", &title);
    page.noindex = true;
    page.breadcrumbs = vec![home_crumb(view), crumb(&title, String::new())];
    let mut context = frame(view, job, page);
    let search = SearchPage {
        letters: letters(view, job),
        kinds: all_kinds(view),
        lists: view.facets_of_kinds().iter().map(|list| facets(view, list)).collect(),
    };
    context.insert("search", &search);
    let template = view.template(&["search.html"])?;
    finish(view, job, template, &context)
}

/// A page of the index from A to Z.
pub(crate) fn letter(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let first = job.route.folder_form().trim_end_matches('/');
    let end = format!("/page/{}", job.part);
    let letter = view.letter(first.strip_suffix(&end).unwrap_or(first))?;
    let title = view.words().filled("index_letter", &[("letter", &letter.title)]);
    let mut page = about(view, "letter", &title);
    let search = view.words().filled("search", &[]);
    let up = view.search().map(|search| view.url(&search.page)).unwrap_or_default();
    page.breadcrumbs = vec![home_crumb(view), crumb(&search, up), crumb(&title, String::new())];
    let mut context = frame(view, job, page);
    context.insert("list", &letter_page(view, job, letter, title));
    let template = view.template(&["letter.html"])?;
    finish(view, job, template, &context)
}

fn letters<'s>(view: &View<'s>, job: &Job) -> Vec<LetterLink<'s>> {
    let own = job.route.folder_form();
    let link = |entry: crate::view::LetterEntry<'s>| LetterLink {
        letter: entry.title,
        other: entry.title == OTHER,
        url: view.folder_url(entry.folder).into(),
        current: own.strip_prefix(entry.folder).is_some_and(|rest| rest.starts_with('/')),
    };
    view.letters().into_iter().map(link).collect()
}

fn facets<'s>(view: &View<'s>, list: &KindFacets<'s>) -> FacetList<'s> {
    FacetList {
        title: list.title,
        url: view.folder_url(list.folder).into(),
        facets: list.facets.iter().map(|facet| short(view, facet)).collect(),
    }
}

/// A facet with its most frequent values, which stay in their order.
fn short<'s>(view: &View<'s>, facet: &'s Facet) -> ShortFacet<'s> {
    let mut kept: Vec<usize> = (0..facet.values.len()).collect();
    kept.sort_by_key(|at| std::cmp::Reverse(facet.values[*at].count));
    kept.truncate(FACET_VALUES);
    kept.sort_unstable();
    let value = |at: usize| {
        let value = &facet.values[at];
        let (lang, dir) = html::foreign(view, value.language);
        let url = view.folder_url(&value.folder).into();
        ShortValue { label: &value.label, lang, dir, count: value.count, url }
    };
    ShortFacet {
        label: &facet.label,
        more: facet.values.len() - kept.len(),
        values: kept.into_iter().map(value).collect(),
    }
}

fn letter_page<'s>(
    view: &View<'s>,
    job: &Job,
    letter: &'s Letter,
    title: String,
) -> LetterPage<'s> {
    let collator = Collator::new(&view.languages()[view.language]);
    let mut names: Vec<&IndexName> = letter.names.iter().collect();
    let order = |a: &IndexName, b: &IndexName| {
        let words = || collator.compare(&a.text, &b.text);
        a.kind.cmp(&b.kind).then_with(words).then(a.entity.cmp(&b.entity))
    };
    names.sort_by(|a, b| order(a, b));
    let route = |page: usize| -> Route { letter.route(page) };
    LetterPage {
        title,
        letter: &letter.title,
        count: names.len(),
        letters: letters(view, job),
        groups: groups(view, &names[letter.range(job.part)]),
        pager: pager(view, letter.pages(), job.part, &route),
    }
}

/// The names of each kind together.
fn groups<'s>(view: &View<'s>, names: &[&'s IndexName]) -> Vec<NameGroup<'s>> {
    let of_kind = names.chunk_by(|a, b| a.kind == b.kind);
    let group = |names: &[&'s IndexName]| {
        let kind = view.kind(names[0].kind);
        NameGroup {
            title: kind.plural.get(view.tag()),
            id: format!("_kind-{}", crate::id::slug(&kind.name)),
            icon: &kind.icon,
            items: names.iter().map(|name| entry(view, name)).collect(),
        }
    };
    of_kind.map(group).collect()
}

fn entry<'s>(view: &View<'s>, name: &'s IndexName) -> NameEntry<'s> {
    let id = name.entity;
    let language = &view.languages()[view.language_of(id)];
    let record = Named {
        title: view.title(id),
        url: view.url(&view.route(id)).into(),
        lang: language.as_str(),
        dir: language.direction().as_str(),
    };
    // A name that does not say its language is in that of the text.
    let own = name.language.as_ref().unwrap_or(language);
    let foreign = (own.as_str() != view.tag()).then_some(own);
    NameEntry {
        name: &name.text,
        lang: foreign.map(|language| language.as_str()),
        dir: foreign.map(|language| language.direction().as_str()),
        record,
        is_title: name.is_title,
    }
}
