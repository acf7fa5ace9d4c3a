//! Front matter that is not recognised as such, since it does not stand where front matter stands.

use std::ops::Range;

use super::words::{DISTRIBUTION, DRAFT, EXPIRES, PUBLIC, PUBLISH_FROM, meant, yes_or_no};
use crate::config::DISTRIBUTIONS;
use crate::schema::Kind;

/// How many lines of a text are looked at.
const MOST_LINES: usize = 100;

/// What seems to be front matter and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::parse) enum Stray {
    /// A line that begins or ends front matter, where it does not count.
    Fence(Range<usize>),
    /// A line that says who may see the record.
    Field(Range<usize>),
}

/// Looks at a text that has no front matter.
pub(in crate::parse) fn without_front(text: &str, kind: &Kind) -> Option<Stray> {
    let lines: Vec<_> = lines(text).take(MOST_LINES).collect();
    fence(&lines).map(Stray::Fence).or_else(|| {
        let mut code = Code::default();
        let prose = lines.iter().filter(|(_, line)| !code.holds(line));
        let above_title = prose.take_while(|(_, line)| !line.starts_with("# "));
        let mut fields = above_title.filter(|(_, line)| withholds(line, kind));
        fields.next().map(|(range, _)| Stray::Field(range.clone()))
    })
}

/// Looks at what follows front matter: lines directly below it, and a second block.
pub(in crate::parse) fn behind_front(body: &str, kind: &Kind) -> Option<Range<usize>> {
    let mut lines = lines(body).take(MOST_LINES).peekable();
    let is_apart = lines.peek().is_some_and(|(_, line)| line.is_empty());
    let mut rest = lines.skip_while(|(_, line)| line.is_empty()).peekable();
    let (_, first) = rest.peek()?;
    if is_apart && !is_fence(first) {
        return None;
    }
    let mut block = rest.take_while(|(_, line)| !line.is_empty());
    block.find(|(_, line)| withholds(line, kind)).map(|(range, _)| range)
}

/// Whether a line of a text that is not read as front matter would withhold the record there.
fn withholds(line: &str, kind: &Kind) -> bool {
    let Some((name, value)) = entry(line) else { return false };
    match meant(name, value, kind) {
        Some(DRAFT) => {
            yes_or_no(value).is_some_and(|yes| yes || name.to_lowercase().contains("publi"))
        }
        Some(DISTRIBUTION) => value != PUBLIC && DISTRIBUTIONS.contains(&value),
        Some(PUBLISH_FROM | EXPIRES) => value.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// The name and the value of a line such as `draft: true`, `"draft" = true,` or `<!-- draft: yes -->`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let is_around =
        |c: char| c.is_whitespace() || "\"'{},;+-–—*~=<>!".contains(c) || is_invisible(c);
    let is_json = line.starts_with('{');
    let line = line.trim_matches(is_around);
    let end = line.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c))?;
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
    let value = rest.strip_prefix([':', '='])?;
    let value = if is_json { value.split(',').next().unwrap_or(value) } else { value };
    let value = value.split(" #").next().unwrap_or(value);
    (!name.is_empty()).then(|| (name, value.trim_matches(is_around)))
}

/// The first line of what seems to be front matter: a line of hyphens or plus signs, above one that
/// is an entry or a section.
fn fence(lines: &[(Range<usize>, String)]) -> Option<Range<usize>> {
    let mut comment = false;
    let mut lines = lines.iter().filter(|(_, line)| {
        let is_comment = comment || line.starts_with("<!--");
        comment = is_comment && !line.contains("-->");
        !is_comment && !line.is_empty()
    });
    let (range, first) = lines.next()?;
    let (_, second) = lines.next()?;
    let is_entry = entry(second).is_some_and(|(_, value)| !value.is_empty())
        || second.starts_with('[') && second.ends_with(']');
    (is_fence(first) && is_entry).then(|| range.clone())
}

