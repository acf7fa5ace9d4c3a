//! `/sitemap.xml` (sitemaps.org 0.9) with the translations of each page (`hreflang`) and the day on which it was last
//! changed, where that is known. A site of more pages than one file may have gets several, and an index of them.

use std::fmt::Write;

use super::Output;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job, Subject};
use crate::render::page;
use crate::text::escape;
use crate::view::View;

pub(super) const OUTPUT: Output =
    Output::new("sitemap", "the list of all pages for search engines", claim, make);

/// The most pages of a file, according to the standard.
const MOST: usize = 50_000;

/// A file may have 50 MB, and each page names its translations.
const MOST_LINKS: usize = 200_000;

fn claim(claims: &mut Claims<'_>) {
    claims.site("sitemap.xml", DEFAULT_LANGUAGE);
    let files = files(claims.indexed(), claims.layout.languages().len());
    if files > 1 {
        for number in 1..=files {
            claims.site(&format!("sitemap-{number}.xml"), DEFAULT_LANGUAGE).job.part = number;
        }
    }
}

/// How many files so many pages take.
fn files(pages: usize, languages: usize) -> usize {
    pages.div_ceil(MOST.min(MOST_LINKS / languages.max(1))).max(1)
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    let own = view.jobs().iter().filter(|other| other.output == job.output && other.part > 0);
    let files: Vec<&Job> = own.collect();
    let listed: Vec<&Job> = view.jobs().iter().filter(|job| job.indexed).collect();
    Some(match (files.len(), job.part) {
        (0, _) => pages(view, &listed),
        (_, 0) => index(view, &files),
        (count, part) => {
            // None of them is empty, since there are more pages than files.
            let (start, end) = (listed.len() * (part - 1) / count, listed.len() * part / count);
            pages(view, &listed[start..end])
        }
    })
}

fn index(view: &View<'_>, files: &[&Job]) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for file in files {
        let _ =
            writeln!(out, "<sitemap><loc>{}</loc></sitemap>", escape(&view.absolute(&file.route)));
    }
    out.push_str("</sitemapindex>\n");
    out.into_bytes()
}

fn pages(view: &View<'_>, listed: &[&Job]) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for job in listed {
        let (alternates, changed) = match job.about {
            Subject::Entity(id) => {
                let changed = view.in_language(job.language, |view| view.last_change(id));
                (page::translations(view, id), changed)
            }
            _ => (Vec::new(), None),
        };
        let _ = write!(out, "<url><loc>{}</loc>", escape(&view.absolute(&job.route)));
        if let Some(changed) = changed {
            let _ = write!(out, "<lastmod>{}</lastmod>", escape(changed));
        }
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

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn more_pages_than_a_file_may_have_take_several() {
        let cases = [
            ((0, 1), 1),
            ((50_000, 1), 1),
            ((50_001, 1), 2),
            ((50_000, 3), 1),
            ((40_000, 6), 2),
            ((150_001, 2), 4),
        ];
        for ((pages, languages), expected) in cases {
            assert_eq!(files(pages, languages), expected, "{pages} pages, {languages} languages");
        }
    }
}
