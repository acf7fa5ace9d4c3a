//! Records as InforMEA's API knows them: meetings, decisions and documents. Which fields hold what is said by `informea`
//! of their kinds. What a source does not state is left out, never filled in.

use serde_json::{Map, Value as Json, json};

use super::data::languages;
use super::html;
use super::sheet::readable;
use crate::edtf::Date;
use crate::graph::EntityId;
use crate::id::{RecordKey, slug, uuid};
use crate::schema::exports::Mapping;
use crate::text::plain;
use crate::view::{Leads, Place, Shown, View};

/// The version of the API for meetings and decisions.
const PROTOCOL: &str = "1.5.6";
/// The version of the schema of documents.
const DOCUMENTS: &str = "2.3.0";
/// The namespace of InforMEA's terms.
const TERMS: &str = "https://www.informea.org/terms";

/// The records of a collection as InforMEA wants them. A decision needs a day and a meeting: one of which the site knows
/// neither cannot be one there.
pub(crate) fn collection(view: &View<'_>, name: &str) -> Vec<Json> {
    let records = view.everything().into_iter().filter_map(|id| {
        let mapping = view.kind(view.kind_of(id)).exports.informea.as_ref()?;
        (mapping.text("as") == Some(name)).then_some(Record { view, id, mapping })
    });
    let records = records.filter_map(|record| match name {
        "meetings" => Some(record.meeting()),
        "decisions" => record.decision(),
        _ => Some(record.document()),
    });
    records.map(Json::Object).collect()
}

/// A record that is being written.
struct Record<'v, 's> {
    view: &'v View<'s>,
    id: EntityId,
    mapping: &'s Mapping,
}

impl Record<'_, '_> {
    fn meeting(&self) -> Map<String, Json> {
        let mut out = self.start("protocolVersion", PROTOCOL);
        out.insert("treaty".into(), self.treaty().into());
        out.insert("title".into(), self.titles());
        insert_some(&mut out, "description", self.summaries());
        let days = self.days();
        if let Some((first, last)) = &days {
            out.insert("start".into(), first.as_str().into());
            out.insert("end".into(), last.as_str().into());
        }
        let status = days.map_or_else(|| Some("nodate".to_owned()), |_| self.word("status"));
        let texts = ["type", "kind", "access"].map(|key| (key, self.word(key)));
        let status = status.map(|status| ("status", Some(status)));
        for (key, text) in texts.into_iter().chain(status) {
            insert_text(&mut out, key, text);
        }
        insert_text(&mut out, "repetition", self.text("repetition"));
        insert_text(&mut out, "city", self.text("city"));
        insert_text(&mut out, "country", self.country());
        if let Some(Shown::Choice(word, _)) = self.shown("mode") {
            out.insert("virtual".into(), self.mapping.has("online", word).into());
        }
        self.end(out, "url")
    }

    fn decision(&self) -> Option<Map<String, Json>> {
        let meeting = self.link("meeting")?;
        let own = self.days().map(|(first, _)| first);
        let published = own.or_else(|| self.last_day_of(&meeting.key))?;
        let mut out = self.start("protocolVersion", PROTOCOL);
        out.insert("treaty".into(), self.treaty().into());
        out.insert("title".into(), self.titles());
        let number = self.text("number").unwrap_or_else(|| self.view.key(self.id).id().to_owned());
        out.insert("number".into(), number.into());
        out.insert(
            "type".into(),
            self.word("type").unwrap_or_else(|| "decision".to_owned()).into(),
        );
        out.insert(
            "status".into(),
            self.word("status").unwrap_or_else(|| "active".to_owned()).into(),
        );
        out.insert("published".into(), published.into());
        out.insert("meetingId".into(), self.uuid(&meeting.key).into());
        out.insert("meetingTitle".into(), meeting.title.into());
        insert_some(&mut out, "summary", self.summaries());
        insert_some(
            &mut out,
            "content",
            self.each_language(|view, id| {
                let (record, number) = view.record(id);
                plain(&html::body(view, &record.body, number))
            }),
        );
        insert_some(
            &mut out,
            "keywords",
            self.links("keywords")
                .iter()
                .map(|topic| json!({ "term": topic.title, "namespace": TERMS }))
                .collect(),
        );
        Some(self.end(out, "link"))
    }

