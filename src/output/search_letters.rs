//! `/search/index/LETTER/` of each language: titles, other names and acronyms from A to Z.

use super::Output;
use crate::plan::{Claims, Job, Letter, Subject};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("search_letters", "a page of the index from A to Z", claim, make);

fn claim(claims: &mut Claims<'_>) {
    if !claims.layout.is_on("search_page") || claims.layout.config.search.off {
        return;
    }
    let plan = claims.layout.plan;
    for (language, letters) in plan.letters.iter().enumerate() {
        for (letter, page) in letters.iter().flat_map(pages) {
            claims.add(letter.route(page), language, Subject::Site).job.part = page;
        }
    }
}

fn pages(letter: &Letter) -> impl Iterator<Item = (&Letter, usize)> {
    (1..=letter.pages()).map(move |page| (letter, page))
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::letter(view, job)
}
