//! What is wrong in a text: labels that nothing defines, and HTML that content must not have.

use comrak::nodes::Sourcepos;

use super::walk::Walk;
use crate::config::RawHtml;
use crate::diag::{Code, Diagnostic};
use crate::parse::record::Anchor;
use crate::parse::sanitise;

impl Walk<'_> {
    /// `[text][label]` and `[^note]` that stayed text, since nothing defines them.
    pub(super) fn undefined_labels(&mut self, text: &str, place: Sourcepos) {
        if !text.contains('[') {
            return;
        }
        let range = self.range(place);
        for (at, label) in unresolved(text) {
            let start = self.text.text[range.clone()].find(&label).unwrap_or(at.min(range.len()));
            let span = self.span(range.start + start..range.start + start + label.len());
            let (code, headline, help) = match label.strip_prefix("[^") {
                Some(note) => (
                    Code::UndefinedFootnote,
                    format!("the note `{label}` has no text"),
                    format!("add a line `[^{note}: …`"),
                ),
                None => (
                    Code::UndefinedLabel,
                    format!("nothing defines the link `{label}`"),
                    format!("add a line `{label}: address`, or write `[text](address)`"),
                ),
            };
            self.diagnostics.push(Diagnostic::new(code, headline).at(span).help(help));
        }
    }

    /// Words to which the mark of a note is glued, as they are copied out of printed documents.
    /// Documents with numbered paragraphs are such; elsewhere most of these words are names.
    pub(super) fn glued_numbers(&mut self, text: &str, place: Sourcepos) {
        if !self.text.numbered {
            return;
        }
        let mut rest = self.range(place);
        for word in text.split_whitespace().filter(|word| word.contains(is_digit)) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let Some((before, mark)) = glued(word) else { continue };
            // The same word may stand there twice.
            let at = self.text.text[rest.clone()].find(word).map(|at| rest.start + at);
            let found = at.map(|at| at..at + word.len());
            let span = self.span(found.clone().unwrap_or_else(|| rest.clone()));
            rest.start = found.map_or(rest.start, |found| found.end);
            let headline =
                format!("`{word}` ends in a digit, as where the mark of a note is glued to it");
            let help = format!(
                "write `{before}[^{mark}]` and the text of the note, or `` `{word}` `` if it is a name"
            );
            self.diagnostics.push(Diagnostic::new(Code::GluedNumber, headline).at(span).help(help));
        }
    }

    /// HTML in the text: its anchors, and what of it is taken out.
    pub(super) fn html(&mut self, html: &str, place: Sourcepos) {
        self.raw_html = true;
        self.anchors_in_html(html, place);
        if self.text.settings.raw_html != RawHtml::Sanitise {
            return;
        }
        for removed in sanitise::removed(html) {
            let line = place.start.line + removed.line;
            let start = match removed.line {
                0 => self.lines.byte(line, place.start.column),
                _ => self.lines.start(line),
            };
            let len = self.lines.line(line).len();
            let end = if removed.line == 0 && place.start.line == place.end.line {
                self.range(place).end
            } else {
                self.lines.start(line) + len
            };
            let headline = format!("{} is not allowed in content and was taken out", removed.what);
            self.diagnostics.push(
                Diagnostic::new(Code::RemovedHtml, headline)
                    .at(self.span(start..end.max(start)))
                    .help("write it in Markdown, or set `raw_html = \"allow\"` under [markdown] in site.toml"),
            );
        }
    }

    /// Whether a link's address is one that a page must not have, such as `javascript:…`; says so.
    pub(super) fn runs_code(&mut self, url: &str, place: Sourcepos) -> bool {
        if self.text.settings.raw_html != RawHtml::Sanitise || sanitise::fine_url(url) {
            return false;
        }
        let span = self.span_of(url, place);
        self.diagnostics.push(
            Diagnostic::new(
                Code::RemovedHtml,
                format!("the address `{url}` is not allowed in content and was taken out"),
            )
            .at(span)
            .help(
                "write an address that begins with `https://`, or a record's id in double brackets",
            ),
        );
        true
    }

    /// `<a id="x">` makes a place that can be cited.
    fn anchors_in_html(&mut self, html: &str, place: Sourcepos) {
        let at = self.line_start(place);
        for id in sanitise::places(html) {
            // A place that only its author named is called by that name.
            self.body.anchors.push(Anchor { label: id.clone(), id, at });
        }
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

/// `[label]` of every `[text][label]`, and `[^note]`, with its place in the text.
fn unresolved(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices('[') {
        let Some(end) = text[at..].find(']') else { break };
        let label = &text[at..at + end + 1];
        let inner = &label[1..label.len() - 1];
        let note = inner.strip_prefix('^').is_some_and(|n| !n.is_empty() && !n.contains(' '));
        let full = text[..at].ends_with(']') && !inner.trim().is_empty() && !inner.contains('[');
        if note || full {
            out.push((at, label.to_owned()));
        }
    }
    out
}
