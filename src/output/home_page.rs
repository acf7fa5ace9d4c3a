//! The home page of a language, where no record gives it words.

use super::Output;
use crate::id::Route;
use crate::plan::{Claims, Job};
use crate::render::page;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("home_page", "the home page, which has no content of its own", claim, make)
        .needed();

fn claim(claims: &mut Claims<'_>) {
    let layout = claims.layout;
    for language in layout.languages() {
        let home = Route::page(&layout.prefix(language)).expect("a language has a home page");
        if !layout.plan.routes.iter().any(|routes| routes[language] == home) {
            claims.site(home.as_str(), language).job.indexed = true;
        }
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    page::home(view, job)
}
