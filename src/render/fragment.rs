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
    let mut entry = record(view, id, columns, shape);
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

fn record<'c>(view: &View<'c>, id: EntityId, columns: &'c [String], shape: Shape) -> Entry<'c> {
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
        facts: columns.iter().map(|name| column(view, id, name, shape)).collect(),
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
    entry.sort = shown(Slot::Type);
    let has = |slot: &Slot| kind.fields.iter().any(|field| field.slot == *slot && !field.common);
    let slots = [Slot::Due, Slot::Date, Slot::Owner, Slot::Type, Slot::Status];
    entry.slots = slots.into_iter().filter(has).map(Slot::word).collect();
}

fn column<'c>(view: &View<'_>, id: EntityId, name: &'c str, shape: Shape) -> EntryFact<'c> {
    let kind = view.kind(view.kind_of(id));
    let label = schema::label([kind].into_iter(), name, view.tag());
    let is_cell = matches!(shape, Shape::Row | Shape::OverdueRow);
    let html = match view.fact(id, name) {
        Some(fact) if fact.field.slot == Slot::Status => state(view, id, &fact),
        Some(fact) if is_cell && html::is_links(&fact) => html::short_fact(view, &fact),
        Some(fact) => html::fact(view, &fact),
        None => String::new(),
    };
    let html = if html.is_empty() { nobody(view, id, name) } else { html };
    let text = crate::text::plain(&html);
    // A text that has places of its own would bring them to a page that has others.
    let html = if html.contains(" id=\"") { escape(&text).replace('\n', "<br>") } else { html };
    EntryFact { name, label, html: html.into(), text }
}

/// That nobody answers for something to be done, where a column names who does; otherwise nothing.
fn nobody(view: &View<'_>, id: EntityId, name: &str) -> String {
    let kind = view.kind(view.kind_of(id));
    let is_owner = kind.field(name).is_some_and(|field| kind.fields[field].slot == Slot::Owner);
    match is_owner && view.standing(id).no_owner {
        true => status::seat(Tone::Void, &view.words().filled("no_owner", &[])),
        false => String::new(),
    }
}

/// The value of a status; of what is overdue, that it is, and since when.
fn state(view: &View<'_>, id: EntityId, fact: &Fact<'_>) -> String {
    let value = html::fact(view, fact);
    let Some(late) = &view.standing(id).late else { return value };
    let seat = status::seat(Tone::Late, &view.words().filled("overdue", &[]));
    format!("{seat} <small>{}</small>", escape(&status::age(view, late)))
}
