//! What a page says of links that lead out of the site: only that one failed when it was last checked.

use super::{Fingerprinted, Question, Shown, Site, View};
use crate::edtf::{Date, Day};
use crate::fingerprint::Hasher;
use crate::links::{Check, State};

/// The last check of an address, where it failed.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FailedCheck(Box<str>);

impl Question for FailedCheck {
    type Answer<'s> = Option<&'s Check>;

    fn answer<'s>(&self, site: &'s Site) -> Option<&'s Check> {
        site.checks.of(&self.0).filter(|check| check.outcome.state().fails())
    }
}

impl Fingerprinted for Check {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        // Where it is written is for messages.
        let Self { day, outcome, since, span: _ } = self;
        let since = since.map(|since| since.to_string());
        (day.to_string(), outcome.word(), since).fingerprint(site, h);
        outcome.moved_to().fingerprint(site, h);
    }
}

impl<'s> View<'s> {
    /// What the page of a record says beside a link that failed when it was last checked; nothing elsewhere,
    /// and of other links.
    pub fn mark_of_link(&self, url: &str) -> Option<String> {
        self.marks?;
        let check = self.ask(FailedCheck(url.into()))?;
        let word = match check.outcome.state() {
            State::Lost => "link_lost_on",
            State::Silent => "link_silent_on",
            _ => "link_failed_on",
        };
        Some(self.words().filled(word, &[("date", &self.day_in_words(check.day))]))
    }

    /// The copy that the record of the page names of what its address led to.
    pub fn archived_copy(&self) -> Option<&'s str> {
        match self.fact(self.marks?, ARCHIVED)?.shown {
            Shown::Url(url) => Some(url),
            _ => None,
        }
    }

    /// A day as readers see it.
    pub fn day_in_words(&self, day: Day) -> String {
        let date = Date::parse(&day.to_string());
        date.map_or_else(|_| day.to_string(), |date| date.display(&self.words().dates))
    }
}

/// The field that names an archived copy.
const ARCHIVED: &str = "archived";
