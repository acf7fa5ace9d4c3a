//! What references are looked up in.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::Config;
use crate::diag::{Code, Level};
use crate::graph::names::{Meaning, Names, normal};
use crate::graph::near::Near;
use crate::graph::{EntityId, Graph, LeftOut};
use crate::schema::Schema;
use crate::source::Sources;

/// The entities and languages of all files, by their paths.
pub(in crate::graph) type Files<'g> = BTreeMap<Cow<'g, str>, (EntityId, usize)>;

/// The files of all records.
pub(in crate::graph) fn files(graph: &Graph) -> Files<'_> {
    let mut files = BTreeMap::new();
    for (id, entity) in graph.entities.iter().enumerate() {
        for record in entity.variants.iter().flatten() {
            let record = &graph.records[*record as usize];
            // Rows have no file of their own.
            if record.row.is_none() {
                files.insert(normal(&record.path), (id as u32, record.language));
            }
        }
    }
    files
}

/// The site as references see it.
pub(in crate::graph) struct Site<'g> {
    pub graph: &'g Graph,
    pub sources: &'g Sources,
    pub config: &'g Config,
    pub schema: &'g Schema,
    pub names: &'g Names<'g>,
    pub files: &'g Files<'g>,
    pub near: Near<'g>,
}

impl<'g> Site<'g> {
    /// The names most like a word, unless nobody will read them.
    pub(super) fn nearest(&self, code: Code, word: &str, kinds: &[String]) -> Vec<&'g str> {
        if self.is_allowed(code) { Vec::new() } else { self.near.records(self.names, word, kinds) }
    }

    /// Whether the site does not want to hear of a code.
    pub(super) fn is_allowed(&self, code: Code) -> bool {
        self.config.levels.get(&code) == Some(&Level::Allow)
    }

    /// The record that a file holds, where the build leaves it out.
    pub(super) fn left_out(&self, path: &str) -> Option<&'g LeftOut> {
        let all = &self.graph.left_out;
        let at = all.binary_search_by(|out| (*out.record.path).cmp(path)).ok()?;
        Some(&all[at])
    }

    /// The paths of all records and of all files that are copied.
    pub(super) fn all_files(&self) -> Vec<&'g str> {
        let assets = self.sources.assets().iter().map(|asset| &*asset.path);
        self.files.keys().map(|path| &**path).chain(assets).collect()
    }

    /// The name of the first file in a folder.
    pub(super) fn inside(&self, path: &str) -> Option<String> {
        let folder = format!("{path}/");
        let assets = self.sources.assets();
        let first = assets.partition_point(|asset| *asset.path < *folder);
        let asset = assets.get(first).map(|asset| &*asset.path);
        let record = self.files.range(Cow::from(&*folder)..).next().map(|(path, _)| &**path);
        let names = [record, asset].into_iter().flatten();
        names.filter_map(|path| path.strip_prefix(&*folder)).map(str::to_owned).next()
    }

    /// The row that an anchor on the page of a table names, where the row is left out.
    pub(super) fn hidden_row(&self, id: EntityId, anchor: &str) -> Option<&'g LeftOut> {
        self.graph.base(id).table.as_ref()?;
        let row = format!("{}/{anchor}", self.graph.entity(id).key.id());
        match self.names.find(&row, &[]) {
            Meaning::Hidden(out) => Some(out),
            _ => None,
        }
    }

    /// Whether a name may be that of a row of a table that could not be read: of a kind that the
    /// reference asks for, or of the table before the slash.
    pub(super) fn is_lost_row(&self, name: &str, kinds: &[String]) -> bool {
        let lost = &self.graph.lost_rows;
        if lost.is_empty() || !kinds.is_empty() {
            let mut kinds = kinds.iter().filter_map(|kind| self.schema.find(kind));
            return kinds.any(|kind| lost.contains(&kind));
        }
        let table = name.rsplit_once('/').map(|(table, _)| self.names.find(table, &[]));
        match table {
            Some(Meaning::One(id, _)) => !self.graph.base(id).lost_rows.is_empty(),
            Some(Meaning::Hidden(out)) => !out.record.lost_rows.is_empty(),
            _ => false,
        }
    }

    /// The shortest way to write an entity so that it is no longer ambiguous.
    pub(super) fn short_key(&self, id: EntityId, name: &str) -> String {
        let key = &self.graph.entity(id).key;
        if key.id() == name { key.to_string() } else { key.id().to_owned() }
    }
}
