//! Combines the layers of templates, and finds a template.
//!
//! Layers, nearest first: the site's `templates/`, `themes/NAME/templates/`, the theme that comes
//! with the program. A template refers to the one that it overrides as `parent/NAME`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, ErrorKind, Tera};

use crate::bundle::Origin;
use crate::config::Config;
use crate::data::{self, Node, Place};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::engine::{self, Metered};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::id::Route;
use crate::leak::Text;
use crate::source::{SourceId, Sources, Span};
use crate::text::cleaned;

mod built_in;
mod nesting;
mod words;

pub use words::{Words, blanks};

/// Templates, words and static files of all layers, combined.
#[derive(Clone)]
pub struct Theme {
    /// A template engine for each language of the site; they differ in the words of `t()`.
    engines: Vec<Tera>,
    /// The fingerprint of each template together with all that it may use.
    fingerprints: BTreeMap<String, Fingerprint>,
    /// Templates that ask for the fields of a record as data, themselves or in what they use.
    ask_for_fields: BTreeSet<String>,
    /// The words of each language.
    words: Vec<Arc<Words>>,
    /// The place of each template, by its name in the engine.
    places: BTreeMap<String, TemplatePlace>,
    /// Every template of every layer, for those who want to know where one was found.
    layered: Arc<[Layered]>,
    /// Static files; a file of a nearer layer has replaced the same file of others.
    pub statics: BTreeMap<Route, Origin>,
}

/// The place of a template's text.
#[derive(Clone, Debug)]
struct TemplatePlace {
    path: Arc<str>,
    /// `None` for templates that are part of the program.
    source: Option<SourceId>,
    /// The text as the engine has it.
    metered: Arc<Metered>,
}

impl TemplatePlace {
    fn new(path: Arc<str>, source: Option<SourceId>) -> Self {
        Self { path, source, metered: Arc::default() }
    }
}

/// A template of one layer.
struct Layered {
    name: String,
    layer: usize,
    place: TemplatePlace,
    text: Arc<str>,
}

/// A template in one of the layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLayer {
    /// `site`, `theme` or `built-in`.
    pub layer: &'static str,
    /// The path of its file from the site's root.
    pub path: Arc<str>,
    /// The blocks that it has, in order.
    pub blocks: Vec<String>,
}

impl InLayer {
    /// Where it is, in words.
    pub fn place(&self) -> String {
        match self.layer {
            "built-in" => "built in".to_owned(),
            layer => format!("{} ({layer})", self.path),
        }
    }
}

/// The texts of the theme that comes with the program.
pub fn texts() -> Vec<Text> {
    let pairs = built_in::TEMPLATES.iter().chain(built_in::OWN).chain(built_in::STRINGS);
    let texts = pairs.flat_map(|(name, text)| [*name, *text]).map(Text::from);
    let files =
        built_in::STATICS.iter().filter_map(|(_, bytes, _)| std::str::from_utf8(bytes).ok());
    texts.chain(files.map(Text::from)).collect()
}

/// The template of the records of a kind. A kind with the name of a template that the built-in theme has for something
/// else, such as `calendar`, leaves that to it.
pub fn template_of_kind(kind: &str) -> String {
    let own = format!("{kind}.html");
    let is_taken = kind != "page" && built_in::TEMPLATES.iter().any(|(name, _)| *name == own);
    if is_taken { format!("{kind}.record.html") } else { own }
}

/// The names of the layers, nearest first, as used in names such as `theme:page.html`.
const LAYERS: [&str; 3] = ["site", "theme", "built-in"];

