//! What pages ask of the site as a whole.

use std::sync::Arc;

use tera::Context;

use super::{About, EntityRef, Question, Settings, Shows, Site, View, fingerprinted};
use crate::config::Config;
use crate::edtf::Date;
use crate::fingerprint::Fingerprint;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{Answer, Home, Job, Listing, Navigation, Redirect, Tree};
use crate::theme::Words;

/// The settings of the site, and what the command line says of the build.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct TheSettings;

/// The answer: the fingerprint of site.toml, and the rest.
pub(super) struct AllSettings<'s> {
    site: Fingerprint,
    build: &'s Settings,
}

impl Question for TheSettings {
    type Answer<'s> = AllSettings<'s>;

    fn answer<'s>(&self, site: &'s Site) -> AllSettings<'s> {
        let Config { mark, .. } = site.config;
        AllSettings { site: mark, build: &site.settings }
    }
}

/// A template with all that it uses.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Template(Arc<str>);

impl Question for Template {
    type Answer<'s> = Fingerprint;

    fn answer(&self, site: &Site) -> Fingerprint {
        site.theme.fingerprint(&self.0)
    }

    fn about(&self, _: &Site) -> Option<About> {
        Some(About::Template(self.0.clone()))
    }
}

/// The words of a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct WordsIn(usize);

impl Question for WordsIn {
    type Answer<'s> = &'s Words;

    fn answer<'s>(&self, site: &'s Site) -> &'s Words {
        site.theme.words(self.0)
    }
}

/// The main navigation of a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct NavigationIn(usize);

impl Question for NavigationIn {
    type Answer<'s> = &'s Navigation;

    fn answer<'s>(&self, site: &'s Site) -> &'s Navigation {
        &site.plan.navigation[self.0]
    }
}

/// The pages that the footer of a language links.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FooterIn(usize);

impl Question for FooterIn {
    type Answer<'s> = &'s Navigation;

    fn answer<'s>(&self, site: &'s Site) -> &'s Navigation {
        &site.plan.footer[self.0]
    }
}

/// When the site was last brought up to date.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Updated;

impl Question for Updated {
    type Answer<'s> = Option<&'s str>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s str> {
        site.plan.updated.as_ref().map(Date::as_str)
    }
}

/// What stands on the home page of a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct HomeIn(usize);

impl Question for HomeIn {
    type Answer<'s> = &'s Home;

    fn answer<'s>(&self, site: &'s Site) -> &'s Home {
        &site.plan.home[self.0]
    }
}

/// The tree of plain pages below a top folder, in a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct TreeBelow(Arc<str>, usize);

impl Question for TreeBelow {
    type Answer<'s> = Option<&'s Tree>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s Tree> {
        let mut trees = site.plan.trees.iter();
        trees.find(|tree| tree.language == self.1 && *tree.folder == *self.0)
    }
}

/// Whether there is a file at a route.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FileAt(Route);

impl Question for FileAt {
    type Answer<'s> = bool;

    fn answer(&self, site: &Site) -> bool {
        site.exists(&self.0)
    }
}

/// The kinds that have records, in a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct KindsIn(usize);

impl Question for KindsIn {
    type Answer<'s> = Vec<(usize, usize, Route)>;

    fn answer(&self, site: &Site) -> Vec<(usize, usize, Route)> {
        let kinds = site.plan.kind_listings[self.0].iter().enumerate();
        kinds
            .filter_map(|(kind, number)| {
                let listing = &site.plan.listings[(*number)?];
                Some((kind, listing.entities.len(), listing.route(1)))
            })
            .collect()
    }
}

/// The title and address of the list of a kind, in a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ListOfKind(usize, usize);

impl Question for ListOfKind {
    type Answer<'s> = Option<(&'s str, Route)>;

    fn answer<'s>(&self, site: &'s Site) -> Option<(&'s str, Route)> {
        let listing: &Listing = site.plan.kind_listing(self.0, self.1)?;
        Some((&listing.title, listing.route(1)))
    }
}

