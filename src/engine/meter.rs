//! A template with what it costs written into it.

use std::ops::Range;

use crate::source::floor_char;

/// The names under which the engine knows what is written into templates.
pub(super) const STEP: &str = "_step";
pub(super) const HOLD: &str = "_hold";
pub(super) const SHOWN: &str = "_shown";

/// How deep templates may include each other.
pub const MOST_INCLUDES: usize = 30;
/// How many texts one tag may join with `~`.
const MOST_JOINED: usize = 30;
/// How far the end of a loop is looked for.
const FARTHEST: usize = 65_536;
/// What an include costs, in bytes of text.
const INCLUDE: usize = 20_000;

/// A template with its costs, and where they were written into it.
#[derive(Clone, Debug, Default)]
pub struct Metered {
    /// The text for the engine.
    pub text: String,
    /// What was changed: the first byte in `text`, and how many bytes more than before stand there.
    edits: Vec<(usize, isize)>,
}

impl Metered {
    /// A text as it is.
    pub fn plain(text: String) -> Self {
        Self { text, edits: Vec::new() }
    }

    /// The byte of the author's text at which a byte of `text` stands.
    pub fn original(&self, at: usize) -> usize {
        let before = self.edits.iter().filter(|(start, _)| *start < at);
        // A place within what was written in is the place before it.
        let more = before.map(|(start, more)| (*more).min((at - start).cast_signed()));
        at.saturating_add_signed(-more.sum::<isize>())
    }

    /// Writes other text in place of some.
    pub fn replace(&mut self, range: Range<usize>, new: &str) {
        let more = new.len().cast_signed() - range.len().cast_signed();
        let behind = self.edits.iter_mut().filter(|(start, _)| *start >= range.end);
        behind.for_each(|(start, _)| *start = start.saturating_add_signed(more));
        self.edits.push((range.start, more));
        self.text.replace_range(range, new);
    }

    fn insert(&mut self, text: &str) {
        self.edits.push((self.text.len(), text.len().cast_signed()));
        self.text.push_str(text);
    }
}

