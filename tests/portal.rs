//! The portal of this repository, as the reports that it is made from have it.
#![allow(clippy::disallowed_methods, reason = "a test that reads the content")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use plenary::bundle::Content;
use plenary::id::Route;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build, load};
use serde_json::Value;

/// Table 2 of the Seoul report as it was printed: titles, section rows, 35 rows.
const PRINTED: &str = include_str!("portal/table-2-as-printed.tsv");

/// How each of its rows is to be read: id, rank, focal points, support.
const READ: &str = include_str!("portal/table-2-as-read.tsv");

static PORTAL: LazyLock<Build> = LazyLock::new(|| {
    let sources = load::read(Path::new(env!("CARGO_MANIFEST_DIR")), &[]).expect("it can be read");
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    build(&sources.value, &settings, &mut State::default())
});

fn data(kind: &str) -> Vec<Value> {
    let route = Route::file(&format!("data/{kind}.json")).expect("a good name");
    let found = PORTAL.bundle.get(&route).value;
    let Some(Content::Bytes(bytes)) = found else { panic!("data files are made") };
    serde_json::from_slice(&bytes).expect("it is JSON")
}

/// The rows of a table by their own ids.
fn rows(kind: &str, table: &str) -> BTreeMap<String, Value> {
    let own = |row: Value| {
        let id = row["id"].as_str()?.strip_prefix(&format!("{table}/"))?.to_owned();
        Some((id, row["fields"].clone()))
    };
    data(kind).into_iter().filter_map(own).collect()
}

fn ids(field: &Value) -> Vec<&str> {
    field.as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect()
}

fn words(field: &Value) -> Vec<&str> {
    field.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn the_priority_table_is_read_as_a_person_reads_it() {
    let rows = rows("priority", "asia-pacific-scp-2003");
    assert_eq!(rows.len(), 35);
    for line in READ.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = &rows[cells[0]];
        assert_eq!(row["rank"], cells[1], "{line}");
        let (mut actors, mut support) = (ids(&row["focal_points"]), words(&row["support"]));
        if row["focal_points_open"] == true {
            actors.push("+etc");
        }
        let mut wanted: Vec<&str> = cells[3].split('|').filter(|word| !word.is_empty()).collect();
        support.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(actors.join("|"), cells[2], "{line}");
        assert_eq!(support, wanted, "{line}");
    }
}

#[test]
fn the_priority_table_holds_what_was_printed() {
    let text = include_str!("../content/priorities/asia-pacific-scp-2003/table.csv");
    let sheet = plenary::sheet::read(text, b',');
    let printed: Vec<Vec<&str>> = PRINTED.lines().map(|line| line.split('\t').collect()).collect();
    let titles = &printed[0];
    let columns: Vec<usize> = titles
        .iter()
        .map(|title| {
            let found = sheet.rows[0].cells.iter().position(|cell| cell.text == *title);
            found.expect("the titles are as printed")
        })
        .collect();
    let cell = |row: &plenary::sheet::Row<'_>, at: usize| {
        row.cells.get(at).map_or(String::new(), |cell| cell.text.to_string())
    };
    let ours: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| columns.iter().map(|at| cell(row, *at)).collect()).collect();
    assert_eq!(ours, printed);
}

#[test]
fn the_table_of_successes_and_failures_has_its_26_items() {
    let rows = rows("outcome", "ap-scp-2003");
    let count = |sector: &str, result: &str| {
        rows.values().filter(|row| row["sector"] == sector && row["result"] == result).count()
    };
    let counts = [
        count("production", "success"),
        count("production", "failure"),
        count("consumption", "success"),
        count("consumption", "failure"),
    ];
    assert_eq!(counts, [11, 4, 8, 3]);
}

#[test]
fn the_work_plan_is_whole() {
    let rows = rows("work-item", "emg-2014-2015");
    let count = |kind: &str| rows.values().filter(|row| row["type"] == kind).count();
    let kinds = ["accomplishment", "activity", "milestone", "sub-milestone"];
    assert_eq!(kinds.map(count), [4, 10, 17, 5]);
}

#[test]
fn steps_without_an_owner_stay_without_one() {
    let without: Vec<String> = data("action")
        .iter()
        .filter(|action| action["fields"].get("owner").is_none())
        .filter_map(|action| action["id"].as_str().map(str::to_owned))
        .collect();
    for step in ["ws2-second-lead", "ws2-tor", "gpwm-transfer", "workplan-2017-18"] {
        assert!(without.iter().any(|id| id == step), "{step} has no owner in the report");
    }
}

#[test]
fn nothing_in_the_content_is_an_address_of_a_person() {
    for kind in ["person", "organisation", "meeting", "document"] {
        let text = serde_json::to_string(&data(kind)).expect("JSON can be written");
        assert!(!text.contains('@'), "an e-mail address in {kind}");
    }
}

/// What the build says with a code.
fn said(code: &str) -> Vec<String> {
    let all = PORTAL.report.diagnostics.iter();
    all.filter(|d| d.code.slug() == code).map(|d| d.message.clone()).collect()
}

#[test]
fn the_build_names_the_gaps_of_the_sources() {
    let parts = said("missing-part");
    for part in ["Annex 1", "Annex 2", "note 1", "note 2", "note 3", "Item 3 (a)"] {
        assert!(parts.iter().any(|message| message.contains(part)), "{part}: {parts:#?}");
    }
    assert_eq!(said("skipped-number"), ["the numbers 5, 7 and 9 are missing"]);
    let totals = said("stated-total");
    assert!(totals.iter().any(|message| message.starts_with("12 stated, 10 recorded")));
    let acronyms = said("unexpanded-acronym");
    for acronym in ["`APO`", "`LCI`", "`EIA`"] {
        let named = acronyms.iter().filter(|message| message.contains(acronym)).count();
        assert_eq!(named, 1, "{acronym}: {acronyms:#?}");
    }
}

#[test]
fn what_is_known_of_the_sources_is_no_warning() {
    let report = &PORTAL.report;
    let loud = report.diagnostics.iter().filter(|d| d.level > plenary::diag::Level::Info);
    assert_eq!(loud.map(|d| &d.message).collect::<Vec<_>>(), [] as [&String; 0]);
}
