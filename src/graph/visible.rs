//! Which records a build publishes: one decision for each, made once, from what it says itself and
//! from what its original, its table and the folders above it say. The strictest holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Scope;
use super::withheld::{folder, index_folder, section_folder};
use crate::clock::Cause;
use crate::config::Config;
use crate::edtf::Day;
use crate::id::RecordKey;
use crate::language::Language;
use crate::parse::{
    DISTRIBUTION, DRAFT, EXPIRES, Embargo, PUBLISH_FROM, Record, Value, Visibility,
};
use crate::schema::{Kind, Schema};

/// A record that this build leaves out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The record.
    pub record: Arc<Record>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The path of the record that decides it, where that is another one.
    pub because: Option<Arc<str>>,
}

/// The decision about one record.
#[derive(Clone, Default)]
struct Decision {
    visibility: Visibility,
    because: Option<Arc<str>>,
}

impl Decision {
    /// Takes over what another record decides, where that is stricter.
    fn follow(&mut self, other: &Decision, path: &Arc<str>) {
        if other.visibility > self.visibility {
            self.visibility = other.visibility;
            self.because = other.because.clone().or_else(|| Some(path.clone()));
        }
    }
}

/// Parts the records that are published from those that this build leaves out.
pub(super) fn decide(
    records: Vec<Arc<Record>>,
    (config, schema): (&Config, &Schema),
    scope: Scope<'_>,
) -> (Vec<Arc<Record>>, Vec<LeftOut>) {
    let own = records.iter().map(|record| own(record, schema, scope));
    let own: Vec<Visibility> = own.collect();
    if own.iter().all(|visibility| *visibility == Visibility::Public) {
        return (records, Vec::new());
    }
    let own = own.into_iter().map(|visibility| Decision { visibility, because: None });
    let mut decisions: Vec<Decision> = own.collect();
    follow_originals(&records, &mut decisions);
    follow_folders(&records, config.content.trim_end_matches('/'), &mut decisions);
    follow_tables(&records, &mut decisions);
    let (mut shown, mut left_out) = (Vec::new(), Vec::new());
    for (record, Decision { visibility, because }) in records.into_iter().zip(decisions) {
        match visibility {
            Visibility::Public => shown.push(record),
            Visibility::Draft if scope.drafts => shown.push(record),
            _ => left_out.push(LeftOut { record, visibility, because }),
        }
    }
    (shown, left_out)
}

/// What a record says itself, on the day of the build. What is not published yet is not named to those who look
/// for the next change; what expires is known to everybody.
fn own(record: &Record, schema: &Schema, scope: Scope<'_>) -> Visibility {
    let (kind, clock) = (&schema.kinds[record.kind], scope.clock);
    let embargo = Embargo::of(record, kind);
    let is_early = |day: Day| !clock.has_come(day, &Cause::of_unnamed(PUBLISH_FROM));
    let is_over = |day: Day| clock.has_come(day, &Cause::of_field(&record.key, EXPIRES));
    match for_readers(record, kind, scope.distributions) {
        own @ (Visibility::Restricted | Visibility::Unclear) => own,
        _ if embargo.from.is_some_and(is_early) => Visibility::Early,
        _ if embargo.expires.is_some_and(is_over) => Visibility::Expired,
        own => own,
    }
}

/// What a record says itself, where it may be restricted to those for whom the site is built.
fn for_readers(record: &Record, kind: &Kind, distributions: &[String]) -> Visibility {
    let given = |name: &str| Some(&record.value(kind.field(name)?)?.value);
    let word = given(DISTRIBUTION).and_then(|value| value.as_text()).map(str::trim);
    let is_for_them = word.is_some_and(|word| distributions.iter().any(|other| other == word));
    match record.visibility {
        Visibility::Restricted if is_for_them => match given(DRAFT) {
            Some(Value::Bool(true)) => Visibility::Draft,
            _ => Visibility::Public,
        },
        own => own,
    }
}

