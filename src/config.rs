//! The table of a site's settings -> settings. Knows what may be set, not which module uses it.

use std::collections::BTreeMap;

use crate::attachment;
use crate::clock::Zone;
use crate::data::{Node, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, Level, no_such};
use crate::fingerprint::Fingerprint;
use crate::language::Language;
use crate::source::Span;
use crate::text::Localised;
use crate::weight::Budgets;

mod home;
mod identity;
pub mod keys;
mod lists;
mod reader;
mod redirects;
mod search;
pub use home::{Home, HomeLink};
pub use identity::{Identity, Letters, Publisher};
use keys::{Key, Keys, LOCALISED, Names, Takes, words};
pub use lists::{LIST, ListSettings, ORDER, Sort, Style, dated, list_settings, order_settings};
pub use reader::{Reader, localised, unknown};
pub use redirects::Redirect;
pub use search::{Search, Weights};

/// The name of the settings file.
pub const FILE: &str = "site.toml";

/// The folders below the site's root that hold no content, wherever the content is.
pub const OWN_FOLDERS: &[&str] = &["model/", "static/", "strings/", "templates/", "themes/"];

/// Whether a path from the site's root leads into one of [`OWN_FOLDERS`].
pub fn is_own(path: &str) -> bool {
    OWN_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// The words that `distribution` of a record takes on every site.
pub const DISTRIBUTIONS: &[&str] =
    &["public", "members", "internal", "restricted", "confidential", "private"];

/// The settings of a site.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's name.
    pub title: Localised,
    /// One or two sentences about the site.
    pub description: Localised,
    /// Where the site will be found, ending in a slash; empty where it is not known.
    pub base_url: String,
    /// Where it is today, if nothing else says what day it is.
    pub timezone: Zone,
    /// What the identifiers of records are made with, where it is not the site's address.
    pub identifier: Option<String>,
    /// The languages; the first is the default one. Never empty.
    pub languages: Vec<Language>,
    /// The name of the folder below themes/.
    pub theme: String,
    /// What the site looks like, as far as it says so itself.
    pub identity: Identity,
    /// Who publishes the site.
    pub publisher: Publisher,
    /// What stands on the home page beside its words.
    pub home: Home,
    /// The folder that holds the content, with a trailing slash; empty for the site's root.
    pub content: String,
    /// The main navigation.
    pub navigation: Vec<NavItem>,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// Which files may lie beside content, and where links may lead.
    pub files: Files,
    /// The words that `distribution` takes; whatever is not `public` is left out.
    pub distributions: Vec<String>,
    /// Levels that differ from the codes' own.
    pub levels: BTreeMap<Code, Level>,
    /// `[[views]]` as written, for the views to read.
    pub views: Vec<(Table, Span)>,
    /// `[[assert]]` as written.
    pub asserts: Vec<(Table, Span)>,
    /// How many entries the feed holds, and of which kinds (all where empty).
    pub feed: Feed,
    /// How the site is searched.
    pub search: Search,
    /// `[outputs]`: which sorts of files are made, by the names of the outputs.
    pub outputs: BTreeMap<String, Switch>,
    /// `[redirects]`: addresses that are no longer there, each with the one that answers for it.
    pub redirects: Vec<Redirect>,
    /// `[kinds]`, the site's own laid on the built-in ones, for the schema to read.
    pub kinds: Table,
    /// The fields that every kind has, for the schema to read.
    pub fields: Table,
    /// What pages may weigh.
    pub budgets: Budgets,
    /// `[params]`: whatever a theme wants to know.
    pub params: serde_json::Value,
    /// The fingerprint of all that settings are read from.
    pub mark: Fingerprint,
}

/// One entry of the main navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The words; empty: those of the page.
    pub title: Localised,
    /// What it leads to: a reference, a kind's or view's folder, or a web address.
    pub to: String,
    /// Where `to` stands.
    pub span: Span,
}

/// How Markdown is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markdown {
    /// What happens to HTML in content.
    pub raw_html: RawHtml,
    /// Whether straight quotation marks and `--` become typographic ones.
    pub smart: bool,
    /// Whether anything beyond CommonMark is understood (only the tests switch it off).
    pub extensions: bool,
}

/// Which files may lie beside content, and where links may lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Endings of files beside content that are published besides the usual ones, in small letters.
    pub allow: Vec<String>,
    /// Folders and files outside the site that symbolic links may lead to, from the site's root.
    pub follow: Vec<String>,
}

