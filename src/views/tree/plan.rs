//! Records below records.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::settings::{TreeSettings, View};
use super::{Node, Outline};
use crate::config::ListSettings;
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::graph::EntityId;
use crate::plan::reading::{FieldName, Reading};
use crate::plan::{Extra, Input, LEVELS, Laid, Laying, Listing, ViewSettings, deep, names};
use crate::schema::{Kind, Type};
use crate::source::Span;
use crate::views::on_list;

/// The states that mean that something is done, as far as a field has them.
const DONE: &[&str] = &["done", "implemented", "completed", "achieved", "closed", "finished"];

impl Laid for View {
    fn lay(&self, laying: &mut Laying<'_>) {
        let kinds = laying.kinds(&self.view);
        let list = settled(&self.own, &self.view, &kinds, laying.diagnostics);
        let first = laying.list(&ViewSettings { list, ..self.view.clone() });
        complete(laying, first, self);
    }
}

/// The list of a tree: on one page, with neither facets nor groups.
fn settled(
    settings: &TreeSettings,
    view: &ViewSettings,
    kinds: &[&Kind],
    diagnostics: &mut Diagnostics,
) -> ListSettings {
    match &settings.parent {
        Some(parent) => {
            let fits = |ty: &Type| matches!(ty, Type::Ref(_));
            let wanted = Wanted { fits, words: "a reference to one record" };
            check_field(parent, kinds, &wanted, diagnostics);
        }
        None => diagnostics.push(
            Diagnostic::new(Code::WrongSetting, "this tree has no `parent`")
                .at(view.span)
                .help("add `parent = \"…\"` with the field that names the record above"),
        ),
    }
    if let Some(state) = &settings.state {
        let fits = |ty: &Type| matches!(ty, Type::Enum(_) | Type::Rank(_));
        let wanted = Wanted { fits, words: "a field of the type `enum`" };
        check_field(state, kinds, &wanted, diagnostics);
        let words = || {
            names::fields(kinds, &state.0)
                .flat_map(|field| field.kind.choices().iter().map(|choice| &*choice.value))
        };
        for (word, span) in settings.done.iter().filter(|(word, _)| !words().any(|w| w == word)) {
            diagnostics.push(no_such(&format!("value of `{}`", state.0), word, *span, words()));
        }
    }
    ListSettings {
        page_size: usize::MAX,
        facets: Vec::new(),
        group: None,
        sort: view.list.sort.first().cloned().into_iter().collect(),
        ..view.list.clone()
    }
}

/// What a field must be.
struct Wanted {
    fits: fn(&Type) -> bool,
    words: &'static str,
}

/// Reports a field that no kind has, or that is of another type.
fn check_field(
    (name, span): &(String, Span),
    kinds: &[&Kind],
    wanted: &Wanted,
    diagnostics: &mut Diagnostics,
) {
    if !kinds.is_empty() && !names::has_field(kinds, name) {
        let what = "field of the kinds in this tree";
        diagnostics.push(names::no_field(kinds, what, name, *span));
    }
    if names::fields(kinds, name).any(|field| !(wanted.fits)(&field.kind)) {
        let headline = format!("`{name}` is not {}", wanted.words);
        diagnostics.push(Diagnostic::new(Code::WrongSetting, headline).at(*span));
    }
}

/// Puts the records of a tree below each other.
fn complete(laying: &mut Laying<'_>, first: usize, View { view, own }: &View) {
    let reading = laying.reading;
    let listing = &mut laying.plan.listings[first];
    let mut above = match &own.parent {
        Some((parent, _)) => above(reading, listing, parent),
        None => BTreeMap::new(),
    };
    cut_circles(reading.input, &mut above, own, laying.diagnostics);
    let below = below(reading, listing, &above, view.list.sort.is_empty());
    let grown = Arc::new(grow(reading, listing, own, &below));
    laying.diagnostics.extend(too_deep(reading.input, &grown));
    listing.entities = grown.nodes.iter().map(|node| node.id).collect();
    listing.extra = Some(on_list(grown.clone()));
    laying.plan.kept.push(Extra::new(grown));
}

