//! What `plenary model --schema` prints, asked by a validator that is not ours: it accepts what the
//! program accepts, and nothing that the program refuses for its keys or types.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use plenary::data::{self, Place};
use plenary::source::Sources;

struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let program =
            Command::new(env!("CARGO_BIN_EXE_plenary")).args(["model", "--schema"]).output();
        let schema = serde_json::from_slice(&program.unwrap().stdout).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("https://site.example/schema.json", schema).unwrap();
        let index = compiler.compile("https://site.example/schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// What is wrong with a text; nothing where it cannot be read at all.
    fn objection(&self, toml: &str) -> Option<String> {
        let place = Place { source: Sources::default().built_in(), offset: 0 };
        let value = data::toml(toml, place).0.to_json();
        self.schemas.validate(&value, self.index).err().map(|error| error.to_string())
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, out);
        } else if path.to_string_lossy().ends_with(ending) {
            out.push(path);
        }
    }
    out.sort();
}

/// The fences of each section of a page: what stands behind the backticks, and the text.
fn cases(page: &str) -> Vec<Vec<(String, String)>> {
    let mut out = vec![Vec::new()];
    let mut open: Option<&str> = None;
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        let case: &mut Vec<(String, String)> = out.last_mut().unwrap();
        match open {
            Some(fence) if line == fence => open = None,
            Some(_) => {
                let text = &mut case.last_mut().unwrap().1;
                text.push_str(line);
                text.push('\n');
            }
            None if ticks.len() >= 3 => {
                open = Some(ticks);
                case.push((line[ticks.len()..].to_owned(), String::new()));
            }
            None if line.starts_with("## ") => out.push(Vec::new()),
            None => {}
        }
    }
    out
}

#[test]
fn the_portal_and_the_test_sites_are_valid() {
    let validator = Validator::new();
    let mut all = vec![root().join("site.toml")];
    files(&root().join("model"), ".toml", &mut all);
    files(&root().join("tests/sites"), "site.toml", &mut all);
    files(&root().join("src/cli/starter"), ".toml", &mut all);
    assert!(all.len() > 35);
    for path in all {
        let objection = validator.objection(&fs::read_to_string(&path).unwrap());
        assert_eq!(objection, None, "{}", path.display());
    }
}

#[test]
fn the_examples_of_the_reference_are_valid() {
    let validator = Validator::new();
    let page = fs::read_to_string(root().join("docs/reference/site-toml.md")).unwrap();
    // A page of strings/ has the paths of the model and other values; a condition alone is no file.
    let is_model = |text: &&str| text.starts_with('[') && !text.contains("strings/");
    let fences = cases(&page).into_iter().flatten().filter(|(name, _)| name == "toml");
    let fences: Vec<String> = fences.map(|(_, text)| text).collect();
    let examples: Vec<&str> = fences.iter().map(|text| &**text).filter(is_model).collect();
    assert!(examples.len() > 6, "{}", examples.len());
    for example in examples {
        assert_eq!(validator.objection(example), None, "{example}");
    }
}

