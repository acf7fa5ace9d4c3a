//! Front matter -> typed fields.

use super::markdown::{self, Text};
use super::record::{FieldValue, Link, Origin, Value};
use super::{name, reference, visibility};
use crate::config::Markdown;
use crate::country;
use crate::data::{self, Key, Node, Table};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::edtf;
use crate::language::Language;
use crate::schema::{Choice, Field, Kind, Type};
use crate::source::{SourceId, Span};
use crate::text::{article, did_you_mean, quoted_list};

/// What must be known to read the fields of one file.
pub(super) struct Context<'a> {
    /// The kind of the record.
    pub kind: &'a Kind,
    /// The file.
    pub source: SourceId,
    /// Its path.
    pub path: &'a str,
    /// Its whole text.
    pub text: &'a str,
    /// How Markdown is read.
    pub markdown: &'a Markdown,
    /// Whether the front matter is YAML, where a number may be meant as a text.
    pub yaml: bool,
    /// Whether a word is the name of a kind.
    pub is_kind: &'a dyn Fn(&str) -> bool,
}

/// Keys that other parts of the program read, with sub-tables of their own.
const RESERVED: &[&str] = &["history", "table"];

/// Reads every entry of the front matter. Links are added to `links`. Gives the fields that could
/// be read, and the numbers of those that could not.
pub(super) fn read(
    table: &Table,
    context: &Context<'_>,
    links: &mut Vec<Link>,
    diagnostics: &mut Diagnostics,
) -> (Vec<FieldValue>, Vec<usize>) {
    let mut reader = FieldReader { context, links, diagnostics, field: 0, texts: 0 };
    let (mut values, mut unread) = (Vec::new(), Vec::new());
    for (key, value) in &table.entries {
        let before = reader.diagnostics.len();
        values.extend(reader.entry(key, value, table));
        if reader.diagnostics.len() > before {
            unread.extend(context.kind.field(&key.name));
        }
    }
    values.sort_by_key(|value| value.field);
    (values, unread)
}

/// The value of records that give none: the default of a field as it stands in the model. A
/// reference cannot be a default, since it belongs to no record.
pub fn default(
    field: usize,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let described = &context.kind.fields[field];
    let given = described.default.as_ref()?;
    let mut links = Vec::new();
    let mut reader = FieldReader { context, links: &mut links, diagnostics, field, texts: 0 };
    let value = reader.typed(described, &described.kind, given, None)?;
    links.is_empty().then_some(value)
}

/// Where what reading finds goes: the links of a record, and its diagnostics.
pub(super) struct Found<'a> {
    pub(super) links: &'a mut Vec<Link>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// The value of a field that is written as these values: all of them where the field is a list,
/// else the first.
pub(super) fn typed(
    field: usize,
    values: &[data::Value],
    context: &Context<'_>,
    found: Found<'_>,
) -> Option<Value> {
    let Found { links, diagnostics } = found;
    let described = &context.kind.fields[field];
    let mut reader = FieldReader { context, links, diagnostics, field, texts: 0 };
    if let Type::List(item) = &described.kind {
        let items = values.iter().filter_map(|value| reader.typed(described, item, value, None));
        let items: Vec<_> = items.collect();
        return (!items.is_empty()).then_some(Value::List(items));
    }
    reader.typed(described, &described.kind, values.first()?, None)
}

struct FieldReader<'a, 'c> {
    context: &'a Context<'c>,
    links: &'a mut Vec<Link>,
    diagnostics: &'a mut Diagnostics,
    field: usize,
    /// How many Markdown texts of the field were read.
    texts: usize,
}

impl FieldReader<'_, '_> {
    fn entry(&mut self, key: &Key, value: &data::Value, table: &Table) -> Option<FieldValue> {
        let kind = self.context.kind;
        let Some(number) = kind.field(&key.name) else {
            if !visibility::is_doubtful(key, value, kind) {
                self.no_field(key);
            }
            return None;
        };
        (self.field, self.texts) = (number, 0);
        let field = &kind.fields[number];
        if field.is_broken {
            return None;
        }
        let status = table.get(&format!("{}_status", key.name)).and_then(data::Value::as_text);
        let typed = self.typed(field, &field.kind, value, status)?;
        let status = status.unwrap_or_default().to_owned();
        Some(FieldValue { field: number, value: typed, status, span: value.span })
    }

