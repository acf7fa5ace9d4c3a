//! The systems that the five reports describe, each looked for on the built portal.
//!
//! `systems.toml` names for each of them what must be seen and where, or what is still missing.
#![allow(clippy::disallowed_methods, reason = "a test that reads the content and runs the program")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use plenary::bundle::Content;
use plenary::id::Route;
use plenary::source::Sources;
use plenary::state::State;
use plenary::view::Settings;
use plenary::{Build, build, load};
use serde::Deserialize;
use serde_json::Value;

/// How many systems there are: S001 to S132.
const SYSTEMS: usize = 132;

/// The day for which the portal is built, unless a check names another.
const TODAY: &str = "2026-01-01";

/// One system: what it is, what must be seen, and what is still missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct System {
    what: String,
    #[serde(default)]
    see: Vec<Check>,
    not_yet: Option<String>,
}

/// One thing that would be missing if the system were.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Check {
    /// The address of a page or file, with the language where it is not English.
    at: Option<String>,
    /// The day for which the portal is built.
    as_of: Option<String>,
    /// A change to the content. The portal is built once more with the changes of all checks together.
    change: Option<Change>,
    /// Words that stand on the page, spaces aside.
    text: Option<String>,
    /// Words that do not stand there.
    lacks: Option<String>,
    /// Where a link of the page leads, with its anchor.
    link: Option<String>,
    /// Words that stand on the page in this order.
    order: Vec<String>,
    /// Where a link above the page's own content leads, such as one of the navigation.
    header: Option<String>,
    /// An anchor of the page.
    anchor: Option<String>,
    /// A piece of what stands before the page's own content: its head, or what all pages have at the top.
    before: Option<String>,
    /// A piece that does not stand there.
    without: Option<String>,
    /// A piece of the page's HTML.
    html: Option<String>,
    /// How often `html` or `link` (as a beginning) stands there, or how many rows a data file has.
    count: Option<usize>,
    /// Of the rows of a data file: those whose fields have these values.
    having: BTreeMap<String, Value>,
    /// The code of a message of the build; `text` and `count` say more of it.
    said: Option<String>,
    /// Arguments of the program; `text` stands in what it prints.
    command: Option<Vec<String>>,
}

/// A change to one file of the site: words for others, or words at the end.
#[derive(Deserialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Change {
    file: String,
    #[serde(default)]
    from: String,
    to: String,
    /// How often the new words are written.
    times: Option<usize>,
}

/// The portal, built once for each day that a check asks for, and once with all changes.
struct Portals {
    changes: BTreeSet<Change>,
    built: BTreeMap<(String, bool), Build>,
    /// What one build leaves for the next, so that the next costs less.
    state: State,
}

impl Portals {
    fn new(systems: &BTreeMap<String, System>) -> Self {
        let checks = systems.values().flat_map(|system| &system.see);
        let changes = checks.filter_map(|check| check.change.clone()).collect();
        Self { changes, built: BTreeMap::new(), state: State::default() }
    }

    fn get(&mut self, check: &Check) -> &Build {
        let day = check.as_of.clone().unwrap_or_else(|| TODAY.to_owned());
        let (state, changed) = (&mut self.state, check.change.is_some());
        let changes = self.changes.iter().filter(|_| changed);
        self.built.entry((day.clone(), changed)).or_insert_with(|| built(day, changes, state))
    }
}

fn built<'a>(today: String, changes: impl Iterator<Item = &'a Change>, state: &mut State) -> Build {
    let sources = load::read(root(), &[]).expect("it can be read").value;
    let sources = changes.fold(sources, |sources, change| changed(&sources, change));
    build(&sources, &Settings { today, ..Settings::default() }, state)
}