/// Reads the layers of a site.
pub fn load(sources: &Sources, config: &Config) -> Checked<Theme> {
    let mut diagnostics = Diagnostics::new();
    let folder = format!("themes/{}/", config.theme);
    if config.theme != built_in::NAME && sources.below(&folder).next().is_none() {
        let headline = format!("there is no theme `{}`", config.theme);
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).in_file(crate::config::FILE);
        diagnostics.push(
            diagnostic.help(format!("add the folder {folder}, or write `theme = \"default\"`")),
        );
    }
    let words = words::load(sources, config, &folder, &mut diagnostics);
    let layered = layered(sources, &folder);
    let names = named(&layered);
    let (engine, texts, places) = assembled(names, &layered, &mut diagnostics);
    let fingerprints = fingerprints(&texts);
    let asks = |name: &&String| {
        used_by(&texts, name).iter().any(|n| texts.get(*n).is_some_and(|t| t.contains("fields")))
    };
    let ask_for_fields = texts.keys().filter(asks).cloned().collect();
    let engines = words.iter().map(|words| with_words(&engine, words)).collect();
    let statics = statics(sources, &folder);
    Checked::new(
        Theme {
            engines,
            fingerprints,
            ask_for_fields,
            words,
            places,
            layered: layered.into(),
            statics,
        },
        diagnostics,
    )
}

fn layered(sources: &Sources, folder: &str) -> Vec<Layered> {
    let mut out = Vec::new();
    for (layer, prefix) in
        ["templates/".to_owned(), format!("{folder}templates/")].iter().enumerate()
    {
        for (id, source) in sources.below(prefix) {
            out.push(Layered {
                name: source.path[prefix.len()..].to_owned(),
                layer,
                place: TemplatePlace::new(source.path.clone(), Some(id)),
                text: source.text.clone(),
            });
        }
    }
    for (name, text) in built_in::TEMPLATES.iter().chain(built_in::OWN) {
        let path = format!("(built-in)/templates/{name}").into();
        let place = TemplatePlace::new(path, None);
        out.push(Layered { name: (*name).to_owned(), layer: 2, place, text: (*text).into() });
    }
    out
}

/// Every template by the name that the engine knows it by: the nearest of a name by that name, and
/// one that it hides by its layer's name, where somebody asks for it as `parent/NAME`. Others stay
/// out, since no two templates may define a component of one name.
fn named(layered: &[Layered]) -> BTreeMap<String, &Layered> {
    let mut out: BTreeMap<String, &Layered> = BTreeMap::new();
    for template in layered {
        out.entry(template.name.clone()).or_insert(template);
    }
    let mut asked: Vec<&Layered> = out.values().copied().collect();
    while let Some(template) = asked.pop() {
        for name in named_in(&template.text).into_iter().filter_map(|n| n.strip_prefix("parent/")) {
            let below = layered.iter().find(|l| l.name == name && l.layer > template.layer);
            if let Some(below) = below {
                asked.push(below);
                out.insert(layer_name(below), below);
            }
        }
    }
    out
}

fn layer_name(template: &Layered) -> String {
    format!("{}:{}", LAYERS[template.layer], template.name)
}

/// A template as the engine gets it. The built-in templates are within all limits, so they are not
/// metered.
fn for_engine(template: &Layered, layered: &[Layered], shown: bool) -> Metered {
    let mut out = match template.place.source {
        Some(_) => engine::metered(&template.text, shown),
        None => Metered::plain(template.text.to_string()),
    };
    rewrite(&mut out, template, layered);
    out
}

/// Writes the name of the next layer's template in place of `parent/NAME`.
fn rewrite(text: &mut Metered, template: &Layered, layered: &[Layered]) {
    while let Some((start, end)) = parent_name(&text.text) {
        let name = text.text[start + "parent/".len()..end].to_owned();
        let below = layered.iter().find(|l| l.name == name && l.layer > template.layer);
        let new = below.map_or_else(|| format!("(no parent):{name}"), layer_name);
        text.replace(start..end, &new);
    }
}

/// The place of the next `"parent/…"` in a tag that extends or includes.
fn parent_name(text: &str) -> Option<(usize, usize)> {
    for quote in ['"', '\''] {
        for (at, _) in text.match_indices(&format!("{quote}parent/")) {
            let before = text[..at].trim_end();
            if before.ends_with("extends") || before.ends_with("include") {
                let end = text[at + 1..].find(quote)? + at + 1;
                return Some((at + 1, end));
            }
        }
    }
    None
}

type Texts = BTreeMap<String, String>;
type Places = BTreeMap<String, TemplatePlace>;

