//! Says what stands behind a page or a place on it: which records, which fields, which lines.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::bundle::Origin;
use crate::graph::{EntityId, Graph};
use crate::id::{RecordKey, Route};
use crate::output;
use crate::plan::{DEFAULT_LANGUAGE, Job, Subject};
use crate::source::{LineIndex, SourceId, Sources, Span};
use crate::text::nearest;
use crate::view::{About, Site};

mod templates;
pub use templates::{Found, Templates, templates};

pub use crate::view::Shows;

/// What stands behind a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The address that was asked for, without what is after `#`.
    pub address: String,
    /// What the page is, in words.
    pub what: String,
    /// Where the page is declared: a record's file, or a view in site.toml.
    pub declared: Option<Line>,
    /// The lines behind the place on the page that was asked for; `None` where none was.
    pub place: Option<Vec<Line>>,
    /// The records behind the page, the page's own one first.
    pub records: Vec<Behind>,
    /// The templates that it uses.
    pub templates: Vec<String>,
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The path of the file from the site's root.
    pub file: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// Its text, without blanks around it.
    pub text: String,
}

/// A record that a page shows something of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The record's name.
    pub key: RecordKey,
    /// How much of it the page shows.
    pub shows: Shows,
    /// The fields that the page shows, each with its line; the title first.
    pub fields: Vec<(String, Line)>,
}

/// Why there is nothing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// The site has no such page; the nearest addresses.
    NoPage(Vec<String>),
    /// The page has no such place; the nearest ones.
    NoPlace(Vec<String>),
}

/// Says what stands behind an address, with or without slashes at its ends, a whole web address,
/// or one with a place after `#`.
pub fn explain(site: &Site, sources: &Sources, address: &str) -> Result<Why, Nothing> {
    let (route, anchor) = job_at(site, address)?;
    let asked = Asked { site, sources, graph: site.graph() };
    let Some(job) = site.plan().job(&route) else { return Ok(asked.copied(&route)) };
    let place = match anchor {
        Some(anchor) if !anchor.is_empty() => Some(asked.place(job, &anchor)?),
        _ => None,
    };
    let (what, declared) = (output::describe(site, job), asked.declared(job));
    let questions = output::questions(site, job);
    let shown: Vec<About> = questions.iter().filter_map(|asked| asked.about(site)).collect();
    let records = asked.records(job, &shown);
    let address = job.route.address();
    Ok(Why { address, what, declared, place, records, templates: templates_of(site, &shown) })
}

/// The file at an address, and what is after `#` in it.
fn job_at(site: &Site, address: &str) -> Result<(Route, Option<String>), Nothing> {
    let (path, anchor) = parts(address);
    if let Some(route) = site.plan().site_route(&path) {
        return Ok((route, anchor));
    }
    let near = nearest(path.trim_matches('/'), site.plan().addresses(), 3);
    Err(Nothing::NoPage(near.into_iter().map(|near| format!("/{near}/")).collect()))
}

/// The path of an address without slashes at its ends, and what is after `#`, both decoded.
fn parts(address: &str) -> (String, Option<String>) {
    let local = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    };
    let (path, anchor) = match local.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (local, None),
    };
    let path = path.split('?').next().unwrap_or(path);
    let decode =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    (decode(path.trim_matches('/')), anchor.map(decode))
}

fn templates_of(site: &Site, shown: &[About]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for about in shown {
        if let About::Template(name) = about
            && !site.theme().layers(name).is_empty()
            && !out.iter().any(|known| **known == **name)
        {
            out.push(name.to_string());
        }
    }
    out
}

struct Asked<'a> {
    site: &'a Site,
    sources: &'a Sources,
    graph: &'a Graph,
}

