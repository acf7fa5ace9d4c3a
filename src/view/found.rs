//! What a search finds: what each record adds to the index, kept from build to build while the record stays the
//! same, and the index of each language, made when the first of its files is asked for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::once::Once;
use super::{About, EntityRef, Kept, Question, Shows, Site, View};
use crate::cache::Entry;
use crate::config::Search;
use crate::fingerprint::Fingerprint;
use crate::graph::EntityId;
use crate::id::Route;
use crate::schema::Choice;
use crate::schema::search::{By, Facet, facet_label, facets};
use crate::search::{self, Analysis, Document, File, Index, Shape, Weights};
use crate::text::Localised;

/// Says what is to be found of an entity in the language of the view; `None`: nothing. The render stage gives
/// one to the site.
pub type Make = fn(&View<'_>, EntityId) -> Option<Document>;

/// What the search of a site finds.
pub(super) struct Found {
    kept: Arc<Kept>,
    make: Make,
    analyses: Once<EntityRef, Option<Arc<Analysis>>>,
    indexes: Vec<OnceLock<Index>>,
    facets: OnceLock<Facets>,
}

/// The facets with their names.
struct Facets {
    all: Vec<Facet>,
    names: Vec<String>,
    weights: Weights,
}

/// A file of the index of a language.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FileOf(usize, File);

impl Question for FileOf {
    type Answer<'s> = Fingerprint;

    fn answer(&self, site: &Site) -> Fingerprint {
        site.index(self.0).mark(self.1)
    }
}

/// What is to be found of an entity.
#[derive(Debug, PartialEq, Eq, Hash)]
struct DocumentOf(EntityRef);

impl Question for DocumentOf {
    type Answer<'s> = Option<Fingerprint>;

    fn answer(&self, site: &Site) -> Option<Fingerprint> {
        Some(site.analysis(self.0.clone())?.document)
    }

    fn about(&self, site: &Site) -> Option<About> {
        self.0.about(site, Shows::Everything, Vec::new())
    }
}

/// How many records refer to an entity, by powers of two: one more seldom matters.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LinksTo(EntityRef);

impl Question for LinksTo {
    type Answer<'s> = usize;

    fn answer(&self, site: &Site) -> usize {
        let Some(id) = self.0.find(site) else { return 0 };
        let edges = site.graph.incoming(id).iter();
        let seen = edges.filter(|e| e.from != id && site.graph.is_seen(e, self.0.language));
        // Edges stand in the order of those that refer.
        let mut from: Vec<EntityId> = seen.map(|edge| edge.from).collect();
        from.dedup();
        (from.len() + 1).ilog2() as usize
    }
}

/// The lists and views of a language that have a title of their own, with their addresses.
#[derive(Debug, PartialEq, Eq, Hash)]
struct TitledIn(usize);

impl Question for TitledIn {
    type Answer<'s> = Vec<(&'s str, Route)>;

    fn answer<'s>(&self, site: &'s Site) -> Vec<(&'s str, Route)> {
        let plan = &site.plan;
        let lists = plan.listings.iter().filter(|list| {
            list.language == self.0 && list.folder == list.whole && list.table.is_none()
        });
        let lists = lists.map(|list| (&*list.title, list.route(1)));
        let pages = plan.pages.iter().filter(|page| page.language == self.0);
        let mut out: Vec<_> = lists.chain(pages.map(|page| (&*page.title, page.route()))).collect();
        out.sort_by(|a, b| a.1.cmp(&b.1));
        out.dedup_by(|a, b| a.1 == b.1);
        out
    }
}

/// The number after that of the last record of a kind. Records are numbered kind by kind, the retired ones too.
#[derive(Debug, PartialEq, Eq, Hash)]
struct EndOf(usize);

impl Question for EndOf {
    type Answer<'s> = usize;

    fn answer(&self, site: &Site) -> usize {
        site.graph.entities.partition_point(|entity| entity.kind <= self.0)
    }
}

impl Found {
    pub(super) fn new(kept: Arc<Kept>, make: Make, languages: usize) -> Self {
        let indexes = (0..languages).map(|_| OnceLock::new()).collect();
        Self { kept, make, analyses: Once::new(), indexes, facets: OnceLock::new() }
    }
}

impl Site {
    fn facets(&self) -> &Facets {
        self.found.facets.get_or_init(|| {
            let all = facets(&self.schema, &self.config);
            let names = all.iter().map(|facet| facet.name.clone()).collect();
            Facets { all, names, weights: weights(&self.config.search) }
        })
    }

