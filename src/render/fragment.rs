//! The small renderings of a record that pages splice in.

use tera::Context;

use super::context::{Entry, EntryFact, Markup};
use super::html;
use super::status;
use super::table;
use crate::graph::EntityId;
use crate::schema::{self, Slot, Tone};
use crate::text::escape;
use crate::view::{Fact, ROOT, Shape, Shown, View};

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
    let mut entry = record(view, id, columns);
    entry.overdue = matches!(shape, Shape::OverdueRow | Shape::OverdueLine);
    if matches!(shape, Shape::Relation | Shape::RelationRow) {
        with_slots(view, id, &mut entry);
    }
    context.insert("record", &entry);
    context.insert("root", &Markup::from(ROOT.to_string()));
    if shape == Shape::TableRow {
        context.insert("row", &table::row(view, id));
    }
    let sentence = if shape == Shape::BacklinkWithSentence { SENTENCE } else { "" };
    context.insert("sentence", &Markup::from(sentence));
    view.render(template, &context, &format!("the template {template}")).unwrap_or_default()
}

fn record<'c>(view: &View<'c>, id: EntityId, columns: &'c [String]) -> Entry<'c> {
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
        status: status::of(view, id),
        draft: super::page::is_draft(view, id),
        superseded: super::succession::is_superseded(view, id),
        validity: super::time::validity(view, id),
        facts: columns.iter().map(|name| column(view, id, name)).collect(),
        rank: table::ranks(view, id).into(),
        row: table::of_fragment(view, id),
        ..Entry::default()
    }
}

/// Adds what the page of another record shows of one that refers to it.
fn with_slots(view: &View<'_>, id: EntityId, entry: &mut Entry<'_>) {
    let kind = view.kind(view.kind_of(id));
    let shown = |slot: Slot| {
        let mut fields = kind.fields.iter().filter(|field| field.slot == slot && !field.common);
        let fact = fields.find_map(|field| view.fact(id, &field.name));
        let html = fact.map(|fact| html::short_fact(view, &fact)).unwrap_or_default();
        Markup::from(html)
    };
    entry.due = shown(Slot::Due);
    entry.date = shown(Slot::Date);
    entry.owners = shown(Slot::Owner);
    entry.no_owner = view.standing(id).no_owner;
}

fn column<'c>(view: &View<'_>, id: EntityId, name: &'c str) -> EntryFact<'c> {
    let kind = view.kind(view.kind_of(id));
    let label = schema::label([kind].into_iter(), name, view.tag());
    let html = match view.fact(id, name) {
        Some(fact) if fact.field.slot == Slot::Status => state(view, id, &fact),
        Some(fact) => html::fact(view, &fact),
        None => String::new(),
    };
    let text = crate::text::plain(&html);
    // A text that has places of its own would bring them to a page that has others.
    let html = if html.contains(" id=\"") { escape(&text).replace('\n', "<br>") } else { html };
    EntryFact { name, label, html: html.into(), text }
}

/// The value of a status; of what is overdue, that it is, and since when.
fn state(view: &View<'_>, id: EntityId, fact: &Fact<'_>) -> String {
    let value = html::fact(view, fact);
    let Some(late) = &view.standing(id).late else { return value };
    let seat = status::seat(Tone::Late, &view.words().filled("overdue", &[]));
    format!("{seat} <small>{}</small>", escape(&status::age(view, late)))
}