/// What is wrong with a tree that is deeper than what is shown of it.
fn too_deep(input: Input<'_>, outline: &Outline) -> Option<Diagnostic> {
    let deepest = |node: &Node| node.above.is_some_and(|at| outline.nodes[at].depth == LEVELS);
    let first = outline.nodes.iter().find(|node| deepest(node))?;
    let title = &outline.title;
    let headline = format!("this record is more than {LEVELS} levels deep in the tree “{title}”");
    Some(deep(headline).at(input.graph.base(first.id).head))
}

/// The record above each record, where both are in the tree.
fn above(reading: Reading<'_>, listing: &Listing, parent: &str) -> BTreeMap<EntityId, EntityId> {
    let members: BTreeSet<_> = listing.entities.iter().copied().collect();
    let parent = reading.name(parent);
    let above = |id: &EntityId| reading.target(*id, &parent).filter(|id| members.contains(id));
    members.iter().filter_map(|id| Some((*id, above(id)?))).collect()
}

/// Reports records that stand above themselves, once for each circle, and opens it: the
/// first record of the circle then stands at the top.
fn cut_circles(
    input: Input<'_>,
    above: &mut BTreeMap<EntityId, EntityId>,
    settings: &TreeSettings,
    diagnostics: &mut Diagnostics,
) {
    let mut safe = BTreeSet::new();
    for start in above.keys().copied().collect::<Vec<_>>() {
        let mut chain = vec![start];
        let mut places = BTreeMap::from([(start, 0)]);
        let mut at = start;
        while let Some(next) = above.get(&at).copied().filter(|next| !safe.contains(next)) {
            if let Some(from) = places.insert(next, chain.len()) {
                diagnostics.push(circle(input, &chain[from..], settings));
                above.remove(&next);
                break;
            }
            chain.push(next);
            at = next;
        }
        safe.extend(chain);
    }
}

fn circle(input: Input<'_>, chain: &[EntityId], settings: &TreeSettings) -> Diagnostic {
    let name = settings.parent.as_ref().map_or("", |(name, _)| name.as_str());
    let id = |id: &EntityId| input.graph.entity(*id).key.id();
    let mut ids: Vec<&str> = chain.iter().take(LEVELS).map(id).collect();
    ids.extend((chain.len() > LEVELS).then_some("…"));
    ids.extend(chain.first().map(id));
    let first = input.graph.base(chain[0]);
    let field = input.schema.kinds[first.kind].field(name);
    let span = field.and_then(|at| first.value(at)).map_or(first.head, |given| given.span);
    Diagnostic::new(Code::CircularTree, format!("`{}` is its own ancestor", first.key.id()))
        .at(span)
        .note(format!("each of these names the next in `{name}`: {}", ids.join(" → ")))
        .help(format!("remove `{name}` from the record that belongs at the top"))
}

/// The records directly below each record, in order; those at the top under `None`.
type Below = BTreeMap<Option<EntityId>, Vec<EntityId>>;

fn below(
    reading: Reading<'_>,
    listing: &Listing,
    above: &BTreeMap<EntityId, EntityId>,
    in_natural_order: bool,
) -> Below {
    let mut below = Below::new();
    for id in &listing.entities {
        below.entry(above.get(id).copied()).or_default().push(*id);
    }
    for siblings in below.values_mut().filter(|_| in_natural_order) {
        order(reading, siblings);
    }
    below
}

fn grow(
    reading: Reading<'_>,
    listing: &Listing,
    settings: &TreeSettings,
    below: &Below,
) -> Outline {
    let states = States::of(reading, listing, settings);
    let mut outline = Outline {
        title: listing.title.clone(),
        folder: listing.folder.clone(),
        language: listing.language,
        states: states.labels.clone(),
        ..Outline::default()
    };
    add(&mut outline, below);
    for node in &mut outline.nodes {
        node.state = states.state(reading, node.id);
    }
    count(&mut outline, &states);
    outline.places = outline.nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    outline
}

