//! Whether the file or row of a record alone lets it be published.
//!
//! Fails closed: where an author may have meant to withhold a record and it cannot be read what was
//! meant, the record is withheld and that is reported. `graph` combines what is found here with what
//! originals, tables and folders say.

use super::record::{FieldValue, Record, Value, Visibility};
use crate::config::Config;
use crate::data::{self, Node, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::schema::Kind;
use crate::source::Span;
use crate::text::{did_you_mean, quoted_list};

pub(super) mod stray;

/// The field that marks drafts.
pub const DRAFT: &str = "draft";
/// The field that says who may read a record.
pub const DISTRIBUTION: &str = "distribution";
/// The value of `distribution` that lets a record be published.
pub const PUBLIC: &str = "public";

/// What the fields of a record say, once those that could not be read are known.
pub(super) fn of(record: &Record, kind: &Kind) -> Visibility {
    let unclear = |name: &&str| {
        let at = kind.field(name);
        at.is_some_and(|at| kind.fields[at].is_broken || record.unread.contains(&at))
    };
    if record.damaged || [DRAFT, DISTRIBUTION].iter().any(unclear) {
        return Visibility::Unclear;
    }
    record.fields.iter().map(|given| of_field(given, kind)).max().unwrap_or_default()
}

/// What one field says.
fn of_field(given: &FieldValue, kind: &Kind) -> Visibility {
    match (&*kind.fields[given.field].name, &given.value) {
        (DRAFT, Value::Bool(true)) => Visibility::Draft,
        (DISTRIBUTION, value) if value.as_text().is_none_or(|text| text.trim() != PUBLIC) => {
            Visibility::Restricted
        }
        _ => Visibility::Public,
    }
}

/// Whether a value of `draft` or `distribution` keeps a record from being published.
pub(super) fn hides(given: &FieldValue, kind: &Kind) -> bool {
    of_field(given, kind) != Visibility::Public
}

/// Whether a field says who may see a record.
pub(super) fn decides(kind: &Kind, field: usize) -> bool {
    [DRAFT, DISTRIBUTION].contains(&&*kind.fields[field].name)
}

/// The report of a `distribution` that the site does not know. Whatever it means, it is not `public`.
pub(super) fn unknown_word(record: &Record, kind: &Kind, config: &Config) -> Option<Diagnostic> {
    let given = record.value(kind.field(DISTRIBUTION)?)?;
    let word = given.value.as_text()?.trim();
    let known: Vec<&str> = config.distributions.iter().map(String::as_str).collect();
    if known.contains(&word) {
        return None;
    }
    let headline = format!("`{word}` is not a distribution that this site knows");
    let diagnostic = Diagnostic::new(Code::UnknownValue, headline).at(given.span);
    let help = match did_you_mean(word, known.iter().copied()) {
        Some(help) => help,
        None => format!(
            "write one of {}, or add it in site.toml: `distributions = [\"{word}\"]`",
            quoted_list(&known, "or")
        ),
    };
    Some(diagnostic.help(help).note(WITHHELD))
}

/// What reports say of a record that is left out because of them.
pub(super) const WITHHELD: &str = "until this is corrected, the record is not published";

/// Words of other programs that withhold a page, with whether `true` is what withholds it.
const ELSEWHERE: &[(&str, bool)] = &[
    ("confidential", true),
    ("hidden", true),
    ("internal", true),
    ("private", true),
    ("restricted", true),
    ("secret", true),
    ("unlisted", true),
    ("unpublished", true),
    ("embargoed", true),
    ("public", false),
    ("publish", false),
    ("published", false),
];

/// Yes as people write it.
const YES: &[&str] =
    &["true", "yes", "y", "on", "1", "x", "✓", "oui", "sí", "si", "да", "نعم", "是"];
/// No as people write it.
const NO: &[&str] = &["false", "no", "n", "off", "0", "non", "нет", "لا", "否"];

fn yes_or_no(text: &str) -> Option<bool> {
    let text = text.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&&*text);
    if is(YES) { Some(true) } else { is(NO).then_some(false) }
}

/// The field that was meant by a name that is not a field's, where its value fits: `Draft`, `drafts`,
/// `distributions`, a label of the field in some language, or the word of another program.
pub(super) fn meant(name: &str, value: &str, kind: &Kind) -> Option<&'static str> {
    let word = letters(name);
    let is_answer = yes_or_no(value).is_some();
    let is_label = |field: &str| {
        let field = kind.field(field).map(|at| &kind.fields[at]);
        field.is_some_and(|it| it.label.by_language.values().any(|l| l.to_lowercase() == word))
    };
    if ["draft", "drafts", "isdraft"].contains(&&*word)
        || is_answer && (is_near(&word, DRAFT, 1) || is_label(DRAFT))
        || value.trim().eq_ignore_ascii_case(DRAFT)
    {
        return Some(DRAFT);
    }
    let is_distribution = is_near(&word, DISTRIBUTION, 2) && word != "distributor"
        || word == "distr"
        || is_label(DISTRIBUTION);
    let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| *theirs == word);
    let withholds = elsewhere.is_some_and(|(_, when)| yes_or_no(value) == Some(*when));
    match (is_distribution || word == "visibility", withholds) {
        (true, _) => Some(DISTRIBUTION),
        (false, true) => Some(DRAFT),
        (false, false) => None,
    }
}

