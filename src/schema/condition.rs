//! Conditions of views and rules: expressions of the template language over a record's fields.
//!
//! The portal's authors meet one expression language only, that of Tera (which is Jinja's):
//! `status == "agreed" and not owner`.

use std::sync::Arc;

use tera::{Context, ErrorKind, Tera};

use crate::diag::{Diagnostic, Diagnostics};
use crate::engine;
use crate::source::Span;

mod compared;
mod failure;
mod turn;

pub use compared::Compared;

use failure::{Failure, diagnostic};

/// A condition that was read and can be asked of records. Cheap to clone.
#[derive(Clone)]
pub struct Condition {
    text: Arc<str>,
    tera: Arc<Tera>,
    names: Arc<[String]>,
    compared: Arc<[Compared]>,
    ways: Arc<[String]>,
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Condition({})", self.text)
    }
}

/// Two conditions that are written alike are one.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

impl std::hash::Hash for Condition {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        self.text.hash(hasher);
    }
}
/// The name by which conditions know the day for which the site is built, as YYYY-MM-DD.
pub const TODAY: &str = "today";

const NAME: &str = "condition";
const BEFORE: &str = "{% if ";
const AFTER: &str = " %}1{% endif %}";

impl Condition {
    /// Reads a condition. The error says what is the case and at which byte of the text.
    pub fn parse(text: &str) -> Result<Self, (String, usize)> {
        if text.contains("%}") || text.contains("{%") {
            return Err(("a condition cannot contain `{%` or `%}`".to_owned(), 0));
        }
        if let Some(problem) = engine::too_much(text) {
            return Err((problem.to_owned(), 0));
        }
        let mut tera = engine::new();
        tera.add_raw_template(NAME, &format!("{BEFORE}{text}{AFTER}"))
            .map_err(|error| problem(&error, text))?;
        let names = tera.get_template_variables(NAME).unwrap_or_default();
        let mut names: Vec<_> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        let compared = compared::compared(text).into();
        let ways = compared::names(text).filter(|name| name.starts_with("named.")).collect();
        Ok(Self { text: text.into(), tera: Arc::new(tera), names: names.into(), compared, ways })
    }

    /// What to write in place of a sign that other languages have and this one does not.
    pub fn help(text: &str) -> Option<&'static str> {
        compared::help(text)
    }

    /// The condition as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of fields that it asks for, sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Which texts and words it compares fields with.
    pub fn compared(&self) -> &[Compared] {
        &self.compared
    }

    /// The ways `named.FIELD.OTHER` to fields of other records.
    pub fn ways(&self) -> &[String] {
        &self.ways
    }

    /// Whether the condition holds for these fields. The error is a diagnostic without a place.
    pub fn holds(&self, fields: &Context) -> Result<bool, Box<Diagnostic>> {
        match engine::render(&self.tera, NAME, fields) {
            Ok(shown) => Ok(shown == "1"),
            Err(error) => Err(Box::new(diagnostic(self, fields, &failure(&error, &self.text)))),
        }
    }
}

/// Points out, at the condition, that it cannot be asked of a record. Once is enough: the first
/// record that shows it, with its title and its place, stands for all.
pub fn point_out(
    diagnostic: Diagnostic,
    condition: Span,
    (title, record): (&str, Span),
    diagnostics: &mut Diagnostics,
) {
    let is_it = |d: &Diagnostic| d.span == Some(condition) && d.message == diagnostic.message;
    if !diagnostics.iter().any(is_it) {
        let words = format!("such a record is “{title}”");
        diagnostics.push(diagnostic.at(condition).related(record, words));
    }
}

/// What the template language says of a condition that it cannot work out, and of which part.
fn failure(error: &tera::Error, text: &str) -> Failure {
    let (message, _) = problem(error, text);
    let ErrorKind::RenderingError(report) = error.kind() else {
        return Failure { message, part: 0..text.len() };
    };
    let span = &report.span().range;
    let within = |at: usize| crate::source::floor_char(text, at.saturating_sub(BEFORE.len()));
    let (start, end) = (within(span.start), within(span.end));
    Failure { message, part: start..end.max(start) }
}

fn problem(error: &tera::Error, text: &str) -> (String, usize) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let at = report.span().range.start.saturating_sub(BEFORE.len());
            let end = report.message().starts_with("Found `%}`");
            let message = if end { "it ends too early" } else { report.message() };
            (message.to_owned(), at.min(text.len()))
        }
        other => (other.to_string(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Context {
        let mut fields = Context::new();
        fields.insert("level", "plant");
        fields.insert("agencies", &["unep", "undp"]);
        fields.insert_value("owner", tera::Value::none());
        fields
    }

    fn holds(text: &str) -> Result<bool, String> {
        let condition = Condition::parse(text).map_err(|(message, _)| message)?;
        condition.holds(&fields()).map_err(|diagnostic| diagnostic.message)
    }

    #[test]
    fn a_condition_compares_fields() {
        assert_eq!(holds("level == \"plant\""), Ok(true));
        assert_eq!(holds("\"unep\" in agencies and not owner"), Ok(true));
        assert_eq!(holds("agencies | length > 2"), Ok(false));
    }

    #[test]
    fn a_condition_names_its_fields() {
        let condition = Condition::parse("a == 1 and not b").expect("it is well formed");
        assert_eq!(condition.names(), ["a", "b"]);
    }

    #[test]
    fn a_broken_condition_says_where() {
        let (_, at) = Condition::parse("level == ").expect_err("half a comparison");
        assert!(at > 0);
        assert!(Condition::parse("a %} {% if b").is_err());
    }
}