/// A piece of a template.
enum Piece<'t> {
    /// Text, a comment or raw text.
    Text(&'t str),
    /// `{% … %}`.
    Tag(&'t str),
    /// `{{ … }}`.
    Print(&'t str),
}

/// Writes into a template what its loops and texts cost. `shown` says whether what it prints costs,
/// too, as it must where printed text may be kept.
pub fn metered(template: &str, shown: bool) -> Metered {
    let mut out = Metered::default();
    let mut captured: Vec<&str> = Vec::new();
    let mut rest = template;
    while let Some((piece, behind)) = next(rest) {
        match piece {
            Piece::Text(text) => out.text.push_str(text),
            Piece::Print(code) | Piece::Tag(code) if too_much(code).is_some() => {
                let problem = too_much(code).unwrap_or_default();
                out.insert(&format!("{{{{ throw(message=\"{problem}\") }}}}"));
            }
            Piece::Print(print) if shown => show(print, &mut out),
            Piece::Print(print) => out.text.push_str(print),
            Piece::Tag(tag) => {
                out.text.push_str(tag);
                let cost = cost(tag, behind, &mut captured);
                let end = if tag.ends_with("-%}") { "-}}" } else { "}}" };
                if let Some(cost) = cost {
                    out.insert(&format!("{{{{ {cost} {end}"));
                }
            }
        }
        rest = behind;
    }
    out
}

/// What a tag costs, as a call. `behind` is the text after it.
fn cost<'t>(tag: &'t str, behind: &str, captured: &mut Vec<&'t str>) -> Option<String> {
    let inner = inner(tag);
    let (keyword, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    match keyword {
        "for" | "component" | "block" => {
            let near = &behind[..floor_char(behind, FARTHEST)];
            let text = near.find(&format!("end{keyword}")).unwrap_or(near.len());
            Some(format!("{STEP}(b={text})"))
        }
        "include" => Some(format!("{STEP}(b={INCLUDE})")),
        "set" | "set_global" => {
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (name, rest) = rest.split_at(end);
            if rest.trim_start().starts_with('=') {
                return Some(format!("{HOLD}(v={name})"));
            }
            // What follows up to `endset` becomes its value.
            captured.push(name);
            None
        }
        "endset" => Some(format!("{HOLD}(v={})", captured.pop()?)),
        _ => None,
    }
}

fn show(print: &str, out: &mut Metered) {
    let body = inner(print);
    // Components are written as tags, and what they make is text of a template.
    if body.is_empty() || body.starts_with('<') {
        out.text.push_str(print);
        return;
    }
    let start = print.find(body).unwrap_or(2);
    out.text.push_str(&print[..start]);
    out.insert("(");
    out.text.push_str(body);
    out.insert(&format!(") | {SHOWN}"));
    out.text.push_str(&print[start + body.len()..]);
}

/// What stands in a tag or print, without its marks.
fn inner(tag: &str) -> &str {
    let tag = &tag[2..];
    let tag = tag.strip_suffix("%}").or_else(|| tag.strip_suffix("}}")).unwrap_or(tag);
    let tag = tag.strip_prefix('-').unwrap_or(tag);
    tag.strip_suffix('-').unwrap_or(tag).trim()
}

/// The next piece of a template, and what stands behind it.
fn next(rest: &str) -> Option<(Piece<'_>, &str)> {
    if rest.is_empty() {
        return None;
    }
    let open = rest.match_indices('{').map(|(at, _)| at);
    let mut open =
        open.filter(|at| ["{{", "{%", "{#"].iter().any(|mark| rest[*at..].starts_with(mark)));
    let at = open.next().unwrap_or(rest.len());
    if at > 0 {
        return Some((Piece::Text(&rest[..at]), &rest[at..]));
    }
    let end = match &rest[..2] {
        "{#" => rest.find("#}").map_or(rest.len(), |at| at + 2),
        "{{" => end_of(rest, "}}"),
        _ => end_of(rest, "%}"),
    };
    let (piece, behind) = rest.split_at(end);
    match &rest[..2] {
        "{#" => Some((Piece::Text(piece), behind)),
        "{{" => Some((Piece::Print(piece), behind)),
        _ if inner(piece) == "raw" => {
            let raw = end_of_raw(behind);
            Some((Piece::Text(&rest[..end + raw]), &behind[raw..]))
        }
        _ => Some((Piece::Tag(piece), behind)),
    }
}

/// The byte behind the end of raw text.
fn end_of_raw(text: &str) -> usize {
    let mut ends = text.match_indices("{%");
    let end = ends.find_map(|(at, _)| {
        let end = at + end_of(&text[at..], "%}");
        (inner(&text[at..end]) == "endraw").then_some(end)
    });
    end.unwrap_or(text.len())
}

/// The byte behind the mark that ends a tag; a mark in quotation marks does not.
fn end_of(tag: &str, mark: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices().skip(2) {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if ['"', '\'', '`'].contains(&c) => quote = Some(c),
            None if tag[at..].starts_with(mark) => return at + mark.len(),
            None => {}
        }
    }
    tag.len()
}

/// What is too much in one expression, which nothing can stop once it is worked out.
pub fn too_much(expression: &str) -> Option<&'static str> {
    let (mut joined, mut loops, mut quote) = (0, 0, None);
    let mut word = String::new();
    for c in expression.chars().chain([' ']) {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if ['"', '\'', '`'].contains(&c) => quote = Some(c),
            None => {
                joined += usize::from(c == '~');
                if c.is_alphanumeric() || c == '_' {
                    word.push(c);
                } else {
                    loops += usize::from(word == "for");
                    word.clear();
                }
            }
        }
    }
    match (joined > MOST_JOINED, loops > 1) {
        (true, _) => Some("it joins more than 30 texts in one expression"),
        (_, true) => Some("it builds a list from other lists with `for`"),
        _ => None,
    }
}
