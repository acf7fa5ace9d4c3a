//! The file of a shard of terms: which words are in which records, which names records have, and which records
//! have a value of a facet.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::json;

use super::digits::{digit, push, rising};
use super::front;
use super::portions::{Fields, Numbers, Portion};

/// A word that is in more records says too little to tell in which passages, and how much exactly.
const FREQUENT: usize = 2048;

/// How a question can name a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By an acronym, a symbol, an id or another name.
    Name = 0,
    /// By its title.
    Title = 1,
    /// By the end of a symbol.
    Part = 2,
}

/// What a portion consists of.
pub(super) enum Entry<'e> {
    /// A word, its stem, how much it counts, the passages that have it, and whether it is more than two words that
    /// a hyphen joins.
    Posting { form: &'e str, stem: &'e str, impact: u8, set: &'e str, is_word: bool },
    /// A word that is filed under another key, that of its stem.
    Elsewhere { form: &'e str, key: &'e str },
    /// A value of a facet, as `facet=value`.
    Value(&'e str),
    /// A name, as tokens with spaces between them; `value` is that of the facet which the record is one of.
    Name { sequence: &'e str, named: Named, value: Option<&'e str>, title: &'e str },
}

const SORTS: [[u8; 1]; 5] = [[0], [1], [2], [3], [4]];
/// The sort of a word.
pub(super) const WORD: &[u8] = &SORTS[0];
/// The sort of two words as one.
const JOINED: &[u8] = &SORTS[4];
const BYTES: [[u8; 1]; 64] = {
    let mut out = [[0]; 64];
    let mut at = 0;
    while at < 64 {
        out[at] = [at as u8];
        at += 1;
    }
    out
};

impl<'e> Entry<'e> {
    /// As a portion keeps it; the fields that it lacks are empty.
    pub(super) fn fields(&self) -> [&'e [u8]; 5] {
        match self {
            Entry::Posting { form, stem, impact, set, is_word } => [
                if *is_word { WORD } else { JOINED },
                form.as_bytes(),
                stem.as_bytes(),
                &BYTES[usize::from(*impact)],
                set.as_bytes(),
            ],
            Entry::Elsewhere { form, key } => {
                [&SORTS[1], form.as_bytes(), key.as_bytes(), &[], &[]]
            }
            Entry::Value(name) => [&SORTS[2], name.as_bytes(), &[], &[], &[]],
            Entry::Name { sequence, named, value, title } => {
                let title = value.map_or(&[] as &[u8], |_| title.as_bytes());
                let value = value.unwrap_or_default().as_bytes();
                [&SORTS[3], sequence.as_bytes(), &BYTES[*named as usize], value, title]
            }
        }
    }
}

/// A word in a record.
struct Posting<'p> {
    record: u32,
    impact: u8,
    set: &'p [u8],
}

/// The name of a record.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name<'p> {
    sequence: &'p str,
    record: u32,
    named: u8,
    value: &'p str,
    title: &'p str,
}

#[derive(Default)]
struct Shard<'p> {
    /// By form and stem.
    postings: FxHashMap<(&'p [u8], &'p [u8]), Vec<Posting<'p>>>,
    elsewhere: BTreeMap<&'p str, Vec<&'p str>>,
    values: BTreeMap<&'p str, Vec<u32>>,
    names: Vec<Name<'p>>,
}

/// The data of a shard that is made from these portions.
pub(super) fn file<'p>(portions: impl Iterator<Item = Portion<'p>>) -> serde_json::Value {
    let mut shard = Shard::default();
    for Portion { record, fields, .. } in portions {
        shard.read(record, fields);
    }
    shard.names.sort_unstable();
    let Shard { postings, elsewhere, values, names } = shard;
    let mut postings: Vec<_> = postings.into_iter().collect();
    postings.sort_unstable_by_key(|(word, _)| *word);
    let elsewhere =
        elsewhere.iter().flat_map(|(form, keys)| keys.iter().map(move |key| [*form, *key]));
    let elsewhere: Vec<&str> = elsewhere.flatten().collect();
    json!([words(&postings), elsewhere.join(" "), lists(&values), named(&names)])
}

