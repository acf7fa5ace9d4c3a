//! When the files of a site will next differ without an edit.
//!
//! Everybody who compares something with the day leaves word with the clock of the next day on which the answer
//! changes. The first of these days is when something *may* differ: then the site is planned for that day, what pages
//! asked is asked again, and pages that get other answers are made for both days and compared, byte for byte. So the
//! day is neither too late (no answer changes before it) nor too early (a file does differ).

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::files::{Files, made};
use super::named;
use crate::bundle::Maker;
use crate::clock::Cause;
use crate::edtf::Day;
use crate::fingerprint::Fingerprint;
use crate::id::{RecordKey, Route};
use crate::plan::Job;
use crate::view::{About, Asked, Site};

/// How many days are tried on which nothing differs, before the next one is given without a try: it is not too late,
/// and whoever builds on it finds nothing to do.
const MOST_TRIES: usize = 100;

/// The next change of a site's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first day on which files differ from those of today.
    pub day: Day,
    /// Why.
    pub causes: BTreeSet<Cause>,
    /// The files of today that will differ or be gone, sorted. What will be new is not named, since it may not be
    /// public yet.
    pub files: Vec<Changed>,
}

/// A file that will differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its address.
    pub route: Route,
    /// Whether there will be no such file.
    pub is_gone: bool,
    /// Why, as far as it can be told apart.
    pub causes: BTreeSet<Cause>,
}

/// What was asked when the files of a site were made: each question once, and for each file which.
#[derive(Default)]
pub(super) struct Notes {
    questions: Mutex<IndexMap<Asked, Fingerprint, FxBuildHasher>>,
    files: Mutex<FxHashMap<Route, Noted>>,
}

/// What is known of a file that was made.
#[derive(Clone)]
struct Noted {
    /// The fingerprint of its bytes; `None` where it could not be made.
    bytes: Option<Fingerprint>,
    /// The numbers of the questions.
    asked: Box<[u32]>,
}

impl Notes {
    /// Takes note of a file.
    pub(super) fn add(&self, route: &Route, bytes: Option<&[u8]>, asked: &[(Asked, Fingerprint)]) {
        let mut questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut number =
            |(question, mark): &(Asked, Fingerprint)| match questions.get_index_of(question) {
                Some(number) => number as u32,
                None => questions.insert_full(question.clone(), *mark).0 as u32,
            };
        let asked = asked.iter().map(&mut number).collect();
        drop(questions);
        let noted = Noted { bytes: bytes.map(Fingerprint::of), asked };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(route.clone(), noted);
    }

    fn has(&self, route: &Route) -> bool {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).contains_key(route)
    }

    fn of(&self, route: &Route) -> Option<Noted> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).get(route).cloned()
    }

    /// Of each question by its number: the question, if a site answers it differently.
    fn answered_differently(&self, site: &Site) -> Vec<Option<Asked>> {
        let questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let differs = |(question, mark): (Asked, Fingerprint)| {
            (question.mark(site) != mark).then_some(question)
        };
        let questions: Vec<(Asked, Fingerprint)> = questions.into_iter().collect();
        questions.into_par_iter().map(differs).collect()
    }
}

/// See [`Files::next_change`].
pub(super) fn next_change(files: &Files) -> Option<Change> {
    let notes = files.notes.as_ref()?;
    make_all(files, notes);
    let clock = files.site.clock();
    let mut day = clock.next()?;
    for _ in 0..MOST_TRIES {
        let other = (files.ways.later)(day);
        let compared =
            Compared { files, notes, other: &other, differ: notes.answered_differently(&other) };
        if let Some(change) = compared.change(day) {
            return Some(change);
        }
        // What was asked of the later day leaves word of days after it.
        let days = [clock.next_after(day), other.clock().next_after(day)];
        day = days.into_iter().flatten().min()?;
    }
    Some(Change { day, causes: clock.causes(day), files: Vec::new() })
}

