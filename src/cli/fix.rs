//! `plenary fix`: puts what is missing into files, and touches nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::count;
use super::{ERRORS, FINE, Failure, SiteArgument, output};
use crate::disk::Gate;
use crate::language::Language;
use crate::parse::table::ids::{Filled, Refusal, Target};
use crate::source::Sources;
use crate::{load, model, parse, schema, theme};

pub(super) const AFTER_HELP: &str = "\
Examples:
  plenary fix --ids --dry-run    shows what would be added
  plenary fix --ids              adds an id to every row of every table
  plenary fix --strings fr       adds what strings/fr.toml lacks

An id is made of the section and a number (`production.01`), or continues the ids of the rows above.
Separators, line endings, quotation marks and the encoding of the file are kept. Workbooks are not
changed.

A text without a translation is added as an empty one, with the text of the default language as a
comment. Texts that are there already are kept.";

/// How many rows of a file are shown.
const SHOWN: usize = 5;

/// How many characters of a row are shown.
const WIDTH: usize = 100;

/// The arguments of `plenary fix`.
#[derive(Args)]
pub(super) struct FixArguments {
    #[command(flatten)]
    site: SiteArgument,
    /// Add an id to every table row that has none
    #[arg(long, required_unless_present = "strings")]
    ids: bool,
    /// Add the texts that a language lacks to strings/LANGUAGE.toml
    #[arg(long, value_name = "LANGUAGE")]
    strings: Option<String>,
    /// Show what would be changed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &FixArguments) -> Result<u8, Failure> {
    let root = &arguments.site.site;
    let load::Loaded { sources, gate, .. } = load::site(root, &[], &mut load::Known::default())?;
    let strings = arguments
        .strings
        .as_ref()
        .map_or(Ok(FINE), |language| add_strings(&sources, &gate, language, arguments.dry_run))?;
    let ids = if arguments.ids { add_ids(&sources, &gate, arguments.dry_run)? } else { FINE };
    Ok(ids.max(strings))
}

/// Adds what is not translated into a language to its file.
fn add_strings(
    sources: &Sources,
    gate: &Gate,
    language: &str,
    dry_run: bool,
) -> Result<u8, Failure> {
    let config = model::read(sources).value;
    let wanted = Language::parse(language).map_err(Failure::new)?;
    if !config.languages.contains(&wanted) {
        let failure = Failure::new(format!("the site has no language `{wanted}`"));
        return Err(failure.hint(format!("add it to `languages` in {}", crate::config::FILE)));
    }
    let blanks =
        [theme::blanks(sources, &config, &wanted), model::blanks(sources, &wanted)].concat();
    let file = model::strings(wanted.as_str());
    let source = sources.find(&file);
    let text = source.map_or("", |(_, source)| &source.text);
    let id = source.map_or(sources.built_in(), |(id, _)| id);
    let filled = model::fill(text, &blanks, id).map_err(|_| {
        Failure::new(format!("{file} cannot be read")).hint("`plenary check` shows where")
    })?;
    let texts = count(filled.added, "text", "texts");
    match (filled.added, dry_run) {
        (0, _) => output::say(&format!("{file} has every text")),
        (_, true) => output::say(&format!("{file} would get {texts}")),
        (_, false) => {
            match source {
                Some(_) => overwrite(gate, &file, filled.text.as_bytes())?,
                None => super::new::write(gate, &file, &filled.text)?,
            }
            output::say(&format!("{file} got {texts}, each of them empty"));
        }
    }
    for table in &filled.closed {
        output::remark(&format!(
            "error: {file}: nothing can be added to `{table}`\n  = help: write it as `[{table}]`, with its texts on lines of their own"
        ));
    }
    Ok(if filled.closed.is_empty() { FINE } else { ERRORS })
}