impl<'p> Shard<'p> {
    fn read(&mut self, record: u32, mut fields: Fields<'p>) {
        while let Some(sort) = fields.next() {
            let [first, second, third, fourth] =
                std::array::from_fn(|_| fields.next().unwrap_or_default());
            match sort {
                WORD | JOINED => {
                    let impact = third.first().copied().unwrap_or_default();
                    let posting = Posting { record, impact, set: fourth };
                    self.postings.entry((first, second)).or_default().push(posting);
                }
                [1] => {
                    let keys = self.elsewhere.entry(text(first)).or_default();
                    let key = text(second);
                    if let Err(at) = keys.binary_search(&key) {
                        keys.insert(at, key);
                    }
                }
                [2] => self.values.entry(text(first)).or_default().push(record),
                _ => {
                    let named = second.first().copied().unwrap_or_default();
                    let (sequence, value, title) = (text(first), text(third), text(fourth));
                    self.names.push(Name { sequence, record, named, value, title });
                }
            }
        }
    }
}

/// What was a text, as one.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// A word as its form and its stem, and where it is.
type Found<'p> = ((&'p [u8], &'p [u8]), Vec<Posting<'p>>);

/// Words, the groups of those with one stem, their postings, and the stems.
fn words(postings: &[Found<'_>]) -> serde_json::Value {
    let forms = front::coded(postings.iter().map(|((form, _), _)| text(form)));
    let mut stems = Stems::default();
    let [mut groups, mut counts, mut records, mut impacts] = <[String; 4]>::default();
    let mut sets = Vec::new();
    for ((form, stem), list) in postings {
        let list = merged(list);
        push(&mut groups, stems.number(text(form), text(stem)));
        push(&mut counts, list.len());
        rising(&mut records, list.iter().map(|posting| posting.record as usize));
        let is_frequent = list.len() > FREQUENT;
        for posting in list {
            let coarse = if is_frequent { posting.impact | 1 } else { posting.impact };
            impacts.push(digit(usize::from(coarse)));
            if !is_frequent {
                sets.extend_from_slice(posting.set);
            }
        }
    }
    let sets = text(&sets);
    json!([forms, groups, counts, records, impacts, sets, stems.lengths, stems.others.join(" ")])
}

/// The stems of a shard.
#[derive(Default)]
struct Stems<'s> {
    numbers: Numbers<'s>,
    /// For each stem how many characters of its first form it is; 0: it does not begin with it.
    lengths: String,
    /// Those that are not.
    others: Vec<&'s str>,
}

impl<'s> Stems<'s> {
    /// The number of the stem of a form.
    fn number(&mut self, form: &str, stem: &'s str) -> usize {
        let (number, is_new) = self.numbers.of(stem);
        if is_new {
            let starts = form.starts_with(stem);
            push(&mut self.lengths, if starts { stem.chars().count() } else { 0 });
            self.others.extend((!starts).then_some(stem));
        }
        number
    }
}

/// The postings of one form and stem, one a record: two spellings may fold into one form. The first stands for
/// both, with the greater impact.
fn merged<'l, 'p>(list: &'l [Posting<'p>]) -> Vec<Posting<'p>> {
    let mut out: Vec<Posting<'p>> = Vec::with_capacity(list.len());
    for Posting { record, impact, set } in list {
        match out.last_mut() {
            Some(last) if last.record == *record => last.impact = last.impact.max(*impact),
            _ => out.push(Posting { record: *record, impact: *impact, set }),
        }
    }
    out
}

/// Values of facets, each with its records.
pub(super) fn lists(values: &BTreeMap<&str, Vec<u32>>) -> serde_json::Value {
    let names: Vec<&str> = values.keys().copied().collect();
    let [mut counts, mut records] = <[String; 2]>::default();
    for list in values.values() {
        push(&mut counts, list.len());
        rising(&mut records, list.iter().map(|record| *record as usize));
    }
    json!([names.join("\n"), counts, records])
}

/// Names with their records; those of values of facets with the value and its label.
fn named(names: &[Name<'_>]) -> serde_json::Value {
    let sequences: Vec<&str> = names.iter().map(|name| name.sequence).collect();
    let [mut records, mut sorts] = <[String; 2]>::default();
    let mut values = Vec::new();
    for (at, name) in names.iter().enumerate() {
        push(&mut records, name.record as usize);
        sorts.push(digit(usize::from(name.named)));
        if !name.value.is_empty() {
            values.extend([json!(at), json!(name.value), json!(name.title)]);
        }
    }
    json!([sequences.join("\n"), records, sorts, values])
}
