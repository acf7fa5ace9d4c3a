//! Every Data Package of the portal and of the test site is true: its files are there, have these
//! columns, and keep the types and keys that it promises.
//!
//! `FRICTIONLESS=/path/to/frictionless cargo test --test packages` asks the standard's own
//! program as well (`pip install frictionless`).
#![allow(clippy::disallowed_methods, reason = "a test that reads sites and starts a program")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use plenary::bundle::Content;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use serde_json::Value as Json;

/// The data files of a site by path: packages and CSV files.
type Files = BTreeMap<String, String>;

/// A table with cells of every kind.
const SITE: &str = r#"
-- site.toml --
title = "Été"
languages = ["en", "fr"]
[kinds.table]
folder = "tables"
[kinds.agency]
folder = "agencies"
[kinds.priority]
folder = "priorities"
[kinds.priority.fields]
rank = { type = "rank", values = ["3", "2", "1"] }
state = { type = "enum", values = ["open", "closed"] }
since = { type = "date" }
cost = { type = "number" }
count = { type = "integer" }
binding = { type = "bool" }
leads = { type = "refs", kind = ["agency", "page"] }
lead = { type = "ref", kind = "agency" }
words = { type = "list" }
part = { type = "text" }
-- content/agencies/unep.md --
# UNEP
-- content/agencies/unep.fr.md --
# PNUE
-- content/guide.md --
# Guide
-- content/priorities/clean/index.md --
+++
title = "Clean"
[table]
row_kind = "priority"
section = "part"
[table.columns]
Issue = "title"
Rank = "rank"
State = "state"
Since = "since"
Cost = "cost"
Count = "count"
Binding = "binding"
Leads = { field = "leads", split = [" + "] }
Lead = "lead"
Words = { field = "words", split = ["/"] }
+++
-- content/priorities/clean/table.csv --
id,Issue,Rank,State,Since,Cost,Count,Binding,Leads,Lead,Words
,FOOD,,,,,,,,,
a,"Bags, ""green""",3,open,2003-11-06,1.5,-4,true,unep + guide,unep,x/y
b,"two
lines",1,closed,2004-01-01,2e3,7,false,guide,unep,
c,,,,,,,,,,
-- content/priorities/untidy/index.md --
+++
title = "Untidy"
[table]
row_kind = "priority"
[table.columns]
Issue = "title"
Rank = { field = "rank", values = { high = "3" } }
Since = "since"
Cost = "cost"
Count = { field = "count", values = { none = 0 } }
Binding = "binding"
Leads = { field = "leads", split = ["+"] }
+++
-- content/priorities/untidy/table.csv --
Issue;Issue;;Rank;Since;Cost;Count;Binding;Leads;id
Bags;again;untitled;high;2003-11;1,5;none;yes;UNEP+Guide; a 
Water;;;2;2003/..;12 000;3;x;;b
"#;

fn data(sources: &Sources) -> Files {
    let build = plenary::build(sources, &Settings::default(), &mut State::default());
    let files = build.bundle.files().iter().enumerate();
    let is_data = |path: &str| path.ends_with(".csv") || path.ends_with("datapackage.json");
    let files = files.filter(|(_, (route, _))| is_data(route.as_str()));
    let text = |at| match build.bundle.content(at).value {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes).ok(),
        _ => None,
    };
    files.filter_map(|(at, (route, _))| Some((route.as_str().to_owned(), text(at)?))).collect()
}

/// A table as its package describes it.
struct Table {
    rows: Vec<BTreeMap<String, String>>,
    schema: Json,
}

impl Table {
    fn keys(&self, names: &Json) -> Vec<Vec<&str>> {
        let names: Vec<&str> = list(names).iter().map(text).collect();
        self.rows.iter().map(|row| names.iter().map(|name| row[*name].as_str()).collect()).collect()
    }
}

