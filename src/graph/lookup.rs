//! Looks up every reference of every record.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::{Group, Meaning, Names};
use super::near::Near;
use super::{EntityId, Found, Graph, LeftOut, To};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Level};
use crate::parse::reference::NO_NAME;
use crate::parse::{Link, Origin, Record, Target, Visibility};
use crate::schema::Schema;
use crate::source::Sources;
use crate::text::{article, offered, quoted_list};

/// Why a reference leads nowhere; `None` where that follows from what has been reported.
type Lost = Option<Box<Diagnostic>>;

/// A name that leads nowhere is reported at no more places of one record than these.
const MOST_REPORTS: usize = 10;

/// What references are looked up in.
pub(super) struct Lookup<'g> {
    graph: &'g Graph,
    sources: &'g Sources,
    config: &'g Config,
    schema: &'g Schema,
    names: &'g Names<'g>,
    files: BTreeMap<&'g str, EntityId>,
    near: Near<'g>,
}

impl<'g> Lookup<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        sources: &'g Sources,
        config: &'g Config,
        schema: &'g Schema,
        names: &'g Names<'g>,
    ) -> Self {
        let mut files = BTreeMap::new();
        for (id, entity) in graph.entities.iter().enumerate() {
            for record in entity.variants.iter().flatten() {
                let record = &graph.records[*record as usize];
                // Rows have no file of their own.
                if record.row.is_none() {
                    files.insert(&*record.path, id as u32);
                }
            }
        }
        Self { graph, sources, config, schema, names, files, near: Near::default() }
    }

    /// What each link of each record leads to.
    pub(super) fn all(self, diagnostics: &mut Diagnostics) -> Vec<Vec<Option<Found>>> {
        let graph = self.graph;
        // What is left out because of a mistake is to be published once that is corrected.
        let by_mistake = graph.left_out.iter().filter(|out| out.visibility == Visibility::Unclear);
        for out in by_mistake {
            self.of_record(&out.record, diagnostics);
        }
        let records = graph.records.iter();
        records.map(|record| self.of_record(record, diagnostics)).collect()
    }

    /// What each link of a record leads to. A name that no record has is reported at its first
    /// places in a record; others are counted.
    fn of_record(&self, record: &'g Record, diagnostics: &mut Diagnostics) -> Vec<Option<Found>> {
        let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
        let times = OnceCell::new();
        let mut out = Vec::with_capacity(record.links.len());
        for link in &record.links {
            let reported = lost.get(&*link.written).copied().unwrap_or(0);
            if reported == MOST_REPORTS {
                out.push(None);
                continue;
            }
            let found = self.one(record, link);
            if let Err(Some(diagnostic)) = &found {
                let mut diagnostic = (**diagnostic).clone();
                if diagnostic.code == Code::UnknownReference {
                    lost.insert(&link.written, reported + 1);
                    let times = times.get_or_init(|| written_times(record));
                    let more = times[&*link.written].saturating_sub(MOST_REPORTS);
                    let is_last = reported + 1 == MOST_REPORTS;
                    diagnostic.notes.extend(is_last.then(|| stands_elsewhere(more)).flatten());
                }
                diagnostics.push(diagnostic);
            }
            out.push(found.ok());
        }
        out
    }

    fn one(&self, record: &'g Record, link: &Link) -> Result<Found, Lost> {
        match &link.target {
            Target::Record { kind, name, anchor } => {
                let (to, by_name) = self.record(record, link, kind.as_deref(), name)?;
                let anchor = self.anchor(record, link, &to, anchor.as_deref())?;
                Ok(Found { to, anchor, by_name })
            }
            Target::File { path, anchor } => {
                let to = self.file(link, path)?;
                let anchor = self.anchor(record, link, &to, anchor.as_deref())?;
                Ok(Found { to, anchor, by_name: true })
            }
            Target::Site { path, anchor } => Ok(Found {
                to: To::Site(path.as_str().into()),
                anchor: anchor.as_deref().map(Arc::from),
                by_name: true,
            }),
            Target::Here { anchor } => {
                let own = self.graph.find(&record.key).map(To::Entity).unwrap_or(To::Here);
                let anchor = self.anchor(record, link, &own, Some(anchor))?;
                Ok(Found { to: To::Here, anchor, by_name: true })
            }
        }
    }

    fn record(
        &self,
        record: &'g Record,
        link: &Link,
        kind: Option<&str>,
        name: &str,
    ) -> Result<(To, bool), Lost> {
        let kinds = match kind {
            Some(kind) => vec![kind.to_owned()],
            None => self.kinds_of_field(record, link).to_vec(),
        };
        match self.names.find(name, &kinds) {
            Meaning::One(id, by_name) => {
                self.fits_field(record, link, id)?;
                Ok((To::Entity(id), by_name))
            }
            Meaning::Many(group) => Err(Some(self.ambiguous(link, name, &group))),
            Meaning::OtherKind(id) => Err(Some(self.wrong_kind(link, name, id, &kinds))),
            Meaning::Hidden(out) => Err(unpublished(link, name, out)),
            Meaning::Nothing if self.is_lost_row(name, &kinds) => Err(None),
            Meaning::Nothing => Err(Some(self.unknown(link, name, &kinds))),
        }
    }

    fn kinds_of_field(&self, record: &Record, link: &Link) -> &'g [String] {
        let Origin::Field(field) = link.origin else { return &[] };
        self.schema.kinds[record.kind].fields[field].kind.targets().unwrap_or_default()
    }

    /// A reference with a kind of its own must still be of a kind that its field takes.
    fn fits_field(
        &self,
        record: &Record,
        link: &Link,
        id: EntityId,
    ) -> Result<(), Box<Diagnostic>> {
        let wanted = self.kinds_of_field(record, link);
        let kind = self.graph.entity(id).key.kind();
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == kind) {
            return Ok(());
        }
        Err(self.wrong_kind(link, &link.written, id, wanted))
    }

    fn ambiguous(&self, link: &Link, name: &str, group: &Group) -> Box<Diagnostic> {
        let keys: Vec<_> = group.first.iter().map(|id| self.short_key(*id, name)).collect();
        let headline = format!("`{name}` may mean {} records", group.count);
        let diagnostic = Diagnostic::new(Code::AmbiguousReference, headline).at(link.span);
        Box::new(diagnostic.help(format!("write which one: {}", quoted_list(&keys, "or"))))
    }

    /// The shortest way to write an entity so that it is no longer ambiguous.
    fn short_key(&self, id: EntityId, name: &str) -> String {
        let key = &self.graph.entity(id).key;
        if key.id() == name { key.to_string() } else { key.id().to_owned() }
    }

    fn wrong_kind(
        &self,
        link: &Link,
        name: &str,
        id: EntityId,
        kinds: &[String],
    ) -> Box<Diagnostic> {
        let is = article(self.graph.entity(id).key.kind());
        let wanted: Vec<_> = kinds.iter().map(|kind| article(kind)).collect();
        let wanted = wanted.join(" or ");
        let in_field = matches!(link.origin, Origin::Field(_));
        let headline = match in_field {
            true => format!("`{name}` is {is}, but this takes {wanted}"),
            false => format!("`{name}` is {is}, not {wanted}"),
        };
        let diagnostic = Diagnostic::new(Code::WrongKind, headline).at(link.span);
        let near = self.nearest(Code::WrongKind, name, kinds);
        Box::new(match near.is_empty() {
            true if in_field => {
                diagnostic.help(format!("name {wanted}, or write this in another field"))
            }
            true => diagnostic.help(format!("take the kind out of the reference: `{name}`")),
            false => diagnostic.help(format!("did you mean {}?", quoted_list(&near, "or"))),
        })
    }

    /// Whether a name may be that of a row of a table that could not be read: of a kind that the
    /// reference asks for, or of the table before the slash.
    fn is_lost_row(&self, name: &str, kinds: &[String]) -> bool {
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

    fn unknown(&self, link: &Link, name: &str, kinds: &[String]) -> Box<Diagnostic> {
        let headline = match kinds {
            [] => format!("no record is named `{name}`"),
            kinds => {
                let kinds: Vec<_> =
                    kinds.iter().map(|kind| kind.replace(['_', '-'], " ")).collect();
                format!("no {} is named `{name}`", kinds.join(" or "))
            }
        };
        let diagnostic = Diagnostic::new(Code::UnknownReference, headline).at(link.span);
        let near = offered(&self.nearest(Code::UnknownReference, name, kinds));
        Box::new(diagnostic.help(near.unwrap_or(NO_NAME.to_owned())))
    }

    /// The names most like a word, unless nobody will read them.
    fn nearest(&self, code: Code, word: &str, kinds: &[String]) -> Vec<&'g str> {
        if self.is_allowed(code) { Vec::new() } else { self.near.records(self.names, word, kinds) }
    }

    /// Whether the site does not want to hear of a code.
    fn is_allowed(&self, code: Code) -> bool {
        self.config.levels.get(&code) == Some(&Level::Allow)
    }

    fn file(&self, link: &Link, path: &str) -> Result<To, Lost> {
        let path = path.trim_end_matches('/');
        let forms = ["", ".md", "/index.md", "/_index.md", ".toml", "/index.toml"];
        if let Some(id) = forms.iter().find_map(|end| self.files.get(&*format!("{path}{end}"))) {
            return Ok(To::Entity(*id));
        }
        if let Some(out) = forms.iter().find_map(|end| self.left_out(&format!("{path}{end}"))) {
            return Err(unpublished(link, &link.written, out));
        }
        if let Some(asset) = self.sources.find_asset(path) {
            return Ok(To::Asset(asset.path.clone()));
        }
        let folder = path.strip_prefix(&*self.config.content);
        let kind = self
            .schema
            .kinds
            .iter()
            .position(|kind| !kind.folder.is_empty() && folder == Some(kind.folder.as_str()));
        match kind {
            Some(kind) => Ok(To::Kind(kind)),
            None => Err(self.missing(link, path)),
        }
    }

    fn missing(&self, link: &Link, path: &str) -> Lost {
        let (code, what) = match link.origin {
            Origin::Image => (Code::MissingImage, "image"),
            _ => (Code::MissingFile, "file"),
        };
        let diagnostic = Diagnostic::new(code, format!("there is no {what} `{}`", link.written));
        let diagnostic = diagnostic.at(link.span).note(format!("looked for {path}"));
        let near =
            if self.is_allowed(code) { None } else { self.near.files(path, || self.all_files()) };
        Some(Box::new(near.into_iter().fold(diagnostic, Diagnostic::help)))
    }

    /// The record that a file holds, where the build leaves it out.
    fn left_out(&self, path: &str) -> Option<&'g LeftOut> {
        let all = &self.graph.left_out;
        let at = all.binary_search_by(|out| (*out.record.path).cmp(path)).ok()?;
        Some(&all[at])
    }

    /// The paths of all records and of all files that are copied.
    fn all_files(&self) -> Vec<&'g str> {
        let assets = self.sources.assets().iter().map(|asset| &*asset.path);
        self.files.keys().copied().chain(assets).collect()
    }

    fn anchor(
        &self,
        record: &'g Record,
        link: &Link,
        to: &To,
        anchor: Option<&str>,
    ) -> Result<Option<Arc<str>>, Lost> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return Ok(None) };
        let To::Entity(id) = to else { return Ok(Some(anchor.into())) };
        let seen = [self.graph.record(*id, record.language), self.graph.base(*id)];
        if let Some(row) = self.hidden_row(*id, anchor) {
            return Err(unpublished(link, &link.written, row));
        }
        let is_note = || {
            let here = matches!(link.target, Target::Here { .. }) && anchor.starts_with("fn");
            here && self.near.has_note(record, anchor)
        };
        let known = ["top", "main"].contains(&anchor) || is_note();
        // What front matter says of paragraphs is not known where it cannot be read.
        if known
            || seen.iter().any(|record| record.damaged)
            || seen.iter().any(|record| record.anchor(anchor).is_some())
        {
            return Ok(Some(anchor.into()));
        }
        let path = &seen[0].path;
        let headline = format!("`{path}` has no place `#{anchor}`");
        let diagnostic = Diagnostic::new(Code::UnknownAnchor, headline).at(link.span);
        if self.is_allowed(Code::UnknownAnchor) {
            return Err(Some(Box::new(diagnostic)));
        }
        let help = self.near.anchors(seen[0], anchor).unwrap_or_else(|| {
            "look for the small `#` beside headings and paragraphs on the page".to_owned()
        });
        Err(Some(Box::new(diagnostic.help(help))))
    }

    /// The row that an anchor on the page of a table names, where the row is left out.
    fn hidden_row(&self, id: EntityId, anchor: &str) -> Option<&'g LeftOut> {
        self.graph.base(id).table.as_ref()?;
        let row = format!("{}/{anchor}", self.graph.entity(id).key.id());
        match self.names.find(&row, &[]) {
            Meaning::Hidden(out) => Some(out),
            _ => None,
        }
    }
}

/// How often each reference of a record is written.
fn written_times(record: &Record) -> BTreeMap<&str, usize> {
    let mut times = BTreeMap::new();
    for link in &record.links {
        *times.entry(&*link.written).or_default() += 1;
    }
    times
}

fn stands_elsewhere(times: usize) -> Option<String> {
    let places = if times == 1 { "place" } else { "places" };
    (times > 0).then(|| format!("it stands in {times} more {places} of this record"))
}

/// The report of a reference to what is left out. Where nobody can tell whether it may be seen,
/// that has been reported at the record itself.
fn unpublished(link: &Link, name: &str, out: &LeftOut) -> Lost {
    let help = match out.visibility {
        Visibility::Unclear => return None,
        Visibility::Draft => "build with `--drafts`, publish that record, or remove the reference",
        _ => "publish that record, or remove the reference",
    };
    let headline = format!("`{name}` is not published");
    let diagnostic = Diagnostic::new(Code::UnpublishedReference, headline).at(link.span);
    Some(Box::new(diagnostic.note(out.reason()).help(help)))
}