/// Which records there are of a kind; those that are retired are not listed anywhere.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EveryRecordOf(usize);

impl Question for EveryRecordOf {
    type Answer<'s> = Vec<EntityId>;

    fn answer(&self, site: &Site) -> Vec<EntityId> {
        let entities = site.graph.entities.iter().zip(0..);
        let of_kind = entities.filter(|(entity, _)| entity.kind == self.0).map(|(_, id)| id);
        of_kind.filter(|id| !site.graph.is_retired(*id)).collect()
    }
}

/// The fields of a kind, but for the title, that some record gives a value.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FieldsGiven(usize);

impl Question for FieldsGiven {
    type Answer<'s> = &'s [usize];

    fn answer<'s>(&self, site: &'s Site) -> &'s [usize] {
        &site.plan.given[self.0]
    }
}

/// Which records there are, but for those that are retired.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EveryRecord;

impl Question for EveryRecord {
    type Answer<'s> = Vec<EntityId>;

    fn answer(&self, site: &Site) -> Vec<EntityId> {
        let all = 0..site.graph.entities.len() as EntityId;
        all.filter(|id| !site.graph.is_retired(*id)).collect()
    }
}

/// Which files are made.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EveryFile;

impl Question for EveryFile {
    type Answer<'s> = &'s [Job];

    fn answer<'s>(&self, site: &'s Site) -> &'s [Job] {
        &site.plan.jobs
    }
}

/// What answers for the old address at a route.
#[derive(Debug, PartialEq, Eq, Hash)]
struct AnswersFor(Route);

impl Question for AnswersFor {
    type Answer<'s> = Option<&'s Redirect>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s Redirect> {
        site.plan.redirect(&self.0)
    }

    fn about(&self, site: &Site) -> Option<About> {
        let Redirect { record, language, .. } = site.plan.redirect(&self.0)?;
        EntityRef::new(site, (*record)?, *language).about(site, Shows::Name, Vec::new())
    }
}

/// All old addresses.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EveryRedirect;

impl Question for EveryRedirect {
    type Answer<'s> = &'s [Redirect];

    fn answer<'s>(&self, site: &'s Site) -> &'s [Redirect] {
        &site.plan.redirects
    }
}

/// Which records refer to which, as readers of a language see it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EveryRelation(usize);

/// That an entity refers to another.
pub struct Relation<'s> {
    /// The one that refers.
    pub from: EntityId,
    /// The one that it refers to.
    pub to: EntityId,
    /// The field in which it does; `None`: in its text.
    pub field: Option<&'s str>,
}

impl Question for EveryRelation {
    type Answer<'s> = Vec<Relation<'s>>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<Relation<'s>> {
        let graph = &site.graph;
        let mut out = Vec::new();
        for to in (0..graph.entities.len() as EntityId).filter(|id| !graph.is_retired(*id)) {
            let edges = graph.incoming(to).iter().filter(|edge| !graph.is_retired(edge.from));
            for edge in edges.filter(|edge| graph.is_seen(edge, self.0)) {
                let fields = &site.kind_of(edge.from).fields;
                let field = edge.field.map(|field| &*fields[field as usize].name);
                out.push(Relation { from: edge.from, to, field });
            }
        }
        out
    }
}

fingerprinted! {
    AllSettings<'_> { site, build }
    Relation<'_> { from, to, field }
    Home { questions, figures, cycle, latest, next, groups }
    Answer { text, audience, title, to, count, of, tone }
    // Who asks for an old address matters in diagnostics only.
    Redirect { from, to, anchor, language, record; by, span }
}

impl Site {
    pub(super) fn exists(&self, route: &Route) -> bool {
        self.plan.job(route).is_some() && self.carries(route)
            || self.plan.copies.contains_key(route)
    }
}