    fn document(&self) -> Map<String, Json> {
        let mut out = self.start("schemaVersion", DOCUMENTS);
        out.insert("treaties".into(), json!([{ "value": self.treaty() }]));
        out.insert("titles".into(), self.titles());
        insert_some(&mut out, "descriptions", self.summaries());
        insert_text(&mut out, "published", self.days().map(|(first, _)| first));
        insert_text(&mut out, "country", self.country());
        insert_some(
            &mut out,
            "types",
            self.word("type").map(|word| json!({ "value": word })).into_iter().collect(),
        );
        let authors = self.links("authors");
        insert_some(
            &mut out,
            "authors",
            authors
                .iter()
                .map(|author| json!({ "name": author.title, "type": author.key.kind() }))
                .collect(),
        );
        let identifiers = self.mapping.texts("identifiers").filter_map(|name| {
            let fact = self.view.fact(self.id, name)?;
            Some(json!({ "name": name, "value": readable(self.view, &fact.shown) }))
        });
        insert_some(&mut out, "identifiers", identifiers.collect());
        insert_some(
            &mut out,
            "keywords",
            self.links("keywords")
                .iter()
                .map(
                    |topic| json!({ "literalForm": topic.title, "sourceURL": self.address(topic) }),
                )
                .collect(),
        );
        insert_some(
            &mut out,
            "references",
            self.links("references")
                .iter()
                .map(|other| json!({ "type": other.key.kind(), "refId": self.uuid(&other.key) }))
                .collect(),
        );
        insert_some(&mut out, "files", self.file().into_iter().collect());
        self.end(out, "url")
    }

    /// What every record begins with.
    fn start(&self, version: &str, value: &str) -> Map<String, Json> {
        let mut out = Map::new();
        out.insert(version.to_owned(), value.into());
        out.insert("id".into(), self.uuid(self.view.key(self.id)).into());
        out
    }

    /// What every record ends with: its page, and when it was changed.
    fn end(&self, mut out: Map<String, Json>, address: &str) -> Map<String, Json> {
        out.insert(address.to_owned(), self.view.absolute(&self.view.route(self.id)).into());
        insert_text(&mut out, "updated", self.view.last_change(self.id).map(str::to_owned));
        out
    }

    /// The original of a document, where the record says its address.
    fn file(&self) -> Option<Json> {
        let Some(Shown::Url(url)) = self.shown("url") else { return None };
        let path = url.split(['?', '#']).next().unwrap_or(url).to_lowercase();
        let kind = FILES.iter().find(|(ending, _)| path.ends_with(ending));
        let media = kind.map_or("text/html", |(_, media)| media);
        let id = uuid(&self.site(), url);
        Some(
            json!({ "id": id, "mimeType": media, "language": self.language(self.view), "url": url }),
        )
    }

    fn titles(&self) -> Json {
        self.each_language(|view, id| view.title(id).to_owned()).into()
    }

    fn summaries(&self) -> Vec<Json> {
        self.each_language(|view, id| match view.own_fact(id, "summary").map(|fact| fact.shown) {
            Some(Shown::Text(text)) => text.to_owned(),
            _ => String::new(),
        })
    }

