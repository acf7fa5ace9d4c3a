//! `/search/` of each language: the results of a search. Without the script it leads to everything: by letter, by kind, by
//! what filters the lists of kinds.

use super::Output;
use crate::plan::{Claims, Job};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output = Output::new("search_page", "the search page", claim, make);

fn claim(claims: &mut Claims<'_>) {
    if claims.layout.config.search.off {
        return;
    }
    for language in claims.layout.languages() {
        claims.site(&format!("{}search/index.html", claims.layout.prefix(language)), language);
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::search(view, job)
}
