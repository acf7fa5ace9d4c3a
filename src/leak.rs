//! Does a file hold text that must not be published?
//!
//! A [`Guard`] knows the words and phrases that only withheld texts have, and is asked about the
//! bytes of each file before it is published. It knows neither records nor pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Span};

mod archive;
mod database;
mod phrases;
mod words;

use phrases::{LONGEST, Phrases, SHORTEST};
use words::{How, Word};

/// Words with fewer letters and digits are too common to identify a text.
const SHORTEST_WORD: usize = 5;

/// In bytes that are not text, shorter words occur by chance.
const SHORTEST_IN_BYTES: usize = 8;

/// How many bytes of a withheld file are read; more are not needed to recognise it.
pub const MOST_OF_FILE: u64 = 4 << 20;

/// A text, or a part of one.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub text: Arc<str>,
    /// The bytes of the text that this part covers.
    pub range: std::ops::Range<usize>,
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Self { range: 0..text.len(), text }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Arc::<str>::from(text).into()
    }
}

/// A text that must not be published.
#[derive(Clone, Debug)]
pub struct Secret {
    /// The text.
    pub text: Text,
    /// The place of the text.
    pub place: Place,
    /// Why it must not be published: a sentence without a full stop.
    pub reason: Arc<str>,
}

/// The place of a withheld text.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a source of which it is a part.
    In(SourceId),
    /// At a place of a source.
    At(Span),
    /// In a file, or in its name.
    File(Arc<str>),
}

/// The words and phrases of everything that a build leaves out.
#[derive(Default)]
pub struct Guard {
    secrets: Vec<Secret>,
    published: Vec<Text>,
    /// Withheld files that are not sources, with the reason.
    files: Vec<Arc<str>>,
    /// Copied files that no published record refers to.
    unclaimed: BTreeSet<Arc<str>>,
    words: Index,
    phrases: Index,
    lengths: [bool; LONGEST + 1],
}

/// By mark: the number of the secret, and the bytes of its text.
type Index = IndexMap<u64, (usize, usize, usize), FxBuildHasher>;

impl Guard {
    /// A guard of these secrets. Text that also occurs in `published` is not secret.
    pub fn new(secrets: Vec<Secret>, published: Vec<Text>) -> Self {
        let mut guard = Self { secrets, published, ..Self::default() };
        guard.learn();
        guard
    }

    /// Sets the withheld files, and the copied files that no published record refers to.
    pub fn with_files(self, withheld: Vec<Arc<str>>, unclaimed: BTreeSet<Arc<str>>) -> Self {
        Self { files: withheld, unclaimed, ..self }
    }

    /// The withheld files whose bytes the guard has not read yet.
    pub fn files(&self) -> &[Arc<str>] {
        &self.files
    }

    /// Whether a copied file is searched. A file that a published record refers to is not: its author
    /// meant it to be public.
    pub fn looks_at(&self, path: &str) -> bool {
        self.unclaimed.contains(path)
    }

    /// A guard that has also read the bytes of withheld files.
    pub fn knowing(&self, files: Vec<(Arc<str>, Vec<u8>)>) -> Self {
        let mut secrets = self.secrets.clone();
        for (path, bytes) in files {
            let reason: Arc<str> = format!("{path} is not published").into();
            archive::each(&bytes, &mut archive::Budget::default(), &mut |part| {
                let text = std::str::from_utf8(part).ok()?;
                let (text, place) = (text.into(), Place::File(path.clone()));
                secrets.push(Secret { text, place, reason: reason.clone() });
                None::<()>
            });
        }
        let unclaimed = self.unclaimed.clone();
        Self::new(secrets, self.published.clone()).with_files(Vec::new(), unclaimed)
    }

    /// The diagnostic for a file that contains withheld text; `route` is its address.
    pub fn check(&self, route: &str, bytes: &[u8]) -> Option<Diagnostic> {
        if self.words.is_empty() && self.phrases.is_empty() {
            return None;
        }
        let found = self.find(route.as_bytes(), true).or_else(|| {
            let mut budget = archive::Budget::default();
            archive::each(bytes, &mut budget, &mut |part| self.find(part, is_text(part)))
        })?;
        Some(self.report(route, found))
    }

    /// Gathers the words and phrases of the secrets, and drops those that are published.
    fn learn(&mut self) {
        for number in 0..self.secrets.len() {
            // A sentence that goes on in the next line has enough words in one of them.
            let readings = READINGS.map(|how| How { lines: true, ..how });
            readings.into_iter().for_each(|how| self.learn_one(number, how));
        }
        self.lengths[LONGEST] = true;
        self.forget_published();
    }

    fn learn_one(&mut self, number: usize, how: How) {
        let mut first = Vec::new();
        let mut rows = Phrases::new(ONLY_LONGEST);
        let Self { secrets, words, phrases, lengths, .. } = self;
        each_word(&secrets[number].text, how, &mut |word| {
            if is_telling(word, SHORTEST_WORD) {
                words.entry(word.mark).or_insert((number, word.start, word.end));
            }
            rows.add(word, &mut |mark, start| {
                phrases.entry(mark).or_insert((number, start, word.end));
            });
            if first.len() <= LONGEST {
                first.push(word);
            }
        });
        if let Some(mark) = phrases::whole(&first) {
            lengths[first.len()] = true;
            phrases.entry(mark).or_insert((number, first[0].start, first[first.len() - 1].end));
        }
    }

