//! A tree of values with their places, read from TOML or YAML.
//!
//! Settings and front matter are read from this tree, so that every diagnostic can point at the
//! very characters it is about, and all diagnostics come in one run.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::source::{SourceId, Span};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The place.
    pub span: Span,
    /// What it is.
    pub node: Node,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing (only YAML can say so).
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A TOML date or time, as written.
    Date(String),
    /// Values in order.
    List(Vec<Value>),
    /// Names with values.
    Table(Table),
}

/// A name in a table and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name.
    pub name: String,
    /// The place.
    pub span: Span,
}

/// Names with values, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The entries.
    pub entries: Vec<(Key, Value)>,
}

/// Something in the text that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The place.
    pub span: Span,
    /// What is the case.
    pub message: String,
    /// What to try, where that is another thing than what mostly is.
    pub help: Option<&'static str>,
}

impl Table {
    /// The value with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, value)| value)
    }

    /// The table as JSON; dates become texts.
    pub fn to_json(&self) -> serde_json::Value {
        let entries = self.entries.iter().map(|(key, value)| (key.name.clone(), value.to_json()));
        serde_json::Value::Object(entries.collect())
    }

    /// Lays `over` on this table: tables are merged, everything else is replaced.
    pub fn merge(&mut self, over: Table) {
        let names = self.entries.iter().enumerate();
        let mut places: BTreeMap<String, usize> =
            names.rev().map(|(at, (key, _))| (key.name.clone(), at)).collect();
        for (key, value) in over.entries {
            let at = *places.entry(key.name.clone()).or_insert(self.entries.len());
            match (self.entries.get_mut(at), value.node) {
                (Some((_, Value { node: Node::Table(old), .. })), Node::Table(new)) => {
                    old.merge(new)
                }
                (Some((k, old)), node) => {
                    *k = key;
                    *old = Value { span: value.span, node };
                }
                (None, node) => self.entries.push((key, Value { span: value.span, node })),
            }
        }
    }
}

impl Value {
    /// What the value is, in words for an author.
    pub fn type_name(&self) -> &'static str {
        match self.node {
            Node::Null => "empty",
            Node::Text(_) => "a text",
            Node::Integer(_) => "a whole number",
            Node::Float(_) => "a number",
            Node::Bool(_) => "true or false",
            Node::Date(_) => "a date",
            Node::List(_) => "a list",
            Node::Table(_) => "a table",
        }
    }

    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.node {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table, where the value is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.node {
            Node::Table(table) => Some(table),
            _ => None,
        }
    }

    /// A single value as text, as people would write it; `None` for lists and tables.
    pub fn scalar(&self) -> Option<String> {
        match &self.node {
            Node::Text(text) | Node::Date(text) => Some(text.clone()),
            Node::Integer(number) => Some(number.to_string()),
            Node::Float(number) => Some(number.to_string()),
            Node::Bool(yes) => Some(yes.to_string()),
            Node::Null | Node::List(_) | Node::Table(_) => None,
        }
    }

    /// The value as JSON; dates become texts.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.node {
            Node::Null => serde_json::Value::Null,
            Node::Text(text) | Node::Date(text) => text.clone().into(),
            Node::Integer(number) => (*number).into(),
            Node::Float(number) => (*number).into(),
            Node::Bool(yes) => (*yes).into(),
            Node::List(items) => items.iter().map(Value::to_json).collect(),
            Node::Table(table) => table.to_json(),
        }
    }
}

/// A name as TOML writes it.
pub fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !name.is_empty() && name.chars().all(is_bare) {
        true => name.to_owned(),
        false => toml::Value::String(name.to_owned()).to_string(),
    }
}

pub use crate::text::clean;

/// Where a piece of TOML or YAML stands: its source, and the byte at which it begins there.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The byte at which the piece begins.
    pub offset: usize,
}

impl Place {
    fn span(self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, self.offset + range.start..self.offset + range.end)
    }
}

