//! A document -> what it adds to an index.

use super::digits::Set;
use super::lexicon::{self, Lexicon};
use super::portions::Builder;
use super::terms::{Entry, Named};
use super::vocabulary::LENGTHS;
use super::{Analysis, Document, Shape, Weights, cut, shard};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::words::{Token, folded, key, tokens};

/// How many words a passage has that is neither short nor long.
const PASSAGE: f32 = 50.0;
/// How many words a title has that is neither short nor long.
const TITLE: f32 = 6.0;
/// How soon a word that is repeated in a passage counts no more.
const BODY_SATURATION: f32 = 1.2;
/// The same for names, title, summary and fields.
const HEAD_SATURATION: f32 = 4.0;
/// The greatest impact of a word, in its passage or above it.
const MOST: f32 = 7.0;
/// The most tokens of a name that are compared with a question.
const LONGEST_NAME: usize = 24;
/// Names that have more tokens than this are not found by a part.
const LONGEST_SYMBOL: usize = 8;

/// What a document adds to an index.
pub fn analyse(document: &Document, shape: &Shape<'_>) -> Analysis {
    let names = [&document.title].into_iter().chain(&document.names);
    let names: Vec<Vec<String>> = names.map(|name| folded(name)).collect();
    let mut terms = Builder::default();
    let words = lexicon::with(&document.language, |lexicon| {
        let counted = Counted::of(document, names[0].len(), shape.weights, lexicon);
        counted.add_to(&mut terms, shape.bits)
    });
    let mut prefixes = Builder::default();
    for name in names.iter().enumerate() {
        add_name(&mut terms, document, name, shape.bits);
        add_prefixes(&mut prefixes, name, shape.bits);
    }
    for value in &document.values {
        let name = format!("{}={}", shape.facets[value.facet], value.value);
        terms.add(shard(&name, shape.bits), &Entry::Value(&name).fields());
    }
    let mut analysis = Analysis {
        mark: Fingerprint::ABSENT,
        document: document.fingerprint(),
        title: document.title.as_str().into(),
        url: document.url.as_str().into(),
        kind: document.kind as u16,
        is_row: document.is_row,
        names: document.names.iter().map(|name| name.as_str().into()).collect(),
        standing: document.standing,
        day: document.day,
        values: document.values.as_slice().into(),
        is_value: document.is_value.as_deref().map(Box::from),
        terms: terms.finish(),
        prefixes: prefixes.finish(),
        words,
    };
    analysis.mark = analysis.fingerprint();
    analysis
}

impl Analysis {
    fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::default();
        hasher.fingerprint(self.shown()).number(self.day.unwrap_or(i64::MIN).cast_unsigned());
        for value in &self.values {
            hasher.number(value.facet as u64).add(&value.value).add(&value.label);
        }
        for part in self.terms.parts().iter().chain(self.prefixes.parts()) {
            hasher.number(part.shard.into()).number(part.mark);
        }
        hasher.finish()
    }

    /// The fingerprint of what suggestions and facets show of it.
    pub(super) fn shown(&self) -> Fingerprint {
        let mut hasher = Hasher::default();
        hasher.add(&*self.title).add(&*self.url);
        hasher.number(self.kind.into()).number(self.is_row.into());
        for name in &self.names {
            hasher.add(&**name);
        }
        hasher.number(self.standing.digit() as u64);
        hasher.add(self.is_value.as_deref().unwrap_or_default());
        hasher.finish()
    }
}

/// A word of a document.
#[derive(Default)]
struct Slot {
    /// Its number in the lexicon.
    word: u32,
    /// Whether it stands in the document by itself, not only as a part of two.
    is_word: bool,
    /// What it counts in names, title, summary and fields.
    head: f32,
    /// What it counts in the passage that is being read.
    here: f32,
    /// The greatest impact in a passage.
    best: u8,
    /// The passages that have it.
    passages: Set,
}

/// The words of a document.
struct Counted<'l> {
    lexicon: &'l mut Lexicon,
    slots: Vec<Slot>,
    /// The words of the passage that is being read.
    open: Vec<usize>,
}

impl<'l> Counted<'l> {
    /// Counts the words of a document, whose title has so many.
    fn of(
        document: &Document,
        words_of_title: usize,
        weights: &Weights,
        lexicon: &'l mut Lexicon,
    ) -> Self {
        let mut out = Self { lexicon, slots: Vec::with_capacity(256), open: Vec::new() };
        out.head(&document.title, weights.title / (0.5 + 0.5 * words_of_title as f32 / TITLE));
        document.names.iter().for_each(|name| out.head(name, weights.names));
        out.head(&document.summary, weights.summary);
        for (label, text) in &document.fields {
            out.head(label, weights.fields / 2.0);
            out.head(text, weights.fields);
        }
        for (passage, number) in document.passages.iter().zip(0..) {
            out.read(&passage.heading, weights.headings);
            let len = out.read(&passage.text, weights.body) as f32;
            out.close(number, 0.5 + 0.5 * len / PASSAGE);
        }
        out
    }