/// What happens to HTML in content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// What an allow-list names stays, the rest is removed with a warning.
    Sanitise,
    /// All of it stays.
    Allow,
    /// All of it is shown as text.
    Escape,
}

/// What the Atom feed holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The number of entries.
    pub limit: usize,
    /// The kinds; all where empty.
    pub kinds: Vec<(String, Span)>,
}

/// Whether something is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Whether it is.
    pub on: bool,
    /// Where that is written.
    pub span: Span,
}

/// The keys of site.toml.
pub const KEYS: Keys = &[
    Key::new("title", LOCALISED, "The name of the site.").default("\"Untitled site\""),
    Key::new("description", LOCALISED, "One or two sentences about the site.").default("\"\""),
    Key::new(
        "base_url",
        Takes::Text,
        "The address at which the site will be found, such as `https://portal.example/`.",
    )
    .default("\"\""),
    Key::new(
        "timezone",
        Takes::Text,
        "The time zone of the site, such as `Europe/Zurich`: it decides when a new day begins.",
    )
    .default("\"UTC\""),
    Key::new(
        "identifier",
        Takes::Text,
        "What the identifiers of records are made with, if the address of the site has changed.",
    ),
    Key::new("languages", Takes::Texts, "Language tags; the first is the default language.")
        .default("[\"en\"]"),
    Key::new(
        "theme",
        Takes::TextOrTable(identity::THEME),
        "A folder below `themes/`; or a table with the logo, colour and letters of the site.",
    )
    .default("\"default\""),
    Key::new("home", Takes::Table(home::HOME), "What stands on the home page."),
    Key::new("publisher", Takes::Table(identity::PUBLISHER), "Who publishes the site."),
    Key::new("content", Takes::Text, "The folder that holds the content.").default("\"content\""),
    Key::new("extends", Takes::Word(&words(EXTENDS)), "Takes over the built-in kinds.")
        .default("\"none\""),
    Key::new(
        "distributions",
        Takes::Texts,
        "Words that `distribution` of a record takes beside those that every site knows.",
    ),
    Key::new("params", Takes::AnyTable, "Anything that templates want to know, as `site.params`."),
    Key::new("navigation", Takes::Tables(NAVIGATION, "to"), "The main navigation."),
    Key::new("markdown", Takes::Table(MARKDOWN), "How Markdown is read."),
    Key::new("files", Takes::Table(FILES), "Which files may lie beside content."),
    Key::new(
        "diagnostics",
        Takes::Map(Names {
            names: codes,
            words: &["error", "warning", "info", "allow", "warn", "off"],
        }),
        "Levels of diagnostics that differ from the usual ones.",
    ),
    Key::new("feed", Takes::Table(FEED), "What the Atom feed holds."),
    Key::new("search", Takes::Table(search::SEARCH), "How the site is searched."),
    Key::new("outputs", Takes::Flags, "Sorts of files that are made, or not."),
    Key::new(
        "redirects",
        Takes::AnyTable,
        "Old addresses, each with the address of this site that answers for it.",
    ),
    Key::new(
        "budgets",
        Takes::Table(BUDGETS),
        "What pages and what they load may weigh, compressed.",
    ),
    Key::new("kinds", Takes::AnyTable, "The kinds of records, each by its name."),
    Key::new("views", Takes::Any, "Pages that are made from records."),
    Key::new("assert", Takes::Any, "Policies that must hold."),
];

impl Config {
    /// What the identifiers of records are made with: the first address of the site, or a text that stands
    /// for it. `--base-url` does not change it.
    pub fn identifier(&self) -> &str {
        self.identifier.as_deref().unwrap_or(&self.base_url)
    }
}

/// The words for how much something matters.
pub const LEVELS: &[(&str, Level); 3] =
    &[("error", Level::Error), ("warning", Level::Warning), ("info", Level::Info)];

const EXTENDS: &[(&str, bool); 2] = &[("knowledge-portal", true), ("none", false)];

fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.slug()).collect()
}

/// The settings that `table` holds.
pub fn read(table: &Table, diagnostics: &mut Diagnostics) -> Config {
    let mut reader = Reader::of(table, &[KEYS], FILE, diagnostics);
    let config = config(&mut reader);
    reader.finish();
    config
}

