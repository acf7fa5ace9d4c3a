//! Words of texts that name something without a reference, looked up among the names of records.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Meaning, Names};
use super::{EntityId, Graph, lacking};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::parse::mentions::{self, Mention, Mentioned, singular};
use crate::parse::{Body, Value};
use crate::schema::Schema;
use crate::source::Span;

mod alike;

/// Words behind which a symbol stands that reads like a date.
const DECISIONS: &[&str] =
    &["decision", "resolution", "document", "décision", "résolution", "قرار"];

/// Points out acronyms that nothing explains or that may be misspelt, and symbols without a link.
/// Plain pages speak about the site itself.
pub(super) fn check(
    graph: &Graph,
    schema: &Schema,
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) {
    let has = |name| schema.kinds.iter().any(|kind| kind.field(name).is_some());
    let has_symbols = has("symbol");
    let mut acronyms = Acronyms::default();
    for id in 0..graph.entities.len() as EntityId {
        if schema.kinds[graph.entity(id).kind].is_page() {
            continue;
        }
        for mention in of_entity(graph, id) {
            match mention.what {
                Mentioned::Symbol if has_symbols => {
                    diagnostics.extend(symbol((graph, schema, id), mention, names));
                }
                _ => acronyms.add(mention),
            }
        }
    }
    if has("acronym") {
        acronyms.report(names, diagnostics);
    }
}

/// Everything that the texts of an entity mention.
pub(super) fn of_entity(graph: &Graph, id: EntityId) -> impl Iterator<Item = &Mention> {
    let record = graph.base(id);
    let bodies = record.fields.iter().filter_map(|given| body(&given.value));
    [&record.body].into_iter().chain(bodies).flat_map(|body| &body.mentions)
}

fn body(value: &Value) -> Option<&Body> {
    match value {
        Value::Markdown(body) => Some(body),
        _ => None,
    }
}

/// The remark about a symbol that stands in the text of an entity, if it needs one.
fn symbol(
    (graph, schema, id): (&Graph, &Schema, EntityId),
    mention: &Mention,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let starts = mention.text.match_indices(' ').map(|(at, _)| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    for start in &starts {
        let words = &mention.text[*start..];
        match names.find(words, &[]) {
            Meaning::Nothing => {}
            Meaning::One(found, _) if found != id => {
                return Some(unlinked(words, part(mention, *start)));
            }
            _ => return None,
        }
    }
    let start = *starts.last()?;
    let symbol = &mention.text[start..];
    let is_date = symbol.chars().all(|c| c.is_ascii_digit() || c == '/');
    let before = mention.text[..start].trim_end().to_lowercase();
    let is_meant = !is_date || DECISIONS.iter().any(|word| before.ends_with(word));
    let is_declared = lacking::names(graph, schema, id, &|entry| entry.contains(symbol));
    (is_meant && !is_declared).then(|| not_held(symbol, is_date, part(mention, start)))
}

/// The place of what is mentioned from a byte of it on. Where the words were not found as they are,
/// the place is that of all the text.
fn part(mention: &Mention, start: usize) -> Span {
    let Span { source, .. } = mention.span;
    let range = mention.span.range();
    match range.len() == mention.text.len() {
        true => Span::new(source, range.start + start..range.end),
        false => mention.span,
    }
}

fn unlinked(words: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnlinkedSymbol, format!("`{words}` stands here without a link"))
        .at(span)
        .help(format!("write `[[{words}]]`, or `` `{words}` `` if no link is wanted"))
}

fn not_held(symbol: &str, is_date: bool, span: Span) -> Diagnostic {
    let headline = format!("no record has the symbol `{symbol}`");
    let diagnostic = Diagnostic::new(Code::UnlinkedSymbol, headline).at(span).help(format!(
        "add a record for it and link to it, or write `` `{symbol}` `` if that is not wanted"
    ));
    match is_date {
        true => diagnostic.note("it may be read as a date"),
        false => diagnostic,
    }
}

/// The acronyms of all texts.
#[derive(Default)]
struct Acronyms<'g> {
    used: BTreeMap<&'g str, Used>,
    explained: BTreeSet<&'g str>,
}

/// Where an acronym stands.
struct Used {
    first: Span,
    texts: usize,
}

impl<'g> Acronyms<'g> {
    fn add(&mut self, mention: &'g Mention) {
        let acronym = singular(&mention.text);
        match mention.what {
            Mentioned::Acronym => {
                let new = || Used { first: mention.span, texts: 0 };
                self.used.entry(acronym).or_insert_with(new).texts += 1;
            }
            Mentioned::Explained => {
                self.explained.insert(acronym);
            }
            _ => {}
        }
    }

    /// Reports those that no record explains, and no text.
    fn report(self, names: &Names<'_>, diagnostics: &mut Diagnostics) {
        let is_unknown = |acronym: &str| {
            let of = |word: &str| matches!(names.find(word, &[]), Meaning::Nothing);
            !self.explained.contains(acronym) && of(acronym) && of(&format!("{acronym}s"))
        };
        let used = self.used.iter();
        let unknown: Vec<_> = used.filter(|(acronym, _)| is_unknown(acronym)).collect();
        if unknown.is_empty() {
            return;
        }
        let known = names.all().filter(|name| mentions::acronym(name) == Some(*name));
        let known = alike::Index::new(known.chain(self.explained.iter().copied()));
        for (acronym, used) in unknown {
            diagnostics.push(match known.nearest(acronym) {
                Some(other) => misspelt(acronym, other, used.first),
                None => unexplained(acronym, used),
            });
        }
    }
}

fn misspelt(acronym: &str, other: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::AlikeAcronyms, format!("`{acronym}` may be `{other}`"))
        .at(span)
        .help(format!("write `{other}`, or add `{acronym}` to the `names` of what it stands for"))
}

fn unexplained(acronym: &str, used: &Used) -> Diagnostic {
    let headline = format!("`{acronym}` has no expansion");
    let diagnostic =
        Diagnostic::new(Code::UnexpandedAcronym, headline).at(used.first).help(format!(
            "spell it out, as in `… ({acronym})`, or add a record with `acronym = \"{acronym}\"`"
        ));
    match used.texts {
        1 => diagnostic,
        texts => diagnostic.note(format!("{texts} texts use it")),
    }
}
