//! What a file is about, by names that mean the same in every build.

use std::sync::Arc;

use super::{EntityRef, Fingerprinted, Question, Site, View, fingerprinted};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{Download, Job, Subject};

/// A [`Subject`] by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Named {
    Site,
    Kind(usize),
    Entity(EntityRef),
    Listing(Arc<str>),
    View(Arc<str>),
}

impl Named {
    fn new(site: &Site, about: Subject, language: usize) -> Self {
        match about {
            Subject::Site => Self::Site,
            Subject::Kind(kind) => Self::Kind(kind),
            Subject::Entity(id) => Self::Entity(EntityRef::new(site, id, language)),
            Subject::Listing(number) => Self::Listing((*site.plan.listings[number].folder).into()),
            Subject::View(number) => Self::View((*site.plan.pages[number].folder).into()),
        }
    }

    fn find(&self, site: &Site) -> Option<Subject> {
        let plan = &site.plan;
        Some(match self {
            Self::Site => Subject::Site,
            Self::Kind(kind) => Subject::Kind(*kind),
            Self::Entity(entity) => Subject::Entity(entity.find(site)?),
            Self::Listing(folder) => Subject::Listing(plan.find_listing(folder)?),
            Self::View(folder) => Subject::View(plan.find_page(folder)?),
        })
    }
}

impl Fingerprinted for Subject {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        match self {
            Subject::Site => 0_usize.fingerprint(site, h),
            Subject::Kind(kind) => (1_usize, kind).fingerprint(site, h),
            Subject::Entity(id) => (2_usize, id).fingerprint(site, h),
            Subject::Listing(number) => {
                (3_usize, &site.plan.listings[*number].folder).fingerprint(site, h);
            }
            Subject::View(number) => {
                (4_usize, &site.plan.pages[*number].folder).fingerprint(site, h);
            }
        }
    }
}

fingerprinted! {
    Job { route, output, language, about, part, indexed }
    Download { label, media, route }
}

/// The files to take home that are about something, in a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct DownloadsOf(Named, usize);

impl Question for DownloadsOf {
    type Answer<'s> = &'s [Download];

    fn answer<'s>(&self, site: &'s Site) -> &'s [Download] {
        let about = self.0.find(site);
        about.map_or(&[], |about| site.plan.downloads(about, self.1))
    }
}

impl Site {
    /// The fingerprint of a job.
    pub fn job_mark(&self, job: &Job) -> Fingerprint {
        super::question::mark(self, job)
    }
}

impl<'s> View<'s> {
    /// The files to take home that are about something, in a language.
    pub fn downloads(&self, about: Subject, language: usize) -> &'s [Download] {
        self.ask(DownloadsOf(Named::new(self.site, about, language), language))
    }
}
