//! Small helpers for words: the nearest name, escaping, and texts in several languages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

mod near;

pub use near::Index;

/// How many bytes a name may have that is compared with others.
const LONGEST_NAME: usize = 200;
/// How many names are compared if there is no [`Index`]; an author would not read more.
const MOST_NAMES: usize = 500;

/// The names most like `word`, best first, at most `most` of them; none that are far off.
///
/// Likeness is the Damerau-Levenshtein distance without regard to case; a name may differ in
/// about a third of its letters. Names that contain the word count as near, too. Only the first
/// five hundred names are looked at; an [`Index`] holds more.
pub fn nearest<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    if word.len() > LONGEST_NAME {
        return Vec::new();
    }
    let names = names.into_iter().take(MOST_NAMES).filter(|name| name.len() <= LONGEST_NAME);
    let names: Vec<_> = names.map(|name| (name.to_lowercase(), name)).collect();
    ranked(&word.to_lowercase(), names.iter(), most)
}

/// The nearest of names that are given in lower case and as they are written.
fn ranked<'a: 'n, 'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n (String, &'a str)>,
    most: usize,
) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> =
        names.filter_map(|(folded, name)| Some((distance(wanted, folded)?, *name))).collect();
    found.sort();
    // A name and an id that differ in case alone are one answer.
    found.dedup_by(|a, b| a.1.to_lowercase() == b.1.to_lowercase());
    found.into_iter().take(most).map(|(_, name)| name).collect()
}

/// Whether two words have enough letters in common that few steps could lead from one to the other.
fn may_be_near(one: &str, other: &str, most: usize) -> bool {
    let letters = |word: &str| word.chars().fold(0_u64, |all, c| all | 1 << (u32::from(c) % 64));
    let (one, other) = (letters(one), letters(other));
    let foreign = (one & !other).count_ones().max((other & !one).count_ones());
    foreign as usize <= most
}

fn distance(wanted: &str, name: &str) -> Option<usize> {
    let longest = wanted.chars().count().max(name.chars().count());
    let shortest = wanted.chars().count().min(name.chars().count());
    // Every letter is one step from every other.
    let most = if longest < 2 { 0 } else { longest.div_ceil(3) };
    if longest - shortest <= most && may_be_near(wanted, name, most) {
        let steps = strsim::damerau_levenshtein(wanted, name);
        if steps <= most {
            return Some(steps);
        }
    }
    let within = shortest >= 3 && (name.contains(wanted) || wanted.contains(name));
    within.then_some(longest - shortest + longest)
}

/// A help sentence that offers the nearest names, or `None` where none is near.
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    offered(&nearest(word, names, 3))
}

/// A help sentence that offers these names, or `None` where there are none.
pub fn offered(near: &[&str]) -> Option<String> {
    (!near.is_empty()).then(|| format!("did you mean {}?", quoted_list(near, "or")))
}

/// A text with single spaces and none at its ends; a non-breaking space is one.
pub fn single_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    append_single_spaced(&mut out, text);
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// Appends a text with single spaces, none of them at the beginning, and says how many spaces that were.
pub fn append_single_spaced(out: &mut String, text: &str) -> usize {
    let (mut start, mut at, mut spaces) = (0, 0, 0);
    while let Some(len) = next_space(text, &mut at) {
        out.push_str(&text[start..at]);
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
            spaces += 1;
        }
        at += len;
        start = at;
    }
    out.push_str(&text[start..]);
    spaces
}

/// Moves on to the next white space, and says how many bytes it has.
fn next_space(text: &str, at: &mut usize) -> Option<usize> {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(*at) {
        match byte {
            b' ' | b'\t'..=b'\r' => return Some(1),
            ..0x80 => *at += 1,
            _ => {
                let c = text[*at..].chars().next()?;
                if c.is_whitespace() {
                    return Some(c.len_utf8());
                }
                *at += c.len_utf8();
            }
        }
    }
    None
}

/// A number with its thousands set apart: `12,345`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A text in Unicode's composed form (NFC), which names of files, ids and addresses have here. On the
/// disk they may have the other one, as macOS writes it.
pub fn composed(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => text.nfc().collect(),
    }
}

/// Names in backticks: `a`, `b` or `c`.
pub fn quoted_list<T: AsRef<str>>(names: &[T], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// Whether a character must not reach anything that we write: control characters but for tab and
/// line ends, which mean nothing in a text and are forbidden in XML, and the last two of the basic
/// plane, which are not characters.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Whether a text holds no such character. Every text of a site passes here, and nearly all of them
/// are clean, so that runs of bytes which begin none are passed over without being looked at singly.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let may_begin =
        |b: u8| b < 0x20 && !matches!(b, 9 | 10 | 13) || matches!(b, 0x7f | 0xc2 | 0xef);
    let is_fine = |at: usize| match bytes[at] {
        0xc2 => bytes[at + 1] >= 0xa0,
        0xef => bytes[at + 1] != 0xbf || bytes[at + 2] < 0xbe,
        byte => !may_begin(byte),
    };
    let is_suspect = |run: &[u8]| run.iter().fold(false, |found, byte| found | may_begin(*byte));
    bytes.chunks(64).enumerate().all(|(number, run)| {
        !is_suspect(run) || (number * 64..number * 64 + run.len()).all(is_fine)
    })
}

/// The text with U+FFFD in place of every control character.
pub fn cleaned(text: &str) -> Cow<'_, str> {
    match is_clean(text) {
        true => text.into(),
        false => text.replace(is_forbidden, "\u{fffd}").into(),
    }
}

