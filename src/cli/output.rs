//! What people see: the report, the summary, progress, failures.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{Failure, Format, ReportArguments};
use crate::diag::{Report, render};
use crate::source::Sources;
use crate::text::thousands;

/// Whether colours may be used on the error stream.
pub(super) fn colour() -> bool {
    let choice = anstream::AutoStream::choice(&std::io::stderr());
    choice != anstream::ColorChoice::Never && std::io::stderr().is_terminal()
}

/// Prints a report in the requested format: for people on the error stream, for programs on the
/// standard stream. Infos are counted unless they are requested.
pub(super) fn report(report: &Report, sources: &Sources, arguments: &ReportArguments) {
    let report = match (arguments.infos, arguments.quiet) {
        (true, _) => report.clone(),
        (false, false) => report.clone().with_infos_counted(sources),
        (false, true) => report.clone().without_infos(),
    };
    let text = match arguments.format {
        Format::Human => return people(&render::human(&report, sources, colour())),
        Format::Json => render::json(&report, sources),
        Format::Github => render::github(&report, sources),
        Format::Sarif => render::sarif(&report, sources),
    };
    let mut out = std::io::stdout().lock();
    // A reader that hung up is no reason to fail.
    let _ = out.write_all(text.as_bytes());
    if !text.is_empty() && !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
}

/// Prints a text for people on the error stream, followed by an empty line.
fn people(text: &str) {
    let end = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
    let _ = write!(std::io::stderr(), "{text}{end}");
}

/// Prints a line on the standard stream. A reader that hung up is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a line on the error stream. A reader that hung up is no reason to fail.
pub(super) fn remark(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints a line about what was done: on the standard stream, or on the error stream if the standard
/// stream carries a report.
pub(super) fn line(text: &str, arguments: &ReportArguments) {
    if arguments.quiet {
        return;
    }
    if arguments.format == Format::Human {
        say(text);
    } else {
        remark(text);
    }
}

/// Prints why the program could not run.
pub(super) fn failure(failure: &Failure) {
    remark(&format!("error: {}", render::visible(&failure.message)));
    if let Some(hint) = &failure.hint {
        remark(&format!("  help: {}", render::visible(hint)));
    }
}

/// A number with its noun: `1 page`, `12,345 pages`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A progress line, shown on a terminal only and updated at most ten times a second.
pub(super) struct Progress {
    shown: bool,
    /// What is counted.
    what: &'static str,
    last: Mutex<(Instant, bool)>,
}

impl Progress {
    pub(super) fn new(arguments: &ReportArguments) -> Self {
        Self::of("files", arguments.quiet)
    }

    /// Progress in something else than files.
    pub(super) fn of(what: &'static str, quiet: bool) -> Self {
        let shown = std::io::stderr().is_terminal() && !quiet;
        Self { shown, what, last: Mutex::new((Instant::now(), false)) }
    }

    /// Updates the line.
    pub(super) fn step(&self, done: usize, all: usize) {
        if !self.shown {
            return;
        }
        let Ok(mut last) = self.last.try_lock() else { return };
        if last.0.elapsed() >= Duration::from_millis(100) {
            let part = 20 * done / all.max(1);
            let bar = format!("[{}{}]", "█".repeat(part), "·".repeat(20 - part));
            eprint!("\r{bar} {done} of {all} {}", self.what);
            *last = (Instant::now(), true);
        }
    }

    /// Clears the line.
    pub(super) fn clear(&self) {
        if self.last.lock().is_ok_and(|last| last.1) {
            eprint!("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(count(1, "page", "pages"), "1 page");
        assert_eq!(count(1_234_567, "page", "pages"), "1,234,567 pages");
    }
}
