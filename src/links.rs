//! `links.lock`: what the addresses of other sites answered when `plenary links --check` last asked for
//! them, as a text that people can compare line by line.
//!
//! A line is an address, the day of the check, and what came of it: the status (`200`), `moved` with the
//! new address, or a fault (`no-host`). A link that fails has the day since which it does: `since 2026-04-26`.

use std::collections::BTreeMap;

use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::edtf::{Date, Day, Precision};
use crate::source::{SourceId, Sources, Span};
use crate::text::{did_you_mean, quoted_list};

/// The name of the file, beside site.toml.
pub const FILE: &str = "links.lock";

/// The first lines of the file.
const HEAD: &str = "\
# The addresses of other sites that this site links to, and what they answered when they were last asked.
# `plenary links --check` writes this file; commit it.

";

/// The word before a new address.
const MOVED: &str = "moved";

/// The word before the day since which a link fails.
const SINCE: &str = "since";

/// What is known of addresses, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks(pub BTreeMap<String, Check>);

/// The last check of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The day.
    pub day: Day,
    /// What came of it.
    pub outcome: Outcome,
    /// The day of the first of the checks in a row that failed; nothing where it did not fail.
    pub since: Option<Day>,
    /// Its place in the file.
    pub span: Option<Span>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status (RFC 9110).
    Answer(u16),
    /// The page has another address for good, where it answers.
    Moved(String),
    /// There was no answer that could be used.
    Fault(Fault),
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No host has this name.
    NoHost,
    /// The host does not take connections, or ends them.
    NoConnection,
    /// It took too long.
    Timeout,
    /// Nobody vouches for the host: its certificate is expired, or is not its own.
    BadCertificate,
    /// It leads on and on.
    TooManyRedirects,
    /// The answer is not HTTP, or is broken off.
    BadAnswer,
    /// It is not an address of the Web.
    BadAddress,
    /// The address is one of the own computer or network, which are not asked.
    PrivateAddress,
}

/// How a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is nothing at the address any more.
    Lost,
    /// Nobody answers.
    Silent,
    /// Something else is wrong.
    Failed,
    /// The page has another address.
    Moved,
    /// The host answers, but does not show the page to programs or to those who are not logged in.
    Refused,
    /// It works.
    Works,
}

impl Fault {
    const ALL: [Self; 8] = [
        Self::NoHost,
        Self::NoConnection,
        Self::Timeout,
        Self::BadCertificate,
        Self::TooManyRedirects,
        Self::BadAnswer,
        Self::BadAddress,
        Self::PrivateAddress,
    ];

    /// What is wrong, in words that follow an address.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoHost => "names a host that does not exist",
            Self::NoConnection => "takes no connections",
            Self::Timeout => "does not answer in time",
            Self::BadCertificate => "has no valid certificate",
            Self::TooManyRedirects => "leads from address to address without end",
            Self::BadAnswer => "gives an answer that browsers cannot read",
            Self::BadAddress => "is not an address of the Web",
            Self::PrivateAddress => "is an address of a private network",
        }
    }

    /// The word that stands for it in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoHost => "no-host",
            Self::NoConnection => "no-connection",
            Self::Timeout => "timeout",
            Self::BadCertificate => "bad-certificate",
            Self::TooManyRedirects => "too-many-redirects",
            Self::BadAnswer => "bad-answer",
            Self::BadAddress => "bad-address",
            Self::PrivateAddress => "private-address",
        }
    }
}

impl Outcome {
    /// How a link with this outcome is.
    pub fn state(&self) -> State {
        match self {
            Self::Moved(_) => State::Moved,
            Self::Answer(200..=299) => State::Works,
            // 999 is what some large sites tell programs.
            Self::Answer(401 | 402 | 403 | 407 | 429 | 451 | 999) => State::Refused,
            Self::Answer(404 | 410) => State::Lost,
            Self::Fault(Fault::NoHost | Fault::NoConnection | Fault::Timeout) => State::Silent,
            Self::Answer(_) | Self::Fault(_) => State::Failed,
        }
    }

    /// The word that stands for it in the file.
    pub fn word(&self) -> String {
        match self {
            Self::Answer(status) => status.to_string(),
            Self::Moved(_) => MOVED.to_owned(),
            Self::Fault(fault) => fault.word().to_owned(),
        }
    }

    /// The new address, where there is one.
    pub fn moved_to(&self) -> Option<&str> {
        match self {
            Self::Moved(to) => Some(to),
            _ => None,
        }
    }
}