/// Reads TOML. What can be read is returned even where other parts cannot.
pub fn toml(text: &str, place: Place) -> (Table, Vec<Problem>) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut problems: Vec<_> = errors
        .iter()
        .map(|error| {
            let message = in_words(error.message());
            let help = (message == TWICE).then_some(ONE_OF_TWO);
            Problem { span: place.span(error.span().unwrap_or(0..0)), message, help }
        })
        .collect();
    problems.sort_by_key(|problem| problem.span.start);
    let mut table = toml_table(table.get_ref(), place);
    if !problems.is_empty() {
        drop_echoes(&mut table, &mut problems, (text, place));
    }
    (table, problems)
}

/// Keeps the first problem of each line, since what follows is nearly always an echo of it, and no
/// value of such a line. The lines are counted once.
fn drop_echoes(table: &mut Table, problems: &mut Vec<Problem>, (text, place): (&str, Place)) {
    let index = crate::source::LineIndex::new(text);
    let line = |byte: u32| index.line_of((byte as usize).saturating_sub(place.offset));
    problems.dedup_by_key(|problem| line(problem.span.start));
    let lines: Vec<usize> = problems.iter().map(|problem| line(problem.span.start)).collect();
    drop_damaged(table, &|span| {
        let first = lines.partition_point(|at| *at < line(span.start));
        lines.get(first).is_some_and(|at| *at <= line(span.end))
    });
}

/// Removes values that were guessed from damaged text, so that nothing else is reported about them.
fn drop_damaged(table: &mut Table, is_damaged: &dyn Fn(Span) -> bool) {
    table.entries.retain_mut(|(_, value)| match &mut value.node {
        Node::Table(table) => {
            drop_damaged(table, is_damaged);
            true
        }
        _ => !is_damaged(value.span),
    });
}

/// The diagnostic for a name that is given twice.
const TWICE: &str = "this name is given twice";
/// What to do about it.
const ONE_OF_TWO: &str = "remove one of the two lines, or write both values as one list";

/// The diagnostic for values that are nested too deeply.
const TOO_DEEP: &str = "lists or tables are nested too deeply";

/// What the YAML library says of texts that its limits stop, in an author's words.
fn limit(message: &str) -> Option<&'static str> {
    let limits = [
        ("recursion limit", TOO_DEEP),
        ("Depth {", TOO_DEEP),
        ("limits breached", "there are too many values here; is an alias such as `*x` repeated?"),
    ];
    limits.iter().find(|(theirs, _)| message.contains(theirs)).map(|(_, ours)| *ours)
}

/// What the TOML library says, in an author's words where it is about what authors get wrong.
fn in_words(message: &str) -> String {
    let known = [
        ("string values must be quoted", "a text needs quotation marks"),
        ("invalid basic string", "the quotation mark at the end of this text is missing"),
        ("invalid literal string", "the quotation mark at the end of this text is missing"),
        ("missing opening quote", "the quotation mark at the beginning of this text is missing"),
        ("unclosed array, ", "the list is not closed with `]`"),
        (
            "missing comma between array elements",
            "a comma is missing between two items of the list",
        ),
        ("unclosed inline table", "the table is not closed with `}`"),
        ("key with no value", "`=` and a value are missing after this name"),
        ("missing value", "the value is missing"),
        ("invalid date", "a month or part of a date needs quotation marks, as in `\"2003-11\"`"),
        ("duplicate key", TWICE),
        ("recursion limit", TOO_DEEP),
        ("cannot recurse further", TOO_DEEP),
        ("invalid unquoted key", "a name takes only letters without accents, digits, `-` and `_`"),
    ];
    let same = known.iter().find(|(theirs, _)| message.starts_with(theirs));
    same.map_or_else(|| sentence(message), |(_, ours)| (*ours).to_owned())
}

fn toml_table(table: &toml::de::DeTable<'_>, place: Place) -> Table {
    let entries = table.iter().map(|(key, value)| {
        let name = clean(key.get_ref().to_string());
        (Key { name, span: place.span(key.span()) }, toml_value(value, place))
    });
    Table { entries: entries.collect() }
}

fn toml_value(value: &toml::Spanned<toml::de::DeValue<'_>>, place: Place) -> Value {
    use toml::de::DeValue;
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Text(clean(text.to_string())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Node::Text(number.as_str().to_owned()), Node::Integer),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or_else(|_| Node::Text(number.as_str().to_owned()), Node::Float),
        DeValue::Boolean(yes) => Node::Bool(*yes),
        DeValue::Datetime(date) => Node::Date(date.to_string()),
        DeValue::Array(items) => Node::List(items.iter().map(|v| toml_value(v, place)).collect()),
        DeValue::Table(table) => Node::Table(toml_table(table, place)),
    };
    Value { span: place.span(value.span()), node }
}

