//! The architecture is a test: which module may import which, that every code has its page and
//! that no file of the theme is forgotten.

#![allow(clippy::disallowed_methods, reason = "a test that reads the source")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the first ring; everybody may import them.
const BASE: &[&str] = &[
    "archive",
    "attachment",
    "bundle",
    "clock",
    "collate",
    "colour",
    "country",
    "data",
    "diag",
    "edtf",
    "fingerprint",
    "engine",
    "id",
    "language",
    "leak",
    "links",
    "number",
    "permalinks",
    "search",
    "sheet",
    "source",
    "text",
    "weight",
    "words",
];

/// What each module may import beside the base. Pages never import `graph` or `theme`: they ask
/// the view, which takes notes.
const LAYERS: &[(&str, &[&str])] = &[
    ("config", &[]),
    ("schema", &["config"]),
    ("model", &["config", "schema"]),
    ("parse", &["config", "schema"]),
    ("graph", &["config", "parse", "schema"]),
    ("secrets", &["graph", "parse"]),
    ("theme", &["config", "model"]),
    ("plan", &["config", "graph", "parse", "schema", "theme"]),
    ("outward", &["graph", "parse"]),
    ("published", &["config", "graph", "parse", "plan", "schema"]),
    ("cache", &[]),
    ("view", &["cache", "config", "graph", "parse", "plan", "schema", "theme"]),
    ("render", &["config", "parse", "plan", "schema", "view"]),
    ("views", &["config", "graph", "outward", "parse", "plan", "render", "schema", "view"]),
    ("output", &["cache", "parse", "plan", "render", "schema", "view", "views"]),
    ("query", &["config", "graph", "plan", "render", "view"]),
    ("diff", &["render", "view"]),
    ("why", &["graph", "output", "plan", "theme", "view"]),
    ("disk", &[]),
    ("load", &["config", "disk", "model"]),
    ("emit", &["disk"]),
    ("network", &[]),
    ("watch", &["disk"]),
    ("serve", &["disk"]),
    ("state", &["load", "parse", "view"]),
];

/// What the base may import of itself.
const WITHIN_BASE: &[(&str, &[&str])] = &[
    ("archive", &["bundle", "diag", "id", "text"]),
    ("attachment", &["source"]),
    ("id", &["text"]),
    ("fingerprint", &[]),
    ("source", &["fingerprint", "sheet", "text"]),
    ("text", &[]),
    ("language", &[]),
    ("country", &[]),
    ("edtf", &["text"]),
    ("clock", &["edtf", "id"]),
    ("collate", &["language"]),
    ("colour", &[]),
    ("number", &["language"]),
    ("data", &["source", "text"]),
    ("engine", &["source"]),
    ("diag", &["source", "text"]),
    ("search", &["fingerprint", "words"]),
    ("sheet", &["text"]),
    ("words", &[]),
    ("leak", &["diag", "source", "text"]),
    ("links", &["diag", "edtf", "source", "text"]),
    ("permalinks", &["diag", "id", "source"]),
    ("bundle", &["diag", "id", "leak", "weight"]),
    ("weight", &["diag", "id"]),
];

/// Exceptions, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("render", "graph", "`EntityId` is a number; the graph itself is reached through the view"),
    ("output", "graph", "the same; claims see the graph through `plan::Layout`, makers never do"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// The modules that each module imports, with the file that does. Tests may import anything.
fn imports() -> BTreeMap<(String, String), PathBuf> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut out = BTreeMap::new();
    for file in files {
        let below = file.strip_prefix(&src).expect("it was found there");
        let first = below.components().next().expect("a file has a name").as_os_str();
        let module = first.to_string_lossy().trim_end_matches(".rs").to_owned();
        if ["lib", "main", "cli"].contains(&module.as_str()) || file.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("it is UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let name: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if name != module && !name.is_empty() && name != "build" {
                    out.insert((module.clone(), name), file.clone());
                }
            }
        }
    }
    out
}

