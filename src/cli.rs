//! Arguments -> calls -> exit status. 0: fine; 1: the site has errors; 2: could not work.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the edge that talks to people"
)]

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod build;
mod check;
mod day;
mod diff;
mod due;
mod explain;
mod fix;
mod init;
mod links;
mod model;
mod new;
mod output;
mod permalinks;
mod query;
mod revision;
mod serve;
mod why;

/// The site is published, checked or shown.
pub const FINE: u8 = 0;
/// The site has errors; nothing was published.
pub const ERRORS: u8 = 1;
/// The program could not run: a disk or port failed, or the arguments are wrong.
pub const FAILED: u8 = 2;

/// Turns a folder of records into a cross-linked portal of plain files.
#[derive(Parser)]
#[command(name = "plenary", version, about, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Start here:
  plenary init my-portal            create a small site to begin with
  plenary serve --site my-portal    write, save, and see the pages in a browser
  plenary check --site my-portal    report everything that is wrong with it
  plenary build --site my-portal    write the pages to my-portal/public

Exit status: 0 success, 1 the site has errors (nothing was published), 2 plenary could not run.";

#[derive(Subcommand)]
enum Verb {
    /// Write the site to a folder
    #[command(after_help = build::AFTER_HELP)]
    Build(build::BuildArguments),
    /// Report everything that is wrong with the site, and write nothing
    #[command(after_help = check::AFTER_HELP)]
    Check(check::CheckArguments),
    /// Show the site in a browser, and update it after every change
    #[command(after_help = serve::AFTER_HELP)]
    Serve(serve::ServeArguments),
    /// Create a small site to begin with
    Init(init::InitArguments),
    /// Create a record with the fields and headings of its kind
    #[command(after_help = new::AFTER_HELP)]
    New(new::NewArguments),
    /// Add what is missing to files, such as the ids of table rows
    #[command(after_help = fix::AFTER_HELP)]
    Fix(fix::FixArguments),
    /// Explain the code of a diagnostic, or which templates made a page
    #[command(after_help = explain::AFTER_HELP)]
    Explain(explain::ExplainArguments),
    /// List the records that meet a condition
    #[command(after_help = query::AFTER_HELP)]
    Query(query::QueryArguments),
    /// List the links to other sites, and ask whether they still work
    #[command(after_help = links::AFTER_HELP)]
    Links(links::LinksArguments),
    /// Say what changed between two states of the site
    #[command(after_help = diff::AFTER_HELP)]
    Diff(diff::DiffArguments),
    /// Show which records, fields and lines a page is made from
    #[command(after_help = why::AFTER_HELP)]
    Why(why::WhyArguments),
    /// Print the kinds of record that the site has, in the form of site.toml
    Model(model::ModelArguments),
}

/// Where the site is.
#[derive(Args, Clone, Debug)]
struct SiteArgument {
    /// The folder that contains site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
}

/// The settings that every kind of build takes.
#[derive(Args, Clone, Debug)]
struct SettingsArguments {
    /// The address at which the site will be published; overrides `base_url` of site.toml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The day for which the site is built [default: today in the `timezone` of site.toml, or the day of
    /// SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Publish drafts, too
    #[arg(long)]
    drafts: bool,
    /// Publish also what has this distribution, such as `members`; may be given several times
    #[arg(long, value_name = "WORD")]
    distribution: Vec<String>,
}

/// How the report is written.
#[derive(Args, Clone, Debug)]
struct ReportArguments {
    /// Fail on warnings, too
    #[arg(long)]
    strict: bool,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Print errors and warnings only
    #[arg(long, short)]
    quiet: bool,
    /// Show every info with its place, instead of counting the infos of each code
    #[arg(long)]
    infos: bool,
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// Annotations for GitHub workflows
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// Runs the program with these arguments (the first is its own name); returns the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are not failures; clap knows which stream each belongs to.
            let _ = error.print();
            return if error.use_stderr() { FAILED } else { FINE };
        }
    };
    let done = match arguments.verb {
        Verb::Build(arguments) => build::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Init(arguments) => init::run(&arguments),
        Verb::New(arguments) => new::run(&arguments),
        Verb::Fix(arguments) => fix::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Query(arguments) => query::run(&arguments),
        Verb::Links(arguments) => links::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Why(arguments) => why::run(&arguments),
        Verb::Model(arguments) => model::run(&arguments),
    };
    done.unwrap_or_else(|failure| {
        output::failure(&failure);
        FAILED
    })
}

/// A failure of the machine: what failed, why, and what to try.
#[derive(Debug)]
struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<crate::load::LoadFailure> for Failure {
    fn from(failure: crate::load::LoadFailure) -> Self {
        Self::new(failure.to_string()).hint("name the folder of the site with `--site`")
    }
}

impl SettingsArguments {
    /// The settings of a build; without `--as-of`, the day is filled in once the site was read (`day::settled`).
    fn settings(&self, for_disk: bool) -> Result<crate::view::Settings, Failure> {
        let base_url = match &self.base_url {
            Some(url) => Some(crate::config::normal_base_url(url).ok_or_else(|| {
                Failure::new(format!("`{url}` is not a web address"))
                    .hint("write the whole address, such as https://portal.example/")
            })?),
            None => None,
        };
        let today = self.as_of.as_deref().map(day::given).transpose()?.unwrap_or_default();
        let (drafts, distributions) = (self.drafts, self.distribution.clone());
        let only = None;
        Ok(crate::view::Settings { today, base_url, for_disk, only, drafts, distributions })
    }
}