/// Reads YAML. A text with an error gives an empty table and the error.
pub fn yaml(text: &str, place: Place) -> (Table, Vec<Problem>) {
    if text.trim().is_empty() {
        return (Table::default(), Vec::new());
    }
    match serde_saphyr::from_str::<Spanned<YamlNode>>(text) {
        Ok(value) => match yaml_value(value, (text, place)).node {
            Node::Table(table) => (table, Vec::new()),
            Node::Null => (Table::default(), Vec::new()),
            _ => (Table::default(), vec![not_a_table(text, place)]),
        },
        Err(error) => (Table::default(), vec![yaml_problem(&error, text, place)]),
    }
}

fn not_a_table(text: &str, place: Place) -> Problem {
    let span = place.span(0..text.trim_end().len());
    let message = "these lines are not of the form `name: value`".to_owned();
    Problem { span, message, help: None }
}

/// What the YAML library says of common mistakes, what is the case in an author's words, and what
/// to try.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("duplicate mapping key", TWICE, ONE_OF_TWO),
    (
        "unexpected character",
        "a text cannot begin with this character",
        "put quotation marks around the whole text",
    ),
    (
        "reference to unknown value",
        "a text that begins with `*` repeats another text, but none has this name",
        "put quotation marks around it if it is a text",
    ),
    ("tabs disallowed", "there is a tab here", "replace it with spaces"),
    ("unclosed bracket", "this bracket is not closed", "add the closing bracket"),
    ("unclosed quote", "this quotation mark is not closed", "add a quotation mark at its end"),
    (
        "did not find expected '-'",
        "a list ends here, and something else begins",
        "begin each line of the list with `- `, and write a name above it",
    ),
];

fn yaml_problem(error: &serde_saphyr::Error, text: &str, place: Place) -> Problem {
    let at = error.location().map_or(0, |location| {
        let (line, column) = (location.line() as usize, location.column() as usize);
        let index = crate::source::LineIndex::new(text);
        let before: usize = index.line(line).chars().take(column - 1).map(char::len_utf8).sum();
        index.start(line) + before
    });
    let rendered = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
    let first = rendered.lines().next().unwrap_or("this is not YAML");
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let span = place.span(at..end);
    match MISTAKES.iter().find(|(theirs, ..)| first.contains(theirs)) {
        Some((_, message, help)) => {
            Problem { span, message: (*message).to_owned(), help: Some(help) }
        }
        None => {
            let message =
                limit(first).map_or_else(|| sentence(without_place(first)), str::to_owned);
            Problem { span, message, help: None }
        }
    }
}

/// A message of the YAML library without the line and column that it begins or ends with; they
/// count from the front matter's first line, not from the file's.
fn without_place(message: &str) -> &str {
    let message = message.trim_start_matches("error: ");
    let message = message.split(" at line ").next().unwrap_or(message);
    match message.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
        Some((place, rest)) if place.contains("column") => rest,
        _ => message,
    }
}

/// A message of a library in our form: no capital at the front, no full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_start_matches("error: ").trim_end_matches('.');
    if message.chars().nth(1).is_some_and(char::is_uppercase) {
        // An abbreviation, such as YAML.
        return message.to_owned();
    }
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A YAML value on its way into a [`Value`].
enum YamlNode {
    Scalar(Node),
    List(Vec<Spanned<YamlNode>>),
    Table(Vec<(Spanned<YamlNode>, Spanned<YamlNode>)>),
}

fn yaml_span<T>(value: &Spanned<T>, place: Place) -> Span {
    let span = value.referenced.span();
    let start = span.byte_offset().unwrap_or(0) as usize;
    let len = span.byte_len().unwrap_or(0) as usize;
    place.span(start..start + len)
}

