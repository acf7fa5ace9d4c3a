//! What a build leaves out and what it publishes, as texts for the [`Guard`] that looks at every
//! file before it is published.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::graph::{Contact, Graph, LeftOut};
use crate::leak::{Guard, Place, Secret, Text};
use crate::links;
use crate::parse::{Record, Value};
use crate::permalinks;
use crate::source::{Source, SourceId, Sources};

/// Whether a build leaves something out.
pub fn are_kept(graph: &Graph) -> bool {
    !graph.left_out.is_empty() || !graph.withheld.is_empty() || !graph.contacts.is_empty()
}

/// The guard of a build. `own` are the texts of the program itself: its theme, its model, its
/// formats.
pub fn guard(graph: &Graph, sources: &Sources, own: Vec<Text>) -> Guard {
    let mut texts = Texts { graph, sources, secrets: Vec::new(), published: own };
    let ways = Ways::new(graph);
    // The lists that are kept beside site.toml are not published themselves.
    let is_kept = |path: &str| [permalinks::FILE, links::FILE].contains(&path);
    let sources_of_pages = sources.iter().filter(|(_, source)| !is_kept(&source.path));
    sources_of_pages.for_each(|(id, source)| texts.source(id, source, &ways));
    graph.left_out.iter().for_each(|out| texts.left_out(out));
    graph.contacts.iter().for_each(|contact| texts.contact(contact));
    for (number, record) in graph.records.iter().enumerate() {
        texts.record(record);
        texts.with_titles(number as u32, record);
    }
    texts.files();
    let unknown = graph.withheld.iter().filter(|path| sources.find(path).is_none());
    let guard = Guard::new(texts.secrets, texts.published);
    guard.with_files(unknown.cloned().collect(), graph.unclaimed.clone())
}

/// What becomes of sources and of parts of them.
struct Ways<'g> {
    /// Files of records that are left out.
    hidden: BTreeMap<SourceId, &'g LeftOut>,
    /// The places of rows, each with whether it is left out.
    rows: BTreeMap<SourceId, Vec<(Range<usize>, bool)>>,
}

impl<'g> Ways<'g> {
    fn new(graph: &'g Graph) -> Self {
        let mut ways = Self { hidden: BTreeMap::new(), rows: BTreeMap::new() };
        let hidden = graph.left_out.iter().map(|out| (&out.record, true));
        for (record, is_hidden) in graph.records.iter().map(|record| (record, false)).chain(hidden)
        {
            if record.row.is_some() {
                let rows = ways.rows.entry(record.source).or_default();
                rows.push((record.head.range(), is_hidden));
            }
        }
        let files = graph.left_out.iter().filter(|out| out.record.row.is_none());
        ways.hidden = files.map(|out| (out.record.source, out)).collect();
        ways
    }

    /// The rows of a source, in order.
    fn rows(&self, id: SourceId) -> Vec<(Range<usize>, bool)> {
        let mut rows = self.rows.get(&id).cloned().unwrap_or_default();
        rows.sort_by_key(|(range, _)| range.start);
        rows
    }
}

struct Texts<'g> {
    graph: &'g Graph,
    sources: &'g Sources,
    secrets: Vec<Secret>,
    published: Vec<Text>,
}

