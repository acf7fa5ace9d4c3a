//! A record's fields as conditions see them.

use std::collections::BTreeMap;

use tera::{Context, Value as Tera};

use super::{EntityId, Graph};
use crate::parse::Value;
use crate::schema::{Field, Kind, Schema, Type};

/// An entity as a reader of a language sees it, to be asked by conditions.
#[derive(Clone, Copy)]
pub struct Asked<'g> {
    /// Where it stands among all others.
    pub graph: &'g Graph,
    /// The kinds.
    pub schema: &'g Schema,
    /// The entity.
    pub id: EntityId,
    /// The language.
    pub language: usize,
}

impl<'g> Asked<'g> {
    /// What conditions know by these names: the fields of the entity's kind (nothing where one is not
    /// given; a list is empty then), `id`, `kind` and `title`. A reference is the id of its record, a country
    /// its two letters, a date its text in EDTF, beside which `<date>_status` is what is said about it.
    pub fn fields<'n>(self, names: impl IntoIterator<Item = &'n String>) -> Context {
        let mut context = Context::new();
        for name in names {
            if let Some(value) = self.named_value(name) {
                context.insert_value(name.clone(), value);
            }
        }
        context
    }

    fn kind(self) -> &'g Kind {
        &self.schema.kinds[self.graph.entity(self.id).kind]
    }

    fn named_value(self, name: &str) -> Option<Tera> {
        let kind = self.kind();
        match name {
            "id" => return Some(Tera::from(self.graph.entity(self.id).key.id())),
            "kind" => return Some(Tera::from(&*kind.name)),
            "title" => return Some(Tera::from(&*self.graph.record(self.id, self.language).title)),
            _ => {}
        }
        if let Some(number) = kind.field(name) {
            return Some(self.value(number));
        }
        let given = self.graph.field(self.id, self.language, kind.date_of_status(name)?);
        let status = given.map(|(_, given)| given.status.as_str());
        Some(status.filter(|status| !status.is_empty()).map_or(Tera::none(), Tera::from))
    }

    fn value(self, number: usize) -> Tera {
        let field = &self.kind().fields[number];
        match self.graph.field(self.id, self.language, number) {
            Some((record, given)) => plain(self.graph, field, record, &given.value),
            None => {
                let default = field.default.as_ref();
                default.map_or_else(|| nothing(field), |v| Tera::from_serializable(&v.to_json()))
            }
        }
    }

    /// What `named.FIELD.OTHER` stands for: the values of OTHER in all records that FIELD names.
    pub fn named<'n>(self, ways: impl IntoIterator<Item = &'n String>) -> Tera {
        let mut out: BTreeMap<&str, BTreeMap<&str, Vec<Tera>>> = BTreeMap::new();
        for way in ways {
            let mut parts = way.split('.').skip(1);
            let (Some(field), Some(other)) = (parts.next(), parts.next()) else { continue };
            let values = out.entry(field).or_default().entry(other).or_default();
            values.extend(self.through(field, other));
        }
        Tera::from_serializable(&out)
    }

    /// The values of the field `other` in all records that `field` names.
    fn through(self, field: &str, other: &str) -> Vec<Tera> {
        let Self { graph, schema, id, language } = self;
        let mut out = Vec::new();
        let given = self.kind().field(field).and_then(|at| graph.field(id, language, at));
        let Some((record, given)) = given else { return out };
        given.value.each(&mut |value| {
            let Value::Ref(link) = value else { return };
            let Some(to) = graph.target(record, *link) else { return };
            let kind = &schema.kinds[graph.entity(to).kind];
            let Some(number) = kind.field(other) else { return };
            if let Some((record, given)) = graph.field(to, language, number) {
                let field = &kind.fields[number];
                given.value.each(&mut |value| out.push(plain(graph, field, record, value)));
            }
        });
        out
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

fn plain(graph: &Graph, field: &Field, record: u32, value: &Value) -> Tera {
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
            let choices = field.kind.choices();
            Tera::from(choices[*choice].value.as_str())
        }
        Value::Country(country) => Tera::from(country.alpha2),
        Value::Language(language) => Tera::from(language.as_str()),
        Value::Ref(link) => graph
            .target(record, *link)
            .map_or(Tera::none(), |id| Tera::from(graph.entity(id).key.id())),
        Value::List(items) => {
            let items: Vec<Tera> =
                items.iter().map(|item| plain(graph, field, record, item)).collect();
            Tera::from(items)
        }
    }
}
