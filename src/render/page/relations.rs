//! What points at a record, as its page shows it: by kind, each record once with all its roles.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::EntityId;
use crate::plan::{LINKED_HERE, Related, RelatedItem};
use crate::render::context::{self, Mentions, RelatedEntry, Stat};
use crate::render::fragment::SENTENCE;
use crate::render::status::counted;
use crate::schema::{Kind, Slot};
use crate::text::escape;
use crate::view::{Shape, View};

/// So many of a group are shown; further ones are folded.
const FIRST: usize = 5;
/// A group of at most so many is not folded.
const WHOLE: usize = 8;
/// The most figures above a page.
const MOST_STATS: usize = 7;

/// What points at a record.
pub(super) struct Relations<'v> {
    pub(super) groups: Vec<context::Related<'v>>,
    pub(super) mentions: Mentions,
    pub(super) stats: Vec<Stat>,
}

impl Relations<'_> {
    /// How many records point at it; plain pages do not count.
    pub(super) fn count(&self) -> usize {
        self.groups.iter().map(|group| group.count).sum::<usize>() + self.mentions.count
    }
}

/// A record that refers, with the fields in which it does.
struct Referring {
    id: EntityId,
    fields: Vec<u16>,
}

/// All records of a kind that refer in fields.
struct OfKind {
    kind: usize,
    from: Vec<Referring>,
}

/// What points at a record. Who cites one of its paragraphs stands beside the paragraph.
pub(super) fn of<'v>(view: &View<'v>, id: EntityId, related: &[Related]) -> Relations<'v> {
    let mut kinds: Vec<OfKind> = Vec::new();
    for group in related.iter() {
        let Some(field) = group.field else { continue };
        for item in group.items.iter().filter(|item| !item.at_paragraph) {
            add(&mut kinds, group.kind, (item.from, field));
        }
    }
    // What is to be done comes first, then what a meeting led to.
    let own = view.kind(view.kind_of(id));
    kinds.sort_by_key(|of| (!is_tasks(view.kind(of.kind)), !comes_of(view, own, of)));
    let mentions = mentions(view, id, (related, kinds.as_slice()));
    let groups: Vec<_> = kinds.iter().map(|of| group(view, id, (of, related))).collect();
    let stats = stats(view, (related, groups.as_slice()));
    Relations { groups, mentions, stats }
}

fn add(kinds: &mut Vec<OfKind>, kind: usize, (from, field): (EntityId, u16)) {
    let at = kinds.iter().position(|of| of.kind == kind).unwrap_or_else(|| {
        kinds.push(OfKind { kind, from: Vec::new() });
        kinds.len() - 1
    });
    let all = &mut kinds[at].from;
    match all.iter_mut().find(|known| known.id == from) {
        Some(known) => known.fields.push(field),
        None => all.push(Referring { id: from, fields: vec![field] }),
    }
}

/// Whether records of a kind are something to be done by somebody.
fn is_tasks(kind: &Kind) -> bool {
    let has = |slot| kind.fields.iter().any(|field| field.slot == slot);
    has(Slot::Owner) && has(Slot::Due)
}

/// Whether records of a kind say how far they are, by when they are due or who answers for them.
fn is_followed(kind: &Kind) -> bool {
    let slots = [Slot::Owner, Slot::Due, Slot::Status];
    kind.fields.iter().any(|field| slots.contains(&field.slot) && !field.common)
}

/// Whether records belong to a record that is an event: it has a date and people.
fn comes_of(view: &View<'_>, own: &Kind, of: &OfKind) -> bool {
    let has = |slot| own.fields.iter().any(|field| field.slot == slot && !field.common);
    let belongs = |field: u16| view.kind(of.kind).fields[field as usize].slot == Slot::Body;
    let shared = shared_field(&of.from.iter().collect::<Vec<_>>());
    has(Slot::Date) && has(Slot::People) && shared.is_some_and(belongs)
}