/// The cases tell what the program says of each site.toml: the schema must agree.
#[test]
fn the_schema_and_the_program_agree_about_every_case() {
    let validator = Validator::new();
    let mut pages = Vec::new();
    files(&root().join("tests/cases"), ".md", &mut pages);
    files(&root().join("docs/diagnostics"), ".md", &mut pages);
    let (mut fine, mut wrong, mut differ) = (0, 0, Vec::new());
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        for fences in cases(&page) {
            let said = fences.iter().filter(|(name, _)| name == "diagnostics");
            let said: String = said.map(|(_, text)| &**text).collect();
            let model = |name: &str| name == "toml site.toml" || name.starts_with("toml model/");
            // Behind a file that cannot be read, nothing is said of the others.
            if said.contains("error[settings-syntax]") {
                continue;
            }
            for (name, text) in fences.iter().filter(|(name, _)| model(name)) {
                let file = name.trim_start_matches("toml ");
                let about_file =
                    said.split("\n\n").filter(|one| one.contains(&format!("--> {file}:")));
                let about_file: Vec<_> = about_file.collect();
                let says = |code: &str| about_file.iter().any(|one| one.starts_with(code));
                let objection = validator.objection(text);
                if says("error[unknown-setting]") && file == "site.toml" {
                    wrong += 1;
                    if objection.is_none() {
                        differ.push(format!("{} accepts\n{text}", path.display()));
                    }
                } else if !about_file.iter().any(|one| one.starts_with("error[")) {
                    fine += 1;
                    differ.extend(objection.map(|it| format!("{} {it}\n{text}", path.display())));
                }
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(fine > 150 && wrong >= 5, "{fine} valid, {wrong} not");
}

#[test]
fn what_is_wrong_is_refused() {
    let validator = Validator::new();
    for text in [
        "titel = \"A\"",
        "title = 3",
        "languages = [1]",
        "[markdown]\nraw_html = \"yes\"",
        "[outputs]\nnothing = false",
        "[outputs]\nfeed = 1",
        "[diagnostics]\nunknown-field = \"loud\"",
        "[diagnostics]\nno-such-code = \"error\"",
        "[feed]\nlimit = 0",
        "[kinds.meeting]\nlable = \"Meeting\"",
        "[kinds.meeting.fields]\nplace = { type = \"txt\" }",
        "[kinds.meeting.fields]\nmode = { type = \"enum\", values = [{ label = \"Online\" }] }",
        "[[kinds.meeting.rules]]\ntext = \"A\"",
        "[[views]]\npath = \"a\"",
        "[[views]]\ntitle = \"A\"\npath = \"a\"\nrows = \"b\"",
        "[[views]]\ntitle = \"A\"\npath = \"a\"\ntype = \"matrix\"\nrows = { feild = \"b\" }",
        "[[views]]\ntitle = \"A\"\npath = \"a\"\ntype = \"pie\"",
        "[[assert]]\nhas = \"a\"",
        "[[navigation]]\ntitle = \"A\"",
    ] {
        assert!(validator.objection(text).is_some(), "{text}");
    }
}

/// The names of all keys in a schema, but for those of tables of words.
fn names(schema: &serde_json::Value, out: &mut Vec<String>) {
    let Some(parts) = schema.as_object() else {
        return schema.as_array().into_iter().flatten().for_each(|part| names(part, out));
    };
    for (name, part) in parts {
        if let ("properties", Some(keys)) = (&**name, part.as_object()) {
            out.extend(keys.keys().cloned());
        }
        names(part, out);
    }
}

#[test]
fn the_reference_names_every_key() {
    let printed = Command::new(env!("CARGO_BIN_EXE_plenary")).args(["model", "--schema"]).output();
    let mut schema: serde_json::Value = serde_json::from_slice(&printed.unwrap().stdout).unwrap();
    // Codes have pages of their own.
    schema["properties"]["diagnostics"] = serde_json::Value::Null;
    let mut all = Vec::new();
    names(&schema, &mut all);
    assert!(all.len() > 100);
    let page = fs::read_to_string(root().join("docs/reference/site-toml.md")).unwrap();
    let is_named = |name: &str| {
        let forms =
            [format!("`{name}`"), format!("[{name}]"), format!(".{name}]]"), format!("{{ {name},")];
        forms.iter().any(|form| page.contains(form))
    };
    all.retain(|name| !is_named(name) && name != "autolink");
    all.sort();
    all.dedup();
    assert_eq!(all, [] as [String; 0]);
}

/// The JSON Feed that a site publishes.
fn feed(route: &str) -> serde_json::Value {
    let sources = Sources::from_archive(
        "-- site.toml --\ntitle = \"P\"\nbase_url = \"https://p.example/\"\nlanguages = [\"en\", \"pt-BR\"]\n\
         [kinds.meeting]\nfolder = \"meetings\"\nfields.date = { type = \"date\" }\n\
         -- content/meetings/a.md --\n+++\ndate = 2003-11-06\nsummary = \"One & two.\"\n+++\n# A\n\
         -- content/meetings/b.md --\n+++\ndate = \"2003-12-01T09:30:00+02:00\"\n+++\n# B\n\
         -- content/meetings/a.pt-BR.md --\n# A\n-- content/meetings/b.pt-BR.md --\n# B\n",
    );
    let settings = plenary::view::Settings { today: "2026-01-01".to_owned(), ..Default::default() };
    let build = plenary::build(&sources, &settings, &mut plenary::state::State::default());
    let route = plenary::id::Route::file(route).unwrap();
    let Some(plenary::bundle::Content::Bytes(bytes)) = build.bundle.get(&route).value else {
        panic!("there is no {route:?}");
    };
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_feed_is_a_json_feed() {
    let path = root().join("tests/schemas/json-feed-1.1.json");
    let schema = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://feed.example/schema.json", schema).unwrap();
    let index = compiler.compile("https://feed.example/schema.json", &mut schemas).unwrap();
    for route in ["feed.json", "pt-BR/feed.json"] {
        let mut feed = feed(route);
        assert_eq!(feed["items"].as_array().unwrap().len(), 2);
        assert_eq!(schemas.validate(&feed, index).map_err(|e| e.to_string()), Ok(()));
        feed["items"][0]["date_published"] = "6 November".into();
        assert!(schemas.validate(&feed, index).is_err());
    }
}
