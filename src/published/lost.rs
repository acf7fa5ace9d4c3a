//! What was published and is gone: found, and reported with what to do about it.

use std::collections::{BTreeMap, BTreeSet};

use super::advice::{self, Advice};
use super::{From, known};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntityId, LeftOut, normal};
use crate::id::Route;
use crate::parse::{Record, Value, Visibility};
use crate::permalinks::{Address, FILE, Known, Permalinks};
use crate::plan::DEFAULT_LANGUAGE;
use crate::source::Span;
use crate::text::nearest;

/// Reports every address and anchor of the list that leads nowhere.
pub(super) fn check(from: From<'_>, old: &Permalinks, now: &Permalinks) -> Diagnostics {
    let search = Search::new(from, old, now);
    let mut out = Diagnostics::new();
    let dropped = dropped(from, old, &mut out);
    let mut lost = Vec::new();
    let mut told = BTreeSet::new();
    for (full, path, address) in old.each() {
        let is_main = full == path.trim_start_matches('/');
        let is_dropped = dropped.iter().any(|prefix| full.starts_with(prefix));
        match from.plan.site_route(&full) {
            Some(route) if is_main => search.anchors(&route, path, address, &mut lost),
            Some(_) => {}
            None if is_dropped || search.is_reported(path, address) => {}
            // Where a page is gone in several languages, that is one thing.
            None if told.insert(path) => search.address(&format!("/{full}"), address, &mut lost),
            None => {}
        }
    }
    let advice = Advice::new(from, lost.iter().filter_map(|lost| lost.line.clone()));
    out.extend(lost.into_iter().map(|lost| lost.report(&advice)));
    out
}

/// Reports languages that the site no longer has; returns their folders.
fn dropped(from: From<'_>, old: &Permalinks, out: &mut Diagnostics) -> Vec<String> {
    let tags: Vec<_> = from.config.languages.iter().skip(1).map(|tag| tag.as_str()).collect();
    let gone = old.languages.iter().skip(1).filter(|tag| !tags.contains(&tag.as_str()));
    let gone: Vec<&String> = gone.collect();
    for tag in &gone {
        let headline =
            format!("the addresses below `/{tag}/` were published, and are no longer there");
        let help = format!("add `\"{tag}\"` to `languages` in site.toml again");
        let reported = Diagnostic::new(Code::LostAddress, headline).help(help);
        out.push(match old.span {
            Some(span) => reported.at(span),
            None => reported.in_file(FILE),
        });
    }
    gone.into_iter().map(|tag| format!("{tag}/")).collect()
}

/// Something that was published and is gone.
struct Lost {
    reported: Diagnostic,
    /// The record that should say so, and what its `redirect_from` should name.
    line: Option<(u32, String)>,
    /// The help that keeps the identifier of the record.
    uuid: Option<String>,
}

impl Lost {
    fn report(self, advice: &Advice<'_>) -> Diagnostic {
        match self.line {
            Some((record, _)) => {
                let reported = self.reported.help(advice.line(record));
                self.uuid.into_iter().fold(reported, Diagnostic::help)
            }
            None => self.reported,
        }
    }
}

fn at(reported: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => reported.at(span),
        None => reported.in_file(FILE),
    }
}

fn nothing_follows(reported: Diagnostic, full: &str) -> Diagnostic {
    let line = advice::of_address(full);
    reported.help(format!("if another record takes its place, add `{line}` to that record")).help(
        "if none does, restore the file, and add `retired` with a date: the page then says what \
             happened",
    )
}

/// What may answer for what is gone.
struct Search<'a> {
    from: From<'a>,
    old: &'a Permalinks,
    now: &'a Permalinks,
    /// The records whose addresses are new, by the fingerprints of their texts and names.
    by_text: BTreeMap<String, Vec<EntityId>>,
    by_name: BTreeMap<String, Vec<EntityId>>,
    /// And by the last part of their ids.
    by_id: BTreeMap<&'a str, Vec<EntityId>>,
}

impl<'a> Search<'a> {
    fn new(from: From<'a>, old: &'a Permalinks, now: &'a Permalinks) -> Self {
        let (by_text, by_name, by_id) = Default::default();
        let mut out = Self { from, old, now, by_text, by_name, by_id };
        for id in 0..from.graph.entities.len() as EntityId {
            let address = from.plan.route(id, 0).address();
            if !old.addresses.contains_key(&address) {
                out.add(id);
            }
        }
        out
    }

    fn add(&mut self, id: EntityId) {
        let record = self.from.graph.base(id);
        let Known { text, title, key: _ } = known(record);
        if !text.is_empty() {
            self.by_text.entry(text).or_default().push(id);
        }
        self.by_name.entry(title).or_default().push(id);
        let last = self.from.graph.entity(id).key.id();
        self.by_id.entry(last.rsplit('/').next().unwrap_or(last)).or_default().push(id);
        let kind = &self.from.schema.kinds[record.kind];
        let Some(names) = kind.field("names").and_then(|at| record.value(at)) else { return };
        names.value.each(&mut |value: &Value| {
            if let Some(name) = value.as_text() {
                let short = super::short(&normal(name).to_lowercase());
                self.by_name.entry(short).or_default().push(id);
            }
        });
    }

    /// The record that has taken the place of another, and how that is known.
    fn renamed(&self, known: &Known) -> Option<(EntityId, &'static str)> {
        let last = known.key.id().rsplit('/').next().unwrap_or_default();
        let found = [
            (self.by_text.get(&known.text), "has the same text"),
            (self.by_name.get(&known.title), "has the same title"),
            (self.by_id.get(last), "has the same name, in another folder"),
        ];
        found.into_iter().find_map(|(ids, how)| {
            let ids = ids?;
            let of_kind =
                |id: &&EntityId| self.from.graph.entity(**id).key.kind() == known.key.kind();
            Some((*ids.iter().find(of_kind).or(ids.first())?, how))
        })
    }

