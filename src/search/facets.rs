//! The file of a facet: its values, what readers see of them, and which records have each.

use std::collections::BTreeMap;

use serde_json::json;

use super::Analysis;
use super::terms::lists;

/// The data of the facet with a number. A value that is a record is called by its title.
pub(super) fn file<'a>(
    records: impl Iterator<Item = (u32, &'a Analysis)>,
    facet: usize,
) -> serde_json::Value {
    let mut values: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    for (record, analysis) in records {
        for value in analysis.values.iter().filter(|value| value.facet == facet) {
            values.entry(&value.value).or_default().push(record);
            if !value.label.is_empty() {
                labels.insert(&value.value, &value.label);
            }
        }
    }
    let labels: Vec<&str> =
        values.keys().map(|value| labels.get(value).copied().unwrap_or(value)).collect();
    json!([lists(&values), labels])
}
