//! `plenary build`: the site as files.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::output::{self, Progress, count};
use super::permalinks;
use super::{ERRORS, FINE, Failure, ReportArguments, SettingsArguments, SiteArgument};
use super::{day, due};
use crate::diag::{Code, Diagnostic, Diagnostics, Level, Report};
use crate::disk::Gate;
use crate::source::Sources;
use crate::state::State;
use crate::view::Settings;
use crate::{Build, config, emit, load};

pub(super) const AFTER_HELP: &str = "\
plenary writes only the files that differ, and removes files of earlier builds that are no longer
part of the site. It never touches other files. A site with errors is not published: the output
folder stays as it was. Errors are listed before warnings; infos are counted, unless `--infos`
shows them.

Examples:
  plenary build --out public --base-url https://portal.example/
  plenary build --strict --format github      in a workflow: annotations; warnings fail
  plenary build --for-disk --out usb          a copy that works without a server
  plenary build --distribution members        what members may see, to public-members
  plenary build --if-due                      every night: nothing happens until something differs
  plenary build --update-permalinks           note what is published in permalinks.lock";

/// The arguments of `plenary build`.
#[derive(Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    site: SiteArgument,
    /// The folder to write to [default: `public` in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArguments,
    /// End links in index.html, so that the site works when opened from a disk
    #[arg(long)]
    for_disk: bool,
    /// Publish a site even if it has errors, but never a text that may not be public
    #[arg(long)]
    keep_going: bool,
    /// Do nothing unless a file of the site has changed, or the output differs on this day: see next-change.json
    #[arg(long)]
    if_due: bool,
    /// Render every page again, without using the results of earlier builds
    #[arg(long)]
    no_cache: bool,
    /// Add the addresses and anchors that are published to permalinks.lock
    #[arg(long, conflicts_with_all = ["drafts", "distribution"])]
    update_permalinks: bool,
    #[command(flatten)]
    report: ReportArguments,
}

/// A site that was read and built, with the diagnostics of its build.
pub(super) struct Read {
    pub(super) sources: Sources,
    pub(super) build: Build,
    /// Opens the files of the site.
    pub(super) gate: Gate,
    /// The folders of the site that were read.
    pub(super) inputs: Vec<String>,
    /// Files and folders that links of the site lead to.
    pub(super) links: Vec<PathBuf>,
    noticed: Diagnostics,
}

impl Read {
    /// Everything that was noticed, and `more` that pages said.
    pub(super) fn report(&self, more: &Diagnostics) -> Report {
        let mut diagnostics = self.noticed.clone();
        diagnostics.absorb(more.clone());
        self.build.report_with(&diagnostics, &self.sources)
    }
}

/// Reads a site and builds it.
pub(super) fn read(
    root: &Path,
    out: &Path,
    settings: &Settings,
    state: &mut State,
) -> Result<Read, Failure> {
    let loaded = loaded(root, out, state)?;
    let settings = day::settled(settings, &loaded.sources)?;
    built(loaded, &settings, state)
}

/// Reads the files of a site.
fn loaded(root: &Path, out: &Path, state: &mut State) -> Result<load::Loaded, Failure> {
    let skip: Vec<PathBuf> = out.canonicalize().into_iter().collect();
    let loaded = load::site(root, &skip, &mut state.files)?;
    match loaded.sources.find(config::FILE) {
        Some(_) => Ok(loaded),
        None => Err(no_site(root)),
    }
}

fn built(loaded: load::Loaded, settings: &Settings, state: &mut State) -> Result<Read, Failure> {
    let load::Loaded { sources, diagnostics, gate, inputs, links } = loaded;
    let build = crate::build(&sources, settings, state);
    known_distributions(settings, build.site.config())?;
    Ok(Read { sources, build, gate, inputs, links, noticed: diagnostics })
}

