//! `plenary check`: everything that `build` would say, without a file written.

use std::time::Instant;

use clap::Args;

use super::output::{self, Progress, count};
use super::{ERRORS, FINE, Failure, ReportArguments, SettingsArguments, SiteArgument};
use crate::diag::Diagnostics;
use crate::emit;
use crate::state::State;

pub(super) const AFTER_HELP: &str = "\
Examples:
  plenary check                       what is wrong, and what to try
  plenary check --strict              warnings fail, too
  plenary check --infos               every info with its place, not only their number
  plenary check --records             records and references only: quick, renders no pages
  plenary check --format json         for programs
  plenary explain unknown-reference   what a code means";

/// The arguments of `plenary check`.
#[derive(Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    site: SiteArgument,
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(flatten)]
    report: ReportArguments,
    /// Check records, references and addresses only; do not render pages
    #[arg(long)]
    records: bool,
}

/// Renders every page, for the diagnostics alone.
fn pages(read: &super::build::Read, arguments: &ReportArguments) -> Diagnostics {
    let progress = Progress::new(arguments);
    let reported = emit::dry(&read.build.bundle, &read.gate, &|done, all| progress.step(done, all))
        .diagnostics;
    progress.clear();
    reported
}

pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let started = Instant::now();
    let settings = arguments.settings.settings(false)?;
    let site = &arguments.site.site;
    let out = super::build::out_folder(site, None);
    let read = super::build::read(site, &out, &settings, &mut State::default())?;
    let diagnostics =
        if arguments.records { Diagnostics::new() } else { pages(&read, &arguments.report) };
    let report = read.report(&diagnostics);
    output::report(&report, &read.sources, &arguments.report);
    let summary = format!(
        "{}, {} checked, {}: {} in {:.2} s",
        count(read.build.site.records(), "record", "records"),
        count(read.build.site.references(), "reference", "references"),
        count(read.build.bundle.files().len(), "file", "files"),
        crate::diag::render::summary(&report),
        started.elapsed().as_secs_f64(),
    );
    output::line(&summary, &arguments.report);
    // The process ends; taking a hundred thousand records apart first would help nobody.
    std::mem::forget(read);
    Ok(if report.is_fatal(arguments.report.strict) { ERRORS } else { FINE })
}
