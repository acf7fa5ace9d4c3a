//! Checks every record against its kind: fields that must be there, headings, rules.

use super::From;
use super::context::Asked;
use super::{EntityId, Graph, lacking, stated, times};
use crate::clock::Clock;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Level};
use crate::parse::{Heading, Record, table::Fills};
use crate::schema::condition::{Condition, point_out};
use crate::schema::{Kind, Schema};
use crate::source::{Sources, Span};
use crate::text::{article, did_you_mean, quoted_list};

/// How many headings are named that may have been meant.
const MOST_HEADINGS: usize = 5;

/// Checks the base record of every entity; translations take what they do not give from it. What
/// could not be read has been reported, and is not called missing as well.
pub(super) fn records(graph: &Graph, from: From<'_>, clock: &Clock, diagnostics: &mut Diagnostics) {
    let From { sources, config, schema } = from;
    let checks = Checks { graph, sources, config, schema, clock };
    for id in 0..graph.entities.len() as EntityId {
        let record = graph.base(id);
        if !is_without_original(record) {
            checks.entity(id, diagnostics);
            continue;
        }
        let mut own = Diagnostics::new();
        checks.entity(id, &mut own);
        diagnostics.push(without_original(record, config, &mut own));
        diagnostics.absorb(own);
    }
}

/// What records are checked with.
struct Checks<'a> {
    graph: &'a Graph,
    sources: &'a Sources,
    config: &'a Config,
    schema: &'a Schema,
    clock: &'a Clock,
}

impl Checks<'_> {
    fn entity(&self, id: EntityId, diagnostics: &mut Diagnostics) {
        let Self { graph, sources, schema, .. } = *self;
        let record = graph.base(id);
        let kind = &schema.kinds[record.kind];
        title(record, kind, diagnostics);
        lacking::check(record, kind, sources, diagnostics);
        stated::check(graph, schema, id, diagnostics);
        if is_collection(record) {
            return;
        }
        required(record, kind, diagnostics);
        sections(record, kind, diagnostics);
        diagnostics.extend(empty_sections(record, kind, sources));
        diagnostics.extend(times::check(record, kind));
        let variants = graph.entities[id as usize].variants.iter().flatten();
        variants.for_each(|at| length(&graph.records[*at as usize], kind, diagnostics));
        if !kind.rules.is_empty() && !record.damaged {
            rules(record, kind, &self.fields(id, kind), diagnostics);
        }
    }

    /// The fields of a record as the rules of its kind see them.
    fn fields(&self, id: EntityId, kind: &Kind) -> tera::Context {
        let language = self.graph.base(id).language;
        let asked = Asked { graph: self.graph, schema: self.schema, id, language };
        let rules = || kind.rules.iter().map(|rule| &rule.require);
        let mut fields = asked.fields(rules().flat_map(Condition::names));
        fields.insert("lang", self.config.languages[language].as_str());
        // Rules change what is reported, not what is published: nobody waits for the next day.
        fields.insert("today", self.clock.text());
        let named = asked.named(rules().flat_map(Condition::ways));
        fields.insert_value(crate::schema::NAMED, named);
        fields
    }
}

/// Whether a file translates a record that the site does not have in its first language.
fn is_without_original(record: &Record) -> bool {
    record.language > 0 && record.row.is_none() && !record.damaged
}

/// The report of a translation without an original, in place of all that follows from it: what the
/// translation does not say, the original would. Where nothing follows, it may be meant.
fn without_original(record: &Record, config: &Config, own: &mut Diagnostics) -> Diagnostic {
    use Code::{BrokenRule, EmptySection, MissingField, MissingSection};
    let follows = [BrokenRule, EmptySection, MissingField, MissingSection];
    let follows: Vec<_> = follows.into_iter().flat_map(|code| own.take(code)).collect();
    let level = if follows.is_empty() { Level::Info } else { Level::Error };
    let tag = format!(".{}.", config.languages[record.language].as_str());
    let path = record.path.replacen(&tag, ".", 1);
    let headline = format!("this file translates `{path}`, which does not exist");
    Diagnostic::new(Code::MissingOriginal, headline)
        .at(record.head)
        .level(level)
        .help(format!("add `{path}`, or add all required fields to this file"))
}

