//! The output of `plenary help` is documented in docs/reference.
//!
//! `SNAPSHOTS=overwrite cargo test --test generated` updates it.

#![allow(clippy::disallowed_methods, reason = "a test that runs the program and reads the docs")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use plenary::render::context::{
    Alternate, Audience, Cell, Choice, Column, Download, Entry, EntryFact, EntryRow, Facet,
    FacetList, FacetValue, Fact, ForeignText, Group, Home, HomeAnswer, HomeRecord, KindEntry,
    KindGroup, LetterLink, LetterPage, Link, List, Markup, Mentions, More, NameEntry, NameGroup,
    Named, NavEntry, Page, PageLanguage, PageNumber, Pager, PeopleGroup, Person, PrintedCell,
    Publisher, Record, Related, RelatedEntry, Row, RowOfTable, SearchBox, SearchPage, ShortFacet,
    ShortValue, Site, Stat, Status, StripCell, Table, TocEntry, TreeNode,
};
use serde_json::Value as Json;

const BEFORE: &str = "\
# Command line

`tests/generated.rs` writes this page from the output of `plenary help`.

Exit status of every command: 0 success, 1 the site has errors (nothing was published), 2 plenary could not run.

A report lists errors first, then warnings, then infos. Infos are counted, one line for each code, unless `--infos` shows each
with its place; `--quiet` leaves them out. If there are many similar problems, only the first are shown: up to 100 for one file
and cause, and up to 1,000 for one code. The others are counted (`and 4,312 more like this in 17 files`), and the totals include
them, in every format: JSON entries have a `count`, SARIF results an `occurrenceCount`. If a text has more than 1,000 bytes, its
middle is left out; if a line has more than 4,000 bytes, it is named but not shown.
";

const VERBS: &[&str] = &[
    "", "build", "check", "serve", "init", "new", "fix", "explain", "query", "links", "diff",
    "why", "model",
];

#[test]
fn the_command_line_is_documented_as_it_is() {
    let page = VERBS.iter().fold(BEFORE.to_owned(), |page, verb| page + &section(verb));
    compare("docs/reference/command-line.md", &page);
}

#[test]
fn no_verb_is_forgotten() {
    let listed = help("");
    let commands = listed.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let verbs = commands
        .expect("the help lists the verbs")
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let known: Vec<_> = VERBS[1..].iter().copied().chain(["help"]).collect();
    assert_eq!(verbs.collect::<Vec<_>>(), known);
}

fn section(verb: &str) -> String {
    let title = if verb.is_empty() { "plenary".to_owned() } else { format!("plenary {verb}") };
    format!("\n## {title}\n\n```text\n{}\n```\n", help(verb).trim_end())
}

