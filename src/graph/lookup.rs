//! Looks up every reference of every record.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::{Group, Meaning, Names, normal};
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

/// The entities and languages of all files, by their paths.
pub(super) type Files<'g> = BTreeMap<Cow<'g, str>, (EntityId, usize)>;

/// The files of all records.
pub(super) fn files(graph: &Graph) -> Files<'_> {
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

/// What references are looked up in.
pub(super) struct Lookup<'g> {
    graph: &'g Graph,
    sources: &'g Sources,
    config: &'g Config,
    schema: &'g Schema,
    names: &'g Names<'g>,
    files: &'g Files<'g>,
    near: Near<'g>,
    /// The diagnostics for links that lead somewhere nevertheless.
    remarks: Diagnostics,
}

impl<'g> Lookup<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        sources: &'g Sources,
        config: &'g Config,
        schema: &'g Schema,
        names: &'g Names<'g>,
        files: &'g Files<'g>,
    ) -> Self {
        let near = Near::default();
        let remarks = Diagnostics::new();
        Self { graph, sources, config, schema, names, files, near, remarks }
    }

    /// What each link of each record leads to.
    pub(super) fn all(mut self, diagnostics: &mut Diagnostics) -> Vec<Vec<Option<Found>>> {
        let graph = self.graph;
        // What is left out because of a mistake is to be published once that is corrected.
        let by_mistake = graph.left_out.iter().filter(|out| out.visibility == Visibility::Unclear);
        for out in by_mistake {
            self.of_record(&out.record, diagnostics);
        }
        let records = graph.records.iter();
        let found = records.map(|record| self.of_record(record, diagnostics)).collect();
        diagnostics.append(&mut self.remarks);
        found
    }

    /// What each link of a record leads to. A name that no record has is reported at its first
    /// places in a record; others are counted.
    fn of_record(
        &mut self,
        record: &'g Record,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Option<Found>> {
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

    fn one(&mut self, record: &'g Record, link: &Link) -> Result<Found, Lost> {
        let mut found = Found { to: To::Here, anchor: None, by_name: false, language: None };
        let anchor = match &link.target {
            Target::Record { kind, name, anchor } => {
                (found.to, found.by_name) = self.record(record, link, kind.as_deref(), name)?;
                anchor.as_deref()
            }
            Target::File { path, anchor } => {
                (found.to, found.language) = self.file(record, link, path)?;
                anchor.as_deref()
            }
            Target::Site { path, anchor } => {
                found.to = To::Site(path.as_str().into());
                anchor.as_deref()
            }
            Target::Here { anchor } => Some(anchor.as_str()),
        };
        let own = match found.to {
            To::Here => self.graph.find(&record.key).map_or(To::Here, To::Entity),
            ref to => to.clone(),
        };
        found.anchor = self.anchor((record, link), &own, found.language, anchor)?;
        Ok(found)
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
        let headline = format!("`{name}` matches {} records", group.count);
        let diagnostic = Diagnostic::new(Code::AmbiguousReference, headline).at(link.span);
        Box::new(diagnostic.help(format!("write one of these: {}", quoted_list(&keys, "or"))))
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
            true => format!("`{name}` is {is}, but {wanted} is expected here"),
            false => format!("`{name}` is {is}, not {wanted}"),
        };
        let diagnostic = Diagnostic::new(Code::WrongKind, headline).at(link.span);
        let near = self.nearest(Code::WrongKind, name, kinds);
        Box::new(match near.is_empty() {
            true if in_field => {
                diagnostic.help(format!("name {wanted}, or write this in another field"))
            }
            true => diagnostic.help(format!("remove the kind from the reference: `{name}`")),
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

    /// What a path leads to, and the language of the file where that is not the reader's.
    fn file(&self, record: &Record, link: &Link, path: &str) -> Result<(To, Option<usize>), Lost> {
        let path = path.trim_end_matches('/');
        let forms = ["", ".md", "/index.md", "/_index.md", ".toml", "/index.toml"];
        let is_image = link.origin == Origin::Image;
        if let Some((id, language)) =
            forms.iter().find_map(|end| self.files.get(&*format!("{path}{end}")))
        {
            if is_image {
                return Err(no_image(link));
            }
            return Ok((To::Entity(*id), self.named_language(record, *id, *language)));
        }
        if let Some(out) = forms.iter().find_map(|end| self.left_out(&format!("{path}{end}"))) {
            return Err(unpublished(link, &link.written, out));
        }
        if let Some(asset) = self.sources.find_asset(path) {
            if is_image && !is_picture(path) {
                return Err(no_image(link));
            }
            return Ok((To::Asset(asset.path.clone()), None));
        }
        let folder = path.strip_prefix(&*self.config.content);
        let mut kinds = self.schema.kinds.iter();
        let kind =
            kinds.position(|kind| !kind.folder.is_empty() && folder == Some(kind.folder.as_str()));
        match kind {
            Some(kind) => Ok((To::Kind(kind), None)),
            None if path == self.config.content.trim_end_matches('/') && !is_image => {
                Ok((To::Site("".into()), None))
            }
            None => Err(self.missing(link, path)),
        }
    }

    /// The language of a file, where its author asks for that: a file whose name says it, or the
    /// original of the text itself. A translation names the files of others as the original does.
    fn named_language(&self, record: &Record, to: EntityId, language: usize) -> Option<usize> {
        let is_own = self.graph.entity(to).key == record.key;
        (language != record.language && (is_own || language != 0)).then_some(language)
    }

    fn missing(&self, link: &Link, path: &str) -> Lost {
        let (code, what) = match link.origin {
            Origin::Image => (Code::MissingImage, "image"),
            _ => (Code::MissingFile, "file"),
        };
        if let Some(inside) = self.inside(path) {
            let headline = format!("`{}` is a folder without a page of its own", link.written);
            let index = format!("{path}/_index.md");
            let help = format!("name a file in it, such as `{inside}`, or add {index}");
            return Some(Box::new(Diagnostic::new(code, headline).at(link.span).help(help)));
        }
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
        self.files.keys().map(|path| &**path).chain(assets).collect()
    }

    /// The name of the first file in a folder.
    fn inside(&self, path: &str) -> Option<String> {
        let folder = format!("{path}/");
        let assets = self.sources.assets();
        let first = assets.partition_point(|asset| *asset.path < *folder);
        let asset = assets.get(first).map(|asset| &*asset.path);
        let record = self.files.range(Cow::from(&*folder)..).next().map(|(path, _)| &**path);
        let names = [record, asset].into_iter().flatten();
        names.filter_map(|path| path.strip_prefix(&*folder)).map(str::to_owned).next()
    }

    /// The anchor of a link, where each page that the link leads to has such a place.
    fn anchor(
        &mut self,
        (record, link): (&Record, &Link),
        to: &To,
        named: Option<usize>,
        anchor: Option<&str>,
    ) -> Result<Option<Arc<str>>, Lost> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return Ok(None) };
        let To::Entity(id) = to else { return Ok(Some(anchor.into())) };
        if let Some(row) = self.hidden_row(*id, anchor) {
            return Err(unpublished(link, &link.written, row));
        }
        let mut variants = self.graph.entity(*id).variants.iter().flatten();
        let texts = variants.by_ref().map(|record| &*self.graph.records[*record as usize]);
        // What front matter says of paragraphs is not known where it cannot be read.
        let known = anchor == "top" || texts.into_iter().any(|record| record.damaged);
        let languages = named.map_or_else(|| self.graph.read_in(record), |named| vec![named]);
        let known = known || self.graph.row_at(*id, anchor).is_some();
        let lacks = |language: &&usize| self.graph.place_in(*id, anchor, **language).is_none();
        match languages.iter().find(lacks) {
            Some(language) if !known => self.no_place(link, *id, anchor, *language)?,
            _ => {}
        }
        Ok(Some(anchor.into()))
    }

    /// Says that a page lacks a place. Where a text of another language has it, the link leads to the
    /// beginning of the page.
    fn no_place(
        &mut self,
        link: &Link,
        id: EntityId,
        anchor: &str,
        language: usize,
    ) -> Result<(), Lost> {
        let shown = self.graph.record(id, language);
        let headline = format!("`{}` has no anchor `#{anchor}`", shown.path);
        let diagnostic = Diagnostic::new(Code::UnknownAnchor, headline).at(link.span);
        let mut variants = self.graph.entity(id).variants.iter().flatten();
        let other = variants.find_map(|record| {
            let record = &self.graph.records[*record as usize];
            record.anchor(anchor).is_some().then(|| record.path.clone())
        });
        if let Some(other) = other {
            let help = "give both texts the same headings in the same order, so that the link finds its place";
            let note = format!("{other} has it; on this page the link leads to the top");
            self.remarks.push(diagnostic.level(Level::Warning).note(note).help(help));
            return Ok(());
        }
        if self.is_allowed(Code::UnknownAnchor) {
            return Err(Some(Box::new(diagnostic)));
        }
        let help = self.near.anchors(shown, anchor).unwrap_or_else(|| {
            "to find the right one, to find the right one, to find the right one, to find the right one, to find the right one, look for the small `#` beside headings and paragraphs on the page"
                .to_owned()
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
    (times > 0).then(|| format!("it occurs in {times} more {places} of this record"))
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

/// The endings of files that browsers show as images.
const PICTURES: [&str; 13] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "apng", "jxl", "tif", "tiff",
];

fn is_picture(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    PICTURES.iter().any(|picture| ending.eq_ignore_ascii_case(picture))
}

fn no_image(link: &Link) -> Lost {
    let headline = format!("`{}` is not an image", link.written);
    let diagnostic = Diagnostic::new(Code::MissingImage, headline).at(link.span);
    Some(Box::new(diagnostic.help(format!("make it a link: `[…]({})` without `!`", link.written))))
}