/// An engine of all templates. One that cannot be read is reported and removed, so that the
/// others can be read; the template that it hides takes its place.
fn assembled<'l>(
    mut names: BTreeMap<String, &'l Layered>,
    layered: &'l [Layered],
    diagnostics: &mut Diagnostics,
) -> (Tera, Texts, Places) {
    loop {
        let shown = names.values().any(|l| l.place.source.is_some() && keeps_text(&l.text));
        let place = |(name, l): (&String, &&Layered)| {
            let metered = Arc::new(for_engine(l, layered, shown));
            (name.clone(), TemplatePlace { metered, ..l.place.clone() })
        };
        let places: Places = names.iter().map(place).collect();
        let text =
            |(name, place): (&String, &TemplatePlace)| (name.clone(), place.metered.text.clone());
        let texts: Texts = places.iter().map(text).collect();
        let deep = nesting::too_deep(&texts);
        if !deep.is_empty() {
            for name in &deep {
                diagnostics.push(nesting::diagnostic(&places[name].path, places[name].source));
                names.remove(name);
            }
            continue;
        }
        let mut tera = engine::new();
        tera.register_function("t", |_: tera::Kwargs, _: &tera::State<'_>| tera::Value::from(""));
        without_control_characters(&mut tera);
        let error =
            match tera.add_raw_templates(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))) {
                Ok(()) => return (tera, texts, places),
                Err(error) => error,
            };
        let failing = match diagnostics_of(&error, &places) {
            none if none.is_empty() => {
                diagnostics.push(diagnostic(&error, &places, None));
                failing(&error).into_iter().collect()
            }
            some => {
                diagnostics.extend(some.iter().map(|(_, reported)| reported.clone()));
                some.into_iter().map(|(name, _)| name).collect::<std::collections::BTreeSet<_>>()
            }
        };
        let broken: Vec<_> = failing.iter().filter_map(|name| names.remove_entry(name)).collect();
        if broken.is_empty() {
            // The error names no template (two components of one name, for instance): what comes
            // with the program is whole by itself.
            names = layered.iter().filter(|l| l.layer == 2).map(|l| (l.name.clone(), l)).collect();
        }
        for (name, broken) in broken {
            let below = layered.iter().find(|l| l.name == broken.name && l.layer > broken.layer);
            names.extend(below.map(|below| (name, below)));
        }
    }
}

/// Removes control characters wherever a text becomes HTML, because one of them marks the path to the
/// site's root. HTML that is safe already was made by us.
fn without_control_characters(tera: &mut Tera) {
    tera.set_escape_fn(|text, out| tera::escape_html(&cleaned(text), out));
    let safe = |value: tera::Value, _: tera::Kwargs, _: &tera::State<'_>| match value.as_str() {
        Some(text) if !value.is_safe() => tera::Value::safe_string(&cleaned(text)),
        _ => value,
    };
    tera.register_filter("safe", safe);
}

/// The diagnostics for templates that the engine can parse but not use, by the template's name: a
/// block that no parent has, a function that does not exist. The engine reports them only as text.
fn diagnostics_of(error: &tera::Error, places: &Places) -> Vec<(String, Diagnostic)> {
    let ErrorKind::Msg(text) = error.kind() else { return Vec::new() };
    let one = |report: &str| {
        let mut lines = report.lines();
        let message = lines.next()?.strip_prefix("error: ")?;
        let mut place = lines.next()?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let column: usize = place.next()?.parse().ok()?;
        let line: usize = place.next()?.parse().ok()?;
        let (name, template) = places.get_key_value(place.next()?)?;
        let length = lines.last()?.matches('^').count();
        let out = Diagnostic::new(Code::TemplateError, first_line(message));
        let text = &template.metered.text;
        let start = crate::source::LineIndex::new(text).byte(line, column);
        let end = template.metered.original((start + length).min(text.len()));
        let start = template.metered.original(start);
        Some((
            name.clone(),
            match template.source {
                Some(source) => out.at(Span::new(source, start..end.max(start))),
                None => out.in_file(&*template.path).note(format!("in line {line}")),
            },
        ))
    };
    text.split("\n\n").filter_map(one).collect()
}