fn help(verb: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    if !verb.is_empty() {
        command.arg(verb);
    }
    let output = command.arg("--help").env("COLUMNS", "100").output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("help is UTF-8");
    // Possible values stand below a line of spaces, which no editor keeps.
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Compares a file of this repository with what should stand in it, or writes it anew.
fn compare(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::write(&file, wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == wanted,
        "{path} is out of date: run `SNAPSHOTS=overwrite cargo test --test generated`"
    );
}

/// The names of a struct that templates get.
fn keys(context: &impl serde::Serialize) -> BTreeSet<String> {
    let value = serde_json::to_value(context).expect("contexts are JSON");
    value.as_object().expect("it is a struct").keys().cloned().collect()
}

/// The part of docs/themes.md below a heading: each row of a table and each paragraph.
fn blocks(heading: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/themes.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let start = format!("\n## {heading}\n");
    let (_, section) = page.split_once(&start).expect("the heading is there");
    let section = section.split("\n## ").next().unwrap_or(section);
    section.replace("\n|", "\n\n|").split("\n\n").map(str::to_owned).collect()
}

/// The words of a text that stand as code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The names in the first column of a section's tables.
fn described(heading: &str) -> BTreeSet<String> {
    let rows = blocks(heading).into_iter().filter(|block| block.starts_with("| `"));
    let firsts = rows.map(|row| row.split('|').nth(1).unwrap_or_default().to_owned());
    firsts.flat_map(|first| code(&first).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn the_tables_of_what_templates_get_are_the_structs() {
    let within = |name: &str, keys: BTreeSet<String>| -> BTreeSet<String> {
        keys.into_iter().map(|key| format!("{name}.{key}")).collect()
    };
    let site = Site {
        title: "",
        description: "",
        base_url: "",
        params: &Json::Null,
        version: "",
        logo: Markup::default(),
        emblem: Markup::default(),
        styles: Markup::default(),
        band: String::new(),
        band_dark: String::new(),
        publisher: Publisher::default(),
    };
    let mut every = within("site", keys(&site));
    every.extend(within("page", keys(&Page::default())));
    every.extend(["root", "nav"].map(str::to_owned));
    assert_eq!(described("What every page gets"), every);

    let mut record = keys(&Record::default());
    record.extend(keys(&Home::default()));
    // What views show on the page of a record.
    record.extend(["blocks", "branches", "open_when_begun", "to_do"].map(str::to_owned));
    assert_eq!(described("What a record's page gets"), record);
    assert_eq!(described("What a list gets"), keys(&List::default()));
}

#[test]
fn what_stands_in_lists_of_the_tables_is_described_where_they_are() {
    let (page, record) = ("What every page gets", "What a record's page gets");
    let (list, fragments) = ("What a list gets", "Fragments");
    let search = "What the search page gets";
    for (section, at, keys) in [
        (page, "| `site.publisher`", keys(&Publisher::default())),
        (page, "| `page.languages`", keys(&PageLanguage::default())),
        (page, "| `page.alternates`", keys(&Alternate::default())),
        (page, "| `page.breadcrumbs`", keys(&Link::default())),
        (page, "| `page.feeds`", keys(&Download::default())),
        (page, "| `page.search`", keys(&SearchBox::default())),
        (page, "| `nav`", keys(&NavEntry::default())),
        (record, "| `toc`", keys(&TocEntry::default())),
        (record, "| `facts`", keys(&Fact::default())),
        (record, "| `strip`", keys(&StripCell::default())),
        (record, "| `people`", keys(&PeopleGroup::default())),
        (record, "| `people`", keys(&Person::default())),
        (record, "| `status`", keys(&Status::default())),
        (record, "| `related` |", keys(&Related::default())),
        (record, "| `related` |", keys(&RelatedEntry::default())),
        (record, "| `related` |", keys(&More::default())),
        (record, "| `mentions`", keys(&Mentions::default())),
        (record, "| `stats`", keys(&Stat::default())),
        (record, "| `table`", keys(&Table::default())),
        (record, "| `table`", keys(&ForeignText::default())),
        (record, "| `row`", keys(&RowOfTable::default())),
        (record, "`row.table`, `row.previous` and `row.next` have", keys(&Named::default())),
        (record, "`row.cells` is a list of", keys(&PrintedCell::default())),
        (record, "`kinds`, those that have records", keys(&KindEntry::default())),
        (record, "| `audiences`", keys(&Audience::default())),
        (record, "| `audiences`", keys(&HomeAnswer::default())),
        (record, "| `cycle`", keys(&HomeRecord::default())),
        (record, "| `groups` | the kinds", keys(&KindGroup::default())),
        (record, "the navigation of the section", keys(&TreeNode::default())),
        (search, "`search.html` gets `search`", keys(&SearchPage::default())),
        (search, "| `letters`", keys(&LetterLink::default())),
        (search, "| `kinds`", keys(&KindEntry::default())),
        (search, "| `lists`", keys(&FacetList::default())),
        (search, "| `lists`", keys(&ShortFacet::default())),
        (search, "| `lists`", keys(&ShortValue::default())),
        (search, "`letter.html` gets `list`", keys(&LetterPage::default())),
        (search, "`groups` is a list of", keys(&NameGroup::default())),
        (search, "`groups` is a list of", keys(&NameEntry::default())),
        (search, "`groups` is a list of", keys(&Named::default())),
        (list, "| `columns`", keys(&Column::default())),
        (list, "| `groups`", keys(&Group::default())),
        (list, "| `facets`", keys(&Facet::default())),
        (list, "| `facets`", keys(&FacetValue::default())),
        (list, "| `sorts`", keys(&Choice::default())),
        (list, "| `pager`", keys(&Pager::default())),
        (list, "| `pager`", keys(&PageNumber::default())),
        (list, "| `downloads`", keys(&Download::default())),
        (fragments, "the list's columns as", keys(&EntryFact::default())),
        (fragments, "`record.rank`", keys(&EntryRow::default())),
        (fragments, "`table-row.html` is a row", keys(&Row::default())),
        (fragments, "`table-row.html` is a row", keys(&Cell::default())),
    ] {
        let block = blocks(section).into_iter().find(|block| block.contains(at));
        let block = block.unwrap_or_else(|| panic!("`{section}` has no `{at}`"));
        let there: BTreeSet<String> = code(&block).map(str::to_owned).collect();
        let missing: Vec<_> = keys.difference(&there).collect();
        assert_eq!(missing, [] as [&String; 0], "missing in docs/themes.md at `{at}`");
    }
    let text = blocks(fragments).join(" ");
    let there: BTreeSet<&str> =
        code(&text).map(|word| word.trim_start_matches("record.")).collect();
    let entry = keys(&Entry::default());
    let missing: Vec<_> = entry.iter().filter(|key| !there.contains(key.as_str())).collect();
    assert_eq!(missing, [] as [&String; 0], "missing in docs/themes.md, Fragments");
}
