//! What is wrong in a text: labels that nothing defines, and HTML that content must not have.

use std::ops::Range;

use comrak::nodes::Sourcepos;

use super::walk::Walk;
use crate::config::RawHtml;
use crate::diag::{Code, Diagnostic};
use crate::parse::mentions::{self, Mention};
use crate::parse::sanitise;
use crate::source::Span;

/// Where words of a text are looked for, one after the other.
struct Search {
    rest: Range<usize>,
    /// How many words were not found. Each cost a look at the whole rest.
    misses: usize,
}

/// After so many words that were not found, the others are not looked for.
const MOST_MISSES: usize = 8;

impl Walk<'_> {
    /// `[text][label]` and `[^note]` that stayed text, since nothing defines them.
    pub(super) fn undefined_labels(&mut self, text: &str, place: Sourcepos) {
        if !text.contains('[') {
            return;
        }
        let mut search = Search { rest: self.range(place), misses: 0 };
        for label in unresolved(text) {
            let span = self.next_span(&mut search, label);
            let (code, headline, help) = match label.strip_prefix("[^") {
                Some(note) => (
                    Code::UndefinedFootnote,
                    format!("the footnote `{label}` has no text"),
                    match note.contains(char::is_whitespace) {
                        true => "write its name without spaces, in both places".to_owned(),
                        false => format!("add a line `[^{note}: …`"),
                    },
                ),
                None => (
                    Code::UndefinedLabel,
                    format!("the link label `{label}` is not defined"),
                    format!("add a line `{label}: address`, or write `[text](address)`"),
                ),
            };
            self.diagnostics.push(Diagnostic::new(code, headline).at(span).help(help));
        }
    }

    /// The next place of a word within a text; the same word may stand there twice. A word that is
    /// written with entities is not found; its place is then that of all the text.
    fn next_span(&self, search: &mut Search, word: &str) -> Span {
        let rest = search.rest.clone();
        if search.misses < MOST_MISSES
            && let Some(at) = self.parsed[rest.clone()].find(word)
        {
            let start = rest.start + at;
            search.rest.start = start + word.len();
            return self.span(start..search.rest.start);
        }
        search.misses += 1;
        self.span(rest)
    }

    /// Words to which the mark of a note is glued, as they are copied out of printed documents.
    /// Documents with numbered paragraphs are such; elsewhere most of these words are names.
    pub(super) fn glued_numbers(&mut self, text: &str, place: Sourcepos) {
        if !self.text.numbered {
            return;
        }
        let mut search = Search { rest: self.range(place), misses: 0 };
        for word in text.split_whitespace().filter(|word| word.contains(is_digit)) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let Some((before, mark)) = glued(word) else { continue };
            let span = self.next_span(&mut search, word);
            let headline = format!("`{word}` ends in a digit, which may be the mark of a footnote");
            let help = format!(
                "write `{before}[^{mark}]` and the text of the note, or `` `{word}` `` if it is a name"
            );
            self.diagnostics.push(Diagnostic::new(Code::GluedNumber, headline).at(span).help(help));
        }
    }

    /// What a text mentions. Whether that is a fault is known once all records are.
    pub(super) fn mentions(&mut self, text: &str, place: Sourcepos) {
        let whole = self.range(place);
        let search = |_| Search { rest: whole.clone(), misses: 0 };
        let mut searches: [Search; mentions::SORTS] = std::array::from_fn(search);
        for (what, words) in mentions::find(text) {
            if self.mentioned.insert((what, words.into())) {
                let span = self.next_span(&mut searches[what as usize], words);
                self.body.mentions.push(Mention { what, text: words.into(), span });
            }
        }
    }

    /// Whether a link's address is one that a page must not have, such as `javascript:…`; reports it.
    pub(super) fn runs_code(&mut self, url: &str, place: Sourcepos) -> bool {
        let fine = match self.text.settings.raw_html {
            RawHtml::Allow => !sanitise::runs_code(url),
            _ => sanitise::fine_url(url),
        };
        if fine {
            return false;
        }
        let headline = format!("the address `{url}` is not allowed in content and was removed");
        let span = self.span_of(url, place);
        self.diagnostics.push(Diagnostic::new(Code::RemovedHtml, headline).at(span).help(
            "write an address that begins with `https://`, or a record's id in double brackets",
        ));
        true
    }

    /// Says that an image comes from another site, which readers' browsers will not ask.
    pub(super) fn foreign_image(&mut self, url: &str, place: Sourcepos) {
        let span = self.span_of(url, place);
        self.remote(&format!("the image `{url}`"), span);
    }

    /// Says that a link or an image has no address.
    pub(super) fn leads_nowhere(&mut self, image: bool, span: Span) {
        let (code, headline, help) = match image {
            true => (
                Code::MissingImage,
                "this image has no address",
                "write the name of its file, as in `![The plant](plant.jpg)`",
            ),
            false => (
                Code::MissingFile,
                "this link has no address",
                "write where it leads, as in `[the report](report.md)`",
            ),
        };
        self.diagnostics.push(Diagnostic::new(code, headline).at(span).help(help));
    }

    pub(super) fn remote(&mut self, what: &str, span: Span) {
        let headline = format!("{what} is on another site, so browsers will not show it");
        self.diagnostics.push(
            Diagnostic::new(Code::RemoteFile, headline)
                .at(span)
                .help("save the file beside this one and write its name, or make it a link"),
        );
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The fewest letters of a word to which a mark is glued; `v2` and `CO2` have their digits.
const FEWEST_LETTERS: usize = 5;

/// A word and the mark that is glued to it, with or without a sign between them.
fn glued(word: &str) -> Option<(&str, &str)> {
    let before = word.trim_end_matches(is_digit);
    let mark = &word[before.len()..];
    let letters = before.strip_suffix(['.', ',', ';', ':']).unwrap_or(before);
    let mut rest = letters.chars();
    let is_word = rest.next()?.is_alphabetic() && rest.all(char::is_lowercase);
    let is_mark = matches!(mark.len(), 1 | 2) && !mark.starts_with('0');
    let fits = is_mark && letters.chars().count() >= FEWEST_LETTERS;
    (is_word && fits).then_some((before, mark))
}

/// `[label]` of every `[text][label]`, and `[^note]`.
fn unresolved(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut open = None;
    // A label has no bracket in it, so only the last one that opens is of interest.
    for (at, bracket) in text.match_indices(['[', ']']) {
        if bracket == "[" {
            open = Some(at);
            continue;
        }
        let Some(start) = open.take() else { continue };
        let label = &text[start..=at];
        let inner = &label[1..label.len() - 1];
        let note = inner.strip_prefix('^').is_some_and(|name| !name.trim().is_empty());
        if note || text[..start].ends_with(']') && !inner.trim().is_empty() {
            out.push(label);
        }
    }
    out
}