fn config(reader: &mut Reader<'_, '_>) -> Config {
    let folder = reader.folder("content").unwrap_or_else(|| "content".to_owned());
    reader.word("extends", EXTENDS);
    let (theme, identity) = identity::theme(reader);
    Config {
        title: reader.localised("title").unwrap_or_else(|| Localised::plain("Untitled site")),
        description: reader.localised("description").unwrap_or_default(),
        base_url: base_url(reader),
        timezone: timezone(reader),
        identifier: reader.text("identifier"),
        languages: languages(reader),
        theme: theme_name(reader, theme),
        identity,
        publisher: identity::publisher(reader),
        home: home::read(reader),
        content: content_folder(&folder),
        navigation: navigation(reader),
        markdown: markdown(reader),
        files: files(reader),
        distributions: distributions(reader),
        levels: levels(reader),
        views: raw(reader, "views"),
        asserts: raw(reader, "assert"),
        feed: feed(reader),
        search: search::search(reader),
        outputs: outputs(reader),
        redirects: redirects::read(reader),
        kinds: reader.table("kinds").cloned().unwrap_or_default(),
        fields: Table::default(),
        budgets: budgets(reader),
        params: reader.value("params").map_or_else(|| serde_json::json!({}), Value::to_json),
        mark: Fingerprint::ABSENT,
    }
}

/// Whether `table` takes over the built-in kinds.
pub fn extends_knowledge_portal(table: &Table) -> bool {
    let word = table.get("extends").and_then(Value::as_text);
    EXTENDS.iter().any(|(name, yes)| *yes && Some(*name) == word)
}

/// The languages that `table` names; never none.
pub fn languages_of(table: &Table) -> Vec<Language> {
    languages(&mut Reader::of(table, &[KEYS], FILE, &mut Diagnostics::new()))
}

/// Tables that others read.
fn raw(reader: &mut Reader<'_, '_>, name: &'static str) -> Vec<(Table, Span)> {
    reader.tables(name).into_iter().map(|(table, span)| (table.clone(), span)).collect()
}

/// The words that `distribution` takes: those of every site, and the site's own.
fn distributions(reader: &mut Reader<'_, '_>) -> Vec<String> {
    let own = reader.texts("distributions").into_iter().flatten().map(|(word, _)| word);
    DISTRIBUTIONS.iter().map(|word| (*word).to_owned()).chain(own).collect()
}

fn content_folder(folder: &str) -> String {
    match folder {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}

fn base_url(reader: &mut Reader<'_, '_>) -> String {
    let Some((url, span)) = reader.text_at("base_url") else { return String::new() };
    if url.is_empty() || normal_base_url(&url).is_some() {
        return normal_base_url(&url).unwrap_or_default();
    }
    reader.report(
        Diagnostic::new(Code::WrongSetting, format!("`{url}` is not a web address"))
            .at(span)
            .help("write the whole address, such as `https://portal.example/`"),
    );
    String::new()
}

/// A web address that ends in a slash, or `None` where it is none.
pub fn normal_base_url(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let strange =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '?' | '#');
    let fine = !host.is_empty() && !host.starts_with('/') && !host.contains(strange);
    fine.then(|| format!("{}/", url.trim_end_matches('/')))
}

fn timezone(reader: &mut Reader<'_, '_>) -> Zone {
    let Some((name, span)) = reader.text_at("timezone") else { return Zone::default() };
    Zone::named(&name).unwrap_or_else(|| {
        let names = Zone::names();
        let unknown = no_such("time zone", &name, span, names.iter().map(String::as_str));
        reader.report(
            unknown.note("zones have the names of the IANA database, such as `Africa/Nairobi`"),
        );
        Zone::default()
    })
}

fn theme_name(reader: &mut Reader<'_, '_>, written: Option<(String, Span)>) -> String {
    let Some((name, span)) = written else { return "default".to_owned() };
    if crate::id::Route::file(&name).is_some() && !name.contains('/') {
        return name;
    }
    reader.report(
        Diagnostic::new(Code::WrongSetting, format!("`{name}` is not the name of a theme"))
            .at(span)
            .help("write the name of a folder below themes/"),
    );
    "default".to_owned()
}

/// How many languages a site may have: every page links to itself in all of them.
const MOST_LANGUAGES: usize = 64;
/// How many entries the main navigation may have: it stands on every page.
const MOST_ENTRIES: usize = 200;