impl<'s> View<'s> {
    /// The words of the theme in the page's language.
    pub fn words(&self) -> &'s Words {
        self.ask(WordsIn(self.language))
    }

    /// The kinds that have records: number, how many, and the route of their list.
    pub fn kinds(&self) -> Vec<(usize, usize, Route)> {
        self.ask(KindsIn(self.language))
    }

    /// The list of a kind: its title and route.
    pub fn kind_listing(&self, kind: usize) -> Option<(&'s str, Route)> {
        self.ask(ListOfKind(kind, self.language))
    }

    /// The main navigation.
    pub fn navigation(&self) -> &'s Navigation {
        self.ask(NavigationIn(self.language))
    }

    /// What stands on the home page beside its words.
    pub fn home(&self) -> &'s Home {
        self.ask(HomeIn(self.language))
    }

    /// The pages that the footer links.
    pub fn footer(&self) -> &'s Navigation {
        self.ask(FooterIn(self.language))
    }

    /// When the site was last brought up to date, in words; empty where that is not known.
    pub fn updated(&self) -> String {
        self.ask(Updated);
        let updated = self.site.plan.updated.as_ref();
        updated.map(|date| date.display(&self.words().dates)).unwrap_or_default()
    }

    /// The tree of plain pages below a top folder.
    pub fn tree(&self, folder: &str) -> Option<&'s Tree> {
        self.ask(TreeBelow(folder.into(), self.language))
    }

    /// Whether there is a file at a route.
    pub fn exists(&self, route: &Route) -> bool {
        self.ask(FileAt(route.clone()))
    }

    /// The first of these templates that exists.
    pub fn template<'c>(&self, candidates: &[&'c str]) -> Option<&'c str> {
        let is_there = |name: &&&str| self.ask(Template((**name).into())) != Fingerprint::ABSENT;
        candidates.iter().find(is_there).copied()
    }

    /// The template of the records of a kind, which need not exist.
    pub fn template_of_kind(&self, kind: &str) -> String {
        crate::theme::template_of_kind(kind)
    }

    /// Whether a template asks for the fields of a record as data.
    pub fn asks_for_fields(&self, template: &str) -> bool {
        // That follows from the text of the template.
        self.ask(Template(template.into()));
        self.site.theme.asks_for_fields(template)
    }

    /// Renders a template; a failure is a diagnostic for the template.
    pub fn render(&self, template: &str, context: &Context, page: &str) -> Option<String> {
        self.ask(Template(template.into()));
        self.words();
        match self.site.theme.render(template, self.language, context, page) {
            Ok(text) => Some(text),
            Err(diagnostic) => {
                self.diagnostics.borrow_mut().push(*diagnostic);
                None
            }
        }
    }

    /// Every entity of a kind, for data files.
    pub fn all_of(&self, kind: usize) -> Vec<EntityId> {
        self.ask(EveryRecordOf(kind))
    }

    /// The fields of a kind, but for the title, that some record gives a value.
    pub fn given(&self, kind: usize) -> &'s [usize] {
        self.ask(FieldsGiven(kind))
    }

    /// Every entity of the site.
    pub fn everything(&self) -> Vec<EntityId> {
        self.ask(EveryRecord)
    }

    /// Which records refer to which, for the graph's data file.
    pub fn relations(&self) -> Vec<Relation<'s>> {
        self.ask(EveryRelation(self.language))
    }

    /// What answers for the old address at a route.
    pub fn redirect(&self, route: &Route) -> Option<&'s Redirect> {
        self.ask(AnswersFor(route.clone()))
    }

    /// All old addresses.
    pub fn redirects(&self) -> &'s [Redirect] {
        self.ask(EveryRedirect)
    }

    /// The address that an old address leads to, from every page; it follows from the redirect.
    pub fn url_of_redirect(&self, old: &Redirect) -> String {
        self.site.with_anchor(&old.to, old.anchor.as_deref())
    }

    /// Every file that is made, for the sitemap.
    pub fn jobs(&self) -> &'s [Job] {
        self.ask(EveryFile)
    }
}