impl State {
    /// Every state, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Lost, Self::Silent, Self::Failed, Self::Moved, Self::Refused, Self::Works];

    /// Whether a link that is so leads readers nowhere.
    pub fn fails(self) -> bool {
        matches!(self, Self::Lost | Self::Silent | Self::Failed)
    }

    /// The word that data and templates know it by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Silent => "silent",
            Self::Failed => "failed",
            Self::Moved => "moved",
            Self::Refused => "refused",
            Self::Works => "works",
        }
    }
}

impl Check {
    /// A check on a day, after another one of the same address.
    pub fn after(before: Option<&Check>, day: Day, outcome: Outcome) -> Self {
        let first = before.and_then(|before| before.since).unwrap_or(day);
        let since = outcome.state().fails().then_some(first);
        Self { day, outcome, since, span: None }
    }

    /// Whether it failed on more than one day, so that it is more than a bad moment.
    pub fn fails_again(&self) -> bool {
        self.since.is_some_and(|since| since < self.day)
    }
}

impl Checks {
    /// The last check of an address, as it stands in a text.
    pub fn of(&self, url: &str) -> Option<&Check> {
        self.0.get(&asked(url))
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut out = HEAD.to_owned();
        for (address, Check { day, outcome, since, .. }) in &self.0 {
            out.push_str(&format!("{address} {day} {}", outcome.word()));
            if let Some(to) = outcome.moved_to() {
                out.push_str(&format!(" {}", asked(to)));
            }
            if let Some(since) = since {
                out.push_str(&format!(" {SINCE} {since}"));
            }
            out.push('\n');
        }
        out
    }
}

/// The address that is asked for a link: without the place on its page, and without blanks.
pub fn asked(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or_default();
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c.is_whitespace() || c.is_control() {
            true => c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
            false => out.push(c),
        }
    }
    out
}

/// Reads the file of a site; nothing is known where it has none.
pub fn read(sources: &Sources) -> Checked<Checks> {
    let mut checks = Checks::default();
    let mut wrong = Diagnostics::new();
    let Some((id, source)) = sources.find(FILE) else { return Checked::new(checks, wrong) };
    let mut at = 0;
    for whole in source.text.split_inclusive('\n') {
        let text = whole.trim_end();
        let line = Line { id, text, at };
        at += whole.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match line.read() {
            Ok((address, check)) => keep(&mut checks, address, check),
            Err(diagnostic) => wrong.push(*diagnostic),
        }
    }
    Checked::new(checks, wrong)
}

/// Of two checks of one address, which two merged versions of the file may hold, the later counts.
fn keep(checks: &mut Checks, address: String, check: Check) {
    let known = checks.0.get(&address).map(|known| known.day);
    if known.is_none_or(|known| known <= check.day) {
        checks.0.insert(address, check);
    }
}

/// A line of the file.
struct Line<'t> {
    id: SourceId,
    text: &'t str,
    at: usize,
}

type Wrong = Box<Diagnostic>;