/// Whether the title of a column sounds as if its cells said who may see a row.
pub(super) fn is_column(title: &str) -> bool {
    let word = letters(title);
    ["draft", "drafts", "isdraft", "distr"].contains(&&*word)
        || is_near(&word, DRAFT, 1) && !LIKE_DRAFT.contains(&&*word)
        || is_near(&word, DISTRIBUTION, 2) && word != "distributor"
}

/// Words of their own that are nearly `draft`.
const LIKE_DRAFT: &[&str] = &["craft", "daft", "drift", "graft", "raft"];

/// Whether the text of a cell in such a column may withhold its row.
pub(super) fn may_hide(text: &str) -> bool {
    yes_or_no(text) != Some(false) && text.trim() != PUBLIC
}

fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn is_near(word: &str, name: &str, most: usize) -> bool {
    word.len().abs_diff(name.len()) <= most && strsim::damerau_levenshtein(word, name) <= most
}

/// Where front matter names a field that says who may see the record, in a way that is not read.
pub(super) fn doubts(front: &Table, kind: &Kind) -> Diagnostics {
    let mut out = Diagnostics::new();
    for (key, value) in &front.entries {
        match (&*key.name, &value.node) {
            (DRAFT | DISTRIBUTION, node) => out.extend(is_empty(node).then(|| empty(key))),
            ("table", Node::Table(table)) => in_table(table, kind, &mut out),
            (name, _) if kind.field(name).is_none() && is_doubtful(key, value, kind) => {
                out.push(misspelt(key, value, kind));
            }
            (name, _) => nested(value, name, kind, &mut out),
        }
    }
    out
}

/// Whether an entry that is not a field stands for one that says who may see the record.
pub(super) fn is_doubtful(key: &data::Key, value: &data::Value, kind: &Kind) -> bool {
    meant(&key.name, &value.scalar().unwrap_or_default(), kind).is_some()
}

fn is_empty(node: &Node) -> bool {
    matches!(node, Node::Null) || matches!(node, Node::Text(text) if text.trim().is_empty())
}

fn empty(key: &data::Key) -> Diagnostic {
    let help = match &*key.name {
        DRAFT => "write `true` or `false`, or remove the line",
        _ => "write who may read it, such as `public` or `internal`, or remove the line",
    };
    unclear(format!("`{}` has no value", key.name), key.span).help(help)
}

fn misspelt(key: &data::Key, value: &data::Value, kind: &Kind) -> Diagnostic {
    let scalar = value.scalar().unwrap_or_default();
    let field = meant(&key.name, &scalar, kind).unwrap_or(DRAFT);
    let headline = format!("`{}` is not a field; `{field}` may be meant", key.name);
    unclear(headline, key.span).help(match field {
        DRAFT => "write `draft`, with `true` or `false`; or remove the line",
        _ => "write `distribution`, with `public` or who else may read it; or remove the line",
    })
}

/// Entries of tables below another name: `draft` below `[extra]` is a part of `extra`.
fn nested(value: &data::Value, above: &str, kind: &Kind, out: &mut Diagnostics) {
    match &value.node {
        Node::Table(table) => {
            for (key, value) in &table.entries {
                match is_doubtful(key, value, kind) {
                    true => out.push(misplaced(key, above)),
                    false => nested(value, above, kind, out),
                }
            }
        }
        Node::List(items) => items.iter().for_each(|item| nested(item, above, kind, out)),
        _ => {}
    }
}

/// Entries of `[table]`, whose columns may be called `Draft`, but not be `true`.
/// Settings of a table whose value is a name, such as that of a sheet called “Draft”.
const NAMES_IN_TABLE: &[&str] = &["continues", "file", "id", "row_kind", "section", "sheet"];

fn in_table(table: &Table, kind: &Kind, out: &mut Diagnostics) {
    let columns = table.get("columns").and_then(data::Value::as_table);
    let is_answer = |value: &data::Value| matches!(value.node, Node::Bool(true));
    let is_word = |value: &data::Value| {
        value.as_text().is_some_and(|text| text != DISTRIBUTION && DISTRIBUTIONS.contains(&text))
    };
    for (key, value) in columns.into_iter().flat_map(|columns| &columns.entries) {
        let field = meant(&key.name, &value.scalar().unwrap_or_default(), kind);
        if field == Some(DRAFT) && is_answer(value) || field == Some(DISTRIBUTION) && is_word(value)
        {
            out.push(misplaced(key, "table.columns"));
        }
    }
    for (key, value) in &table.entries {
        let is_name = NAMES_IN_TABLE.contains(&&*key.name);
        if value.as_table().is_none() && !is_name && is_doubtful(key, value, kind) {
            out.push(misplaced(key, "table"));
        }
    }
}

fn misplaced(key: &data::Key, above: &str) -> Diagnostic {
    let headline = format!("`{}` stands below `{above}` and is a part of that", key.name);
    unclear(headline, key.span)
        .help("move it above the first line in square brackets, to the fields of the record")
}

/// A report that it is not clear who may see a record.
pub(super) fn unclear(headline: String, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclearVisibility, headline).at(span).note(WITHHELD)
}

/// The words that `distribution` takes on every site.
pub const DISTRIBUTIONS: &[&str] = crate::config::DISTRIBUTIONS;