impl Texts<'_> {
    /// A source is published but for the rows in it that are left out, or is a secret as a whole.
    fn source(&mut self, id: SourceId, source: &Source, ways: &Ways<'_>) {
        let place = Place::In(id);
        if let Some(out) = ways.hidden.get(&id) {
            let (text, reason) = (Text::from(source.text.clone()), out.reason().into());
            return self.secrets.push(Secret { text, place, reason });
        }
        let text = Text::from(self.without_contacts(id));
        let rows = ways.rows(id);
        let is_withheld = self.is_withheld(&source.path);
        // Above the first row stand the titles of the columns.
        let titles = rows.iter().any(|(_, is_hidden)| !is_hidden);
        let titles = rows.first().filter(|_| titles).map(|(first, _)| (0..first.start, false));
        let reason: Arc<str> = format!("this part of {} is not published", source.path).into();
        let mut from = 0;
        for (row, is_hidden) in titles.into_iter().chain(rows) {
            let parts = [(from..row.start.max(from), is_withheld), (row.clone(), is_hidden)];
            for (range, is_secret) in parts {
                let text = Text { range, ..text.clone() };
                self.part(text, place.clone(), is_secret.then(|| reason.clone()));
            }
            from = row.end.max(from);
        }
        let rest = Text { range: from..text.range.end, ..text };
        self.part(rest, place, is_withheld.then_some(reason));
    }

    /// A part of a source: a secret, where there is a reason.
    fn part(&mut self, text: Text, place: Place, reason: Option<Arc<str>>) {
        match reason {
            Some(reason) => self.secrets.push(Secret { text, place, reason }),
            None => self.published.push(text),
        }
    }

    /// Whether a source is the text of a file that is not copied, or of a sheet of it.
    fn is_withheld(&self, path: &str) -> bool {
        let file = path.split_once('!').map_or(path, |(file, _)| file);
        self.graph.withheld.contains(path) || self.graph.withheld.contains(file)
    }

    /// What a record that is left out says beside the text of its file: values as they are read,
    /// and its name.
    fn left_out(&mut self, out: &LeftOut) {
        let (record, reason): (_, Arc<str>) = (&out.record, out.reason().into());
        let name = match &record.row {
            Some(row) => Place::At(row.id_place),
            None => Place::File(record.path.clone()),
        };
        let whole = |text: &str, place| Secret { text: text.into(), place, reason: reason.clone() };
        self.secrets.push(whole(record.key.id(), name.clone()));
        self.secrets.push(whole(&record.title, name));
        for given in &record.fields {
            let place = Place::At(given.span);
            each_text(&given.value, &mut |text| self.secrets.push(whole(text, place.clone())));
        }
        for cell in record.row.iter().flat_map(|row| &row.cells) {
            self.secrets.push(whole(&cell.text, Place::At(record.head)));
        }
    }

    /// The text of a source with blanks in place of contact data that is not published.
    fn without_contacts(&self, id: SourceId) -> Arc<str> {
        let text = &self.sources.get(id).text;
        let own = self.graph.contacts.iter().filter(|contact| contact.place.source == id);
        let mut out: Option<Vec<u8>> = None;
        for contact in own {
            let bytes = out.get_or_insert_with(|| text.as_bytes().to_vec());
            if let Some(part) = bytes.get_mut(contact.place.range()) {
                part.fill(b' ');
            }
        }
        match out {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
            None => text.clone(),
        }
    }

    fn contact(&mut self, contact: &Contact) {
        for text in &contact.texts {
            let reason = "contact data is published only with `publish_contact = true`".into();
            let place = Place::At(contact.place);
            self.secrets.push(Secret { text: text.as_str().into(), place, reason });
        }
    }

    /// What a published record says beside the text of its file.
    fn record(&mut self, record: &Record) {
        let names = [&record.title, record.key.id(), &*record.path];
        self.published.extend(names.map(Text::from));
        for given in &record.fields {
            each_text(&given.value, &mut |text| self.published.push(text.into()));
        }
        let Some(row) = &record.row else { return };
        // The file of the row may be withheld, because of other rows.
        let range = record.head.range();
        let text = self.without_contacts(record.source);
        self.published.push(Text { text, range });
        self.published.push(Text::from(&*row.section));
        self.published.extend(row.cells.iter().map(|cell| Text::from(&*cell.text)));
        if row.order == 0 {
            let titles = row.head.columns.iter().map(|column| column.title.as_str());
            self.published.extend(titles.map(Text::from));
        }
    }

    /// The text of a published record as readers see it: with titles in place of references.
    fn with_titles(&mut self, number: u32, record: &Record) {
        let source = &self.without_contacts(record.source);
        let places =
            record.links.iter().enumerate().filter(|(_, link)| link.span.source == record.source);
        let mut places: Vec<_> = places.map(|(at, link)| (link.span.range(), at)).collect();
        places.sort_by_key(|(range, _)| range.start);
        let whole = if record.row.is_some() { record.head.range() } else { 0..source.len() };
        let (mut out, mut from) = (String::new(), whole.start);
        for (range, link) in places.into_iter().filter(|(range, _)| range.end <= whole.end) {
            if range.start < from {
                continue;
            }
            out.push_str(&source[from..range.start]);
            if let Some(to) = self.graph.target(number, link) {
                out.push_str(&self.graph.record(to, record.language).title);
            }
            from = range.end;
        }
        if !out.is_empty() {
            out.push_str(&source[from..whole.end]);
            self.published.push(Text::from(out.as_str()));
        }
    }

    /// The names of files.
    fn files(&mut self) {
        for asset in self.sources.assets() {
            let path = &asset.path;
            let name = Text::from(path.rsplit('/').next().unwrap_or(path));
            match self.graph.withheld.contains(path) {
                true => {
                    let reason = format!("{path} is not published").into();
                    self.secrets.push(Secret {
                        text: name,
                        place: Place::File(path.clone()),
                        reason,
                    });
                }
                false => self.published.push(Text::from(path.clone())),
            }
        }
    }
}

fn each_text(value: &Value, visit: &mut dyn FnMut(&str)) {
    value.each(&mut |value| {
        if let Some(text) = value.as_text() {
            visit(text);
        }
    });
}
