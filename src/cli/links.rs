//! `plenary links`: the links to other sites; with `--check`, what they answer.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::build::Read;
use super::fix::overwrite;
use super::output::{self, Progress, count};
use super::{ERRORS, FINE, Failure, SiteArgument, day};
use crate::diag::{Diagnostics, render};
use crate::edtf::Day;
use crate::links::{Checks, FILE, Outcome, State};
use crate::network::{self, Manners};
use crate::outward::{List, UNCHECKED};
use crate::state::State as Memory;
use crate::view::Settings;

pub(super) const AFTER_HELP: &str = "\
Without --check, no site is asked: the list shows the last check, which links.lock holds. Only
links of public records are listed; those of drafts and restricted records are left out.

With --check, each address is asked, and links.lock is written beside site.toml: commit it.
Links that failed are asked every time. The exit status is 1 if a link fails. If three or more
addresses that did not fail before are asked and none answers, this computer is probably
offline: then nothing is written, and the exit status is 2.

Examples:
  plenary links                          every link to another site, with its places
  plenary links --format json            for programs
  plenary links --check                  ask what has not been asked for a week
  plenary links --check --older-than 0   ask for everything";

/// The arguments of `plenary links`.
#[derive(Args)]
pub(super) struct LinksArguments {
    /// Ask each address whether it answers, and write links.lock
    #[arg(long)]
    check: bool,
    /// Ask only for what was not asked for so many days
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "check")]
    older_than: u32,
    /// How long an address may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "check")]
    timeout: u32,
    /// Ask also addresses of this computer and of private networks
    #[arg(long, requires = "check")]
    allow_private: bool,
    /// The day of the check [default: today in the `timezone` of site.toml, or the day of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// The format of the list
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Print the summary only
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    site: SiteArgument,
}

/// The formats of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A line for each address, and its places below
    Text,
    /// Everything, for programs
    Json,
}

/// How long a host is left alone between two addresses.
const PAUSE: Duration = Duration::from_millis(250);

pub(super) fn run(arguments: &LinksArguments) -> Result<u8, Failure> {
    let today = arguments.as_of.as_deref().map(day::given).transpose()?.unwrap_or_default();
    let settings = Settings { today, ..Settings::default() };
    let root = &arguments.site.site;
    let out = super::build::out_folder(root, None);
    let read = super::build::read(root, &out, &settings, &mut Memory::default())?;
    let has_errors = read.report(&Diagnostics::new()).is_fatal(false);
    if has_errors && arguments.check {
        let failure =
            Failure::new("the site has errors, so links may be missing; nothing was asked");
        return Err(failure.hint("`plenary check` lists the errors"));
    }
    let site = &read.build.site;
    if !arguments.check {
        let list = List::new(site.graph(), &read.sources, site.checks());
        print(&list, arguments);
        output::remark(&summary(&list));
        if has_errors {
            output::remark(
                "the site has errors, so links may be missing; `plenary check` lists them",
            );
            return Ok(ERRORS);
        }
        return Ok(FINE);
    }
    let checks = checked(&read, arguments)?;
    let list = List::new(site.graph(), &read.sources, &checks);
    print(&list, arguments);
    output::remark(&summary(&list));
    Ok(if list.links.iter().any(|link| link.fails()) { ERRORS } else { FINE })
}

/// Asks for the addresses that are due, and writes what came of it.
fn checked(read: &Read, arguments: &LinksArguments) -> Result<Checks, Failure> {
    let site = &read.build.site;
    let today =
        site.clock().today().ok_or_else(|| Failure::new("there is no day for the check"))?;
    let list = List::new(site.graph(), &read.sources, site.checks());
    let outcomes = asked(&list, today, (arguments, site.base_url()));
    are_we_connected(&list, &outcomes)?;
    let number = outcomes.len();
    let checks = list.checked(outcomes, today);
    write(read, &checks)?;
    output::remark(&format!("{} asked", count(number, "address", "addresses")));
    Ok(checks)
}

fn asked(
    list: &List<'_>,
    today: Day,
    (arguments, base_url): (&LinksArguments, &str),
) -> BTreeMap<String, Outcome> {
    let due = list.links.iter().filter(|link| link.is_due(today, arguments.older_than.into()));
    let due: Vec<String> = due.map(|link| link.address.clone()).collect();
    let manners = Manners {
        timeout: Duration::from_secs(arguments.timeout.max(1).into()),
        pause: PAUSE,
        allows_private: arguments.allow_private,
        user_agent: user_agent(base_url),
    };
    let progress = Progress::of("addresses", arguments.quiet);
    let outcomes = network::ask(&due, &manners, &|done, all| progress.step(done, all));
    progress.clear();
    outcomes
}

/// Who asks, so that those who are asked can see why.
fn user_agent(base_url: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match base_url {
        "" => format!("plenary/{version} (link check)"),
        site => format!("plenary/{version} (link check of {site})"),
    }
}

/// So many addresses of which all are silent at once say more of this computer than of them.
const FEW: usize = 3;

/// Keeps a computer without a network from noting that every link fails.
fn are_we_connected(list: &List<'_>, asked: &BTreeMap<String, Outcome>) -> Result<(), Failure> {
    let healthy = list.links.iter().filter(|link| !link.fails());
    let outcomes: Vec<_> = healthy.filter_map(|link| asked.get(&link.address)).collect();
    let is_silent = |outcome: &&Outcome| outcome.state() == State::Silent;
    if outcomes.len() < FEW || !outcomes.iter().all(is_silent) {
        return Ok(());
    }
    let number = count(outcomes.len(), "address", "addresses");
    let failure = Failure::new(format!("none of {number} answered; {FILE} stays as it was"));
    Err(failure.hint("check that this computer is connected to the Internet, then try again"))
}

fn write(read: &Read, checks: &Checks) -> Result<(), Failure> {
    let text = checks.to_text();
    match read.sources.find(FILE) {
        Some((_, source)) if *source.text == *text => Ok(()),
        Some(_) => overwrite(&read.gate, FILE, text.as_bytes()),
        None => super::new::write(&read.gate, FILE, &text),
    }
}

/// Prints the list: after a check, those links that somebody should look at.
fn print(list: &List<'_>, arguments: &LinksArguments) {
    let needs_work = |state: State| state.fails() || state == State::Moved;
    let text = match arguments.format {
        Form::Json => list.json(),
        Form::Text if arguments.quiet => return,
        Form::Text if arguments.check => {
            list.text(|link| link.check.is_some_and(|check| needs_work(check.outcome.state())))
        }
        Form::Text => list.text(|_| true),
    };
    let text = if arguments.format == Form::Text { render::visible(&text) } else { text };
    // A reader that hung up is no reason to fail.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// How many links there are, and how they are.
fn summary(list: &List<'_>) -> String {
    let mut states: BTreeMap<Option<State>, usize> = BTreeMap::new();
    for link in &list.links {
        *states.entry(link.check.map(|check| check.outcome.state())).or_default() += 1;
    }
    let places: usize = list.links.iter().map(|link| link.uses.len()).sum();
    let mut out = format!(
        "{} to {}",
        count(places, "link", "links"),
        count(list.links.len(), "address", "addresses")
    );
    let parts = states.iter().map(|(state, number)| {
        format!("{} {}", crate::text::thousands(*number), state.map_or(UNCHECKED, State::word))
    });
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        out.push_str(&format!(": {}", parts.join(", ")));
    }
    out
}