/// The owned text with U+FFFD in place of every control character.
pub fn clean(text: String) -> String {
    match cleaned(&text) {
        Cow::Owned(cleaned) => cleaned,
        Cow::Borrowed(_) => text,
    }
}

/// Appends `text` with `& < > "` as HTML entities and without control characters: whatever is
/// written into a page passes here, and pages mark the way to their root with one.
pub fn escape_into(out: &mut String, text: &str) {
    let text = &*cleaned(text);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// `text` with `& < > "` as HTML entities.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// A kind's name with its article.
pub fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {}", if vowel { "an" } else { "a" }, kind.replace(['_', '-'], " "))
}

/// The text of a piece of our own HTML: without markup, blocks on lines of their own, the entities
/// that [`escape`] makes as the characters they stand for.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // Where one tag is not closed, none after it is; nobody looks for their ends again and again.
    let mut closed = true;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, len) = match rest.as_bytes()[0] {
            b'<' => {
                let end = if closed { rest.find('>') } else { None };
                closed = end.is_some();
                (if ends_line(rest) { "\n" } else { "" }, end.map(|end| end + 1))
            }
            _ => entity(rest),
        };
        out.push_str(text);
        rest = &rest[len.unwrap_or(1)..];
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "#");
    lines.collect::<Vec<_>>().join("\n")
}

fn ends_line(tag: &str) -> bool {
    [
        "</p",
        "</li",
        "</h",
        "</tr",
        "</dt",
        "</dd",
        "</pre",
        "<br",
        "</td",
        "</th",
        "<a class=\"permalink",
    ]
    .iter()
    .any(|end| tag.starts_with(end))
}

fn entity(text: &str) -> (&'static str, Option<usize>) {
    let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    let found = known.iter().find(|(entity, _)| text.starts_with(entity));
    found.map_or(("&", Some(1)), |(entity, character)| (*character, Some(entity.len())))
}

/// A visible text of the site: one text, or one for each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localised {
    /// The text for languages that have none of their own.
    pub default: String,
    /// The texts by language tag.
    pub by_language: BTreeMap<String, String>,
}

impl Localised {
    /// One text for all languages.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { default: text.into(), by_language: BTreeMap::new() }
    }

    /// The text in a language, else the default one.
    pub fn get(&self, language: &str) -> &str {
        self.by_language.get(language).unwrap_or(&self.default)
    }
}

/// `founded_in` and `founded-in` as people read it: `Founded in`. A sign (`-1`, `+`) and the hyphen
/// of a range (`10-20`) are part of the text.
pub fn humanise(name: &str) -> String {
    let mut before = None;
    let mut after = name.chars().skip(1);
    let words = name.chars().map(|c| {
        let (is_digit, beside) = (|c: char| c.is_ascii_digit(), (before.replace(c), after.next()));
        match (c, beside) {
            ('-', (None, _) | (_, None)) => '-',
            ('-', (Some(a), Some(b))) if is_digit(a) && is_digit(b) => '-',
            ('_' | '-', _) => ' ',
            (c, _) => c,
        }
    });
    let words: String = words.collect();
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_and_far_ones_not_at_all() {
        let names = ["organiser", "organisation", "sponsor", "date"];
        assert_eq!(nearest("organizer", names, 3), ["organiser"]);
        assert_eq!(nearest("xyz", names, 3), [] as [&str; 0]);
        assert_eq!(nearest("UNEPP", ["unep", "unido"], 1), ["unep"]);
    }

    #[test]
    fn names_are_words_and_signs_stay() {
        let names = ["founded_in", "un-entity", "-1", "-", "+", "10-20", "co-2"];
        let words = ["Founded in", "Un entity", "-1", "-", "+", "10-20", "Co 2"];
        assert_eq!(names.map(humanise), words);
    }

    #[test]
    fn a_list_of_names_reads_as_a_sentence() {
        assert_eq!(quoted_list(&["a"], "or"), "`a`");
        assert_eq!(quoted_list(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }

    #[test]
    fn escaping_leaves_no_markup() {
        assert_eq!(escape("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    #[test]
    fn what_no_text_may_hold_is_replaced() {
        assert_eq!(
            clean("a\u{1}\u{1b}\u{9b}\u{ffff}\t\r\nñ".to_owned()),
            "a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\t\r\nñ"
        );
        assert_eq!(escape("<\u{3}>"), "&lt;\u{fffd}&gt;");
    }

    #[test]
    fn every_character_that_is_forbidden_is_found_wherever_it_stands() {
        let edges =
            ['\u{9f}', '\u{a0}', '\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{10000}', 'é', '漢'];
        for character in ('\0'..='\u{ff}').chain(edges) {
            for before in [0, 62, 63, 64, 130] {
                let text = format!("{}{character}b", "a".repeat(before));
                assert_eq!(is_clean(&text), !is_forbidden(character), "{text:?}");
            }
        }
    }

    #[test]
    fn the_words_of_html_stand_without_markup() {
        let html = "<h2 id=\"a\">A &amp; b <a class=\"permalink\" href=\"#a\">#</a></h2>\n<p>x <a href=\"b\">y</a><br />z &lt;</p>";
        assert_eq!(plain(html), "A & b\nx y\nz <");
    }

    #[test]
    fn a_field_name_reads_as_words() {
        assert_eq!(humanise("discussions-to"), "Discussions to");
    }
}