#[test]
fn modules_import_only_what_the_layers_allow() {
    let mut wrong = Vec::new();
    for ((module, import), file) in imports() {
        let listed = LAYERS.iter().chain(WITHIN_BASE).find(|(name, _)| *name == module);
        let Some((_, allowed)) = listed else {
            wrong
                .push(format!("`{module}` stands in no layer: add it here and to ARCHITECTURE.md"));
            continue;
        };
        let is_base = BASE.contains(&module.as_str());
        let fine = allowed.contains(&import.as_str())
            || !is_base && BASE.contains(&import.as_str())
            || EXCEPTIONS.iter().any(|(from, to, _)| *from == module && *to == import);
        if !fine {
            wrong.push(format!("`{module}` must not import `{import}` ({})", file.display()));
        }
    }
    wrong.sort();
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn only_the_check_of_links_asks_the_network() {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.retain(|file| !file.ends_with("tests.rs") && !file.starts_with(src.join("serve/tests")));
    // Each word with the files that may have it.
    let words: [(&str, &[&str]); 4] = [
        ("ureq", &["network.rs"]),
        ("network", &["network.rs", "lib.rs", "cli/links.rs"]),
        // The preview wakes its own accept loop.
        ("TcpStream::connect", &["serve.rs"]),
        ("UdpSocket", &[]),
    ];
    let mut wrong = Vec::new();
    for file in &files {
        let below = file.strip_prefix(&src).expect("it was found there").to_string_lossy();
        let text = fs::read_to_string(file).expect("it is UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        let is_path = |word: &str| match word {
            "network" => code.contains("network::") || code.contains("mod network"),
            word => code.contains(word),
        };
        let found = words.iter().filter(|(word, may)| is_path(word) && !may.contains(&&*below));
        wrong.extend(found.map(|(word, _)| format!("{below}: {word}")));
    }
    assert_eq!(wrong, [] as [String; 0]);
}

/// What a file of a view may not import, by its name: planning does not show, and showing does not look
/// past the view.
const WALLS: &[(&str, &[&str])] = &[
    ("plan.rs", &["crate::view::", "crate::render", "tera::"]),
    ("settings.rs", &["crate::view::", "crate::render", "crate::graph", "tera::"]),
    ("show.rs", &["crate::graph", "crate::schema", "crate::config"]),
];

#[test]
fn planning_and_showing_of_a_view_are_apart() {
    let mut files = Vec::new();
    rust_files(&root().join("src/views"), &mut files);
    let mut wrong = Vec::new();
    for (file, (_, walls)) in files
        .iter()
        .flat_map(|file| WALLS.iter().map(move |wall| (file, wall)))
        .filter(|(file, (name, _))| file.ends_with(name))
    {
        let text = fs::read_to_string(file).expect("it is UTF-8");
        let imports = text.lines().filter(|line| !line.contains("crate::graph::EntityId"));
        for line in imports.filter(|line| walls.iter().any(|wall| line.contains(wall))) {
            wrong.push(format!("{}: {line}", file.display()));
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

/// Folders in which no file needs one that needs it, in turn.
const WITHOUT_CIRCLES: &[&str] = &["parse", "plan"];

/// The path of a module as it stands after `crate::`.
fn module_of(file: &Path) -> String {
    let below = file.strip_prefix(root().join("src")).expect("it was found there");
    let parts = below
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect::<Vec<_>>();
    parts.join("::")
}

/// The paths in a piece of code that begin with `super` or `crate`, lists in braces taken apart.
fn paths(code: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || "_:".contains(c);
    let starts = ["super::", "crate::"].iter().flat_map(|start| code.match_indices(start));
    let mut out = Vec::new();
    for (at, _) in starts.filter(|(at, _)| !code[..*at].ends_with(is_part)) {
        let end = code[at..].find(|c| !is_part(c)).map_or(code.len(), |end| at + end);
        match code[end..].strip_prefix('{') {
            Some(list) => {
                branches(&code[at..end], list, &mut out);
            }
            None => out.push(code[at..end].to_owned()),
        }
    }
    out
}

/// The paths that begin with `before` and go on in a list up to its closing brace; what stands behind it.
fn branches<'c>(before: &str, mut list: &'c str, out: &mut Vec<String>) -> &'c str {
    loop {
        list = list.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if let Some(rest) = list.strip_prefix('}') {
            return rest;
        }
        let end = list.find([',', '{', '}']).expect("a list is closed");
        let path =
            format!("{before}{}", list[..end].split(" as ").next().unwrap_or_default().trim());
        match list[end..].strip_prefix('{') {
            Some(rest) => list = branches(&path, rest, out),
            None => {
                out.push(path);
                list = &list[end..];
            }
        }
    }
}

/// The files of a folder by module, each with those that it needs: those that it names, and those
/// below it, which it declares.
fn needs(folder: &str) -> BTreeMap<String, Vec<String>> {
    let src = root().join("src");
    let mut files = vec![src.join(format!("{folder}.rs"))];
    rust_files(&src.join(folder), &mut files);
    files.retain(|file| !file.ends_with("tests.rs"));
    let modules: Vec<String> = files.iter().map(|file| module_of(file)).collect();
    let named = |module: &str, path: &str| {
        let mut at: Vec<&str> =
            if path.starts_with("super") { module.split("::").collect() } else { Vec::new() };
        for part in path.split("::") {
            match part {
                "super" => drop(at.pop()),
                "crate" | "self" | "" => {}
                part => at.push(part),
            }
        }
        // The last part is mostly something in the file of the part before.
        (1..=at.len()).rev().map(|end| at[..end].join("::")).find(|path| modules.contains(path))
    };
    let mut out = BTreeMap::new();
    for (file, module) in files.iter().zip(&modules) {
        let text = fs::read_to_string(file).expect("it is UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        // Who may see a thing is no import.
        let seen_by = |line: &str| match line.split_once("pub(in ") {
            Some((before, rest)) => {
                format!("{before}{}", rest.split_once(')').map_or("", |(_, rest)| rest))
            }
            None => line.to_owned(),
        };
        let paths = paths(&code.map(seen_by).collect::<Vec<_>>().join("\n"));
        let mut needed: Vec<String> = paths.iter().filter_map(|path| named(module, path)).collect();
        let below =
            |other: &&String| other.rsplit_once("::").is_some_and(|(above, _)| above == module);
        needed.extend(modules.iter().filter(below).cloned());
        needed.retain(|needed| needed != module);
        out.insert(module.clone(), needed);
    }
    out
}

#[test]
fn no_file_needs_one_that_needs_it() {
    for folder in WITHOUT_CIRCLES {
        let mut needs = needs(folder);
        assert!(needs.len() > 10, "{folder}");
        // Files that need none are taken away, then those that needed only them: circles remain.
        while let Some(free) = needs.iter().find(|(_, needs)| needs.is_empty()) {
            let free = free.0.clone();
            needs.remove(&free);
            needs.values_mut().for_each(|needs| needs.retain(|needed| *needed != free));
        }
        assert_eq!(needs, BTreeMap::new(), "these files of src/{folder} need each other");
    }
}

#[test]
fn paths_of_imports_are_taken_apart() {
    let code = "use super::{a::{B, self}, c};\nlet x = crate::d::e(super::f::G);";
    let found = ["super::a::B", "super::a::self", "super::c", "super::f::G", "crate::d::e"];
    assert_eq!(paths(code), found);
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let mut pages: Vec<String> = fs::read_dir(root().join("docs/diagnostics"))
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".md").to_owned())
        .filter(|name| name != "README")
        .collect();
    pages.sort();
    let mut codes: Vec<String> =
        plenary::diag::Code::ALL.iter().map(|code| code.slug().to_owned()).collect();
    codes.sort();
    assert_eq!(pages, codes);
}

#[test]
fn the_map_of_the_program_names_every_module() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("it is there");
    for (module, _) in LAYERS.iter().chain(WITHIN_BASE) {
        assert!(map.contains(&format!("`{module}`")), "ARCHITECTURE.md does not name `{module}`");
    }
}

