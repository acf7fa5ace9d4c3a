//! The small renderings of a record that pages splice in.

use tera::{Context, Value as Tera};

use super::html::{self, object, safe};
use super::table;
use crate::graph::EntityId;
use crate::schema;
use crate::text::escape;
use crate::view::{ROOT, Shape, Shown, View};

/// Stands for the citing sentence; no text can spell it, as none can spell [`ROOT`].
pub(crate) const SENTENCE: &str = "\u{1}";

/// Makes a fragment of an entity that shows these fields.
pub fn make(view: &View<'_>, id: EntityId, shape: Shape, columns: &[String]) -> String {
    let kind = view.kind(view.kind_of(id));
    let own = format!("fragments/{}.{}", kind.name, shape.file());
    let general = format!("fragments/{}", shape.file());
    let candidates = [own.as_str(), general.as_str()];
    let Some(template) = view.template(&candidates) else { return String::new() };
    let mut context = Context::new();
    let overdue = matches!(shape, Shape::OverdueRow | Shape::OverdueLine);
    context.insert_value("record", record(view, id, columns, overdue));
    context.insert_value("root", safe(&ROOT.to_string()));
    if shape == Shape::TableRow {
        context.insert_value("row", table::row(view, id));
    }
    let sentence = if shape == Shape::BacklinkWithSentence { SENTENCE } else { "" };
    context.insert_value("sentence", safe(sentence));
    view.render(template, &context, &format!("the template {template}")).unwrap_or_default()
}

fn record(view: &View<'_>, id: EntityId, columns: &[String], overdue: bool) -> Tera {
    let kind = view.kind(view.kind_of(id));
    let tag = view.tag();
    let language = &view.languages()[view.language_of(id)];
    let facts: Vec<Tera> = columns.iter().map(|name| column(view, id, name)).collect();
    let summary = match view.fact(id, "summary").map(|fact| fact.shown) {
        Some(Shown::Text(text)) => text,
        _ => "",
    };
    object([
        ("kind", Tera::from(kind.name.as_str())),
        ("kind_label", Tera::from(kind.label.get(tag))),
        ("icon", Tera::from(kind.icon.as_str())),
        ("id", Tera::from(view.key(id).id())),
        ("title", Tera::from(view.title(id))),
        ("summary", Tera::from(summary)),
        ("url", safe(&view.url(&view.route(id)))),
        ("lang", Tera::from(language.as_str())),
        ("dir", Tera::from(language.direction().to_string())),
        ("overdue", Tera::from(overdue)),
        ("draft", Tera::from(super::page::is_draft(view, id))),
        ("facts", Tera::from(facts)),
        ("rank", safe(&table::ranks(view, id))),
        ("row", table::of_fragment(view, id)),
    ])
}

fn column(view: &View<'_>, id: EntityId, name: &str) -> Tera {
    let kind = view.kind(view.kind_of(id));
    let label = schema::label([kind].into_iter(), name, view.tag());
    let html = view.fact(id, name).map(|fact| html::fact(view, &fact)).unwrap_or_default();
    let text = crate::text::plain(&html);
    // A text that has places of its own would bring them to a page that has others.
    let html = if html.contains(" id=\"") { escape(&text).replace('\n', "<br>") } else { html };
    object([
        ("name", Tera::from(name)),
        ("label", Tera::from(label)),
        ("html", safe(&html)),
        ("text", Tera::from(text)),
    ])
}
