//! Old anchors of a text: `redirect_from = ["#old -> #new"]` lets `#old` lead to the place `#new`, and
//! `"#old"` alone to the beginning of the text.

use super::html::Html;
use super::record::{Anchor, Body, FieldValue};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::text::{did_you_mean, escape};

/// What stands between an old anchor and the one that answers for it.
const ARROW: &str = "->";

/// Adds the old anchors that a field names to a text.
pub(super) fn put(given: &FieldValue, body: &mut Body, diagnostics: &mut Diagnostics) {
    let mut wanted = Vec::new();
    given.value.each(&mut |value| {
        let text = value.as_text().unwrap_or_default().trim();
        if let Some(rest) = text.strip_prefix('#') {
            let (old, new) = rest.split_once(ARROW).unwrap_or((rest, ""));
            wanted.push((old.trim().to_owned(), new.trim().trim_start_matches('#').to_owned()));
        }
    });
    for (old, new) in wanted {
        match objection(body, &old, &new) {
            Some(wrong) => diagnostics.push(wrong.at(given.span)),
            None => add(body, old, &new),
        }
    }
}

/// What is wrong with an old anchor.
fn objection(body: &Body, old: &str, new: &str) -> Option<Diagnostic> {
    let has = |id: &str| body.anchors.binary_search_by(|anchor| (*anchor.id).cmp(id)).is_ok();
    let wrong = |headline: String| Some(Diagnostic::new(Code::BadRedirect, headline));
    if old.is_empty() || old.starts_with('_') || old.contains(char::is_whitespace) {
        let help =
            "write it as `\"#old -> #new\"`; anchors have no blanks and do not begin with `_`";
        return Some(wrong(format!("`#{old}` cannot be an anchor of a text"))?.help(help));
    }
    if has(old) {
        let help = "remove it from `redirect_from`: links to it lead to the right place";
        return Some(wrong(format!("`#{old}` is an anchor that this text still has"))?.help(help));
    }
    if new.is_empty() || has(new) {
        return None;
    }
    let out = Diagnostic::new(Code::UnknownAnchor, format!("this text has no anchor `#{new}`"));
    let ids = body.anchors.iter().map(|anchor| &*anchor.id);
    Some(match did_you_mean(new, ids) {
        Some(help) => out.help(help),
        None => out.help(format!("write `\"#{old}\"` alone; it then leads to the top of the page")),
    })
}

fn add(body: &mut Body, old: String, new: &str) {
    let place = body.anchors.iter().find(|anchor| anchor.id == new);
    let (label, at) = place.map_or_else(Default::default, |place| (place.label.clone(), place.at));
    let html = format!("<a id=\"{}\"></a>", escape(&old));
    let place = if new.is_empty() { Some(0) } else { place_of(&body.html, new) };
    body.html.insert(place.unwrap_or(0), &html);
    let anchor = Anchor { id: old, label, at };
    let number = body.anchors.partition_point(|other| other.id < anchor.id);
    body.anchors.insert(number, anchor);
}

/// The byte behind the tag that has an anchor; before it, if nothing can stand in its element.
fn place_of(html: &Html, id: &str) -> Option<usize> {
    let text = html.text();
    let at = text.find(&format!(" id=\"{}\"", escape(id)))?;
    let start = text[..at].rfind('<')?;
    let end = at + text[at..].find('>')? + 1;
    const WITHIN: &[&str] = &["<h", "<li", "<p", "<a", "<div", "<section", "<span", "<td", "<th"];
    let holds = WITHIN.iter().any(|tag| text[start..].starts_with(tag))
        && !text[start..].starts_with("<hr");
    Some(if holds { end } else { start })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(ids: &[&str]) -> Body {
        let mut body = Body::default();
        for id in ids {
            body.html.push(&format!("<h2 id=\"{id}\">{id}</h2>\n"));
            let (id, label) = ((*id).to_owned(), (*id).to_uppercase());
            body.anchors.push(Anchor { id, label, at: 7 });
        }
        body
    }

    #[test]
    fn an_old_anchor_stands_where_the_new_one_does() {
        let mut body = body(&["a", "c"]);
        add(&mut body, "b".to_owned(), "c");
        add(&mut body, "z".to_owned(), "");
        let expected = "<a id=\"z\"></a><h2 id=\"a\">a</h2>\n<h2 id=\"c\"><a id=\"b\"></a>c</h2>\n";
        assert_eq!(body.html.text(), expected);
        let ids: Vec<_> = body.anchors.iter().map(|a| (&*a.id, &*a.label)).collect();
        assert_eq!(ids, [("a", "A"), ("b", "C"), ("c", "C"), ("z", "")]);
    }

    #[test]
    fn what_cannot_be_an_old_anchor_is_reported() {
        let body = body(&["a", "background"]);
        let codes = [("a", ""), ("", "a"), ("_x", "a"), ("b", "backgrond"), ("b", "a"), ("b", "")];
        let codes =
            codes.map(|(old, new)| objection(&body, old, new).map(|wrong| wrong.code.slug()));
        let bad = Some("bad-redirect");
        assert_eq!(codes, [bad, bad, bad, Some("unknown-anchor"), None, None]);
    }
}
