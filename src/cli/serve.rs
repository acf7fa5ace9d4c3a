//! `plenary serve`: build, show, and do so again after every change.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::build::{Read, out_folder, read};
use super::output::{colour, count};
use super::{FINE, Failure, SettingsArguments, SiteArgument};
use crate::bundle::Bundle;
use crate::diag::{Diagnostics, Level, Report, render};
use crate::id::Route;
use crate::serve::{Options, Preview, PreviewSite, Server};
use crate::source::Sources;
use crate::state::State;
use crate::{load, watch};

pub(super) const AFTER_HELP: &str = "\
Save a file, and the browser reloads the page. If the site has errors, the last good version stays
visible, with a report of the errors over it. The pages are the ones that `plenary build` writes.";

/// The arguments of `plenary serve`.
#[derive(Args)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    site: SiteArgument,
    /// The port; 0 chooses a free one
    #[arg(long, default_value_t = 1111)]
    port: u16,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    settings: SettingsArguments,
}

pub(super) fn run(arguments: &ServeArguments) -> Result<u8, Failure> {
    let settings = arguments.settings.settings(false)?;
    let root = &arguments.site.site;
    if !root.join(crate::config::FILE).exists() {
        // A missing site.toml is an error at the start only; later it is awaited, since editors
        // may remove a file for a moment when they save it.
        read(root, &out_folder(root, None), &settings, &mut State::default())?;
    }
    let preview = Preview::new();
    let options = Options { bind: arguments.bind, port: arguments.port };
    let server =
        Server::start(preview.clone(), options).map_err(|error| port(arguments, &error))?;
    let url = format!("http://{}/", server.address());
    println!("serving {} at {url} (stop with Ctrl-C)", root.display());
    if arguments.open {
        open(&url);
    }
    let mut session = Session { root: root.clone(), preview, state: State::keeping(), good: None };
    let (_handle, signals) = watch::handle();
    // What was read is known only after the first build; settings that cannot be opened are waited for.
    let inputs = load::open(root).map(|opened| opened.inputs).unwrap_or_default();
    let read: Vec<PathBuf> = inputs.iter().map(|input| root.join(input)).collect();
    let read = RefCell::new(read);
    let watched = || watched(root, &read.borrow());
    let note = |text: &str| eprintln!("note: {text}");
    let build = |cause| {
        if let Some(found) = session.build(&settings, &cause) {
            *read.borrow_mut() = found;
        }
    };
    watch::run(signals, watched, note, build)
        .map_err(|error| Failure::new(format!("cannot watch {}: {error}", root.display())))?;
    server.stop();
    Ok(FINE)
}

fn port(arguments: &ServeArguments, error: &std::io::Error) -> Failure {
    let (bind, port) = (arguments.bind, arguments.port);
    match error.kind() {
        ErrorKind::AddrInUse => Failure::new(format!("port {port} of {bind} is in use")).hint(
            format!("try `--port {}`, or `--port 0` for any free port", port.wrapping_add(1)),
        ),
        _ => Failure::new(format!("cannot listen on {bind}, port {port}: {error}")),
    }
}

fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if std::process::Command::new(program).arg(url).spawn().is_err() {
        eprintln!("note: cannot open a browser; go to {url}");
    }
}

/// What is watched: the settings, every folder that a build reads, and what links lead to.
fn watched(root: &Path, read: &[PathBuf]) -> watch::Watched {
    let mut paths = read.to_vec();
    paths.push(root.join(crate::config::FILE));
    paths.push(root.join(crate::permalinks::FILE));
    paths.push(root.join(crate::links::FILE));
    let ignored = ["public", ".git", "target", "node_modules", ".plenary"];
    watch::Watched { paths, ignored: ignored.iter().map(|name| root.join(name)).collect() }
}

/// What is kept from one build to the next.
struct Session {
    root: PathBuf,
    preview: Arc<Preview>,
    state: State,
    good: Option<Bundle>,
}

impl Session {
    /// Builds and shows the site; returns what was read and what its links lead to, unless it could
    /// not be read.
    fn build(
        &mut self,
        settings: &crate::view::Settings,
        _cause: &watch::Cause,
    ) -> Option<Vec<PathBuf>> {
        let started = Instant::now();
        let out = out_folder(&self.root, None);
        match read(&self.root, &out, settings, &mut self.state) {
            Ok(mut read) => {
                let mut found = std::mem::take(&mut read.links);
                found.extend(read.inputs.iter().map(|input| self.root.join(input)));
                self.show(read, started);
                Some(found)
            }
            Err(failure) => {
                super::output::failure(&failure);
                self.preview.report(plain_overlay(&failure));
                None
            }
        }
    }

    fn show(&mut self, read: Read, started: Instant) {
        let report = read.report(&Diagnostics::new());
        let problems = report.clone().without_infos();
        eprint!("{}", render::human(&problems, &read.sources, colour()));
        let seconds = started.elapsed().as_secs_f64();
        let records = count(read.build.site.records(), "record", "records");
        println!("{records}, {} in {seconds:.2} s", render::summary(&report));
        let failed = report.count(Level::Error) > 0;
        let overlay = failed.then(|| laid_over(report.clone(), &read.sources));
        let bundle = match (&self.good, failed) {
            (Some(good), true) => good.clone(),
            _ => read.build.bundle.clone(),
        };
        let fallback = self.good.clone().filter(|_| !failed);
        if !failed {
            self.good = Some(read.build.bundle.clone());
        }
        let gate = read.gate.clone();
        let read = Arc::new(read);
        let (explained, noticed) = (read.clone(), read);
        self.preview.put(PreviewSite {
            bundle,
            root: gate,
            overlay,
            fallback,
            explain: Arc::new(move |diagnostics| {
                let report = explained.report(&diagnostics.iter().cloned().collect());
                let failed = report.count(Level::Error) > 0;
                if failed { laid_over(report, &explained.sources) } else { String::new() }
            }),
            on_problem: Arc::new(move |_: &Route, diagnostics| {
                let report = Report::of(diagnostics.iter().cloned().collect());
                eprint!("{}", render::human(&report, &noticed.sources, colour()));
            }),
        });
    }
}

/// A report as an overlay: infos are counted.
fn laid_over(report: Report, sources: &Sources) -> String {
    render::html(&report.with_infos_counted(sources), sources)
}

/// The overlay for a failure, which has no place in a text.
fn plain_overlay(failure: &Failure) -> String {
    let diagnostic =
        crate::diag::Diagnostic::new(crate::diag::Code::MissingFile, &*failure.message);
    let report = Report::of(vec![diagnostic].into());
    render::html(&report, &Sources::default())
}