fn changed(sources: &Sources, change: &Change) -> Sources {
    let mut texts: BTreeMap<String, String> = sources
        .iter()
        .map(|(_, source)| (source.path.to_string(), source.text.to_string()))
        .collect();
    let text = texts.entry(change.file.clone()).or_default();
    assert!(text.contains(&change.from), "{} has no “{}”", change.file, change.from);
    let to = change.to.repeat(change.times.unwrap_or(1));
    *text = match change.from.as_str() {
        "" => format!("{text}{to}"),
        from => text.replacen(from, &to, 1),
    };
    Sources::new(texts.into_iter().collect(), sources.assets().to_vec())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn systems() -> BTreeMap<String, System> {
    toml::from_str(include_str!("systems.toml")).expect("systems.toml can be read")
}

/// The text of a page or file of the portal.
fn file(portal: &Build, at: &str) -> Result<String, String> {
    let path = at.trim_start_matches('/');
    let name = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let route = Route::file(&name).ok_or_else(|| format!("{name} is no address"))?;
    match portal.bundle.get(&route).value {
        Some(Content::Bytes(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        _ => Err("there is no such page".to_owned()),
    }
}

/// What stands in `<main>`; a file that is no page as a whole.
fn main(page: &str) -> &str {
    let from = page.find("<main").unwrap_or(0);
    let to = page.rfind("</main>").unwrap_or(page.len());
    &page[from..to]
}

/// The words of a page: each tag is a space, and spaces stand alone.
fn words(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push(' ');
        text.push_str(part.split_once('>').map_or(part, |(_, words)| words));
    }
    let plain = text
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the links of a page lead, counted from the root of the site.
fn links(at: &str, html: &str) -> Vec<String> {
    let folder = at.rsplit_once('/').map_or("", |(folder, _)| folder);
    let found = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.map(|link| joined(folder, link)).collect()
}

fn joined(folder: &str, link: &str) -> String {
    if link.starts_with('#') || link.contains("://") {
        return link.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let slash = if link.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("/{}{slash}", parts.join("/"))
}

/// What is wrong with a check, if anything.
fn fault(check: &Check, portals: &mut Portals) -> Result<(), String> {
    if let Some(command) = &check.command {
        return ran(check, command);
    }
    let portal = portals.get(check);
    match (&check.said, &check.at) {
        (Some(code), _) => said(check, code, portal),
        (None, Some(at)) => seen(check, at, portal),
        (None, None) => Err("it names neither a page nor a message nor a command".to_owned()),
    }
}

fn said(check: &Check, code: &str, portal: &Build) -> Result<(), String> {
    let has = |message: &str| check.text.as_ref().is_none_or(|text| message.contains(text));
    let told = |d: &&plenary::diag::Diagnostic| {
        let more = d.help.iter().chain(&d.notes).chain(&d.label);
        let places = d.related.iter().map(|(_, words)| words);
        d.code.slug() == code && (has(&d.message) || more.chain(places).any(|words| has(words)))
    };
    let found = portal.report.diagnostics.iter().filter(told).count();
    let wanted = check.count.map_or(found > 0, |count| count == found);
    wanted.then_some(()).ok_or(format!("the build says it {found} times"))
}

fn ran(check: &Check, arguments: &[String]) -> Result<(), String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    let output = command.args(arguments).current_dir(root()).output().map_err(|e| e.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let lines = String::from_utf8_lossy(&output.stdout).lines().count();
    holds(check.text.as_ref().is_none_or(|text| printed.contains(text)), "text", &printed)?;
    holds(check.count.is_none_or(|count| count == lines), "count", &lines.to_string())
}

fn holds(is: bool, what: &str, instead: &str) -> Result<(), String> {
    let start: String = instead.chars().take(300).collect();
    is.then_some(()).ok_or(format!("{what} fails; there is: {start}"))
}

fn seen(check: &Check, at: &str, portal: &Build) -> Result<(), String> {
    let whole = file(portal, at)?;
    if at.ends_with(".json") && (check.count.is_some() || !check.having.is_empty()) {
        return rows(check, &whole);
    }
    let html = main(&whole);
    let text = words(html);
    holds(check.text.as_ref().is_none_or(|wanted| text.contains(wanted)), "text", &text)?;
    holds(check.lacks.as_ref().is_none_or(|wanted| !text.contains(wanted)), "lacks", "it")?;
    let anchor = check.anchor.as_ref().is_none_or(|id| html.contains(&format!("id=\"{id}\"")));
    holds(anchor, "anchor", "none")?;
    holds(in_order(&text, &check.order), "order", &text)?;
    let before = &whole[..whole.find("<main").unwrap_or(0)];
    holds(check.before.as_ref().is_none_or(|piece| before.contains(piece)), "before", "none")?;
    holds(check.without.as_ref().is_none_or(|piece| !before.contains(piece)), "without", "it")?;
    let header = links(at, before);
    holds(check.header.as_ref().is_none_or(|link| header.contains(link)), "header", "none")?;
    linked(check, &links(at, html))?;
    let Some(piece) = &check.html else { return Ok(()) };
    let found = html.matches(piece.as_str()).count();
    holds(check.count.map_or(found > 0, |count| count == found), "html", &found.to_string())
}

fn in_order(text: &str, wanted: &[String]) -> bool {
    let mut rest = text;
    wanted.iter().all(|words| {
        let found = rest.find(words.as_str());
        rest = found.map_or("", |at| &rest[at + words.len()..]);
        found.is_some()
    })
}

fn linked(check: &Check, links: &[String]) -> Result<(), String> {
    let Some(wanted) = &check.link else { return Ok(()) };
    match check.count {
        Some(count) => {
            let unique: BTreeSet<&String> =
                links.iter().filter(|link| link.starts_with(wanted) && *link != wanted).collect();
            holds(unique.len() == count, "count of links", &format!("{} {unique:?}", unique.len()))
        }
        None => holds(links.contains(wanted), "link", &links.join(" ")),
    }
}

fn rows(check: &Check, text: &str) -> Result<(), String> {
    let all: Vec<Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let meets = |row: &&Value| {
        row["lang"] == "en"
            && check.having.iter().all(|(field, wanted)| {
                let fields = &row["fields"];
                let value = if field == "id" { &row["id"] } else { &fields[field] };
                value == wanted || names(value, wanted)
            })
    };
    let found = all.iter().filter(meets).count();
    holds(check.count.map_or(found > 0, |count| count == found), "count", &found.to_string())
}

/// Whether a list or a reference holds this id or word.
fn names(value: &Value, wanted: &Value) -> bool {
    let is = |item: &Value| item == wanted || item["id"] == *wanted;
    is(value) || value.as_array().is_some_and(|items| items.iter().any(is))
}

#[test]
fn each_system_is_named_once() {
    let systems = systems();
    let wanted: Vec<String> = (1..=SYSTEMS).map(|number| format!("S{number:03}")).collect();
    assert!(systems.keys().eq(wanted.iter()), "{:?}", systems.keys().collect::<Vec<_>>());
    for (id, system) in &systems {
        assert!(!system.what.is_empty(), "{id} says what it is");
        assert!(
            !system.see.is_empty() || system.not_yet.is_some(),
            "{id} has a check, or says what is missing"
        );
    }
}

#[test]
fn what_each_system_promises_is_seen() {
    let systems = systems();
    let (mut portals, mut faults) = (Portals::new(&systems), String::new());
    for (id, system) in &systems {
        for check in &system.see {
            let Err(fault) = fault(check, &mut portals) else { continue };
            let at = check.at.as_deref().or(check.said.as_deref()).unwrap_or("command");
            writeln!(faults, "{id} {at} {:?}: {fault}", check.text).expect("a text can be written");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_summary_counts_what_is_shown() {
    let shown = systems().values().filter(|system| system.not_yet.is_none()).count();
    let line = format!("{shown} of {SYSTEMS} shown");
    let page = include_str!("../docs/portal.md");
    assert!(page.contains(&line), "docs/portal.md does not say “{line}”");
}
