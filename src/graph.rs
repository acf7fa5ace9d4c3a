//! Records -> Graph: which records are connected to which.
//!
//! Records in several languages become one entity; every reference is looked up; every relation is
//! known at both ends. Knows neither routes nor HTML.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::diag::{Checked, Diagnostics};
use crate::id::RecordKey;
use crate::parse::{FieldValue, Past, Record, Target, Value};
use crate::schema::Schema;
use crate::source::Sources;

mod alike;
pub mod asked;
mod check;
mod concepts;
mod contacts;
pub mod context;
mod items;
mod lacking;
mod lookup;
mod mentions;
mod names;
mod near;
mod retired;
pub mod stated;
mod times;
mod visible;
mod withheld;

pub use contacts::Contact;
pub use names::normal;
pub use visible::LeftOut;

/// The number of an entity in its graph; it never leaves the process.
pub type EntityId = u32;

/// The most letters of a short name.
const SHORT: usize = 16;

/// Everything there is, and how it hangs together.
#[derive(Clone, Default)]
pub struct Graph {
    /// Every record that is published, in every language, sorted by path.
    pub records: Vec<Arc<Record>>,
    /// What the records are about, sorted by key.
    pub entities: Vec<Entity>,
    /// What each link of each record leads to; by number of the record and of the link.
    pub found: Vec<Vec<Option<Found>>>,
    /// The number of references that were checked.
    pub checked: usize,
    /// The records that this build leaves out, sorted by path.
    pub left_out: Vec<LeftOut>,
    /// The paths of files that are not copied, since they belong to records that are left out.
    pub withheld: BTreeSet<Arc<str>>,
    /// The paths of files that no published record refers to, where the build leaves records out.
    pub unclaimed: BTreeSet<Arc<str>>,
    /// The kinds of which rows are missing, because their table could not be read.
    pub lost_rows: BTreeSet<usize>,
    /// Names that several records have, so that none of them can be called so.
    shared: BTreeSet<Box<str>>,
    incoming: Vec<Edge>,
    starts: Vec<u32>,
    /// Whether each entity is retired on the day of the build.
    retired: Vec<bool>,
    /// Contact data that records do not allow to be published; it is not among their fields.
    pub contacts: Vec<contacts::Contact>,
}

/// One thing, in all its languages.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its name.
    pub key: RecordKey,
    /// The number of its kind.
    pub kind: usize,
    /// The number of its record in each of the site's languages.
    pub variants: Vec<Option<u32>>,
    /// The record that stands in where a language has none: that of the first language there is.
    pub base: u32,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The thing.
    pub to: To,
    /// The place on its page.
    pub anchor: Option<Arc<str>>,
    /// Whether it was found by one of its names (which is then what readers see), not by its id.
    pub by_name: bool,
    /// The language whose page it leads to, where the author named a file of another language.
    pub language: Option<usize>,
}

/// The things that references lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// An entity.
    Entity(EntityId),
    /// The list of a kind.
    Kind(usize),
    /// A file that is copied as it is (path from the site's root).
    Asset(Arc<str>),
    /// An address of the site, without its leading slash; `plan` checks it.
    Site(Arc<str>),
    /// A place on the same page.
    Here,
}

/// A relation, seen from its far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The entity that refers.
    pub from: EntityId,
    /// The number of the record in which the reference stands.
    pub record: u32,
    /// The number of the link in that record.
    pub link: u32,
    /// The field in which it stands; `None` for the body.
    pub field: Option<u16>,
}

/// What a build leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The distributions that are published beside `public`.
    pub distributions: &'a [String],
    /// The day for which the site is built; rules know it as `today`.
    pub clock: &'a Clock,
}

/// What references are looked up with.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The files of the site.
    pub sources: &'a Sources,
    /// The settings of the site.
    pub config: &'a Config,
    /// The kinds.
    pub schema: &'a Schema,
}

/// Looks up every reference and checks every record against its kind.
pub fn resolve(records: Vec<Arc<Record>>, from: From<'_>, scope: Scope<'_>) -> Checked<Graph> {
    let From { sources, config, schema } = from;
    let mut diagnostics = Diagnostics::new();
    let (mut records, left_out) = visible::decide(records, (config, schema), scope);
    let contacts = contacts::withhold(&mut records, schema);
    let withheld::Files { withheld, unclaimed } =
        withheld::files(&records, &left_out, (sources, config));
    let mut graph = Graph { records, left_out, withheld, unclaimed, contacts, ..Graph::default() };
    let all = graph.records.iter().chain(graph.left_out.iter().map(|out| &out.record));
    graph.lost_rows = all.flat_map(|record| record.lost_rows.iter().copied()).collect();
    graph.entities = entities(&graph.records, config.languages.len(), &mut diagnostics);
    let defaults = crate::parse::defaults(sources, config, schema);
    diagnostics.absorb(defaults.diagnostics);
    fill_in(&mut graph, &defaults.value);
    graph.retired = retired::of(&graph, schema, scope);
    let (found, shared) = {
        let names = names::Names::new(&graph, schema);
        mentions::check(&graph, schema, &names, &mut diagnostics);
        let files = lookup::files(&graph);
        let near = near::Near::default();
        let (names, files) = (&names, &files);
        let site = lookup::Site { graph: &graph, sources, config, schema, names, files, near };
        (lookup::all(&site, &mut diagnostics), names.shared())
    };
    graph.shared = shared;
    graph.checked = found.iter().map(Vec::len).sum();
    graph.found = found;
    (graph.incoming, graph.starts) = incoming(&graph);
    alike::check(&graph, schema, &mut diagnostics);
    items::check(&graph, schema, &mut diagnostics);
    check::records(&graph, from, scope.clock, &mut diagnostics);
    contacts::check(&graph, schema, sources, &mut diagnostics);
    concepts::check(&graph, schema, config, &mut diagnostics);
    Checked::new(graph, diagnostics)
}

