//! `plenary new`: a record to fill in.

use std::fmt::{Display, Write as _};
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};

use clap::Args;

use super::{FINE, Failure, SiteArgument, output};
use crate::disk::Gate;
use crate::id::{Route, slug};
use crate::schema::{Field, Kind, Type};
use crate::text::{did_you_mean, quoted_list};
use crate::{load, model, schema};

pub(super) const AFTER_HELP: &str = "\
Example:
  plenary new meeting img-ewaste-6 --title \"Sixth meeting of the group\"
creates content/meetings/img-ewaste-6.md with the fields that a meeting must have or that its rules
ask for. Optional fields are commented out with `#`.";

/// The arguments of `plenary new`.
#[derive(Args)]
pub(super) struct NewArguments {
    #[command(flatten)]
    site: SiteArgument,
    /// The kind of record, such as `meeting`; `page` for a plain page
    kind: String,
    /// The id of the record, from which its file name and address are made
    id: String,
    /// The title of the record
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(arguments: &NewArguments) -> Result<u8, Failure> {
    let root = &arguments.site.site;
    let load::Loaded { sources, gate, .. } = load::site(root, &[], &mut load::Known::default())?;
    let config = model::read(&sources).value;
    let schema = schema::read(&sources, &config).value;
    let Some(kind) = schema.kind(&arguments.kind) else {
        return Err(no_kind(&schema, &arguments.kind));
    };
    if Route::file(&arguments.id).is_none() {
        let hint = format!("try `{}`", slug(&arguments.id));
        return Err(Failure::new(format!("`{}` cannot be an id", arguments.id)).hint(hint));
    }
    let path = path(&config.content, kind, &crate::text::composed(&arguments.id));
    let title = arguments.title.clone().unwrap_or_else(|| crate::text::humanise(&arguments.id));
    write(&gate, &path, &text(kind, &title))?;
    output::say(&format!("wrote {}", gate.show(&path).display()));
    Ok(FINE)
}

fn no_kind(schema: &schema::Schema, name: &str) -> Failure {
    let names: Vec<_> = schema.kinds.iter().map(|kind| kind.name.as_str()).collect();
    let failure = Failure::new(format!("the site has no kind `{name}`"));
    failure.hint(match did_you_mean(name, names.iter().copied()) {
        Some(hint) => hint,
        None => format!("it has {}", quoted_list(&names, "and")),
    })
}

/// The path of a new record from the site's root.
fn path(content: &str, kind: &Kind, id: &str) -> String {
    match kind.folder.as_str() {
        "" => format!("{content}{id}.md"),
        folder => format!("{content}{folder}/{id}.md"),
    }
}

/// Writes a file that must not exist yet, and never through a link.
pub(super) fn write(gate: &Gate, path: &str, text: &str) -> Result<(), Failure> {
    let shown = gate.show(path);
    let cannot =
        |cause: &dyn Display| Failure::new(format!("cannot write {}: {cause}", shown.display()));
    let real = gate.writable(path).map_err(|refusal| {
        cannot(&refusal).hint("replace the link with a folder, or choose another name")
    })?;
    let folder = real.parent().unwrap_or(&real);
    fs::create_dir_all(folder).map_err(|error| cannot(&error))?;
    match File::create_new(&real).and_then(|mut file| file.write_all(text.as_bytes())) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let hint = "choose another name, or edit that file";
            Err(Failure::new(format!("{} already exists", shown.display())).hint(hint))
        }
        wrote => wrote.map_err(|error| cannot(&error)),
    }
}

/// The text of a new record: required fields to fill in, the others commented out, the headings.
fn text(kind: &Kind, title: &str) -> String {
    let title = toml::Value::String(title.to_owned());
    let mut out = format!("+++\ntitle = {title}\nsummary = \"\"\n");
    let own = kind.fields.iter().filter(|field| !field.common);
    let demanded = |field: &&Field| field.required || is_demanded(kind, field);
    let (required, optional): (Vec<_>, Vec<_>) = own.partition(demanded);
    for field in required {
        let _ = writeln!(out, "{} = {}{}", field.name, example(field), comment(field));
    }
    if !optional.is_empty() {
        out.push_str("# Remove the `#` from the fields that you need:\n");
    }
    for field in optional {
        let _ = writeln!(out, "# {} = {}{}", field.name, example(field), comment(field));
    }
    out.push_str("+++\n");
    for section in &kind.sections {
        let _ = write!(out, "\n## {section}\n");
    }
    out
}

/// Whether a rule of the kind asks for a field. An empty date would be an error, so a date stays
/// commented out until there is one.
fn is_demanded(kind: &Kind, field: &Field) -> bool {
    let asks = |rule: &schema::Rule| rule.require.names().contains(&field.name);
    kind.rules.iter().any(asks) && field.kind != Type::Date
}

/// A value that shows the form. Required dates and references are left to the author.
fn example(field: &Field) -> String {
    let first = field.kind.choices().first().map(|choice| choice.value.clone());
    let one = match field.kind.item() {
        Type::Integer | Type::Number => "0".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::Enum(_) | Type::Rank(_) => format!("\"{}\"", first.unwrap_or_default()),
        _ => "\"\"".to_owned(),
    };
    match &field.kind {
        Type::List(_) if field.kind.choices().is_empty() => "[]".to_owned(),
        Type::List(_) => format!("[{one}]"),
        _ => one,
    }
}

fn comment(field: &Field) -> String {
    let words: Vec<_> = field.kind.choices().iter().map(|choice| choice.value.as_str()).collect();
    let what = if words.is_empty() { field.kind.describe() } else { words.join(", ") };
    format!("    # {what}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn a_new_record_has_the_fields_that_rules_ask_for() {
        let sources = Sources::from_archive("-- site.toml --\nextends = \"knowledge-portal\"\n");
        let config = model::read(&sources).value;
        let schema = schema::read(&sources, &config).value;
        let text = text(schema.kind("case").expect("a built-in kind"), "A");
        for line in
            ["\nlead = []", "\npart_of = \"\"", "\nlead_type = \"un-agency\"", "\n# date = "]
        {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}
