//! The text of a site, and places in it.
//!
//! `Sources` is the product of the first stage. It is plain data: it can be made from a folder
//! (`load`) or from a few strings (tests), and no later stage reads a disk.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::fingerprint::Fingerprint;
use crate::sheet::workbook;

mod book;

pub use book::{Sheets, Workbook};

/// The number of a source in its [`Sources`]; it never leaves the process. It is made from the path,
/// so that a file has the same number in the next build, whatever files were added or removed: what
/// was read of a file can be used again with all places in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A place in a source: a run of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The place `range` (in bytes) of `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start as u32, end: range.end.max(range.start) as u32 }
    }

    /// The run of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A file larger than this many bytes is never read, only copied.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// One text file of a site.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path from the site's root, with `/` on every system.
    pub path: Arc<str>,
    /// The whole text, without a byte order mark and control characters.
    pub text: Arc<str>,
    /// The fingerprint of path and text.
    pub fingerprint: Fingerprint,
    /// More about the cells of a sheet of a workbook, whose text this is.
    pub sheet: Option<Arc<workbook::Content>>,
}

/// Whether a TOML file is a record without a text: it has a section `[table]`, however that is
/// written. Any other is copied as it is, as all data are.
pub fn describes_table(text: &str) -> bool {
    let is_there = |line: &str| {
        let bare: String =
            line.chars().filter(|c| !c.is_whitespace() && !"\"'".contains(*c)).collect();
        ["[table]", "[table.", "table=", "table."].iter().any(|start| bare.starts_with(start))
    };
    text.split(['\n', '\r']).filter(|line| line.contains("table")).any(is_there)
}

/// The path of a record's file without its ending.
pub fn without_ending(path: &str) -> &str {
    path.strip_suffix(".md").or_else(|| path.strip_suffix(".toml")).unwrap_or(path)
}

/// One file whose bytes are copied as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The path from the site's root, with `/` on every system.
    pub path: Arc<str>,
    /// The size in bytes.
    pub len: u64,
}

/// Everything a build reads: the texts and the names of all other files, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Numbered<Source>,
    assets: Vec<Asset>,
    /// What browsers would run in assets, by path.
    active: BTreeMap<Arc<str>, Arc<str>>,
    /// The files of the site that assets are links to, by the path of the asset.
    links: BTreeMap<Arc<str>, Arc<str>>,
    workbooks: Numbered<Workbook>,
    changes: BTreeMap<Arc<str>, Arc<str>>,
    built_in: BuiltIn,
}

/// Files by their numbers, in the order of their paths.
type Numbered<T> = IndexMap<u32, T, FxBuildHasher>;

/// Files, which are sorted by path, with numbers below `most` that follow from the paths. Where two
/// paths would have one number, the later one takes the next that is free.
fn numbered<T>(files: Vec<T>, path: impl Fn(&T) -> &str, most: u32) -> Numbered<T> {
    let mut out = Numbered::with_capacity_and_hasher(files.len(), FxBuildHasher);
    for file in files {
        let mut number = Fingerprint::of(path(&file)).number() % most;
        while out.contains_key(&number) {
            number = (number + 1) % most;
        }
        out.insert(number, file);
    }
    out
}

/// The model that comes with the program; a source too, so that a diagnostic can point into it.
#[derive(Clone, Debug)]
struct BuiltIn(Source);

impl Default for BuiltIn {
    fn default() -> Self {
        let text = include_str!("schema/knowledge-portal.toml");
        Self(Source::new("(built-in)/knowledge-portal.toml", text))
    }
}

/// The number of the built-in model.
const BUILT_IN: SourceId = SourceId(u32::MAX);

/// The number of the first text of the first workbook. The texts of a workbook follow each other.
const WORKBOOKS: u32 = 1 << 31;

/// More texts than a workbook has: one for each sheet, and one more for the first.
const TEXTS_OF_A_WORKBOOK: u32 = 1 << 10;

/// The numbers of workbooks are below this one, so that no sheet has that of the built-in model.
const MOST_WORKBOOKS: u32 = WORKBOOKS / TEXTS_OF_A_WORKBOOK - 1;

impl Sources {
    /// Sources from texts and other files, in any order.
    pub fn new(texts: Vec<(String, String)>, assets: Vec<Asset>) -> Self {
        let files = texts.into_iter().map(|(path, text)| Source::new(&path, &text)).collect();
        Self::from_parts(files, assets)
    }

    /// Sources from files that were read, in any order.
    pub fn from_parts(mut files: Vec<Source>, mut assets: Vec<Asset>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assets.sort_by(|a, b| a.path.cmp(&b.path));
        let files = numbered(files, |file| &file.path, WORKBOOKS);
        Self { files, assets, ..Self::default() }
    }

    /// The same sources, of whose assets these hold something that browsers would run or load.
    pub fn with_active(self, active: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        Self { active, ..self }
    }

