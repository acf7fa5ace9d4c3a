//! The data of a site as a catalogue: DCAT 3 in JSON-LD.

use serde_json::{Value as Json, json};

use super::data::languages;
use super::page::{downloads, home_route};
use super::sheet::readable;
use crate::edtf::Date;
use crate::graph::EntityId;
use crate::id::Route;
use crate::plan::{DEFAULT_LANGUAGE, Download, Subject};
use crate::schema::exports::Mapping;
use crate::text::Localised;
use crate::view::{Leads, ROOT, Shown, View};

/// Media types as addresses.
const MEDIA: &str = "https://www.iana.org/assignments/media-types/";
/// Languages as addresses.
const LANGUAGE: &str = "http://id.loc.gov/vocabulary/iso639-1/";

/// The catalogue of a site.
pub(crate) fn catalog(view: &View<'_>) -> Json {
    let config = view.config();
    let title = localised(view, &config.title);
    let description = localised(view, &config.description);
    let description = if has_words(&description) { description } else { title.clone() };
    json!({
        "@context": context(),
        "@id": view.absolute(&Route::file("catalog.jsonld").expect("it is a good name")),
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:description": description,
        "dct:publisher": agent(config.title.get(view.tag())),
        "dct:language": view.languages().iter().map(|language| named(LANGUAGE, primary(language.as_str()))).collect::<Vec<_>>(),
        "foaf:homepage": { "@id": view.absolute(&home_route(view, DEFAULT_LANGUAGE)) },
        "dcat:dataset": Catalog { view }.datasets(),
    })
}

