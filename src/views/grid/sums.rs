//! What the numbers in a field of the records come to, for each row and column and for all.

use std::collections::BTreeMap;

use super::{Grid, Item, Making};
use crate::config::Reader;
use crate::config::keys::{Key, Keys, Takes};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Hasher;
use crate::graph::EntityId;
use crate::plan::Input;
use crate::plan::names;
use crate::plan::reading::{FieldName, Reading};
use crate::schema::{Field, Kind, Type};
use crate::source::Span;
use crate::view::{Fingerprinted, Site, fingerprinted};

/// The keys of a view that adds up.
pub(in crate::views) const KEYS: Keys = &[
    Key::new("sum", Takes::Text, "The field whose numbers are added up."),
    Key::new(
        "per",
        Takes::Text,
        "The field with their unit, such as the currency; units are added up apart.",
    ),
];

/// What is to be added up.
pub(in crate::views) struct SumSettings {
    /// The field of the numbers.
    field: (String, Span),
    /// The field of their unit.
    unit: Option<(String, Span)>,
}

/// What all of them come to.
pub(in crate::views) struct Sums {
    /// What is added up, in words.
    pub(in crate::views) label: String,
    /// For each row, in order.
    pub(in crate::views) rows: Vec<Vec<Sum>>,
    /// For each column, in order.
    pub(in crate::views) columns: Vec<Vec<Sum>>,
    /// For all records together.
    pub(in crate::views) all: Vec<Sum>,
}

/// What the numbers with one unit come to.
pub(in crate::views) struct Sum {
    /// The unit as readers see it; `""` where there is none.
    pub(in crate::views) unit: String,
    /// The sum.
    pub(in crate::views) amount: f64,
}

fingerprinted! {
    Sums { label, rows, columns, all }
}

impl Fingerprinted for Sum {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.unit.fingerprint(site, h);
        h.number(self.amount.to_bits());
    }
}

impl SumSettings {
    /// Reads what is to be added up, if anything is.
    pub(in crate::views) fn read(reader: &mut Reader<'_, '_>) -> Option<Self> {
        let (field, unit) = (reader.text_at("sum"), reader.text_at("per"));
        Some(Self { field: field?, unit })
    }

    /// Whether the records have such fields; what is wrong is reported.
    pub(in crate::views) fn check(
        &self,
        input: Input<'_>,
        making: &Making<'_>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let kinds: Vec<&Kind> =
            making.kinds.iter().map(|kind| &input.schema.kinds[*kind]).collect();
        let is_number = |field: &Field| matches!(field.kind, Type::Integer | Type::Number);
        let is_unit =
            |field: &Field| matches!(field.kind, Type::Text | Type::Enum(_) | Type::Ref(_));
        let number = fault(&kinds, &self.field, ("a number", is_number));
        let unit = self.unit.as_ref();
        let unit = unit.and_then(|it| fault(&kinds, it, ("a single word", is_unit)));
        let is_fine = number.is_none() && unit.is_none();
        diagnostics.extend(number.into_iter().chain(unit));
        is_fine
    }

    /// Adds up what stands in the rows and columns of a grid.
    pub(in crate::views) fn of(&self, reading: Reading<'_>, grid: &Grid, kinds: &[usize]) -> Sums {
        let schema = reading.input.schema;
        let kinds: Vec<&Kind> = kinds.iter().map(|kind| &schema.kinds[*kind]).collect();
        let label = names::fields(&kinds, &self.field.0).next();
        let adding = Adding {
            reading,
            number: reading.name(&self.field.0),
            unit: self.unit.as_ref().map(|(field, _)| reading.name(field)),
        };
        let (rows, columns) = (grid.rows.heads.len(), grid.columns.heads.len());
        let column = |at: usize| (0..rows).flat_map(move |row| grid.cell(row, at));
        Sums {
            label: label.map(|field| field.label.get(reading.tag()).to_owned()).unwrap_or_default(),
            rows: (0..rows).map(|at| adding.up(grid.row(at).flatten())).collect(),
            columns: (0..columns).map(|at| adding.up(column(at))).collect(),
            all: adding.up(grid.filled().flatten()),
        }
    }
}

/// What is wrong with the field that a setting names, which must hold something.
fn fault(
    kinds: &[&Kind],
    (name, span): &(String, Span),
    (holds, fits): (&str, impl Fn(&Field) -> bool),
) -> Option<Diagnostic> {
    let Some(field) = names::fields(kinds, name).find(|field| !fits(field)) else {
        let is_there = names::has_field(kinds, name);
        let what = "field of the records that are counted";
        return (!is_there).then(|| names::no_field(kinds, what, name, *span));
    };
    let others = kinds.iter().flat_map(|kind| &kind.fields).filter(|it| !it.common && fits(it));
    let others: Vec<&str> = others.map(|field| &*field.name).take(3).collect();
    let headline = format!("`{}` does not hold {holds}", field.name);
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(*span);
    Some(match others.as_slice() {
        [] => diagnostic,
        others => diagnostic.help(format!("fields that do: `{}`", others.join("`, `"))),
    })
}

/// What is added up, and where it is found.
struct Adding<'a> {
    reading: Reading<'a>,
    number: FieldName,
    unit: Option<FieldName>,
}

impl Adding<'_> {
    /// Adds up the numbers of records, each once, by unit in the order of the units' names.
    fn up<'i>(&self, items: impl Iterator<Item = &'i Item>) -> Vec<Sum> {
        let mut ids: Vec<EntityId> = items.map(|item| item.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for id in ids {
            if let Some(number) = self.reading.number(id, &self.number) {
                *sums.entry(self.unit(id)).or_default() += number;
            }
        }
        let sums = sums.into_iter();
        sums.map(|(unit, amount)| Sum { unit, amount: (amount * 1e6).round() / 1e6 }).collect()
    }

    fn unit(&self, id: EntityId) -> String {
        let members = self.unit.as_ref().map(|unit| self.reading.members(id, unit));
        members.into_iter().flatten().next().map(|member| member.label).unwrap_or_default()
    }
}