/// Writes the records down, each before those below it.
fn add(outline: &mut Outline, below: &Below) {
    let children = |id: Option<EntityId>| below.get(&id).into_iter().flatten().rev().copied();
    let mut open: Vec<(EntityId, Option<usize>)> = children(None).map(|id| (id, None)).collect();
    while let Some((id, above)) = open.pop() {
        let number = outline.nodes.len();
        let depth = above.map_or(0, |above| outline.nodes[above].depth + 1).min(LEVELS);
        let node = Node { id, depth, above, state: None, below: Vec::new(), done: 0 };
        outline.nodes.push(node);
        open.extend(children(Some(id)).map(|child| (child, Some(number))));
    }
}

/// Adds every record's state to those above it.
fn count(outline: &mut Outline, states: &States) {
    for node in &mut outline.nodes {
        node.below = vec![0; states.labels.len()];
    }
    for at in (0..outline.nodes.len()).rev() {
        let Some(above) = outline.nodes[at].above else { continue };
        let node = outline.nodes[at].clone();
        let target = &mut outline.nodes[above];
        for (sum, more) in target.below.iter_mut().zip(&node.below) {
            *sum += more;
        }
        target.done += node.done;
        if let Some(state) = node.state {
            target.below[state] += 1;
            target.done += usize::from(states.done[state]);
        }
    }
}

/// The states of the records in a tree. Kinds may have different ones.
struct States {
    field: Option<FieldName>,
    values: Vec<String>,
    labels: Vec<String>,
    done: Vec<bool>,
}

impl States {
    fn of(reading: Reading<'_>, listing: &Listing, settings: &TreeSettings) -> Self {
        let field = settings.state.as_ref().map(|(name, _)| reading.name(name));
        let mut out = Self { field, values: vec![], labels: vec![], done: vec![] };
        for kind in &listing.kinds {
            let Some(at) = out.field.as_ref().and_then(|name| name.in_kind(*kind)) else {
                continue;
            };
            for choice in reading.input.schema.kinds[*kind].fields[at].kind.choices() {
                if out.values.contains(&choice.value) {
                    continue;
                }
                let named = &settings.done;
                let done = match named.is_empty() {
                    true => DONE.contains(&choice.value.as_str()),
                    false => named.iter().any(|(word, _)| *word == choice.value),
                };
                out.values.push(choice.value.clone());
                out.labels.push(choice.label.get(reading.tag()).to_owned());
                out.done.push(done);
            }
        }
        out
    }

    /// The number of a record's state: the one that it gives, else its field's default.
    fn state(&self, reading: Reading<'_>, id: EntityId) -> Option<usize> {
        let word = reading.state(id, self.field.as_ref()?)?;
        self.values.iter().position(|value| value == word)
    }
}

/// Puts the records below one record in order: by the field `order` or `weight`; rows of one
/// table as they stand there; others by id, numbers by their value.
fn order(reading: Reading<'_>, siblings: &mut [EntityId]) {
    let names = ["order", "weight"].map(|name| reading.name(name));
    let number = |id: EntityId| names.iter().find_map(|name| reading.integer(id, name));
    let graph = reading.input.graph;
    let base = |id: EntityId| graph.base(id);
    let one_file = siblings.iter().all(|id| base(*id).source == base(siblings[0]).source);
    siblings.sort_by(|a, b| {
        let by_number = number(*a).unwrap_or(i64::MAX).cmp(&number(*b).unwrap_or(i64::MAX));
        let by_row = match one_file {
            true => base(*a).head.start.cmp(&base(*b).head.start),
            false => Ordering::Equal,
        };
        let (a, b) = (&graph.entity(*a).key, &graph.entity(*b).key);
        by_number
            .then(by_row)
            .then_with(|| reading.collator().compare(a.id(), b.id()))
            .then(a.cmp(b))
    });
}
