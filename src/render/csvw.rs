//! The description of a Data Package in the words of CSV on the Web.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

/// The tables of a package as a table group; texts are in a language.
pub(crate) fn group(package: &Json, language: &str) -> Json {
    let tables: Vec<Table<'_>> = items(&package["resources"]).iter().map(Table::of).collect();
    let all: BTreeMap<&str, &Table<'_>> = tables.iter().map(|table| (table.name, table)).collect();
    let written: Vec<Json> = tables.iter().map(|table| table.written(&all)).collect();
    let mut out = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": language }],
        "tables": written,
    });
    copy(&package["title"], &mut out, "dc:title");
    copy(&package["description"], &mut out, "dc:description");
    out
}

/// A table of the package.
struct Table<'p> {
    name: &'p str,
    resource: &'p Json,
    /// What its columns are called in templates of addresses, by their titles.
    names: BTreeMap<&'p str, String>,
}

impl<'p> Table<'p> {
    fn of(resource: &'p Json) -> Self {
        let mut names = BTreeMap::new();
        for (number, field) in items(&resource["schema"]["fields"]).iter().enumerate() {
            let title = text(&field["name"]);
            let is_plain = title.starts_with(|c: char| c.is_ascii_alphabetic())
                && title.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            let name = if is_plain { title.to_owned() } else { format!("column.{}", number + 1) };
            names.insert(title, name);
        }
        Self { name: text(&resource["name"]), resource, names }
    }

    fn written(&self, all: &BTreeMap<&str, &Table<'_>>) -> Json {
        let schema = &self.resource["schema"];
        let columns: Vec<Json> =
            items(&schema["fields"]).iter().map(|field| self.column(field)).collect();
        let mut own = json!({ "columns": columns });
        let key = self.called(&schema["primaryKey"]);
        if !key.is_empty() {
            own["primaryKey"] = key.clone().into();
        }
        let keys: Vec<Json> =
            items(&schema["foreignKeys"]).iter().filter_map(|key| self.foreign(key, all)).collect();
        if !keys.is_empty() {
            own["foreignKeys"] = keys.into();
        }
        if let Some(address) = self.address(&key) {
            own["aboutUrl"] = address.into();
        }
        let mut out = json!({ "url": self.resource["path"], "tableSchema": own });
        copy(&self.resource["title"], &mut out, "dc:title");
        copy(&self.resource["description"], &mut out, "dc:description");
        out
    }

    fn column(&self, field: &Json) -> Json {
        let title = text(&field["name"]);
        let mut out = json!({ "name": self.names[title], "titles": title });
        out["datatype"] = match text(&field["type"]) {
            kind @ ("integer" | "number" | "boolean" | "date") => kind.into(),
            _ => "string".into(),
        };
        copy(&field["delimiter"], &mut out, "separator");
        copy(&field["title"], &mut out, "dc:title");
        copy(&field["description"], &mut out, "dc:description");
        out
    }

    /// A key that leads to one row at most, as the standard asks: it is the primary key of the other table.
    fn foreign(&self, key: &Json, all: &BTreeMap<&str, &Table<'_>>) -> Option<Json> {
        let other = match text(&key["reference"]["resource"]) {
            "" => self,
            name => all.get(name)?,
        };
        let theirs = &key["reference"]["fields"];
        (other.resource["schema"]["primaryKey"] == *theirs).then(|| {
            json!({
                "columnReference": self.called(&key["fields"]),
                "reference": { "resource": other.resource["path"], "columnReference": other.called(theirs) },
            })
        })
    }

    /// The address of what a row is about: a page of the site, or the place of a row on the page of its table.
    fn address(&self, key: &[String]) -> Option<String> {
        if self.names.contains_key("url") && self.names.contains_key("title") {
            // Addresses begin with a slash, and the files lie in a folder below the root of the site.
            return Some("..{+url}".to_owned());
        }
        let [id] = key else { return None };
        (self.name == "table").then(|| format!("./{{#{id}}}"))
    }

    fn called(&self, titles: &Json) -> Vec<String> {
        items(titles).iter().map(|title| self.names[text(title)].clone()).collect()
    }
}

fn items(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

/// Sets a value, unless there is none.
fn copy(value: &Json, out: &mut Json, key: &str) {
    if let (false, Json::Object(map)) = (value.is_null(), out) {
        let map: &mut Map<String, Json> = map;
        map.insert(key.to_owned(), value.clone());
    }
}
