//! Sources -> Records. One file in, one record out; no file is looked at twice, and none knows of
//! another.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, is_own};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::id::{RecordKey, Route};
use crate::language::Language;
use crate::schema::{PAGE, Schema};
use crate::source::{Source, SourceId, Sources, Span, describes_table, without_ending};

mod aliases;
mod fields;
mod front;
pub mod highlight;
mod history;
mod html;
mod known;
pub mod markdown;
pub mod mentions;
mod name;
mod numbering;
pub mod record;
pub mod reference;
mod sanitise;
mod sentence;
pub mod table;
pub mod visibility;

pub use html::{Hole, Html, Segment};
pub use known::Known;
pub use record::{
    Anchor, Body, Excerpt, FieldValue, Heading, Link, Name, Origin, Outward, Past, Record, Target,
    Value, Visibility,
};
pub use visibility::{DISTRIBUTION, DRAFT, EXPIRES, Embargo, PUBLISH_FROM};

/// Reads every content file, and then the tables whose rows are records. What did not change since
/// `known` was made is not read again. The records are sorted by path.
pub fn records(
    sources: &Sources,
    config: &Config,
    schema: &Schema,
    known: &mut Known,
) -> Checked<Vec<Arc<Record>>> {
    known.keep_for(config, schema);
    let site = table::Site { sources, config, schema };
    let files: Vec<_> =
        sources.below(&config.content).filter(|(_, s)| is_content(s, config)).collect();
    let (mut holders, parsed): (Vec<_>, Vec<_>) = files
        .par_iter()
        .map(|(id, source)| match known.again(*id, source, sources) {
            Some(holder) => (holder, None),
            None => (guarded(*id, source, site, false), Some(source.path.clone())),
        })
        .unzip();
    translations(&files, &mut holders, site);
    let mut diagnostics: Diagnostics =
        holders.iter().map(|holder| holder.diagnostics.clone()).collect();
    let (records, reported) = table::expand(&holders, site, &mut known.tables);
    diagnostics.absorb(reported);
    known.parsed = parsed.into_iter().flatten().chain(known.tables.parsed()).collect();
    known.holders = holders;
    Checked::new(records, diagnostics)
}

/// Every table whose rows are records, for whoever puts ids into their files.
pub fn tables(sources: &Sources, config: &Config, schema: &Schema) -> Vec<table::ids::Target> {
    let site = table::Site { sources, config, schema };
    let files: Vec<_> =
        sources.below(&config.content).filter(|(_, s)| is_content(s, config)).collect();
    let targets = files.par_iter().filter_map(|(id, source)| {
        let holder = guarded(*id, source, site, false);
        table::ids::Target::of(&holder, site)
    });
    targets.collect()
}

/// Reads translations of tables that lie among their rows once more, as tables: their own files
/// do not say that they are.
fn translations(
    files: &[(SourceId, &Source)],
    holders: &mut [table::Holder],
    site: table::Site<'_>,
) {
    let lies_among_rows = |holder: &&table::Holder| holder.record.kind != holder.record.home;
    let tables: std::collections::BTreeSet<(usize, String)> = holders
        .iter()
        .filter(lies_among_rows)
        .map(|holder| (holder.record.home, holder.record.key.id().to_owned()))
        .collect();
    if tables.is_empty() {
        return;
    }
    for ((id, source), holder) in files.iter().zip(holders) {
        let record = &holder.record;
        let of_table = tables.contains(&(record.home, record.key.id().to_owned()));
        if of_table && record.kind == record.home {
            *holder = guarded(*id, source, site, true);
        }
    }
}

/// Whether a text is a record or page: Markdown below the content folder, or TOML that describes a
/// table, and not a theme's, template's or hidden file where the content folder is the site's root.
fn is_content(source: &Source, config: &Config) -> bool {
    let below = &source.path[config.content.len()..];
    let hidden = below.split('/').any(|part| part.starts_with('.'));
    let ours = config.content.is_empty() && (is_own(below) || below == crate::config::FILE);
    let is_record =
        below.ends_with(".md") || front::is_toml(&source.path) && describes_table(&source.text);
    is_record && !hidden && !ours
}

/// What the path of a file says: kind, id and language.
#[derive(Debug, PartialEq, Eq)]
struct Placed {
    kind: String,
    id: String,
    language: usize,
    /// A language tag that the site does not have.
    unknown_language: Option<String>,
}

