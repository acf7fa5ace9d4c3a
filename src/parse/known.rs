//! What the build before read, and how much of it is still so.

use std::sync::Arc;

use super::record::Record;
use super::table::{self, Holder};
use crate::config::{Config, Markdown};
use crate::language::Language;
use crate::schema::{Field, Kind, PAGE, Schema};
use crate::source::{Source, SourceId, Sources};
use crate::text::Localised;

/// Records that were read before, to be used again for files that did not change.
#[derive(Default)]
pub struct Known {
    model: Option<Model>,
    pub(super) holders: Vec<Holder>,
    pub(super) tables: table::Known,
    pub(super) parsed: Vec<Arc<str>>,
}

impl Known {
    /// The paths of the files that the last build read, since nothing was known of them or they or
    /// what their reading depends on had changed.
    pub fn parsed(&self) -> &[Arc<str>] {
        &self.parsed
    }

    /// Forgets what depends on settings or kinds that have changed.
    pub(super) fn keep_for(&mut self, config: &Config, schema: &Schema) {
        let model = Model::new(config, schema);
        match &self.model {
            Some(old) if old.is_like(&model) => {
                let kinds = model.kinds_like(old);
                let is_kept = |record: &Record| {
                    let has_title_of_site = is_home(record) && old.title != model.title;
                    kinds[record.kind] && !has_title_of_site
                };
                let rows =
                    |holder: &Holder| holder.settings.as_ref().is_none_or(|it| kinds[it.row_kind]);
                self.holders.retain(|holder| is_kept(&holder.record) && rows(holder));
                self.tables.retain(&|table, rows| is_kept(table) && kinds[rows]);
            }
            _ => *self = Self::default(),
        }
        self.model = Some(model);
    }

    /// What an unchanged file holds.
    pub(super) fn again(&self, id: SourceId, source: &Source, sources: &Sources) -> Option<Holder> {
        let path = |known: &Holder| known.record.path.cmp(&source.path);
        let holder = &self.holders[self.holders.binary_search_by(path).ok()?];
        let record = &holder.record;
        let is_same = record.source == id && record.fingerprint == source.fingerprint;
        let is_alone = match &holder.settings {
            // Where the rows stand depends on the files beside it.
            Some(settings) => settings.beside == table::beside(&record.path, sources),
            // What else lies among the rows of a table depends on the table.
            None => record.kind == record.home,
        };
        (is_same && is_alone).then(|| holder.clone())
    }
}

/// Whether a record is the home page, whose title may be that of the site.
fn is_home(record: &Record) -> bool {
    record.key.kind() == PAGE && record.key.id() == "_index"
}

/// What reading a file depends on beside the file.
struct Model {
    title: Localised,
    content: String,
    languages: Vec<Language>,
    markdown: Markdown,
    distributions: Vec<String>,
    kinds: Vec<Kind>,
}

impl Model {
    fn new(config: &Config, schema: &Schema) -> Self {
        Self {
            title: config.title.clone(),
            content: config.content.clone(),
            languages: config.languages.clone(),
            markdown: config.markdown.clone(),
            distributions: config.distributions.clone(),
            kinds: schema.kinds.clone(),
        }
    }

    /// Whether files have the places and languages in another model that they have in this one, and
    /// texts are read alike. Only then do the numbers of kinds mean the same.
    fn is_like(&self, other: &Self) -> bool {
        let place = |kind: &Kind| (kind.name.clone(), kind.folder.clone());
        self.content == other.content
            && self.languages == other.languages
            && self.markdown == other.markdown
            && self.distributions == other.distributions
            && self.kinds.iter().map(place).eq(other.kinds.iter().map(place))
    }

    /// Of each kind, whether its records are read as in another model that is like this one.
    fn kinds_like(&self, other: &Self) -> Vec<bool> {
        let kinds = self.kinds.iter().zip(&other.kinds);
        kinds.map(|(kind, other)| are_read_alike(kind, other)).collect()
    }
}

/// Whether records of two kinds are read alike. A property that kinds are given one day does not compile
/// here until somebody has said whether reading depends on it.
fn are_read_alike(one: &Kind, other: &Kind) -> bool {
    let Kind {
        name,
        folder,
        fields,
        label: _,
        plural: _,
        icon: _,
        description: _,
        help: _,
        autolink: _,
        sections: _,
        max_words: _,
        rules: _,
        list: _,
        vocabulary: _,
        exports: _,
        search: _,
        times: _,
        has_graph: _,
    } = one;
    let fields = fields.iter().zip(&other.fields);
    *name == other.name
        && *folder == other.folder
        && one.fields.len() == other.fields.len()
        && fields.into_iter().all(|(one, other)| holds_alike(one, other))
}

/// Whether values of two fields are read alike; the same as for kinds.
fn holds_alike(one: &Field, other: &Field) -> bool {
    let Field {
        name,
        kind,
        label,
        required,
        default,
        split,
        history,
        common,
        is_broken,
        help: _,
        inverse: _,
        role: _,
        is_name: _,
        lacking: _,
        counts: _,
        first: _,
        slot: _,
        is_contact: _,
        is_printed: _,
    } = one;
    *name == other.name
        && *kind == other.kind
        && *label == other.label
        && *required == other.required
        && default.is_some() == other.default.is_some()
        && *split == other.split
        && *history == other.history
        && *common == other.common
        && *is_broken == other.is_broken
}
