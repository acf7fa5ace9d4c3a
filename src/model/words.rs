//! Translations of the model: `strings/<language>.toml` holds the texts of a language under the
//! paths at which the model has them.

use std::collections::BTreeMap;

use super::files::entry;
use crate::config::keys::{Key as Setting, Keys, Takes, Unwritten, VIEW, VISIBLE};
use crate::config::localised;
use crate::data::{self, Key, Node, Place, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::language::Language;
use crate::source::{SourceId, Sources, Span};
use crate::text::{did_you_mean, quoted_list};

/// A table of words that themes have beside their texts.
const OF_THEMES: &str = "dates";

/// How many texts that are not translated are named for each file.
const NAMED: usize = 10;

/// The language of what comes with the program.
const BUILT_IN: &str = "en";

/// The texts of a language for the model.
pub(super) struct Strings {
    pub(super) table: Table,
}

impl Strings {
    /// Reads `strings/<language>.toml`, laid on that of the language without its region. What
    /// cannot be read there is reported by the theme, whose words stand there, too.
    pub(super) fn read(sources: &Sources, language: &Language) -> Self {
        let mut table = Table::default();
        for tag in [language.primary(), language.as_str()] {
            if let Some((id, source)) = sources.find(&path(tag)) {
                table.merge(data::toml(&source.text, Place { source: id, offset: 0 }).0);
            }
        }
        table.entries.retain(|(key, value)| is_of_model(&key.name, value));
        Self { table }
    }

    /// A fingerprint that changes with the texts, too.
    pub(super) fn mark(&self, mark: Fingerprint) -> Fingerprint {
        Hasher::default().fingerprint(mark).add(self.table.to_json().to_string()).finish()
    }
}

/// The file of the texts of a language.
pub fn path(tag: &str) -> String {
    format!("strings/{tag}.toml")
}

/// Whether an entry of strings/ is for the model; the others are words of the theme.
pub fn is_of_model(name: &str, value: &Value) -> bool {
    let is_table = value.as_table().is_some();
    is_table && name != OF_THEMES || ["title", "description"].contains(&name)
}

/// A text of the model that has no translation.
#[derive(Clone, Debug)]
pub struct Missing {
    /// Where strings/ would have it: the names of its tables, and its own.
    pub path: Vec<String>,
    /// The text that stands in the model.
    pub text: String,
    /// Where the model has it.
    pub span: Span,
    /// Whether strings/ names it, with an empty text.
    pub is_named: bool,
}

/// What strings/ says at a place of the model.
#[derive(Clone, Copy)]
struct Words<'w> {
    value: Option<&'w Value>,
    /// Whether the thing that the model has there has no other text, so that this one stands for it.
    is_only: bool,
}

impl<'w> Words<'w> {
    /// The text and its place. An empty one is yet to be written.
    fn text(self) -> Option<(&'w str, Span)> {
        let value = self.value?;
        Some((value.as_text().filter(|text| !text.is_empty())?, value.span))
    }
}

/// Something in the model that has a name and texts.
struct Item<'t> {
    name: String,
    span: Span,
    value: &'t mut Value,
}

/// Lays the texts of one language on the model.
pub(super) struct Layer<'a> {
    language: &'a Language,
    /// The language of texts that stand in the model without one.
    default: &'a Language,
    built_in: SourceId,
    /// The names on the way here, and where the model has them.
    path: Vec<(String, Span)>,
    pub(super) missing: Vec<Missing>,
    pub(super) diagnostics: Diagnostics,
}

impl<'a> Layer<'a> {
    pub(super) fn new(language: &'a Language, default: &'a Language, built_in: SourceId) -> Self {
        let (path, missing, diagnostics) = Default::default();
        Self { language, default, built_in, path, missing, diagnostics }
    }

    /// Lays `words` on tables that have texts at these keys.
    pub(super) fn lay(&mut self, tables: [(&mut Table, Keys); 2], words: &Table) {
        let mut known = Vec::new();
        for (table, keys) in tables {
            known.append(&mut self.keys(table, keys, Some(words)));
        }
        self.unknown(words, &known);
    }

    fn table(&mut self, table: &mut Table, keys: Keys, words: Option<&Value>) {
        let words = self.below(words);
        let known = self.keys(table, keys, words);
        words.into_iter().for_each(|words| self.unknown(words, &known));
    }