    fn slot(&mut self, token: &Token<'_>) -> usize {
        let slots = &mut self.slots;
        let at = self.lexicon.slot(token, |word| {
            slots.push(Slot { word, ..Slot::default() });
            slots.len() - 1
        });
        self.slots[at].is_word |= !token.extra;
        at
    }

    fn head(&mut self, text: &str, weight: f32) {
        tokens(text, &mut |token| {
            let slot = self.slot(&token);
            self.slots[slot].head += weight;
        });
    }

    /// Counts the words of the passage that is being read.
    fn read(&mut self, text: &str, weight: f32) -> usize {
        let mut len = 0;
        tokens(text, &mut |token| {
            let at = self.slot(&token);
            let here = &mut self.slots[at].here;
            if *here == 0.0 {
                self.open.push(at);
            }
            *here += weight;
            len += 1;
        });
        len
    }

    /// The end of a passage.
    fn close(&mut self, number: u32, length: f32) {
        for at in self.open.drain(..) {
            let slot = &mut self.slots[at];
            let count = std::mem::take(&mut slot.here) / length;
            slot.best = slot.best.max(impact(count, BODY_SATURATION));
            slot.passages.add(number);
        }
    }

    /// Adds the words to their shards; the result has a hash of the words of each length.
    fn add_to(self, terms: &mut Builder, bits: u32) -> [u64; LENGTHS.end - LENGTHS.start] {
        let mut words = [0_u64; LENGTHS.end - LENGTHS.start];
        let mut set = String::new();
        terms.reserve(self.slots.len());
        for slot in &self.slots {
            let word = self.lexicon.word(slot.word);
            let (form, stem, is_word) = (&*word.form, &*word.stem, slot.is_word);
            set.clear();
            slot.passages.write(&mut set);
            let impact = impact(slot.head, HEAD_SATURATION) * 8 + slot.best;
            let entry = Entry::Posting { form, stem, impact, set: &set, is_word };
            terms.add(cut(word.home, bits), &entry.fields());
            if word.is_elsewhere {
                let entry = Entry::Elsewhere { form, key: key(stem) };
                terms.add(cut(word.own, bits), &entry.fields());
            }
            if let Some((length, hash)) = word.spelt.filter(|_| is_word) {
                let sum = &mut words[length - LENGTHS.start];
                *sum = sum.wrapping_add(hash);
            }
        }
        self.lexicon.close(self.slots.iter().map(|slot| slot.word));
        words
    }
}

/// How much it counts that a word is there so often, from 0 to 7; nothing is 0 but what is not there.
fn impact(count: f32, saturation: f32) -> u8 {
    let share = count / (count + saturation);
    if count > 0.0 { (share * MOST).round().clamp(1.0, MOST) as u8 } else { 0 }
}

/// The name as questions are compared with it: from its first token on and, if it is a symbol, from each.
fn add_name(
    terms: &mut Builder,
    document: &Document,
    (number, name): (usize, &Vec<String>),
    bits: u32,
) {
    let name = &name[..name.len().min(LONGEST_NAME)];
    let is_symbol = number > 0
        && name.len() <= LONGEST_SYMBOL
        && name.iter().any(|token| token.contains(|c: char| c.is_ascii_digit()));
    let starts = if is_symbol { name.len() } else { name.len().min(1) };
    for start in 0..starts {
        let sequence = name[start..].join(" ");
        let named = match (number, start) {
            (0, _) => Named::Title,
            (_, 0) => Named::Name,
            _ => Named::Part,
        };
        let value = document.is_value.as_deref().filter(|_| start == 0);
        let entry = Entry::Name { sequence: &sequence, named, value, title: &document.title };
        terms.add(shard(key(&name[start]), bits), &entry.fields());
    }
}

/// The beginnings of the words of a name, by which it is suggested.
fn add_prefixes(prefixes: &mut Builder, (number, name): (usize, &Vec<String>), bits: u32) {
    for start in 0..name.len() {
        let is_number = name[start].contains(|c: char| c.is_ascii_digit());
        let mut add = |prefix: &str| {
            // Of `EIP-1` and `EIP-109`, who types a 1 means the first.
            let place = if is_number && prefix == name[start] { 0 } else { start + 1 };
            let numbers = [number.min(255) as u8, place.min(255) as u8];
            prefixes.add(shard(prefix, bits), &[prefix.as_bytes(), &numbers]);
        };
        let first = key(&name[start]);
        first.char_indices().for_each(|(at, c)| add(&first[..at + c.len_utf8()]));
        // `som 19`, which is being typed, is filed under `som1`.
        if start + 1 < name.len() && first.chars().count() < 4 {
            let all = name[start..].concat();
            let joined = key(&all);
            if joined != first {
                add(joined);
            }
        }
    }
}
