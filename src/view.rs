//! The only window of a page onto the site; takes notes.
//!
//! A page knows nothing but what it asks here. Every question is written down with a fingerprint
//! of its answer; a page is fresh while all its questions still have the same answers, and "there
//! is no such thing" is an answer like any other.

use std::cell::RefCell;
use std::sync::Arc;

use tera::Context;

use crate::config::Config;
use crate::diag::Diagnostics;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::{EntityId, Graph};
use crate::id::{RecordKey, Route};
use crate::language::Language;
use crate::plan::{Download, Job, Listing, Plan, Related, Subject};
use crate::schema::{Kind, Schema};
use crate::theme::{Theme, Words};

mod answers;
mod facts;
pub mod fragments;
mod grids;
mod links;
mod lists;
mod rows;
mod tables;

pub use crate::config::{ChartStyle, GridShape};
pub use facts::{Fact, Shown};
pub use fragments::Shape;
pub use grids::Blocks;
pub use links::{Leads, Place, ROOT, urlencode};
pub use rows::{Rows, TableRow};
pub use tables::{Cell, RowPlace};

/// Everything that pages can be made from. Immutable once made.
pub struct Site {
    graph: Graph,
    plan: Plan,
    theme: Theme,
    config: Config,
    schema: Schema,
    settings: Settings,
    fragments: fragments::Fragments,
    make: fragments::Make,
}

/// The products of the earlier stages.
pub struct Parts {
    /// Who is connected to whom.
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
    /// Whether drafts are published.
    pub drafts: bool,
}

/// Something that a page asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The record of an entity in a language, and the model of its kind.
    Record(RecordKey, usize),
    /// What a link of a record (by number) leads to, in a language.
    Link(Arc<str>, usize, usize),
    /// The title and address of an entity in a language.
    Name(RecordKey, usize),
    /// A small rendering of an entity: language, and name of the fragment.
    Fragment(RecordKey, usize, Arc<str>),
    /// The table of an entity in a language, with all its rows.
    Rows(RecordKey, usize),
    /// What refers to an entity, in a language.
    Related(RecordKey, usize),
    /// The columns and words of the table that an entity holds, in a language.
    Table(RecordKey, usize),
    /// The place of a row in its table, and what stands beside it, in a language.
    Row(RecordKey, usize),
    /// A page (from 1) of the list at an address.
    Listing(Arc<str>, usize),
    /// The rows, columns and cells at an address.
    Grid(Arc<str>),
    /// What the one-stop shops hold for an entity, in a language.
    Blocks(RecordKey, usize),
    /// The main navigation of a language.
    Navigation(usize),
    /// The tree of plain pages below a top folder, in a language.
    Tree(Arc<str>, usize),
    /// Whether there is a file at a route.
    Exists(Route),
    /// The files to take home that are about something (by its name), in a language.
    Downloads(Arc<str>, Subject, usize),
    /// The kinds that have records, in a language.
    Kinds(usize),
    /// The title and address of the list of a kind, in a language.
    KindList(Arc<str>, usize),
    /// The settings of the site.
    Settings,
    /// A template with all that it uses.
    Template(Arc<str>),
    /// The words of a language.
    Words(usize),
    /// All records of a kind, with what they refer to.
    All(Arc<str>),
    /// What ledgers held open when an entity began, in a language.
    OpenWhenBegun(RecordKey, usize),
    /// What ledgers say that an entity has to do, in a language.
    ToDo(RecordKey, usize),
    /// Where an entity stands in trees of records, in a language.
    Branches(RecordKey, usize),
    /// Every record, relation and address of the site.
    Everything,
}

/// A page's view of the site, in its language.
pub struct View<'s> {
    site: &'s Site,
    /// The language of the page.
    pub language: usize,
    notes: Option<RefCell<Vec<(Question, Fingerprint)>>>,
    said: RefCell<Diagnostics>,
}

impl Site {
    /// A site from the products of the earlier stages; `make` makes fragments.
    pub fn new(parts: Parts, make: fragments::Make) -> Self {
        let Parts { graph, plan, theme, config, schema, settings } = parts;
        let fragments = fragments::Fragments::new(&graph, &plan, config.languages.len());
        Self { graph, plan, theme, config, schema, settings, fragments, make }
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

    /// Levels of codes that the site sets.
    pub fn levels(&self) -> &std::collections::BTreeMap<crate::diag::Code, crate::diag::Level> {
        &self.config.levels
    }

    /// Who is linked to whom.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Where the site will be found; empty where it is not known.
    fn base_url(&self) -> &str {
        self.settings.base_url.as_deref().unwrap_or(&self.config.base_url)
    }

    fn tag(&self, language: usize) -> &str {
        self.config.languages[language].as_str()
    }
}

impl<'s> View<'s> {
    /// A view for a page in a language; takes notes only where somebody will read them.
    pub fn new(site: &'s Site, language: usize, notes: bool) -> Self {
        let notes = notes.then(|| RefCell::new(Vec::new()));
        Self { site, language, notes, said: RefCell::default() }
    }

    /// The notes and diagnostics of a finished page.
    pub fn finish(self) -> (Vec<(Question, Fingerprint)>, Diagnostics) {
        (self.notes.map(RefCell::into_inner).unwrap_or_default(), self.said.into_inner())
    }

    /// Writes down a question. Its answer is looked up once more only where notes are taken.
    fn note(&self, question: impl FnOnce() -> Question) {
        if let Some(notes) = &self.notes {
            let question = question();
            let answer = self.site.answer(&question);
            notes.borrow_mut().push((question, answer));
        }
    }

    /// The site's settings.
    pub fn config(&self) -> &'s Config {
        self.note(|| Question::Settings);
        &self.site.config
    }

