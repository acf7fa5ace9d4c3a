//! Whether a condition asks for what there is: fields of the kinds that it is asked of, and values
//! that these fields can have.

use super::condition::{Compared, Condition};
use super::{Field, Kind, Schema, Type};
use crate::country;
use crate::diag::{Code, Diagnostic, no_such};
use crate::source::Span;
use crate::text::{did_you_mean, quoted_list};

/// Names that records of every kind have in conditions, beside their fields.
pub const CONDITION_NAMES: &[&str] = &["id", "kind", "lang", "today"];

/// What stands before `FIELD.OTHER` in a condition that asks for a field of the records which the
/// record names.
pub const NAMED: &str = "named";

/// The report of a field that a condition asks for and none of these kinds has.
pub fn unknown(
    condition: &Condition,
    kinds: &[&Kind],
    schema: &Schema,
    span: Span,
) -> Option<Diagnostic> {
    unknown_names(condition, kinds, span).or_else(|| unknown_way(condition, kinds, schema, span))
}

/// The report of names in a condition that are fields of none of these kinds.
fn unknown_names(condition: &Condition, kinds: &[&Kind], span: Span) -> Option<Diagnostic> {
    let known = |name: &str| {
        let has = |kind: &&Kind| kind.field(name).or(kind.date_of_status(name)).is_some();
        CONDITION_NAMES.contains(&name) || name == NAMED || kinds.iter().any(has)
    };
    let name = condition.names().iter().find(|name| !known(name))?;
    let fields = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
    let mut diagnostic =
        no_such("field", name, span, fields.chain(CONDITION_NAMES.iter().copied()));
    diagnostic.code = Code::BadCondition;
    diagnostic.message =
        format!("the condition `{}` names `{name}`, but no field has that name", condition.text());
    let bare = |it: &&Compared| !it.is_quoted && it.text == *name && known(&it.name);
    if condition.compared().iter().any(|it| bare(&it)) {
        diagnostic.help = vec![format!("put quotation marks around a word: `\"{name}\"`")];
    }
    Some(diagnostic)
}

/// The fields of these kinds with a name, and where it is `named.FIELD.OTHER`, the fields OTHER of
/// the kinds that FIELD takes.
pub fn fields<'s>(name: &str, kinds: &[&'s Kind], schema: &'s Schema) -> Vec<&'s Field> {
    let of = |kind: &'s Kind, name: &str| Some(&kind.fields[kind.field(name)?]);
    let Some(way) = name.strip_prefix(NAMED).and_then(|way| way.strip_prefix('.')) else {
        return kinds.iter().filter_map(|kind| of(kind, name)).collect();
    };
    let Some((field, other)) = way.split_once('.') else { return Vec::new() };
    let through = kinds.iter().filter_map(|kind| of(kind, field)?.kind.targets());
    let ends = through.flat_map(|targets| {
        schema.kinds.iter().filter(move |kind| targets.is_empty() || targets.contains(&kind.name))
    });
    ends.filter_map(|kind| of(kind, other)).collect()
}

fn unknown_way(
    condition: &Condition,
    kinds: &[&Kind],
    schema: &Schema,
    span: Span,
) -> Option<Diagnostic> {
    let is_lost = |way: &&String| fields(way, kinds, schema).is_empty();
    let way = condition.ways().iter().find(is_lost)?;
    let headline = format!("`{way}` in the condition `{}` leads nowhere", condition.text());
    let help =
        "write `named.`, a field that refers to records, a full stop and a field of those records";
    Some(Diagnostic::new(Code::BadCondition, headline).at(span).help(help))
}

/// The report of a text with which a field is compared and which it never holds. The condition can
/// be asked all the same.
pub fn unknown_value(
    condition: &Condition,
    kinds: &[&Kind],
    schema: &Schema,
    span: Span,
) -> Option<Diagnostic> {
    condition.compared().iter().filter(|it| it.is_quoted).find_map(|compared| {
        let Compared { name, text, .. } = compared;
        let words: Vec<&str> = match &**name {
            "kind" => schema.kinds.iter().map(|kind| &*kind.name).collect(),
            _ => words(&fields(name, kinds, schema), text)?,
        };
        (!words.contains(&&**text)).then(|| {
            let headline = format!(
                "`{text}` is not a value of `{name}`, which the condition `{}` asks for",
                condition.text()
            );
            let diagnostic = Diagnostic::new(Code::UnknownValue, headline).at(span);
            diagnostic.help(match did_you_mean(text, words.iter().copied()) {
                Some(help) => help,
                None if words.is_empty() => {
                    "write the two-letter code of a country, such as `KR`".to_owned()
                }
                None if words.len() == 1 => format!("write `{}`", words[0]),
                None => format!("write one of {}", quoted_list(&words, "or")),
            })
        })
    })
}

/// The texts that fields of one name can hold; `None` where nobody can list them.
fn words<'s>(fields: &[&'s Field], text: &str) -> Option<Vec<&'s str>> {
    let mut out = Vec::new();
    for field in fields {
        if field.is_broken {
            return None;
        }
        match field.kind.item() {
            Type::Enum(choices) | Type::Rank(choices) => {
                out.extend(choices.iter().map(|choice| &*choice.value));
            }
            // Conditions see a country as its letters; a name leads to them.
            Type::Country => out.extend(country::find(text).map(|country| country.alpha2)),
            _ => return None,
        }
    }
    (!fields.is_empty()).then_some(out)
}
