//! The paragraphs of a text, each with the place on its page that is nearest above it.

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "dt",
    "dd",
    "pre",
    "blockquote",
    "figcaption",
    "summary",
    "caption",
    "div",
    "section",
    "ul",
    "ol",
    "table",
    "tr",
    "hr",
];

/// Each paragraph that says something: the name of the place, without `#`, and the text.
pub(super) fn of(html: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let (mut anchor, mut begin, mut at) = (String::new(), 0, 0);
    let mut own = String::new();
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let Some(end) = html[start..].find('>').map(|found| start + found + 1) else { break };
        let tag = &html[start + 1..end - 1];
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        if BLOCKS.contains(&name) {
            push(&mut out, &own, &html[begin..start]);
            begin = end;
            if let Some(id) = id(tag) {
                anchor = id.to_owned();
            }
            own.clone_from(&anchor);
        } else if let Some(id) =
            id(tag).filter(|_| begin == start || html[begin..start].trim().is_empty())
        {
            // An empty anchor at the beginning of a paragraph.
            id.clone_into(&mut anchor);
            own.clone_from(&anchor);
        }
        at = end;
    }
    push(&mut out, &own, &html[begin..]);
    out
}

fn push(out: &mut Vec<(String, String)>, anchor: &str, html: &str) {
    let text = crate::text::single_spaces(&crate::text::plain(html));
    let text = text.trim();
    if !text.is_empty() {
        out.push((anchor.to_owned(), text.to_owned()));
    }
}

/// The name that an element gives its place.
fn id(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once(" id=\"")?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_know_the_place_above_them() {
        let html = "<p>One &amp; two</p>\n<h2 id=\"a\">A <a class=\"x\" href=\"#a\">#</a></h2>\n<p>Three</p>\n\
                    <ol><li id=\"para_1\"><p>Four <b>bold</b></p><ul><li>five</li></ul></li></ol>";
        let found = of(html);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(a, t)| (a.as_str(), t.as_str())).collect();
        let expected = [
            ("", "One & two"),
            ("a", "A #"),
            ("a", "Three"),
            ("para_1", "Four bold"),
            ("para_1", "five"),
        ];
        assert_eq!(found, expected);
    }
}