    /// Lays `words` on each key of a table, and returns those at which it has texts.
    fn keys(&mut self, table: &mut Table, keys: Keys, words: Option<&Table>) -> Vec<String> {
        let mut known = Vec::new();
        for setting in keys {
            let value = words.and_then(|words| words.get(setting.name));
            let has_text = match setting.takes {
                Takes::Localised(_) => self.text(table, setting, Words { value, is_only: false }),
                Takes::Visible => {
                    known.append(&mut self.visible(table, words));
                    false
                }
                takes if tables_in(takes).is_some_and(have_texts) => {
                    let entry = table.entries.iter_mut().find(|(key, _)| key.name == setting.name);
                    entry.is_some_and(|entry| self.inside(entry, takes, value))
                }
                _ => false,
            };
            known.extend(has_text.then(|| setting.name.to_owned()));
        }
        known
    }

    /// Lays words on whatever is named as visible texts are, and returns the keys that hold such.
    fn visible(&mut self, table: &mut Table, words: Option<&Table>) -> Vec<String> {
        let mut known = Vec::new();
        for at in 0..table.entries.len() {
            let name = table.entries[at].0.name.clone();
            let value = words.and_then(|words| words.get(&name));
            let has_text = match VISIBLE.iter().find(|setting| setting.name == name) {
                Some(setting) => self.text(table, setting, Words { value, is_only: false }),
                None => self.inside(&mut table.entries[at], Takes::Tables(VIEW, "title"), value),
            };
            known.extend(has_text.then_some(name));
        }
        known
    }

    /// Lays words on what stands at a key that takes tables, and returns whether there is anything.
    fn inside(
        &mut self,
        (key, value): &mut (Key, Value),
        takes: Takes,
        words: Option<&Value>,
    ) -> bool {
        let Some(keys) = tables_in(takes) else { return false };
        self.path.push((key.name.clone(), key.span));
        let is_table = value.as_table().is_some();
        let has_text = match items(value, takes) {
            Some(items) => self.items(items, keys, words),
            None => is_table,
        };
        if let (Node::Table(table), false) = (&mut value.node, matches!(takes, Takes::Named(_))) {
            self.table(table, keys, words);
        }
        self.path.pop();
        has_text
    }

    fn items(&mut self, items: Vec<Item<'_>>, keys: Keys, words: Option<&Value>) -> bool {
        if items.is_empty() {
            return false;
        }
        let words = self.below(words);
        let mut known = Vec::new();
        for Item { name, span, value } in items {
            self.path.push((name.clone(), span));
            self.item(value, keys, words.and_then(|words| words.get(&name)));
            self.path.pop();
            known.push(name);
        }
        words.into_iter().for_each(|words| self.unknown(words, &known));
        true
    }

    /// Lays words on a table, or on a plain value, which becomes a table where it gets a text.
    fn item(&mut self, item: &mut Value, keys: Keys, words: Option<&Value>) {
        let mut plain = Table::default();
        let table = match &mut item.node {
            Node::Table(table) => table,
            node => {
                plain.entries.push(entry(keys[0].name, node.clone(), item.span));
                &mut plain
            }
        };
        match (only_text(keys, table), words.map(|words| &words.node)) {
            (Some(setting), None | Some(Node::Text(_))) => {
                self.text(table, setting, Words { value: words, is_only: true });
            }
            _ => self.table(table, keys, words),
        }
        if plain.entries.len() > 1 {
            item.node = Node::Table(plain);
        }
    }

    /// Lays a text on the one at a key, and returns whether there is one that can be translated.
    fn text(&mut self, table: &mut Table, setting: &Setting, words: Words<'_>) -> bool {
        let Takes::Localised(unwritten) = setting.takes else { return false };
        if let Some((_, value)) = table.entries.iter_mut().find(|(key, _)| key.name == setting.name)
        {
            if !self.translate(value, words.text()) && unwritten != Unwritten::Optional {
                let text = localised(value).unwrap_or_default().default;
                self.miss(setting, words, (text, value.span));
            }
            return true;
        }
        let Some((owner, span)) = self.path.last().cloned() else { return false };
        let Some(text) = unwritten.text(table, &owner) else { return false };
        let default = self.default_of(span).to_owned();
        if let Some((words, place)) = words.text() {
            let mut texts = Table::default();
            texts.entries.push(entry(&default, Node::Text(text), place));
            put(&mut texts, self.language.as_str(), words, place);
            table.entries.push(entry(setting.name, Node::Table(texts), place));
        } else if unwritten == Unwritten::Name
            && span.source != self.built_in
            && !self.speaks(&default)
        {
            self.miss(setting, words, (text, span));
        }
        true
    }

