//! A cell of a table: what it shows, and what it says in its source where that differs.

use crate::edtf;
use crate::graph::EntityId;
use crate::parse::Body;
use crate::parse::table::Fills;
use crate::render::context;
use crate::render::html;
use crate::text::{escape_into, plain};
use crate::view::{Cell, Fact, Leads, Shown, View};

/// A cell for a template.
pub(crate) fn value<'s>(view: &View<'s>, id: EntityId, cell: &Cell<'s>) -> context::Cell<'s> {
    let language = &view.languages()[view.language_of(id)];
    let (lang, dir) = match super::is_foreign(view, id, cell) {
        true => (language.as_str(), language.direction().as_str()),
        false => ("", ""),
    };
    context::Cell {
        label: super::label(view, cell.column, view.kind(view.kind_of(id))),
        is_title: false,
        html: html(view, id, cell).into(),
        empty: empty(cell),
        source: source(cell).unwrap_or_default(),
        value: cell.fact.as_ref().and_then(sort_value).unwrap_or_default(),
        lang,
        dir,
    }
}

/// Why a cell shows nothing: `not_stated`, or `nothing` where its text stands for no value.
fn empty(cell: &Cell<'_>) -> &'static str {
    match (cell.raw.is_empty(), is_value(cell) && cell.fact.is_none()) {
        (true, _) => "not_stated",
        (_, true) => "nothing",
        _ => "",
    }
}

/// What the source says, where the cell shows something else.
fn source(cell: &Cell<'_>) -> Option<String> {
    printed(cell).filter(|_| is_value(cell) && !is_as_written(cell))
}

/// Whether a cell shows a number as it is written, since its form says more than the number:
/// `7.5%`, `$1,234.50`, `00042`.
fn is_as_written(cell: &Cell<'_>) -> bool {
    let is_number = cell.fact.as_ref().is_some_and(|fact| {
        matches!(fact.shown, Shown::Number(_) | Shown::Integer(_)) && fact.status.is_empty()
    });
    is_number && !cell.form.is_digits
}

/// Whether a cell was read as the value of a field.
fn is_value(cell: &Cell<'_>) -> bool {
    matches!(cell.column.fills, Fills::Field(_)) && !cell.unread
}

/// The text of a cell, where its column fills no field or where readers see something else.
pub(crate) fn printed(cell: &Cell<'_>) -> Option<String> {
    let text = if cell.raw.contains('<') { plain(cell.raw) } else { cell.raw.to_owned() };
    let seen = match (&cell.fact, cell.column.fills) {
        (_, Fills::Body) => true,
        (Some(Fact { shown, status, .. }), _) => {
            says_the_same(&text, shown, status, &cell.column.separators)
        }
        (None, _) => false,
    };
    (!seen && !text.is_empty()).then_some(text)
}

fn html(view: &View<'_>, id: EntityId, cell: &Cell<'_>) -> String {
    let mut out = String::new();
    match &cell.fact {
        Some(_) if is_as_written(cell) => lines(&mut out, cell.raw),
        Some(fact) => fact_html(view, &mut out, fact),
        None if cell.column.fills == Fills::Body => body(view, &mut out, id),
        None if is_value(cell) => {}
        None => lines(&mut out, &plain_if_markup(cell.raw)),
    }
    out
}

fn plain_if_markup(text: &str) -> String {
    if text.contains('<') { plain(text) } else { text.to_owned() }
}

/// The text of a row's page; without its markup where that has places of its own, which would
/// stand on the table's page, too.
fn body(view: &View<'_>, out: &mut String, id: EntityId) {
    let (record, number) = view.record(id);
    match has_places(&record.body) {
        true => lines(out, &plain(&html::body(view, &record.body, number))),
        false => out.push_str(&html::body(view, &record.body, number)),
    }
}

/// Whether a text has places of its own, which would stand on the table's page, too.
fn has_places(body: &Body) -> bool {
    body.html.text().contains(" id=\"")
}

fn fact_html(view: &View<'_>, out: &mut String, fact: &Fact<'_>) {
    let Shown::List(items) = &fact.shown else { return one(view, out, fact, &fact.shown) };
    let open = (!fact.status.is_empty()).then(|| view.words().text("and_others")).flatten();
    if let ([only], None) = (items.as_slice(), open) {
        return one(view, out, fact, only);
    }
    out.push_str("<ul>");
    for item in items {
        out.push_str("<li>");
        one(view, out, fact, item);
        out.push_str("</li>");
    }
    if let Some(words) = open {
        out.push_str("<li class=\"open\">");
        escape_into(out, words);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// One value. A record is called as the source calls it, which is mostly shorter than its title; by its short name
/// where the source has its id.
fn one(view: &View<'_>, out: &mut String, fact: &Fact<'_>, shown: &Shown<'_>) {
    match shown {
        Shown::Text(text) => lines(out, text),
        Shown::Link(Leads::To(place), _) if !place.by_name => {
            html::short_value(view, out, shown);
        }
        Shown::Link(leads @ Leads::To(place), _) => {
            html::open_link(view, out, leads);
            html::called(view, out, place, view.language);
            out.push_str("</a>");
        }
        Shown::List(_) | Shown::Link(..) => html::value(view, out, shown),
        Shown::Markdown(text, record) if has_places(text) => {
            lines(out, &plain(&html::body(view, text, *record)));
        }
        // With what the source says about it, such as that a date is not stated.
        other => {
            let own = Fact { field: fact.field, shown: other.clone(), status: "", recorded: None };
            out.push_str(&html::fact(view, &own));
        }
    }
}

/// A text whose line breaks are kept.
fn lines(out: &mut String, text: &str) {
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push_str("<br>");
        }
        escape_into(out, line);
    }
}

/// A number that puts values in order; `None` for texts, which go by the alphabet.
fn sort_value(fact: &Fact<'_>) -> Option<String> {
    let number = match &fact.shown {
        Shown::Integer(number) => return Some(number.to_string()),
        Shown::Number(number) => return Some(number.to_string()),
        Shown::Bool(yes) => i64::from(!*yes),
        Shown::Choice(value, _) => {
            fact.field.kind.choices().iter().position(|choice| choice.value == *value)? as i64
        }
        Shown::Date { text, .. } => {
            let day = edtf::Date::parse(text).ok()?.earliest()?;
            day.year * 10_000 + i64::from(day.month) * 100 + i64::from(day.day)
        }
        _ => return None,
    };
    Some(number.to_string())
}

/// Whether a cell says what readers see, up to case, spaces and the separators of a list.
fn says_the_same(raw: &str, shown: &Shown<'_>, status: &str, separators: &[String]) -> bool {
    let raw = bare(raw, separators);
    let items = match shown {
        Shown::List(items) => items.as_slice(),
        Shown::Markdown(..) | Shown::Bool(_) => return true,
        one => std::slice::from_ref(one),
    };
    let mut rest = raw.as_str();
    for item in items {
        let forms = forms(item).into_iter().map(|form| bare(&form, separators));
        let longest = forms.filter(|form| rest.starts_with(form)).map(|form| form.len()).max();
        let Some(length) = longest else { return false };
        rest = &rest[length..];
    }
    rest.is_empty() || rest == bare(status, separators)
}

/// The letters and digits of a text, without the separators of a list.
fn bare(text: &str, separators: &[String]) -> String {
    let mut text = crate::text::single_spaces(text);
    for separator in separators {
        text = text.replace(separator.as_str(), " ");
    }
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The texts that say what a value says.
fn forms(shown: &Shown<'_>) -> Vec<String> {
    match shown {
        Shown::Text(text) | Shown::Url(text) | Shown::Name(text, _) => vec![(*text).to_owned()],
        Shown::Integer(number) => vec![number.to_string()],
        Shown::Number(number) => vec![number.to_string()],
        Shown::Date { words, text, .. } => vec![words.clone(), (*text).to_owned()],
        Shown::Choice(value, label) | Shown::Language(value, label) => {
            vec![(*value).to_owned(), (*label).to_owned()]
        }
        Shown::Country(code, name) => vec![(*code).to_owned(), (*name).to_owned()],
        Shown::Link(Leads::To(place), written) => {
            vec![(*written).to_owned(), place.called.clone(), place.key.id().to_owned()]
        }
        Shown::Link(_, written) => vec![(*written).to_owned()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(raw: &str, shown: Shown<'_>, status: &str) -> bool {
        let separators = [" + ".to_owned(), " and ".to_owned()];
        says_the_same(raw, &shown, status, &separators)
    }

    fn choices(values: &[&'static str]) -> Shown<'static> {
        Shown::List(values.iter().map(|value| Shown::Choice(value, value)).collect())
    }

    #[test]
    fn separators_case_and_spaces_are_no_difference() {
        assert!(same("Technical  + FINANCIAL", choices(&["technical", "financial"]), ""));
        assert!(same("technical and\nfinancial", choices(&["technical", "financial"]), ""));
        assert!(!same("technical + money", choices(&["technical"]), ""));
        assert!(!same("technical", choices(&["technical", "financial"]), ""));
    }

    #[test]
    fn the_word_that_leaves_a_list_open_is_no_difference() {
        assert!(same("technical etc.", choices(&["technical"]), "etc."));
        assert!(!same("technical etc.", choices(&["technical"]), ""));
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert!(same("12 000", Shown::Integer(12000), ""));
        assert!(same("1,5", Shown::Number(1.5), ""));
        assert!(!same("about 5", Shown::Integer(5), ""));
    }
}