    /// What the command line says of this build.
    pub fn settings(&self) -> &'s Settings {
        self.note(|| Question::Settings);
        &self.site.settings
    }

    /// Where the site will be found; empty where it is not known.
    pub fn base_url(&self) -> &'s str {
        self.note(|| Question::Settings);
        self.site.base_url()
    }

    /// The tag of the page's language.
    pub fn tag(&self) -> &'s str {
        self.site.tag(self.language)
    }

    /// The site's languages.
    pub fn languages(&self) -> &'s [Language] {
        &self.config().languages
    }

    /// The words of the theme in the page's language.
    pub fn words(&self) -> &'s Words {
        self.note(|| Question::Words(self.language));
        self.site.theme.words(self.language)
    }

    /// The kind with this number.
    pub fn kind(&self, kind: usize) -> &'s Kind {
        // The model changes only when site.toml does.
        self.note(|| Question::Settings);
        &self.site.schema.kinds[kind]
    }

    /// The kind with this number, for files that depend on the whole site anyway.
    pub fn model(&self, kind: usize) -> &'s Kind {
        &self.site.schema.kinds[kind]
    }

    /// Asks as a page of another language would; the notes are this page's.
    pub fn in_language<T>(&self, language: usize, ask: impl FnOnce(&View<'s>) -> T) -> T {
        let other = View::new(self.site, language, self.notes.is_some());
        let answer = ask(&other);
        let (notes, said) = other.finish();
        if let Some(own) = &self.notes {
            own.borrow_mut().extend(notes);
        }
        self.said.borrow_mut().absorb(said);
        answer
    }

    /// The kinds that have records: number, how many, and the route of their list.
    pub fn kinds(&self) -> Vec<(usize, usize, Route)> {
        self.note(|| Question::Kinds(self.language));
        self.site.kinds(self.language)
    }

    /// The main navigation.
    pub fn navigation(&self) -> &'s crate::plan::Navigation {
        self.note(|| Question::Navigation(self.language));
        &self.site.plan.navigation[self.language]
    }

    /// The tree of plain pages below a top folder.
    pub fn tree(&self, folder: &str) -> Option<&'s crate::plan::Tree> {
        self.note(|| Question::Tree(folder.into(), self.language));
        self.site.tree(folder, self.language)
    }

    /// Whether there is a file at a route.
    pub fn exists(&self, route: &Route) -> bool {
        self.note(|| Question::Exists(route.clone()));
        self.site.exists(route)
    }

    /// The files to take home that are about something, in a language.
    pub fn downloads(&self, about: Subject, language: usize) -> &'s [Download] {
        self.note(|| Question::Downloads(self.site.name_of(about).into(), about, language));
        self.site.plan.downloads(about, language)
    }

    /// The first of these templates that exists.
    pub fn template<'c>(&self, candidates: &[&'c str]) -> Option<&'c str> {
        for name in candidates {
            self.note(|| Question::Template((*name).into()));
        }
        self.site.theme.find(candidates.iter().copied())
    }

    /// Whether a template asks for the fields of a record as data.
    pub fn asks_for_fields(&self, template: &str) -> bool {
        self.note(|| Question::Template(template.into()));
        self.site.theme.asks_for_fields(template)
    }

    /// Renders a template; a failure is a diagnostic for the template.
    pub fn render(&self, template: &str, context: &Context, page: &str) -> Option<String> {
        self.note(|| Question::Template(template.into()));
        self.words();
        match self.site.theme.render(template, self.language, context, page) {
            Ok(text) => Some(text),
            Err(diagnostic) => {
                self.said.borrow_mut().push(*diagnostic);
                None
            }
        }
    }

    /// A list by its number.
    pub fn listing(&self, number: usize, page: usize) -> &'s Listing {
        let listing = &self.site.plan.listings[number];
        self.note(|| Question::Listing(listing.folder.as_str().into(), page));
        listing
    }

    /// The list of a kind: its title and route.
    pub fn kind_listing(&self, kind: usize) -> Option<(&'s str, Route)> {
        let name = self.site.schema.kinds[kind].name.as_str();
        self.note(|| Question::KindList(name.into(), self.language));
        let listing = self.site.plan.kind_listing(kind, self.language)?;
        Some((&listing.title, listing.route(1)))
    }

    /// What refers to an entity, as readers of the page's language see it.
    pub fn related(&self, id: EntityId) -> Vec<Related> {
        self.note(|| Question::Related(self.site.key(id), self.language));
        self.site.related(id, self.language)
    }

    /// Every entity of a kind, for data files.
    pub fn all_of(&self, kind: usize) -> Vec<EntityId> {
        let name = self.site.schema.kinds[kind].name.as_str();
        self.note(|| Question::All(name.into()));
        self.site.of_kind(kind).collect()
    }

    /// Every entity of the site, for files that depend on all of it.
    pub fn everything(&self) -> impl Iterator<Item = EntityId> + use<> {
        self.note(|| Question::Everything);
        0..self.site.graph.entities.len() as EntityId
    }

    /// Every file that is made, for the sitemap.
    pub fn jobs(&self) -> &'s [Job] {
        self.note(|| Question::Everything);
        &self.site.plan.jobs
    }

    /// Who is linked to whom, for the graph's data file.
    pub fn graph(&self) -> &'s Graph {
        self.note(|| Question::Everything);
        &self.site.graph
    }
}

/// A hasher that is used for answers.
fn hash(fill: impl FnOnce(&mut Hasher)) -> Fingerprint {
    let mut hasher = Hasher::default();
    fill(&mut hasher);
    hasher.finish()
}