impl Line<'_> {
    fn read(&self) -> Result<(String, Check), Wrong> {
        let words: Vec<&str> = self.text.split(' ').collect();
        let is_address = |word: &str| word.starts_with("http://") || word.starts_with("https://");
        if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| self.text.starts_with(mark)) {
            let headline = "two versions of this file were merged, and a conflict is left";
            let wrong = Diagnostic::new(Code::BadLinks, headline).at(self.whole());
            return Err(wrong.help("keep the lines of both versions, and delete the marks").into());
        }
        let [address, day, rest @ ..] = &words[..] else { return Err(self.incomplete()) };
        if !is_address(address) {
            return Err(self.incomplete());
        }
        let day = self.day(day)?;
        let (outcome, rest) = self.outcome(rest)?;
        let since = match rest {
            [] => None,
            [SINCE, day] => Some(self.day(day)?),
            [word, ..] => return Err(self.unknown(word, &[SINCE])),
        };
        let since = outcome.state().fails().then(|| since.unwrap_or(day).min(day));
        let span = self.word(address);
        Ok(((*address).to_owned(), Check { day, outcome, since, span: Some(span) }))
    }

    fn outcome<'w>(&self, words: &'w [&'w str]) -> Result<(Outcome, &'w [&'w str]), Wrong> {
        match words {
            [MOVED, to, rest @ ..] => Ok((Outcome::Moved((*to).to_owned()), rest)),
            [] | [MOVED] => Err(self.incomplete()),
            [word, rest @ ..] => {
                let status = word.parse().ok().filter(|status| (100..1000).contains(status));
                let fault = Fault::ALL.into_iter().find(|fault| fault.word() == *word);
                let outcome = status.map(Outcome::Answer).or(fault.map(Outcome::Fault));
                let known = Fault::ALL.map(Fault::word);
                let outcome = outcome.ok_or_else(|| self.unknown(word, &known))?;
                Ok((outcome, rest))
            }
        }
    }

    fn day(&self, text: &str) -> Result<Day, Wrong> {
        let date = Date::parse(text).ok().filter(|date| date.precision() == Precision::Day);
        let day = date.filter(|date| !date.is_interval()).and_then(|date| date.earliest());
        day.ok_or_else(|| {
            let wrong = Diagnostic::new(Code::BadLinks, format!("`{text}` is not a date"));
            wrong.at(self.word(text)).help("write it as 2026-11-22").into()
        })
    }

    fn unknown(&self, word: &str, known: &[&str]) -> Wrong {
        let headline = format!("`{word}` does not say what came of a check");
        let near = did_you_mean(word, known.iter().copied());
        let help =
            near.unwrap_or_else(|| format!("write a status, or {}", quoted_list(known, "or")));
        Diagnostic::new(Code::BadLinks, headline).at(self.word(word)).help(help).into()
    }

    fn incomplete(&self) -> Wrong {
        let headline = "this line does not have an address, a date and what came of the check";
        let wrong = Diagnostic::new(Code::BadLinks, headline).at(self.whole());
        wrong.help("delete the line; `plenary links --check` will write it again").into()
    }

    fn whole(&self) -> Span {
        Span::new(self.id, self.at..self.at + self.text.len())
    }

    /// The place of a word of the line.
    fn word(&self, word: &str) -> Span {
        let at = self.at + self.text.find(word).unwrap_or_default();
        Span::new(self.id, at..at + word.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
https://a.example/ 2026-05-03 200
https://b.example/old 2026-05-03 moved https://b.example/new
https://c.example/x?y=1 2026-05-03 404 since 2026-04-26
https://d.example/ 2026-05-03 no-host since 2026-05-03
";

    fn read_text(text: &str) -> Checked<Checks> {
        read(&Sources::new(vec![(FILE.to_owned(), text.to_owned())], Vec::new()))
    }

    fn day(text: &str) -> Day {
        Date::parse(text).unwrap().earliest().unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let Checked { value, diagnostics } = read_text(TEXT);
        assert!(diagnostics.is_empty());
        assert_eq!(value.to_text(), format!("{HEAD}{TEXT}"));
        assert_eq!(value.of(" https://c.example/x?y=1#part").map(Check::fails_again), Some(true));
        assert_eq!(value.of("https://d.example/").map(Check::fails_again), Some(false));
    }

    #[test]
    fn every_fault_has_a_word_that_is_read() {
        for fault in Fault::ALL {
            let line = format!("https://a.example/ 2026-05-03 {} since 2026-05-03\n", fault.word());
            let read = read_text(&line);
            assert_eq!(read.value.to_text(), format!("{HEAD}{line}"));
            assert!(Outcome::Fault(fault).state().fails());
        }
    }

    #[test]
    fn of_two_lines_for_one_address_the_later_check_counts() {
        let text = "https://a.example/ 2026-05-03 200\nhttps://a.example/ 2026-05-01 404\n";
        let read = read_text(text).value;
        assert_eq!(read.of("https://a.example/").unwrap().outcome, Outcome::Answer(200));
    }

    #[test]
    fn a_link_fails_since_the_first_check_in_a_row_that_failed() {
        let check = |before: Option<&Check>, on: &str, status| {
            Check::after(before, day(on), Outcome::Answer(status))
        };
        let first = check(None, "2026-05-03", 404);
        assert!(!first.fails_again());
        let second = check(Some(&first), "2026-05-10", 500);
        assert_eq!(second.since, Some(day("2026-05-03")));
        assert!(second.fails_again());
        let third = check(Some(&second), "2026-05-17", 200);
        assert_eq!(third.since, None);
        assert_eq!(check(Some(&third), "2026-05-24", 404).since, Some(day("2026-05-24")));
    }

    #[test]
    fn a_blank_in_an_address_does_not_end_it() {
        assert_eq!(asked(" https://a.example/b c#d "), "https://a.example/b%20c");
    }
}
