//! A record's fields as conditions see them.

use tera::{Context, Value as Tera};

use super::{EntityId, Graph};
use crate::parse::Value;
use crate::schema::{Field, Kind, Schema, Type};

/// The fields of an entity in a language: every field of its kind (nothing where it is not
/// given; a list is empty then), and `id`, `kind`, `lang`. A reference is the id of its record, a country its two
/// letters, a date its text in EDTF, beside which `<date>_status` is what is said about it.
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