impl Asked<'_> {
    /// Where what a file is about is declared.
    fn declared(&self, job: &Job) -> Option<Line> {
        match job.about {
            Subject::Entity(id) => Some(self.title(id)),
            Subject::Listing(number) => self.line(self.site.plan().listings[number].span?),
            Subject::View(number) => self.line(self.site.plan().pages[number].span),
            Subject::Site | Subject::Kind(_) => None,
        }
    }

    fn copied(&self, route: &Route) -> Why {
        let what = match self.site.plan().copies.get(route) {
            Some(Origin::Copied(path)) => format!("a copy of the file {path}"),
            _ => "a file that comes with the program".to_owned(),
        };
        let (address, declared, place) = (route.address(), None, None);
        Why { address, what, declared, place, records: Vec::new(), templates: Vec::new() }
    }

    /// The lines behind a place on a page: of a field, a heading or paragraph, a row, a group.
    fn place(&self, job: &Job, anchor: &str) -> Result<Vec<Line>, Nothing> {
        match (self.site.plan().page_of(&job.route), job.about) {
            (Some((id, language)), _) => self.place_on(id, language, anchor),
            (_, Subject::Listing(number)) => self.group(number, anchor),
            _ => Err(Nothing::NoPlace(Vec::new())),
        }
    }

    fn place_on(&self, id: EntityId, language: usize, anchor: &str) -> Result<Vec<Line>, Nothing> {
        let record = self.graph.record(id, language);
        if let Some(row) = self.row(id, anchor) {
            let lines = self.fields(row, language, None).into_iter().map(|(_, line)| line);
            return Ok(lines.fold(Vec::new(), |mut all: Vec<Line>, line| {
                if !all.contains(&line) {
                    all.push(line);
                }
                all
            }));
        }
        if let Some(place) = record.anchor(anchor) {
            return Ok(self.line_at(record.source, place.at).into_iter().collect());
        }
        let kind = &self.site.kind_of(id);
        if let Some(field) = kind.field(anchor)
            && let Some((_, given)) = self.graph.field(id, language, field)
        {
            return Ok(self.line(given.span).into_iter().collect());
        }
        let anchors = record.body.anchors.iter().map(|anchor| &*anchor.id);
        let fields = record.fields.iter().map(|given| &*kind.fields[given.field].name);
        let near = nearest(anchor, anchors.chain(fields), 3);
        Err(Nothing::NoPlace(near.into_iter().map(str::to_owned).collect()))
    }

    /// The row of a table that has this id.
    fn row(&self, table: EntityId, anchor: &str) -> Option<EntityId> {
        let id = format!("{}/{anchor}", self.graph.entity(table).key.id());
        let all = 0..self.graph.entities.len() as EntityId;
        all.into_iter().find(|row| self.graph.entity(*row).key.id() == id)
    }

    /// The titles of the records of a group of a list.
    fn group(&self, number: usize, anchor: &str) -> Result<Vec<Line>, Nothing> {
        let listing = &self.site.plan().listings[number];
        let mut start = 0;
        for group in &listing.groups {
            let ids = &listing.entries()[start..start + group.count];
            if anchor.strip_prefix("_group-") == Some(&*group.slug) {
                return Ok(ids.iter().map(|id| self.title(*id)).collect());
            }
            start += group.count;
        }
        let names = listing.groups.iter().map(|group| format!("_group-{}", group.slug));
        let names: Vec<String> = names.collect();
        let near = nearest(anchor, names.iter().map(String::as_str), 3);
        Err(Nothing::NoPlace(near.into_iter().map(str::to_owned).collect()))
    }

    /// The records that a page asked for, its own first, then those of which it shows most.
    fn records(&self, job: &Job, shown: &[About]) -> Vec<Behind> {
        let mut found: BTreeMap<RecordKey, (Shows, Vec<String>, usize)> = BTreeMap::new();
        for about in shown {
            let About::Record { entity, shows, fields } = about else { continue };
            let new = (*shows, Vec::new(), entity.language);
            let slot = found.entry(entity.key.clone()).or_insert(new);
            slot.0 = slot.0.min(*shows);
            slot.1.extend_from_slice(fields);
        }
        let own = self.site.plan().page_of(&job.route);
        let referring = own.map(|(id, language)| self.referring(id, language)).unwrap_or_default();
        let own = own.map(|(id, _)| &self.graph.entity(id).key);
        let mut out: Vec<Behind> = found
            .iter()
            .filter_map(|(key, (shows, names, language))| {
                let id = self.graph.find(key)?;
                let names = (*shows != Shows::Everything).then_some(names.as_slice());
                let mut fields = self.fields(id, *language, names);
                let places = referring.get(&id).into_iter().flatten();
                fields.extend(
                    places.filter(|place| !fields.contains(place)).cloned().collect::<Vec<_>>(),
                );
                Some(Behind { key: key.clone(), shows: *shows, fields })
            })
            .collect();
        out.sort_by_key(|behind| (Some(&behind.key) != own, behind.shows, behind.key.clone()));
        out
    }

    /// The places in which other records refer to one: the field's name, or `text`, and the line.
    fn referring(&self, id: EntityId, language: usize) -> BTreeMap<EntityId, Vec<(String, Line)>> {
        let mut out: BTreeMap<EntityId, Vec<(String, Line)>> = BTreeMap::new();
        let seen = self.graph.incoming(id).iter().filter(|edge| self.graph.is_seen(edge, language));
        for edge in seen.filter(|edge| edge.from != id) {
            let link = &self.graph.records[edge.record as usize].links[edge.link as usize];
            let field = edge.field.map(|at| &self.site.kind_of(edge.from).fields[at as usize].name);
            let name = field.map_or_else(|| "text".to_owned(), String::clone);
            out.entry(edge.from).or_default().extend(self.line(link.span).map(|line| (name, line)));
        }
        out
    }

    /// The fields of a record with their lines, the title first: those of these names, or all.
    fn fields(
        &self,
        id: EntityId,
        language: usize,
        names: Option<&[String]>,
    ) -> Vec<(String, Line)> {
        let kind = self.site.kind_of(id);
        let mut out = vec![("title".to_owned(), self.title_in(id, language))];
        for (number, field) in kind.fields.iter().enumerate() {
            let wanted = names.is_none_or(|names| names.contains(&field.name));
            if field.name == "title" || !wanted {
                continue;
            }
            if let Some((_, given)) = self.graph.field(id, language, number) {
                out.extend(self.line(given.span).map(|line| (field.name.clone(), line)));
            }
        }
        out
    }

    fn title(&self, id: EntityId) -> Line {
        self.title_in(id, DEFAULT_LANGUAGE)
    }

    /// The line that gives a record its title, else the first line of its file.
    fn title_in(&self, id: EntityId, language: usize) -> Line {
        let record = self.graph.record(id, language);
        let field = self.site.kind_of(id).field("title");
        let given = field.and_then(|field| record.value(field)).map(|given| given.span);
        let heading = record.body.anchors.iter().find(|anchor| anchor.label == record.title);
        let line = match (given, heading) {
            (Some(span), _) => self.line(span),
            (None, Some(anchor)) => self.line_at(record.source, anchor.at),
            (None, None) => self.line(record.head),
        };
        line.unwrap_or_else(|| Line { file: record.path.to_string(), line: 1, text: String::new() })
    }

    fn line(&self, span: Span) -> Option<Line> {
        self.line_at(span.source, span.start)
    }

    fn line_at(&self, source: SourceId, byte: u32) -> Option<Line> {
        if source == self.sources.built_in() {
            return None;
        }
        let source = self.sources.get(source);
        let index = LineIndex::new(&source.text);
        let (line, _) = index.position(byte as usize);
        Some(Line { file: source.path.to_string(), line, text: index.line(line).trim().to_owned() })
    }
}