/// The template that an error is about.
fn failing(error: &tera::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            Some(report.filename().to_owned())
        }
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Some(tpl.clone())
        }
        _ => None,
    }
}

/// A template's error as a diagnostic at its place. `page` is the page that was being made.
fn diagnostic(
    error: &tera::Error,
    places: &BTreeMap<String, TemplatePlace>,
    page: Option<&str>,
) -> Diagnostic {
    let name = failing(error);
    let place = name.as_ref().and_then(|name| places.get(name));
    let (message, range) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Some(report.span().range.clone()))
        }
        ErrorKind::MissingParent { parent, .. } => {
            let parent = parent.replace("(no parent):", "parent/");
            (format!("this template extends `{parent}`, which does not exist"), None)
        }
        other => (other.to_string(), None),
    };
    let line = first_line(&message);
    let (headline, available) = match line.split_once(". Available fields: ") {
        Some((headline, names)) => (headline, Some(names)),
        None => (&*line, None),
    };
    let mut out = Diagnostic::new(Code::TemplateError, headline);
    if let Some(names) = available {
        out = out.note(format!("it has {names}"));
    }
    out = match (place, range) {
        (Some(TemplatePlace { source: Some(id), metered, .. }), Some(range)) => {
            out.at(Span::new(*id, metered.original(range.start)..metered.original(range.end)))
        }
        (Some(place), _) => out.in_file(&*place.path),
        (None, _) => out.in_file(name.unwrap_or_else(|| "templates".to_owned())),
    };
    match page {
        Some(page) => out.note(format!("while making {page}")),
        None => out,
    }
}

fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or("this template fails").trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

fn with_words(engine: &Tera, words: &Arc<Words>) -> Tera {
    let mut engine = engine.clone();
    let words = words.clone();
    engine.register_function("t", move |kwargs: tera::Kwargs, _: &tera::State<'_>| {
        let key = kwargs.must_get::<&str>("key")?;
        let mut text = words.text(key).unwrap_or(key).to_owned();
        for (name, value) in kwargs.iter() {
            if text.contains('{') {
                text = text
                    .replace(&format!("{{{}}}", name.as_str().unwrap_or("")), &value.to_string());
            }
        }
        tera::TeraResult::Ok(tera::Value::from(text))
    });
    engine
}

/// The fingerprint of each template with all that it extends and includes, and of every template
/// that has components, since those may be called from anywhere.
fn fingerprints(texts: &BTreeMap<String, String>) -> BTreeMap<String, Fingerprint> {
    let mut shared = Hasher::default();
    for (name, text) in texts
        .iter()
        .filter(|(_, text)| text.contains("{% component") || text.contains("{%- component"))
    {
        shared.add(name).add(text);
    }
    let shared = shared.finish();
    let one = |name: &String| {
        let mut hasher = Hasher::default();
        hasher.fingerprint(shared);
        for name in used_by(texts, name) {
            hasher.add(name).add(texts.get(name).map_or("", String::as_str));
        }
        hasher.finish()
    };
    texts.keys().map(|name| (name.clone(), one(name))).collect()
}

