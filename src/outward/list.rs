//! The list of all links to other sites, as text, JSON or CSV.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Use, of};
use crate::edtf::Day;
use crate::graph::Graph;
use crate::links::{Check, Checks, Outcome};
use crate::source::{Lines, Sources};

/// The links of a site to other sites.
pub struct List<'s> {
    graph: &'s Graph,
    sources: &'s Sources,
    /// Each address, in order.
    pub links: Vec<Used<'s>>,
}

/// An address with what is known of it.
pub struct Used<'s> {
    /// The address.
    pub address: String,
    /// The places at which it stands.
    pub uses: Vec<Use>,
    /// The last check.
    pub check: Option<&'s Check>,
}

impl Used<'_> {
    /// Whether it failed when it was last asked.
    pub fn fails(&self) -> bool {
        self.check.is_some_and(|check| check.outcome.state().fails())
    }

    /// Whether it is to be asked on a day: it was never asked, it failed, or it was asked so many days ago.
    pub fn is_due(&self, today: Day, older_than: i64) -> bool {
        let age = self.check.map(|check| today.number() - check.day.number());
        self.fails() || age.is_none_or(|age| age >= older_than)
    }
}

impl<'s> List<'s> {
    /// Every link that published records have.
    pub fn new(graph: &'s Graph, sources: &'s Sources, checks: &'s Checks) -> Self {
        let links = of(graph).into_iter().map(|(address, uses)| {
            let check = checks.0.get(&address);
            Used { address, uses, check }
        });
        Self { graph, sources, links: links.collect() }
    }

    /// What is known once these addresses were asked. Addresses that nothing links to any more are dropped.
    pub fn checked(&self, outcomes: BTreeMap<String, Outcome>, today: Day) -> Checks {
        let of_link = |link: &Used<'_>| {
            let check = match outcomes.get(&link.address) {
                Some(outcome) => Check::after(link.check, today, outcome.clone()),
                None => link.check?.clone(),
            };
            Some((link.address.clone(), check))
        };
        Checks(self.links.iter().filter_map(of_link).collect())
    }

    /// The links for people; `shows` says which.
    pub fn text(&self, shows: impl Fn(&Used<'_>) -> bool) -> String {
        let (mut out, mut lines) = (String::new(), Lines::new(self.sources));
        for link in self.links.iter().filter(|link| shows(link)) {
            let _ = writeln!(out, "{}  {}", link.address, known(link.check));
            for place in &link.uses {
                let (file, line) = file_and_line(&mut lines, place);
                let _ = writeln!(out, "    {file}:{line}");
            }
        }
        out
    }

    /// All links as JSON.
    pub fn json(&self) -> String {
        let mut lines = Lines::new(self.sources);
        let links = self.links.iter().map(|link| {
            let uses: Vec<Json> = link.uses.iter().map(|at| self.place(at, &mut lines)).collect();
            let mut out = check_json(link.check);
            out["address"] = link.address.as_str().into();
            out["places"] = uses.into();
            out
        });
        format!("{:#}\n", Json::from(links.collect::<Vec<_>>()))
    }

    fn place(&self, place: &Use, lines: &mut Lines<'_>) -> Json {
        let entity = self.graph.entity(place.entity);
        let record = self.graph.record(place.entity, 0);
        let (file, line) = file_and_line(lines, place);
        json!({
            "kind": entity.key.kind(),
            "id": entity.key.id(),
            "title": record.title,
            "file": file,
            "line": line,
        })
    }
}

/// What is known of an address, as data: `state`, `checked`, `answer`, `moved_to`, `failing_since`.
pub fn check_json(check: Option<&Check>) -> Json {
    let Some(check) = check else {
        return json!({ "state": UNCHECKED, "checked": null, "answer": null });
    };
    let mut out = json!({
        "state": check.outcome.state().word(),
        "checked": check.day.to_string(),
        "answer": check.outcome.word(),
    });
    if let Some(to) = check.outcome.moved_to() {
        out["moved_to"] = to.into();
    }
    if let Some(since) = check.since {
        out["failing_since"] = since.to_string().into();
    }
    out
}

/// The word for a link that nobody has checked.
pub const UNCHECKED: &str = "unchecked";

/// The same in words.
fn known(check: Option<&Check>) -> String {
    let Some(check) = check else { return "never checked".to_owned() };
    let mut out = check.outcome.word();
    if let Some(to) = check.outcome.moved_to() {
        let _ = write!(out, " to {to}");
    }
    let _ = write!(out, " on {}", check.day);
    if let Some(since) = check.since {
        let _ = write!(out, ", failing since {since}");
    }
    out
}

/// The file and the line of a place.
fn file_and_line<'s>(lines: &mut Lines<'s>, place: &Use) -> (&'s str, usize) {
    let (source, index) = lines.of(place.span.source);
    (&source.path, index.line_of(place.span.start as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edtf::Date;

    fn day(text: &str) -> Day {
        Date::parse(text).unwrap().earliest().unwrap()
    }

    fn used(check: Option<&Check>) -> Used<'_> {
        Used { address: "https://a.example/".to_owned(), uses: Vec::new(), check }
    }

    #[test]
    fn what_failed_or_is_old_is_asked_again() {
        let check = |status| Check::after(None, day("2026-05-03"), Outcome::Answer(status));
        let (fine, gone) = (check(200), check(404));
        assert!(used(None).is_due(day("2026-05-03"), 7));
        assert!(used(Some(&gone)).is_due(day("2026-05-03"), 7));
        assert!(!used(Some(&fine)).is_due(day("2026-05-09"), 7));
        assert!(used(Some(&fine)).is_due(day("2026-05-10"), 7));
        assert!(used(Some(&fine)).is_due(day("2026-05-03"), 0));
    }
}
