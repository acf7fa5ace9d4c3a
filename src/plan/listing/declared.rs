//! The lists that the kinds and the views ask for, before facets and orders are added.

use super::blank::{blank, intro};
use super::orders;
use crate::config::ListSettings;
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::plan::listed::Listing;
use crate::plan::product::{Input, language_prefix};
use crate::plan::reading::Reading;
use crate::plan::views::ViewSettings;
use crate::plan::{names, select, timeline};
use crate::schema;

pub(super) fn kind_listing(
    input: Input<'_>,
    language: usize,
    kind: usize,
    entities: &[EntityId],
) -> Listing {
    let described = &input.schema.kinds[kind];
    let tag = input.config.languages[language].as_str();
    let intro = intro(input, &described.folder);
    let mut listing = Listing {
        folder: format!("{}{}", language_prefix(input.config, language), described.folder),
        title: described.plural.get(tag).to_owned(),
        description: if intro.is_none() {
            described.description.get(tag).to_owned()
        } else {
            String::new()
        },
        intro,
        claimed_by: format!("the list of the kind `{}`", described.name),
        kinds: vec![kind],
        span: None,
        ..blank(language, &kind_settings(described), entities.to_vec())
    };
    orders::sort(Reading { input, language }, &mut listing, kind_settings(described).sort.first());
    listing
}

pub(super) fn kind_settings(kind: &schema::Kind) -> ListSettings {
    timeline::settled(&kind.list, &[kind])
}

pub(in crate::plan) fn view_listing(
    reading: Reading<'_>,
    view: &ViewSettings,
    by_kind: &[Vec<EntityId>],
    diagnostics: &mut Diagnostics,
) -> Listing {
    let input = reading.input;
    let kinds = view_kinds(input, view, diagnostics);
    let described: Vec<_> = kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
    select::check_names(&described, &view.list, diagnostics);
    let entities = records(reading, (&kinds, by_kind), view, diagnostics);
    let mut listing = Listing {
        folder: folder(reading, view),
        title: view.title.get(reading.tag()).to_owned(),
        description: view.description.get(reading.tag()).to_owned(),
        intro: intro(input, &view.path),
        claimed_by: format!("the view `{}`", view.path),
        kinds,
        span: Some(view.span),
        ..blank(reading.language, &view.list, entities)
    };
    orders::sort(reading, &mut listing, view.list.sort.first());
    listing
}

/// The address of a view, without slashes at its ends.
pub(super) fn folder(reading: Reading<'_>, view: &ViewSettings) -> String {
    format!("{}{}", language_prefix(reading.input.config, reading.language), view.path)
}

/// The records of these kinds that meet the condition of a view.
pub(super) fn records(
    reading: Reading<'_>,
    (kinds, by_kind): (&[usize], &[Vec<EntityId>]),
    view: &ViewSettings,
    diagnostics: &mut Diagnostics,
) -> Vec<EntityId> {
    let input = reading.input;
    let mut out: Vec<_> = kinds.iter().flat_map(|kind| by_kind[*kind].iter().copied()).collect();
    if let Some(written) = &view.condition {
        match select::read_condition(input, kinds, written, diagnostics) {
            Some(condition) => {
                let filter = select::Filter::new(reading, &condition);
                out.retain(|id| filter.admits(*id, diagnostics));
            }
            None => out.clear(),
        }
    }
    out
}

pub(super) fn view_kinds(
    input: Input<'_>,
    view: &ViewSettings,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    if view.kinds.is_empty() {
        return (0..input.schema.kinds.len())
            .filter(|k| !input.schema.kinds[*k].is_page())
            .collect();
    }
    names::kinds(input.schema, &view.kinds, diagnostics)
}