fn yaml_value(value: Spanned<YamlNode>, (text, place): (&str, Place)) -> Value {
    let span = yaml_span(&value, place);
    let written = written(&value, text).unwrap_or_default();
    let node = match value.value {
        YamlNode::Scalar(node) => as_written(node, written),
        YamlNode::List(items) => {
            Node::List(items.into_iter().map(|item| yaml_value(item, (text, place))).collect())
        }
        YamlNode::Table(entries) => {
            let entries = entries.into_iter().map(|(key, value)| {
                let key = yaml_value(key, (text, place));
                let name = key.scalar().unwrap_or_default();
                (Key { name, span: key.span }, yaml_value(value, (text, place)))
            });
            Node::Table(Table { entries: entries.collect() })
        }
    };
    Value { span, node }
}

/// What stands in the text for a value; that of its anchor for an alias.
fn written<'t, T>(value: &Spanned<T>, text: &'t str) -> Option<&'t str> {
    let span = value.defined.span();
    let start = span.byte_offset()? as usize;
    text.get(start..start + span.byte_len()? as usize).map(str::trim)
}

/// A value as its author sees it. YAML takes `NO` for false, `007` for 7 and `1.10` for 1.1; only
/// what is printed as it was written is a number here, and only `true` and `false` are answers.
fn as_written(node: Node, written: &str) -> Node {
    let is_plain = match &node {
        Node::Bool(yes) => written.eq_ignore_ascii_case(if *yes { "true" } else { "false" }),
        Node::Integer(number) => number.to_string() == written,
        Node::Float(number) => number.to_string() == written,
        Node::Null => ["", "~", "null"].contains(&written),
        _ => true,
    };
    if is_plain { node } else { Node::Text(clean(written.to_owned())) }
}

