//! A letter of the index from A to Z, as it was planned.

use crate::graph::EntityId;
use crate::id::Route;
use crate::language::Language;

/// Names on one page.
const PAGE_SIZE: usize = 200;

/// What stands under a letter, in one language of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter, or `#` for all that have none.
    pub title: String,
    /// The folder of its pages, without slashes at its ends.
    pub folder: String,
    /// What records are called that begins with it; not in the order of words yet.
    pub names: Vec<IndexName>,
}

/// Something that a record is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexName {
    /// The title or another name.
    pub text: String,
    /// The language of a name that says its language.
    pub language: Option<Language>,
    /// Whether it is the title that readers of the language see.
    pub is_title: bool,
    /// The record.
    pub entity: EntityId,
    /// The number of its kind.
    pub kind: usize,
}

impl Letter {
    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.names.len().div_ceil(PAGE_SIZE)
    }

    /// The address of a page, from 1.
    pub fn route(&self, page: usize) -> Route {
        let folder = match page {
            1 => self.folder.clone(),
            page => format!("{}/page/{page}", self.folder),
        };
        Route::page(&folder).expect("the folder of a letter is made of slugs")
    }

    /// Which of the names in the order of words stand on a page, from 1.
    pub fn range(&self, page: usize) -> std::ops::Range<usize> {
        let end = (page * PAGE_SIZE).min(self.names.len());
        (page.saturating_sub(1) * PAGE_SIZE).min(end)..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_letter_has_several_pages() {
        let name = |n: usize| IndexName {
            text: format!("Meeting {n}"),
            language: None,
            is_title: true,
            entity: n as EntityId,
            kind: 0,
        };
        let names = (0..PAGE_SIZE + 1).map(name).collect();
        let letter = Letter { title: "M".to_owned(), folder: "search/index/m".to_owned(), names };
        assert_eq!(letter.pages(), 2);
        assert_eq!((letter.range(1), letter.range(2)), (0..200, 200..201));
        assert_eq!(letter.route(2).address(), "/search/index/m/page/2/");
    }
}
