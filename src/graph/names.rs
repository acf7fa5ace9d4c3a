//! The names of all records: which of them a word may mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{EntityId, Graph, LeftOut};
use crate::parse::{Record, Value};
use crate::schema::Schema;

type Index<'g> = IndexMap<Cow<'g, str>, Vec<EntityId>, FxBuildHasher>;

/// Every id and every name, exactly and without regard to case.
pub(super) struct Names<'g> {
    graph: &'g Graph,
    schema: &'g Schema,
    ids: Index<'g>,
    names: Index<'g>,
    folded: Index<'g>,
    hidden: BTreeMap<String, &'g LeftOut>,
}

/// What a word means.
#[derive(Debug)]
pub(super) enum Meaning<'g> {
    /// One entity; whether a name, not the id, led to it.
    One(EntityId, bool),
    /// Several.
    Many(Vec<EntityId>),
    /// Only entities of other kinds than asked for.
    OtherKind(Vec<EntityId>),
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
            ids: Index::default(),
            names: Index::default(),
            folded: Index::default(),
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
        self.ids.entry(id.into()).or_default().push(entity);
        add(&mut self.folded, id.to_lowercase().into(), entity);
    }

    fn add_name(&mut self, name: Cow<'g, str>, entity: EntityId) {
        add(&mut self.folded, name.to_lowercase().into(), entity);
        add(&mut self.names, name, entity);
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
        let mut others = Vec::new();
        for (entities, by_name) in tiers {
            let (fitting, rest): (Vec<_>, Vec<_>) =
                entities.into_iter().flatten().copied().partition(|id| self.fits(*id, kinds));
            others.extend(rest);
            match fitting[..] {
                [] => {}
                [one] => return Meaning::One(one, by_name),
                _ => return Meaning::Many(fitting),
            }
        }
        if let Some(out) = self.hidden.get(&*word) {
            return Meaning::Hidden(out);
        }
        others.sort_unstable();
        others.dedup();
        if others.is_empty() { Meaning::Nothing } else { Meaning::OtherKind(others) }
    }

    fn fits(&self, id: EntityId, kinds: &[String]) -> bool {
        let kind = &self.schema.kinds[self.graph.entity(id).kind].name;
        kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind)
    }

    /// The ids and names most like `word` among entities of `kinds`.
    pub(super) fn nearest(&self, word: &str, kinds: &[String]) -> Vec<&str> {
        let all = self.ids.iter().chain(&self.names);
        let fitting = all.filter(|(_, entities)| entities.iter().any(|id| self.fits(*id, kinds)));
        crate::text::nearest(word, fitting.map(|(name, _)| &**name), 3)
    }
}

fn add<'g>(index: &mut Index<'g>, name: Cow<'g, str>, entity: EntityId) {
    let entities = index.entry(name).or_default();
    // Entities are added one after the other, so a repeated one is the last.
    if entities.last() != Some(&entity) {
        entities.push(entity);
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
