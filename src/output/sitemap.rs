//! `/sitemap.xml` (sitemaps.org 0.9) with the translations of each page (`hreflang`).

use std::fmt::Write;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Subject};
use crate::render::page;
use crate::text::escape;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("sitemap", "the list of all pages for search engines", claim, make);

fn claim(claims: &mut Claims<'_>) {
    claims.site("sitemap.xml", DEFAULT_LANGUAGE);
}

fn make(view: &View<'_>, _: &Job) -> Option<Vec<u8>> {
    Some(pages(view))
}

fn pages(view: &View<'_>) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for job in view.jobs().iter().filter(|job| job.indexed) {
        let alternates = match job.about {
            Subject::Entity(id) => page::translations(view, id),
            _ => Vec::new(),
        };
        let _ = write!(out, "<url><loc>{}</loc>", escape(&view.absolute(&job.route)));
        for (tag, route) in &alternates {
            let url = escape(&view.absolute(route));
            let _ =
                write!(out, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{url}\"/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}
