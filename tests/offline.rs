//! The archive of the site: it holds the pages of one language and what they need, its checksums are right, and the
//! same site gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use plenary::archive::pack;
use plenary::bundle::Content;
use plenary::id::Route;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use sha2::{Digest, Sha256};

const SITE: &str = "-- site.toml --\nbase_url = \"https://a.example/\"\nlanguages = [\"en\", \"fr\"]\n\
    [kinds.item]\nfolder = \"items\"\n[outputs]\noffline_zip = true\n\
    -- content/items/a.md --\n# A\n\nSee [[b]].\n-- content/items/b.md --\n# B\n\
    -- content/items/b.fr.md --\n# Bé\n-- content/items/c.md --\n+++\ndraft = true\n+++\n# Plutonium\n";

fn packed(language: &str) -> Vec<u8> {
    let sources = Sources::from_archive(SITE);
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    let build = plenary::build(&sources, &settings, &mut State::default());
    let route = Route::file(&format!("offline-{language}.zip")).expect("a good address");
    match build.bundle.get(&route).value {
        Some(Content::Packed(package)) => {
            pack(&package, &|_| None, &|_, _| None).value.expect("it can be packed")
        }
        other => panic!("{other:?}"),
    }
}

fn files(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it can be read");
        out.insert(file.name().expect("a name").to_string(), bytes);
    }
    out
}

#[test]
fn an_archive_holds_one_language_and_what_it_needs() {
    let english = files(packed("en"));
    for there in
        ["index.html", "items/a/index.html", "items/b/index.html", "plenary.css", "data/item.csv"]
    {
        assert!(english.contains_key(&format!("offline-en/{there}")), "{there}");
    }
    let elsewhere = |name: &&String| name.contains("/fr/") || name.ends_with(".zip");
    assert_eq!(english.keys().find(elsewhere), None);
    let french = files(packed("fr"));
    for there in
        ["index.html", "fr/index.html", "fr/items/a/index.html", "plenary.css", "data/item.csv"]
    {
        assert!(french.contains_key(&format!("offline-fr/{there}")), "{there}");
    }
    assert!(!french.contains_key("offline-fr/items/a/index.html"));
}

#[test]
fn pages_are_linked_as_files_and_other_languages_on_the_web() {
    let files = files(packed("fr"));
    let page = String::from_utf8_lossy(&files["offline-fr/fr/items/a/index.html"]).into_owned();
    assert!(page.contains("href=\"../../../fr/items/b/index.html\""), "{page}");
    assert!(!page.contains("class=\"languages\"") && !page.contains("offline-fr.zip"), "{page}");
}

#[test]
fn the_checksums_are_those_of_the_files() {
    let files = files(packed("en"));
    let sums = String::from_utf8_lossy(&files["offline-en/SHA256SUMS"]).into_owned();
    assert_eq!(sums.lines().count() + 1, files.len());
    for line in sums.lines() {
        let (sum, path) = line.split_once("  ").expect("two parts");
        let bytes = &files[&format!("offline-en/{path}")];
        let found: String =
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, found, "{path}");
    }
}

#[test]
fn the_same_site_gives_the_same_archive_and_nothing_that_is_left_out() {
    let first = packed("en");
    assert!(first == packed("en"));
    let word = b"plutonium";
    for (name, bytes) in files(first) {
        let text = bytes.to_ascii_lowercase();
        assert!(!text.windows(word.len()).any(|part| part == word), "{name}");
    }
}
