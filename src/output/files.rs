//! Makes the files of a site, each when somebody asks for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use super::ahead::{Change, Notes};
use super::named;
use crate::bundle::{Bundle, Maker, Origin, Package};
use crate::cache::Entry;
use crate::diag::{Checked, Diagnostic, Diagnostics};
use crate::edtf::Day;
use crate::fingerprint::Fingerprint;
use crate::id::Route;
use crate::plan::Job;
use crate::view::{Asked, Kept, Site, View};

/// Gives the same site on a later day.
pub type Later = Box<dyn Fn(Day) -> Site + Send + Sync>;

/// Makes the files of the site in one language, by its number, for readers without a network.
pub type Offline = Arc<dyn Fn(usize) -> Bundle + Send + Sync>;

/// The same site under other circumstances.
pub struct Others {
    /// On a later day.
    pub later: Later,
    /// Without a network.
    pub offline: Offline,
}

/// The files of a site. Those that are still fresh come from the cache.
pub struct Files {
    pub(super) site: Arc<Site>,
    kept: Arc<Kept>,
    pub(super) others: Others,
    /// What was asked when files were made; `None` where nobody wants to know when they change.
    pub(super) notes: Option<Notes>,
    change: OnceLock<Option<Change>>,
}

/// The finished site: every file of the plan, made when somebody asks for it.
pub fn bundle(files: Arc<Files>) -> Bundle {
    let plan = files.site.plan();
    let made = |route: &Route| match plan.job(route).map(|job| (job, named(job.output))) {
        Some((_, output)) if output.of_all.is_some() => Origin::MadeLast,
        Some((job, output)) if (output.gathers)(job) => Origin::MadeLate,
        _ => Origin::Made,
    };
    let mut all = plan.files();
    all.retain(|(route, _)| files.site.carries(route) && !files.is_copy_in_a_copy(route));
    let all = all.into_iter().map(|(route, origin)| match origin {
        Origin::Made => (route.clone(), made(&route)),
        other => (route, other),
    });
    Bundle::new(all.collect(), files.clone())
}

/// A file that was made.
pub(super) struct Made {
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) questions: Vec<(Asked, Fingerprint)>,
    pub(super) diagnostics: Diagnostics,
}

/// Makes a file of a site.
pub(super) fn made(site: &Site, job: &Job, notes: bool) -> Made {
    let view = View::new(site, job.language, notes);
    let made = catch_unwind(AssertUnwindSafe(|| (named(job.output).make)(&view, job)));
    let (questions, mut diagnostics) = view.finish();
    let bytes = made.unwrap_or_else(|panic| {
        let what = format!("making {}", job.route.address());
        diagnostics.push(Diagnostic::internal(&what, &*panic).in_file(job.route.as_str()));
        None
    });
    Made { bytes, questions, diagnostics }
}

impl Files {
    /// The files of a site.
    pub fn new(site: Arc<Site>, kept: Arc<Kept>, others: Others) -> Self {
        let mut jobs = site.plan().jobs.iter();
        let looks_ahead = jobs.any(|job| named(job.output).of_all.is_some());
        let notes = looks_ahead.then(Notes::default);
        Self { site, kept, others, notes, change: OnceLock::new() }
    }

    /// When the files will next differ without an edit, and which; `None` where they never will, or where the site
    /// does not look ahead. Makes the files that were not made yet.
    pub fn next_change(&self) -> Option<&Change> {
        self.change.get_or_init(|| super::ahead::next_change(self)).as_ref()
    }

    /// Whether anybody wants to know when the files will next differ.
    pub fn look_ahead(&self) -> bool {
        self.notes.is_some()
    }

    /// Whether it is a copy for readers without a network in such a copy; none holds another.
    fn is_copy_in_a_copy(&self, route: &Route) -> bool {
        let is_archive = |job: &Job| named(job.output).is_archive;
        self.site.is_a_copy() && self.site.plan().job(route).is_some_and(is_archive)
    }

    fn take_note(&self, job: &Job, bytes: Option<&[u8]>, questions: &[(Asked, Fingerprint)]) {
        if let Some(notes) = &self.notes {
            notes.add(&job.route, bytes, questions);
        }
    }
}

impl Maker for Files {
    fn packed(&self, route: &Route) -> Option<Package> {
        let job = self.site.plan().job(route).filter(|job| named(job.output).is_archive)?;
        let folder = route.as_str().trim_end_matches(".zip").to_owned();
        let start = self.site.home(job.language);
        Some(Package { folder, start, files: (self.others.offline)(job.language) })
    }

    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>> {
        let Some(job) = self.site.plan().job(route) else { return Checked::new(None, Vec::new()) };
        if let Some(of_all) = named(job.output).of_all {
            return Checked::new(of_all(self), Vec::new());
        }
        let (mark, cache) = (self.site.job_mark(job), &self.kept.files);
        if let Some(entry) = cache.fresh(route, mark, |question| question.mark(&self.site)) {
            self.take_note(job, Some(&entry.made), &entry.questions);
            return Checked::new(Some(entry.made.to_vec()), Vec::new());
        }
        let notes = cache.keeps() || self.look_ahead();
        let Made { bytes, questions, diagnostics } = made(&self.site, job, notes);
        cache.count(route);
        self.take_note(job, bytes.as_deref(), &questions);
        // A page that has diagnostics is made again every time, so that a warm build reports what
        // a cold one reports.
        match (&bytes, diagnostics.is_empty()) {
            (Some(bytes), true) if cache.keeps() => {
                let made = bytes.as_slice().into();
                cache.put(route, Entry { job: mark, questions, made });
            }
            _ => cache.forget(route),
        }
        Checked::new(bytes, diagnostics)
    }
}
