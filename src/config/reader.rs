//! Reads a table of settings against its declared keys, and reports what is none of them.

use super::keys::{Keys, Takes};
use crate::data::{Key, Node, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::{Localised, composed, did_you_mean, quoted_list};

/// A table that is being read. What is none of its declared keys is a misspelling.
pub struct Reader<'a, 'd> {
    table: &'a Table,
    /// The declared keys: those of its type of table, and those of what it says it is.
    keys: Vec<Keys>,
    what: String,
    diagnostics: &'d mut Diagnostics,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Reads `table`, whose keys are declared; `what` names it in messages (`site.toml`, `the kind
    /// meeting`).
    pub fn of(
        table: &'a Table,
        keys: &[Keys],
        what: impl Into<String>,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self { table, keys: keys.to_vec(), what: what.into(), diagnostics }
    }

    /// The value with this name.
    pub fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.declared(name, |_| true);
        self.table.get(name)
    }

    /// Code that asks for what is not declared, or as something else, is a mistake of ours that
    /// any test finds.
    fn declared(&self, name: &str, fits: impl Fn(Takes) -> bool) {
        let mut keys = self.keys.iter().copied().flatten();
        let fine = keys.any(|key| key.name == name && fits(key.takes));
        debug_assert!(fine, "`{name}` of {} is not declared as it is read", self.what);
    }

    /// Whether a value with this name is written, whatever it is.
    pub fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some()
    }

    /// A text.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.text_at(name).map(|(text, _)| text)
    }

    /// A text and its place.
    pub fn text_at(&mut self, name: &'static str) -> Option<(String, Span)> {
        self.declared(name, |takes| {
            matches!(takes, Takes::Text | Takes::Word(_) | Takes::TextOrTable(_))
        });
        let value = self.value(name)?;
        let text = value.as_text().map(|text| (text.to_owned(), value.span));
        self.expect(text, name, "a text in quotation marks", value)
    }

    /// A folder below another one: `""` for that one itself, never outside it.
    pub fn folder(&mut self, name: &'static str) -> Option<String> {
        let (text, span) = self.text_at(name)?;
        let parts: Vec<_> =
            text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if !parts.contains(&"..") && !text.contains('\\') {
            return Some(composed(&parts.join("/")));
        }
        let headline = format!("`{text}` leads out of the site");
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
        self.diagnostics.push(diagnostic.help("write the name of a folder inside it"));
        None
    }

    /// True or false.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.declared(name, |takes| matches!(takes, Takes::Flag));
        let value = self.value(name)?;
        let flag = if let Node::Bool(yes) = value.node { Some(yes) } else { None };
        self.expect(flag, name, "true or false", value)
    }

    /// A whole number of at least `least`.
    pub fn number(&mut self, name: &'static str, least: i64) -> Option<i64> {
        self.declared(name, |takes| matches!(takes, Takes::Number(at) if at == least));
        let value = self.value(name)?;
        let number = match value.node {
            Node::Integer(number) if number >= least => Some(number),
            _ => None,
        };
        self.expect(number, name, &format!("a whole number of at least {least}"), value)
    }

    /// A list of texts with their places; a single text counts as a list of one.
    pub fn texts(&mut self, name: &'static str) -> Option<Vec<(String, Span)>> {
        self.declared(name, |takes| matches!(takes, Takes::Texts | Takes::TextsOrTable(_)));
        let value = self.value(name)?;
        let one = |item: &Value| item.as_text().map(|text| (text.to_owned(), item.span));
        let texts = match &value.node {
            Node::List(items) => items.iter().map(one).collect(),
            _ => one(value).map(|text| vec![text]),
        };
        self.expect(texts, name, "a list of texts", value)
    }

    /// A table.
    pub fn table(&mut self, name: &'static str) -> Option<&'a Table> {
        let value = self.value(name)?;
        self.expect(value.as_table(), name, "a table", value)
    }

    /// A list of tables with the place of each.
    pub fn tables(&mut self, name: &'static str) -> Vec<(&'a Table, Span)> {
        self.declared(name, |takes| matches!(takes, Takes::Tables(..) | Takes::Any));
        let Some(value) = self.value(name) else { return Vec::new() };
        let tables = match &value.node {
            Node::List(items) => {
                items.iter().map(|item| Some((item.as_table()?, item.span))).collect()
            }
            _ => None,
        };
        self.expect(tables, name, "a list of tables", value).unwrap_or_default()
    }

    /// A visible text: one text, or a table of texts by language.
    pub fn localised(&mut self, name: &'static str) -> Option<Localised> {
        self.declared(name, |takes| matches!(takes, Takes::Localised(_)));
        let value = self.value(name)?;
        self.expect(localised(value), name, "a text, or a table of texts by language", value)
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let same = |all: &[&str]| words.iter().map(|(word, _)| word).eq(all);
        self.declared(name, |takes| matches!(takes, Takes::Word(all) if same(all)));
        let (text, span) = self.text_at(name)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let mut diagnostic =
            Diagnostic::new(Code::WrongSetting, format!("`{text}` is not a value of `{name}`"))
                .at(span)
                .help(format!("write {}", quoted_list(&names, "or")));
        if let Some(help) = did_you_mean(&text, names) {
            diagnostic = diagnostic.help(help);
        }
        self.diagnostics.push(diagnostic);
        None
    }

    /// Adds a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Where diagnostics go, for a table inside this one.
    pub fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    /// Reports every name that does not exist.
    pub fn finish(self) {
        let names: Vec<&str> = self.keys.iter().copied().flatten().map(|key| key.name).collect();
        for (key, _) in &self.table.entries {
            if !names.contains(&key.name.as_str()) {
                let diagnostic = unknown(key, &self.what, names.iter().copied());
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn expect<T>(&mut self, read: Option<T>, name: &str, wanted: &str, value: &Value) -> Option<T> {
        if read.is_none() {
            let found = match value.node {
                Node::Integer(number) => number.to_string(),
                _ => value.type_name().to_owned(),
            };
            let headline = format!("`{name}` takes {wanted}, but this is {found}");
            self.diagnostics.push(Diagnostic::new(Code::WrongSetting, headline).at(value.span));
        }
        read
    }
}

/// A diagnostic for a name that does not exist.
pub fn unknown<'n>(
    key: &Key,
    what: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownSetting, format!("{what} has no setting `{}`", key.name))
            .at(key.span);
    match did_you_mean(&key.name, names.clone()) {
        Some(help) => diagnostic.help(help),
        None => {
            let all: Vec<_> = names.collect();
            diagnostic.help(format!("use one of {}", quoted_list(&all, "or")))
        }
    }
}

/// A visible text from a value: a text, or a table of texts by language.
pub fn localised(value: &Value) -> Option<Localised> {
    if let Some(text) = value.as_text() {
        return Some(Localised::plain(text));
    }
    let mut out = Localised::default();
    for (key, text) in &value.as_table()?.entries {
        let text = text.as_text()?.to_owned();
        if out.default.is_empty() {
            out.default = text.clone();
        }
        out.by_language.insert(key.name.clone(), text);
    }
    Some(out)
}