    fn forget_published(&mut self) {
        let (mut words, mut phrases) = (FxHashSet::default(), FxHashSet::default());
        for (text, how) in self.published.iter().flat_map(|text| READINGS.map(|how| (text, how))) {
            let mut rows = Phrases::new(self.lengths);
            each_word(text, how, &mut |word| {
                words.extend(Some(word.mark).filter(|mark| self.words.contains_key(mark)));
                rows.add(word, &mut |mark, _| {
                    phrases.extend(Some(mark).filter(|mark| self.phrases.contains_key(mark)));
                });
            });
        }
        self.words.retain(|mark, _| !words.contains(mark));
        self.phrases.retain(|mark, _| !phrases.contains(mark));
    }

    /// The first secret in some bytes, and the text around it.
    fn find(&self, bytes: &[u8], is_text: bool) -> Option<(Found, String)> {
        let shortest = if is_text { SHORTEST_WORD } else { SHORTEST_IN_BYTES };
        LOOKS.iter().find_map(|how| {
            let (mut found, mut rows) = (None, Phrases::new(self.lengths));
            words::each(bytes, *how, &mut |word| {
                if found.is_some() {
                    return;
                }
                if is_telling(word, shortest) {
                    found = self.words.get(&word.mark).map(|secret| (*secret, word.end));
                }
                rows.add(word, &mut |mark, _| {
                    let phrase = self.phrases.get(&mark).map(|secret| (*secret, word.end));
                    found = found.or(phrase);
                });
            });
            found.map(|(secret, end)| (secret, around(bytes, end)))
        })
    }

    fn report(&self, route: &str, ((number, start, end), around): (Found, String)) -> Diagnostic {
        let secret = &self.secrets[number];
        let headline = format!("`{route}` contains text of an unpublished record");
        let diagnostic = Diagnostic::new(Code::LeakedText, headline);
        let diagnostic = match &secret.place {
            Place::In(source) => diagnostic.at(Span::new(*source, start..end)),
            Place::At(span) => diagnostic.at(*span),
            Place::File(path) => diagnostic.in_file(&**path),
        };
        diagnostic
            .label("this text")
            .note(secret.reason.to_string())
            .note(format!("in the file it reads “…{around}…”"))
            .help(format!(
                "find out how it got into `{route}`: through a copy of the record, a \
                           template or another program"
            ))
            .help("if readers may know these words, use them in a published record")
    }
}

/// Calls `visit` with the bytes of a file, or of every part of an archive.
pub fn unpacked(bytes: &[u8], visit: &mut dyn FnMut(&[u8])) {
    archive::each(bytes, &mut archive::Budget::default(), &mut |part| {
        visit(part);
        None::<()>
    });
}

/// Merges the diagnostics of files that contain the same text: the first one counts the others.
pub fn fold(each: impl IntoIterator<Item = Diagnostics>) -> Diagnostics {
    let mut out = Diagnostics::new();
    let mut leaks: IndexMap<_, (Diagnostic, usize), FxBuildHasher> = IndexMap::default();
    for mut diagnostics in each {
        for diagnostic in diagnostics.take(Code::LeakedText) {
            let place = (diagnostic.span, diagnostic.path.clone());
            let known = leaks.get_mut(&place).map(|(_, more)| *more += 1);
            if known.is_none() {
                leaks.insert(place, (diagnostic, 0));
            }
        }
        out.absorb(diagnostics);
    }
    for (first, more) in leaks.into_values() {
        out.push(match more {
            0 => first,
            1 => first.note("one more file contains it"),
            more => first.note(format!("{more} more files contain it")),
        });
    }
    out
}

/// The ways in which withheld and published texts are read: as they are, without the addresses of
/// links, and in the form that titles have in addresses.
const READINGS: [How; 3] = {
    let plain = How { escapes: false, tags: false, links: false, lines: false, apostrophes: false };
    [plain, How { tags: true, links: true, ..plain }, How { apostrophes: true, ..plain }]
};

/// The ways in which files are read: as they are, with tags and addresses, and as readers see them.
const LOOKS: [How; 2] = {
    let plain = How { escapes: false, tags: false, links: false, lines: true, apostrophes: false };
    [How { escapes: true, ..plain }, How { tags: true, ..plain }]
};

/// The number of a secret, and the bytes of its text that were found.
type Found = (usize, usize, usize);

/// Longer texts are searched for as sequences of this many words.
const ONLY_LONGEST: [bool; LONGEST + 1] = [false, false, false, false, false, true];

/// How many bytes of a file are shown around a finding.
const AROUND: usize = 60;

/// The text before and shortly after the byte `end` of a file, on one line.
fn around(bytes: &[u8], end: usize) -> String {
    let part = &bytes[end.saturating_sub(AROUND)..(end + AROUND / 3).min(bytes.len())];
    let text = crate::text::clean(String::from_utf8_lossy(part).into_owned());
    crate::text::single_spaces(text.trim_matches('\u{fffd}'))
}

/// The words of a text, with places that count from the beginning of the whole.
fn each_word(text: &Text, how: How, visit: &mut dyn FnMut(Word)) {
    let start = text.range.start;
    words::each(text.text[text.range.clone()].as_bytes(), how, &mut |word| {
        visit(Word { start: start + word.start, end: start + word.end, ..word });
    });
}

/// Whether a word is rare enough to identify its source.
fn is_telling(word: Word, shortest: usize) -> bool {
    word.len >= shortest && word.letters >= SHORTEST
}

/// Whether bytes are text. Databases of SQLite hold texts as they are.
fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    start.starts_with(b"SQLite format 3") || !start.contains(&0) && utf8_begins(start)
}

/// Whether bytes are UTF-8 up to a character that is cut off.
fn utf8_begins(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests;
