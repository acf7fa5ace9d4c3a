//! The answers to questions, and their fingerprints. The `match` is exhaustive, so a new question
//! cannot be forgotten here.

use std::borrow::Cow;

use super::{Leads, Question, Site, hash};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;
use crate::id::{RecordKey, Route};
use crate::parse::Origin;
use crate::plan::{Job, Listing, NavTarget, Related, Subject, Tree};

impl Site {
    /// The fingerprint of the answer that a question has now.
    pub fn answer(&self, question: &Question) -> Fingerprint {
        match question {
            Question::Record(key, language) => {
                self.found(key, |id| self.record_mark(id, *language))
            }
            Question::Link(path, link, language) => self.link_mark(path, *link, *language),
            Question::Name(key, language) => self.found(key, |id| self.name_mark(id, *language)),
            Question::Fragment(key, language, name) => {
                self.found(key, |id| self.fragment_mark(id, *language, name))
            }
            Question::Rows(key, language) => self.found(key, |id| self.rows_mark(id, *language)),
            Question::Related(key, language) => {
                self.found(key, |id| self.related_mark(id, *language))
            }
            Question::Grid(folder) => self.grid_mark(folder),
            Question::Blocks(key, language) => {
                self.found(key, |id| self.blocks_mark(id, *language))
            }
            Question::Table(key, language) => self.found(key, |id| self.table_mark(id, *language)),
            Question::Row(key, language) => self.found(key, |id| self.row_mark(id, *language)),
            Question::Listing(folder, page) => self.listing_mark(folder, *page),
            Question::Navigation(language) => self.navigation_mark(*language),
            Question::Tree(folder, language) => self.tree_mark(folder, *language),
            Question::Exists(route) => hash(|h| {
                h.number(u64::from(self.exists(route)));
            }),
            Question::Downloads(_, about, language) => hash(|h| {
                for file in self.plan.downloads(*about, *language) {
                    h.add(file.label).add(file.media).add(file.route.as_str());
                }
            }),
            Question::Kinds(language) => self.kinds_mark(*language),
            Question::KindList(kind, language) => self.kind_list_mark(kind, *language),
            Question::Settings => hash(|h| {
                h.fingerprint(self.config.mark).add(format!("{:?}", self.settings));
            }),
            Question::Template(name) => self.theme.fingerprint(name),
            Question::Words(language) => self.theme.words(*language).fingerprint,
            Question::All(kind) => self.all_mark(kind),
            Question::OpenWhenBegun(key, language) => {
                self.found(key, |id| self.open_mark(id, *language))
            }
            Question::ToDo(key, language) => self.found(key, |id| self.to_do_mark(id, *language)),
            Question::Branches(key, language) => {
                self.found(key, |id| self.branches_mark(id, *language))
            }
            Question::Everything => self.everything_mark(),
        }
    }

    /// The fingerprint of a job, by names that mean the same in every build.
    pub fn job_mark(&self, job: &Job) -> Fingerprint {
        hash(|h| {
            h.add(job.route.as_str()).add(job.output).add(self.name_of(job.about));
            h.number(job.language as u64).number(job.part as u64);
        })
    }

    /// The name of what a file is about.
    pub(super) fn name_of(&self, about: Subject) -> &str {
        match about {
            Subject::Site => "",
            Subject::Kind(kind) => &self.schema.kinds[kind].name,
            Subject::Entity(id) => self.graph.entity(id).key.as_str(),
            Subject::Listing(number) => &self.plan.listings[number].folder,
            Subject::Grid(number) => &self.plan.grids[number].folder,
        }
    }

    fn found(&self, key: &RecordKey, mark: impl FnOnce(EntityId) -> Fingerprint) -> Fingerprint {
        self.graph.find(key).map_or(Fingerprint::ABSENT, mark)
    }

    pub(super) fn key(&self, id: EntityId) -> RecordKey {
        self.graph.entity(id).key.clone()
    }