/// The numbers of the records of each entity in its first language.
fn originals(records: &[Arc<Record>]) -> BTreeMap<&RecordKey, Vec<usize>> {
    let mut out: BTreeMap<&RecordKey, Vec<usize>> = BTreeMap::new();
    for (number, record) in records.iter().enumerate() {
        let originals = out.entry(&record.key).or_default();
        match originals.first().map(|first| records[*first].language) {
            Some(language) if language < record.language => continue,
            Some(language) if language > record.language => originals.clear(),
            _ => {}
        }
        originals.push(number);
    }
    out
}

/// What a translation does not say it takes from the original; it may be stricter, for itself.
fn follow_originals(records: &[Arc<Record>], decisions: &mut [Decision]) {
    let originals = originals(records);
    let own = decisions.to_vec();
    for (number, record) in records.iter().enumerate() {
        let original = match untranslated(&record.key) {
            Some(key) => originals.get(&key).or_else(|| originals.get(&record.key)),
            None => originals.get(&record.key),
        };
        for other in original.into_iter().flatten().filter(|other| **other != number) {
            decisions[number].follow(&own[*other], &records[*other].path);
        }
    }
}

/// The record that a file in a language which the site does not have would translate.
fn untranslated(key: &RecordKey) -> Option<RecordKey> {
    let (id, tag) = key.id().rsplit_once('.')?;
    let is_tag =
        tag.len() == 2 && tag.chars().all(|c| c.is_ascii_alphabetic()) || tag.contains('-');
    (is_tag && Language::parse(tag).is_ok()).then(|| RecordKey::new(key.kind(), id))
}

/// What stands in the folder of an `index.md` or `_index.md` follows it. The home page stands for
/// itself alone.
fn follow_folders(records: &[Arc<Record>], root: &str, decisions: &mut [Decision]) {
    let mut folders: BTreeMap<&str, (Decision, &Arc<str>)> = BTreeMap::new();
    for original in originals(records).values().flatten() {
        let (record, decision) = (&records[*original], &decisions[*original]);
        let folder = index_folder(&record.path).or_else(|| section_folder(&record.path));
        let Some(folder) = folder.filter(|folder| *folder != root && record.row.is_none()) else {
            continue;
        };
        if decision.visibility > Visibility::Public {
            let known = folders.entry(folder).or_insert((decision.clone(), &record.path));
            if decision.visibility > known.0.visibility {
                *known = (decision.clone(), &record.path);
            }
        }
    }
    if folders.is_empty() {
        return;
    }
    for (record, decision) in records.iter().zip(decisions) {
        for folder in ancestors(&record.path) {
            if let Some((other, path)) = folders.get(folder) {
                decision.follow(other, path);
            }
        }
    }
}

/// The rows of a table that is left out are left out.
fn follow_tables(records: &[Arc<Record>], decisions: &mut [Decision]) {
    let mut tables: BTreeMap<(&RecordKey, usize), usize> = BTreeMap::new();
    for (number, record) in records.iter().enumerate() {
        if record.table.is_some() {
            tables.insert((&record.key, record.language), number);
        }
    }
    for (number, record) in records.iter().enumerate() {
        let Some(row) = &record.row else { continue };
        if let Some(table) = tables.get(&(row.table(), record.language)) {
            let decision = decisions[*table].clone();
            decisions[number].follow(&decision, &records[*table].path);
        }
    }
}

/// The folders above a file, the nearest first.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(folder(path), |path| folder(path))
}

impl LeftOut {
    /// Why it is left out, in words for an author.
    pub fn reason(&self) -> String {
        let path = &self.record.path;
        let what = match self.visibility {
            Visibility::Draft => "is a draft",
            Visibility::Expired => "has expired (`expires`)",
            Visibility::Early => "is not published yet (`publish_from`)",
            Visibility::Restricted => "is not public",
            Visibility::Unclear => "does not state clearly who may see it",
            Visibility::Public => "is public",
        };
        match &self.because {
            Some(other) => format!("{path} belongs to {other}, which {what}"),
            None => format!("{path} {what}"),
        }
    }
}
