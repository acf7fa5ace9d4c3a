//! `plenary query`: the records that meet a condition.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::{ERRORS, FINE, Failure, SettingsArguments, SiteArgument, output};
use crate::diag::{Diagnostics, Report, render};
use crate::query::{self, Query};
use crate::state::State;

pub(super) const AFTER_HELP: &str = "\
Write the condition as in site.toml. Records are printed to standard output, messages to standard
error. It is not an error if no record matches.

Examples:
  plenary query 'state == \"active\" and not owner' --kind action
  plenary query 'due and due < today' --kind action --fields owner,due --sort due
  plenary query '\"unep\" in agencies' --format csv";

/// The arguments of `plenary query`.
#[derive(Args)]
pub(super) struct QueryArguments {
    /// The condition that records must meet [default: all records]
    #[arg(default_value = "", hide_default_value = true)]
    condition: String,
    /// Only records of this kind; can be repeated
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// The fields to show, separated by commas
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
    /// The field to sort by; `--sort=-date` sorts in descending order
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Vec<String>,
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
pub(super) enum Form {
    /// Text for people
    Text,
    /// The JSON of the kind's data file
    Json,
    /// A table as CSV
    Csv,
}

pub(super) fn run(arguments: &QueryArguments) -> Result<u8, Failure> {
    let settings = arguments.settings.settings(false)?;
    let root = &arguments.site.site;
    let out = super::build::out_folder(root, None);
    let read = super::build::read(root, &out, &settings, &mut State::default())?;
    let site = &read.build.site;
    let query = Query {
        condition: arguments.condition.clone(),
        kinds: arguments.kind.clone(),
        fields: arguments.fields.clone(),
        sort: arguments.sort.clone(),
    };
    let (answer, sources) = query::ask(site, &query);
    if !answer.diagnostics.is_empty() {
        let report = Report::of(answer.diagnostics).settle(&Default::default(), &sources);
        output::remark(render::human(&report, &sources, output::colour()).trim_end());
        return Ok(ERRORS);
    }
    let found = answer.value;
    let bytes = match arguments.format {
        Form::Text => render::visible(&query::text(site, &found, &query.fields)).into_bytes(),
        Form::Json => query::json(site, &found, &query.fields),
        Form::Csv => query::csv(site, &found, &query.fields),
    };
    // A reader that hung up is no reason to fail.
    let _ = std::io::stdout().lock().write_all(&bytes);
    match found.len() {
        0 => output::remark("no record matches the condition"),
        number => eprintln!("{}", output::count(number, "record", "records")),
    }
    let report = read.report(&Diagnostics::new());
    if report.is_fatal(false) {
        eprintln!("the site has errors, so records may be missing; `plenary check` lists them");
        return Ok(ERRORS);
    }
    Ok(FINE)
}
