//! Diagnostics are collected within limits, so that a hostile or broken file costs neither memory
//! nor a reader's patience: the first of each sort are kept whole, the others are counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::ops::{Deref, DerefMut};

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{Code, Diagnostic, Level};
use crate::source::{SourceId, Sources};
use crate::text::thousands;

/// How many diagnostics of one code and cause are kept whole for one file.
pub const MOST_IN_FILE: usize = 100;
/// How many diagnostics of one code are kept whole for the whole site.
pub const MOST_OF_CODE: usize = 1_000;
/// How many causes of one code are told apart once there are more than [`MOST_OF_CODE`].
const MOST_CAUSES: usize = 50;
/// How many bytes of a text are kept; the middle of a longer one is cut.
pub const LONGEST_TEXT: usize = 1_000;
/// How many helps, notes and further places of a diagnostic are kept.
const MOST_PARTS: usize = 50;
/// The cause under which all of a code are counted.
const ALL: u64 = u64::MAX;
/// How many files are named where diagnostics are only counted.
const NAMED: usize = 5;
/// How many diagnostics are compared, so that what is noticed twice is counted once.
const MOST_COMPARED: usize = 1_000_000;

/// What was noticed. It grows like a `Vec`, but holds a limited number: the rest is counted.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// Made once there is enough that something may have to be counted.
    ledger: Option<Box<Ledger>>,
}

/// Diagnostics that are counted, not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// What they are about.
    pub code: Code,
    /// How much they matter.
    pub level: Level,
    /// The message of the first one; empty where all of a code are counted.
    pub message: String,
    /// How many there are.
    pub count: usize,
    /// How many there are in each file, by its number or its path.
    pub files: BTreeMap<FileName, usize>,
}

impl More {
    fn one(diagnostic: &Diagnostic, message: String) -> Self {
        let Diagnostic { code, level, .. } = *diagnostic;
        Self { code, level, message, count: 1, files: BTreeMap::from([(file_of(diagnostic), 1)]) }
    }

    /// A diagnostic that stands for all of them.
    pub(super) fn in_words(&self, sources: &Sources) -> Diagnostic {
        let mut files: Vec<(&str, usize)> =
            self.files.iter().filter_map(|(file, n)| Some((file.path(sources)?, *n))).collect();
        files.sort_by_key(|(path, count)| (Reverse(*count), *path));
        let headline = self.headline(files.len());
        let out = Diagnostic::new(self.code, headline).level(self.level);
        match files[..] {
            _ if self.is_whole_code() => out,
            [(path, _)] => out.in_file(path),
            _ => named(out, &files),
        }
    }

    /// Whether all of a code are counted, and none is shown.
    fn is_whole_code(&self) -> bool {
        self.message.is_empty()
    }

    fn headline(&self, files: usize) -> String {
        let count = thousands(self.count);
        let place = match files {
            0 => String::new(),
            1 if self.is_whole_code() => " in one file".to_owned(),
            1 => " in this file".to_owned(),
            n => format!(" in {} files", thousands(n)),
        };
        match self.message.as_str() {
            "" => format!("{count}{place}; `--infos` shows them"),
            message => format!("and {count} more like this{place}: {message}"),
        }
    }
}

/// Names the files in which there are most.
fn named(mut out: Diagnostic, files: &[(&str, usize)]) -> Diagnostic {
    for (path, count) in files.iter().take(NAMED) {
        out = out.note(format!("{path}: {}", thousands(*count)));
    }
    match files.len().saturating_sub(NAMED) {
        0 => out,
        others => out.note(format!("and {} other files", thousands(others))),
    }
}

/// The file that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileName {
    /// A text of the site.
    Source(SourceId),
    /// A file that is known by its path.
    Path(String),
    /// None.
    None,
}

impl FileName {
    fn path<'a>(&'a self, sources: &'a Sources) -> Option<&'a str> {
        match self {
            Self::Source(id) => Some(&sources.get(*id).path),
            Self::Path(path) => Some(path),
            Self::None => None,
        }
    }
}

/// A code at a level; rules and policies have levels of their own.
type Sort = (Code, Level);