    /// The same sources, of whose assets these are links to other files of the site.
    pub fn with_links(self, links: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        Self { links, ..self }
    }

    /// The same sources, of whose files these were last changed at these moments (RFC 3339), by path.
    pub fn with_changes(self, changes: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        Self { changes, ..self }
    }

    /// When a file was last changed (RFC 3339), as far as that is known.
    pub fn changed(&self, path: &str) -> Option<&Arc<str>> {
        self.changes.get(path)
    }

    /// The path of the file of the site that an asset is a link to.
    pub fn link(&self, path: &str) -> Option<&str> {
        self.links.get(path).map(|target| &**target)
    }

    /// The same with workbooks, in any order.
    pub fn with_workbooks(self, mut workbooks: Vec<Workbook>) -> Self {
        workbooks.sort_by(|a, b| a.path.cmp(&b.path));
        let workbooks = numbered(workbooks, |workbook| &workbook.path, MOST_WORKBOOKS);
        Self { workbooks, ..self }
    }

    /// What browsers would run or load in an asset, with its line, where whoever read the asset
    /// found something.
    pub fn active(&self, path: &str) -> Option<&str> {
        self.active.get(path).map(|what| &**what)
    }

    /// The number of the model that comes with the program.
    pub fn built_in(&self) -> SourceId {
        BUILT_IN
    }

    /// Sources from `-- path --` sections, as the tests write them.
    pub fn from_archive(archive: &str) -> Self {
        let mut texts: Vec<(String, String)> = Vec::new();
        for line in archive.split_inclusive('\n') {
            let name = line.trim_end().strip_prefix("-- ").and_then(|l| l.strip_suffix(" --"));
            match (name, texts.last_mut()) {
                (Some(name), _) => texts.push((name.to_owned(), String::new())),
                (None, Some((_, text))) => text.push_str(line),
                (None, None) => {}
            }
        }
        Self::new(texts, Vec::new())
    }

    /// All texts with their numbers, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().map(|(number, source)| (SourceId(*number), source))
    }

    /// The texts below a folder (`content/`), sorted by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (SourceId, &'a Source)> {
        self.iter().filter(move |(_, source)| source.path.starts_with(folder))
    }

    /// All files that are copied as they are, sorted by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The text with this number.
    pub fn get(&self, id: SourceId) -> &Source {
        match id {
            BUILT_IN => &self.built_in.0,
            SourceId(number) if number >= WORKBOOKS => {
                let (book, text) = places_of_sheet(number);
                &self.workbooks[&book].sheets().expect("its number was given when it was read")
                    [text]
            }
            SourceId(number) => &self.files[&number],
        }
    }

    /// The text at this path.
    pub fn find(&self, path: &str) -> Option<(SourceId, &Source)> {
        let at = self.files.binary_search_by(|_, source| (*source.path).cmp(path)).ok()?;
        let (number, source) = self.files.get_index(at)?;
        Some((SourceId(*number), source))
    }

    /// The workbook at this path; it is read when somebody asks for its sheets.
    pub fn workbook(&self, path: &str) -> Option<&Workbook> {
        Some(self.numbered_workbook(path)?.1)
    }

    /// All workbooks, sorted by path.
    pub fn workbooks(&self) -> impl Iterator<Item = &Workbook> {
        self.workbooks.values()
    }

    fn numbered_workbook(&self, path: &str) -> Option<(&u32, &Workbook)> {
        let at = self.workbooks.binary_search_by(|_, workbook| (*workbook.path).cmp(path)).ok()?;
        self.workbooks.get_index(at)
    }

    /// A sheet of the workbook at this path: the one with this name, or the first that is seen.
    pub fn sheet(&self, path: &str, name: Option<&str>) -> Option<(SourceId, &Source)> {
        let (book, workbook) = self.numbered_workbook(path)?;
        let sheets = workbook.sheets().ok()?;
        let wanted = name.map_or(path.to_owned(), |name| format!("{path}!{name}"));
        let text = sheets.iter().position(|sheet| *sheet.path == *wanted)?;
        Some((number_of_sheet(*book, text), &sheets[text]))
    }

    /// Whether a text or another file has this path.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some() || self.find_asset(path).is_some()
    }

    /// The file that is copied as it is at this path.
    pub fn find_asset(&self, path: &str) -> Option<&Asset> {
        let at = self.assets.binary_search_by(|asset| (*asset.path).cmp(path)).ok()?;
        Some(&self.assets[at])
    }
}

impl Source {
    /// A source from its path and text; a byte order mark is dropped, control characters are
    /// replaced. All places count from here, so nothing after this may change the text.
    pub fn new(path: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            path: path.into(),
            text: crate::text::cleaned(text).into(),
            fingerprint: Fingerprint::of_parts([path, text]),
            sheet: None,
        }
    }
}

fn number_of_sheet(book: u32, text: usize) -> SourceId {
    SourceId(WORKBOOKS + book * TEXTS_OF_A_WORKBOOK + text as u32)
}