fn entities(
    records: &[Arc<Record>],
    languages: usize,
    diagnostics: &mut Diagnostics,
) -> Vec<Entity> {
    let mut order: Vec<u32> = (0..records.len() as u32).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&records[*a as usize], &records[*b as usize]);
        (&a.key, a.language, &a.path).cmp(&(&b.key, b.language, &b.path))
    });
    let mut out: Vec<Entity> = Vec::new();
    for number in order {
        let record = &records[number as usize];
        match out.last_mut().filter(|entity| entity.key == record.key) {
            Some(entity) => match entity.variants[record.language] {
                Some(first) => {
                    diagnostics.push(check::duplicate(record, &records[first as usize]));
                }
                None => entity.variants[record.language] = Some(number),
            },
            None => {
                let mut variants = vec![None; languages];
                variants[record.language] = Some(number);
                let key = record.key.clone();
                out.push(Entity { key, kind: record.kind, variants, base: number });
            }
        }
    }
    out
}

/// Gives the base record of every entity the defaults of the fields that it leaves out.
fn fill_in(graph: &mut Graph, defaults: &[Vec<(usize, Value)>]) {
    for entity in &graph.entities {
        let record = &mut graph.records[entity.base as usize];
        for (field, value) in &defaults[entity.kind] {
            let at = record.fields.binary_search_by_key(field, |given| given.field);
            if let (Err(at), false) = (at, record.unread.contains(field)) {
                let span = record.head;
                let given =
                    FieldValue { field: *field, value: value.clone(), status: String::new(), span };
                Arc::make_mut(record).fields.insert(at, given);
            }
        }
    }
}