impl<'de> Deserialize<'de> for YamlNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = YamlNode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, yes: bool) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Bool(yes)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Integer(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<YamlNode, E> {
        let node = i64::try_from(number).map_or(Node::Float(number as f64), Node::Integer);
        Ok(YamlNode::Scalar(node))
    }

    fn visit_f64<E>(self, number: f64) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Text(clean(text.to_owned()))))
    }

    fn visit_unit<E>(self) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Null))
    }

    fn visit_none<E>(self) -> Result<YamlNode, E> {
        Ok(YamlNode::Scalar(Node::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<YamlNode, D::Error> {
        YamlNode::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<YamlNode, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(YamlNode::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<YamlNode, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(YamlNode::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn place() -> Place {
        let sources = Sources::from_archive("-- a --\n");
        Place { source: sources.find("a").expect("it was just made").0, offset: 0 }
    }

    #[test]
    fn toml_keeps_places_and_reads_on_after_an_error() {
        let text = "a = 1\nb = = 2\nc = [\"x\", 2003-11-06]\n";
        let (table, problems) = toml(text, place());
        assert_eq!(problems.len(), 1);
        assert_eq!(table.get("a").map(|v| v.node.clone()), Some(Node::Integer(1)));
        let c = table.get("c").expect("read after the error");
        assert_eq!(&text[c.span.range()], "[\"x\", 2003-11-06]");
    }

    #[test]
    fn a_value_that_was_guessed_from_damaged_text_is_dropped() {
        let (table, problems) = toml("a = 1\nb = \"two\nc = 3\n", place());
        assert_eq!(problems.len(), 1);
        assert!(table.get("b").is_none() && table.get("a").is_some() && table.get("c").is_some());
    }

    #[test]
    fn yaml_keeps_places() {
        let text = "eip: 20\nauthor: A <a>, B\nrequires: [1, 2]\ncreated: 2015-10-27\n";
        let (table, problems) = yaml(text, place());
        assert_eq!(problems, []);
        let requires = table.get("requires").expect("it is there");
        assert!(matches!(&requires.node, Node::List(items) if items.len() == 2));
        let author = table.get("author").expect("it is there");
        assert_eq!(&text[author.span.range()], "A <a>, B");
        assert_eq!(table.get("created").and_then(Value::as_text), Some("2015-10-27"));
    }

    #[test]
    fn yaml_scalars_are_read_as_they_are_written() {
        let text = "a: NO\nb: 007\nc: 1.10\nd: 12:30\ne: ~\nf: null\ng: Null\nh: 0o17\ni: 1_000\nj: yes\n\
            k: 2024-05-01\nl: &x 0123\nm: *x\nn: +5\nNO: 1\no: True\np: 1.5\nq: 40\nr: [SE, NO, 1e3]\ns:\n";
        let (table, problems) = yaml(text, place());
        assert_eq!(problems, []);
        let show = |value: &Value| match &value.node {
            Node::Text(text) => format!("'{text}'"),
            node => format!("{node:?}"),
        };
        let found: Vec<String> = table
            .entries
            .iter()
            .map(|(key, value)| match &value.node {
                Node::List(items) => items.iter().map(show).collect::<Vec<_>>().join(" "),
                _ => format!("{} {}", key.name, show(value)),
            })
            .collect();
        let expected = [
            "a 'NO'",
            "b '007'",
            "c '1.10'",
            "d '12:30'",
            "e Null",
            "f Null",
            "g 'Null'",
            "h '0o17'",
            "i '1_000'",
            "j 'yes'",
            "k '2024-05-01'",
            "l '0123'",
            "m '0123'",
            "n '+5'",
            "NO Integer(1)",
            "o Bool(true)",
            "p Float(1.5)",
            "q Integer(40)",
            "'SE' 'NO' '1e3'",
            "s Null",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn mistakes_in_yaml_have_helps_of_their_own() {
        let helps = [
            ("a: 1\na: 2\n", "remove one of the two lines"),
            ("a: @x\n", "quotation marks"),
            ("a: `x`\n", "quotation marks"),
            ("a: *x\n", "quotation marks"),
            ("a:\n\tb: 1\n", "spaces"),
            ("a: [1,\n", "closing bracket"),
            ("a: 'x\n", "at its end"),
            ("- a\nb: c\n", "`- `"),
        ];
        for (text, help) in helps {
            let (_, problems) = yaml(text, place());
            assert!(problems[0].help.is_some_and(|it| it.contains(help)), "{problems:?}");
        }
        let (_, problems) = yaml("a: b: c\n", place());
        assert_eq!(problems[0].help, None);
    }

    #[test]
    fn a_yaml_error_has_a_place() {
        let text = "title: a\nnames: [a, b\nsummary: c\n";
        let (_, problems) = yaml(text, place());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].span.start >= 9, "{problems:?}");
    }

    #[test]
    fn deep_and_multiplied_values_are_a_problem_and_no_more() {
        let dots = vec!["a"; 20_000].join(".");
        let (open, close) = ("[".repeat(50_000), "]".repeat(50_000));
        for text in [format!("{dots} = 1"), format!("[{dots}]"), format!("a = {open}{close}")] {
            let (_, problems) = toml(&text, place());
            assert_eq!(problems[0].message, TOO_DEEP, "{}", &text[..20]);
        }
        let (_, problems) = yaml(&format!("a: {open}{close}"), place());
        assert_eq!(problems[0].message, TOO_DEEP);
        let line = |at: usize| {
            format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", "))
        };
        let laughs = format!("a0: &a0 [x, x]\n{}", (1..9).map(line).collect::<String>());
        let (_, problems) = yaml(&laughs, place());
        assert!(problems[0].message.contains("too many values"), "{problems:?}");
    }

    #[test]
    fn many_keys_and_many_mistakes_are_read_in_one_go() {
        let text =
            |value: &str| (0..20_000).map(|n| format!("k{n} = {value}\n")).collect::<String>();
        let (table, problems) = toml(&text("\"x\""), place());
        assert_eq!((table.entries.len(), problems.len()), (20_000, 0));
        let (_, problems) = toml(&text("5x"), place());
        assert!(problems.len() >= 19_999);
    }

    #[test]
    fn control_characters_never_come_through() {
        let (table, _) = toml("a = \"x\\u0001y\"", place());
        assert_eq!(table.get("a").and_then(Value::as_text), Some("x\u{fffd}y"));
    }

    #[test]
    fn merging_goes_into_tables_and_replaces_the_rest() {
        let (mut base, _) = toml("[k.a]\nx = 1\ny = [1]\n", place());
        let (over, _) = toml("[k.a]\ny = [2]\nz = 3\n[k.b]\nx = 1\n", place());
        base.merge(over);
        let json =
            Value { span: Span::new(place().source, 0..0), node: Node::Table(base) }.to_json();
        assert_eq!(
            json,
            serde_json::json!({"k": {"a": {"x": 1, "y": [2], "z": 3}, "b": {"x": 1}}})
        );
    }
}