fn places_of_sheet(number: u32) -> (u32, usize) {
    let number = number - WORKBOOKS;
    (number / TEXTS_OF_A_WORKBOOK, (number % TEXTS_OF_A_WORKBOOK) as usize)
}

/// The lines of texts; those of each are counted once.
pub struct Lines<'a> {
    sources: &'a Sources,
    known: BTreeMap<SourceId, LineIndex<'a>>,
}

impl<'a> Lines<'a> {
    /// The lines of the texts of a site.
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, known: BTreeMap::new() }
    }

    /// A text and its lines.
    pub fn of(&mut self, id: SourceId) -> (&'a Source, &LineIndex<'a>) {
        let source = self.sources.get(id);
        (source, self.known.entry(id).or_insert_with(|| LineIndex::new(&source.text)))
    }
}

/// Where the lines of a text begin; turns bytes into lines and columns.
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before every [`STEP`]th byte, so that a column far into a long
    /// line is found without counting the line from its beginning.
    characters: OnceCell<Vec<usize>>,
}

/// Bytes from one count of characters to the next.
const STEP: usize = 1024;

impl<'a> LineIndex<'a> {
    /// The lines of `text`.
    pub fn new(text: &'a str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after).collect();
        Self { text, starts, characters: OnceCell::new() }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let byte = floor_char(self.text, byte);
        let line = self.line_of(byte);
        let start = self.starts[line - 1];
        let column = match byte - start <= STEP {
            true => self.text[start..byte].chars().count(),
            false => self.characters_before(byte) - self.characters_before(start),
        };
        (line, column + 1)
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let begun = |bytes: &[u8]| bytes.iter().filter(|byte| !is_continuation(**byte)).count();
        let counts = self.characters.get_or_init(|| {
            let sums = bytes.chunks(STEP).scan(0, |sum, chunk| {
                *sum += begun(chunk);
                Some(*sum)
            });
            std::iter::once(0).chain(sums).collect()
        });
        counts[byte / STEP] + begun(&bytes[byte / STEP * STEP..byte])
    }

    /// The line of a byte, from 1; that of the end for a byte behind it.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    /// The byte at which a line (from 1) begins; the end of the text for a line after the last.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// The byte of a line (from 1) and a column in bytes (from 1), kept inside the line.
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let end = self.start(line + 1);
        floor_char(self.text, (self.start(line) + column.saturating_sub(1)).min(end))
    }

    /// The text of a line (from 1) without its line end.
    pub fn line(&self, line: usize) -> &'a str {
        self.text[self.start(line)..self.start(line + 1)].trim_end_matches(['\n', '\r'])
    }
}

/// Whether a byte of UTF-8 continues a character.
fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// The last character boundary at or before `byte`.
pub fn floor_char(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_start_at_one_and_count_characters() {
        let index = LineIndex::new("añb\ncd");
        assert_eq!(index.position(0), (1, 1));
        assert_eq!(index.position(3), (1, 3));
        assert_eq!(index.position(5), (2, 1));
        assert_eq!(index.position(99), (2, 3));
        assert_eq!(index.line(1), "añb");
        assert_eq!(index.byte(2, 2), 6);
    }

    #[test]
    fn columns_of_a_long_line_are_counted_as_those_of_a_short_one() {
        let text = format!("x\n{}\n", "añb😀".repeat(5_000));
        let index = LineIndex::new(&text);
        for (at, (byte, _)) in text[2..].char_indices().enumerate().step_by(97) {
            assert_eq!(index.position(2 + byte), (2, at + 1));
        }
    }

    #[test]
    fn the_number_of_a_file_stays_when_others_come_and_go() {
        let all = Sources::from_archive("-- a --\n-- b --\n-- c --\n");
        let few = Sources::from_archive("-- b --\n");
        assert_eq!(few.find("b").map(|found| found.0), all.find("b").map(|found| found.0));
        let paths = vec!["a", "b", "c", "d", "e"];
        let full = numbered(paths.clone(), |path| path, 5);
        assert!(
            full.values().eq(&paths),
            "in the order of the paths, each with a number of its own"
        );
    }

    #[test]
    fn control_characters_keep_their_columns_and_nothing_else() {
        let source = Source::new("a", "x\u{1}y\u{0}\tz\r\n");
        assert_eq!(&*source.text, "x\u{fffd}y\u{fffd}\tz\r\n");
    }

    #[test]
    fn sources_are_sorted_by_path_and_found() {
        let sources = Sources::from_archive("-- b --\nB\n-- a --\n\u{feff}A\n");
        let paths: Vec<_> = sources.iter().map(|(_, s)| s.path.to_string()).collect();
        assert_eq!(paths, ["a", "b"]);
        assert_eq!(&*sources.find("a").expect("a is there").1.text, "A\n");
        assert!(!sources.has("c"));
    }
}