fn placed(path: &str, config: &Config, schema: &Schema) -> Placed {
    let path = &*crate::text::cleaned(without_ending(path));
    let (folder, stem) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, language, unknown_language) = suffix(stem, &config.languages);
    let path = match (folder, stem) {
        ("", stem) => stem.to_owned(),
        (folder, stem) => format!("{folder}/{stem}"),
    };
    let claims =
        |kind: &&crate::schema::Kind| !kind.is_page() && claims(&kind.folder, &path).is_some();
    let kind = schema.kinds.iter().filter(claims).max_by_key(|kind| kind.folder.len());
    let (kind, id) = match kind.filter(|_| stem != "_index") {
        Some(kind) => (&*kind.name, claims_id(&kind.folder, &path)),
        None => (PAGE, page_id(&path)),
    };
    Placed { kind: kind.to_owned(), id, language, unknown_language }
}

/// The part of a path below a kind's folder.
fn claims<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

fn claims_id(folder: &str, path: &str) -> String {
    let id = claims(folder, path).unwrap_or(path);
    id.strip_suffix("/index").unwrap_or(id).to_owned()
}

/// `guide/_index` and `guide/index` are the page `guide`; the home page is `_index`.
fn page_id(path: &str) -> String {
    let id = path.strip_suffix("/_index").or_else(|| path.strip_suffix("/index")).unwrap_or(path);
    if id == "index" { "_index".to_owned() } else { id.to_owned() }
}

/// The language at the end of a file's name: `unep.fr`.
fn suffix<'s>(stem: &'s str, languages: &[Language]) -> (&'s str, usize, Option<String>) {
    let Some((name, tag)) = stem.rsplit_once('.').filter(|(name, _)| !name.is_empty()) else {
        return (stem, 0, None);
    };
    if let Some(at) = languages.iter().position(|l| l.as_str().eq_ignore_ascii_case(tag)) {
        return (name, at, None);
    }
    let two = tag.len() == 2 && tag.chars().all(|c| c.is_ascii_lowercase());
    let known = Language::parse(tag).is_ok_and(|language| language.english_name() != tag);
    (stem, 0, (two && known).then(|| tag.to_owned()))
}

/// Reads a file; `of_table` says that it translates a table that lies among its rows.
fn guarded(id: SourceId, source: &Source, site: table::Site<'_>, of_table: bool) -> table::Holder {
    kept(|| one(id, source, site, of_table), source, || unread(id, source, site))
}

/// What was read of a file. One that cannot be handled costs itself, not the site.
fn kept(
    read: impl FnOnce() -> table::Holder,
    source: &Source,
    unread: impl FnOnce() -> Record,
) -> table::Holder {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let diagnostics = Diagnostic::internal("reading this file", &*panic).in_file(&*source.path);
        table::Holder {
            record: Arc::new(unread()),
            diagnostics: vec![diagnostics].into(),
            settings: None,
        }
    })
}

/// A record of which nothing is known but its place.
fn unread(id: SourceId, source: &Source, site: table::Site<'_>) -> Record {
    let place = placed(&source.path[site.config.content.len()..], site.config, site.schema);
    let kind = site.schema.find(&place.kind).unwrap_or_default();
    Record {
        key: RecordKey::new(&site.schema.kinds[kind].name, &place.id),
        kind,
        home: kind,
        language: place.language,
        source: id,
        path: source.path.clone(),
        fingerprint: source.fingerprint,
        title: title_from_id(&place.id),
        has_title: true,
        head: Span::new(id, 0..0),
        fields: Vec::new(),
        history: Vec::new(),
        unread: Vec::new(),
        damaged: true,
        lost_rows: Vec::new(),
        visibility: Visibility::Unclear,
        body: Body::default(),
        links: Vec::new(),
        table: None,
        row: None,
    }
}

/// The same, which may panic where a crate does.
fn one(id: SourceId, source: &Source, site: table::Site<'_>, of_table: bool) -> table::Holder {
    let mut diagnostics = Diagnostics::new();
    let place = checked_place(source, site, &mut diagnostics);
    let mut front = front::read(id, source, &mut diagnostics);
    let mut settings = table_settings(&front, site.schema, &mut diagnostics);
    let home = site.schema.find(&place.kind).expect("files are placed in kinds of the schema");
    let kind = match &settings {
        // A table lies among its rows, but is none of them.
        Some(settings) if settings.row_kind == home => table::KIND,
        None if of_table => table::KIND,
        _ => &place.kind,
    };
    let kind = site.schema.find(kind).unwrap_or(home);
    let body = without_table(source, &front, settings.as_mut(), site.sources);
    let unread_table = front.table.get("table").is_some() && settings.is_none();
    let doubts = front.doubts(source, &site.schema.kinds[kind]);
    let is_unclear = !doubts.is_empty();
    front.damaged |= doubts.iter().any(|doubt| doubt.code == Code::FrontMatter);
    diagnostics.absorb(doubts);
    let mut record = File { id, source, site, place, front, kind }.record(&body, &mut diagnostics);
    record.home = home;
    diagnostics.extend(visibility::faults(&record, &site.schema.kinds[kind], site.config));
    record.damaged |= unread_table;
    if unread_table {
        record.lost_rows = (0..site.schema.kinds.len()).collect();
    }
    if is_unclear || unread_table {
        record.visibility = Visibility::Unclear;
    }
    table::Holder { record: Arc::new(record), diagnostics, settings: settings.map(Arc::new) }
}

