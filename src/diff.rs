//! What changed between two states of a site, record by record and field by field.
//!
//! States are compared by the records' own data, as it stands in the `index.json` beside each page; so two sites,
//! two outputs, or one of each can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::render;
use crate::view::{Site, View};

mod feed;
mod page;
mod text;

pub use feed::atom;
pub use page::html;
pub use text::{json, lines};

/// The records of a site at some time, by name and language tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records(BTreeMap<Key, Data>);

/// What is known of a record in a language.
#[derive(Clone, Debug, PartialEq)]
struct Data {
    title: String,
    url: String,
    fields: Map<String, Json>,
    /// The text, without markup.
    body: String,
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// New records.
    pub added: Vec<Named>,
    /// Records that are gone.
    pub removed: Vec<Named>,
    /// Records that have another name or kind now.
    pub moved: Vec<Moved>,
    /// Records whose title, fields, text or address are others.
    pub changed: Vec<Changed>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its name, such as `meeting:csd-10`.
    pub record: String,
    /// The language of the text.
    pub lang: String,
    /// The title.
    pub title: String,
    /// The address, from the site's root.
    pub url: String,
}

/// A record that has another name.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// As it was.
    pub from: Named,
    /// As it is, with what else is different.
    pub to: Changed,
}

/// A record that is different.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// As it is now.
    pub named: Named,
    /// What is different.
    pub fields: Vec<Change>,
}

/// A field that is different.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The name of the field; `title`, `body` and `url` beside those of the kind.
    pub field: String,
    /// What it was; null where it was not given.
    pub old: Json,
    /// What it is; null where it is not given.
    pub new: Json,
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many records are new, gone, moved or changed.
    pub fn count(&self) -> usize {
        self.added.len() + self.removed.len() + self.moved.len() + self.changed.len()
    }
}

impl Records {
    /// The published records of a site.
    pub fn of_site(site: &Site) -> Self {
        let mut out = Self::default();
        let languages = View::new(site, 0, false).languages().len();
        for language in 0..languages {
            let view = View::new(site, language, false);
            for id in view.everything() {
                if view.has_language(id, language) {
                    out.add(&render::record(&view, id));
                }
            }
        }
        out
    }

    /// Adds a record from its data, the content of an `index.json`. Other data are ignored.
    pub fn add(&mut self, data: &Json) {
        let text = |name: &str| data[name].as_str().map(str::to_owned);
        let (Some(kind), Some(id)) = (text("kind"), text("id")) else { return };
        let Some(fields) = data["fields"].as_object() else { return };
        let record = format!("{kind}:{id}");
        let data = Data {
            title: text("title").unwrap_or_default(),
            url: text("url").unwrap_or_default(),
            fields: fields.clone(),
            body: data["body"]["text"].as_str().unwrap_or_default().to_owned(),
        };
        self.0.insert((record, text("lang").unwrap_or_default()), data);
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The language of a record whose address is the shortest, since those of other languages begin with their tags.
    fn first_language(&self, record: &str) -> Option<&str> {
        let from = (record.to_owned(), String::new());
        let all = self.0.range(from..).take_while(|((other, _), _)| other == record);
        all.min_by_key(|(_, data)| data.url.len()).map(|((_, lang), _)| lang.as_str())
    }

    fn named(&self, key: &Key) -> Named {
        let data = &self.0[key];
        let (record, lang) = key.clone();
        Named { record, lang, title: data.title.clone(), url: data.url.clone() }
    }
}

/// Compares two states.
pub fn compare(old: &Records, new: &Records) -> Diff {
    let gone: Vec<_> = old.0.keys().filter(|key| !new.0.contains_key(*key)).collect();
    let fresh: Vec<_> = new.0.keys().filter(|key| !old.0.contains_key(*key)).collect();
    let moved = moves(old, new, (&gone, &fresh));
    let is_from = |key: &&Key| !moved.iter().any(|(from, _)| from == key);
    let is_to = |key: &&Key| !moved.iter().any(|(_, to)| to == key);
    let changed = |from: &Key, to: &Key| Changed {
        named: new.named(to),
        fields: changes(&old.0[from], &new.0[to]),
    };
    let both = new.0.keys().filter(|key| old.0.contains_key(*key));
    let all = both.map(|key| changed(key, key)).filter(|it| !it.fields.is_empty()).collect();
    Diff {
        added: fresh.iter().copied().filter(is_to).map(|key| new.named(key)).collect(),
        removed: gone.iter().copied().filter(is_from).map(|key| old.named(key)).collect(),
        moved: moved
            .iter()
            .map(|(from, to)| Moved { from: old.named(from), to: changed(from, to) })
            .collect(),
        changed: once(new, all),
    }
}

/// A change of a field that all texts of a record share is told once.
fn once(new: &Records, changed: Vec<Changed>) -> Vec<Changed> {
    let is_first = |named: &Named| new.first_language(&named.record) == Some(&*named.lang);
    let firsts: BTreeMap<String, Vec<Change>> = changed
        .iter()
        .filter(|it| is_first(&it.named))
        .map(|it| (it.named.record.clone(), it.fields.clone()))
        .collect();
    let own = |mut it: Changed| {
        if !is_first(&it.named) {
            let known = firsts.get(&it.named.record);
            it.fields.retain(|change| known.is_none_or(|known| !known.contains(change)));
        }
        (!it.fields.is_empty()).then_some(it)
    };
    changed.into_iter().filter_map(own).collect()
}

/// The name of a record, and the tag of a language.
type Key = (String, String);
/// Whether the first was the second before.
type IsSame<'t> = &'t dyn Fn(&Key, &Key) -> bool;
type Keys<'a> = [&'a Key];
type Pair<'a> = (&'a Key, &'a Key);

