//! The analyses of all documents -> the files of an index, each made when it is asked for.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::portions::{Gathered, Portions};
use super::vocabulary::{LENGTHS, Vocabulary};
use super::{Analysis, Shape, dates, digits, facets, suggestions, terms};
use crate::fingerprint::{Fingerprint, Hasher};

/// A file of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum File {
    /// The standing of every record.
    Standing,
    /// How large the facets are, by powers of two: how often, from record to record, a value begins.
    Sizes,
    /// The records by date.
    Dates,
    /// A shard of terms.
    Terms(u32),
    /// A shard of suggestions.
    Suggestions(u32),
    /// The words of a length.
    Vocabulary(usize),
    /// A facet, by its number.
    Facet(usize),
}

/// The index of a site in one language. Making it reads no document; a file is made from portions when it is
/// asked for.
pub struct Index {
    /// By the number of the record.
    records: Vec<Option<Arc<Analysis>>>,
    terms: Vec<Shard>,
    prefixes: Vec<Shard>,
    words: Vec<Fingerprint>,
    facets: Vec<Fingerprint>,
    standing: Fingerprint,
    sizes: Vec<usize>,
    dates: Fingerprint,
    vocabulary: OnceLock<Vec<String>>,
}

/// The portions of a shard.
#[derive(Default)]
struct Shard {
    mark: Hasher,
    /// In the order of the records.
    gathered: Gathered,
}

impl Index {
    /// The index of these analyses; `None` stands for a record that is not to be found.
    pub fn new(records: Vec<Option<Arc<Analysis>>>, shape: &Shape<'_>) -> Self {
        let shards = || (0..1_usize << shape.bits).map(|_| Shard::default()).collect::<Vec<_>>();
        let (mut terms, mut prefixes) = (shards(), shards());
        let mut words: Vec<Hasher> = LENGTHS.map(|_| Hasher::default()).collect();
        let mut facets: Vec<Hasher> = shape.facets.iter().map(|_| Hasher::default()).collect();
        let mut sizes = vec![0_usize; shape.facets.len()];
        let mut last: FxHashMap<(usize, &str), u32> = FxHashMap::default();
        let [mut standing, mut dates] = <[Hasher; 2]>::default();
        for (analysis, record) in records.iter().zip(0..) {
            let Some(analysis) = analysis else { continue };
            file(&mut terms, &analysis.terms, record, None);
            file(&mut prefixes, &analysis.prefixes, record, Some(analysis.shown()));
            for (hasher, hash) in words.iter_mut().zip(analysis.words) {
                if hash != 0 {
                    hasher.number(record.into()).number(hash);
                }
            }
            for value in &analysis.values {
                let hasher = &mut facets[value.facet];
                hasher.number(record.into()).add(&value.value).add(&value.label);
                // Records of a kind stand together, so lists of them are short.
                let before = last.insert((value.facet, &value.value), record);
                sizes[value.facet] += usize::from(before.is_none_or(|before| before + 1 != record));
            }
            if let Some(day) = analysis.day {
                dates.number(record.into()).number(day.cast_unsigned());
            }
            standing.number(record.into()).number(analysis.standing.digit() as u64);
        }
        standing.number(records.len() as u64);
        Self {
            records,
            terms,
            prefixes,
            words: words.iter().map(Hasher::finish).collect(),
            facets: facets.iter().map(Hasher::finish).collect(),
            standing: standing.finish(),
            sizes: sizes.into_iter().map(usize::next_power_of_two).collect(),
            dates: dates.finish(),
            vocabulary: OnceLock::new(),
        }
    }

    /// The fingerprint of what a file is made from.
    pub fn mark(&self, file: File) -> Fingerprint {
        match file {
            File::Standing => self.standing,
            File::Sizes => {
                let mut hasher = Hasher::default();
                for size in &self.sizes {
                    hasher.number(*size as u64);
                }
                hasher.finish()
            }
            File::Dates => self.dates,
            File::Terms(shard) => self.terms[shard as usize].mark.finish(),
            File::Suggestions(shard) => self.prefixes[shard as usize].mark.finish(),
            File::Vocabulary(length) => self.words[length - LENGTHS.start],
            File::Facet(facet) => self.facets[facet],
        }
    }

    /// The data of a file, as JSON.
    pub fn data(&self, file: File) -> String {
        match file {
            File::Standing => serde_json::Value::from(self.standings()).to_string(),
            File::Sizes => serde_json::Value::from(self.sizes.as_slice()).to_string(),
            File::Dates => dates::file(self.analyses()).to_string(),
            File::Terms(shard) => {
                terms::file(self.terms[shard as usize].gathered.portions()).to_string()
            }
            File::Suggestions(shard) => {
                let portions = self.prefixes[shard as usize].gathered.portions();
                suggestions::file(portions, |record| self.of(record)).to_string()
            }
            File::Vocabulary(length) => self.vocabulary()[length - LENGTHS.start].clone(),
            File::Facet(facet) => facets::file(self.analyses(), facet).to_string(),
        }
    }

    fn of(&self, record: u32) -> &Analysis {
        self.records[record as usize].as_deref().expect("only analyses have portions")
    }

    fn analyses(&self) -> impl Iterator<Item = (u32, &Analysis)> {
        self.records.iter().zip(0..).filter_map(|(found, at)| Some((at, found.as_deref()?)))
    }

    /// One digit a record; a space for one that is not to be found.
    fn standings(&self) -> String {
        let digit = |found: &Option<Arc<Analysis>>| match found {
            Some(analysis) => digits::digit(analysis.standing.digit() + 1),
            None => digits::digit(0),
        };
        self.records.iter().map(digit).collect()
    }

    fn vocabulary(&self) -> &[String] {
        self.vocabulary.get_or_init(|| {
            let shards = self.terms.iter();
            let words = Vocabulary::of(shards.flat_map(|shard| shard.gathered.portions()));
            LENGTHS.map(|length| words.file(length).to_string()).collect()
        })
    }
}

fn file(shards: &mut [Shard], portions: &Portions, record: u32, mark: Option<Fingerprint>) {
    for (part, bytes) in portions.each() {
        let shard = &mut shards[part.shard as usize];
        shard.mark.number(record.into()).number(part.mark);
        if let Some(mark) = mark {
            shard.mark.fingerprint(mark);
        }
        shard.gathered.add(record, bytes);
    }
}