/// Whether a template captures what is printed, so that printing must count towards its limits, too.
fn keeps_text(text: &str) -> bool {
    ["endset", "filter", "super", "%</", "% </", "%-</", "%- </"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// A template and all that it extends and includes.
fn used_by<'t>(texts: &'t BTreeMap<String, String>, name: &'t str) -> Vec<&'t str> {
    let mut used = vec![name];
    let mut at = 0;
    while at < used.len() {
        let text = texts.get(used[at]).map_or("", String::as_str);
        for name in named_in(text) {
            if !used.contains(&name) {
                used.push(name);
            }
        }
        at += 1;
    }
    used
}

/// The names in quotation marks after `extends` and `include`.
fn named_in(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for word in ["extends", "include"] {
        for (at, _) in text.match_indices(word) {
            let rest = text[at + word.len()..].trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            if let Some(end) = rest[1..].find(quote) {
                out.push(&rest[1..=end]);
            }
        }
    }
    out
}

/// The names of the blocks that a template has, in order.
fn blocks(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (at, _) in text.match_indices("block ") {
        let opens = text[..at].trim_end().trim_end_matches('-').ends_with("{%");
        let rest = text[at + "block ".len()..].trim_start();
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if opens && !name.is_empty() && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn statics(sources: &Sources, folder: &str) -> BTreeMap<Route, Origin> {
    let mut out = BTreeMap::new();
    for (path, bytes, _) in built_in::STATICS {
        let route = Route::file(path).expect("the built-in theme's files have good names");
        out.insert(route, Origin::BuiltIn(bytes));
    }
    // Text files are sources, all others assets; both are copied as they are. A copy of a file of the built-in theme
    // stands for the file that the program has, which is lighter.
    for prefix in [format!("{folder}static/"), "static/".to_owned()] {
        let is_built_in = |path: &str, text: &str| {
            built_in::STATICS
                .iter()
                .any(|(name, _, source)| *name == path && *source == text.as_bytes())
        };
        let texts = sources.below(&prefix).map(|(_, source)| source);
        let own = texts.filter(|source| !is_built_in(&source.path[prefix.len()..], &source.text));
        let texts = own.map(|source| &source.path);
        let assets = sources.assets().iter().map(|asset| &asset.path);
        for path in texts.chain(assets.filter(|path| path.starts_with(&prefix))) {
            if let Some(route) = Route::file(&path[prefix.len()..]) {
                out.insert(route, Origin::Copied(path.clone()));
            }
        }
    }
    out
}

impl Theme {
    /// The first of these templates that exists.
    pub fn find<'c>(&self, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        candidates.into_iter().find(|name| self.fingerprints.contains_key(*name))
    }

    /// The layers that have a template, nearest first.
    pub fn layers(&self, name: &str) -> Vec<InLayer> {
        let having = self.layered.iter().filter(|template| template.name == name);
        let layer = |template: &Layered| InLayer {
            layer: LAYERS[template.layer],
            path: template.place.path.clone(),
            blocks: blocks(&template.text),
        };
        having.map(layer).collect()
    }

    /// A template and all that it extends and includes, each once, whatever layer has it.
    pub fn used_by<'t>(&'t self, name: &'t str) -> Vec<&'t str> {
        let mut used = vec![name];
        let mut at = 0;
        while at < used.len() {
            let name = used[at];
            for template in self.layered.iter().filter(|template| template.name == name) {
                let names = named_in(&template.text).into_iter();
                for name in names.map(|name| name.strip_prefix("parent/").unwrap_or(name)) {
                    if !used.contains(&name) {
                        used.push(name);
                    }
                }
            }
            at += 1;
        }
        used
    }

    /// The fingerprint of a template and all that it may use; absent where there is none.
    pub fn fingerprint(&self, template: &str) -> Fingerprint {
        self.fingerprints.get(template).copied().unwrap_or(Fingerprint::ABSENT)
    }

    /// Whether a template, or one that it uses, asks for the fields of a record as data.
    pub fn asks_for_fields(&self, template: &str) -> bool {
        self.ask_for_fields.contains(template)
    }

    /// The words of a language.
    pub fn words(&self, language: usize) -> &Words {
        &self.words[language]
    }

    /// Renders a template. `page` names the page in a diagnostic.
    pub fn render(
        &self,
        template: &str,
        language: usize,
        context: &Context,
        page: &str,
    ) -> Result<String, Box<Diagnostic>> {
        engine::render(&self.engines[language], template, context)
            .map_err(|error| Box::new(diagnostic(&error, &self.places, Some(page))))
    }
}

/// A table of words from a strings file: texts, and the `[dates]` table.
fn read_table(sources: &Sources, path: &str, diagnostics: &mut Diagnostics) -> Option<data::Table> {
    let (id, source) = sources.find(path)?;
    let (table, problems) = data::toml(&source.text, Place { source: id, offset: 0 });
    for problem in problems {
        let headline = format!("these strings cannot be read: {}", problem.message);
        diagnostics.push(Diagnostic::new(Code::SettingsSyntax, headline).at(problem.span));
    }
    Some(table)
}

fn text_of(value: &data::Value) -> Option<&str> {
    match &value.node {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