/// Gives an id to every row that has none.
fn add_ids(sources: &Sources, gate: &Gate, dry_run: bool) -> Result<u8, Failure> {
    let config = model::read(sources).value;
    let schema = schema::read(sources, &config).value;
    let targets = parse::tables(sources, &config, &schema);
    let mut work = Work { gate, before: BTreeMap::new(), after: BTreeMap::new() };
    let mut status = FINE;
    for target in &targets {
        match work.fill(target)? {
            Ok(Some(filled)) => diagnostics(target, &filled, dry_run),
            Ok(None) => {}
            Err(refusal) => {
                refused(target, &refusal);
                status = ERRORS;
            }
        }
    }
    if !dry_run {
        work.write()?;
    }
    if work.after.is_empty() && status == FINE {
        let tables = count(targets.len(), "table", "tables");
        output::say(&format!("every row has an id ({tables} checked)"));
    }
    Ok(status)
}

/// The files of the tables, before and after.
struct Work<'a> {
    gate: &'a Gate,
    before: BTreeMap<String, Vec<u8>>,
    after: BTreeMap<String, Vec<u8>>,
}

impl Work<'_> {
    /// Adds ids to the file of a table, after those that were added for another table.
    fn fill(&mut self, target: &Target) -> Result<Result<Option<Filled>, Refusal>, Failure> {
        let file = target.file.to_string();
        if !self.before.contains_key(&file) {
            let bytes =
                read(self.gate, &file).map_err(|e| failed("read", &self.gate.show(&file), &e))?;
            self.before.insert(file.clone(), bytes);
        }
        let filled = target.fill(self.after.get(&file).unwrap_or(&self.before[&file]));
        if let Ok(Some(filled)) = &filled {
            self.after.insert(file, filled.bytes.clone());
        }
        Ok(filled)
    }

    fn write(&self) -> Result<(), Failure> {
        self.after.iter().try_for_each(|(file, bytes)| overwrite(self.gate, file, bytes))
    }
}

/// Writes a file of the site anew, and never through a link.
pub(super) fn overwrite(gate: &Gate, file: &str, bytes: &[u8]) -> Result<(), Failure> {
    let shown = gate.show(file);
    let path = gate.writable(file).map_err(|refusal| {
        Failure::new(format!("{} is not changed: {refusal}", shown.display()))
            .hint("replace the link with the file itself")
    })?;
    replace(&path, bytes).map_err(|error| failed("write", &shown, &error))
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot {what} {}: {error}", path.display()))
}

fn read(gate: &Gate, file: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    gate.open(file)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces a file in one step: at every moment it is either the old file or the new one.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The name of the file may be as long as names can be, so it is not part of this one.
    let beside: PathBuf = path.with_file_name(format!(".plenary-new-{}", std::process::id()));
    let written = || {
        let mut file = File::create_new(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::set_permissions(&beside, fs::symlink_metadata(path)?.permissions())?;
        fs::rename(&beside, path)
    };
    match written() {
        // What is there is not ours to remove.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        other => other.inspect_err(|_| drop(fs::remove_file(&beside))),
    }
}

/// Reports what was added to a file, or would be.
fn diagnostics(target: &Target, filled: &Filled, dry_run: bool) {
    let ids = count(filled.ids.len(), "id", "ids");
    let range = match (filled.ids.first(), filled.ids.last()) {
        (Some(first), Some(last)) if first != last => format!(" ({first} to {last})"),
        (Some(only), _) => format!(" ({only})"),
        _ => String::new(),
    };
    let column = if filled.added { "a column `id` with " } else { "" };
    let verb = if dry_run { "would get" } else { "got" };
    output::say(&format!("{} {verb} {column}{ids}{range}", target.file));
    if dry_run {
        for (number, before, after) in filled.rows.iter().take(SHOWN) {
            output::say(&format!("  row {number}\n  - {}\n  + {}", short(before), short(after)));
        }
        if let Some(more) = filled.rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            output::say(&format!("  … and {}", count(more, "more row", "more rows")));
        }
    }
}

/// The beginning of a row, on one line.
fn short(row: &str) -> String {
    let line = row.replace(['\r', '\n'], " ");
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn refused(target: &Target, refusal: &Refusal) {
    output::remark(&format!(
        "error: {}: {}\n  = help: {}",
        target.file, refusal.message, refusal.help
    ));
}