/// How many things a function may be given, beside itself.
const MOST_PARAMETERS: usize = 4;

/// The functions of a file with the number of their parameters.
fn functions(code: &str) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let rest = &code[at + 3..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let before = code[..at].chars().next_back();
        if name.is_empty() || before.is_some_and(|c| !c.is_whitespace()) {
            continue;
        }
        let Some(open) = rest.find('(') else { continue };
        out.push((name, parameters(&rest[open + 1..])));
    }
    out
}

/// How many parameters stand before the bracket that closes a list of them, without `self`.
fn parameters(list: &str) -> usize {
    let (mut depth, mut current, mut all) = (0, String::new(), Vec::new());
    let mut before = ' ';
    for c in list.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            ',' if depth == 0 => all.push(std::mem::take(&mut current)),
            c => current.push(c),
        }
        before = c;
    }
    all.push(current);
    let is_self = |text: &str| text.split([' ', '&']).next_back() == Some("self");
    all.iter().map(|text| text.trim()).filter(|text| !text.is_empty() && !is_self(text)).count()
}

#[test]
fn functions_take_few_things() {
    assert_eq!(functions("fn a(&mut self, b: (u8, u8), c: impl Fn(u8, u8) -> u8,) {}")[0].1, 2);
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("it is UTF-8");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.map(|line| format!("{line}\n")).collect();
        let many = functions(&code).into_iter().filter(|(_, count)| *count > MOST_PARAMETERS);
        wrong.extend(many.map(|(name, count)| format!("{}: {name} takes {count}", file.display())));
    }
    assert_eq!(wrong, [] as [String; 0]);
}