    fn shape(&self) -> Shape<'_> {
        let Facets { names, weights, .. } = self.facets();
        Shape { bits: search::bits(self.graph.entities.len()), facets: names, weights }
    }

    fn index(&self, language: usize) -> &Index {
        self.found.indexes[language].get_or_init(|| {
            let analyses = self.analyses(language);
            Index::new(analyses, &self.shape())
        })
    }

    /// What every entity adds to the index of a language.
    ///
    /// The threads are not those of the pool that makes files: one of those, waiting here, would begin to make
    /// another file, which may need the index that it is making.
    fn analyses(&self, language: usize) -> Vec<Option<Arc<Analysis>>> {
        let count = self.graph.entities.len();
        let next = AtomicUsize::new(0);
        let some = || {
            let mut out = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return out;
                }
                out.push((at, self.analysis(EntityRef::new(self, at as EntityId, language))));
            }
        };
        let mut out = vec![None; count];
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..rayon::current_num_threads()).map(|_| scope.spawn(some)).collect();
            for thread in threads {
                let made = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                made.into_iter().for_each(|(at, analysis)| out[at] = analysis);
            }
        });
        out
    }

    fn analysis(&self, entity: EntityRef) -> Option<Arc<Analysis>> {
        self.found.analyses.get(&entity, || self.kept_or_analysed(&entity, &mut None))
    }

    /// What an entity adds to the index; `document` gets what it is made from, if it had to be made.
    fn kept_or_analysed(
        &self,
        entity: &EntityRef,
        document: &mut Option<Document>,
    ) -> Option<Arc<Analysis>> {
        let cache = &self.found.kept.analyses;
        // The number of shards follows from that of the records.
        let job = Fingerprint::of(self.shape().bits.to_le_bytes());
        if let Some(made) = cache.fresh(entity, job, |question| question.mark(self)) {
            return Some(made.made.clone());
        }
        let view = View::new(self, entity.language, cache.keeps());
        let document = document.insert((self.found.make)(&view, entity.find(self)?)?);
        let made = Arc::new(search::analyse(document, &self.shape()));
        cache.count(entity);
        let (questions, diagnostics) = view.finish();
        if diagnostics.is_empty() {
            cache.put(entity, Entry { job, questions, made: made.clone() });
        }
        Some(made)
    }
}

fn weights(search: &Search) -> Weights {
    let crate::config::Weights { names, title, headings, summary, fields, body } = search.weights;
    // In the settings, a word of the text counts 2.
    let weight = |number: u16| f32::from(number) / 2.0;
    Weights {
        names: weight(names),
        title: weight(title),
        headings: weight(headings),
        summary: weight(summary),
        fields: weight(fields),
        body: weight(body),
    }
}

impl<'s> View<'s> {
    /// The data of a file of the index of the page's language, as JSON.
    pub fn index_data(&self, file: File) -> String {
        self.ask(FileOf(self.language, file));
        self.site.index(self.language).data(file)
    }

    /// What is to be found of an entity. Who asks before the index is made gets what the index is made from.
    pub fn found(&self, id: EntityId) -> Option<Document> {
        let (site, entity) = (self.site, self.entity(id));
        let mut document = None;
        site.found.analyses.get(&entity, || site.kept_or_analysed(&entity, &mut document));
        self.ask(DocumentOf(entity))?;
        // The question has noted what this reads.
        document.or_else(|| (site.found.make)(&View::new(site, self.language, false), id))
    }

    /// How many records refer to an entity, by powers of two.
    pub fn links_to(&self, id: EntityId) -> u32 {
        self.ask(LinksTo(self.entity(id))) as u32
    }

    /// The lists and views that have a title of their own, with their addresses.
    pub fn titled_pages(&self) -> Vec<(&'s str, Route)> {
        self.ask(TitledIn(self.language))
    }

    /// What readers see above the values of a facet; `None` where words of the theme say it.
    pub fn facet_label(&self, facet: &Facet) -> Option<&'s Localised> {
        // The kinds are part of the settings.
        facet_label(&self.site.schema, facet)
    }

    /// The words that the values of a facet are, where its fields take one of several.
    pub fn facet_choices(&self, facet: &Facet) -> Vec<&'s Choice> {
        let kinds = self.site.schema.kinds.iter().filter(|_| facet.by == By::Field);
        let fields = kinds.filter_map(|kind| Some(&kind.fields[kind.field(&facet.name)?]));
        fields.flat_map(|field| field.kind.choices()).collect()
    }

    /// The number after that of the last record of a kind, as the search index numbers them.
    pub fn end_of(&self, kind: usize) -> usize {
        self.ask(EndOf(kind))
    }

    /// The number of kinds; they are part of the settings.
    pub fn kind_count(&self) -> usize {
        self.site.schema.kinds.len()
    }

    /// The facets of the search; they follow from the settings.
    pub fn search_facets(&self) -> &'s [Facet] {
        &self.site.facets().all
    }
}
