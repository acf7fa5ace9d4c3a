//! The files of words by length, in which a browser looks for what a reader may have meant.

use rustc_hash::FxHashMap;
use serde_json::json;

use super::digits::digit;
use super::front;
use super::portions::Portion;
use super::terms::WORD;
use crate::words::is_single;

/// The lengths of words that are looked for when they are misspelt, in characters.
pub const LENGTHS: std::ops::Range<usize> = 3..21;

/// The length of a word that may be misspelt: one of letters, in writing that has spaces.
pub(super) fn length(folded: &str) -> Option<usize> {
    let is_plain = |c: char| !c.is_numeric() && !is_single(c);
    let length = folded.chars().count();
    (LENGTHS.contains(&length) && folded.chars().all(is_plain)).then_some(length)
}

/// How many records have each word, by length.
pub(super) struct Vocabulary<'p>([Vec<(&'p str, u32)>; LENGTHS.end - LENGTHS.start]);

impl<'p> Vocabulary<'p> {
    /// The words of these portions. A word is counted once for a record and a stem.
    pub(super) fn of(portions: impl Iterator<Item = Portion<'p>>) -> Self {
        let mut counts: FxHashMap<&[u8], u32> = FxHashMap::default();
        for Portion { mut fields, .. } in portions {
            while let Some(sort) = fields.next() {
                let form = fields.next().unwrap_or_default();
                fields.by_ref().take(3).for_each(drop);
                if sort == WORD {
                    *counts.entry(form).or_default() += 1;
                }
            }
        }
        let mut out = Self(Default::default());
        for (form, count) in counts {
            let form = std::str::from_utf8(form).unwrap_or_default();
            if let Some(length) = length(form) {
                out.0[length - LENGTHS.start].push((form, count));
            }
        }
        out.0.iter_mut().for_each(|words| words.sort_unstable());
        out
    }

    /// The data of the words of a length: how often they are found, by powers of two, decides between them.
    pub(super) fn file(&self, length: usize) -> serde_json::Value {
        let words = &self.0[length - LENGTHS.start];
        let forms = front::coded(words.iter().map(|(form, _)| *form));
        let counts: String = words.iter().map(|(_, count)| digit(count.ilog2() as usize)).collect();
        json!([forms, counts])
    }
}
