//! The examples of the CommonMark specification, through the whole pipeline, with everything beyond
//! CommonMark switched off.
#![allow(clippy::disallowed_methods, reason = "a test, not the program")]

use plenary::bundle::Content;
use plenary::id::Route;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build};

/// How many examples the specification has.
const EXAMPLES: usize = 652;

/// Examples whose output differs, each with its reason. There are none.
const KNOWN: &[(u64, &str)] = &[];

const SITE: &str = "[markdown]\nextensions = false\nraw_html = \"allow\"\n";

struct Example {
    number: u64,
    section: String,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commonmark/spec-0.31.2.json");
    let text = std::fs::read_to_string(path).expect("the examples are there");
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).expect("they are JSON");
    let text = |example: &serde_json::Value, key: &str| {
        example[key].as_str().unwrap_or_default().to_owned()
    };
    let one = |example: &serde_json::Value| Example {
        number: example["example"].as_u64().expect("an example has a number"),
        section: text(example, "section"),
        markdown: text(example, "markdown"),
        html: text(example, "html"),
    };
    all.iter().map(one).collect()
}

/// One site of all examples, each a page that is nothing but its text.
fn site(examples: &[Example]) -> Build {
    let mut files = vec![
        ("site.toml".to_owned(), SITE.to_owned()),
        ("templates/page.html".to_owned(), "{{ record.body }}".to_owned()),
    ];
    files.extend(examples.iter().map(|example| {
        // Front matter comes first, since an example may begin with what looks like some.
        let text = format!("+++\ntitle = \"Example\"\n+++\n{}", example.markdown);
        (format!("content/example-{}.md", example.number), text)
    }));
    build(&Sources::new(files, Vec::new()), &Settings::default(), &mut State::default())
}

#[test]
fn every_example_of_commonmark_comes_out_as_the_specification_says() {
    let examples = examples();
    assert_eq!(examples.len(), EXAMPLES);
    let built = site(&examples);
    let mut differ = Vec::new();
    for example in &examples {
        let route = Route::page(&format!("example-{}", example.number)).expect("a good address");
        let html = match built.bundle.get(&route).value {
            Some(Content::Bytes(bytes)) => String::from_utf8(bytes).expect("pages are UTF-8"),
            _ => "(no page)".to_owned(),
        };
        let known = KNOWN.iter().any(|(number, _)| *number == example.number);
        if (html == example.html) == known {
            differ.push(format!(
                "example {} ({}){}\n{:?}\nexpected {:?}\nthere is {:?}",
                example.number,
                example.section,
                if known { " is as the specification says; take it out of KNOWN" } else { "" },
                example.markdown,
                example.html,
                html
            ));
        }
    }
    assert!(differ.is_empty(), "{} of {EXAMPLES} differ:\n\n{}", differ.len(), differ.join("\n\n"));
}