/// A word that is misspelt would leave out what is asked for.
fn known_distributions(settings: &Settings, config: &config::Config) -> Result<(), Failure> {
    let known = &config.distributions;
    let unknown = settings.distributions.iter().find(|word| !known.contains(word));
    unknown.map_or(Ok(()), |word| {
        let hint = format!("write one of {}", crate::text::quoted_list(known, "or"));
        Err(Failure::new(format!("this site has no distribution `{word}`")).hint(hint))
    })
}

fn no_site(root: &Path) -> Failure {
    let hint = "name the site's folder with `--site`, or create a site with `plenary init`";
    Failure::new(format!("there is no site.toml in {}", root.display())).hint(hint)
}

/// The folder that a site is written to.
pub(super) fn out_folder(site: &Path, out: Option<&PathBuf>) -> PathBuf {
    out.cloned().unwrap_or_else(|| site.join("public"))
}

/// The folder of a build: what is not for everybody never goes where the public site is.
fn own_folder(site: &Path, out: Option<&PathBuf>, settings: &Settings) -> Result<PathBuf, Failure> {
    let public = out_folder(site, None);
    let folder = match (out, &settings.distributions[..]) {
        (None, [_, ..]) => site.join(format!("public-{}", settings.distributions.join("-"))),
        (out, _) => out_folder(site, out),
    };
    let same = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if !settings.distributions.is_empty() && same(&folder) == same(&public) {
        let message = format!("{} is the folder of the public site", public.display());
        let hint = "choose another `--out` for a build with `--distribution`, or leave it out";
        return Err(Failure::new(message).hint(hint));
    }
    Ok(folder)
}

pub(super) fn run(arguments: &BuildArguments) -> Result<u8, Failure> {
    let started = Instant::now();
    let settings = arguments.settings.settings(arguments.for_disk)?;
    let site = &arguments.site.site;
    let out = own_folder(site, arguments.out.as_ref(), &settings)?;
    fit_for_output(site, &out)?;
    let mut state = State::default();
    let loaded = loaded(site, &out, &mut state)?;
    let settings = day::settled(&settings, &loaded.sources)?;
    let inputs = due::inputs(&loaded.sources, &loaded.gate, &settings);
    if arguments.if_due {
        let published = emit::Due::read(&out);
        if let Some(text) = due::nothing_to_do(published.as_ref(), &inputs, &settings.today) {
            output::line(&text, &arguments.report);
            return Ok(FINE);
        }
    }
    let read = built(loaded, &settings, &mut state)?;
    let Some((report, receipt)) = write(arguments, &read, &out)? else { return Ok(ERRORS) };
    let seconds = started.elapsed().as_secs_f64();
    output::line(&summary(&read.build, &receipt, &report, seconds), &arguments.report);
    if arguments.update_permalinks {
        permalinks::update(&read, &report, &arguments.report)?;
    }
    let is_fatal = report.is_fatal(arguments.report.strict);
    if read.build.files.look_ahead() {
        let change = read.build.files.next_change();
        if !is_fatal {
            let next = change.map(|change| change.day);
            emit::Due { inputs, next }.write(&out).map_err(write_failure)?;
        }
        output::line(&due::next_change(change), &arguments.report);
    }
    Ok(if is_fatal { ERRORS } else { FINE })
}