    /// A text in every language that the record has.
    fn each_language(&self, text: impl Fn(&View<'_>, EntityId) -> String) -> Vec<Json> {
        let texts = languages(self.view, self.id).map(|language| {
            self.view
                .in_language(language, |view| (self.language(view).to_owned(), text(view, self.id)))
        });
        let texts = texts.filter(|(_, text)| !text.is_empty());
        texts.map(|(language, value)| json!({ "language": language, "value": value })).collect()
    }

    /// The two letters of a language.
    fn language<'l>(&self, view: &View<'l>) -> &'l str {
        view.tag().split('-').next().unwrap_or_default()
    }

    /// The first and the last day, where they are known.
    fn days(&self) -> Option<(String, String)> {
        let (first, last) = self.date(self.id, self.mapping)?.exact_days()?;
        Some((first.to_string(), last.to_string()))
    }

    fn date(&self, id: EntityId, mapping: &Mapping) -> Option<Date> {
        match self.view.fact(id, mapping.text("date")?)?.shown {
            Shown::Date { text, .. } => Date::parse(text).ok(),
            _ => None,
        }
    }

    /// The last day of a meeting.
    fn last_day_of(&self, meeting: &RecordKey) -> Option<String> {
        let id = self.view.named_entity(meeting)?;
        let mapping = self.view.kind(self.view.kind_of(id)).exports.informea.as_ref()?;
        Some(self.date(id, mapping)?.exact_days()?.1.to_string())
    }

    /// The body that stands for a treaty, else the site itself: InforMEA wants one everywhere.
    fn treaty(&self) -> String {
        let body = self.links("treaty").into_iter().next();
        body.map_or_else(
            || slug(&self.view.config().title.default),
            |body| body.key.id().to_owned(),
        )
    }

    /// The two letters of a country.
    fn country(&self) -> Option<String> {
        match self.shown("country")? {
            Shown::Country(code, _) => Some(code.to_owned()),
            Shown::Link(Leads::To(place), _) => {
                let id = self.view.named_entity(&place.key)?;
                self.view.facts(id).into_iter().find_map(|fact| match fact.shown {
                    Shown::Country(code, _) => Some(code.to_owned()),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    fn shown(&self, key: &str) -> Option<Shown<'_>> {
        Some(self.view.fact(self.id, self.mapping.text(key)?)?.shown)
    }

    fn text(&self, key: &str) -> Option<String> {
        let text = readable(self.view, &self.shown(key)?).into_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A word of a list as InforMEA has it.
    fn word(&self, key: &str) -> Option<String> {
        match self.shown(key)? {
            Shown::Choice(word, _) => Some(self.mapping.word(word).to_owned()),
            other => Some(readable(self.view, &other).into_owned()),
        }
    }

    fn link(&self, key: &str) -> Option<Place> {
        self.links(key).into_iter().next()
    }

    /// What the fields of a key refer to.
    fn links(&self, key: &str) -> Vec<Place> {
        let mut out = Vec::new();
        for fact in self.mapping.texts(key).filter_map(|name| self.view.fact(self.id, name)) {
            let items = match fact.shown {
                Shown::List(items) => items,
                single => vec![single],
            };
            out.extend(items.into_iter().filter_map(|item| match item {
                Shown::Link(Leads::To(place), _) => Some(place),
                _ => None,
            }));
        }
        out
    }

    fn address(&self, place: &Place) -> String {
        let root = if self.view.base_url().is_empty() { "/" } else { self.view.base_url() };
        place.url.replace(crate::view::ROOT, root)
    }

    /// A name that stays the same whatever else changes; that of the record's data, if it has one.
    fn uuid(&self, key: &RecordKey) -> String {
        let id = self.view.named_entity(key);
        let known = id.and_then(|id| super::signposts::identifier(self.view, id));
        known.unwrap_or_else(|| uuid(&self.site(), key.as_str()))
    }

    fn site(&self) -> String {
        let config = self.view.config();
        if config.base_url.is_empty() {
            slug(&config.title.default)
        } else {
            config.base_url.clone()
        }
    }
}

/// The media types of files by their endings.
const FILES: &[(&str, &str)] = &[
    (".pdf", "application/pdf"),
    (".doc", "application/msword"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xls", "application/vnd.ms-excel"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".csv", "text/csv"),
];

fn insert_text(out: &mut Map<String, Json>, key: &str, text: Option<String>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        out.insert(key.to_owned(), text.into());
    }
}

fn insert_some(out: &mut Map<String, Json>, key: &str, items: Vec<Json>) {
    if !items.is_empty() {
        out.insert(key.to_owned(), items.into());
    }
}
