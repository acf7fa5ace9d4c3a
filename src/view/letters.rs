//! What the pages that lead to everything ask: the letters of the index, and what filters the lists of kinds.

use std::sync::Arc;

use super::{Question, Site, View, fingerprinted};
use crate::id::Route;
use crate::plan::{Facet, IndexName, Letter};

/// The letters of a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LettersOf(usize);

impl Question for LettersOf {
    type Answer<'s> = Vec<LetterEntry<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<LetterEntry<'s>> {
        let letters = site.plan.letters[self.0].iter();
        let entry =
            |letter: &'s Letter| LetterEntry { title: &letter.title, folder: &letter.folder };
        letters.map(entry).collect()
    }
}

/// A letter of the index.
pub struct LetterEntry<'s> {
    /// The letter.
    pub title: &'s str,
    /// The folder of its first page.
    pub folder: &'s str,
}

/// What stands under a letter.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LetterAt {
    folder: Arc<str>,
    language: usize,
}

impl Question for LetterAt {
    type Answer<'s> = Option<&'s Letter>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s Letter> {
        site.plan.letters[self.language].iter().find(|letter| letter.folder == *self.folder)
    }
}

/// The lists of kinds that have facets, in a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FacetsOfKinds(usize);

/// The facets of the list of a kind.
pub struct KindFacets<'s> {
    /// The title of the list.
    pub title: &'s str,
    /// The folder of the list.
    pub folder: &'s str,
    /// What filters it.
    pub facets: &'s [Facet],
}

impl Question for FacetsOfKinds {
    type Answer<'s> = Vec<KindFacets<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<KindFacets<'s>> {
        let lists = site.plan.kind_listings[self.0].iter().flatten();
        let lists = lists.map(|number| &site.plan.listings[*number]);
        let of = |list: &'s crate::plan::Listing| KindFacets {
            title: &list.title,
            folder: &list.folder,
            facets: &list.facets,
        };
        lists.map(of).filter(|list| !list.facets.is_empty()).collect()
    }
}

/// Where the readers of a language search, and where the index is.
#[derive(Debug, PartialEq, Eq, Hash)]
struct SearchOf(usize);

/// The search of a language.
pub struct Search {
    /// The page with the results.
    pub page: Route,
    /// The first file of the index, where there is one.
    pub index: Option<Route>,
    /// The index has two to the power of this many files of each sort.
    pub bits: usize,
}

impl Question for SearchOf {
    type Answer<'s> = Option<Search>;

    fn answer(&self, site: &Site) -> Option<Search> {
        let prefix = crate::plan::language_prefix(&site.config, self.0);
        let page = Route::page(&format!("{prefix}search")).filter(|page| site.exists(page))?;
        let tag = site.config.languages[self.0].as_str();
        let index = Route::file(&format!("search/{tag}/root.js"));
        let bits = crate::search::bits(site.graph.entities.len()) as usize;
        Some(Search { page, index: index.filter(|index| site.exists(index)), bits })
    }
}

fingerprinted! {
    LetterEntry<'_> { title, folder }
    Letter { title, folder, names }
    IndexName { text, language, is_title, entity, kind }
    KindFacets<'_> { title, folder, facets }
    Search { page, index, bits }
}

impl<'s> View<'s> {
    /// The letters of the index, in the order of the alphabet.
    pub fn letters(&self) -> Vec<LetterEntry<'s>> {
        self.ask(LettersOf(self.language))
    }

    /// The letter whose pages lie in a folder.
    pub fn letter(&self, folder: &str) -> Option<&'s Letter> {
        self.ask(LetterAt { folder: folder.into(), language: self.language })
    }

    /// The lists of kinds that have facets.
    pub fn facets_of_kinds(&self) -> Vec<KindFacets<'s>> {
        self.ask(FacetsOfKinds(self.language))
    }

    /// Where readers search; nothing where the site has no search.
    pub fn search(&self) -> Option<Search> {
        self.ask(SearchOf(self.language))
    }
}