/// Every relation sorted by its far end, and where each end's relations begin.
fn incoming(graph: &Graph) -> (Vec<Edge>, Vec<u32>) {
    let mut edges: Vec<(EntityId, Edge)> = Vec::new();
    for (from, entity) in graph.entities.iter().enumerate() {
        for record in entity.variants.iter().flatten() {
            let links = &graph.records[*record as usize].links;
            for (link, found) in graph.found[*record as usize].iter().enumerate() {
                let Some(found) = found else { continue };
                let field = match links[link].origin {
                    crate::parse::Origin::Field(field) => Some(field as u16),
                    _ => None,
                };
                let edge = Edge { from: from as u32, record: *record, link: link as u32, field };
                edges.extend(graph.named(from as u32, found).map(|to| (to, edge)));
            }
        }
    }
    edges.sort_by_key(|(to, _)| *to);
    let mut starts = vec![0; graph.entities.len() + 1];
    for (to, _) in &edges {
        starts[*to as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    (edges.into_iter().map(|(_, edge)| edge).collect(), starts)
}

impl Graph {
    /// Whether an entity is retired on the day of the build: its page stays, and nothing lists it.
    pub fn is_retired(&self, id: EntityId) -> bool {
        self.retired[id as usize]
    }

    /// The entity with this name.
    pub fn find(&self, key: &RecordKey) -> Option<EntityId> {
        self.entities.binary_search_by(|entity| entity.key.cmp(key)).ok().map(|at| at as u32)
    }

    /// An entity by its number.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id as usize]
    }

    /// The number of the record that a reader of a language sees.
    pub fn shown(&self, id: EntityId, language: usize) -> u32 {
        let entity = self.entity(id);
        entity.variants[language].unwrap_or(entity.base)
    }

    /// The record that a reader of a language sees.
    pub fn record(&self, id: EntityId, language: usize) -> &Record {
        &self.records[self.shown(id, language) as usize]
    }

    /// The record that stands in where a language has none.
    pub fn base(&self, id: EntityId) -> &Record {
        &self.records[self.entity(id).base as usize]
    }

    /// A field as a reader of a language sees it, with the number of the record that gives it: a
    /// translation's own value, else that of the base record.
    pub fn field(&self, id: EntityId, language: usize, field: usize) -> Option<(u32, &FieldValue)> {
        let own = self.shown(id, language);
        let base = self.entity(id).base;
        [own, base]
            .into_iter()
            .find_map(|record| Some((record, self.records[record as usize].value(field)?)))
    }

    /// The short name of an entity, such as an acronym, by which readers can tell it from all others. Whatever is
    /// longer than its title or not short at all is none.
    pub fn short(&self, schema: &Schema, id: EntityId, language: usize) -> Option<&str> {
        let fields = schema.kinds[self.entity(id).kind].fields.iter().enumerate();
        let title = self.record(id, language).title.chars().count();
        fields.filter(|(_, field)| field.is_short()).find_map(|(at, _)| {
            let name = self.field(id, language, at)?.1.value.as_text()?;
            let length = name.chars().count();
            (length <= SHORT && length < title && !self.shared.contains(&*normal(name)))
                .then_some(name)
        })
    }

    /// Everything that refers to an entity, in the order of the referring entities' keys.
    pub fn incoming(&self, id: EntityId) -> &[Edge] {
        let (start, end) = (self.starts[id as usize], self.starts[id as usize + 1]);
        &self.incoming[start as usize..end as usize]
    }

    /// Whether a relation is one that readers of a language see: it stands in the text that they
    /// see, in a field whose value they see, or in what a field was before.
    pub fn is_seen(&self, edge: &Edge, language: usize) -> bool {
        let shown = self.shown(edge.from, language);
        match edge.field {
            None => edge.record == shown,
            Some(field) => {
                self.field(edge.from, language, field as usize)
                    .is_some_and(|(record, _)| record == edge.record)
                    || self.is_history(edge)
            }
        }
    }

    /// Whether a relation stands in a history. The page shows the one of the base record in every language.
    fn is_history(&self, edge: &Edge) -> bool {
        let link = edge.link as usize;
        let holds = |past: &Past| {
            let mut holds = past.sources.contains(&link);
            past.value.each(&mut |value| holds |= value.as_link() == Some(link));
            holds
        };
        edge.record == self.entity(edge.from).base && self.base(edge.from).history.iter().any(holds)
    }

    /// What a link of a record leads to.
    pub fn found(&self, record: u32, link: usize) -> Option<&Found> {
        self.found[record as usize].get(link)?.as_ref()
    }

    /// The entity that a link of a record leads to.
    pub fn target(&self, record: u32, link: usize) -> Option<EntityId> {
        match self.found(record, link)?.to {
            To::Entity(id) => Some(id),
            _ => None,
        }
    }

    /// What a reference that stands in `from` names: what it leads to and, where that is a place in
    /// a table, the row that stands there.
    fn named(&self, from: EntityId, found: &Found) -> impl Iterator<Item = EntityId> + use<> {
        let (to, page) = match found.to {
            To::Entity(id) => (Some(id), Some(id)),
            To::Here => (None, Some(from)),
            _ => (None, None),
        };
        let row = page.zip(found.anchor.as_deref());
        to.into_iter().chain(row.and_then(|(page, anchor)| self.row_at(page, anchor)))
    }

    /// What a place that some text of an entity has is called on the page in a language: a heading of
    /// a translation is the one that stands where it does in the original.
    pub fn place_in(&self, id: EntityId, anchor: &str, language: usize) -> Option<&str> {
        let shown = self.record(id, language);
        if let Some(place) = shown.anchor(anchor) {
            return Some(&place.id);
        }
        let levels = |record: &Record| -> Vec<u8> {
            record.body.headings.iter().map(|heading| heading.level).collect()
        };
        let records = self.entity(id).variants.iter().flatten();
        let other = records.map(|record| &*self.records[*record as usize]).find_map(|other| {
            let at = other.body.headings.iter().position(|heading| heading.id == anchor)?;
            (levels(other) == levels(shown)).then_some(at)
        });
        Some(&shown.body.headings[other?].id)
    }

    /// The languages on whose pages the text of a record is read: its own, and those in which there is
    /// no other.
    pub fn read_in(&self, record: &Record) -> Vec<usize> {
        let Some(id) = self.find(&record.key) else { return vec![record.language] };
        let variants = self.entity(id).variants.iter().enumerate();
        let is_base = self.base(id).path == record.path;
        let own = variants.filter(|(language, variant)| match variant {
            Some(_) => *language == record.language,
            None => is_base,
        });
        own.map(|(language, _)| language).collect()
    }

    /// The row of a table that an anchor on the table's page names.
    pub fn row_at(&self, table: EntityId, anchor: &str) -> Option<EntityId> {
        let entity = self.entity(table);
        let mut records = entity.variants.iter().flatten();
        let kind = records.find_map(|record| {
            Some(self.records[*record as usize].table.as_ref()?.rows.first()?.kind())
        })?;
        self.find(&RecordKey::new(kind, &format!("{}/{anchor}", entity.key.id())))
    }

    /// How many relations there are.
    pub fn edges(&self) -> usize {
        self.incoming.len()
    }
}

/// The way a target was written, for messages.
pub fn written(target: &Target) -> &str {
    match target {
        Target::Record { name, .. } => name,
        Target::File { path, .. } | Target::Site { path, .. } => path,
        Target::Here { anchor } => anchor,
    }
}

#[cfg(test)]
mod tests;