/// Whether a record holds rows of its own kind, so that what is asked of them is not asked of it.
fn is_collection(record: &Record) -> bool {
    record.table.as_ref().is_some_and(|table| table.row_kind == record.kind)
}

/// The diagnostic for a second file for the same record.
pub(super) fn duplicate(second: &Record, first: &Record) -> Diagnostic {
    let headline = format!("two files define `{}` in the same language", second.key);
    Diagnostic::new(Code::DuplicateRecord, headline)
        .at(second.head)
        .related(first.head, "the first one")
        .help("rename one of the files, or merge them")
}

fn title(record: &Record, kind: &Kind, diagnostics: &mut Diagnostics) {
    let title_is_unread = record.unread.iter().any(|field| kind.fields[*field].name == "title");
    if record.has_title || record.damaged || title_is_unread {
        return;
    }
    diagnostics.push(
        Diagnostic::new(Code::MissingTitle, "this record has no title")
            .at(record.head)
            .help("add `title = \"…\"` to the front matter, or begin the text with `# Title`")
            .note(format!("until then it is called “{}”", record.title)),
    );
}

fn required(record: &Record, kind: &Kind, diagnostics: &mut Diagnostics) {
    for (number, field) in kind.fields.iter().enumerate() {
        let given = record.value(number).is_some() || record.unread.contains(&number);
        let unknown = field.is_broken || record.damaged;
        if unknown || !field.required || field.default.is_some() || given {
            continue;
        }
        let headline = format!("{} must have the field `{}`", article(&kind.name), field.name);
        let words: Vec<_> = field.kind.choices().iter().map(|choice| &*choice.value).collect();
        let takes = match &words[..] {
            [] => field.kind.describe(),
            words => quoted_list(words, "or"),
        };
        let help = match column(record, number) {
            Some(title) => format!("fill the cell in the column “{title}”: {takes}"),
            None => format!("add `{} = …`: {takes}", field.name),
        };
        let mut diagnostic =
            Diagnostic::new(Code::MissingField, headline).at(record.head).help(help);
        if !field.help.is_empty() {
            diagnostic = diagnostic.note(field.help.clone());
        }
        diagnostics.push(diagnostic);
    }
}

/// The title of the column that fills a field of a row.
fn column(record: &Record, field: usize) -> Option<&str> {
    let columns = &record.row.as_ref()?.head.columns;
    let column = columns.iter().find(|column| column.fills == Fills::Field(field))?;
    Some(&column.title)
}

fn sections(record: &Record, kind: &Kind, diagnostics: &mut Diagnostics) {
    // Front matter without an end swallows the text.
    if record.damaged && record.body.html.is_empty() {
        return;
    }
    let headings = || record.body.headings.iter().map(|heading| &*heading.text);
    for wanted in kind.sections.iter().filter(|wanted| !headings().any(|text| same(text, wanted))) {
        let headline = format!("{} must have the heading “{wanted}”", article(&kind.name));
        let diagnostic = Diagnostic::new(Code::MissingSection, headline)
            .at(record.head)
            .help(format!("add a line `## {wanted}` and a text below it"));
        // A heading that the kind asks for is what it is.
        let free = headings().filter(|text| !kind.sections.iter().any(|other| same(text, other)));
        let free: Vec<_> = free.collect();
        diagnostics.push(match did_you_mean(wanted, free.iter().copied()) {
            Some(near) => diagnostic.note(format!("it has a similar heading; {near}")),
            None if free.is_empty() => diagnostic,
            None => {
                let some = &free[..free.len().min(MOST_HEADINGS)];
                diagnostic.note(format!("other headings that it has: {}", quoted_list(some, "and")))
            }
        });
    }
}