/// The records of a kind that refer to a record.
fn group<'v>(
    view: &View<'v>,
    id: EntityId,
    (of, related): (&OfKind, &[Related]),
) -> context::Related<'v> {
    let kind = view.kind(of.kind);
    let comes = comes_of(view, view.kind(view.kind_of(id)), of);
    let is_table = is_tasks(kind) || comes && is_followed(kind);
    let mut from: Vec<&Referring> = of.from.iter().collect();
    let standings: BTreeMap<EntityId, _> = match is_table {
        true => from.iter().map(|from| (from.id, view.standing(from.id))).collect(),
        false => BTreeMap::new(),
    };
    let late = |id: &EntityId| standings.get(id).is_some_and(|standing| standing.late.is_some());
    from.sort_by_key(|from| !late(&from.id));
    let shared = shared_field(&from);
    let shown: Vec<_> = from.iter().take(LINKED_HERE).collect();
    let entry = |from: &&&Referring| entry(view, from, (is_table, shared.is_none(), kind));
    context::Related {
        id: format!("_rel-{}", kind.name),
        label: match shared {
            // What every kind has is the same relation of several kinds.
            Some(field) if kind.fields[field as usize].common => {
                let plural = kind.plural.get(view.tag());
                format!("{}: {plural}", field_label(view, of.kind, field))
            }
            Some(field) => field_label(view, of.kind, field),
            None => kind.plural.get(view.tag()).to_owned(),
        },
        kind_label: kind.plural.get(view.tag()),
        icon: &kind.icon,
        before_text: is_table || comes,
        count: from.len(),
        columns: if is_table { task_columns(view, kind) } else { Vec::new() },
        first: if from.len() > WHOLE { FIRST } else { from.len() },
        items: shown.iter().map(entry).collect(),
        late: from.iter().filter(|from| late(&from.id)).count(),
        no_owner: standings.values().filter(|standing| standing.no_owner).count(),
        more: more(view, id, (of.kind, related)),
    }
}

/// The field in which all of them refer, where there is only one.
fn shared_field(from: &[&Referring]) -> Option<u16> {
    let field = *from.first()?.fields.first()?;
    from.iter().all(|from| from.fields == [field]).then_some(field)
}

fn entry(
    view: &View<'_>,
    from: &Referring,
    (is_table, with_roles, kind): (bool, bool, &Kind),
) -> RelatedEntry {
    let none = Arc::default();
    let shape = if is_table { Shape::RelationRow } else { Shape::Relation };
    let number = view.kind_of(from.id);
    let roles = from.fields.iter().filter(|_| with_roles && !kind.fields.is_empty());
    RelatedEntry {
        html: (*view.fragment(from.id, shape, &none)).into(),
        roles: roles.map(|field| role_label(view, number, *field)).collect(),
    }
}

/// What stands above the columns of a table: due date, title, sort, owner and state, as far as the kind has them.
fn task_columns(view: &View<'_>, kind: &Kind) -> Vec<String> {
    let of = |slot| kind.fields.iter().find(|field| field.slot == slot && !field.common);
    let label = |slot| of(slot).map(|field| field.label.get(view.tag()).to_owned());
    let title = Some(kind.label.get(view.tag()).to_owned());
    let [due, sort, owner, state] = [Slot::Due, Slot::Type, Slot::Owner, Slot::Status].map(label);
    [due, title, sort, owner, state].into_iter().flatten().collect()
}

/// The pages that hold all of a kind that refer in one field, where those are many.
fn more(view: &View<'_>, id: EntityId, (kind, related): (usize, &[Related])) -> Vec<context::More> {
    let long = related.iter().filter(|group| group.kind == kind && group.more_pages() > 0);
    let long = long.filter(|group| group.field.is_some());
    long.map(|group| further(view, id, group)).collect()
}

fn further(view: &View<'_>, id: EntityId, group: &Related) -> context::More {
    let slug = group.slug_of(view.kind(group.kind));
    let url = view.url(&crate::plan::linked_route(&view.route(id), &slug, 1));
    context::More { label: related_label(view, group), count: group.items.len(), url: url.into() }
}

/// Who names the record in their text only: records with the sentence, and plain pages.
fn mentions(view: &View<'_>, id: EntityId, (related, kinds): (&[Related], &[OfKind])) -> Mentions {
    let is_known = |id: EntityId| kinds.iter().flat_map(|of| &of.from).any(|from| from.id == id);
    let fresh = |item: &&RelatedItem| !item.at_paragraph && !is_known(item.from);
    let in_texts = related.iter().filter(|group| group.field.is_none());
    let (mut records, mut pages) = (Vec::new(), Vec::new());
    for group in in_texts.clone() {
        let out = if view.kind(group.kind).is_page() { &mut pages } else { &mut records };
        out.extend(group.items.iter().filter(fresh).take(LINKED_HERE).copied());
    }
    let long = in_texts.filter(|group| group.more_pages() > 0);
    Mentions {
        count: records.len(),
        label: counted(view, "mentioned_on", records.len() + pages.len()),
        items: listed(view, &records).into(),
        pages: listed(view, &pages).into(),
        more: long.map(|group| further(view, id, group)).collect(),
    }
}

