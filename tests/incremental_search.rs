//! An edit makes the files of the search index again that it must, and no others.

use std::collections::BTreeMap;

use plenary::build;
use plenary::bundle::Content;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;

type Files = BTreeMap<String, String>;

const SITE: &str = r#"
title = "Search"
[kinds.agency]
folder = "agencies"
search = { facet = true }
[kinds.note]
folder = "notes"
[kinds.note.fields]
date = { type = "date" }
state = { type = "enum", values = ["open", "closed"] }
"#;

/// A site of eighty records, which has four shards.
fn start() -> Files {
    let mut files = Files::from([("site.toml".to_owned(), SITE.to_owned())]);
    for number in 0..80 {
        let text = format!("+++\ntitle = \"Note {number}\"\n+++\nCommon words of every note.\n");
        files.insert(format!("content/notes/n{number:02}.md"), text);
    }
    files
}

/// The files of the index after a build.
fn index(files: &Files, state: &mut State) -> BTreeMap<String, Vec<u8>> {
    let sources = Sources::new(files.clone().into_iter().collect(), vec![]);
    let built = build(&sources, &Settings::default(), state);
    let routes = built.bundle.files().iter().enumerate();
    let routes = routes.filter(|(_, (route, _))| route.as_str().starts_with("search/"));
    let made = routes.filter_map(|(at, (route, _))| {
        let Some(Content::Bytes(bytes)) = built.bundle.content(at).value else { return None };
        Some((route.as_str().to_owned(), bytes))
    });
    made.collect()
}

/// The files of the index that are made again after a file was written; those that are made again are those
/// that have other bytes.
fn again(path: &str, text: &str) -> Vec<String> {
    let mut files = start();
    let mut state = State::keeping();
    let before = index(&files, &mut state);
    state.kept.files.take_made();
    files.insert(path.to_owned(), text.to_owned());
    let after = index(&files, &mut state);
    let mut made: Vec<String> =
        state.kept.files.take_made().iter().map(|route| route.as_str().to_owned()).collect();
    made.sort();
    assert_eq!(after, index(&files, &mut State::default()), "warm differs from cold");
    let differ = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes));
    let differ: Vec<&String> = differ.map(|(name, _)| name).collect();
    assert_eq!(made.iter().collect::<Vec<_>>(), differ, "made again without need");
    made
}

#[test]
fn a_changed_text_makes_the_shards_of_its_words_again_and_nothing_more() {
    let text = "+++\ntitle = \"Note 7\"\n+++\nCommon words of every note. Refrigerator\n";
    // The file of the record, the shard of `refr`, and the words of twelve letters.
    assert_eq!(
        again("content/notes/n07.md", text),
        ["search/en/r/7.js", "search/en/t-0.js", "search/en/v-12.js"]
    );
}

#[test]
fn a_field_that_is_no_facet_makes_its_words_again_only() {
    let text = "+++\ntitle = \"Note 7\"\nstate = \"open\"\n+++\nCommon words of every note.\n";
    // Two words, which are filed in two shards, are new: the label and the value.
    let made = again("content/notes/n07.md", text);
    let files = ["r/7.js", "t-0.js", "t-1.js", "v-4.js", "v-5.js"];
    assert_eq!(made, files.map(|file| format!("search/en/{file}")));
}
