//! A record's fields as conditions see them.

use std::collections::BTreeMap;

use tera::{Context, Value as Tera};

use super::{EntityId, Graph};
use crate::parse::Value;
use crate::schema::{Field, Kind, Schema, Type};

/// The fields of an entity in a language: every field of its kind (nothing where it is not
/// given; a list is empty then), and `id`, `kind`, `lang`. A reference is the id of its record, a country its two
/// letters, a date its text in EDTF, and `<date>_status` is the status of a date.
pub fn of(graph: &Graph, schema: &Schema, id: EntityId, language: usize) -> Context {
    let entity = graph.entity(id);
    let kind = &schema.kinds[entity.kind];
    let mut context = Context::new();
    for (number, field) in kind.fields.iter().enumerate() {
        context.insert_value(field.name.clone(), value(graph, kind, id, language, number, field));
        if field.kind != Type::Date {
            continue;
        }
        let status = format!("{}_status", field.name);
        if kind.date_of_status(&status) == Some(number) {
            let given = graph.field(id, language, number).map(|(_, given)| given.status.as_str());
            let given = given.filter(|status| !status.is_empty());
            context.insert_value(status, given.map_or(Tera::none(), Tera::from));
        }
    }
    context.insert("id", entity.key.id());
    context.insert("kind", &kind.name);
    context.insert("title", &graph.record(id, language).title);
    context
}

/// What `named.FIELD.OTHER` stands for: the values of OTHER in all records that FIELD names.
pub fn named(
    graph: &Graph,
    schema: &Schema,
    (id, language): (EntityId, usize),
    ways: &[String],
) -> Tera {
    let mut out: BTreeMap<&str, BTreeMap<&str, Vec<Tera>>> = BTreeMap::new();
    for way in ways {
        let mut parts = way.split('.').skip(1);
        let (Some(field), Some(other)) = (parts.next(), parts.next()) else { continue };
        let values = out.entry(field).or_default().entry(other).or_default();
        values.extend(through(graph, schema, (id, language), (field, other)));
    }
    Tera::from_serializable(&out)
}

/// The values of the field `other` in all records that `field` of a record names.
fn through(
    graph: &Graph,
    schema: &Schema,
    (id, language): (EntityId, usize),
    (field, other): (&str, &str),
) -> Vec<Tera> {
    let mut out = Vec::new();
    let kind = &schema.kinds[graph.entity(id).kind];
    let given = kind.field(field).and_then(|at| graph.field(id, language, at));
    let Some((record, given)) = given else { return out };
    given.value.each(&mut |value| {
        let Value::Ref(link) = value else { return };
        let Some(to) = graph.target(record, *link) else { return };
        let kind = &schema.kinds[graph.entity(to).kind];
        let Some(number) = kind.field(other) else { return };
        if let Some((record, given)) = graph.field(to, language, number) {
            given.value.each(&mut |value| out.push(plain(graph, kind, record, number, value)));
        }
    });
    out
}

fn value(
    graph: &Graph,
    kind: &Kind,
    id: EntityId,
    language: usize,
    number: usize,
    field: &Field,
) -> Tera {
    match graph.field(id, language, number) {
        Some((record, given)) => plain(graph, kind, record, number, &given.value),
        None => {
            let default = field.default.as_ref();
            default.map_or_else(|| nothing(field), |v| Tera::from_serializable(&v.to_json()))
        }
    }
}

/// What stands for a field that is not given: a list without items, so that conditions can look
/// for something in it, or nothing.
pub fn nothing(field: &Field) -> Tera {
    match field.kind {
        Type::List(_) => Tera::from(Vec::<Tera>::new()),
        _ => Tera::none(),
    }
}

fn plain(graph: &Graph, kind: &Kind, record: u32, number: usize, value: &Value) -> Tera {
    match value {
        Value::Text(text) | Value::Url(text) => Tera::from(text.as_str()),
        Value::Name(name) => Tera::from(name.text.as_str()),
        Value::Markdown(body) => Tera::from(crate::text::plain(body.html.text())),
        Value::Integer(number) => Tera::from(*number),
        Value::Number(number) => Tera::from(*number),
        Value::Bool(yes) => Tera::from(*yes),
        Value::Date(date) => Tera::from(date.as_str()),
        Value::NotStated => Tera::none(),
        Value::Choice(choice) => {
            let choices = kind.fields[number].kind.choices();
            Tera::from(choices[*choice].value.as_str())
        }
        Value::Country(country) => Tera::from(country.alpha2),
        Value::Language(language) => Tera::from(language.as_str()),
        Value::Ref(link) => graph
            .target(record, *link)
            .map_or(Tera::none(), |id| Tera::from(graph.entity(id).key.id())),
        Value::List(items) => {
            let items: Vec<Tera> =
                items.iter().map(|item| plain(graph, kind, record, number, item)).collect();
            Tera::from(items)
        }
    }
}
