//! A diff as a page that stands alone: the newsletter of a period.

use std::fmt::Write;

use super::text::values;
use super::{Change, Changed, Diff, Named};
use crate::text::{escape, humanise};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
    h2{margin-top:2rem}li{margin-bottom:.5rem}dl{margin:.25rem 0 0 1rem}dt{font-weight:600;display:inline}\
    dt::after{content:\": \"}dd{display:inline;margin:0}.kind{color:#555}";

/// The page. `title` is what it is called; addresses begin with `base_url`.
pub fn html(diff: &Diff, title: &str, base_url: &str) -> String {
    let title = escape(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n"
    );
    if diff.is_empty() {
        out.push_str("<p>Nothing has changed.</p>\n");
    }
    let page = Page { base_url: base_url.trim_end_matches('/') };
    page.section(&mut out, "New", diff.added.iter().map(|named| page.linked(named)));
    page.section(&mut out, "Changed", diff.changed.iter().map(|it| page.changed(it)));
    let moved = diff.moved.iter().map(|moved| {
        format!(
            "{} <span class=\"kind\">was {}</span>",
            page.changed(&moved.to),
            escape(&moved.from.url)
        )
    });
    page.section(&mut out, "Moved", moved);
    page.section(&mut out, "Removed", diff.removed.iter().map(|named| escape(&named.title)));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

struct Page<'a> {
    base_url: &'a str,
}

impl Page<'_> {
    fn section(&self, out: &mut String, title: &str, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.map(|item| format!("<li>{item}</li>\n")).collect();
        if !items.is_empty() {
            let _ =
                write!(out, "<h2>{title} ({})</h2>\n<ul>\n{}</ul>\n", items.len(), items.concat());
        }
    }

    fn linked(&self, named: &Named) -> String {
        let kind = named.record.split(':').next().unwrap_or_default();
        format!(
            "<a href=\"{}\" lang=\"{}\">{}</a> <span class=\"kind\">{}</span>",
            escape(&format!("{}{}", self.base_url, named.url)),
            escape(&named.lang),
            escape(&named.title),
            escape(&humanise(kind))
        )
    }

    fn changed(&self, changed: &Changed) -> String {
        let fields: Vec<String> = changed.fields.iter().map(field).collect();
        format!("{}{}", self.linked(&changed.named), fields.concat())
    }
}

/// A change of a field, as a list of its own.
pub(super) fn field(change: &Change) -> String {
    let (name, values) = (escape(&label(&change.field)), escape(&values(change)));
    format!("<dl><dt>{name}</dt><dd>{values}</dd></dl>")
}

fn label(field: &str) -> String {
    match field {
        "body" => "Text".to_owned(),
        "url" => "Address".to_owned(),
        other => humanise(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_record_becomes_markup() {
        let named = Named {
            record: "item:a".to_owned(),
            lang: "en".to_owned(),
            title: "<b>A</b>".to_owned(),
            url: "/a\"/".to_owned(),
        };
        let fields = vec![Change { field: "note".to_owned(), old: "<i>".into(), new: "&".into() }];
        let changed = vec![Changed { named: named.clone(), fields }];
        let diff = Diff { added: vec![named], changed, ..Diff::default() };
        let page = html(&diff, "Changes <now>", "https://a.example/");
        for text in ["<b>", "<i>", "<now>", "/a\"/"] {
            assert!(!page.contains(text), "{page}");
        }
        assert!(page.contains("https://a.example/a&quot;/") && page.contains("New (1)"), "{page}");
    }
}