/// Writes the site, and prints the report. `None`: nothing was published.
fn write(
    arguments: &BuildArguments,
    read: &Read,
    out: &Path,
) -> Result<Option<(Report, emit::Receipt)>, Failure> {
    let strict = arguments.report.strict;
    let progress = Progress::new(&arguments.report);
    let step = |done: usize, all: usize| progress.step(done, all);
    // Some errors leave nothing that could be published: a file and a folder of one name.
    let may_publish = || arguments.keep_going && emit::refusal(&read.build.bundle).is_none();
    if read.report(&Diagnostics::new()).is_fatal(strict) && !may_publish() {
        // Nothing will be published; the pages are still made, for their diagnostics.
        let reported = emit::dry(&read.build.bundle, &read.gate, &step).diagnostics;
        progress.clear();
        let report = read.report(&reported);
        output::report(&report, &read.sources, &arguments.report);
        output::line(&nothing_published(&report, out), &arguments.report);
        return Ok(None);
    }
    let publish = |reported: &Diagnostics| {
        let report = read.report(reported);
        !leaks(&report) && (arguments.keep_going || !report.is_fatal(strict))
    };
    let options = emit::Options { out, site: &read.gate, publish: &publish, progress: &step };
    let written = emit::write(&read.build.bundle, &options).map_err(write_failure);
    progress.clear();
    let written = written.inspect_err(|_| {
        // The diagnostics of the site may explain why the disk refused.
        output::report(&read.report(&Diagnostics::new()), &read.sources, &arguments.report);
    })?;
    let report = read.report(&written.diagnostics);
    output::report(&report, &read.sources, &arguments.report);
    let receipt = written.value;
    for note in &receipt.notes {
        output::line(&format!("note: {note}"), &arguments.report);
    }
    if !receipt.published {
        output::line(&nothing_published(&report, out), &arguments.report);
        return Ok(None);
    }
    Ok(Some((report, receipt)))
}

/// Whether a file would publish what must not be published. Nothing can take that back, so nothing
/// makes the build go on.
fn leaks(report: &Report) -> bool {
    let leak = |d: &Diagnostic| d.code == Code::LeakedText && d.level == Level::Error;
    report.diagnostics.iter().any(leak)
}

/// An output folder inside a folder that is read would be part of the next build's content, and a
/// link in a check-out must not lead the output anywhere else.
fn fit_for_output(site: &Path, out: &Path) -> Result<(), Failure> {
    let opened = load::open(site)?;
    opened.gate.output(out).map_err(|refusal| {
        Failure::new(format!("cannot write to `{}`: {refusal}", out.display())).hint(
            "choose another `--out`, or name the target of the link in site.toml, under \
                   `[files]`: `follow = [\"…\"]`",
        )
    })?;
    // The output may not be there yet: the nearest folder above it is, and the rest follows.
    let whole = out.ancestors().find_map(|folder| {
        let there = match folder.as_os_str().is_empty() {
            true => std::env::current_dir().ok()?,
            false => folder.canonicalize().ok()?,
        };
        Some(there.join(out.strip_prefix(folder).ok()?))
    });
    let inputs = opened.inputs.iter().filter(|input| !input.is_empty());
    // An input may be a link, so what it really is counts as well.
    let paths = inputs.flat_map(|input| {
        let real = opened.gate.resolve(input).ok();
        [Some(opened.gate.root().join(input)), real].into_iter().flatten()
    });
    match paths.into_iter().find(|path| whole.as_ref().is_some_and(|w| w.starts_with(path))) {
        Some(input) => {
            Err(Failure::new(format!("{} is read as part of the site", input.display()))
                .hint("choose another `--out`, such as `public`"))
        }
        None => Ok(()),
    }
}

fn write_failure(failure: emit::Failure) -> Failure {
    let message = match failure.cause {
        Some(cause) => format!("{}: {cause}", failure.message),
        None => failure.message,
    };
    Failure { message, hint: failure.hint }
}

fn nothing_published(report: &Report, out: &Path) -> String {
    let problems = crate::diag::render::summary(report);
    format!("{problems}; nothing was published, {} stays as it was", out.display())
}

fn summary(build: &Build, receipt: &emit::Receipt, report: &Report, seconds: f64) -> String {
    let mut out = format!(
        "{}, {} checked, {} written, {} unchanged, {} removed in {seconds:.2} s",
        count(build.site.records(), "record", "records"),
        count(build.site.references(), "reference", "references"),
        count(receipt.written, "file", "files"),
        receipt.unchanged,
        receipt.removed,
    );
    if !report.diagnostics.is_empty() {
        out.push_str(&format!(" ({})", crate::diag::render::summary(report)));
    }
    out
}
