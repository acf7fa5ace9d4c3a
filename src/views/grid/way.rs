//! Ways from a record to what it has to do with: `stages`, `answered_by.lead`, `need.answered_by`,
//! `organisation`, `self`. A way is read once and followed from every record.

use crate::diag::no_such;
use crate::diag::{Code, Diagnostic};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::plan::member::Member;
use crate::plan::reading::{FieldName, Reading};
use crate::schema::{Field, Kind, Schema, Type};
use crate::source::Span;
use crate::text::quoted_list;

/// The name of the way that goes nowhere.
const OWN: &str = "self";

/// So many fields are proposed in place of one.
const OTHERS: usize = 6;

/// A way that has been read.
#[derive(Clone, Debug)]
pub(in crate::views) struct Way {
    steps: Vec<Step>,
    /// The kinds that records at its end may be of.
    pub(in crate::views) ends: Vec<usize>,
    /// The field whose values are at its end, where they are not records.
    pub(in crate::views) values: Option<Field>,
    /// The kinds of the records from which the last step is made.
    last_from: Vec<usize>,
}

/// One step of a way.
#[derive(Clone, Debug)]
enum Step {
    /// Stay.
    Own,
    /// To the values of the field with this name.
    Field(FieldName),
    /// To the records of a kind that name this one in a field.
    Incoming { kind: usize, field: usize },
    /// To the records of a kind that are related to this one in some field, at either end; stay
    /// where this one is of the kind.
    Related(usize),
}

/// What stands at the end of a way.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::views) enum Target {
    /// A record.
    Record(EntityId),
    /// A value.
    Value(Member),
}

/// Something that was found at the end of a way.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::views) struct Reached {
    /// The thing.
    pub(in crate::views) target: Target,
    /// The kind and the field that made the last step.
    pub(in crate::views) via: Option<(usize, usize)>,
}

/// Reads the way `path`, which begins at records of the kinds `from`.
pub(in crate::views) fn read(
    schema: &Schema,
    from: &[usize],
    path: &str,
    span: Span,
) -> Result<Way, Box<Diagnostic>> {
    let mut way =
        Way { steps: Vec::new(), ends: from.to_vec(), values: None, last_from: from.to_vec() };
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        if let Some(field) = &way.values {
            let headline =
                format!("`{}` is not a reference, so `.{name}` leads nowhere", field.name);
            let help = format!("remove `.{name}`, or begin with a field that refers to records");
            return Err(Box::new(wrong(headline, span).help(help)));
        }
        way.last_from = way.ends.clone();
        if name == OWN {
            way.steps.push(Step::Own);
        } else if let Some(field) = first_field(schema, &way.ends, name) {
            way.step_to(schema, name, field);
        } else if let Some(kind) = schema.find(name) {
            let field = names.peek().and_then(|next| refers(schema, kind, next, &way.ends));
            if let Some(field) = field {
                names.next();
                way.steps.push(Step::Incoming { kind, field });
            } else {
                way.relate(schema, kind, span)?;
            }
            way.ends = vec![kind];
        } else {
            return Err(Box::new(unknown(schema, &way.ends, name, span)));
        }
    }
    Ok(way)
}

impl Way {
    fn step_to(&mut self, schema: &Schema, name: &str, first: &Field) {
        self.steps.push(Step::Field(FieldName::new(schema, name)));
        let mut ends = Vec::new();
        for field in self.ends.iter().filter_map(|kind| named(&schema.kinds[*kind], name)) {
            match field.kind.targets() {
                Some([]) => ends.extend(0..schema.kinds.len()),
                Some(kinds) => ends.extend(kinds.iter().filter_map(|kind| schema.find(kind))),
                None => {}
            }
        }
        ends.sort_unstable();
        ends.dedup();
        self.ends = ends;
        self.values = self.ends.is_empty().then(|| first.clone());
    }