    /// Whether it follows from something else that is reported.
    fn is_reported(&self, path: &str, address: &Address) -> bool {
        match &address.record {
            Some(known) => {
                let out = self.left_out(known);
                // What expires goes because its author said when; nobody need be at hand on that day.
                let expected = [Visibility::Unclear, Visibility::Expired];
                let unclear = out.is_some_and(|out| expected.contains(&out.visibility));
                let kind = self.from.schema.find(known.key.kind());
                unclear || kind.is_some_and(|kind| self.from.graph.lost_rows.contains(&kind))
            }
            // The pages of a list come back with the list.
            None => crate::plan::lists_above(path)
                .any(|list| self.old.addresses.contains_key(&format!("{list}/"))),
        }
    }

    fn left_out(&self, known: &Known) -> Option<&'a LeftOut> {
        self.from.graph.left_out.iter().find(|out| out.record.key == known.key)
    }

    /// Adds an address that is gone, with the anchors that are gone where its record has another name.
    fn address(&self, full: &str, address: &Address, lost: &mut Vec<Lost>) {
        let headline = format!("`{full}` was published, and is no longer there");
        let reported = at(Diagnostic::new(Code::LostAddress, headline), address.span);
        let Some(known) = &address.record else {
            return lost.push(Lost {
                reported: reported.help(self.setting(full)),
                line: None,
                uuid: None,
            });
        };
        if let Some(out) = self.left_out(known) {
            let reported = reported.note(out.reason()).help(
                "publish it again; if it is out of date, add `retired` with a date and say in the text \
                 what follows",
            );
            return lost.push(Lost { reported, line: None, uuid: None });
        }
        let Some((id, how)) = self.renamed(known) else {
            return lost.push(Lost {
                reported: nothing_follows(reported, full),
                line: None,
                uuid: None,
            });
        };
        let language = self.language(full);
        // The page in a language comes back with the page in the first one.
        if language == DEFAULT_LANGUAGE {
            let reported = reported.note(format!("{} {how}", self.from.graph.base(id).path));
            let base = self.from.graph.entity(id).base;
            let line = Some((base, full.to_owned()));
            let uuid = Advice::identifier(self.from, known.key.as_str(), base);
            lost.push(Lost { reported, line, uuid });
        }
        self.anchors_of((id, language), full, address, lost);
    }

    /// The language whose folder an address begins with.
    fn language(&self, full: &str) -> usize {
        let tags = self.from.config.languages.iter().enumerate().skip(1);
        let mut own = tags.filter(|(_, tag)| full.starts_with(&format!("/{}/", tag.as_str())));
        own.next().map_or(DEFAULT_LANGUAGE, |(at, _)| at)
    }

    /// The line of site.toml that lets another page answer for an address without a record.
    fn setting(&self, full: &str) -> String {
        let is_page = full.ends_with('/');
        let addresses = self.now.addresses.keys().map(String::as_str);
        let near = nearest(full, addresses.filter(|address| address.ends_with('/') == is_page), 1);
        let to = near.first().copied().unwrap_or("/");
        format!(
            "to let another page answer, add this line below `[redirects]` in site.toml: \
             `\"{full}\" = \"{to}\"`"
        )
    }

    /// Adds the anchors that are gone from the page that is, or answers, at a route.
    fn anchors(&self, route: &Route, path: &str, address: &Address, lost: &mut Vec<Lost>) {
        let own = self.from.plan.page_of(route);
        let answers = || self.from.plan.page_of(&self.from.plan.redirect(route)?.to);
        if let Some(page) = own.or_else(answers) {
            self.anchors_of(page, path, address, lost);
        }
    }

    fn anchors_of(
        &self,
        (id, language): (EntityId, usize),
        path: &str,
        address: &Address,
        lost: &mut Vec<Lost>,
    ) {
        let number = self.from.graph.shown(id, language);
        let record = &self.from.graph.records[number as usize];
        let is_there = |anchor: &str| {
            record.anchor(anchor).is_some() || self.from.graph.row_at(id, anchor).is_some()
        };
        // A row has an address of its own, which leads to the place of the row in its table, too.
        let is_row = |anchor: &str| self.old.addresses.contains_key(&format!("{path}{anchor}/"));
        let gone = |(anchor, _): &(&String, _)| !is_there(anchor) && !is_row(anchor);
        for (anchor, span) in address.anchors.iter().filter(gone) {
            let headline = format!("`{path}#{anchor}` was published, and is no longer there");
            let reported = at(Diagnostic::new(Code::LostAnchor, headline), *span);
            lost.push(self.anchor((reported, anchor), (number, record), address));
        }
    }

    fn anchor(
        &self,
        (reported, anchor): (Diagnostic, &str),
        (number, record): (u32, &Record),
        address: &Address,
    ) -> Lost {
        let new = |id: &&str| !address.anchors.contains_key(*id);
        let new: Vec<&str> =
            record.body.anchors.iter().map(|anchor| &*anchor.id).filter(new).collect();
        let near = match new[..] {
            [only] => Some(only),
            _ => nearest(anchor, new.iter().copied(), 1).first().copied(),
        };
        let note = match near.and_then(|near| record.anchor(near)) {
            Some(near) => format!("the nearest heading is “{}” (`#{}`)", near.label, near.id),
            None => {
                format!("{} has no similar anchor; the line below leads to the top", record.path)
            }
        };
        let line = match near {
            Some(near) => format!("#{anchor} -> #{near}"),
            None => format!("#{anchor}"),
        };
        Lost { reported: reported.note(note), line: Some((number, line)), uuid: None }
    }
}