/// What the path of a file says, and what is wrong with it.
fn checked_place(source: &Source, site: table::Site<'_>, diagnostics: &mut Diagnostics) -> Placed {
    let place = placed(&source.path[site.config.content.len()..], site.config, site.schema);
    if let Some(tag) = &place.unknown_language {
        diagnostics.push(unknown_language(tag, &source.path));
    }
    if Route::page(&place.id).is_none() || source.path.contains(char::is_control) {
        let headline = "the name of this file cannot be part of an address";
        let diagnostic = Diagnostic::new(Code::RouteCollision, headline).in_file(&*source.path);
        diagnostics.push(diagnostic.help("use letters, digits, hyphens and dots"));
    }
    place
}

/// A file whose front matter has been read.
struct File<'a> {
    id: SourceId,
    source: &'a Source,
    site: table::Site<'a>,
    place: Placed,
    front: front::Front,
    /// The number of its kind.
    kind: usize,
}

impl File<'_> {
    /// The record that the file holds; `body` is its text.
    fn record(self, body: &str, diagnostics: &mut Diagnostics) -> Record {
        let Self { id, source, site: table::Site { config, schema, .. }, place, front, .. } = self;
        let kind = &schema.kinds[self.kind];
        let is_kind = |name: &str| schema.find(name).is_some();
        let (markdown, path) = (&config.markdown, &*source.path);
        let context = fields::Context {
            kind,
            source: id,
            path,
            text: &source.text,
            markdown,
            yaml: front.yaml,
            is_kind: &is_kind,
        };
        let mut links = Vec::new();
        let (mut fields, unread) = fields::read(&front.table, &context, &mut links, diagnostics);
        let found = fields::Found { links: &mut links, diagnostics: &mut *diagnostics };
        let history = history::read(&front.table, &context, found, &mut fields);
        let given =
            |name: &str| kind.field(name).and_then(|at| fields.iter().find(|f| f.field == at));
        let title = given("title").and_then(|f| f.value.as_text()).map(str::to_owned);
        let text = markdown::Text {
            text: body,
            source: id,
            path,
            offset: front.body,
            settings: markdown,
            numbered: given("paragraphs").is_some(),
            field: None,
            within: "",
            is_kind: &is_kind,
        };
        let mut read = markdown::read(&text, title.as_deref(), &mut links, diagnostics);
        if let Some(old) = given("redirect_from") {
            aliases::put(old, &mut read.body, diagnostics);
        }
        let found = title.or(read.title).or_else(|| site_title(&place, config));
        let mut record = Record {
            key: RecordKey::new(&kind.name, &place.id),
            kind: self.kind,
            home: self.kind,
            language: place.language,
            source: id,
            path: source.path.clone(),
            fingerprint: source.fingerprint,
            has_title: found.is_some(),
            title: found.unwrap_or_else(|| title_from_id(&place.id)),
            head: front.head,
            fields,
            history,
            unread,
            damaged: front.damaged,
            lost_rows: Vec::new(),
            visibility: Visibility::default(),
            body: read.body,
            links,
            table: None,
            row: None,
        };
        record.visibility = visibility::of(&record, kind);
        record
    }
}

/// The title of a home page that has none of its own: that of the site.
fn site_title(place: &Placed, config: &Config) -> Option<String> {
    let is_home = place.kind == PAGE && place.id == "_index";
    is_home.then(|| config.title.get(config.languages[place.language].as_str()).to_owned())
}