    fn relate(&mut self, schema: &Schema, kind: usize, span: Span) -> Result<(), Box<Diagnostic>> {
        let related = self.ends.contains(&kind)
            || self.ends.iter().any(|from| !between(schema, *from, kind).is_empty());
        if related {
            self.steps.push(Step::Related(kind));
            return Ok(());
        }
        let name = &schema.kinds[kind].name;
        let from: Vec<_> = self.ends.iter().map(|kind| &*schema.kinds[*kind].name).collect();
        let from = quoted_list(&from, "and");
        let headline = format!("no field connects {from} and `{name}`");
        let help = "write the path step by step, with dots between the steps";
        Err(Box::new(wrong(headline, span).help(help)))
    }

    /// The diagnostic for a way that ends in texts, which are not counted: each is its own.
    pub(in crate::views) fn uncounted(&self, schema: &Schema, span: Span) -> Option<Diagnostic> {
        let kinds: Vec<&Kind> = self.last_from.iter().map(|kind| &schema.kinds[*kind]).collect();
        uncounted(self.values.as_ref()?, &kinds, span)
    }

    /// Whether every record stands at its own end.
    pub(in crate::views) fn is_own(&self) -> bool {
        let own = |step: &Step| match step {
            Step::Own => true,
            Step::Related(kind) => self.last_from == [*kind],
            _ => false,
        };
        self.steps.iter().all(own)
    }

    /// Whether it begins with a field of the record itself, which its author may have forgotten.
    pub(in crate::views) fn begins_with_field(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Field(_)))
    }

    /// Everything at the end of the way from a record, as readers of a language see it.
    pub(in crate::views) fn follow(&self, reading: Reading<'_>, id: EntityId) -> Vec<Reached> {
        let mut here = vec![Reached { target: Target::Record(id), via: None }];
        for step in &self.steps {
            let mut next = Vec::new();
            for reached in &here {
                if let Target::Record(id) = reached.target {
                    take(reading, step, id, &mut next);
                }
            }
            here = next;
        }
        let mut out: Vec<Reached> = Vec::new();
        for reached in here {
            if !out.contains(&reached) {
                out.push(reached);
            }
        }
        out
    }

    /// The fields that the last step may take, as kind and field.
    pub(in crate::views) fn last_fields(&self, schema: &Schema) -> Vec<(usize, usize)> {
        match self.steps.last() {
            Some(Step::Field(name)) => {
                let from = self.last_from.iter();
                from.filter_map(|kind| Some((*kind, name.in_kind(*kind)?))).collect()
            }
            Some(Step::Incoming { kind, field }) => vec![(*kind, *field)],
            Some(Step::Related(kind)) if !self.is_own() => {
                self.last_from.iter().flat_map(|from| between(schema, *from, *kind)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the things at its end are called together.
    pub(in crate::views) fn label(&self, schema: &Schema, tag: &str) -> String {
        let field = match self.steps.last() {
            Some(Step::Field(name)) => first_field(schema, &self.last_from, name.as_str()),
            _ => None,
        };
        match (field, self.ends.as_slice()) {
            (Some(field), _) => field.label.get(tag).to_owned(),
            (None, kinds) => plurals(schema, kinds, tag),
        }
    }
}

/// What records of these kinds are called together.
pub(in crate::views) fn plurals(schema: &Schema, kinds: &[usize], tag: &str) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| schema.kinds[*kind].plural.get(tag)).collect();
    names.join(", ")
}

fn wrong(headline: String, span: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongSetting, headline).at(span)
}

/// The diagnostic for a field of these kinds whose values are not counted, with others that are.
pub(in crate::views) fn uncounted(
    field: &Field,
    kinds: &[&Kind],
    span: Span,
) -> Option<Diagnostic> {
    let is_counted = |field: &&Field| *field.kind.item() != Type::Markdown;
    if is_counted(&field) {
        return None;
    }
    let fields = kinds.iter().flat_map(|kind| &kind.fields).filter(|field| !field.common);
    let mut others: Vec<&str> = fields.filter(is_counted).map(|field| &*field.name).collect();
    others.truncate(OTHERS);
    let headline = format!("`{}` contains Markdown text, which is not counted", field.name);
    let diagnostic = wrong(headline, span);
    let help = "name a field with words, numbers, dates or references";
    Some(match others.is_empty() {
        true => diagnostic.help(help),
        false => diagnostic.help(format!("{help}, such as {}", quoted_list(&others, "or"))),
    })
}

