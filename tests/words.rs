//! Messages, documentation and comments are plain English: no phrase of the list below occurs in
//! them. CONTRIBUTING.md refers authors to this list.

#![allow(clippy::disallowed_methods, reason = "a test that reads the repository")]

use std::fs;
use std::path::{Path, PathBuf};

/// What not to write, and what to write instead. Phrases are whole words, in lower case.
const PHRASES: &[(&str, &str)] = &[
    ("complain", "report"),
    ("complains", "reports"),
    ("complained about", "reported"),
    ("complaint", "diagnostic"),
    ("complaints", "diagnostics"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("take out", "remove"),
    ("take it out", "remove it"),
    ("takes out", "removes"),
    ("taken out", "removed"),
    ("take away", "remove"),
    ("take it away", "remove it"),
    ("taken away", "removed"),
    ("take off", "remove"),
    ("parted by", "separated by"),
    ("parts the items", "separates the items"),
    ("is said with", "is reported with"),
    ("is said once", "is reported once"),
    ("is said as well", "is reported as well"),
    ("is said of", "is reported about"),
    ("something to say", "diagnostics"),
    ("has to say", "reports"),
    ("have to say", "report"),
    ("of which nothing says", "that no setting maps"),
    ("nothing says what", "no setting maps"),
    ("to whom", "an active sentence"),
    ("should a source", "if a source"),
    ("should you", "if you"),
    ("come by it", "obtain it"),
    ("stand in one another", "are nested"),
    ("in one another", "nested"),
];

/// Names for things in code that have a standard term.
const NAMES: &[(&str, &str)] = &[
    ("Eyes", "Watcher"),
    ("Ear", "Receiver"),
    ("Bell", "Handle"),
    ("Hall", "Shared"),
    ("usher", "pool"),
];

/// Words before which "is no" and "are no" are idiomatic.
const AFTER_NO: &[&str] = &["longer", "more", "less", "reason", "such", "need", "example"];

#[test]
fn messages_docs_and_comments_are_plain_english() {
    let mut found = Vec::new();
    for (path, text) in documents().chain(sources().map(|(path, code)| (path, prose_of(&code)))) {
        for (number, line) in text.lines().enumerate() {
            let problems = phrases_in(line).into_iter().chain(denials_in(line));
            found.extend(problems.map(|what| format!("{}:{}: {what}", path.display(), number + 1)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn things_in_code_have_standard_names() {
    let mut found = Vec::new();
    for (path, code) in sources() {
        for (number, line) in code.lines().enumerate() {
            let bad = NAMES.iter().filter(|(name, _)| has_words(line, name));
            found.extend(bad.map(|(name, instead)| {
                format!("{}:{}: `{name}`, write `{instead}`", path.display(), number + 1)
            }));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn phrases_are_found_where_they_are_prose_and_nowhere_else() {
    let code = "let complaint = 1; // no one will Complain\nsay(\"it is no record\", 'c');";
    let prose = prose_of(code);
    let lines: Vec<_> = prose.lines().map(str::trim).collect();
    assert_eq!(lines, ["// no one will Complain", "it is no record"]);
    assert_eq!(phrases_in(lines[0]), ["`complain`, write `report`"]);
    assert_eq!(denials_in(lines[1]), ["`is no record`, write `is not …`"]);
    for fine in ["there is no record", "it is no longer there", "an amendment", "It is notable."] {
        assert!(phrases_in(fine).is_empty() && denials_in(fine).is_empty(), "{fine}");
    }
}

/// The pages that people read, with the words of the theme.
fn documents() -> impl Iterator<Item = (PathBuf, String)> {
    let folders = ["docs", "content/guide", "content/about"].map(|folder| files(folder, "md"));
    let single = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
        .into_iter()
        .chain(["tests/README.md", "benches/README.md", "themes/default/strings/en.toml"])
        .map(PathBuf::from);
    let other_language =
        |path: &PathBuf| path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains('.'));
    let all = folders.into_iter().flatten().filter(move |path| !other_language(path));
    all.chain(single).map(|path| {
        let text = fs::read_to_string(root().join(&path)).expect("the file can be read");
        (path, text)
    })
}

fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    files("src", "rs").into_iter().map(|path| {
        let text = fs::read_to_string(root().join(&path)).expect("the file can be read");
        (path, text)
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and the folders in it, in order.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(root().join(folder))
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    entries.sort();
    for path in entries {
        let short = path.strip_prefix(root()).expect("it is in the repository").to_owned();
        if path.is_dir() {
            out.extend(files(&short.to_string_lossy(), extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            out.push(short);
        }
    }
    out
}

/// The comments and string literals of a Rust file, at their lines; everything else is left out.
fn prose_of(code: &str) -> String {
    let (mut out, mut rest) = (String::new(), code);
    while let Some(first) = rest.chars().next() {
        let (length, keeps) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), true),
            '"' => (literal(rest), true),
            // A character, not a lifetime: `'"'` would otherwise begin a text.
            '\'' if rest.starts_with("'\\") => (rest[2..].find('\'').map_or(1, |at| at + 3), false),
            '\'' => (rest.chars().nth(2).filter(|c| *c == '\'').map_or(1, |_| 2), false),
            _ => (first.len_utf8(), first == '\n'),
        };
        let length = (length..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(1);
        if keeps {
            out.push_str(rest[..length].trim_matches('"'));
        }
        rest = &rest[length..];
    }
    out
}

/// How long the string literal is that begins here.
fn literal(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

fn phrases_in(line: &str) -> Vec<String> {
    let line = line.to_lowercase();
    let found = PHRASES.iter().filter(|(phrase, _)| has_words(&line, phrase));
    found.map(|(phrase, instead)| format!("`{phrase}`, write `{instead}`")).collect()
}

/// "x is no record" for "x is not a record". "There is no record" is fine.
fn denials_in(line: &str) -> Vec<String> {
    let words: Vec<_> = line.split_whitespace().collect();
    let is_bad = |w: &&[&str]| {
        let next = w[3].trim_matches(|c: char| !c.is_alphanumeric());
        matches!(w[1], "is" | "are" | "was" | "were")
            && w[2] == "no"
            && !w[0].to_lowercase().ends_with("there")
            && !w[0].to_lowercase().ends_with("where")
            && !AFTER_NO.contains(&next)
            && !next.is_empty()
    };
    let found = words.windows(4).filter(is_bad);
    found.map(|w| format!("`{} no {}`, write `{} not …`", w[1], w[3], w[1])).collect()
}

/// Whether the line has these words, and not only as a part of others.
fn has_words(line: &str, words: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(words).any(|(at, _)| {
        !line[..at].ends_with(is_part) && !line[at + words.len()..].starts_with(is_part)
    })
}
