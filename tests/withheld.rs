//! No byte of what is left out of a build is published: neither a draft nor the files beside it.

use plenary::build;
use plenary::bundle::Content;
use plenary::source::{Asset, Sources};
use plenary::state::State;
use plenary::view::Settings;

/// The word that stands in everything that must not be seen.
const SECRET: &str = "plutonium";

const SITE: &str = r#"
-- site.toml --
[kinds.table]
folder = "tables"
[kinds.priority]
folder = "priorities"
fields.support = { type = "list", split = ["+"] }
-- content/priorities/draft/index.md --
+++
title = "plutonium"
draft = true
[table]
row_kind = "priority"
columns = { "Issue" = "title", "Draft" = "draft" }
+++
See ![](plan.png) and [more](../elsewhere.pdf).
-- content/priorities/draft/table.csv --
id,Issue,Draft
a,plutonium,no
-- content/priorities/closed.md --
+++
title = "plutonium"
distribution = "members"
[table]
row_kind = "priority"
columns = { "Issue" = "title" }
+++
-- content/priorities/closed.csv --
id,Issue
a,plutonium
-- content/priorities/open/index.md --
+++
title = "Open"
[table]
file = "data.csv"
row_kind = "priority"
columns = { "Issue" = "title", "Who may read it" = "distribution", "Support" = "support" }
+++
-- content/priorities/open/data.csv --
id,Issue,Who may read it,Support
a,Water,public,money + skills
b,plutonium,members,plutonium
-- content/guide/secret/_index.md --
+++
draft = true
+++
# plutonium
"#;

/// Files that are copied, each with the secret in it.
const FILES: &[&str] = &[
    "content/priorities/draft/plan.png",
    "content/priorities/draft/annexes/more.pdf",
    "content/priorities/elsewhere.pdf",
    "content/guide/secret/notes.pdf",
];

fn sources() -> Sources {
    let site = Sources::from_archive(SITE.trim_start());
    let texts: Vec<(String, String)> =
        site.iter().map(|(_, s)| (s.path.to_string(), s.text.to_string())).collect();
    let data = texts.iter().map(|(path, _)| path.as_str()).filter(|path| path.ends_with(".csv"));
    let assets = data.chain(FILES.iter().copied()).map(|path| Asset { path: path.into(), len: 9 });
    Sources::new(texts.clone(), assets.collect())
}

/// Every file whose bytes hold the secret, and every copied one.
fn leaks(settings: &Settings) -> Vec<String> {
    let build = build(&sources(), settings, &mut State::default());
    let files = build.bundle.files().iter().enumerate();
    let leaky = files.filter(|(at, _)| match build.bundle.content(*at).value {
        Some(Content::Bytes(bytes)) => words(&bytes).contains(SECRET),
        Some(Content::File(_)) => true,
        _ => false,
    });
    leaky.map(|(_, (route, _))| route.as_str().to_owned()).collect()
}

/// The text of a file, also of a workbook.
fn words(bytes: &[u8]) -> String {
    match plenary::sheet::workbook::tabs(bytes.to_vec()) {
        Ok(tabs) => tabs.into_iter().map(|tab| tab.text).collect(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[test]
fn no_byte_of_a_draft_or_of_a_restricted_record_or_row_is_published() {
    assert_eq!(leaks(&Settings::default()), [] as [String; 0]);
}

#[test]
fn with_drafts_their_files_are_published_too() {
    let found = leaks(&Settings { drafts: true, ..Settings::default() });
    let expected = ["guide/secret/notes.pdf", "priorities/draft/annexes/more.pdf"];
    assert!(expected.iter().all(|path| found.iter().any(|leak| leak == path)), "{found:?}");
    assert!(
        !found.iter().any(|path| path.contains("closed") || path.contains("open")),
        "{found:?}"
    );
}
