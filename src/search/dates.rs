//! The file of dates, by which results are sorted.

use std::collections::BTreeMap;

use serde_json::json;

use super::Analysis;
use super::digits::{push, rising};

/// The data of the file: for each day that a record has, the newest first, how many have it and which.
pub(super) fn file<'a>(records: impl Iterator<Item = (u32, &'a Analysis)>) -> serde_json::Value {
    let mut days: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for (record, analysis) in records {
        analysis.day.into_iter().for_each(|day| days.entry(day).or_default().push(record));
    }
    let [mut counts, mut records] = <[String; 2]>::default();
    for list in days.values().rev() {
        push(&mut counts, list.len());
        rising(&mut records, list.iter().map(|record| *record as usize));
    }
    json!([counts, records])
}