    /// Lays a text on one that is written, and returns whether it is there in this language.
    fn translate(&mut self, value: &mut Value, words: Option<(&str, Span)>) -> bool {
        let default = self.default_of(value.span).to_owned();
        let tag = self.language.as_str();
        let there = match &mut value.node {
            Node::Text(_) if self.speaks(&default) => Some(&mut *value),
            Node::Text(text) => {
                let text = Node::Text(text.clone());
                let Some((words, place)) = words else { return !is_worded(value) };
                let mut texts = Table { entries: vec![entry(&default, text, value.span)] };
                put(&mut texts, tag, words, place);
                value.node = Node::Table(texts);
                return true;
            }
            Node::Table(texts) => {
                let first = texts.entries.first().map(|(key, _)| key.name.clone());
                let at = texts.entries.iter().position(|(key, _)| key.name == tag);
                match (at, words) {
                    (Some(at), _) => Some(&mut texts.entries[at].1),
                    (None, None) => return first.is_some_and(|tag| self.speaks(&tag)),
                    (None, Some((words, place))) => {
                        put(texts, tag, words, place);
                        return true;
                    }
                }
            }
            _ => return true,
        };
        if let (Some(there), Some((words, place))) = (there, words) {
            self.replace(there, words, place);
        }
        true
    }

    /// A text of the program makes room for the site's own; one that the site's model has in place
    /// stays.
    fn replace(&mut self, there: &mut Value, words: &str, place: Span) {
        if there.span.source == self.built_in {
            there.node = Node::Text(words.to_owned());
        } else if there.as_text() != Some(words) {
            let headline = "this text is not shown: the model has another one in its place";
            let diagnostic = Diagnostic::new(Code::UnusedTranslation, headline).at(place);
            let diagnostic = diagnostic.related(there.span, "this one is shown");
            self.diagnostics.push(diagnostic.help("remove one of the two"));
        }
    }

    fn miss(&mut self, setting: &Setting, words: Words<'_>, (text, span): (String, Span)) {
        let own = (!words.is_only).then(|| setting.name.to_owned());
        let path = self.path.iter().map(|(name, _)| name.clone()).chain(own).collect();
        self.missing.push(Missing { path, text, span, is_named: words.value.is_some() });
    }

    /// The language of a text that stands in the model without one.
    fn default_of(&self, span: Span) -> &str {
        if span.source == self.built_in { BUILT_IN } else { self.default.as_str() }
    }

    /// Whether texts of a language are read by readers of this one.
    fn speaks(&self, tag: &str) -> bool {
        tag == self.language.as_str() || tag == self.language.primary()
    }

    /// The table of words for what is below here.
    fn below<'w>(&mut self, words: Option<&'w Value>) -> Option<&'w Table> {
        let words = words?;
        if words.as_table().is_none() {
            let path = dotted(self.path.iter().map(|(name, _)| &**name));
            let headline = format!("`{path}` has several texts, and this is one");
            let diagnostic = Diagnostic::new(Code::UnusedTranslation, headline).at(words.span);
            self.diagnostics.push(diagnostic.help(format!("write `[{path}]` and its texts below")));
        }
        words.as_table()
    }

    /// Reports what is none of the names that the model has here.
    fn unknown(&mut self, words: &Table, known: &[String]) {
        for (key, _) in words.entries.iter().filter(|(key, _)| !known.contains(&key.name)) {
            let path = self.path.iter().map(|(name, _)| &**name).chain([&*key.name]);
            let headline = format!("the model has no text at `{}`", dotted(path));
            let diagnostic = Diagnostic::new(Code::UnusedTranslation, headline).at(key.span);
            let near = did_you_mean(&key.name, known.iter().map(String::as_str));
            self.diagnostics.push(near.into_iter().fold(diagnostic, Diagnostic::help));
        }
    }
}

