//! Looks up every reference of every record.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Found;
use crate::diag::{Code, Diagnostics};
use crate::parse::{Record, Visibility};

mod reference;
mod site;

use reference::Reference;
pub(super) use site::{Site, files};

/// A name that leads nowhere is reported at no more places of one record than these.
const MOST_REPORTS: usize = 10;

/// What each link of each record leads to.
pub(super) fn all(site: &Site<'_>, diagnostics: &mut Diagnostics) -> Vec<Vec<Option<Found>>> {
    // What is left out because of a mistake is to be published once that is corrected.
    let left_out = site.graph.left_out.par_iter();
    let by_mistake = left_out.filter(|out| out.visibility == Visibility::Unclear);
    let by_mistake = by_mistake.map(|out| LookedUp::of(site, &out.record));
    let records = site.graph.records.par_iter().map(|record| LookedUp::of(site, record));
    let (mut found, mut remarks) = (Vec::new(), Diagnostics::new());
    for record in by_mistake.collect::<Vec<_>>() {
        diagnostics.absorb(record.lost);
        remarks.absorb(record.remarks);
    }
    for record in records.collect::<Vec<_>>() {
        diagnostics.absorb(record.lost);
        remarks.absorb(record.remarks);
        found.push(record.found);
    }
    diagnostics.absorb(remarks);
    found
}

/// The references of a record.
#[derive(Default)]
struct LookedUp {
    /// What each link leads to.
    found: Vec<Option<Found>>,
    /// The diagnostics about links that lead nowhere.
    lost: Diagnostics,
    /// The diagnostics for links that lead somewhere nevertheless.
    remarks: Diagnostics,
}

impl LookedUp {
    /// Looks up each link of a record. A name that no record has is reported at its first places in a
    /// record; others are counted.
    fn of<'g>(site: &Site<'g>, record: &'g Record) -> Self {
        let mut out = Self::default();
        let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
        let times = OnceCell::new();
        for link in &record.links {
            let reported = lost.get(&*link.written).copied().unwrap_or(0);
            if reported == MOST_REPORTS {
                out.found.push(None);
                continue;
            }
            let found = Reference { site, record, link, remarks: &mut out.remarks }.found();
            if let Err(Some(diagnostic)) = &found {
                let mut diagnostic = (**diagnostic).clone();
                if diagnostic.code == Code::UnknownReference {
                    lost.insert(&link.written, reported + 1);
                    let times = times.get_or_init(|| written_times(record));
                    let more = times[&*link.written].saturating_sub(MOST_REPORTS);
                    let is_last = reported + 1 == MOST_REPORTS;
                    diagnostic.notes.extend(is_last.then(|| stands_elsewhere(more)).flatten());
                }
                out.lost.push(diagnostic);
            }
            out.found.push(found.ok());
        }
        out
    }
}

/// How often each reference of a record is written.
fn written_times(record: &Record) -> BTreeMap<&str, usize> {
    let mut times = BTreeMap::new();
    for link in &record.links {
        *times.entry(&*link.written).or_default() += 1;
    }
    times
}

fn stands_elsewhere(times: usize) -> Option<String> {
    let places = if times == 1 { "place" } else { "places" };
    (times > 0).then(|| format!("it occurs in {times} more {places} of this record"))
}
