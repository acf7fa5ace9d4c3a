//! The only window of a page onto the site; takes notes.
//!
//! A page knows nothing but what it asks here. [`View::ask`] writes every [`Question`] down with a
//! fingerprint of its answer; a page is fresh while all its questions still have the same answers,
//! and "there is no such thing" is an answer like any other. The other methods of a view ask the
//! questions that many pages ask, or say why they need not.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::language::Language;
use crate::links::Checks;
use crate::plan::{DEFAULT_LANGUAGE, Plan, Subject};
use crate::schema::{Kind, Schema};
use crate::search::Analysis;
use crate::theme::Theme;

mod dated;
mod day;
mod facts;
mod fingerprinted;
mod found;
pub mod fragments;
mod letters;
mod links;
mod lists;
mod meaning;
mod once;
mod outward;
mod question;
mod related;
mod rows;
mod shows;
mod standing;
mod subject;
mod succession;
mod tables;
mod values;
mod whole;

pub use facts::{Fact, PastFact, Shown};
pub use fingerprinted::Fingerprinted;
pub(crate) use fingerprinted::fingerprinted;
pub use fragments::{Fragment, Shape};
pub use letters::{KindFacets, LetterEntry, Search};
pub use links::{Leads, Place, ROOT, urlencode};
pub use question::{About, AnyQuestion, Asked, EntityRef, Question, Shows};
pub use rows::{Rows, TableRow};
pub use shows::{OnList, OnPage, OnRecord, beside, content, content_as, fields, on_list, on_page};
pub use standing::{Late, Standing};
pub use succession::{Step, Succession};
pub use tables::{Cell, RowPlace};
pub use whole::Relation;

/// Everything that pages can be made from. Immutable once made.
pub struct Site {
    graph: Graph,
    plan: Plan,
    theme: Theme,
    config: Config,
    schema: Schema,
    settings: Settings,
    clock: Clock,
    checks: Checks,
    fragments: fragments::Fragments,
    found: found::Found,
    on_record: Vec<OnRecord>,
}

/// What was made by earlier builds of the same process.
pub struct Kept {
    /// Finished files.
    pub files: Cache<Route, Asked, Arc<[u8]>>,
    /// Finished fragments.
    pub fragments: Cache<Fragment, Asked, Arc<fragments::Made>>,
    /// What records add to the index of the search.
    pub analyses: Cache<EntityRef, Asked, Arc<Analysis>>,
}

/// The products of the earlier stages.
pub struct Parts {
    /// Which records are connected to which.
    pub graph: Graph,
    /// Which files there are.
    pub plan: Plan,
    /// Templates and words.
    pub theme: Theme,
    /// The settings of the site.
    pub config: Config,
    /// The kinds.
    pub schema: Schema,
    /// What the command line says.
    pub settings: Settings,
    /// The day for which the site is built.
    pub clock: Clock,
    /// What is known of the addresses of other sites.
    pub checks: Checks,
}

/// What later modules make of a site.
pub struct Above {
    /// Makes fragments.
    pub fragment: fragments::Make,
    /// Says what is to be found of a record.
    pub document: found::Make,
    /// What views show on pages of records.
    pub on_record: Vec<OnRecord>,
}

/// What the command line says of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The day for which the site is built, as YYYY-MM-DD.
    pub today: String,
    /// Where the site will be found, in place of site.toml's `base_url`; ends in a slash.
    pub base_url: Option<String>,
    /// Whether links end in `index.html`, so that the site works from a disk.
    pub for_disk: bool,
    /// The language (by number) of which alone there are pages; what lies elsewhere is linked on the Web.
    pub only: Option<usize>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The distributions that are published beside `public`.
    pub distributions: Vec<String>,
}

/// A page's view of the site, in its language.
pub struct View<'s> {
    site: &'s Site,
    /// The language of the page.
    pub language: usize,
    /// The record whose page marks the links that fail.
    marks: Option<EntityId>,
    notes: Option<Rc<RefCell<question::Notes>>>,
    diagnostics: Rc<RefCell<Diagnostics>>,
}

impl Site {
    /// A site from the products of the earlier stages. What was kept of fragments is made again
    /// where it is out of date.
    pub fn new(parts: Parts, kept: Arc<Kept>, made_above: Above) -> Self {
        let Parts { graph, plan, theme, config, schema, settings, clock, checks } = parts;
        let Above { fragment, document, on_record } = made_above;
        let fragments = fragments::Fragments::new(kept.clone(), fragment);
        let found = found::Found::new(kept, document, config.languages.len());
        Self {
            graph,
            plan,
            theme,
            config,
            schema,
            settings,
            clock,
            checks,
            fragments,
            found,
            on_record,
        }
    }

    /// The files of the site.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How many references were checked.
    pub fn references(&self) -> usize {
        self.graph.checked
    }

    /// How many records there are; translations are not counted.
    pub fn records(&self) -> usize {
        self.graph.entities.len()
    }

    /// The day for which the site is built, and when answers that were given will change.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What is known of the addresses of other sites.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }

    /// Levels of codes that the site sets.
    pub fn levels(&self) -> &std::collections::BTreeMap<crate::diag::Code, crate::diag::Level> {
        &self.config.levels
    }

