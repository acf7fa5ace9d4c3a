//! site.toml and the files below `model/`, read as one text would be.

use std::collections::BTreeMap;

use crate::config;
use crate::data::{self, Key, Node, Place, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::source::{SourceId, Sources, Span};

/// The folder of the model files.
pub(super) const FOLDER: &str = "model/";

/// The tables that a model file may hold; all else stands in site.toml.
pub(super) const TABLES: [&str; 3] = ["kinds", "views", "assert"];

/// What stands in site.toml and the model files.
pub(super) struct Files {
    pub(super) table: Table,
    /// Where each file that cannot be read to its end breaks off.
    pub(super) broken: BTreeMap<SourceId, u32>,
    /// The fingerprint of the files.
    pub(super) mark: Fingerprint,
    /// What cannot be read.
    pub(super) diagnostics: Diagnostics,
}

/// Reads site.toml, then the model files in the order of their paths.
pub(super) fn read(sources: &Sources) -> Files {
    let mut out = Files {
        table: Table::default(),
        broken: BTreeMap::new(),
        mark: Fingerprint::ABSENT,
        diagnostics: Diagnostics::new(),
    };
    let mut hasher = Hasher::default();
    let models = sources.below(FOLDER).filter(|(_, source)| source.path.ends_with(".toml"));
    for (id, source) in sources.find(config::FILE).into_iter().chain(models) {
        hasher.add(&*source.path).fingerprint(source.fingerprint);
        let (table, problems) = data::toml(&source.text, Place { source: id, offset: 0 });
        for problem in problems {
            let start = out.broken.entry(id).or_insert(problem.span.start);
            *start = problem.span.start.min(*start);
            out.diagnostics.push(unreadable(&source.path, problem));
        }
        match &*source.path {
            config::FILE => out.table = table,
            _ => out.join(table),
        }
    }
    out.mark = hasher.finish();
    out
}

fn unreadable(path: &str, problem: data::Problem) -> Diagnostic {
    let help = problem
        .help
        .unwrap_or("look for a missing quotation mark or bracket, here or on the line above");
    let headline = format!("{path} cannot be read here: {}", problem.message);
    Diagnostic::new(Code::SettingsSyntax, headline).at(problem.span).help(help)
}

impl Files {
    /// What cannot be read, and what else was noticed. What seems wrong behind a place that cannot
    /// be read is mostly an echo of it.
    pub(super) fn without_echoes(mut self, noticed: Diagnostics) -> Diagnostics {
        if self.broken.is_empty() {
            self.diagnostics.absorb(noticed);
            return self.diagnostics;
        }
        let is_echo =
            |span: Span| self.broken.get(&span.source).is_some_and(|at| span.start >= *at);
        let kept = noticed.iter().filter(|d| !d.span.is_some_and(is_echo));
        self.diagnostics.extend(kept.cloned());
        self.diagnostics
    }

    /// Adds what a model file holds.
    fn join(&mut self, file: Table) {
        let mut own = Table::default();
        for (key, value) in file.entries {
            match TABLES.contains(&key.name.as_str()) {
                true => own.entries.push((key, value)),
                false => self.diagnostics.push(misplaced(&key)),
            }
        }
        add(&mut self.table, own, &mut Vec::new(), &mut self.diagnostics);
    }
}

fn misplaced(key: &Key) -> Diagnostic {
    if config::KEYS.iter().any(|setting| setting.name == key.name) {
        let headline = format!("`{}` is a setting of the site, and this is a model file", key.name);
        let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(key.span);
        return diagnostic.help(format!("move it to {}", config::FILE));
    }
    config::unknown(key, "a model file", TABLES.into_iter())
}

/// Adds the entries of `from`. Lists of views and policies grow, and so do the kinds, each kind and
/// its fields; whatever else is there already is declared twice.
fn add(into: &mut Table, from: Table, path: &mut Vec<String>, diagnostics: &mut Diagnostics) {
    for (key, value) in from.entries {
        let Some(at) = into.entries.iter().position(|(there, _)| there.name == key.name) else {
            into.entries.push((key, value));
            continue;
        };
        path.push(key.name.clone());
        let (first, there) = &mut into.entries[at];
        let grows = matches!(path.len(), 1 | 2) || path.len() == 3 && key.name == "fields";
        match (&mut there.node, value.node) {
            (Node::Table(there), Node::Table(table)) if grows => {
                add(there, table, path, diagnostics);
            }
            (Node::List(there), Node::List(items)) if path.len() == 1 => there.extend(items),
            _ => {
                let headline = format!("`{}` is declared twice", path.join("."));
                let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(key.span);
                let diagnostic = diagnostic.related(first.span, "first declared here");
                diagnostics.push(diagnostic.help("remove one of the two"));
            }
        }
        path.pop();
    }
}

/// An entry that stands in no file as it is; `span` is what it comes from.
pub(super) fn entry(name: &str, node: Node, span: Span) -> (Key, Value) {
    (Key { name: name.to_owned(), span }, Value { span, node })
}
