//! Lists of records: those of the kinds, the views of site.toml, and a page for each value that
//! filters one, so that everything works without JavaScript.

use super::product::{DEFAULT_LANGUAGE, Input, Plan};
use super::reading::Reading;
use super::view_page::{Extra, ViewPage};
use super::views::{Laid, Laying, ViewSettings};
use crate::diag::{Checked, Code, Diagnostics};
use crate::graph::EntityId;
use crate::schema::Kind;

mod add;
mod blank;
mod declared;
mod facets;
mod groups;
mod orders;
mod tables;

pub(crate) use blank::{blank, intro};
pub(crate) use groups::grouped;

use add::add;
use declared::{kind_listing, kind_settings, view_listing};

/// Plans every list of every language, and whatever else site.toml declares. What is wrong is
/// reported once, for the first language.
pub(super) fn plan(
    input: Input<'_>,
    views: &[Box<dyn Laid>],
    plan: &mut Plan,
    diagnostics: &mut Diagnostics,
) {
    let by_kind = by_kind(input);
    for language in 0..input.config.languages.len() {
        let mut reported = Diagnostics::new();
        kinds(input, language, (plan, &by_kind), &mut reported);
        tables::plan(input, language, plan, &mut reported);
        let reading = Reading { input, language };
        for view in views {
            let diagnostics = &mut reported;
            view.lay(&mut Laying { reading, plan, by_kind: &by_kind, views, diagnostics });
        }
        if language == DEFAULT_LANGUAGE {
            diagnostics.append(&mut reported);
        }
    }
}

/// The records that a view would list in the default language, in its order. No page is planned.
pub(crate) fn records(input: Input<'_>, view: &ViewSettings) -> Checked<Vec<EntityId>> {
    let mut diagnostics = Diagnostics::new();
    let by_kind = by_kind(input);
    let reading = Reading { input, language: DEFAULT_LANGUAGE };
    let listing = view_listing(reading, view, &by_kind, &mut diagnostics);
    // Whoever asks for a value that nothing has gets the answer that nothing has it.
    drop(diagnostics.take(Code::UnknownValue));
    drop(diagnostics.take(Code::UnknownReference));
    Checked::new(listing.entities, diagnostics)
}

impl<'a> Laying<'a> {
    /// The kinds that a view looks at.
    pub(crate) fn kinds(&self, view: &ViewSettings) -> Vec<&'a Kind> {
        let kinds = declared::view_kinds(self.input(), view, &mut Diagnostics::new());
        kinds.into_iter().map(|kind| &self.input().schema.kinds[kind]).collect()
    }

    /// The numbers of these kinds; names of kinds that are not there are reported.
    pub(crate) fn kind_numbers(&mut self, view: &ViewSettings) -> Vec<usize> {
        declared::view_kinds(self.input(), view, self.diagnostics)
    }

    /// The records that a view looks at.
    pub(crate) fn records(&mut self, view: &ViewSettings) -> Vec<EntityId> {
        let kinds = self.kind_numbers(view);
        declared::records(self.reading, (&kinds, self.by_kind), view, self.diagnostics)
    }

    /// The address of a view in this language, without slashes at its ends.
    pub(crate) fn folder(&self, view: &ViewSettings) -> String {
        declared::folder(self.reading, view)
    }

    /// The page of a view with this on it.
    pub(crate) fn page(&self, view: &ViewSettings, content: Extra) -> ViewPage {
        let Reading { input, language } = self.reading;
        let tag = self.reading.tag();
        ViewPage {
            folder: self.folder(view),
            language,
            title: view.title.get(tag).to_owned(),
            description: view.description.get(tag).to_owned(),
            intro: intro(input, &view.path),
            claimed_by: format!("the view `{}`", view.path),
            span: view.span,
            content,
        }
    }

    /// Adds the list of a view, with one for each order and each value that filters it. Returns the
    /// number of the first of them; the others follow.
    pub(crate) fn list(&mut self, view: &ViewSettings) -> usize {
        let first = self.plan.listings.len();
        let listing = view_listing(self.reading, view, self.by_kind, self.diagnostics);
        add(self.input(), self.plan, (listing, &view.list), self.diagnostics);
        first
    }
}

/// Plans the lists of the kinds, and notes the place of each record in them.
fn kinds(
    input: Input<'_>,
    language: usize,
    (plan, by_kind): (&mut Plan, &[Vec<EntityId>]),
    diagnostics: &mut Diagnostics,
) {
    let mut numbers = vec![None; input.schema.kinds.len()];
    let mut ranks = vec![u32::MAX; input.graph.entities.len()];
    for (kind, entities) in by_kind.iter().enumerate() {
        let listing = kind_listing(input, language, kind, entities);
        for (rank, id) in listing.entities.iter().enumerate() {
            ranks[*id as usize] = rank as u32;
        }
        let described = &input.schema.kinds[kind];
        if !entities.is_empty() && !described.folder.is_empty() {
            numbers[kind] = Some(plan.listings.len());
            add(input, plan, (listing, &kind_settings(described)), diagnostics);
        }
    }
    plan.kind_listings.push(numbers);
    plan.ranks.push(ranks);
}

pub(super) fn by_kind(input: Input<'_>) -> Vec<Vec<EntityId>> {
    let mut out = vec![Vec::new(); input.schema.kinds.len()];
    for (id, entity) in input.graph.entities.iter().enumerate() {
        let table = &input.graph.records[entity.base as usize].table;
        // A table of rows of its own kind is none of them.
        let is_record = table.as_ref().is_none_or(|table| table.row_kind != entity.kind);
        if is_record && !input.graph.is_retired(id as EntityId) {
            out[entity.kind].push(id as EntityId);
        }
    }
    out
}