/// The things with names and texts that stand at a key; `None` where it holds one table only.
fn items(value: &mut Value, takes: Takes) -> Option<Vec<Item<'_>>> {
    let items: Vec<(Option<String>, Span, &mut Value)> = match (&mut value.node, takes) {
        (Node::Table(table), Takes::Named(_)) => {
            let entries = table.entries.iter_mut();
            entries.map(|(key, value)| (Some(key.name.clone()), key.span, value)).collect()
        }
        (Node::List(items), Takes::Tables(_, by)) => {
            let tables = items.iter_mut().filter(|item| item.as_table().is_some());
            tables.map(|item| (name(item, by), item.span, item)).collect()
        }
        (Node::List(items), Takes::Values(keys)) => {
            items.iter_mut().map(|item| (name(item, keys[0].name), item.span, item)).collect()
        }
        _ => return None,
    };
    let named = items.into_iter();
    Some(named.filter_map(|(name, span, value)| Some(Item { name: name?, span, value })).collect())
}

/// What a table of a list is known by: the text at this key, or the item where it is a plain value.
fn name(item: &Value, by: &str) -> Option<String> {
    let value = match item.as_table() {
        Some(table) => table.get(by)?,
        None => item,
    };
    let name = value.scalar().or_else(|| Some(localised(value)?.default))?;
    Some(name.trim_matches('/').to_owned())
}

/// The keys of the tables that stand at a key.
fn tables_in(takes: Takes) -> Option<Keys> {
    match takes {
        Takes::Table(keys)
        | Takes::TextOrTable(keys)
        | Takes::TextsOrTable(keys)
        | Takes::Tables(keys, _)
        | Takes::Named(keys)
        | Takes::Values(keys) => Some(keys),
        _ => None,
    }
}

fn have_texts(keys: Keys) -> bool {
    keys.iter().any(|key| match key.takes {
        Takes::Localised(_) | Takes::Visible => true,
        takes => tables_in(takes).is_some_and(have_texts),
    })
}

/// The text of a table that has no other.
fn only_text(keys: Keys, table: &Table) -> Option<&'static Setting> {
    let is_visible = keys.iter().any(|key| matches!(key.takes, Takes::Visible));
    let mut texts: Vec<&Setting> = match is_visible {
        true => VISIBLE.iter().filter(|key| table.get(key.name).is_some()).collect(),
        false => keys.iter().filter(|key| matches!(key.takes, Takes::Localised(_))).collect(),
    };
    let tables = keys.iter().filter_map(|key| tables_in(key.takes)).any(have_texts);
    texts.pop().filter(|_| texts.is_empty() && !tables)
}

fn put(texts: &mut Table, tag: &str, words: &str, place: Span) {
    texts.entries.push(entry(tag, Node::Text(words.to_owned()), place));
}

/// Whether a text has letters, so that another language might have other ones.
fn is_worded(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.contains(char::is_alphabetic))
}

/// A path as TOML writes it.
pub fn dotted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(crate::data::key).collect::<Vec<_>>().join(".")
}

/// Reports what is not translated, once for each language and file.
pub(super) fn report(
    missing: &BTreeMap<Language, Vec<Missing>>,
    built_in: SourceId,
    diagnostics: &mut Diagnostics,
) {
    for (language, missing) in missing {
        let mut by_file: BTreeMap<SourceId, Vec<&Missing>> = BTreeMap::new();
        for text in missing {
            by_file.entry(text.span.source).or_default().push(text);
        }
        for (file, texts) in by_file {
            let of = if file == built_in { " of the built-in kinds" } else { "" };
            let names = texts.iter().map(|text| dotted(text.path.iter().map(|name| &**name)));
            let mut diagnostic = untranslated("text", of, names.collect(), language);
            if file != built_in {
                diagnostic = Diagnostic { path: None, ..diagnostic.at(texts[0].span) };
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// What is reported about texts with these names that a language does not have. `what` is the word for one
/// of them, `of` says where they are from.
pub fn untranslated(what: &str, of: &str, names: Vec<String>, language: &Language) -> Diagnostic {
    let (tag, name) = (language.as_str(), language.english_name());
    let headline = match names.len() {
        1 => format!("one {what}{of} is not in {name}"),
        number => format!("{number} {what}s{of} are not in {name}"),
    };
    let mut note = quoted_list(&names[..names.len().min(NAMED)], "and");
    if let Some(more @ 1..) = names.len().checked_sub(NAMED) {
        note.push_str(&format!(", and {more} more"));
    }
    Diagnostic::new(Code::UntranslatedText, headline)
        .in_file(path(tag))
        .note(note)
        .help(format!("`plenary fix --strings {tag}` adds what is missing to {}", path(tag)))
}