fn text(json: &Json) -> &str {
    json.as_str().expect("a text")
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

/// Checks every package; returns how many tables they describe.
fn check(files: &Files) -> usize {
    let packages = files.iter().filter(|(path, _)| path.ends_with("datapackage.json"));
    let mut count = 0;
    for (path, package) in packages {
        let folder = path.strip_suffix("datapackage.json").expect("it was filtered");
        let package: Json = serde_json::from_str(package).expect("it is JSON");
        let tables: BTreeMap<&str, Table> =
            list(&package["resources"]).iter().map(|r| table(files, folder, r)).collect();
        assert_eq!(tables.len(), list(&package["resources"]).len(), "{path}: names are unique");
        for (name, table) in &tables {
            let place = format!("{path} {name}");
            let keys = table.keys(&table.schema["primaryKey"]);
            let unique: BTreeSet<_> = keys.iter().collect();
            assert!(table.schema["primaryKey"].is_null() || unique.len() == keys.len(), "{place}");
            list(&table.schema["fields"]).iter().for_each(|field| types(&place, table, field));
            for key in list(&table.schema["foreignKeys"]) {
                let reference = &key["reference"];
                // A table's own name is left out.
                let other = match text(&reference["resource"]) {
                    "" => name,
                    other => other,
                };
                let theirs = tables[other].keys(&reference["fields"]);
                for own in table.keys(&key["fields"]) {
                    let is_empty = own.iter().all(|cell| cell.is_empty());
                    assert!(is_empty || theirs.contains(&own), "{place}: {own:?} leads nowhere");
                }
            }
        }
        count += tables.len();
    }
    count
}

fn table<'r>(files: &Files, folder: &str, resource: &'r Json) -> (&'r str, Table) {
    let path = format!("{folder}{}", text(&resource["path"]));
    let file = files.get(&path).unwrap_or_else(|| panic!("{path} is not there"));
    if let Some(bytes) = resource["bytes"].as_u64() {
        assert_eq!(bytes as usize, file.len(), "{path}");
    }
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let head: Vec<String> = reader.headers().expect("titles").iter().map(str::to_owned).collect();
    let fields = list(&resource["schema"]["fields"]);
    let names: Vec<&str> = fields.iter().map(|field| text(&field["name"])).collect();
    assert_eq!(head, names, "{path}");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{path}");
    let row = |record: csv::StringRecord| {
        head.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    };
    let rows = reader.into_records().map(|record| row(record.expect("well formed"))).collect();
    (text(&resource["name"]), Table { rows, schema: resource["schema"].clone() })
}

fn types(place: &str, table: &Table, field: &Json) {
    let name = text(&field["name"]);
    let fits = |cell: &str| match text(&field["type"]) {
        "integer" => cell.parse::<i64>().is_ok(),
        "number" => cell.parse::<f64>().is_ok(),
        "boolean" => ["true", "false"].contains(&cell),
        "date" => cell.len() == 10 && cell.bytes().filter(|b| *b == b'-').count() == 2,
        _ => true,
    };
    let words: Vec<String> = list(&field["categories"])
        .iter()
        .map(|one| one["value"].as_str().map_or_else(|| one["value"].to_string(), str::to_owned))
        .collect();
    for cell in table.rows.iter().map(|row| &row[name]).filter(|cell| !cell.is_empty()) {
        assert!(fits(cell), "{place}, {name}: {cell}");
        assert!(words.is_empty() || words.contains(cell), "{place}, {name}: {cell}");
    }
}

/// Asks the standard's own program, where there is one.
fn ask(files: &Files) {
    let Ok(program) = std::env::var("FRICTIONLESS") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, text).expect("it can be written");
    }
    for path in files.keys().filter(|path| path.ends_with("datapackage.json")) {
        let path = folder.path().join(path);
        let here = path.parent().expect("it lies in a folder");
        let mut command = Command::new(&program);
        let command = command.args(["validate", "datapackage.json"]).current_dir(here);
        let said = command.output().expect("the program starts");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
}

#[test]
fn packages_of_tables_say_what_is_so() {
    let files = data(&Sources::from_archive(SITE.trim_start()));
    assert!(check(&files) > 10, "there are tables");
    let field = |package: &str, name: &str| {
        let package: Json = serde_json::from_str(&files[package]).expect("it is JSON");
        let fields = list(&package["resources"][0]["schema"]["fields"]).to_vec();
        let field = fields.into_iter().find(|field| field["name"] == name).expect("it has one");
        text(&field["type"]).to_owned()
    };
    let types = |package: &str| {
        ["Rank", "Since", "Cost", "Count", "Binding"].map(|name| field(package, name))
    };
    let clean = types("priorities/clean/datapackage.json");
    assert_eq!(clean, ["integer", "date", "number", "integer", "boolean"]);
    assert_eq!(types("priorities/untidy/datapackage.json"), ["string"; 5]);
    ask(&files);
}

#[test]
fn packages_of_the_portal_say_what_is_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = data(&plenary::load::read(root, &[]).expect("the portal can be read").value);
    assert!(check(&files) > 20, "there are tables");
    ask(&files);
}