fn unknown(schema: &Schema, from: &[usize], name: &str, span: Span) -> Diagnostic {
    let kinds = from.iter().map(|kind| &schema.kinds[*kind]);
    let fields = kinds.flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
    let all = schema.kinds.iter().map(|kind| &*kind.name);
    let what = match from {
        [kind] => format!("field of the kind `{}` and no kind", schema.kinds[*kind].name),
        _ => "field of these kinds and no kind".to_owned(),
    };
    no_such(&what, name, span, fields.chain(all).chain([OWN]))
}

fn named<'s>(kind: &'s Kind, name: &str) -> Option<&'s Field> {
    kind.field(name).map(|at| &kind.fields[at])
}

fn first_field<'s>(schema: &'s Schema, kinds: &[usize], name: &str) -> Option<&'s Field> {
    kinds.iter().find_map(|kind| named(&schema.kinds[*kind], name))
}

/// The number of a field of `kind` that may refer to one of the kinds `to`.
fn refers(schema: &Schema, kind: usize, name: &str, to: &[usize]) -> Option<usize> {
    let number = schema.kinds[kind].field(name)?;
    let targets = schema.kinds[kind].fields[number].kind.targets()?;
    let fits = |to: &usize| targets.is_empty() || targets.contains(&schema.kinds[*to].name);
    to.iter().any(fits).then_some(number)
}

/// The fields of either kind that may refer to the other one; not those that every kind has, such
/// as `source`: a record says nothing of what it is backed by.
fn between(schema: &Schema, one: usize, other: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (from, to) in [(one, other), (other, one)] {
        for (number, field) in schema.kinds[from].fields.iter().enumerate() {
            let fits = |kinds: &[String]| kinds.contains(&schema.kinds[to].name);
            if !field.common && field.kind.targets().is_some_and(fits) {
                out.push((from, number));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn take(reading: Reading<'_>, step: &Step, id: EntityId, out: &mut Vec<Reached>) {
    let input = reading.input;
    let kind = input.graph.entity(id).kind;
    match step {
        Step::Own => out.push(Reached { target: Target::Record(id), via: None }),
        Step::Field(name) => values(reading, id, name, out),
        Step::Incoming { kind, field } => incoming(reading, id, (*kind, Some(*field)), out),
        Step::Related(wanted) if *wanted == kind => {
            out.push(Reached { target: Target::Record(id), via: None });
        }
        Step::Related(wanted) => {
            let fits = |id: &EntityId| input.graph.entity(*id).kind == *wanted;
            let fields = input.schema.kinds[kind].fields.iter().enumerate();
            for (number, _) in fields.filter(|(_, field)| !field.common) {
                let found = reading.refs_at(id, number).into_iter().filter(fits);
                let via = Some((kind, number));
                out.extend(found.map(|id| Reached { target: Target::Record(id), via }));
            }
            incoming(reading, id, (*wanted, None), out);
        }
    }
}

/// The values of a field of a record.
fn values(reading: Reading<'_>, id: EntityId, name: &FieldName, out: &mut Vec<Reached>) {
    let Some(given) = reading.given(id, name) else { return };
    let via = name.in_kind(given.kind).map(|number| (given.kind, number));
    given.found.value.each(&mut |value| {
        let target = match value {
            Value::Ref(_) => given.target(reading, value).map(Target::Record),
            _ => reading.member(name, given, value).map(Target::Value),
        };
        out.extend(target.map(|target| Reached { target, via }));
    });
}

/// The records of a kind that name a record, in one field or in any.
fn incoming(
    reading: Reading<'_>,
    id: EntityId,
    (kind, field): (usize, Option<usize>),
    out: &mut Vec<Reached>,
) {
    let Reading { input, language } = reading;
    for edge in input.graph.incoming(id) {
        let Some(number) = edge.field.map(usize::from) else { continue };
        let from = input.graph.entity(edge.from).kind;
        let common = input.schema.kinds[from].fields[number].common;
        let fits = from == kind && field.map_or(!common, |field| field == number);
        if fits && input.graph.is_seen(edge, language) {
            out.push(Reached { target: Target::Record(edge.from), via: Some((kind, number)) });
        }
    }
}
