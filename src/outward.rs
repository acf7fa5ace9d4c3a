//! Graph -> which addresses of other sites the published records link to, and where. What is not
//! published has no part in it. A link that failed more than once is reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::graph::{EntityId, Graph};
use crate::links::{Check, Checks, FILE, Outcome, State, asked};
use crate::parse::{Body, Record, Value};
use crate::source::Span;

mod list;

pub use list::{List, UNCHECKED, Used, check_json};

/// A place at which an address stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The record.
    pub entity: EntityId,
    /// The number of the field in the record's kind; nothing in the text.
    pub field: Option<usize>,
    /// The place.
    pub span: Span,
}

/// The addresses that published records link to, each without the place on its page, with its uses.
pub fn of(graph: &Graph) -> BTreeMap<String, Vec<Use>> {
    let mut out = BTreeMap::new();
    for (id, entity) in (0..).zip(&graph.entities) {
        let variants: BTreeSet<u32> = entity.variants.iter().flatten().copied().collect();
        for number in variants {
            record(&graph.records[number as usize], id, &mut out);
        }
    }
    out.values_mut()
        .for_each(|uses| uses.sort_by_key(|place| (place.span.source, place.span.start)));
    out
}

fn record(record: &Record, entity: EntityId, out: &mut BTreeMap<String, Vec<Use>>) {
    let mut add = |url: &str, field: Option<usize>, span: Span| {
        out.entry(asked(url)).or_default().push(Use { entity, field, span });
    };
    let fields = record.fields.iter().map(|given| (given.field, &given.value, given.span));
    let past = record.history.iter().map(|past| (past.field, &past.value, past.span));
    for (field, value, span) in fields.chain(past) {
        value.each(&mut |value| match value {
            Value::Url(url) => add(url, Some(field), span),
            Value::Markdown(body) => each(body, &mut |url, span| add(url, Some(field), span)),
            _ => {}
        });
    }
    each(&record.body, &mut |url, span| add(url, None, span));
}

fn each(body: &Body, visit: &mut dyn FnMut(&str, Span)) {
    body.outward.iter().for_each(|link| visit(&link.url, link.span));
}

/// The records with a link that failed when it was last checked.
pub fn broken(graph: &Graph, checks: &Checks) -> BTreeSet<EntityId> {
    let fails = |check: &Check| check.outcome.state().fails();
    if !checks.0.values().any(fails) {
        return BTreeSet::new();
    }
    let used = of(graph);
    let failing = used.iter().filter(|(address, _)| checks.0.get(*address).is_some_and(fails));
    failing.flat_map(|(_, uses)| uses.iter().map(|place| place.entity)).collect()
}

/// Reports each address that failed on more than one day, at the first place that links to it.
pub fn check(graph: &Graph, checks: &Checks) -> Diagnostics {
    let fails = |check: &Check| check.fails_again();
    if !checks.0.values().any(fails) {
        return Diagnostics::new();
    }
    let used = of(graph);
    let failing = used.iter().filter_map(|(address, uses)| {
        let check = checks.0.get(address).filter(|check| fails(check))?;
        Some(failing(address, uses, check))
    });
    failing.collect::<Vec<_>>().into()
}

fn failing(address: &str, uses: &[Use], check: &Check) -> Diagnostic {
    let Check { day, outcome, since, .. } = check;
    let headline = format!("`{address}` {}", what_happened(outcome));
    let since = since.unwrap_or(*day);
    let note = format!("every check from {since} to {day} failed ({FILE})");
    let diagnostic = Diagnostic::new(Code::FailingLink, headline).at(uses[0].span).note(note);
    let others = uses[1..].iter().map(|place| (place.span, "also here".to_owned()));
    let diagnostic = Diagnostic { related: others.take(MOST_PLACES).collect(), ..diagnostic };
    diagnostic.help("correct the address, name an archived copy, or remove the link")
}

/// How many further places of one address are shown.
const MOST_PLACES: usize = 4;

/// What came of a check that failed, in words that follow the address.
pub fn what_happened(outcome: &Outcome) -> String {
    match (outcome, outcome.state()) {
        (Outcome::Answer(status), State::Lost) => format!("is gone (status {status})"),
        (Outcome::Answer(status), _) => format!("answers with an error (status {status})"),
        (Outcome::Moved(to), _) => format!("has moved to {to}"),
        (Outcome::Fault(fault), _) => fault.sentence().to_owned(),
    }
}
