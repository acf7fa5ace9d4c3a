//! Looks up every reference of every record.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::{Meaning, Names};
use super::{EntityId, Found, Graph, LeftOut, To};
use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::parse::{Link, Origin, Record, Target, Visibility};
use crate::schema::Schema;
use crate::source::Sources;
use crate::text::{article, did_you_mean, nearest, quoted_list};

/// Why a reference leads nowhere; `None` where that follows from what has been reported.
type Lost = Option<Box<Diagnostic>>;

/// What references are looked up in.
pub(super) struct Lookup<'g> {
    graph: &'g Graph,
    sources: &'g Sources,
    config: &'g Config,
    schema: &'g Schema,
    names: Names<'g>,
    files: BTreeMap<&'g str, EntityId>,
    /// The nearest names of words that were not found, since one misspelling comes often.
    near: BTreeMap<(String, Vec<String>), Option<String>>,
}

impl<'g> Lookup<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        sources: &'g Sources,
        config: &'g Config,
        schema: &'g Schema,
        names: Names<'g>,
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
        Self { graph, sources, config, schema, names, files, near: BTreeMap::new() }
    }

    /// What each link of each record leads to.
    pub(super) fn all(mut self, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Option<Found>>> {
        let graph = self.graph;
        // What is left out because of a mistake is to be published once that is corrected.
        let by_mistake = graph.left_out.iter().filter(|out| out.visibility == Visibility::Unclear);
        for out in by_mistake {
            self.of_record(&out.record, diagnostics);
        }
        let records = graph.records.iter();
        records.map(|record| self.of_record(record, diagnostics)).collect()
    }

    /// What each link of a record leads to. A reference that leads nowhere is reported where it
    /// stands first; others of its kind are counted.
    fn of_record(
        &mut self,
        record: &Record,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Option<Found>> {
        let mut lost: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut out = Vec::with_capacity(record.links.len());
        for link in &record.links {
            let again = lost.get_mut(&*link.written).filter(|(first, _)| {
                diagnostics.get(*first).is_some_and(|said| said.code == Code::UnknownReference)
            });
            if let Some((_, more)) = again {
                *more += 1;
                out.push(None);
                continue;
            }
            let found = self.one(record, link);
            if let Err(Some(diagnostic)) = &found {
                lost.insert(&link.written, (diagnostics.len(), 0));
                diagnostics.push((**diagnostic).clone());
            }
            out.push(found.ok());
        }
        for (first, more) in lost.into_values().filter(|(_, more)| *more > 0) {
            let places = if more == 1 { "place" } else { "places" };
            let note = format!("it stands in {more} more {places} of this record");
            diagnostics[first].notes.push(note);
        }
        out
    }

    fn one(&mut self, record: &Record, link: &Link) -> Result<Found, Lost> {
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
        &mut self,
        record: &Record,
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
            Meaning::Many(ids) => Err(Some(self.ambiguous(link, name, &ids))),
            Meaning::OtherKind(ids) => Err(Some(self.wrong_kind(link, name, &ids, &kinds))),
            Meaning::Hidden(out) => Err(unpublished(link, name, out)),
            Meaning::Nothing => Err(Some(self.unknown(link, name, kinds))),
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
        Err(self.wrong_kind(link, &link.written, &[id], wanted))
    }

    fn ambiguous(&self, link: &Link, name: &str, ids: &[EntityId]) -> Box<Diagnostic> {
        let keys: Vec<_> = ids.iter().take(6).map(|id| self.short_key(*id, name)).collect();
        let headline = format!("`{name}` may mean {} records", ids.len());
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
        ids: &[EntityId],
        kinds: &[String],
    ) -> Box<Diagnostic> {
        let is = article(self.graph.entity(ids[0]).key.kind());
        let wanted: Vec<_> = kinds.iter().map(|kind| article(kind)).collect();
        let wanted = wanted.join(" or ");
        let in_field = matches!(link.origin, Origin::Field(_));
        let headline = match in_field {
            true => format!("`{name}` is {is}, but this takes {wanted}"),
            false => format!("`{name}` is {is}, not {wanted}"),
        };
        let diagnostic = Diagnostic::new(Code::WrongKind, headline).at(link.span);
        let near = self.names.nearest(name, kinds);
        Box::new(match near.is_empty() {
            true if in_field => {
                diagnostic.help(format!("name {wanted}, or write this in another field"))
            }
            true => diagnostic.help(format!("take the kind out of the reference: `{name}`")),
            false => diagnostic.help(format!("did you mean {}?", quoted_list(&near, "or"))),
        })
    }

    fn unknown(&mut self, link: &Link, name: &str, kinds: Vec<String>) -> Box<Diagnostic> {
        let headline = match &kinds[..] {
            [] => format!("`{name}` is no record"),
            kinds => {
                let kinds: Vec<_> =
                    kinds.iter().map(|kind| kind.replace(['_', '-'], " ")).collect();
                format!("`{name}` is no {}", kinds.join(" or "))
            }
        };
        let diagnostic = Diagnostic::new(Code::UnknownReference, headline).at(link.span);
        let names = &self.names;
        let near = self.near.entry((name.to_owned(), kinds)).or_insert_with_key(|(name, kinds)| {
            let near = names.nearest(name, kinds);
            (!near.is_empty()).then(|| format!("did you mean {}?", quoted_list(&near, "or")))
        });
        Box::new(match near {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic.help("add the record, or correct the name"),
        })
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
        Some(Box::new(match self.near_file(path) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }))
    }

    /// The record that a file holds, where the build leaves it out.
    fn left_out(&self, path: &str) -> Option<&'g LeftOut> {
        let all = &self.graph.left_out;
        let at = all.binary_search_by(|out| (*out.record.path).cmp(path)).ok()?;
        Some(&all[at])
    }

    /// Files of a like name: first those in the same folder, then anywhere.
    fn near_file(&self, path: &str) -> Option<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let all = self.files.keys().copied().chain(self.sources.assets().iter().map(|a| &*a.path));
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            all.partition(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder);
        let names = here.iter().map(|path| path.rsplit('/').next().unwrap_or(path));
        let near = nearest(name, names, 3);
        if !near.is_empty() {
            return Some(format!("did you mean {}?", quoted_list(&near, "or")));
        }
        let same: Vec<_> =
            elsewhere.iter().filter(|path| path.ends_with(&format!("/{name}"))).collect();
        let first = same.first()?;
        Some(format!("did you mean {first}?"))
    }

    fn anchor(
        &self,
        record: &Record,
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
        let known = anchor == "top";
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
        let anchors = seen[0].body.anchors.iter().map(|anchor| &*anchor.id);
        let help = did_you_mean(anchor, anchors).unwrap_or_else(|| {
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