impl Why {
    /// The answer for people.
    pub fn text(&self) -> String {
        let mut out = format!("{} is {}\n", self.address, self.what);
        if let Some(line) = &self.declared {
            let _ = writeln!(out, "  {}", line.text());
        }
        if let Some(place) = &self.place {
            out.push_str("\nThe place is made from\n");
            place.iter().for_each(|line| {
                let _ = writeln!(out, "  {}", line.text());
            });
        }
        for (shows, heading) in [
            (Shows::Everything, "It shows everything of"),
            (Shows::Entry, "It has an entry for"),
            (Shows::Name, "It names"),
        ] {
            let some: Vec<_> = self.records.iter().filter(|record| record.shows == shows).collect();
            if !some.is_empty() {
                let _ = writeln!(out, "\n{heading}");
            }
            for record in some {
                let _ = writeln!(out, "  {}", record.key);
                for (name, line) in &record.fields {
                    let _ = writeln!(out, "    {name}  {}", line.text());
                }
            }
        }
        if !self.templates.is_empty() {
            let _ = writeln!(out, "\nTemplates: {}", self.templates.join(", "));
        }
        out
    }

    /// The answer for programs.
    ///
    /// ```text
    /// { "address": "/meetings/x/", "what": "…", "declared": LINE or null, "place": [LINE] or null,
    ///   "records": [ { "kind": "…", "id": "…", "shows": "everything" | "entry" | "name",
    ///                  "fields": [ { "name": "…", "file": "…", "line": 1, "text": "…" } ] } ],
    ///   "templates": ["record.html"] }       LINE: { "file": "…", "line": 1, "text": "…" }
    /// ```
    pub fn json(&self) -> String {
        let records = self.records.iter().map(|record| {
            let fields = record.fields.iter().map(|(name, line)| {
                json!({ "name": name, "file": line.file, "line": line.line, "text": line.text })
            });
            json!({
                "kind": record.key.kind(),
                "id": record.key.id(),
                "shows": record.shows.word(),
                "fields": fields.collect::<Vec<_>>(),
            })
        });
        let value = json!({
            "address": self.address,
            "what": self.what,
            "declared": self.declared.as_ref().map(Line::json),
            "place": self.place.as_ref().map(|lines| lines.iter().map(Line::json).collect::<Vec<_>>()),
            "records": records.collect::<Vec<_>>(),
            "templates": self.templates,
        });
        serde_json::to_string_pretty(&value).expect("JSON values can be written") + "\n"
    }
}

impl Line {
    fn text(&self) -> String {
        format!("{}:{}: {}", self.file, self.line, self.text)
    }

    fn json(&self) -> serde_json::Value {
        json!({ "file": self.file, "line": self.line, "text": self.text })
    }
}