fn table_settings(
    front: &front::Front,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<table::Settings> {
    let value = front.table.get("table")?;
    match value.as_table() {
        Some(table) => table::settings(table, value.span, schema, diagnostics),
        None => {
            let diagnostic = Diagnostic::new(Code::WrongType, "`table` takes a table of settings");
            let help = "write `[table]` on a line of its own and its settings below";
            diagnostics.push(diagnostic.at(value.span).help(help));
            None
        }
    }
}

/// The text of a record. Where its first table holds rows that are records, it is left out, since
/// it is shown as what it became; everything else keeps its place.
fn without_table<'s>(
    source: &'s Source,
    front: &front::Front,
    settings: Option<&mut table::Settings>,
    sources: &Sources,
) -> Cow<'s, str> {
    let body = &source.text[front.body..];
    let Some(settings) = settings else { return body.into() };
    settings.beside = table::beside(&source.path, sources);
    if settings.file.is_some() || settings.beside.is_some() {
        return body.into();
    }
    let Some(range) = markdown::first_table(body) else { return body.into() };
    settings.in_body = Some(front.body + range.start..front.body + range.end);
    let blank = |c: char| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) };
    let hole: String = body[range.clone()].chars().map(blank).collect();
    format!("{}{hole}{}", &body[..range.start], &body[range.end..]).into()
}

/// The default values of each kind's fields, by the number of the field.
pub fn defaults(
    sources: &Sources,
    config: &Config,
    schema: &Schema,
) -> Checked<Vec<Vec<(usize, Value)>>> {
    let mut diagnostics = Diagnostics::new();
    let is_kind = |name: &str| schema.find(name).is_some();
    let mut one = |kind: &crate::schema::Kind, field: usize| {
        let source = kind.fields[field].default.as_ref()?.span.source;
        let Source { path, text, .. } = sources.get(source);
        let markdown = &config.markdown;
        let context =
            fields::Context { kind, source, path, text, markdown, yaml: false, is_kind: &is_kind };
        Some((field, fields::default(field, &context, &mut diagnostics)?))
    };
    let kinds = schema.kinds.iter();
    let out =
        kinds.map(|kind| (0..kind.fields.len()).filter_map(|at| one(kind, at)).collect()).collect();
    Checked::new(out, diagnostics)
}

fn unknown_language(tag: &str, path: &str) -> Diagnostic {
    Diagnostic::new(Code::UnknownLanguage, format!("the site has no language `{tag}`"))
        .in_file(path)
        .help(format!("add `\"{tag}\"` to `languages` in site.toml, or rename the file"))
}

fn title_from_id(id: &str) -> String {
    crate::text::humanise(id.rsplit('/').next().unwrap_or(id).trim_start_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "-- site.toml --\nlanguages = [\"en\", \"fr\"]\n[kinds.meeting]\nfolder = \"meetings\"\n\
        [kinds.session]\nfolder = \"meetings/sessions\"\n";

    fn site() -> (Config, Schema) {
        let sources = Sources::from_archive(SITE);
        let config = crate::model::read(&sources).value;
        let schema = crate::schema::read(&sources, &config).value;
        (config, schema)
    }

    fn place(path: &str) -> String {
        let (config, schema) = site();
        let place = placed(path, &config, &schema);
        format!("{}:{} {}", place.kind, place.id, config.languages[place.language].as_str())
    }

    #[test]
    fn the_path_gives_kind_id_and_language() {
        assert_eq!(place("meetings/img-5.md"), "meeting:img-5 en");
        assert_eq!(place("meetings/img-5.fr.md"), "meeting:img-5 fr");
        assert_eq!(place("meetings/2017/img-5/index.fr.md"), "meeting:2017/img-5 fr");
        assert_eq!(place("meetings/sessions/a.md"), "session:a en");
        assert_eq!(place("meetings/_index.md"), "page:meetings en");
        assert_eq!(place("guide/_index.fr.md"), "page:guide fr");
        assert_eq!(place("guide/dates.md"), "page:guide/dates en");
        assert_eq!(place("_index.md"), "page:_index en");
        assert_eq!(place("meetings/v1.2.md"), "meeting:v1.2 en");
    }

    #[test]
    fn a_language_that_the_site_does_not_have_is_noticed() {
        let (config, schema) = site();
        let place = placed("meetings/a.de.md", &config, &schema);
        assert_eq!((place.id.as_str(), place.unknown_language.as_deref()), ("a.de", Some("de")));
    }

    #[test]
    fn a_file_that_cannot_be_handled_costs_itself() {
        let sources = Sources::from_archive("-- content/a.md --\nA\n");
        let (config, schema) = site();
        let site = table::Site { sources: &sources, config: &config, schema: &schema };
        let (id, source) = sources.find("content/a.md").expect("made above");
        let holder = kept(|| panic!("too much"), source, || unread(id, source, site));
        assert_eq!((holder.record.key.as_str(), holder.record.damaged), ("page:a", true));
        assert_eq!(holder.diagnostics[0].code, Code::InternalError);
        assert_eq!(holder.diagnostics[0].notes, ["too much"]);
    }
}
