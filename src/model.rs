//! What an author declares: site.toml, the model files, the built-in kinds and the translations of
//! `strings/`, put together into one table of settings before anything is read from it.

use std::collections::BTreeMap;

use crate::config::keys::{self, Key, Keys, LOCALISED, Takes};
use crate::config::{self, Config};
use crate::data::{Node, Table, Value};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::language::Language;
use crate::schema as kinds;
use crate::source::Sources;

mod files;
mod fill;
pub mod schema;
mod words;

pub use fill::{Blank, Filled, fill};
pub use words::{Missing, is_of_model, path as strings, untranslated};

/// The folder of the model files.
pub const FOLDER: &str = files::FOLDER;

/// Reads the settings of a site. Without site.toml, everything has its default.
pub fn read(sources: &Sources) -> Checked<Config> {
    let Model { mut table, mut fields, files, mut diagnostics, missing } = model(sources);
    let mut config = config::read(&table, &mut diagnostics);
    config.mark = files.mark;
    config.fields = take(&mut fields, "fields");
    config.kinds = take(&mut table, "kinds");
    words::report(&missing, sources.built_in(), &mut diagnostics);
    Checked::new(config, files.without_echoes(diagnostics))
}

/// The texts that `strings/` does not name yet in a language of the site, in the order of the model.
pub fn blanks(sources: &Sources, language: &Language) -> Vec<Blank> {
    let missing = model(sources).missing.remove(language).unwrap_or_default();
    let new = missing.into_iter().filter(|text| !text.is_named);
    new.map(|text| Blank { path: text.path, value: "\"\"", instead: text.text }).collect()
}

/// All that is declared, with its translations.
struct Model {
    /// The settings of the site, with all kinds.
    table: Table,
    /// `fields`: those that every kind has.
    fields: Table,
    files: files::Files,
    diagnostics: Diagnostics,
    missing: BTreeMap<Language, Vec<Missing>>,
}

fn model(sources: &Sources) -> Model {
    let mut files = files::read(sources);
    let mut diagnostics = Diagnostics::new();
    let mut table = std::mem::take(&mut files.table);
    let mut fields = kinds::built_in(sources, config::extends_knowledge_portal(&table));
    lay_kinds(&mut table, take(&mut fields, "kinds"), &mut diagnostics);
    let languages = config::languages_of(&table);
    let mut missing = BTreeMap::new();
    for language in &languages {
        let strings = words::Strings::read(sources, language);
        files.mark = strings.mark(files.mark);
        let mut layer = words::Layer::new(language, &languages[0], sources.built_in());
        layer.lay([(&mut table, TEXTS), (&mut fields, FIELDS)], &strings.table);
        diagnostics.append(&mut layer.diagnostics);
        missing.insert(language.clone(), layer.missing);
    }
    Model { table, fields, files, diagnostics, missing }
}

/// Lays the kinds of a site on those that come with the program.
fn lay_kinds(table: &mut Table, built_in: Table, diagnostics: &mut Diagnostics) {
    let Some(at) = table.entries.iter().position(|(key, _)| key.name == "kinds") else {
        let span = built_in.entries[0].0.span;
        return table.entries.push(files::entry("kinds", Node::Table(built_in), span));
    };
    let Node::Table(kinds) = &mut table.entries[at].1.node else { return };
    kinds.entries.retain(|(key, _)| {
        let is_page = key.name == kinds::PAGE;
        if is_page {
            let headline = "every site already has the kind `page`";
            let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(key.span);
            diagnostics.push(diagnostic.help("give this kind another name"));
        }
        !is_page
    });
    let own = std::mem::replace(kinds, built_in);
    kinds.merge(own);
}

/// The tables of site.toml that hold texts for readers.
const TEXTS: Keys = &[
    Key::new("title", LOCALISED, ""),
    Key::new("description", LOCALISED, ""),
    Key::new("navigation", Takes::Tables(config::NAVIGATION, "to"), ""),
    Key::new("kinds", Takes::Named(kinds::KIND), ""),
    Key::new("views", Takes::Tables(keys::VIEW, "path"), ""),
];

/// The texts of the fields that every kind has.
const FIELDS: Keys = &[Key::new("fields", Takes::Named(kinds::FIELD), "")];

/// Takes the table with this name out of another one; an empty one where there is none.
fn take(table: &mut Table, name: &str) -> Table {
    let value = table.entries.iter_mut().find(|(key, _)| key.name == name);
    match value {
        Some((_, Value { node: Node::Table(table), .. })) => std::mem::take(table),
        _ => Table::default(),
    }
}