    fn no_field(&mut self, key: &Key) {
        let kind = self.context.kind;
        if kind.date_of_status(&key.name).is_some() || RESERVED.contains(&&*key.name) {
            return;
        }
        let names = kind.fields.iter().map(|field| &*field.name);
        let headline = format!("{} has no field `{}`", article(&kind.name), key.name);
        let diagnostic = Diagnostic::new(Code::UnknownField, headline).at(key.span);
        self.diagnostics.push(match did_you_mean(&key.name, names) {
            Some(help) => diagnostic.help(help),
            None if kind.is_page() => {
                diagnostic.help("remove it, or move the file to the folder of a kind that has it")
            }
            None => diagnostic.help(format!(
                "remove it, or declare it in site.toml under [kinds.{}.fields]",
                kind.name
            )),
        });
    }

    fn typed(
        &mut self,
        field: &Field,
        wanted: &Type,
        value: &data::Value,
        status: Option<&str>,
    ) -> Option<Value> {
        if value.node == Node::Null {
            return None;
        }
        match wanted {
            Type::List(item) => self.list(field, item, value),
            Type::Text => {
                if let (Node::Table(table), true) = (&value.node, field.takes_names()) {
                    return name::read(table, value.span, self.diagnostics);
                }
                self.text(value).map(Value::Text).or_else(|| self.wrong(field, wanted, value))
            }
            Type::Markdown => self.markdown(value).or_else(|| self.wrong(field, wanted, value)),
            Type::Integer => match value.node {
                Node::Integer(number) => Some(Value::Integer(number)),
                Node::Text(ref text) if self.is_number(text) && text.parse::<i64>().is_ok() => {
                    text.parse().ok().map(Value::Integer)
                }
                _ => self.wrong(field, wanted, value),
            },
            Type::Number => match value.node {
                Node::Integer(number) => Some(Value::Number(number as f64)),
                Node::Float(number) if number.is_finite() => Some(Value::Number(number)),
                Node::Text(ref text) if self.is_number(text) => {
                    text.parse().ok().map(Value::Number)
                }
                _ => self.wrong(field, wanted, value),
            },
            Type::Bool => match value.node {
                Node::Bool(yes) => Some(Value::Bool(yes)),
                _ => self.wrong(field, wanted, value),
            },
            Type::Date => self.date(field, value, status),
            Type::Ref(_) => self.reference(field, wanted, value),
            _ => self.word(field, wanted, value),
        }
    }

    /// A text; in YAML a number or date without quotation marks is one, too.
    fn text(&self, value: &data::Value) -> Option<String> {
        match &value.node {
            Node::Text(text) => Some(text.clone()),
            Node::Integer(_) | Node::Float(_) | Node::Bool(_) if self.context.yaml => {
                let written = self.context.text.get(value.span.range()).unwrap_or_default().trim();
                // An alias stands where its anchor's value is meant.
                let is_alias = written.starts_with('*');
                Some(written.to_owned()).filter(|_| !is_alias).or_else(|| value.scalar())
            }
            _ => None,
        }
    }

    /// Whether a text of YAML is a number that is written in a way of its own, as `007` or `1.10`.
    fn is_number(&self, text: &str) -> bool {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        self.context.yaml && number.is_some_and(|number| number.to_string() != text)
    }

