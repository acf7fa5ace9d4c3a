//! The file of a shard of suggestions: which names have a word that begins with some letters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::Analysis;
use super::digits::push;
use super::portions::Portion;

/// How many names are offered for so many letters: one, two, three, four.
const MOST: [usize; 4] = [16, 16, 24, 64];

/// A name that begins, or has a word that begins, with some letters. Lesser ones stand first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The place of the word in the name, from 1; 0 where the letters are all of a word with digits.
    place: u8,
    /// The standing, greater ones first.
    standing: std::cmp::Reverse<usize>,
    record: u32,
    /// The number of the name: 0 for the title.
    name: u8,
}

/// The data of a shard that is made from these portions.
pub(super) fn file<'p>(
    portions: impl Iterator<Item = Portion<'p>>,
    analysis: impl Fn(u32) -> &'p Analysis,
) -> serde_json::Value {
    let mut prefixes: BTreeMap<&str, BTreeSet<Candidate>> = BTreeMap::new();
    for Portion { record, mut fields } in portions {
        let standing = std::cmp::Reverse(analysis(record).standing.digit());
        while let Some(prefix) = fields.next() {
            let prefix = std::str::from_utf8(prefix).unwrap_or_default();
            let Some([name, place]) = fields.next() else { continue };
            let candidate = Candidate { place: *place, standing, record, name: *name };
            let most = MOST[prefix.chars().count().clamp(1, MOST.len()) - 1];
            let list = prefixes.entry(prefix).or_default();
            list.insert(candidate);
            if list.len() > most {
                list.pop_last();
            }
        }
    }
    let mut names: BTreeMap<(u32, u8), usize> = BTreeMap::new();
    for candidate in prefixes.values().flatten() {
        names.insert((candidate.record, candidate.name), 0);
    }
    names.values_mut().enumerate().for_each(|(at, number)| *number = at);
    let keys: Vec<&str> = prefixes.keys().copied().collect();
    let [mut counts, mut lists] = <[String; 2]>::default();
    for list in prefixes.values() {
        push(&mut counts, list.len());
        list.iter().for_each(|one| push(&mut lists, names[&(one.record, one.name)]));
    }
    let shown = names.keys().flat_map(|(record, name)| {
        let analysis = analysis(*record);
        let other = usize::from(*name).checked_sub(1).and_then(|at| analysis.names.get(at));
        let other = other.map_or("", |name| &**name);
        // Rows have the kinds below zero.
        let kind = i32::from(analysis.kind);
        let kind = if analysis.is_row { -1 - kind } else { kind };
        [json!(analysis.title), json!(other), json!(kind), json!(analysis.url)]
    });
    json!([keys.join(" "), counts, lists, shown.collect::<Vec<_>>()])
}