fn context() -> Json {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

/// What the entries are made from.
struct Catalog<'v, 's> {
    view: &'v View<'s>,
}

impl Catalog<'_, '_> {
    fn datasets(&self) -> Vec<Json> {
        let view = self.view;
        let everything = view.everything();
        let mut kinds: Vec<usize> = everything.iter().map(|id| view.kind_of(*id)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let kinds = kinds.into_iter().filter_map(|kind| self.of_kind(kind));
        let tables = everything.iter().filter_map(|id| self.of_table(*id));
        let records = everything.iter().filter_map(|id| self.of_record(*id));
        self.whole().into_iter().chain(kinds).chain(tables).chain(records).collect()
    }

    /// The whole site as one database.
    fn whole(&self) -> Option<Json> {
        let route = Route::file("data/portal.sqlite")?;
        let database = Download { label: "SQLite", media: "application/vnd.sqlite3", route };
        if !self.view.exists(&database.route) {
            return None;
        }
        let config = self.view.config();
        let title = localised(self.view, &config.title);
        let description = localised(self.view, &config.description);
        let mut out = dataset(
            &format!("{}#all", self.view.absolute(&Route::file("catalog.jsonld")?)),
            title,
            description,
        );
        out["dcat:distribution"] = self.distributions(&[database]);
        Some(out)
    }

    fn of_kind(&self, kind: usize) -> Option<Json> {
        let files = downloads::data_of(self.view, Subject::Kind(kind), DEFAULT_LANGUAGE);
        let (_, list) = self.view.kind_listing(kind).filter(|_| !files.is_empty())?;
        let described = self.view.kind(kind);
        let title = localised(self.view, &described.plural);
        let description = localised(self.view, &described.description);
        let mut out = dataset(&self.view.absolute(&list), title, description);
        out["dcat:landingPage"] = json!({ "@id": self.view.absolute(&list) });
        out["dct:publisher"] = agent(self.view.config().title.get(self.view.tag()));
        out["dcat:distribution"] = self.distributions(&files);
        Some(out)
    }

    fn of_table(&self, id: EntityId) -> Option<Json> {
        let language = self.view.table_language(id)?;
        let files = downloads::data_of(self.view, Subject::Entity(id), language);
        let mut out = self.about(id).filter(|_| !files.is_empty())?;
        out["@id"] = format!("{}#table", self.view.absolute(&self.view.route(id))).into();
        out["dcat:distribution"] = self.distributions(&files);
        Some(out)
    }

    /// A record that is a data set itself, as `dataset` of its kind says.
    fn of_record(&self, id: EntityId) -> Option<Json> {
        let mapping = self.view.kind(self.view.kind_of(id)).exports.dataset.as_ref()?;
        if let Some(field) = mapping.text("field") {
            let Shown::Choice(word, _) = self.view.fact(id, field)?.shown else { return None };
            if !mapping.has("values", word) {
                return None;
            }
        }
        let mut out = self.about(id)?;
        self.describe(&mut out, id, mapping);
        Some(out)
    }

    /// What every record says of itself.
    fn about(&self, id: EntityId) -> Option<Json> {
        let view = self.view;
        let each = |text: &dyn Fn(&View<'_>) -> String| -> Vec<Json> {
            let texts = languages(view, id).map(|language| {
                view.in_language(language, |view| (view.tag().to_owned(), text(view)))
            });
            let texts = texts.filter(|(_, text)| !text.is_empty());
            texts.map(|(tag, text)| json!({ "@value": text, "@language": tag })).collect()
        };
        let title = each(&|view| view.title(id).to_owned());
        let summary = each(&|view| match view.own_fact(id, "summary").map(|fact| fact.shown) {
            Some(Shown::Text(text)) => text.to_owned(),
            _ => String::new(),
        });
        let page = view.absolute(&view.route(id));
        let mut out = dataset(&page, title.into(), summary.into());
        out["dcat:landingPage"] = json!({ "@id": page });
        if let Some(changed) = view.last_change(id) {
            out["dct:modified"] = day(changed.get(..10).unwrap_or(changed));
        }
        Some(out)
    }

    fn describe(&self, out: &mut Json, id: EntityId, mapping: &Mapping) {
        let view = self.view;
        let shown = |key: &str| Some(view.fact(id, mapping.text(key)?)?.shown);
        if let Some(Shown::Date { text, .. }) = shown("date")
            && let Some((first, _)) = Date::parse(text).ok().and_then(|date| date.exact_days())
        {
            out["dct:issued"] = day(&first.to_string());
        }
        let agents: Vec<Json> = self
            .links(id, mapping, "publisher")
            .iter()
            .map(|(title, page)| json!({ "@id": page, "@type": "foaf:Agent", "foaf:name": title }))
            .collect();
        if let Some(first) = agents.into_iter().next() {
            out["dct:publisher"] = first;
        }
        let keywords: Vec<Json> = self
            .links(id, mapping, "keywords")
            .into_iter()
            .map(|(title, _)| title.into())
            .collect();
        if !keywords.is_empty() {
            out["dcat:keyword"] = keywords.into();
        }
        let countries: Vec<Json> = self.links(id, mapping, "countries").into_iter().map(|(title, page)| {
            json!({ "@id": page, "@type": "dct:Location", "rdfs:label": title })
        }).collect();
        if !countries.is_empty() {
            out["dct:spatial"] = countries.into();
        }
        if let Some(Shown::Url(url)) = shown("url") {
            let mut file =
                json!({ "@type": "dcat:Distribution", "dcat:accessURL": { "@id": url } });
            if let Some(rights) = shown("rights") {
                let rights = readable(view, &rights).into_owned();
                file["dct:rights"] =
                    json!({ "@type": "dct:RightsStatement", "rdfs:label": rights });
            }
            out["dcat:distribution"] = json!([file]);
        }
    }

    /// The titles and addresses of what the fields of a key refer to.
    fn links(&self, id: EntityId, mapping: &Mapping, key: &str) -> Vec<(String, String)> {
        let root = if self.view.base_url().is_empty() { "/" } else { self.view.base_url() };
        let mut out = Vec::new();
        for fact in mapping.texts(key).filter_map(|name| self.view.fact(id, name)) {
            let items = match fact.shown {
                Shown::List(items) => items,
                single => vec![single],
            };
            out.extend(items.into_iter().filter_map(|item| match item {
                Shown::Link(Leads::To(place), _) => {
                    Some((place.title, place.url.replace(ROOT, root)))
                }
                _ => None,
            }));
        }
        out
    }

    fn distributions(&self, files: &[Download]) -> Json {
        let one = |file: &Download| {
            let address = self.view.absolute(&file.route);
            json!({
                "@id": address,
                "@type": "dcat:Distribution",
                "dct:title": file.label,
                "dcat:accessURL": { "@id": address },
                "dcat:downloadURL": { "@id": address },
                "dcat:mediaType": named(MEDIA, file.media),
            })
        };
        files.iter().map(one).collect::<Vec<_>>().into()
    }
}

/// A data set. The profile of the European Union wants a description, so one without has its title there.
fn dataset(address: &str, title: Json, description: Json) -> Json {
    let description = if has_words(&description) { description } else { title.clone() };
    json!({ "@id": address, "@type": "dcat:Dataset", "dct:title": title, "dct:description": description })
}

fn has_words(texts: &Json) -> bool {
    texts.as_array().is_some_and(|texts| !texts.is_empty())
}

fn agent(name: &str) -> Json {
    json!({ "@type": "foaf:Agent", "foaf:name": name })
}

fn named(vocabulary: &str, name: &str) -> Json {
    json!({ "@id": format!("{vocabulary}{name}") })
}

fn day(day: &str) -> Json {
    json!({ "@type": "xsd:date", "@value": day })
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A text in the languages of the site, each once.
fn localised(view: &View<'_>, text: &Localised) -> Json {
    let mut out: Vec<(&str, &str)> = Vec::new();
    for language in view.languages() {
        let (tag, words) = (language.as_str(), text.get(language.as_str()));
        let is_new = !words.is_empty() && out.iter().all(|(_, other)| *other != words);
        if is_new {
            out.push((tag, words));
        }
    }
    out.into_iter()
        .map(|(tag, words)| json!({ "@value": words, "@language": tag }))
        .collect::<Vec<_>>()
        .into()
}