    /// The settings of the site.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The templates and where each was found.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// What pages may weigh.
    pub fn budgets(&self) -> crate::weight::Budgets {
        self.config.budgets
    }

    /// Which records are linked to which.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Where the site will be found; empty where it is not known.
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_deref().unwrap_or(&self.config.base_url)
    }

    /// Whether this is a copy of the site in one language.
    pub fn is_a_copy(&self) -> bool {
        self.settings.only.is_some()
    }

    /// The home page of a language.
    pub fn home(&self, language: usize) -> Route {
        let prefix = crate::plan::language_prefix(&self.config, language);
        Route::page(&prefix).expect("a language's folder is a good address")
    }

    /// Whether the file at a route, which the plan has, is part of this build.
    pub fn carries(&self, route: &Route) -> bool {
        let Some(only) = self.settings.only else { return true };
        let Some(job) = self.plan.job(route) else { return true };
        let is_shared = job.language == DEFAULT_LANGUAGE
            && matches!(job.about, Subject::Site | Subject::Kind(_))
            && !route.as_str().ends_with(".html");
        job.language == only || is_shared
    }

    fn tag(&self, language: usize) -> &str {
        self.config.languages[language].as_str()
    }
}

impl Kept {
    /// Nothing; `keeps` says whether that is to remain so.
    pub fn new(keeps: bool) -> Self {
        let (fragments, analyses) = (Cache::new(keeps), Cache::new(keeps));
        Self { files: Cache::new(keeps), fragments, analyses }
    }

    /// Drops what no page of a site can use again, so that nothing grows for ever.
    pub fn prune(&self, site: &Site) {
        let settings = whole::TheSettings.mark(site);
        let is_current = |questions: &[(Asked, Fingerprint)]| {
            questions.first().is_some_and(|(_, mark)| *mark == settings)
        };
        let Self { files, fragments, analyses } = self;
        files.keep_only(|route, entry| {
            is_current(&entry.questions) && site.plan.job(route).is_some()
        });
        fragments.keep_only(|fragment, entry| is_current(&entry.questions) && fragment.is_of(site));
        analyses
            .keep_only(|entity, entry| is_current(&entry.questions) && entity.find(site).is_some());
    }
}

impl<'s> View<'s> {
    /// A view for a page in a language; takes notes only where somebody will read them.
    pub fn new(site: &'s Site, language: usize, notes: bool) -> Self {
        let notes = notes.then(Rc::default);
        let view = Self { site, language, marks: None, notes, diagnostics: Rc::default() };
        // The numbers of languages, kinds and fields mean the same while the settings are the same.
        view.ask(whole::TheSettings);
        view
    }

    /// The notes and diagnostics of a finished page.
    pub fn finish(self) -> (Vec<(Asked, Fingerprint)>, Diagnostics) {
        let notes = self.notes.map(|notes| notes.take().into_list());
        (notes.unwrap_or_default(), self.diagnostics.take())
    }

    /// The answer to a question, which is written down with its fingerprint where notes are taken.
    pub fn ask<Q: Question>(&self, question: Q) -> Q::Answer<'s> {
        let answer = question.answer(self.site);
        if let Some(notes) = &self.notes {
            notes.borrow_mut().add(question, &answer, self.site);
        }
        answer
    }

    /// Asks as a page of another language would; the notes are this page's.
    pub fn in_language<T>(&self, language: usize, ask: impl FnOnce(&View<'s>) -> T) -> T {
        let (notes, diagnostics) = (self.notes.clone(), self.diagnostics.clone());
        ask(&View { site: self.site, language, marks: self.marks, notes, diagnostics })
    }

    /// The same view, for the page of a record, on which links that fail are marked.
    pub fn of_page(&self, id: EntityId) -> View<'s> {
        let (notes, diagnostics) = (self.notes.clone(), self.diagnostics.clone());
        View { site: self.site, language: self.language, marks: Some(id), notes, diagnostics }
    }

    /// The name of an entity with the language of the page, for questions about it.
    pub fn entity(&self, id: EntityId) -> EntityRef {
        EntityRef::new(self.site, id, self.language)
    }

    // What follows needs no note of its own: the settings were asked for when the view was made.

    /// The site's settings.
    pub fn config(&self) -> &'s Config {
        &self.site.config
    }

    /// Whether the site is to be opened from a disk. The day is not for pages to know: they ask whether one has
    /// come ([`View::has_come`]), and are made again when the answer changes.
    pub fn for_disk(&self) -> bool {
        self.site.settings.for_disk
    }

    /// Where the site will be found; empty where it is not known.
    pub fn base_url(&self) -> &'s str {
        self.site.base_url()
    }

    /// The tag of the page's language.
    pub fn tag(&self) -> &'s str {
        self.site.tag(self.language)
    }

    /// The site's languages.
    pub fn languages(&self) -> &'s [Language] {
        &self.site.config.languages
    }

    /// Whether this is a copy of the site in one language.
    pub fn is_a_copy(&self) -> bool {
        self.site.is_a_copy()
    }

    /// The number of the kind of plain pages.
    pub fn kind_of_pages(&self) -> usize {
        self.site.schema.page()
    }

    /// The kind with this number.
    pub fn kind(&self, kind: usize) -> &'s Kind {
        &self.site.schema.kinds[kind]
    }
}