/// Which of the new records were others before: the new one redirects from the old address, or says the same, or has the
/// same title and kind.
fn moves<'a>(old: &Records, new: &Records, (gone, fresh): (&Keys<'a>, &Keys<'a>)) -> Vec<Pair<'a>> {
    let mut out: Vec<Pair<'a>> = Vec::new();
    let mut taken: BTreeSet<&Key> = BTreeSet::new();
    let kind = |key: &Key| key.0.split(':').next().unwrap_or_default().to_owned();
    let tests: [IsSame<'_>; 3] = [
        &|from, to| redirects(&new.0[to], &old.0[from].url),
        &|from, to| is_same(&old.0[from], &new.0[to]),
        &|from, to| old.0[from].title == new.0[to].title && kind(from) == kind(to),
    ];
    for test in tests {
        for to in fresh {
            let free = |from: &&&Key| from.1 == to.1 && !taken.contains(*from);
            if taken.contains(to) {
                continue;
            }
            if let Some(from) = gone.iter().filter(free).find(|from| test(from, to)) {
                taken.extend([*from, *to]);
                out.push((from, to));
            }
        }
    }
    out.sort();
    out
}

fn redirects(data: &Data, url: &str) -> bool {
    let from = data.fields.get("redirect_from").and_then(Json::as_array);
    let same = |text: &str| text.trim_matches('/') == url.trim_matches('/');
    from.into_iter().flatten().any(|address| address.as_str().is_some_and(same))
}

fn is_same(old: &Data, new: &Data) -> bool {
    let has_words = !old.body.trim().is_empty() || old.fields.len() > 1;
    has_words && old.body == new.body && old.fields == new.fields
}

fn changes(old: &Data, new: &Data) -> Vec<Change> {
    let change = |field: &str, old: Json, new: Json| Change { field: field.to_owned(), old, new };
    let mut out = Vec::new();
    if old.title != new.title {
        out.push(change("title", old.title.clone().into(), new.title.clone().into()));
    }
    let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    for name in names {
        let value = |data: &Data| data.fields.get(name).map_or(Json::Null, plain);
        let (was, is) = (value(old), value(new));
        if was != is {
            out.push(change(name, was, is));
        }
    }
    if old.body != new.body {
        out.push(change("body", old.body.clone().into(), new.body.clone().into()));
    }
    if old.url != new.url {
        out.push(change("url", old.url.clone().into(), new.url.clone().into()));
    }
    out
}

/// A value with the names of referred records only: their titles and addresses are their own.
fn plain(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(of) => match (of.get("kind"), of.get("id"), of.get("title")) {
            (Some(Json::String(kind)), Some(Json::String(id)), _) => format!("{kind}:{id}").into(),
            (_, _, Some(title)) => title.clone(),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(id: &str, title: &str, fields: Json) -> Json {
        json!({ "id": id, "kind": "item", "lang": "en", "title": title, "url": format!("/items/{id}/"),
            "fields": fields, "body": { "text": format!("Text of {title}") } })
    }

    fn records(all: &[Json]) -> Records {
        let mut out = Records::default();
        all.iter().for_each(|data| out.add(data));
        out
    }

    #[test]
    fn what_changed_is_told_by_record_and_field() {
        let old = records(&[
            record(
                "a",
                "A",
                json!({ "rank": 2, "owner": { "kind": "agency", "id": "unep", "title": "UNEP" } }),
            ),
            record("gone", "Gone", json!({})),
        ]);
        let new = records(&[
            record(
                "a",
                "A",
                json!({ "rank": 3, "owner": { "kind": "agency", "id": "unep", "title": "Renamed" } }),
            ),
            record("new", "New", json!({})),
        ]);
        let diff = compare(&old, &new);
        assert_eq!(
            lines(&diff),
            "added item:new: New\nremoved item:gone: Gone\nitem:a: rank 2 → 3\n"
        );
        assert_eq!(compare(&new, &new), Diff::default());
    }

    #[test]
    fn a_record_with_another_name_is_moved() {
        let old = records(&[
            record("by-address", "One", json!({})),
            record("by-words", "Two", json!({ "rank": 1, "note": "n" })),
            record("by-title", "Three", json!({ "rank": 1 })),
        ]);
        let mut told =
            record("x", "Something else", json!({ "redirect_from": ["/items/by-address"] }));
        told["body"]["text"] = "Other".into();
        let mut same = record("y", "Two", json!({ "rank": 1, "note": "n" }));
        same["kind"] = "other".into();
        let new = records(&[told, same, record("z", "Three", json!({ "rank": 5 }))]);
        let diff = compare(&old, &new);
        let moved: Vec<_> =
            diff.moved.iter().map(|m| format!("{} {}", m.from.record, m.to.named.record)).collect();
        assert_eq!(
            moved,
            ["item:by-address item:x", "item:by-title item:z", "item:by-words other:y"]
        );
        assert_eq!((diff.added.len(), diff.removed.len()), (0, 0));
    }

    #[test]
    fn a_change_that_all_languages_share_is_told_once() {
        let of = |lang: &str, rank: i64, title: &str| {
            let mut data = record("a", title, json!({ "rank": rank }));
            data["lang"] = lang.into();
            data["body"]["text"] = lang.into();
            data
        };
        let old = records(&[of("en", 1, "A"), of("fr", 1, "À")]);
        let new = records(&[of("en", 2, "A"), of("fr", 2, "Â")]);
        assert_eq!(lines(&compare(&old, &new)), "item:a: rank 1 → 2\nitem:a (fr): title À → Â\n");
    }
}