/// Whether a line begins front matter, or would if it were written well: `---`, `+++`, `----`, `—`.
fn is_fence(line: &str) -> bool {
    let plus = line.chars().all(|c| c == '+') && line.len() >= 2;
    let dashes = line.chars().all(|c| "-–—".contains(c));
    plus || dashes && (line.len() >= 2)
}

/// The lines of a text as an author sees them, whatever ends them, without what cannot be seen.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let ends = ['\n', '\r', '\u{2028}', '\u{2029}'];
    text.split_inclusive(ends).scan(0, move |at, line| {
        let start = *at;
        *at += line.len();
        let seen: String = line.chars().filter(|c| !is_invisible(*c)).collect();
        let end = start + line.trim_end_matches(ends).len();
        Some((start..end, seen.trim().to_owned()))
    })
}

/// Characters that editors do not show, and what stands for those that are not text (a file in
/// UTF-16 has one beside every letter).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffd}')
}

/// Blocks of code, in which a line is an example. One that the text begins with is not: that is how
/// front matter looks when it was pasted as code.
#[derive(Default)]
struct Code {
    is_open: bool,
    is_first: bool,
    seen: bool,
}

impl Code {
    fn holds(&mut self, line: &str) -> bool {
        if line.starts_with("```") || line.starts_with("~~~") {
            self.is_open = !self.is_open;
            self.is_first &= !self.is_open;
            self.is_first |= self.is_open && !self.seen;
        }
        self.seen |= !line.is_empty();
        self.is_open && !self.is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;
    use crate::source::Sources;

    fn page(check: impl Fn(&Kind) -> bool) -> bool {
        let config = crate::model::read(&Sources::default()).value;
        let schema: Schema = crate::schema::read(&Sources::default(), &config).value;
        check(schema.kind(crate::schema::PAGE).expect("plain pages"))
    }

    #[test]
    fn front_matter_that_is_not_recognised_is_noticed() {
        let texts = [
            " ---\ndraft: true\n---\n",
            "---\ntitle: x\n\nText\n",
            "<!-- a\ncomment -->\n+++\ntitle = \"x\"\n+++\n",
            "+++\rdraft = true\r+++\r",
            "----\ndraft: true\n----\n",
            "—\ntitle: x\n—\n",
            "\u{200b}---\ntitle: x\n---\n",
            "draft: true\ntitle: x\n---\n# X\n",
            "{ \"title\": \"x\",\n  \"draft\": true }\n",
            "<!-- draft: yes -->\nText\n",
            "```yaml\ndraft: true\n```\n",
            "\u{fffd}\u{fffd}+\u{fffd}+\u{fffd}+\u{fffd}\n\u{fffd}d\u{fffd}r\u{fffd}=\u{fffd}1\u{fffd}\n",
            "distribution: internal\n\n# X\n",
            "published: false\n",
        ];
        for text in texts {
            assert!(page(|kind| without_front(text, kind).is_some()), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_not_taken_for_front_matter() {
        let texts = [
            "# Drafts\n\ndraft: true\n",
            "Text.\n\n---\n\nNote: more.\n",
            "---\n\nText after a line.\n",
            "Some text\n\n```toml\ndraft = true\n```\n",
            "Distribution: General\n",
            "Draft: prepared by the secretariat\n",
            "draft: false\n",
            "",
        ];
        for text in texts {
            assert!(page(|kind| without_front(text, kind).is_none()), "{text}");
        }
    }

    #[test]
    fn what_stands_directly_below_front_matter_is_looked_at() {
        let found = ["draft = true\n# X\n", "\n---\ndraft: true\n---\n", "---\ndraft: true\n"];
        assert!(found.iter().all(|body| page(|kind| behind_front(body, kind).is_some())));
        let other = ["\ndraft = true\n", "# X\n\ndraft: true\n", "---\n\ndraft: true\n"];
        assert!(other.iter().all(|body| page(|kind| behind_front(body, kind).is_none())));
    }
}