    fn wrong(&mut self, field: &Field, wanted: &Type, value: &data::Value) -> Option<Value> {
        let headline = format!(
            "`{}` takes {}, but this is {}",
            field.name,
            wanted.describe(),
            value.type_name()
        );
        let mut diagnostic = Diagnostic::new(Code::WrongType, headline).at(value.span);
        if let (Type::Text, Some(text)) = (wanted, value.scalar()) {
            diagnostic = diagnostic.help(format!("write `{} = \"{text}\"`", field.name));
        }
        if let (Type::Integer | Type::Number | Type::Bool, Some(text)) = (wanted, value.as_text()) {
            let bare =
                text.trim().parse::<f64>().is_ok() || ["true", "false"].contains(&text.trim());
            let example = if *wanted == Type::Bool { "true" } else { "40" };
            diagnostic = diagnostic.help(match bare {
                true => "write it without quotation marks".to_owned(),
                false => format!("write `{} = {example}`, for example", field.name),
            });
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn list(&mut self, field: &Field, item: &Type, value: &data::Value) -> Option<Value> {
        let items = match &value.node {
            Node::List(items) => items.clone(),
            Node::Table(_) if !field.takes_names() => {
                let wanted = Type::List(Box::new(item.clone()));
                return self.wrong(field, &wanted, value);
            }
            _ => self.split(field, value),
        };
        let typed = items.iter().filter_map(|value| self.typed(field, item, value, None));
        Some(Value::List(typed.collect()))
    }

    /// A list that is written as one text, cut at the field's separators.
    fn split(&self, field: &Field, value: &data::Value) -> Vec<data::Value> {
        let text = match value.scalar() {
            Some(text) if !field.split.is_empty() && value.as_text().is_some() => text,
            _ => return vec![value.clone()],
        };
        let source = &self.context.text[value.span.range()];
        let mut from = 0;
        let mut out = Vec::new();
        for piece in cut(&text, &field.split) {
            let at = source[from..].find(piece).map_or(0, |at| from + at);
            from = (at + piece.len()).min(source.len());
            let start = value.span.start as usize + at;
            let span = Span::new(value.span.source, start..start + piece.len());
            out.push(data::Value { span, node: Node::Text(piece.to_owned()) });
        }
        out
    }

    fn markdown(&mut self, value: &data::Value) -> Option<Value> {
        let text = self.text(value)?;
        let inner = self.inner(value, &text);
        self.texts += 1;
        // No place of a body begins so, and none of the theme.
        let within = format!("_in-{}-{}-", self.context.kind.fields[self.field].name, self.texts);
        let text = Text {
            text: &text,
            source: self.context.source,
            path: self.context.path,
            offset: inner.start as usize,
            settings: self.context.markdown,
            numbered: false,
            field: Some(self.field),
            within: &within,
            is_kind: self.context.is_kind,
        };
        let read = markdown::read(&text, Some(""), self.links, self.diagnostics);
        Some(Value::Markdown(Box::new(read.body)))
    }

    /// The place of a text within its quotation marks.
    fn inner(&self, value: &data::Value, text: &str) -> Span {
        // What stands for the text of a cell is written in the settings of the table.
        if value.span.source != self.context.source {
            return value.span;
        }
        let written = &self.context.text[value.span.range()];
        match written.find(text) {
            Some(at) => {
                let start = value.span.start as usize + at;
                Span::new(value.span.source, start..start + text.len())
            }
            None => value.span,
        }
    }

    fn date(&mut self, field: &Field, value: &data::Value, status: Option<&str>) -> Option<Value> {
        let text = match &value.node {
            Node::Text(text) | Node::Date(text) => text.trim().to_owned(),
            Node::Integer(year) if (1000..=9999).contains(year) => year.to_string(),
            _ => return self.wrong(field, &Type::Date, value),
        };
        if text.is_empty() {
            return self.no_date(field, value, status);
        }
        match edtf::Date::parse(&text) {
            Ok(date) => Some(Value::Date(Box::new(date))),
            Err(problem) => {
                let span = self.inner(value, &text);
                let diagnostic = Diagnostic::new(Code::BadDate, problem.message).at(span);
                self.diagnostics.push(diagnostic.help(problem.help));
                None
            }
        }
    }

    fn no_date(
        &mut self,
        field: &Field,
        value: &data::Value,
        status: Option<&str>,
    ) -> Option<Value> {
        if status.is_some() {
            return Some(Value::NotStated);
        }
        let name = &field.name;
        self.diagnostics.push(
            Diagnostic::new(Code::BadDate, format!("`{name}` is empty")).at(value.span).help(
                match field.required && field.default.is_none() {
                    true => format!("write the date, or add `{name}_status = \"not stated\"`"),
                    false => format!(
                        "write the date, add `{name}_status = \"not stated\"`, or remove the line"
                    ),
                },
            ),
        );
        None
    }

    fn reference(&mut self, field: &Field, wanted: &Type, value: &data::Value) -> Option<Value> {
        let Some(text) = value.scalar().map(|text| text.trim().to_owned()) else {
            return self.wrong(field, wanted, value);
        };
        if text.is_empty() {
            return None;
        }
        let written = text.strip_prefix("[[").and_then(|t| t.strip_suffix("]]")).unwrap_or(&text);
        let target = reference::record(written, self.context.is_kind);
        let span = self.inner(value, written);
        let origin = Origin::Field(self.field);
        self.links.push(Link { span, written: written.into(), target, origin });
        Some(Value::Ref(self.links.len() - 1))
    }

    /// Types whose values are words of a closed or well-known list.
    fn word(&mut self, field: &Field, wanted: &Type, value: &data::Value) -> Option<Value> {
        let Some(text) = value.scalar().map(|text| text.trim().to_owned()) else {
            return self.wrong(field, wanted, value);
        };
        if text.is_empty() {
            return None;
        }
        let span = self.inner(value, &text);
        match wanted {
            Type::Enum(_) | Type::Rank(_) => self.choice(field, &text, span),
            Type::Country => self.country(&text, span),
            Type::Language => match Language::parse(&text) {
                Ok(language) => Some(Value::Language(language)),
                Err(message) => self.bad(Diagnostic::new(Code::BadValue, message).at(span)),
            },
            _ if is_web_address(&text) => Some(Value::Url(text)),
            _ => {
                let headline = format!("`{text}` is not a web address");
                let diagnostic = Diagnostic::new(Code::BadValue, headline).at(span);
                self.bad(
                    diagnostic.help(format!("write the whole address, such as `https://{text}`")),
                )
            }
        }
    }

    fn bad(&mut self, diagnostic: Diagnostic) -> Option<Value> {
        self.diagnostics.push(diagnostic);
        None
    }

    fn choice(&mut self, field: &Field, text: &str, span: Span) -> Option<Value> {
        let choices = field.kind.choices();
        let text_lower = text.to_lowercase();
        let same = |choice: &Choice| {
            let labels = choice.label.by_language.values();
            let mut labels = labels.chain([&choice.label.default]);
            labels.any(|label| label.to_lowercase() == text_lower)
        };
        if let Some(at) = choices.iter().position(|choice| choice.value == text) {
            return Some(Value::Choice(at));
        }
        if let Some(at) = choices.iter().position(same) {
            return Some(Value::Choice(at));
        }
        let names: Vec<_> = choices.iter().map(|choice| &*choice.value).collect();
        let headline = format!("`{text}` is not a value of `{}`", field.name);
        let diagnostic = Diagnostic::new(Code::UnknownValue, headline).at(span);
        let diagnostic = match did_you_mean(text, names.iter().copied()) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        self.bad(diagnostic.help(format!("write one of {}", quoted_list(&names, "or"))))
    }

    fn country(&mut self, text: &str, span: Span) -> Option<Value> {
        if let Some(country) = country::find(text) {
            return Some(Value::Country(country));
        }
        let names = country::all().iter().map(|country| country.name("en"));
        let headline = format!("no country of ISO 3166 is named `{text}`");
        let diagnostic = Diagnostic::new(Code::BadValue, headline).at(span);
        self.bad(match did_you_mean(text, names) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help("write its two-letter code, such as `KR`, or its name"),
        })
    }
}

/// Whether a text is an address on the web.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// The pieces of a text between separators, trimmed, without empty ones.
pub(super) fn cut<'t>(text: &'t str, separators: &[impl AsRef<str>]) -> Vec<&'t str> {
    let mut pieces = vec![text];
    for separator in separators.iter().map(AsRef::as_ref).filter(|s| !s.is_empty()) {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(separator)).collect();
    }
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_every_separator() {
        let separators = [",".to_owned(), " & ".to_owned()];
        assert_eq!(cut("a, b & c,, ", &separators), ["a", "b", "c"]);
    }

    #[test]
    fn only_whole_addresses_are_web_addresses() {
        assert!(is_web_address("https://a.example/x"));
        assert!(!is_web_address("www.un.org") && !is_web_address("javascript:x"));
    }
}
