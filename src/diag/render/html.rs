//! Report -> a fragment of HTML that the preview server lays over a page or shows alone.
//!
//! Everything in it that comes from content is escaped; there is no script in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::place::{Finding, Place, findings};
use super::{marks, summary};
use crate::diag::{Level, Report};
use crate::source::Sources;

/// How many characters are shown before and after a place, and of the place itself.
const AROUND: usize = 90;

/// The report as one `<plenary-report>` element: what is wrong, errors first, and then what is only
/// worth knowing, folded. How it looks, and how it is closed, is the business of whoever shows it: a
/// page that is previewed may forbid styles that stand in it.
pub fn html(report: &Report, sources: &Sources) -> String {
    let findings: Vec<_> = findings(report, sources).collect();
    let of = |level: Level| findings.iter().filter(move |f| f.diagnostic.level == level);
    let problems: String = of(Level::Error).chain(of(Level::Warning)).map(item).collect();
    let infos: Vec<_> = of(Level::Info).collect();
    format!(
        "<plenary-report lang=\"en\" dir=\"ltr\">\n<h2>{}</h2>\n{}{}</plenary-report>\n",
        summary(report),
        list(&problems),
        folded(&infos)
    )
}

fn list(items: &str) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("<ol class=\"plenary-list\">\n{items}</ol>\n")
}

/// The infos behind a line that says how many there are of each code.
fn folded(infos: &[&Finding]) -> String {
    if infos.is_empty() {
        return String::new();
    }
    let mut counts = BTreeMap::new();
    for info in infos {
        *counts.entry(info.diagnostic.code.slug()).or_insert(0) += 1;
    }
    let counts: Vec<_> =
        counts.iter().map(|(code, n)| format!("{n} <code>{code}</code>")).collect();
    let items: String = infos.iter().map(|info| item(info)).collect();
    format!(
        "<details class=\"plenary-infos\">\n<summary>Worth knowing: {}</summary>\n{}</details>\n",
        counts.join(", "),
        list(&items)
    )
}

fn item(finding: &Finding) -> String {
    let d = finding.diagnostic;
    let (level, code) = (d.level.word(), d.code.slug());
    let mut out = format!(
        "<li class=\"plenary-item plenary-{level}\">\n\
         <h3><b class=\"plenary-level\">{level}</b> <code>{code}</code> {}</h3>\n",
        prose(&d.message)
    );
    match (&finding.place, finding.path) {
        (Some(place), _) => out.push_str(&shown(place, d.label.as_deref().unwrap_or_default())),
        (None, Some(path)) => out.push_str(&name(path)),
        (None, None) => {}
    }
    for (place, label) in &finding.related {
        out.push_str(&shown(place, label));
    }
    let help = d.help.iter().map(|text| ("help", text));
    for (word, text) in help.chain(d.notes.iter().map(|text| ("note", text))) {
        let _ = writeln!(out, "<p class=\"plenary-{word}\"><b>{word}:</b> {}</p>", prose(text));
    }
    out + "</li>\n"
}

/// The name of a place on a line of its own.
fn name(place: &str) -> String {
    format!("<p class=\"plenary-place\" translate=\"no\">{}</p>\n", escaped(place))
}

/// A place: its name, its line with the place marked, and a few words.
fn shown(place: &Place, label: &str) -> String {
    let p = place.position;
    let mut out = name(&format!("{}:{}:{}", p.path, p.line, p.column));
    if let Some(line) = place.first_line() {
        let _ = writeln!(out, "<pre dir=\"auto\" translate=\"no\">{}</pre>", marked(place, line));
    }
    if !label.is_empty() {
        let _ = writeln!(out, "<p class=\"plenary-label\">{}</p>", prose(label));
    }
    out
}

/// The line around a place, cut to a readable length. The text keeps its own direction.
fn marked(place: &Place, line: &str) -> String {
    let (before, rest) = line.split_at(place.range.start);
    let (place, after) = rest.split_at(place.range.len().min(rest.len()));
    let before = match before.char_indices().rev().nth(AROUND) {
        Some((at, c)) => format!("…{}", escaped(&before[at + c.len_utf8()..])),
        None => escaped(before),
    };
    format!("{before}<mark>{}</mark>{}", beginning(place), beginning(after))
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((at, _)) => format!("{}…", escaped(&text[..at])),
        None => escaped(text),
    }
}

/// A sentence: what stands in backticks is code with a direction of its own, so that a name in
/// a right-to-left script cannot reorder the words around it.
fn prose(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return escaped(text);
    }
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at % 2 == 0 {
            out.push_str(&escaped(part));
        } else {
            let _ = write!(out, "<code dir=\"auto\">{}</code>", escaped(part));
        }
    }
    out
}

/// The text with everything that means something to HTML written as a reference.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in marks::lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_cannot_become_markup() {
        assert_eq!(
            prose("`<script>alert('1')</script>` & \"x\" \x1b"),
            "<code dir=\"auto\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</code> \
             &amp; &quot;x&quot; ␛"
        );
    }

    #[test]
    fn a_backtick_without_a_partner_is_only_a_backtick() {
        assert_eq!(prose("a ` b"), "a ` b");
    }
}
