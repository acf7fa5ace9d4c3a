//! What the search page and the index from A to Z get.

use serde::Serialize;

use super::{KindEntry, Markup, Named, Pager};

/// What `search.html` gets as `search`.
#[derive(Default, Serialize)]
pub struct SearchPage<'v> {
    /// The letters of the index.
    pub letters: Vec<LetterLink<'v>>,
    /// The kinds that have records.
    pub kinds: Vec<KindEntry<'v>>,
    /// The lists of kinds that have facets.
    pub lists: Vec<FacetList<'v>>,
}

/// A letter of the index.
#[derive(Default, Serialize)]
pub struct LetterLink<'v> {
    /// The letter; `#` for digits and signs.
    pub letter: &'v str,
    /// Whether it stands for digits and signs.
    pub other: bool,
    /// The address of its first page.
    pub url: Markup,
    /// Whether it is that of the page.
    pub current: bool,
}

/// The facets of the list of a kind.
#[derive(Default, Serialize)]
pub struct FacetList<'v> {
    /// The title of the list.
    pub title: &'v str,
    /// Its address.
    pub url: Markup,
    /// What filters it.
    pub facets: Vec<ShortFacet<'v>>,
}

/// A facet with its most frequent values.
#[derive(Default, Serialize)]
pub struct ShortFacet<'v> {
    /// What it is called.
    pub label: &'v str,
    /// The values.
    pub values: Vec<ShortValue<'v>>,
    /// How many values are left out.
    pub more: usize,
}

/// A value of a facet.
#[derive(Default, Serialize)]
pub struct ShortValue<'v> {
    /// What it is called.
    pub label: &'v str,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'v str>,
    /// Its direction.
    pub dir: Option<&'static str>,
    /// How many records have it.
    pub count: usize,
    /// The address of the list that it filters.
    pub url: Markup,
}

/// What `letter.html` gets as `list`.
#[derive(Default, Serialize)]
pub struct LetterPage<'v> {
    /// The title.
    pub title: String,
    /// The letter; `#` for digits and signs.
    pub letter: &'v str,
    /// How many names stand under the letter.
    pub count: usize,
    /// All letters.
    pub letters: Vec<LetterLink<'v>>,
    /// The names on this page, by kind.
    pub groups: Vec<NameGroup<'v>>,
    /// The numbered pages.
    pub pager: Pager,
}

/// The names of the records of a kind.
#[derive(Default, Serialize)]
pub struct NameGroup<'v> {
    /// What the records are called.
    pub title: &'v str,
    /// Its anchor.
    pub id: String,
    /// The name of the kind's icon.
    pub icon: &'v str,
    /// The names.
    pub items: Vec<NameEntry<'v>>,
}

/// A name, and whose it is.
#[derive(Default, Serialize)]
pub struct NameEntry<'v> {
    /// The name.
    pub name: &'v str,
    /// The language of the name, where it is not the page's.
    pub lang: Option<&'v str>,
    /// Its direction.
    pub dir: Option<&'static str>,
    /// The record.
    pub record: Named<'v>,
    /// Whether the name is the title of the record.
    pub is_title: bool,
}
