//! What the page of the links shows: the table `links` of docs/themes.md.

use serde::Serialize;
use tera::Value as Tera;

use super::{Inventory, Link, Section, Standing, data};
use crate::fingerprint::Hasher;
use crate::links::{Check, Outcome};
use crate::plan::ViewPage;
use crate::render::context::Markup;
use crate::render::html;
use crate::view::{Fingerprinted, OnPage, Site, View, fields, fingerprinted};
use crate::views::record_shown::RecordShown;

/// How many links of one state the page shows; it counts them all, and the data have them all.
const MOST_LINKS: usize = 500;

impl OnPage for Inventory {
    fn word(&self) -> &'static str {
        super::TYPE.word
    }

    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        Fingerprinted::fingerprint(self, site, h);
    }

    fn value(&self, view: &View<'_>, _: &ViewPage) -> (&'static str, Vec<(&'static str, Tera)>) {
        let shown = InventoryShown {
            count: self.sections.iter().map(|section| section.links.len()).sum(),
            columns: self.columns.iter().map(|name| self.label(view, name)).collect(),
            sections: self.sections.iter().map(|of| self.section(view, of)).collect(),
        };
        ("links", fields(&shown))
    }

    fn files(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn file(&self, view: &View<'_>, page: &ViewPage, ending: &str) -> Option<Vec<u8>> {
        match ending {
            "json" => Some(data::json(view, page, self)),
            "csv" => Some(data::csv(view, self)),
            _ => None,
        }
    }
}

impl Inventory {
    /// What the field of a column is called by the first kind that has it.
    fn label<'s>(&self, view: &View<'s>, name: &'s str) -> &'s str {
        let links = self.sections.iter().flat_map(|section| &section.links);
        let mut kinds = links.map(|link| view.kind(view.kind_of(link.id)));
        let field = kinds.find_map(|kind| Some(&kind.fields[kind.field(name)?]));
        field.map_or(name, |field| field.label.get(view.tag()))
    }

    fn section<'s>(&self, view: &View<'s>, of: &Section) -> SectionShown<'s> {
        SectionShown {
            name: of.standing.word(),
            label: word(view, of.standing.word()),
            count: of.links.len(),
            links: of.links.iter().take(MOST_LINKS).map(|link| self.link(view, link)).collect(),
        }
    }

    fn link<'s>(&self, view: &View<'s>, link: &Link) -> LinkShown<'s> {
        let shown = link.address.trim_start_matches("https://").trim_start_matches("http://");
        let check = link.check.as_ref();
        let cell = |name: &String| view.fact(link.id, name).map(|fact| html::fact(view, &fact));
        LinkShown {
            record: RecordShown::of(view, link.id),
            kind_label: view.kind(view.kind_of(link.id)).label.get(view.tag()),
            address: link.address.clone(),
            shown: shown.to_owned(),
            cells: self.columns.iter().map(|name| cell(name).unwrap_or_default().into()).collect(),
            checked: check.map(|check| view.day_in_words(check.day)).unwrap_or_default(),
            checked_date: check.map(|check| check.day.to_string()).unwrap_or_default(),
            answer: check.map(|check| answer(view, check)).unwrap_or_default(),
            moved_to: check
                .and_then(|check| check.outcome.moved_to())
                .unwrap_or_default()
                .to_owned(),
            failing_since: check
                .and_then(|check| check.since)
                .map(|since| view.day_in_words(since))
                .unwrap_or_default(),
        }
    }
}

/// What a link answered: its status, or what went wrong in words.
fn answer(view: &View<'_>, check: &Check) -> String {
    match &check.outcome {
        Outcome::Fault(fault) => word(view, fault.word()),
        Outcome::Moved(_) => word(view, "moved"),
        Outcome::Answer(status) => status.to_string(),
    }
}

/// The theme's text for a state or a fault.
fn word(view: &View<'_>, name: &str) -> String {
    view.words().filled(&format!("link_{}", name.replace('-', "_")), &[])
}

/// What `links.html` gets as `links`, beside what the page of every view has.
#[derive(Default, Serialize)]
struct InventoryShown<'s> {
    /// How many links there are.
    count: usize,
    /// What the columns are called.
    columns: Vec<&'s str>,
    /// The links by state.
    sections: Vec<SectionShown<'s>>,
}

/// The links of one state.
#[derive(Default, Serialize)]
struct SectionShown<'s> {
    /// The state: `lost`, `silent`, `failed`, `moved`, `unchecked`, `stale`, `refused` or `works`.
    name: &'static str,
    /// What readers see.
    label: String,
    /// How many links there are.
    count: usize,
    /// The first of them.
    links: Vec<LinkShown<'s>>,
}

/// A link of a record.
#[derive(Default, Serialize)]
struct LinkShown<'s> {
    /// The record.
    record: RecordShown<'s>,
    /// What one of its kind is called.
    kind_label: &'s str,
    /// The address.
    address: String,
    /// The same without `https://`.
    shown: String,
    /// The values of the columns.
    cells: Vec<Markup>,
    /// When it was last checked, in words.
    checked: String,
    /// The same as YYYY-MM-DD.
    checked_date: String,
    /// What it answered.
    answer: String,
    /// Its new address.
    moved_to: String,
    /// The first of the checks in a row that failed, in words.
    failing_since: String,
}

impl Fingerprinted for Standing {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.word().fingerprint(site, h);
    }
}

fingerprinted! {
    Inventory { columns, sections }
    Section { standing, links }
    Link { id, address, check }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::docs::{keys, table, undescribed};

    #[test]
    fn what_templates_get_is_described() {
        for (at, keys) in [
            ("A section has", keys(&SectionShown::default())),
            ("A link of the inventory", keys(&LinkShown::default())),
            ("A link of the inventory", keys(&RecordShown::default())),
        ] {
            assert_eq!(undescribed(at, keys), [] as [&str; 0], "{at}");
        }
        let mut links = keys(&InventoryShown::default());
        links.extend(["title", "description", "intro", "downloads"].map(str::to_owned));
        assert_eq!(table("What the links get"), links);
    }
}