/// How many there are of each sort.
#[derive(Clone, Debug, Default)]
struct Ledger {
    in_file: FxHashMap<(Sort, u64, FileName), usize>,
    of_sort: FxHashMap<Sort, usize>,
    causes: FxHashMap<Sort, FxHashSet<u64>>,
    seen: FxHashSet<u64>,
    more: BTreeMap<(Code, Level, u64), More>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one: whole while there are few of its sort, else counted.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        shorten(&mut diagnostic);
        if self.ledger.is_none() && self.kept.len() < MOST_IN_FILE {
            self.kept.push(diagnostic);
            return;
        }
        let Self { kept, ledger } = self;
        let ledger = ledger.get_or_insert_with(|| Box::new(Ledger::of(kept)));
        kept.extend(ledger.admit(diagnostic));
    }

    /// Adds everything that another collection holds or counted.
    pub fn absorb(&mut self, other: Self) {
        for diagnostic in other.kept {
            self.push(diagnostic);
        }
        let more = other.ledger.map(|ledger| ledger.more).unwrap_or_default();
        for (key, more) in more {
            let Self { kept, ledger } = self;
            ledger.get_or_insert_with(|| Box::new(Ledger::of(kept))).add_up(key, more);
        }
    }

    /// Moves everything out of another collection into this one.
    pub fn append(&mut self, other: &mut Self) {
        self.absorb(std::mem::take(other));
    }

    /// Removes and returns what is kept of a code.
    pub fn take(&mut self, code: Code) -> Vec<Diagnostic> {
        self.kept.extract_if(.., |diagnostic| diagnostic.code == code).collect()
    }

    /// How many there are, those that are only counted among them.
    pub fn len(&self) -> usize {
        self.kept.len() + self.more().map(|more| more.count).sum::<usize>()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many of a level there are, those that are only counted among them.
    pub fn count(&self, level: Level) -> usize {
        let kept = self.kept.iter().filter(|d| d.level == level).count();
        let more = self.more().filter(|more| more.level == level);
        kept + more.map(|more| more.count).sum::<usize>()
    }

    /// What is only counted, by code, level and cause.
    pub fn more(&self) -> impl Iterator<Item = &More> {
        self.ledger.iter().flat_map(|ledger| ledger.more.values())
    }

    /// Forgets what is not reported.
    pub(super) fn drop_allowed(&mut self) {
        self.kept.retain(|d| d.level != Level::Allow);
        if let Some(ledger) = &mut self.ledger {
            ledger.more.retain(|_, more| more.level != Level::Allow);
        }
    }

    /// Keeps none of a level, and counts all of them by code.
    pub(super) fn count_only(&mut self, level: Level) {
        let (counted, kept) =
            std::mem::take(&mut self.kept).into_iter().partition(|d| d.level == level);
        let counted: Vec<Diagnostic> = counted;
        self.kept = kept;
        let ledger = self.ledger.get_or_insert_default();
        let more = std::mem::take(&mut ledger.more);
        let ones = counted.into_iter().map(|d| More::one(&d, String::new()));
        for more in ones.chain(more.into_values()) {
            let cause = if more.level == level { ALL } else { xxh3_64(more.message.as_bytes()) };
            let message = if more.level == level { String::new() } else { more.message };
            ledger.add_up((more.code, more.level, cause), More { message, ..more });
        }
    }

    /// Gives codes the levels that a site sets.
    pub(super) fn set_levels(&mut self, levels: &BTreeMap<Code, Level>) {
        for diagnostic in &mut self.kept {
            diagnostic.level = levels.get(&diagnostic.code).copied().unwrap_or(diagnostic.level);
        }
        for more in self.ledger.iter_mut().flat_map(|ledger| ledger.more.values_mut()) {
            more.level = levels.get(&more.code).copied().unwrap_or(more.level);
        }
    }

    /// Puts what is kept in the order of a key, each once.
    pub(super) fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&Diagnostic) -> K) {
        self.kept.sort_by_cached_key(key);
        self.kept.dedup();
    }
}

impl Ledger {
    /// The numbers of what has been kept so far.
    fn of(kept: &[Diagnostic]) -> Self {
        let mut ledger = Self::default();
        for diagnostic in kept {
            ledger.seen.insert(mark(diagnostic));
            ledger.note(diagnostic, cause(diagnostic));
        }
        ledger
    }

