//! What must hold of every site, whatever its authors wrote.

use std::cell::RefCell;

use html5ever::tokenizer::{
    BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use plenary::build;
use plenary::bundle::Content;
use plenary::diag::{Code, Diagnostic};
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;

/// A file of a site may be this many times as large as all that the site is made from, beside [`BASE`].
const GROWTH: usize = 100;

/// What any file may weigh, in bytes.
const BASE: usize = 1024 * 1024;

/// A site has this many files, and as many more as its texts have bytes: a row of two bytes is a page.
const FILES: usize = 500;

/// Builds a site twice, the second time with what the first left behind, and looks at every file.
pub(crate) fn site(sources: &Sources) -> Result<(), String> {
    let settings = Settings { today: "2026-01-01".to_owned(), ..Settings::default() };
    let mut state = State::default();
    let first = files(sources, &settings, &mut state)?;
    let second = files(sources, &settings, &mut state)?;
    if first != second {
        return Err("a second build gives other bytes".to_owned());
    }
    let input: usize = sources.iter().map(|(_, source)| source.text.len()).sum();
    let largest = first.iter().map(|(_, bytes)| bytes.len()).max().unwrap_or(0);
    if first.len() > FILES + input || largest > BASE + GROWTH * input {
        let files = first.len();
        return Err(format!("{input} bytes became {files} files, one of {largest} bytes"));
    }
    first.iter().try_for_each(|(route, bytes)| file(route, bytes))
}

type Files = Vec<(String, Vec<u8>)>;

fn files(sources: &Sources, settings: &Settings, state: &mut State) -> Result<Files, String> {
    let build = build(sources, settings, state);
    no_bug(&build.report.diagnostics)?;
    let mut out = Vec::new();
    for at in build.bundle.order().concat() {
        let route = &build.bundle.files()[at].0;
        let made = build.bundle.content(at);
        no_bug(&made.diagnostics)?;
        if let Some(Content::Bytes(bytes)) = made.value {
            out.push((route.as_str().to_owned(), bytes));
        }
    }
    Ok(out)
}

/// A panic inside the program is caught for each page and reported with a code of its own.
fn no_bug(diagnostics: &[Diagnostic]) -> Result<(), String> {
    match diagnostics.iter().find(|diagnostic| diagnostic.code == Code::InternalError) {
        Some(bug) => Err(format!("{}: {:?}", bug.message, bug.help)),
        None => Ok(()),
    }
}

fn file(route: &str, bytes: &[u8]) -> Result<(), String> {
    let is = |ending: &str| route.ends_with(ending);
    if is(".xlsx") {
        return Ok(());
    }
    if is(".sqlite") {
        let is_one = bytes.starts_with(b"SQLite format 3\0");
        return is_one.then_some(()).ok_or(format!("{route} is not a database"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{route} is not UTF-8"))?;
    let control = |c: &char| c.is_control() && !['\n', '\r', '\t'].contains(c);
    if let Some(found) = text.chars().find(control) {
        return Err(format!("{route} holds the control character {found:?}"));
    }
    if is(".json") {
        let read: Result<serde_json::Value, _> = serde_json::from_str(text);
        read.map_err(|error| format!("{route}: {error}"))?;
    }
    if is(".html") {
        return harmless(text).map_err(|problem| format!("{route}: {problem}"));
    }
    Ok(())
}

/// Whether a page runs nothing but the theme's own scripts.
fn harmless(html: &str) -> Result<(), String> {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    match tokenizer.sink.0.into_inner() {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

/// The theme's own scripts.
const SCRIPTS: &[&str] = &["plenary.js", "404.js", "redirect.js", "search.js", "search-engine.js"];

/// The first tag that could do something.
#[derive(Default)]
struct Tags(RefCell<Option<String>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == StartTag
        {
            let attribute = |name: &str| {
                tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string())
            };
            let active = ["iframe", "object", "embed", "applet", "base", "frame", "style"];
            let own = |src: Option<String>| {
                src.is_some_and(|src| {
                    SCRIPTS.iter().any(|name| src.rsplit('/').next() == Some(name))
                })
            };
            // A block of data is no script.
            let is_data = tag.attrs.len() == 1
                && attribute("type").is_some_and(|kind| kind == "application/ld+json");
            let bad_attribute = tag.attrs.iter().find(|attribute| {
                let name = &*attribute.name.local;
                name.starts_with("on") || ADDRESSES.contains(&name) && runs(&attribute.value)
            });
            let refresh =
                attribute("http-equiv").is_some_and(|of| of.eq_ignore_ascii_case("refresh"));
            let leads = attribute("content").filter(|_| refresh).unwrap_or_default();
            if runs(leads.split_once('=').map_or("", |(_, address)| address)) {
                self.0.borrow_mut().get_or_insert(format!("a refresh to {leads}"));
            }
            if active.contains(&&*tag.name)
                || *tag.name == *"script" && !is_data && !own(attribute("src"))
            {
                self.0.borrow_mut().get_or_insert(format!("the element <{}>", tag.name));
            } else if let Some(bad) = bad_attribute {
                let (name, value) = (&bad.name.local, &bad.value);
                self.0.borrow_mut().get_or_insert(format!("{name}=\"{value}\""));
            }
        }
        TokenSinkResult::Continue
    }
}

/// The attributes whose values are addresses; in any other, `javascript:` is a text like all texts.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "srcset",
    "poster",
    "action",
    "formaction",
    "data",
    "ping",
    "background",
    "cite",
    "longdesc",
    "xlink:href",
];

/// Whether a browser would run the value of an attribute as an address. Browsers skip blanks and control characters.
fn runs(value: &str) -> bool {
    let shown = value.chars().filter(|c| !c.is_control() && !c.is_whitespace());
    let start: String = shown.take(16).collect::<String>().to_lowercase();
    ["javascript:", "vbscript:", "data:text", "data:image/svg"]
        .iter()
        .any(|bad| start.starts_with(bad))
}
