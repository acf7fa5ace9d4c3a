//! The settings that views have in common.

use crate::config::keys::{Key, Keys, LOCALISED, Takes};
use crate::config::{ListSettings, Reader, list_settings};
use crate::diag::{Code, Diagnostic};
use crate::id::Route;
use crate::plan::ViewSettings;
use crate::source::Span;
use crate::text::composed;

/// A name with the place where it is written; `None`: it is the default.
pub(super) type Named = (String, Option<Span>);

/// The states that mean that something is still to be done, as far as a field has them.
pub(super) const OPEN: &[&str] =
    &["active", "open", "stagnant", "require-funding", "awaiting-funds", "inactive"];

/// The keys of every view.
pub(super) const VIEW: Keys = &[
    Key::new("type", Takes::Word(super::WORDS), "What is made of the records.").default("\"list\""),
    Key::new("path", Takes::Text, "The address: `late` is `/late/`.").required(),
    Key::new("title", LOCALISED, "The title of the page.").required(),
    Key::new("description", LOCALISED, "A sentence below the title."),
    Key::new(
        "kind",
        Takes::Texts,
        "The kinds of the records that are looked at; all of them where none is named.",
    ),
    Key::new("kinds", Takes::Texts, "The same as `kind`."),
    Key::new("where", Takes::Text, "The condition that a record must meet."),
];

/// Reads what a view that lists records is told beside its own settings; `None` where it has no
/// address.
pub(super) fn list(reader: &mut Reader<'_, '_>, span: Span) -> Option<ViewSettings> {
    let view = page(reader, span);
    let list = list_settings(reader);
    Some(ViewSettings { list, ..view? })
}

/// Reads what every view is told beside its own settings.
pub(super) fn page(reader: &mut Reader<'_, '_>, span: Span) -> Option<ViewSettings> {
    let title = reader.localised("title");
    let path = reader.text_at("path");
    let view = ViewSettings {
        path: path.as_ref().map_or(String::new(), |(path, _)| composed(path.trim_matches('/'))),
        title: title.clone().unwrap_or_default(),
        description: reader.localised("description").unwrap_or_default(),
        kinds: [reader.texts("kind"), reader.texts("kinds")]
            .into_iter()
            .flatten()
            .flatten()
            .collect(),
        condition: reader.text_at("where"),
        list: ListSettings::default(),
        span,
    };
    for (name, there) in [("title", title.is_some()), ("path", path.is_some())] {
        if !there {
            lacks(reader, span, "view", name);
        }
    }
    let (path, span) = path?;
    if Route::page(&view.path).is_some() && !view.path.is_empty() {
        return Some(view);
    }
    let headline = format!("`{path}` cannot be the address of a page");
    reader.report(Diagnostic::new(Code::WrongSetting, headline).at(span));
    None
}

/// Reports a setting that is missing.
pub(super) fn lacks(reader: &mut Reader<'_, '_>, span: Span, what: &str, name: &str) {
    let headline = format!("this {what} has no {name}");
    let diagnostic = Diagnostic::new(Code::WrongSetting, headline).at(span);
    reader.report(diagnostic.help(format!("add `{name} = \"…\"`")));
}

/// Reads the name of a field.
pub(super) fn named(reader: &mut Reader<'_, '_>, key: &'static str, default: &str) -> Named {
    match reader.text_at(key) {
        Some((name, span)) => (name, Some(span)),
        None => (default.to_owned(), None),
    }
}

/// Lets a view that names no kind look at this one.
pub(super) fn of_kind(mut view: ViewSettings, kind: &str) -> ViewSettings {
    if view.kinds.is_empty() {
        view.kinds.push((kind.to_owned(), view.span));
    }
    view
}