    /// Notes that one more is kept.
    fn note(&mut self, diagnostic: &Diagnostic, cause: u64) {
        let sort = (diagnostic.code, diagnostic.level);
        *self.in_file.entry((sort, cause, file_of(diagnostic))).or_default() += 1;
        *self.of_sort.entry(sort).or_default() += 1;
        self.causes.entry(sort).or_default().insert(cause);
    }

    /// Hands back what is to be kept, and counts what is not.
    fn admit(&mut self, diagnostic: Diagnostic) -> Option<Diagnostic> {
        let is_compared = self.seen.len() < MOST_COMPARED;
        if is_compared && !self.seen.insert(mark(&diagnostic)) {
            return None;
        }
        let sort = (diagnostic.code, diagnostic.level);
        let cause = self.known_cause(sort, cause(&diagnostic));
        let file = file_of(&diagnostic);
        let key = (sort, cause, file);
        let is_first = self.causes.get(&sort).is_none_or(|causes| !causes.contains(&cause));
        let in_file = self.in_file.get(&key).copied().unwrap_or_default();
        let of_sort = self.of_sort.get(&sort).copied().unwrap_or_default();
        if is_first || in_file < MOST_IN_FILE && of_sort < MOST_OF_CODE {
            self.note(&diagnostic, cause);
            return Some(diagnostic);
        }
        let message = diagnostic.message.clone();
        let more = More::one(&diagnostic, message);
        self.add_up((more.code, more.level, cause), more);
        None
    }

    /// The cause, or 0 for one that is no longer told apart from others.
    fn known_cause(&self, sort: Sort, cause: u64) -> u64 {
        let few = |causes: &FxHashSet<u64>| causes.len() < MOST_CAUSES || causes.contains(&cause);
        let full = self.of_sort.get(&sort).is_some_and(|count| *count >= MOST_OF_CODE);
        if full && !self.causes.get(&sort).is_none_or(few) { 0 } else { cause }
    }

    fn add_up(&mut self, key: (Code, Level, u64), more: More) {
        let Some(own) = self.more.get_mut(&key) else {
            self.more.insert(key, more);
            return;
        };
        own.count += more.count;
        for (file, count) in more.files {
            *own.files.entry(file).or_default() += count;
        }
    }
}

fn file_of(diagnostic: &Diagnostic) -> FileName {
    match (diagnostic.span, &diagnostic.path) {
        (Some(span), _) => FileName::Source(span.source),
        (None, Some(path)) => FileName::Path(path.clone()),
        (None, None) => FileName::None,
    }
}

/// What two diagnostics have in common that say the same of other names: the message without what
/// stands in backticks or quotation marks, and without numbers.
fn cause(diagnostic: &Diagnostic) -> u64 {
    let mut hasher = Xxh3::new();
    for (at, part) in diagnostic.message.split(['`', '“', '”']).enumerate() {
        if at % 2 == 0 {
            part.split(|c: char| c.is_ascii_digit()).for_each(|part| hasher.write(part.as_bytes()));
        }
    }
    // 0 stands for all causes that are no longer told apart.
    hasher.finish().max(1)
}

/// What tells a diagnostic from all others.
fn mark(diagnostic: &Diagnostic) -> u64 {
    let place = diagnostic.span.map(|span| (span.source, span.start, span.end));
    xxh3_64(
        format!("{:?}{place:?}{:?}\0{}", diagnostic.code, diagnostic.path, diagnostic.message)
            .as_bytes(),
    )
}

fn shorten(diagnostic: &mut Diagnostic) {
    let Diagnostic { message, label, related, help, notes, .. } = diagnostic;
    related.truncate(MOST_PARTS);
    help.truncate(MOST_PARTS);
    notes.truncate(MOST_PARTS);
    let places = related.iter_mut().map(|(_, text)| text);
    let texts = std::iter::once(message).chain(label).chain(places).chain(help).chain(notes);
    texts.filter(|text| text.len() > LONGEST_TEXT).for_each(|text| *text = shortened(text));
}

/// The beginning and the end of a text, where most of what a reader needs stands.
fn shortened(text: &str) -> String {
    let start = crate::source::floor_char(text, LONGEST_TEXT * 3 / 4);
    let end = crate::source::floor_char(text, text.len() - LONGEST_TEXT / 4);
    format!("{} … {}", &text[..start], &text[end..])
}

impl Deref for Diagnostics {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.kept
    }
}