/// The reports of headings that the kind demands and below which nothing stands.
fn empty_sections<'r>(
    record: &'r Record,
    kind: &'r Kind,
    sources: &'r Sources,
) -> impl Iterator<Item = Diagnostic> + 'r {
    let text = &*sources.get(record.source).text;
    let place = |heading: &Heading| record.anchor(&heading.id).map(|anchor| anchor.at as usize);
    let wanted = move |at: &usize| {
        let heading = &record.body.headings[*at];
        record.row.is_none() && kind.sections.iter().any(|other| same(&heading.text, other))
    };
    (0..record.body.headings.len()).filter(wanted).filter_map(move |at| {
        let (heading, rest) = record.body.headings[at..].split_first()?;
        let start = place(heading)?;
        let next = rest.iter().find(|next| next.level <= heading.level);
        let end = next.map_or(Some(text.len()), place)?;
        let below = text.get(start..end)?;
        let headings = rest.iter().filter_map(place).take_while(|place| *place < end);
        let headings: Vec<usize> = headings.map(|place| place - start).collect();
        is_blank(below, &headings).then(|| {
            let line = below.lines().next().unwrap_or("").trim_end().len();
            Diagnostic::new(
                Code::EmptySection,
                format!("there is no text below “{}”", heading.text),
            )
            .at(Span::new(record.source, start..start + line))
            .level(Level::Error)
            .help(format!("write what {} should say under this heading", article(&kind.name)))
        })
    })
}

/// Whether a text holds nothing below its first line but headings, which begin at these bytes,
/// comments and lines that underline.
fn is_blank(text: &str, headings: &[usize]) -> bool {
    let mut at = 0;
    let mut comment = false;
    text.split_inclusive('\n').all(|line| {
        let is_heading = at == 0 || headings.contains(&at);
        at += line.len();
        let line = line.trim();
        let is_comment = comment || line.starts_with("<!--");
        comment = is_comment && !line.contains("-->");
        is_heading || is_comment || line.chars().all(|c| "=-".contains(c))
    })
}

/// Whether two headings are the same.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Reports a text with more words than the kind allows, in whatever language.
fn length(record: &Record, kind: &Kind, diagnostics: &mut Diagnostics) {
    let (words, Some(most)) = (record.body.words, kind.max_words) else { return };
    if words <= most {
        return;
    }
    let headline =
        format!("this text has {words} words; {} may have at most {most}", article(&kind.name));
    diagnostics.push(
        Diagnostic::new(Code::LongText, headline)
            .at(record.head)
            .help("shorten it, or move a part of it to a record of its own"),
    );
}

fn rules(record: &Record, kind: &Kind, fields: &tera::Context, diagnostics: &mut Diagnostics) {
    let unread = |name: &String| {
        kind.field(name).is_some_and(|at| record.unread.contains(&at) || kind.fields[at].is_broken)
    };
    for rule in kind.rules.iter().filter(|rule| !rule.require.names().iter().any(unread)) {
        let text = if rule.text.is_empty() { rule.require.text() } else { &rule.text };
        let diagnostic = match rule.require.holds(fields) {
            Ok(true) => continue,
            Ok(false) => Diagnostic::new(Code::BrokenRule, lower_first(text.trim_end_matches('.')))
                .level(rule.level)
                .note(format!("the kind `{}` requires: {}", kind.name, rule.require.text())),
            Err(diagnostic) => {
                let diagnostic = diagnostic.note(format!("a rule of the kind `{}`", kind.name));
                point_out(diagnostic, rule.span, (&record.title, record.head), diagnostics);
                continue;
            }
        };
        let mut names = rule.require.names().iter();
        let given = names.find_map(|name| record.value(kind.field(name)?));
        let span = given.map_or(record.head, |given| given.span);
        diagnostics.push(diagnostic.at(span));
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}
