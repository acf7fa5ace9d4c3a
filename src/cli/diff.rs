//! `plenary diff`: what changed between two states of a site.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::revision::{self, Tree};
use super::{FINE, Failure, SettingsArguments, SiteArgument, day, output};
use crate::diff::{self, Diff, Records};
use crate::disk::Gate;
use crate::state::State;

pub(super) const AFTER_HELP: &str = "\
A state is a folder with site.toml, a folder that `plenary build` wrote, or a revision of the git
repository that contains the site (a commit, a branch, a tag). Without NEW, OLD is compared with the
site as it is now. Only published records are compared.

Examples:
  plenary diff public-old public                    two outputs
  plenary diff HEAD~10                              the last ten commits, and what is not committed yet
  plenary diff v1 v2 --format json                  two tags
  plenary diff --since 2026-05-01 --until 2026-05-31 --format html > may.html
                                                    the newsletter of a month";

/// The arguments of `plenary diff`.
#[derive(Args)]
pub(super) struct DiffArguments {
    /// The older state: a folder or a revision
    #[arg(required_unless_present = "since")]
    old: Option<String>,
    /// The newer state [default: the site as it is now]
    new: Option<String>,
    /// Compare with what the repository held when this day began
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["old", "new"])]
    since: Option<String>,
    /// With `--since`: compare with what the repository held when this day ended [default: the site as it is now]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "since")]
    until: Option<String>,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    site: SiteArgument,
}

/// The formats of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A line for each change
    Text,
    /// Everything, with whole values
    Json,
    /// A page that stands alone
    Html,
    /// A feed with an entry for each record
    Atom,
}

/// A state with its records.
struct Held {
    /// What it is called.
    name: String,
    records: Records,
    /// The address of the site, where it is known.
    base_url: String,
    /// The day of the state, as YYYY-MM-DD.
    day: String,
}

pub(super) fn run(arguments: &DiffArguments) -> Result<u8, Failure> {
    let (old, new) = match &arguments.since {
        Some(since) => arguments.period(since)?,
        None => {
            let old = arguments.old.as_deref().unwrap_or_default();
            (arguments.held(old)?, arguments.newer()?)
        }
    };
    let found = diff::compare(&old.records, &new.records);
    let title = match (&arguments.since, &arguments.until) {
        (Some(since), Some(until)) => format!("Changes from {since} to {until}"),
        (Some(since), None) => format!("Changes since {since}"),
        _ => format!("Changes from {} to {}", old.name, new.name),
    };
    print(arguments.format, &found, &title, &new);
    output::remark(&match found.count() {
        0 => "nothing has changed".to_owned(),
        count => format!("{} changed", output::count(count, "record", "records")),
    });
    Ok(FINE)
}

fn print(form: Form, found: &Diff, title: &str, new: &Held) {
    let text = match form {
        Form::Text => crate::diag::render::visible(&diff::lines(found)).to_string(),
        Form::Json => diff::json(found),
        Form::Html => diff::html(found, title, &new.base_url),
        Form::Atom => diff::atom(found, title, (&new.base_url, &new.day)),
    };
    if !text.is_empty() {
        output::say(text.trim_end_matches('\n'));
    }
}

impl DiffArguments {
    fn newer(&self) -> Result<Held, Failure> {
        match &self.new {
            Some(new) => self.held(new),
            None => self.folder(&self.site.site, "now"),
        }
    }

    /// The states at both ends of a period.
    fn period(&self, since: &str) -> Result<(Held, Held), Failure> {
        let root = &self.site.site;
        let old = match revision::before(root, &day::given(since)?)? {
            Some(commit) => self.revision(&commit)?,
            None => Held { name: since.to_owned(), ..Held::nothing() },
        };
        let new = match &self.until {
            None => self.folder(root, "now")?,
            Some(until) => match revision::until(root, &day::given(until)?)? {
                Some(commit) => Held { day: until.clone(), ..self.revision(&commit)? },
                None => Held::nothing(),
            },
        };
        Ok((old, new))
    }

    /// A folder, or a revision.
    fn held(&self, name: &str) -> Result<Held, Failure> {
        match Path::new(name).is_dir() {
            true => self.folder(Path::new(name), name),
            false => self.revision(name),
        }
    }

    fn revision(&self, name: &str) -> Result<Held, Failure> {
        let tree: Tree = revision::checked_out(&self.site.site, name)?;
        Ok(Held { name: name.to_owned(), ..self.folder(&tree.site, name)? })
    }

    /// A site, or an output.
    fn folder(&self, folder: &Path, name: &str) -> Result<Held, Failure> {
        if !folder.join(crate::config::FILE).is_file() {
            let day = day::settled(&self.settings.settings(false)?, &Default::default())?.today;
            let records = of_output(folder)?;
            let base_url = self.settings.base_url.clone().unwrap_or_default();
            return Ok(Held { name: name.to_owned(), records, base_url, day });
        }
        let settings = self.settings.settings(false)?;
        let out = super::build::out_folder(folder, None);
        let read = super::build::read(folder, &out, &settings, &mut State::default())?;
        let site = &read.build.site;
        Ok(Held {
            name: name.to_owned(),
            records: Records::of_site(site),
            base_url: site.base_url().to_owned(),
            day: site.clock().text().to_owned(),
        })
    }
}

impl Held {
    /// What was there before the first commit.
    fn nothing() -> Self {
        Self {
            name: "nothing".to_owned(),
            records: Records::default(),
            base_url: String::new(),
            day: String::new(),
        }
    }
}

/// The records of an output, from the data beside its pages.
fn of_output(folder: &Path) -> Result<Records, Failure> {
    let mut records = Records::default();
    let gate = Gate::new(folder);
    let mut folders: Vec<PathBuf> = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let whole = folder.join(&below);
        let entries = std::fs::read_dir(&whole)
            .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", whole.display())))?;
        for entry in entries.flatten() {
            let path = below.join(entry.file_name());
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(path);
            } else if entry.file_name() == "index.json" {
                let file = path.to_str().and_then(|path| gate.open(path).ok());
                let data = file
                    .and_then(|file| serde_json::from_reader(std::io::BufReader::new(file)).ok());
                data.iter().for_each(|data| records.add(data));
            }
        }
    }
    match records.is_empty() {
        false => Ok(records),
        true => Err(Failure::new(format!("there are no records in `{}`", folder.display())).hint(
            "name a folder with site.toml, or one that `plenary build` wrote, with the output `record_json`",
        )),
    }
}