impl DerefMut for Diagnostics {
    fn deref_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.kept
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(diagnostics: T) -> Self {
        let mut out = Self::new();
        out.extend(diagnostics);
        out
    }
}

impl FromIterator<Diagnostics> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostics>>(collections: T) -> Self {
        let mut out = Self::new();
        collections.into_iter().for_each(|collection| out.absorb(collection));
        out
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.into_iter().collect()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

impl<const N: usize> PartialEq<[Diagnostic; N]> for Diagnostics {
    fn eq(&self, other: &[Diagnostic; N]) -> bool {
        self.kept == *other
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::source::Span;

    /// Unknown references at places of one file.
    fn unknown(places: Range<usize>, name: impl Fn(usize) -> String) -> Vec<Diagnostic> {
        let id = Sources::default().built_in();
        let one = |at: usize| {
            let headline = format!("no record is named `{}`", name(at));
            Diagnostic::new(Code::UnknownReference, headline).at(Span::new(id, at..at + 1))
        };
        places.map(one).collect()
    }

    fn x(_: usize) -> String {
        "x".to_owned()
    }

    #[test]
    fn few_are_kept_whole_and_all_are_counted() {
        let diagnostics: Diagnostics = unknown(0..20_000, |at| format!("x{at}")).into();
        assert_eq!((diagnostics.iter().count(), diagnostics.len()), (MOST_IN_FILE, 20_000));
        assert_eq!(diagnostics.count(Level::Error), 20_000);
        let more: Vec<_> = diagnostics.more().collect();
        assert_eq!(more.len(), 1, "they have one cause");
        assert_eq!(more[0].count, 20_000 - MOST_IN_FILE);
    }

    #[test]
    fn other_codes_causes_and_files_are_not_hidden_by_many_of_one_sort() {
        let mut diagnostics: Diagnostics = unknown(0..5_000, x).into();
        let missing = |n: usize| format!("there is no file `{n}.png`");
        diagnostics.push(Diagnostic::new(Code::MissingFile, missing(1)).in_file("b"));
        diagnostics.push(Diagnostic::new(Code::UnknownReference, "another cause").in_file("b"));
        let kept: Vec<_> =
            diagnostics.iter().skip(MOST_IN_FILE).map(|d| d.message.clone()).collect();
        assert_eq!(kept, [missing(1), "another cause".to_owned()]);
    }

    #[test]
    fn many_files_have_one_limit_together() {
        let one = |at: usize| Diagnostic::new(Code::MissingFile, "gone").in_file(format!("{at}"));
        let diagnostics: Diagnostics = (0..10_000).map(one).collect();
        assert_eq!((diagnostics.iter().count(), diagnostics.len()), (MOST_OF_CODE, 10_000));
        assert_eq!(
            diagnostics.more().map(|more| more.files.len()).sum::<usize>(),
            10_000 - MOST_OF_CODE
        );
    }

    #[test]
    fn what_is_noticed_twice_counts_once_and_merging_loses_nothing() {
        let mut diagnostics: Diagnostics = unknown(0..3_000, x).into();
        diagnostics.extend(unknown(0..3_000, x));
        assert_eq!(diagnostics.len(), 3_000);
        diagnostics.absorb(unknown(3_000..6_000, x).into());
        assert_eq!((diagnostics.iter().count(), diagnostics.len()), (MOST_IN_FILE, 6_000));
    }

    #[test]
    fn long_texts_are_cut_and_keep_their_ends() {
        let diagnostics: Diagnostics = unknown(0..1, |_| "é".repeat(1_000_000)).into();
        let message = &diagnostics[0].message;
        assert!(message.len() < LONGEST_TEXT + 10, "{}", message.len());
        assert!(message.starts_with("no record is named `é") && message.ends_with("é`"));
    }

    #[test]
    fn causes_without_end_are_told_apart_only_at_first() {
        let letters = |n: usize| {
            n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>()
        };
        let one = |n: usize| Diagnostic::new(Code::FrontMatter, format!("odd {}", letters(n)));
        let diagnostics: Diagnostics = (0..20_000).map(one).collect();
        assert!(diagnostics.iter().count() <= MOST_OF_CODE + 1);
        assert!(diagnostics.more().count() <= 1, "{}", diagnostics.more().count());
        assert_eq!(diagnostics.len(), 20_000);
    }
}