/// Figures about what points at a record, each with a link to the part of the page that says more.
fn stats(view: &View<'_>, (related, groups): (&[Related], &[context::Related<'_>])) -> Vec<Stat> {
    let mut out = Vec::new();
    for group in related.iter().filter(|group| group.field.is_some()) {
        let count = group.items.iter().filter(|item| !item.at_paragraph).count();
        if count > 0 {
            let url = format!("#_rel-{}", view.kind(group.kind).name).into();
            let label = related_label(view, group);
            match out.iter_mut().find(|stat: &&mut Stat| stat.label == label) {
                Some(stat) => stat.count += count,
                None => out.push(Stat { label, count, url, tone: "" }),
            }
        }
    }
    out.sort_by_key(|stat| std::cmp::Reverse(stat.count));
    out.truncate(MOST_STATS);
    for group in groups.iter().filter(|group| group.late > 0) {
        let (label, url) = (view.words().filled("overdue", &[]), format!("#{}", group.id).into());
        out.push(Stat { label, count: group.late, url, tone: "late" });
    }
    if out.len() > 1 || out.iter().any(|stat| !stat.tone.is_empty()) { out } else { Vec::new() }
}

/// What a record that refers in a field is to this one: `Lead agency of`.
fn field_label(view: &View<'_>, kind: usize, field: u16) -> String {
    related_label(view, &Related { kind, field: Some(field), items: Vec::new() })
}

/// The same beside the record's title.
fn role_label(view: &View<'_>, kind: usize, field: u16) -> String {
    let field = &view.kind(kind).fields[field as usize];
    let own = field.inverse.as_ref().unwrap_or(&field.label);
    own.get(view.tag()).to_owned()
}

/// What stands above a group of relations: the field's inverse, or that it is mentioned.
pub(crate) fn related_label(view: &View<'_>, group: &Related) -> String {
    let tag = view.tag();
    let kind = view.kind(group.kind);
    match group.field.map(|field| &kind.fields[field as usize]) {
        Some(field) => match &field.inverse {
            Some(inverse) => inverse.get(tag).to_owned(),
            None => format!("{}: {}", kind.plural.get(tag), field.label.get(tag)),
        },
        None => {
            let plural = kind.plural.get(tag);
            view.words().filled("mentioned_in", &[("kind", plural)])
        }
    }
}

/// The backlinks of a group from `start` on, at most `most` of them.
pub(super) fn backlinks(view: &View<'_>, group: &Related, start: usize, most: usize) -> String {
    let items: Vec<RelatedItem> = group.items.iter().skip(start).take(most).copied().collect();
    listed(view, &items)
}

/// Items with the sentences in which they refer.
fn listed(view: &View<'_>, items: &[RelatedItem]) -> String {
    let (mut out, none) = (String::new(), Arc::default());
    for item in items {
        let sentence = view.sentence(item);
        if sentence.is_empty() {
            out.push_str(&view.fragment(item.from, Shape::Backlink, &none));
        } else {
            let html = view.fragment(item.from, Shape::BacklinkWithSentence, &none);
            out.push_str(&html.replace(SENTENCE, &escape(&sentence)));
        }
    }
    out
}

/// Who cites a paragraph, folded at its end.
pub(super) fn citing(view: &View<'_>, ids: &[EntityId]) -> String {
    let mut out = String::from("<details class=\"cites\"><summary>");
    out.push_str(&escape(&counted(view, "cited_by", ids.len())));
    out.push_str("</summary><ul>");
    for id in ids {
        let language = &view.languages()[view.language_of(*id)];
        out.push_str(&format!(
            "<li><a href=\"{}\" lang=\"{}\" dir=\"{}\">{}</a></li>",
            view.url(&view.route(*id)),
            language.as_str(),
            language.direction().as_str(),
            escape(view.title(*id))
        ));
    }
    out.push_str("</ul></details>");
    out
}
