//! No byte of what is left out of a build is published: neither a draft nor the files beside it;
//! where it cannot be read what an author meant, nothing is; and should something be left in, the
//! last look at every file finds it.

#![allow(clippy::disallowed_methods, reason = "a test that writes and reads a folder")]

use std::fs;
use std::path::Path;

use plenary::bundle::Content;
use plenary::diag::{Code, Level, Report};
use plenary::schema::Type;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build, load};

/// The word that stands in everything that must not be seen.
const SECRET: &str = "plutonium";

const SETTINGS: &str = "title = \"Site\"\nbase_url = \"https://a.example/\"\nlanguages = [\"en\", \"fr\"]\n\
    [kinds.item]\nfolder = \"items\"\n[kinds.item.fields]\nnote = { type = \"markdown\" }\n\
    image = { type = \"text\" }\n[kinds.table]\nfolder = \"tables\"\n[outputs]\noffline_zip = true\n";

const PUBLIC: (&str, &str) = ("content/items/public.md", "# Public\n");

/// A site on disk, built.
struct Made {
    folder: tempfile::TempDir,
    build: Build,
    report: Report,
    sources: Sources,
}

fn settings() -> Settings {
    Settings { today: "2026-01-01".to_owned(), ..Settings::default() }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn made(files: &[(&str, &str)], settings: &Settings) -> Made {
    let has_settings = files.iter().any(|(path, _)| *path == "site.toml");
    let own = [("site.toml", SETTINGS)];
    let own = own.iter().filter(|_| !has_settings);
    let files: Vec<_> = own.chain([&PUBLIC]).chain(files).copied().collect();
    let folder = folder(&files);
    let (build, report, sources) = built(folder.path(), settings);
    Made { folder, build, report, sources }
}

fn built(root: &Path, settings: &Settings) -> (Build, Report, Sources) {
    let loaded = load::read(root, &[]).expect("it can be read");
    let build = build(&loaded.value, settings, &mut State::default());
    let said =
        plenary::emit::dry(&build.bundle, &plenary::disk::Gate::new(root), &|_, _| {}).diagnostics;
    let report =
        build.report_with(&[loaded.diagnostics, said].into_iter().collect(), &loaded.value);
    (build, report, loaded.value)
}

impl Made {
    /// Every file whose address or bytes hold a word.
    fn with(&self, word: &str) -> Vec<String> {
        let files = self.build.bundle.files().iter().enumerate();
        let holds = files.filter(|(at, (route, _))| {
            route.as_str().to_lowercase().contains(word) || self.text(*at).contains(word)
        });
        holds.map(|(_, (route, _))| route.as_str().to_owned()).collect()
    }

    /// The bytes of a file, unpacked, in lower case.
    fn text(&self, at: usize) -> String {
        let bytes = match self.build.bundle.content(at).value {
            Some(Content::Bytes(bytes)) => bytes,
            Some(Content::Static(bytes)) => bytes.to_vec(),
            Some(Content::Packed(package)) => {
                let read = |path: &str| fs::read(self.folder.path().join(path)).ok();
                plenary::archive::pack(&package, &read, &|_, _| None)
                    .value
                    .expect("it can be packed")
            }
            Some(Content::File(path)) => fs::read(self.folder.path().join(&*path)).expect("a file"),
            None => Vec::new(),
        };
        let mut out = String::from_utf8_lossy(&bytes).into_owned();
        plenary::leak::unpacked(&bytes, &mut |part| out.push_str(&String::from_utf8_lossy(part)));
        out.to_lowercase()
    }

    fn has_error_in(&self, start: &str) -> bool {
        let errors = self.report.diagnostics.iter().filter(|d| d.level == Level::Error);
        let path = |d: &plenary::diag::Diagnostic| match d.span {
            Some(span) => self.sources.get(span.source).path.to_string(),
            None => d.path.clone().unwrap_or_default(),
        };
        errors.map(path).any(|path| path.starts_with(start))
    }

    fn codes(&self) -> Vec<Code> {
        let errors = self.report.diagnostics.iter().filter(|d| d.level == Level::Error);
        errors.map(|d| d.code).collect()
    }
}

/// Nothing of these files is published, in a build for readers and in one with drafts; gives what
/// is wrong with them.
#[track_caller]
fn nothing_of(files: &[(&str, &str)], and_drafts: bool) -> Made {
    let made_for_all = made(files, &settings());
    assert_eq!(made_for_all.with(SECRET), [] as [&str; 0]);
    if and_drafts {
        let with_drafts = made(files, &Settings { drafts: true, ..settings() });
        assert_eq!(with_drafts.with(SECRET), [] as [&str; 0], "with drafts");
    }
    assert!(!made_for_all.codes().contains(&Code::LeakedText));
    made_for_all
}

#[test]
fn a_translation_takes_from_its_original_what_it_does_not_say() {
    for (field, strict) in [("draft = true", false), ("distribution = \"internal\"", true)] {
        let original = format!("+++\n{field}\n+++\n# R plutonium\n");
        let made = nothing_of(
            &[
                ("content/items/r.md", &original),
                ("content/items/r.fr.md", "# R plutonium\n\nPlutonium ![](plutonium.png)\n"),
                ("content/items/plutonium.png", "plutonium"),
                ("content/items/r.pdf", "plutonium"),
                ("content/items/r.de.md", "# R plutonium\n"),
            ],
            strict,
        );
        assert_eq!(made.codes(), []);
    }
}

#[test]
fn a_translation_may_be_stricter_for_itself_alone() {
    let made = made(
        &[
            ("content/items/r.md", "+++\ndistribution = \"public\"\n+++\n# Report\n"),
            ("content/items/r.fr.md", "+++\ndraft = true\n+++\n# Plutonium\n"),
        ],
        &settings(),
    );
    assert_eq!(made.with(SECRET), [] as [&str; 0]);
    assert!(made.with("report").contains(&"items/r/index.html".to_owned()));
}

#[test]
fn what_a_translation_says_does_not_open_its_original() {
    let made = nothing_of(
        &[
            ("content/items/r.md", "+++\ndistribution = \"internal\"\n+++\n# Plutonium\n"),
            ("content/items/r.fr.md", "+++\ndistribution = \"public\"\n+++\n# Plutonium\n"),
        ],
        true,
    );
    assert_eq!(made.codes(), []);
}

#[test]
fn visibility_that_cannot_be_read_withholds_and_is_an_error() {
    let texts = [
        // Front matter that is not recognised.
        " ---\ndraft: true\ntitle: x\n---\n",
        "---\ndraft: true\ntitle: x\n",
        "---\ndraft: true\ntitle: x\n\n# X\n",
        "+++\ndraft = true\n",
        "<!-- by us -->\n+++\ndraft = true\n+++\n",
        "<!-- by us -->\n\n---\ndraft: true\n---\n",
        "\u{200b}+++\ndraft = true\n+++\n",
        "----\ndraft: true\n----\n",
        "++\ndraft = true\n++\n",
        "—\ndraft: true\n—\n",
        "+++\rdraft = true\r+++\r",
        "+++\u{2028}draft = true\u{2028}+++\u{2028}",
        "draft: true\ntitle: x\n\n",
        "{ \"draft\": true, \"title\": \"x\" }\n\n",
        "```yaml\ndraft: true\n```\n",
        "+++\ntitle = \"x\"\n+++\ndraft = true\n",
        "+++\ntitle = \"x\"\n+++\n\n---\ndraft: true\n---\n",
        // Front matter that cannot be read.
        "+++\ndraft = true\ntitle = \"x\n+++\n",
        "+++\ndraft = yes\n+++\n",
        "+++\ndraft = True\n+++\n",
        "+++\ndraft true\n+++\n",
        "---\ndraft: true\ntitle: [x\n---\n",
        "---\ndraft: true\ndraft: false\n---\n",
        "---\n- draft: true\n---\n",
        // A value that is none.
        "+++\ndraft = \"true\"\n+++\n",
        "+++\ndraft = 1\n+++\n",
        "+++\ndraft = [true]\n+++\n",
        "+++\ndraft.value = true\n+++\n",
        "---\ndraft: yes\n---\n",
        "---\ndraft: \"true\"\n---\n",
        "---\ndraft:\n---\n",
        "---\ndraft: ~\n---\n",
        "+++\ndistribution = true\n+++\n",
        "+++\ndistribution = [\"internal\"]\n+++\n",
        "+++\ndistribution = \"\"\n+++\n",
        "+++\ndistribution = \"Public\"\n+++\n",
        "+++\ndistribution = \"publik\"\n+++\n",
        "+++\ndistribution = \"secretariat\"\n+++\n",
        "---\ndistribution: no\n---\n",
        // A field of another name, or in another place.
        "+++\nDraft = true\n+++\n",
        "+++\nDRAFT = true\n+++\n",
        "+++\ndrafts = true\n+++\n",
        "+++\ndarft = true\n+++\n",
        "+++\nis_draft = true\n+++\n",
        "+++\nDistribution = \"internal\"\n+++\n",
        "+++\ndistributions = \"internal\"\n+++\n",
        "+++\ndistrbution = \"internal\"\n+++\n",
        "+++\nprivate = true\n+++\n",
        "---\npublished: false\n---\n",
        "+++\nstatus = \"draft\"\n+++\n",
        "+++\n[extra]\ndraft = true\n+++\n",
        "+++\n[extra.more]\ndistribution = \"internal\"\n+++\n",
        "+++\n[[extra]]\ndraft = true\n+++\n",
        "+++\n[table]\nrow_kind = \"item\"\ndraft = true\n+++\n",
        "+++\n[table]\nrow_kind = \"item\"\n[table.columns]\n\"X\" = \"title\"\ndraft = true\n+++\n",
        "---\nextra:\n  draft: true\n---\n",
    ];
    let files = texts.iter().enumerate().flat_map(|(at, text)| {
        let body = format!("{text}\n# Plutonium\n\nPlutonium ![](plutonium{at}.png)\n");
        let picture = (format!("content/items/plutonium{at}.png"), "x".to_owned());
        [(format!("content/items/x{at}.md"), body), picture]
    });
    let files: Vec<(String, String)> = files.collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let made = nothing_of(&files, true);
    for (at, text) in texts.iter().enumerate() {
        assert!(made.has_error_in(&format!("content/items/x{at}.md")), "no error: {text}");
    }
}

#[test]
fn empty_lines_above_front_matter_and_space_behind_its_fences_are_fine() {
    for text in [
        "\n\n+++\ndraft = true\n+++\n",
        "\u{feff}+++ \ndraft = true\n+++\t\n",
        "\r\n---\r\ndraft: true\r\n---\r\n",
    ] {
        let text = format!("{text}# Plutonium\n");
        assert_eq!(nothing_of(&[("content/items/x.md", &text)], false).codes(), []);
    }
}

#[test]
fn what_is_clearly_public_is_published() {
    for text in [
        "+++\ndraft = false\ndistribution = \"public\"\n+++\n# Plutonium\n",
        "# Plutonium\n\nA draft: true or not.\n\n    draft = true\n",
        "---\n\n# Plutonium\n\nText below a line.\n",
        "+++\n[table]\nrow_kind = \"item\"\ncolumns = { \"Draft\" = \"draft\" }\n+++\n# Plutonium\n\n| id | Draft |\n| - | - |\n| a | no |\n",
    ] {
        let made = made(&[("content/items/x.md", text)], &settings());
        assert!(
            !made.with(SECRET).is_empty() && made.codes().is_empty(),
            "{text}: {:?}",
            made.codes()
        );
    }
}

#[test]
fn a_kind_that_declares_who_may_see_its_records_anew_withholds_them() {
    let site =
        format!("{SETTINGS}[kinds.memo]\nfields.draft = {{ type = \"bool\", default = true }}\n");
    let made = nothing_of(&[("site.toml", &site), ("content/memo/x.md", "# Plutonium\n")], true);
    assert_eq!(made.codes(), [Code::WrongSetting]);
}

const TABLE: &str = "+++\ntitle = \"Rows\"\n[table]\nrow_kind = \"item\"\n";

#[test]
fn rows_that_may_be_meant_to_be_withheld_are() {
    let columns = "columns = { \"Issue\" = \"title\", \"State\" = \"draft\" }\n";
    let nothing = "columns.\"Issue\" = \"title\"\ncolumns.\"State\" = { field = \"draft\", values = { \"later\" = [] } }\n";
    let ignored = "columns = { \"Issue\" = \"title\", \"State\" = false, \"Draft\" = false }\n";
    let who = "columns = { \"Issue\" = \"title\", \"State\" = \"distribution\" }\n";
    let cases = [
        (columns, "id,Issue,State\na,plutonium,yes\n", false),
        (columns, "id,Issue,State\na,plutonium,X\n", false),
        (columns, "id,Issue,State\na,plutonium,oui\n", true),
        (columns, "id,Issue,State\na,plutonium,#REF!\n", true),
        (columns, "id,Issue,State\na,plutonium,perhaps\n", true),
        (columns, "id,Issue,Stand\na,plutonium,yes\n", true),
        (columns, "id,Issue,State\n,plutonium,yes\nb,Water,no\n", true),
        (columns, "id,Issue,State\na,plutonium,no,yes\n", true),
        (columns, "id,Issue,State\na,\"plutonium,yes\n", true),
        (columns, "id,Issue,State,Draft\na,plutonium,no,yes\n", true),
        (nothing, "id,Issue,State\na,plutonium,later\n", true),
        (ignored, "id,Issue,State,Draft\na,plutonium,x,yes\n", true),
        (who, "id,Issue,State\na,plutonium,internal\n", false),
        (who, "id,Issue,State\na,plutonium,Publik\n", true),
        ("", "id,title,Drafts\na,plutonium,yes\n", true),
        ("", "id,title,Distribution\na,plutonium,internal\n", false),
    ];
    let files = cases.iter().enumerate().flat_map(|(at, (columns, data, _))| {
        let table = (format!("content/tables/t{at}.md"), format!("{TABLE}{columns}+++\n"));
        [table, (format!("content/tables/t{at}.csv"), (*data).to_owned())]
    });
    let files: Vec<(String, String)> = files.collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let made = nothing_of(&files, false);
    for (at, (columns, data, is_wrong)) in cases.iter().enumerate() {
        let found = made.has_error_in(&format!("content/tables/t{at}."));
        assert_eq!(found, *is_wrong, "{columns}{data}");
    }
}

#[test]
fn rows_of_a_withheld_table_are_withheld_in_every_language() {
    let table = "+++\ntitle = \"plutonium\"\ndistribution = \"internal\"\n[table]\nrow_kind = \"item\"\n+++\n";
    nothing_of(
        &[
            ("content/tables/t.md", table),
            (
                "content/tables/t.fr.md",
                "+++\ntitle = \"plutonium\"\n[table]\nrow_kind = \"item\"\nfile = \"fr.csv\"\n+++\n",
            ),
            ("content/tables/t.csv", "id,title\na,plutonium\n"),
            ("content/tables/fr.csv", "id,title\na,plutonium\n"),
        ],
        true,
    );
    // A table that is described by TOML, and one that stands in the text.
    nothing_of(
        &[
            (
                "content/tables/a.toml",
                "title = \"plutonium\"\ndraft = true\n[ table ]\nrow_kind = \"item\"\n",
            ),
            ("content/tables/a.csv", "id,title\na,plutonium\n"),
            (
                "content/tables/b.toml",
                "title = \"plutonium\"\ndraft = tru\n[table]\nrow_kind = \"item\"\n",
            ),
            ("content/tables/b.csv", "id,title\na,plutonium\n"),
            (
                "content/tables/c.md",
                "+++\ndraft = true\n[table]\nrow_kind = \"item\"\n+++\n| id | title |\n| - | - |\n| a | plutonium |\n",
            ),
            ("content/tables/d.md", "+++\ntitle = \"D\"\n[table]\nrow_kind = \"itme\"\n+++\n"),
            ("content/tables/d.csv", "id,title,draft\na,plutonium,yes\n"),
        ],
        false,
    );
}

#[test]
fn files_that_only_withheld_records_name_are_withheld() {
    let table = format!("{TABLE}+++\n");
    let cells = "id,title,note,draft\na,Plutonium,see [it](row.plutonium.pdf) and <img src=\"row2.plutonium.pdf\">,yes\n\
        b,Water,,no\n";
    let draft = "+++\ndraft = true\nimage = \"field.plutonium.pdf\"\nnote = \"![](note.plutonium.pdf)\"\n+++\n\
        <img src=\"img.plutonium.pdf\" srcset=\"set.plutonium.pdf 1x, deep/set2.plutonium.pdf 2x\">\n\
        <a href='a%2Eplutonium.pdf'>x</a> <video poster=poster.plutonium.pdf></video>\n\
        <div style=\"background: url(style.plutonium.pdf)\"></div> <img src=\"/items/abs.plutonium.pdf\">\n\
        <img src=\"https://a.example/items/full.plutonium.pdf\"> ![](<with space plutonium.pdf>) [r]: ref.plutonium.pdf\n";
    let names = [
        "row.",
        "row2.",
        "field.",
        "note.",
        "img.",
        "set.",
        "deep/set2.",
        "a.",
        "poster.",
        "style.",
        "abs.",
        "full.",
        "ref.",
    ];
    let paths: Vec<String> =
        names.iter().map(|name| format!("content/items/{name}plutonium.pdf")).collect();
    let rows: Vec<String> =
        names[..2].iter().map(|name| format!("content/tables/{name}plutonium.pdf")).collect();
    let mut files = vec![
        ("content/items/d.md", draft),
        ("content/items/with space plutonium.pdf", "x"),
        ("content/tables/t.md", &*table),
        ("content/tables/t.csv", cells),
        ("content/items/_index.md", "# Items\n"),
    ];
    files.extend(paths[2..].iter().chain(&rows).map(|path| (path.as_str(), "x")));
    assert_eq!(nothing_of(&files, false).codes(), []);
}

#[test]
fn a_file_that_a_published_record_names_in_a_tag_is_published() {
    let made = made(
        &[
            ("content/items/d.md", "+++\ndraft = true\n+++\n# D\n\n<img src=\"pic.svg\">\n"),
            ("content/items/e.md", "# E\n\n<img src=\"pic.svg\" alt=\"\">\n"),
            ("content/items/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ],
        &settings(),
    );
    assert!(!made.with("pic.svg").is_empty());
}

#[test]
fn a_folder_whose_page_is_withheld_is_withheld_as_a_whole() {
    for page in ["index.md", "_index.md"] {
        let path = format!("content/guide/secret/{page}");
        let french = format!("content/guide/secret/{}", page.replace(".md", ".fr.md"));
        let made = nothing_of(
            &[
                (&path, "+++\ndistribution = \"internal\"\n+++\n# Plutonium\n"),
                (&french, "# Plutonium\n"),
                ("content/guide/secret/plan.pdf", "plutonium"),
                ("content/guide/secret/deep/er/plan.pdf", "plutonium"),
                ("content/guide/secret/deep/page.md", "# Plutonium\n"),
                (
                    "content/guide/secret/deep/page.fr.md",
                    "+++\ndistribution = \"public\"\n+++\n# Plutonium\n",
                ),
            ],
            true,
        );
        assert_eq!(made.codes(), []);
    }
    // The page of a kind's folder stands for its records, too; the home page for itself alone.
    nothing_of(
        &[
            ("content/items/_index.md", "+++\ndraft = true\n+++\n# Plutonium\n"),
            ("content/items/a.md", "# Plutonium\n"),
            ("content/_index.md", "+++\ndraft = true\n+++\n# Plutonium\n"),
        ],
        false,
    );
    let home = ("content/_index.md", "+++\ndraft = true\n+++\n# Plutonium\n");
    assert!(!made(&[home], &settings()).with("items/public").is_empty());
}

/// A record of every built-in kind, with the secret in every field that takes a text of its own.
fn every_kind(draft: &str) -> Vec<(String, String)> {
    let site = "-- site.toml --\nextends = \"knowledge-portal\"\n";
    let sources = Sources::from_archive(site);
    let config = plenary::model::read(&sources).value;
    let schema = plenary::schema::read(&sources, &config).value;
    let mut out = Vec::new();
    for kind in &schema.kinds {
        let mut text = format!("+++\n{draft}\n");
        for field in kind.fields.iter().filter(|field| {
            !["template", "draft", "distribution", "paragraphs"].contains(&&*field.name)
        }) {
            let word = format!("plutonium {} {}", kind.name, field.name);
            let value = match &field.kind {
                Type::Text | Type::Markdown => format!("\"{word}\""),
                Type::Url => format!("\"https://plutonium.example/{}\"", field.name),
                Type::List(item) if matches!(**item, Type::Text) => format!("[\"{word}\"]"),
                Type::Ref(_) => "\"public\"".to_owned(),
                _ => continue,
            };
            text.push_str(&format!("{} = {value}\n", field.name));
        }
        text.push_str("+++\n# plutonium heading\n\nplutonium [[#plutonium-heading]] body[^1]\n\n[^1]: plutonium\n");
        let folder = if kind.is_page() { "guide" } else { &kind.folder };
        out.push((format!("content/{folder}/plutonium-one.md"), text.clone()));
        out.push((format!("content/{folder}/plutonium-one.fr.md"), text.replace(draft, "")));
    }
    out
}

const PORTAL: (&str, &str) = (
    "site.toml",
    "title = \"Site\"\nbase_url = \"https://a.example/\"\nlanguages = [\"en\", \"fr\"]\nextends = \"knowledge-portal\"\n[kinds.item]\nfolder = \"items\"\n",
);

#[test]
fn no_field_of_any_kind_is_published_and_each_would_be_found() {
    let files = every_kind("distribution = \"internal\"");
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([PORTAL]).collect();
    let closed = made(&files, &settings());
    assert_eq!(closed.with(SECRET), [] as [&str; 0]);

    // The same site, with withholding broken: every file that holds the word is found.
    let files = every_kind("draft = true");
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([PORTAL]).collect();
    let closed = made(&files, &settings());
    assert_eq!(closed.with(SECRET), [] as [&str; 0]);
    let guard = closed.build.bundle.guard().expect("something is left out");
    let broken = made(&files, &Settings { drafts: true, ..settings() });
    let leaky = broken.with(SECRET);
    assert!(leaky.len() > 100, "{leaky:?}");
    for (at, (route, _)) in broken.build.bundle.files().iter().enumerate() {
        if let Some(Content::Bytes(bytes)) = broken.build.bundle.content(at).value {
            let found = guard.check(route.as_str(), &bytes).is_some();
            assert!(
                found || !leaky.iter().any(|leak| leak == route.as_str()),
                "{route} is not found"
            );
        }
    }
}

#[test]
fn a_copy_of_withheld_text_stops_the_publication() {
    let draft = (
        "content/items/d.md",
        "+++\ndraft = true\n+++\n# D\n\nA levy on plutonium will be cut in half next year.\n",
    );
    let leaks = |files: &[(&str, &str)]| {
        let made = made(&[&[draft][..], files].concat(), &settings());
        made.codes().contains(&Code::LeakedText)
    };
    assert!(leaks(&[("content/items/old.txt", "Plutonium")]));
    assert!(leaks(&[(
        "content/items/d-before.txt",
        "a levy on something will be cut in half next year"
    )]));
    // What is published with intent is no leak.
    assert!(!leaks(&[("content/items/e.md", "# E\n\nPlutonium is a metal.\n")]));
    assert!(!leaks(&[
        ("content/items/e.md", "# E\n\n[data](e.txt)\n"),
        ("content/items/e.txt", "Plutonium")
    ]));
    assert!(!leaks(&[("content/items/old.txt", "Nothing in common")]));
}

#[test]
fn the_program_publishes_nothing_while_there_is_a_leak() {
    let folder = folder(&[
        ("site.toml", SETTINGS),
        PUBLIC,
        ("content/items/d.md", "+++\ndraft = true\n+++\n# D\n\nPlutonium.\n"),
        ("content/items/old.txt", "plutonium"),
    ]);
    let run = |arguments: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_plenary"));
        let output = program.args(arguments).arg("--site").arg(folder.path()).output();
        let output = output.expect("the program runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned()
                + &String::from_utf8_lossy(&output.stdout),
        )
    };
    let (status, said) = run(&["build", "--keep-going"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("leaked-text") && said.contains("content/items/d.md:6"), "{said}");
    assert!(!folder.path().join("public/index.html").exists(), "{said}");
    assert_eq!(run(&["check"]).0, Some(1));
    // A site that knows better can say so.
    let settings =
        SETTINGS.replace("[kinds.item]", "diagnostics.leaked-text = \"allow\"\n[kinds.item]");
    fs::write(folder.path().join("site.toml"), settings).expect("a file");
    let (status, said) = run(&["build"]);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn what_keep_going_publishes_is_without_what_is_unclear() {
    let folder = folder(&[
        ("site.toml", SETTINGS),
        PUBLIC,
        ("content/items/x.md", "+++\ndraft = \"true\"\n+++\n# Plutonium\n"),
    ]);
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_plenary"));
    let output = program.args(["build", "--keep-going", "--site"]).arg(folder.path()).output();
    assert_eq!(output.expect("the program runs").status.code(), Some(1));
    assert!(folder.path().join("public/items/public/index.html").exists());
    assert!(!folder.path().join("public/items/x").exists());
}

#[test]
fn drafts_and_their_files_are_published_where_they_are_asked_for() {
    let made = made(
        &[
            ("content/items/d.md", "+++\ndraft = true\n+++\n# Plutonium\n\n![](plan.png)\n"),
            ("content/items/plan.png", "x"),
            ("content/guide/later/_index.md", "+++\ndraft = true\n+++\n# Later\n"),
            ("content/guide/later/notes.pdf", "x"),
        ],
        &Settings { drafts: true, ..settings() },
    );
    for path in ["items/d/index.html", "items/plan.png", "guide/later/notes.pdf"] {
        assert!(
            made.with(path.rsplit('/').nth(1).unwrap_or("")).iter().any(|it| it == path),
            "{path}"
        );
    }
}

#[test]
fn nothing_of_an_embargo_is_published_before_its_day() {
    for field in ["publish_from = 2026-01-02", "expires = 2026-01-01", "publish_from = \"2025\""] {
        let original =
            format!("+++\n{field}\n+++\n# R plutonium\n\nPlutonium ![](plutonium.png)\n");
        let table = format!("+++\ntitle = \"T\"\n{field}\n[table]\nrow_kind = \"item\"\n+++\n");
        nothing_of(
            &[
                ("content/items/r.md", &original),
                ("content/items/r.fr.md", "# R plutonium\n"),
                ("content/items/plutonium.png", "plutonium"),
                ("content/items/r.pdf", "plutonium"),
                ("content/tables/t/index.md", &table),
                ("content/tables/t/table.csv", "id,title\na,Plutonium\n"),
                (
                    "content/tables/rows/index.md",
                    "+++\ntitle = \"Rows\"\n[table]\nrow_kind = \"item\"\n+++\n",
                ),
                (
                    "content/tables/rows/table.csv",
                    "id,title,publish_from,expires\nb,Plutonium,2026-01-02,\nc,Plutonium,,2026-01-01\nd,Plutonium,someday,\n",
                ),
            ],
            true,
        );
    }
}

#[test]
fn on_its_day_all_of_it_is_published() {
    let files = [
        (
            "content/items/r.md",
            "+++\npublish_from = 2026-01-01\nexpires = 2026-01-02\n+++\n# R plutonium\n",
        ),
        ("content/items/r.pdf", "plutonium"),
    ];
    let made = made(&files, &settings());
    assert_eq!(made.codes(), []);
    for file in ["items/r/index.html", "data/item.json"] {
        assert!(made.with(SECRET).contains(&file.to_owned()), "{file}");
    }
}

/// What members may see: pages, rows, files and data, in a build of its own; nothing of it is in the public
/// one, and nothing of what is stricter is in theirs.
#[test]
fn members_see_what_is_theirs_and_the_public_sees_no_byte_of_it() {
    let files = [
        (
            "content/items/r.md",
            "+++\ndistribution = \"members\"\n+++\n# R plutonium\n\n![](plutonium.png)\n",
        ),
        ("content/items/r.fr.md", "# R plutonium en français\n"),
        ("content/items/plutonium.png", "plutonium"),
        (
            "content/items/d.md",
            "+++\ndraft = true\ndistribution = \"members\"\n+++\n# D neptunium plutonium\n",
        ),
        ("content/items/i.md", "+++\ndistribution = \"internal\"\n+++\n# I neptunium plutonium\n"),
        (
            "content/club/_index.md",
            "+++\ndistribution = \"internal\"\n+++\n# Neptunium plutonium\n",
        ),
        (
            "content/club/a.md",
            "+++\ndistribution = \"members\"\n+++\n# Neptunium plutonium in a folder\n",
        ),
        (
            "content/tables/t.md",
            "+++\n[table]\nrow_kind = \"item\"\n+++\n# T\n\n| id | title | distribution |\n| - | - | - |\n\
             | a | Row | public |\n| b | Row plutonium | members |\n| c | Row neptunium plutonium | internal |\n",
        ),
    ];
    nothing_of(&files, true);
    let distributions = vec!["members".to_owned()];
    let made = made(&files, &Settings { distributions, ..settings() });
    assert_eq!(made.codes(), []);
    assert_eq!(made.with("neptunium"), [] as [&str; 0]);
    let seen = made.with(SECRET);
    for file in
        ["items/r/index.html", "fr/items/r/index.html", "items/plutonium.png", "data/item.json"]
    {
        assert!(seen.contains(&file.to_owned()), "{file} is not in {seen:?}");
    }
    assert!(seen.iter().any(|file| file.ends_with("t/b/index.html")), "{seen:?}");
}

#[test]
fn contact_data_is_in_no_file_and_the_last_look_at_files_knows_it() {
    let settings_of_site = "title = \"Site\"\n[kinds.item]\nfolder = \"items\"\n[kinds.item.fields]\n\
        email = { type = \"list\", contact = true }\n[outputs]\noffline_zip = true\n";
    let record = "+++\nemail = [\"plutonium@unit.org\"]\n+++\n# A person\n";
    let table = "+++\ntitle = \"Team\"\n[table]\nrow_kind = \"item\"\nfile = \"team.csv\"\n+++\n";
    let rows = "id,title,email\none,One,plutonium@unit.org\n";
    let files = [
        ("site.toml", settings_of_site),
        ("content/items/person.md", record),
        ("content/items/team/index.md", table),
        ("content/items/team/team.csv", rows),
    ];
    let left_out = made(&files, &settings());
    assert_eq!(left_out.with(SECRET), [] as [&str; 0]);
    assert_eq!(left_out.codes(), []);
    // Somebody writes it into a text as well: the address is reported, and nothing is published.
    let copied = ("content/items/other.md", "# Other\n\nAsk plutonium@unit.org.\n");
    let leaking = made(&[files[0], files[1], copied], &settings());
    assert!(leaking.report.diagnostics.iter().any(|d| d.code == Code::ContactData));
}

#[test]
fn no_export_has_a_byte_of_what_is_withheld() {
    let site = "title = \"Site\"\nbase_url = \"https://a.example/\"\nlanguages = [\"en\", \"fr\"]\n\
        extends = \"knowledge-portal\"\n";
    let front = |more: &str| {
        format!(
            "+++\ntitle = \"Plutonium\"\nsummary = \"Plutonium.\"\n{more}draft = true\n+++\n1. Plutonium.\n"
        )
    };
    let meeting = front(
        "date = 2026-05-06\nplace = \"Plutonium\"\nbody = \"body\"\nstarts = \"09:00\"\ntime_zone = \"Asia/Seoul\"\n",
    );
    let decision = front(
        "date = 2025-05-06\nfrom_meeting = \"open\"\nbody = \"body\"\nnumber = \"plutonium 1\"\n",
    );
    let document = front(
        "type = \"report\"\ndate = 2025-05-06\nsymbol = \"PLUTONIUM/1\"\nparagraphs = \"numbered\"\n",
    );
    let resource = front("type = \"dataset\"\nurl = \"https://plutonium.example/\"\n");
    let files = [
        ("site.toml", site),
        ("content/meetings/plutonium.md", &meeting),
        ("content/decisions/plutonium.md", &decision),
        ("content/documents/plutonium.md", &document),
        ("content/resources/plutonium.md", &resource),
        ("content/actions/plutonium.md", &front("due = 2026-05-06\nowner = [\"body\"]\n")),
        ("content/topics/plutonium.md", &front("")),
        (
            "content/meetings/open.md",
            "+++\ntitle = \"Open\"\ndate = 2025-05-06\nbody = \"body\"\n+++\n",
        ),
        (
            "content/meetings/open.fr.md",
            "+++\ntitle = \"Plutonium\"\ndraft = true\n+++\nPlutonium.\n",
        ),
        ("content/organisations/body.md", "+++\ntitle = \"Body\"\ntype = \"ngo\"\n+++\n"),
    ];
    let made = made(&files, &settings());
    assert_eq!(made.codes(), []);
    assert_eq!(made.with(SECRET), [] as [&str; 0]);
    let published: Vec<&str> =
        made.build.bundle.files().iter().map(|(route, _)| route.as_str()).collect();
    for route in [
        "meetings.ics",
        "organisations/body/calendar.ics",
        "data/portal.sqlite",
        "catalog.jsonld",
        "informea/meetings.json",
        "data/csv-metadata.json",
        "organisations/body/feed.json",
    ] {
        assert!(published.contains(&route), "{route} is published");
    }
    // What a draft alone would bring about is not there either.
    assert!(!published.contains(&"fr/meetings.ics"));
    assert!(!published.contains(&"informea/decisions.json"));
}