fn languages(reader: &mut Reader<'_, '_>) -> Vec<Language> {
    let mut out: Vec<Language> = Vec::new();
    for (tag, span) in reader.texts("languages").unwrap_or_default() {
        match Language::parse(&tag) {
            Ok(language) if out.contains(&language) => reader.report(
                Diagnostic::new(Code::WrongSetting, format!("`{tag}` is named twice")).at(span),
            ),
            Ok(_) if out.len() == MOST_LANGUAGES => {
                let headline = format!("a site has at most {MOST_LANGUAGES} languages");
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
                reader.report(
                    diagnostic.help("every page is made in every language; remove this one"),
                );
                break;
            }
            Ok(language) => out.push(language),
            Err(message) => {
                reader.report(Diagnostic::new(Code::WrongSetting, message).at(span));
            }
        }
    }
    if out.is_empty() {
        out.push(Language::parse("en").expect("`en` is a language tag"));
    }
    out
}

/// The keys of an entry of the navigation.
pub const NAVIGATION: Keys = &[
    Key::new(
        "to",
        Takes::Text,
        "A record, the folder of a kind or view, a page, or a web address.",
    )
    .required(),
    Key::new(
        "title",
        LOCALISED,
        "The words; where they are left out, the title of what it leads to.",
    ),
];

fn navigation(reader: &mut Reader<'_, '_>) -> Vec<NavItem> {
    let mut items = Vec::new();
    for (table, span) in reader.tables("navigation") {
        if items.len() == MOST_ENTRIES {
            let headline = format!("the main navigation has at most {MOST_ENTRIES} entries");
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
            reader.report(diagnostic.help("it is on every page; link to a list instead"));
            break;
        }
        let mut reader =
            Reader::of(table, &[NAVIGATION], "an entry of the navigation", reader.diagnostics());
        let title = reader.localised("title").unwrap_or_default();
        match reader.text_at("to") {
            Some((to, span)) => items.push(NavItem { title, to, span }),
            None => reader.report(
                Diagnostic::new(Code::WrongSetting, "this entry of the navigation leads nowhere")
                    .at(span)
                    .help("add `to = \"…\"` with a record, a kind's folder or a web address"),
            ),
        }
        reader.finish();
    }
    items
}

const MARKDOWN: Keys = &[
    Key::new(
        "raw_html",
        Takes::Word(&words(RAW_HTML)),
        "HTML in content: what an allow-list names stays; all of it stays; all of it is shown as text.",
    )
    .default("\"sanitise\""),
    Key::new(
        "smart",
        Takes::Flag,
        "Whether straight quotation marks and `--` become typographic ones.",
    )
    .default("false"),
    Key::new("extensions", Takes::Flag, "Whether anything beyond CommonMark is understood.")
        .default("true"),
];

const RAW_HTML: &[(&str, RawHtml); 4] = &[
    ("sanitise", RawHtml::Sanitise),
    ("sanitize", RawHtml::Sanitise),
    ("allow", RawHtml::Allow),
    ("escape", RawHtml::Escape),
];

fn markdown(reader: &mut Reader<'_, '_>) -> Markdown {
    let mut out = Markdown { raw_html: RawHtml::Sanitise, smart: false, extensions: true };
    if let Some(table) = reader.table("markdown") {
        let mut reader = Reader::of(table, &[MARKDOWN], "[markdown]", reader.diagnostics());
        out.raw_html = reader.word("raw_html", RAW_HTML).unwrap_or(out.raw_html);
        out.smart = reader.flag("smart").unwrap_or(out.smart);
        out.extensions = reader.flag("extensions").unwrap_or(out.extensions);
        reader.finish();
    }
    out
}

const FILES: Keys = &[
    Key::new("allow", Takes::Texts, "Endings of further files that may lie beside content."),
    Key::new(
        "follow",
        Takes::Texts,
        "Folders and files outside the site that symbolic links may lead to.",
    ),
];

fn files(reader: &mut Reader<'_, '_>) -> Files {
    let mut out = Files::default();
    if let Some(table) = reader.table("files") {
        let mut reader = Reader::of(table, &[FILES], "[files]", reader.diagnostics());
        for (written, span) in reader.texts("allow").unwrap_or_default() {
            match allowed(&written, span) {
                Ok(ending) => out.allow.push(ending),
                Err(reported) => reader.report(*reported),
            }
        }
        let follow = reader.texts("follow").unwrap_or_default();
        out.follow = follow.into_iter().map(|(path, _)| path).collect();
        reader.finish();
    }
    out
}

