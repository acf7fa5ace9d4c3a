//! The names of all records: which of them a word may mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{EntityId, Graph, LeftOut};
use crate::parse::{Record, Value};
use crate::schema::Schema;
use crate::text::Index;

type Map<'g> = IndexMap<Cow<'g, str>, Owners, FxBuildHasher>;

/// How many of the records that share a name are named in a message.
pub(super) const NAMED: usize = 6;

/// Whose a name is: for each kind the first few of its entities, and how many there are. Thousands
/// of records may share a title; a reference to it must not look at each.
#[derive(Debug, Default)]
struct Owners(Vec<OfKind>);

#[derive(Debug)]
struct OfKind {
    kind: usize,
    first: Vec<EntityId>,
    last: EntityId,
    count: usize,
}

/// Some entities: the first few, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// The first of them.
    pub first: Vec<EntityId>,
    /// How many there are.
    pub count: usize,
}

/// Every id and every name, exactly and without regard to case.
pub(super) struct Names<'g> {
    graph: &'g Graph,
    schema: &'g Schema,
    ids: Map<'g>,
    names: Map<'g>,
    folded: Map<'g>,
    hidden: BTreeMap<String, &'g LeftOut>,
}

/// What a word means.
#[derive(Debug)]
pub(super) enum Meaning<'g> {
    /// One entity; whether a name, not the id, led to it.
    One(EntityId, bool),
    /// Several.
    Many(Group),
    /// Only entities of other kinds than asked for; the first of them.
    OtherKind(EntityId),
    /// A record that this build leaves out.
    Hidden(&'g LeftOut),
    /// Nothing.
    Nothing,
}

impl<'g> Names<'g> {
    /// The names of all entities, and of what the build leaves out.
    pub(super) fn new(graph: &'g Graph, schema: &'g Schema) -> Self {
        let mut names = Self {
            graph,
            schema,
            ids: Map::default(),
            names: Map::default(),
            folded: Map::default(),
            hidden: BTreeMap::new(),
        };
        for (id, entity) in graph.entities.iter().enumerate() {
            names.add_id(entity.key.id(), id as u32);
            for record in entity.variants.iter().flatten() {
                let record = &graph.records[*record as usize];
                each_name(record, schema, &mut |name| names.add_name(name, id as u32));
            }
        }
        for out in &graph.left_out {
            names.hidden.insert(out.record.key.id().to_owned(), out);
            let hidden = &mut names.hidden;
            each_name(&out.record, schema, &mut |name| {
                hidden.insert(name.into_owned(), out);
            });
        }
        names
    }

    fn add_id(&mut self, id: &'g str, entity: EntityId) {
        let owner = (self.graph.entity(entity).kind, entity);
        self.ids.entry(id.into()).or_default().add(owner);
        self.folded.entry(id.to_lowercase().into()).or_default().add(owner);
    }

    fn add_name(&mut self, name: Cow<'g, str>, entity: EntityId) {
        let owner = (self.graph.entity(entity).kind, entity);
        self.folded.entry(name.to_lowercase().into()).or_default().add(owner);
        self.names.entry(name).or_default().add(owner);
    }

    /// What `word` means where only `kinds` are asked for (all where empty). An id comes before a
    /// name, and exact spelling before spelling in another case.
    pub(super) fn find(&self, word: &str, kinds: &[String]) -> Meaning<'g> {
        let word = normal(word);
        let folded = word.to_lowercase();
        let tiers = [
            (self.ids.get(&*word), false),
            (self.names.get(&*word), true),
            (self.folded.get(&*folded), true),
        ];
        let mut other: Option<EntityId> = None;
        for (owners, by_name) in tiers {
            let Some(owners) = owners else { continue };
            let fitting = owners.group(|kind| self.fits(kind, kinds));
            match (fitting.count, fitting.first.first()) {
                (1, Some(one)) => return Meaning::One(*one, by_name),
                (_, Some(_)) => return Meaning::Many(fitting),
                (_, None) => {}
            }
            other = other.into_iter().chain(owners.group(|_| true).first).min();
        }
        if let Some(out) = self.hidden.get(&*word) {
            return Meaning::Hidden(out);
        }
        other.map_or(Meaning::Nothing, Meaning::OtherKind)
    }

    fn fits(&self, kind: usize, kinds: &[String]) -> bool {
        let kind = &self.schema.kinds[kind].name;
        kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind)
    }

    /// The names that several entities have.
    pub(super) fn shared(&self) -> std::collections::BTreeSet<Box<str>> {
        let shared = self.names.iter().filter(|(_, owners)| owners.group(|_| true).count > 1);
        shared.map(|(name, _)| Box::from(&**name)).collect()
    }

    /// Every name.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(|name| &**name)
    }

    /// The ids and names of the entities of a kind, or of all, in which the nearest are found.
    pub(super) fn index(&self, kind: Option<&str>) -> Index<'_> {
        let kind = kind.map(|name| self.schema.find(name));
        let all = self.ids.iter().chain(&self.names);
        let fitting = all.filter(|(_, owners)| kind.is_none_or(|kind| owners.are_of(kind)));
        Index::new(fitting.map(|(name, _)| &**name))
    }
}

impl Owners {
    /// Entities are added one after the other, so a repeated one is the last of its kind.
    fn add(&mut self, (kind, entity): (usize, EntityId)) {
        match self.0.iter_mut().find(|of_kind| of_kind.kind == kind) {
            Some(of_kind) if of_kind.last == entity => {}
            Some(of_kind) => {
                of_kind.count += 1;
                of_kind.last = entity;
                if of_kind.first.len() < NAMED {
                    of_kind.first.push(entity);
                }
            }
            None => self.0.push(OfKind { kind, first: vec![entity], last: entity, count: 1 }),
        }
    }

    fn are_of(&self, kind: Option<usize>) -> bool {
        self.0.iter().any(|of_kind| Some(of_kind.kind) == kind)
    }

    /// The entities of those kinds that fit.
    fn group(&self, fits: impl Fn(usize) -> bool) -> Group {
        let mut out = Group::default();
        for of_kind in self.0.iter().filter(|of_kind| fits(of_kind.kind)) {
            out.count += of_kind.count;
            out.first.extend(&of_kind.first);
        }
        out.first.sort_unstable();
        out.first.truncate(NAMED);
        out
    }
}

/// Calls `visit` with the title and every other name of a record, as names are compared.
pub(super) fn each_name<'r>(
    record: &'r Record,
    schema: &Schema,
    visit: &mut dyn FnMut(Cow<'r, str>),
) {
    // Rows are too many, and too like each other, to be found by their titles.
    if record.row.is_none() {
        visit(normal(&record.title));
    }
    let kind = &schema.kinds[record.kind];
    for given in &record.fields {
        let field = &kind.fields[given.field];
        if field.is_name || field.takes_names() {
            given.value.each(&mut |value| match value {
                Value::Text(name) | Value::Url(name) => visit(normal(name)),
                Value::Name(name) => visit(normal(&name.text)),
                Value::Integer(number) => visit(number.to_string().into()),
                _ => {}
            });
        }
    }
}

/// A name with single spaces and composed letters, as names are compared.
pub fn normal(name: &str) -> Cow<'_, str> {
    let plain = !name.contains("  ")
        && !name.contains(['\t', '\n', '\r', '\u{a0}'])
        && name.trim().len() == name.len();
    if plain && is_nfc(name) {
        return name.into();
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>().into()
}
