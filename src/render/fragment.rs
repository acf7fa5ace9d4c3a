//! The small renderings of a record that pages splice in.

use tera::Context;

use super::context::{Entry, EntryFact, Markup};
use super::html;
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
    context.insert("record", &record(view, id, columns, overdue));
    context.insert("root", &Markup::from(ROOT.to_string()));
    if shape == Shape::TableRow {
        context.insert("row", &table::row(view, id));
    }
    let sentence = if shape == Shape::BacklinkWithSentence { SENTENCE } else { "" };
    context.insert("sentence", &Markup::from(sentence));
    view.render(template, &context, &format!("the template {template}")).unwrap_or_default()
}

fn record<'c>(view: &View<'c>, id: EntityId, columns: &'c [String], overdue: bool) -> Entry<'c> {
    let kind = view.kind(view.kind_of(id));
    let language = &view.languages()[view.language_of(id)];
    let summary = match view.fact(id, "summary").map(|fact| fact.shown) {
        Some(Shown::Text(text)) => text,
        _ => "",
    };
    Entry {
        kind: &kind.name,
        kind_label: kind.label.get(view.tag()),
        icon: &kind.icon,
        id: view.key(id).id(),
        title: view.title(id),
        summary,
        url: view.url(&view.route(id)).into(),
        lang: language.as_str(),
        dir: language.direction().as_str(),
        overdue,
        draft: super::page::is_draft(view, id),
        superseded: super::succession::is_superseded(view, id),
        validity: super::time::validity(view, id),
        facts: columns.iter().map(|name| column(view, id, name)).collect(),
        rank: table::ranks(view, id).into(),
        row: table::of_fragment(view, id),
    }
}

fn column<'c>(view: &View<'_>, id: EntityId, name: &'c str) -> EntryFact<'c> {
    let kind = view.kind(view.kind_of(id));
    let label = schema::label([kind].into_iter(), name, view.tag());
    let html = view.fact(id, name).map(|fact| html::fact(view, &fact)).unwrap_or_default();
    let text = crate::text::plain(&html);
    // A text that has places of its own would bring them to a page that has others.
    let html = if html.contains(" id=\"") { escape(&text).replace('\n', "<br>") } else { html };
    EntryFact { name, label, html: html.into(), text }
}