/// An ending that content may have; none of those that run.
fn allowed(written: &str, span: Span) -> Result<String, Box<Diagnostic>> {
    let ending = written.trim_start_matches("*.").trim_start_matches('.').to_lowercase();
    let wrong = |headline: String, help: &str| {
        Err(Box::new(Diagnostic::new(Code::WrongSetting, headline).at(span).help(help)))
    };
    if attachment::is_active(&ending) {
        let headline =
            format!("files that end in `.{ending}` can run, so they are not allowed in content");
        return wrong(headline, "put such files into `static/`, and remove the extension here");
    }
    if ending.is_empty() || ending.contains(['/', '\\', '.', '*', ' ']) || ending == "md" {
        let headline = format!("`{written}` is not a file extension");
        return wrong(
            headline,
            "write extensions without the full stop, such as `[\"dwg\", \"kml\"]`",
        );
    }
    Ok(ending)
}

fn levels(reader: &mut Reader<'_, '_>) -> BTreeMap<Code, Level> {
    let mut out = BTreeMap::new();
    let Some(table) = reader.table("diagnostics") else { return out };
    for (key, value) in &table.entries {
        let Some(code) = Code::find(&key.name) else {
            let names = Code::ALL.iter().map(|code| code.slug());
            reader.report(unknown(key, "[diagnostics]", names));
            continue;
        };
        match value.as_text().and_then(Level::parse) {
            Some(level) => {
                out.insert(code, level);
            }
            None => reader.report(
                Diagnostic::new(Code::WrongSetting, format!("`{}` takes a level", key.name))
                    .at(value.span)
                    .help("write `error`, `warning`, `info` or `allow`"),
            ),
        }
    }
    out
}

const FEED: Keys = &[
    Key::new("limit", Takes::Number(1), "The most entries of the feed.").default("50"),
    Key::new("kinds", Takes::Texts, "The kinds that stand in it; all where none is named."),
];

fn feed(reader: &mut Reader<'_, '_>) -> Feed {
    let mut out = Feed { limit: 50, kinds: Vec::new() };
    if let Some(table) = reader.table("feed") {
        let mut reader = Reader::of(table, &[FEED], "[feed]", reader.diagnostics());
        out.limit = reader.number("limit", 1).unwrap_or(50) as usize;
        out.kinds = reader.texts("kinds").unwrap_or_default();
        reader.finish();
    }
    out
}

const BUDGETS: Keys = &[
    Key::new(
        "page",
        Takes::Number(0),
        "Kilobytes that a page may have, compressed and with its style sheets; 0 for no limit.",
    )
    .default("60"),
    Key::new(
        "matrix",
        Takes::Number(0),
        "The same for a matrix and other pages of rows and columns.",
    )
    .default("150"),
    Key::new("css", Takes::Number(0), "The same for all style sheets of a page.").default("12"),
    Key::new("script", Takes::Number(0), "The same for all scripts of a page.").default("30"),
];

fn budgets(reader: &mut Reader<'_, '_>) -> Budgets {
    let none = Table::default();
    let table = reader.table("budgets").unwrap_or(&none);
    let mut reader = Reader::of(table, &[BUDGETS], "[budgets]", reader.diagnostics());
    let mut limit = |name, usual| match reader.number(name, 0).unwrap_or(usual) {
        0 => None,
        kilobytes => Some(kilobytes as usize * 1_000),
    };
    let out = Budgets {
        page: limit("page", 60),
        matrix: limit("matrix", 150),
        css: limit("css", 12),
        script: limit("script", 30),
    };
    reader.finish();
    out
}

/// The names of the outputs are checked where the outputs are known.
fn outputs(reader: &mut Reader<'_, '_>) -> BTreeMap<String, Switch> {
    let mut out = BTreeMap::new();
    for (key, value) in reader.table("outputs").iter().flat_map(|table| &table.entries) {
        match value.node {
            Node::Bool(on) => drop(out.insert(key.name.clone(), Switch { on, span: key.span })),
            _ => reader.report(
                Diagnostic::new(Code::WrongSetting, format!("`{}` is a switch", key.name))
                    .at(value.span)
                    .help("write `true` or `false`"),
            ),
        }
    }
    out
}
