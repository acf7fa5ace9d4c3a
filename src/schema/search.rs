//! How the records of a kind are searched, and the facets of the results.

use std::collections::BTreeMap;

use super::{Kind, Schema, Type};
use crate::config::keys::{Key, Keys, Takes};
use crate::config::{Config, Reader};
use crate::diag::{Diagnostics, no_such};
use crate::source::Span;
use crate::text::Localised;

/// How the records of a kind are searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindSearch {
    /// Fields whose values filter the results.
    pub facets: Vec<(String, Span)>,
    /// Whether each of the records filters what refers to it.
    pub facet: bool,
    /// Whether the records are not found.
    pub off: bool,
    /// How much the records count beside those of other kinds, in hundredths.
    pub weight: u16,
}

/// The keys of `search` of a kind.
pub(super) const SEARCH: Keys = &[
    Key::new("facets", Takes::Texts, "Fields whose values filter the results of a search."),
    Key::new(
        "facet",
        Takes::Flag,
        "Whether results can be filtered by the records of this kind that they refer to.",
    )
    .default("false"),
    Key::new("off", Takes::Flag, "Whether the search finds no records of this kind.")
        .default("false"),
    Key::new(
        "weight",
        Takes::Number(1),
        "How much a hit counts beside those of other kinds, in hundredths.",
    )
    .default("100"),
];

/// The usual weight.
pub(super) const USUAL: u16 = 100;
/// The greatest weight.
const MOST: i64 = 1000;

pub(super) fn kind_search(name: &str, reader: &mut Reader<'_, '_>) -> KindSearch {
    let mut out = KindSearch { weight: USUAL, ..KindSearch::default() };
    let Some(table) = reader.table("search") else { return out };
    let what = format!("`search` of the kind `{name}`");
    let mut reader = Reader::of(table, &[SEARCH], what, reader.diagnostics());
    out.facets = reader.texts("facets").unwrap_or_default();
    out.facet = reader.flag("facet").unwrap_or(false);
    out.off = reader.flag("off").unwrap_or(false);
    out.weight = reader.number("weight", 1).map_or(USUAL, |weight| weight.min(MOST) as u16);
    reader.finish();
    out
}

/// A way to filter the results of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// The name, as it stands in addresses.
    pub name: String,
    /// What its values are.
    pub by: By,
}

/// What the values of a facet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Kinds.
    Kind,
    /// Years of the record's date.
    Year,
    /// The records of the kind with this number.
    Records(usize),
    /// Countries of ISO 3166, where no kind has records of them.
    Countries,
    /// The values of the fields of this facet's name.
    Field,
}

/// The kind whose records are countries.
const COUNTRY: &str = "country";

/// The facets of a site's search: those that `[search]` names, or all.
pub fn facets(schema: &Schema, config: &Config) -> Vec<Facet> {
    let all = all(schema);
    let wanted = &config.search.facets;
    if wanted.is_empty() {
        return all;
    }
    let named = |(name, _): &(String, Span)| all.iter().find(|facet| facet.name == *name).cloned();
    wanted.iter().filter_map(named).collect()
}

fn all(schema: &Schema) -> Vec<Facet> {
    let facet = |name: &str, by| Facet { name: name.to_owned(), by };
    let mut out = vec![facet("kind", By::Kind), facet("year", By::Year)];
    let kinds = schema.kinds.iter().enumerate().filter(|(_, kind)| kind.search.facet);
    out.extend(kinds.map(|(at, kind)| facet(&kind.name, By::Records(at))));
    let takes_countries = |kind: &Kind| kind.fields.iter().any(|f| *f.kind.item() == Type::Country);
    let has = |out: &[Facet], name: &str| out.iter().any(|facet| facet.name == name);
    if !has(&out, COUNTRY) && schema.kinds.iter().any(takes_countries) {
        out.push(facet(COUNTRY, By::Countries));
    }
    for (name, _) in schema.kinds.iter().flat_map(|kind| &kind.search.facets) {
        if !has(&out, name) {
            out.push(facet(name, By::Field));
        }
    }
    out
}

/// What readers see above the values of a facet; `None` where words of the theme say it.
pub fn facet_label<'s>(schema: &'s Schema, facet: &Facet) -> Option<&'s Localised> {
    match facet.by {
        By::Records(kind) => Some(&schema.kinds[kind].label),
        By::Field => {
            let kinds = schema.kinds.iter();
            let named = |(name, _): &(String, Span)| *name == facet.name;
            let mut kinds = kinds.filter(|kind| kind.search.facets.iter().any(named));
            kinds.find_map(|kind| Some(&kind.fields[kind.field(&facet.name)?].label))
        }
        By::Kind | By::Year | By::Countries => None,
    }
}

/// Reports facets that do not exist.
pub(super) fn check(schema: &Schema, config: &Config, diagnostics: &mut Diagnostics) {
    for kind in &schema.kinds {
        for (name, span) in &kind.search.facets {
            if kind.field(name).is_none() {
                let what = format!("field of the kind `{}`", kind.name);
                let names = kind.fields.iter().map(|field| &*field.name);
                diagnostics.push(no_such(&what, name, *span, names));
            }
        }
    }
    let known: BTreeMap<String, ()> = all(schema).into_iter().map(|f| (f.name, ())).collect();
    for (name, span) in config.search.facets.iter().filter(|(name, _)| !known.contains_key(name)) {
        diagnostics.push(no_such("facet", name, *span, known.keys().map(String::as_str)));
    }
}