/// The files that do not tell of all others, and are no archives of them.
fn jobs(site: &Site) -> impl Iterator<Item = &Job> {
    let is_one = |output: &super::Output| output.of_all.is_none() && !output.is_archive;
    site.plan().jobs.iter().filter(move |job| is_one(named(job.output)))
}

fn make_all(files: &Files, notes: &Notes) {
    let missing: Vec<&Route> =
        jobs(&files.site).map(|job| &job.route).filter(|r| !notes.has(r)).collect();
    missing.into_par_iter().for_each(|route| drop(files.make(route)));
}

/// A site on two days.
struct Compared<'a> {
    files: &'a Files,
    notes: &'a Notes,
    other: &'a Site,
    differ: Vec<Option<Asked>>,
}

impl Compared<'_> {
    /// What is different on the later day, if anything is.
    fn change(&self, day: Day) -> Option<Change> {
        let (site, other) = (&self.files.site, self.other);
        let causes = site.clock().causes(day);
        let jobs: Vec<&Job> = jobs(site).collect();
        let changed = |job: &&Job| self.changed(job, &causes);
        let mut files: Vec<Changed> =
            jobs.into_par_iter().filter_map(|job| changed(&job)).collect();
        files.extend(self.copies(&causes));
        files.sort_by(|a, b| a.route.cmp(&b.route));
        let is_new = |job: &Job| site.plan().job(&job.route).is_none();
        let is_new_copy = |route: &Route| !site.plan().copies.contains_key(route);
        let has_new = self::jobs(other).any(is_new) || other.plan().copies.keys().any(is_new_copy);
        (has_new || !files.is_empty()).then_some(Change { day, causes, files })
    }

    /// A file that is made, if it differs.
    fn changed(&self, job: &Job, all: &BTreeSet<Cause>) -> Option<Changed> {
        let route = job.route.clone();
        let noted = self.notes.of(&route);
        let asked = noted.iter().flat_map(|noted| &*noted.asked);
        let other_answers: Vec<&Asked> =
            asked.filter_map(|number| self.differ[*number as usize].as_ref()).collect();
        let causes = || self.causes(job, &other_answers, all);
        let Some(later) = self.other.plan().job(&route) else {
            return Some(Changed { route, is_gone: true, causes: causes() });
        };
        if other_answers.is_empty() && self.files.site.job_mark(job) == self.other.job_mark(later) {
            return None;
        }
        let bytes = made(self.other, later, false).bytes;
        let mark = bytes.as_deref().map(Fingerprint::of);
        let differs = noted.is_none_or(|noted| noted.bytes != mark);
        differs.then(|| Changed { route, is_gone: false, causes: causes() })
    }

    /// The causes that have to do with what a file asked; all of them where that cannot be told.
    fn causes(&self, job: &Job, asked: &[&Asked], all: &BTreeSet<Cause>) -> BTreeSet<Cause> {
        let site = &self.files.site;
        let about = asked.iter().filter_map(|question| match question.about(site)? {
            About::Record { entity, .. } => Some(entity.key),
            About::Template(_) => None,
        });
        let own = job.entity().map(|id| site.graph().entity(id).key.clone());
        let keys: BTreeSet<RecordKey> = about.chain(own).collect();
        let is_it = |cause: &&Cause| cause.record.as_ref().is_some_and(|key| keys.contains(key));
        let some: BTreeSet<Cause> = all.iter().filter(is_it).cloned().collect();
        if some.is_empty() { all.clone() } else { some }
    }

    /// The files that are copied and that differ.
    fn copies(&self, causes: &BTreeSet<Cause>) -> Vec<Changed> {
        let later = &self.other.plan().copies;
        let own = self.files.site.plan().copies.iter();
        own.filter(|(route, origin)| later.get(*route) != Some(*origin))
            .map(|(route, _)| Changed {
                route: route.clone(),
                is_gone: !later.contains_key(route) && self.other.plan().job(route).is_none(),
                causes: causes.clone(),
            })
            .collect()
    }
}
