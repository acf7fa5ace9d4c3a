//! What the page of a review shows: the table `review` of docs/themes.md.

use serde::Serialize;
use tera::Value as Tera;

use super::{Group, Item, Problem, Review};
use crate::fingerprint::Hasher;
use crate::plan::ViewPage;
use crate::view::{Fingerprinted, OnPage, Site, View, fields, fingerprinted};
use crate::views::record_shown::RecordShown;

impl OnPage for Review {
    fn word(&self) -> &'static str {
        super::TYPE.word
    }

    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        Fingerprinted::fingerprint(self, site, h);
    }

    fn value(&self, view: &View<'_>, _: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>) {
        let words =
            Problem::ALL.map(|problem| Label { name: problem.word(), label: label(view, problem) });
        let shown = ReviewShown {
            looked_at: self.looked_at,
            problems: words.into(),
            groups: self.groups.iter().map(|of| group(view, of)).collect(),
        };
        ("review", fields(&shown))
    }
}

fn label(view: &View<'_>, problem: Problem) -> String {
    view.words().filled(problem.word(), &[])
}

fn group<'s>(view: &View<'s>, of: &Group) -> GroupShown<'s> {
    GroupShown {
        head: of.head.map(|id| RecordShown::of(view, id)),
        count: of.count,
        sums: of.sums.clone(),
        items: of.items.iter().map(|of| item(view, of)).collect(),
    }
}

fn item<'s>(view: &View<'s>, of: &Item) -> ItemShown<'s> {
    let label = |problem: &Problem| Label { name: problem.word(), label: label(view, *problem) };
    let missing = of.missing.iter().map(|language| view.languages()[*language].as_str());
    ItemShown {
        record: RecordShown::of(view, of.id),
        kind_label: view.kind(view.kind_of(of.id)).label.get(view.tag()),
        problems: of.problems.iter().map(label).collect(),
        missing: missing.collect(),
    }
}

/// What `review.html` gets as `review`, beside what the page of every view has.
#[derive(Default, Serialize)]
struct ReviewShown<'s> {
    /// How many records were looked at.
    looked_at: usize,
    /// Every problem that there is, in the order of the sums.
    problems: Vec<Label>,
    /// The organisations; last what nobody answers for.
    groups: Vec<GroupShown<'s>>,
}

/// A problem.
#[derive(Default, Serialize)]
struct Label {
    /// `stale`, `overdue`, `without_owner`, `untranslated` or `broken_links`.
    name: &'static str,
    /// What readers see.
    label: String,
}

/// What one organisation should look at.
#[derive(Default, Serialize)]
struct GroupShown<'s> {
    /// The organisation; nothing where nobody is named.
    head: Option<RecordShown<'s>>,
    /// How many records there are.
    count: usize,
    /// How many records have each problem.
    sums: Vec<usize>,
    /// The first of the records.
    items: Vec<ItemShown<'s>>,
}

/// A record that somebody should look at.
#[derive(Default, Serialize)]
struct ItemShown<'s> {
    /// The record.
    record: RecordShown<'s>,
    /// What one of its kind is called.
    kind_label: &'s str,
    /// Why.
    problems: Vec<Label>,
    /// The languages in which it is not there.
    missing: Vec<&'s str>,
}

impl Fingerprinted for Problem {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.word().fingerprint(site, h);
    }
}

fingerprinted! {
    Review { looked_at, groups }
    Group { head, items, count, sums }
    Item { id, problems, missing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, table, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("| `problems`", keys(&Label::default())),
            ("`sums` tells", keys(&GroupShown::default())),
            ("An item of a review", keys(&ItemShown::default())),
            ("An item of a review", keys(&RecordShown::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
        let mut review = keys(&ReviewShown::default());
        review.extend(["title", "description", "intro", "downloads"].map(str::to_owned));
        assert_eq!(table("What a review gets"), review);
    }
}