    /// The texts of an entity as a language sees them, and which translations there are.
    pub(super) fn record_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        let entity = self.graph.entity(id);
        hash(|h| {
            h.fingerprint(self.graph.record(id, language).fingerprint);
            h.fingerprint(self.graph.base(id).fingerprint);
            for variant in &entity.variants {
                h.number(u64::from(variant.is_some()));
            }
        })
    }

    pub(super) fn name_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        let record = self.graph.record(id, language);
        hash(|h| {
            h.add(&record.title).add(self.plan.route(id, language).as_str());
            h.number(record.language as u64);
        })
    }

    fn link_mark(&self, path: &str, link: usize, language: usize) -> Fingerprint {
        let at = self.graph.records.binary_search_by(|record| (*record.path).cmp(path));
        let Ok(record) = at else { return Fingerprint::ABSENT };
        let leads = self.leads(record as u32, link, language);
        hash(|h| {
            h.add(format!("{leads:?}"));
        })
    }

    pub(super) fn related(&self, id: EntityId, language: usize) -> Vec<Related> {
        crate::plan::related(&self.graph, &self.schema, &self.plan.ranks[language], id, language)
    }

    fn related_mark(&self, id: EntityId, language: usize) -> Fingerprint {
        hash(|h| {
            for group in self.related(id, language) {
                h.number(group.kind as u64).number(group.field.map_or(u64::MAX, u64::from));
                for item in &group.items {
                    h.add(self.graph.entity(item.from).key.as_str());
                    h.add(&*self.sentence(item.record, item.link));
                }
            }
        })
    }

    /// The sentence in which a link stands. Where its author wrote no more than an id, readers see
    /// the title, as they do on the page itself; likewise for the other links of the sentence.
    pub(super) fn sentence(&self, record: u32, link: u32) -> Cow<'_, str> {
        let from = &self.graph.records[record as usize];
        let Origin::Body(sentence) = &from.links[link as usize].origin else { return "".into() };
        if sentence.titles.is_empty() {
            return (&*sentence.text).into();
        }
        let title = |link: usize| match self.leads(record, link, from.language) {
            Leads::To(place) => place.called.into(),
            _ => Cow::Borrowed(&*from.links[link].written),
        };
        sentence.filled(title).into()
    }

    fn listing_mark(&self, folder: &str, page: usize) -> Fingerprint {
        let Some(listing) = self.plan.find_listing(folder) else { return Fingerprint::ABSENT };
        hash(|h| self.hash_listing(h, listing, page))
    }

    fn hash_listing(&self, h: &mut Hasher, listing: &Listing, page: usize) {
        h.add(&listing.title).add(&listing.description).number(listing.entities.len() as u64);
        h.add(format!("{:?}{:?}{:?}", listing.facets, listing.sorts, listing.filter));
        h.add(format!("{:?}{:?}{:?}", listing.groups, listing.columns, listing.style));
        for id in listing.page(page.min(listing.pages())).1 {
            h.add(self.graph.entity(*id).key.as_str());
            h.add(listing.values.get(id).map_or("", String::as_str));
        }
        self.hash_special(h, listing, page);
        if let Some(intro) = listing.intro {
            h.fingerprint(self.record_mark(intro, listing.language));
        }
    }

    fn navigation_mark(&self, language: usize) -> Fingerprint {
        hash(|h| {
            for (title, target) in &self.plan.navigation[language] {
                h.add(title);
                match target {
                    NavTarget::Page(route) => h.add(route.as_str()),
                    NavTarget::Elsewhere(url) => h.add(url),
                };
            }
        })
    }

    pub(super) fn tree(&self, folder: &str, language: usize) -> Option<&Tree> {
        self.plan.trees.iter().find(|tree| tree.language == language && tree.folder == folder)
    }

    fn tree_mark(&self, folder: &str, language: usize) -> Fingerprint {
        let Some(tree) = self.tree(folder, language) else { return Fingerprint::ABSENT };
        hash(|h| {
            for (depth, id) in &tree.pages {
                h.number(*depth as u64).fingerprint(self.name_mark(*id, language));
            }
        })
    }

    pub(super) fn exists(&self, route: &Route) -> bool {
        self.plan.job(route).is_some() || self.plan.copies.contains_key(route)
    }

    pub(super) fn kinds(&self, language: usize) -> Vec<(usize, usize, Route)> {
        let kinds = self.plan.kind_listings[language].iter().enumerate();
        kinds
            .filter_map(|(kind, number)| {
                let listing = &self.plan.listings[(*number)?];
                Some((kind, listing.entities.len(), listing.route(1)))
            })
            .collect()
    }

    fn kinds_mark(&self, language: usize) -> Fingerprint {
        hash(|h| {
            for (kind, count, route) in self.kinds(language) {
                h.number(kind as u64).number(count as u64).add(route.as_str());
            }
        })
    }

    fn kind_list_mark(&self, kind: &str, language: usize) -> Fingerprint {
        let kind = self.schema.find(kind);
        let listing = kind.and_then(|kind| self.plan.kind_listing(kind, language));
        listing.map_or(Fingerprint::ABSENT, |listing| {
            Fingerprint::of_parts([listing.title.as_str(), &listing.folder])
        })
    }

    pub(super) fn of_kind(&self, kind: usize) -> impl Iterator<Item = EntityId> + '_ {
        let entities = self.graph.entities.iter().enumerate();
        entities.filter(move |(_, entity)| entity.kind == kind).map(|(id, _)| id as EntityId)
    }

    /// All records of a kind. What they refer to is asked link by link when the file is made.
    fn all_mark(&self, kind: &str) -> Fingerprint {
        let Some(kind) = self.schema.find(kind) else { return Fingerprint::ABSENT };
        hash(|h| {
            for id in self.of_kind(kind) {
                h.add(self.graph.entity(id).key.as_str());
                for language in 0..self.config.languages.len() {
                    h.fingerprint(self.record_mark(id, language));
                }
            }
        })
    }

    /// Every record of the site.
    fn everything_mark(&self) -> Fingerprint {
        hash(|h| {
            for record in &self.graph.records {
                h.add(record.key.as_str()).fingerprint(record.fingerprint);
            }
            for job in &self.plan.jobs {
                h.add(job.route.as_str());
            }
        })
    }
}
