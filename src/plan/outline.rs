//! Trees of records: which stands below which, and how far everything below a record is.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::listing::Listing;
use super::special::Special;
use super::{Input, Plan};
use crate::config::{ListSettings, TreeSettings, ViewSettings};
use crate::diag::{Code, Diagnostic, Diagnostics, no_such};
use crate::graph::EntityId;
use crate::parse::Value;
use crate::schema::{Kind, Type};
use crate::source::Span;

/// The states that mean that something is done, as far as a field has them.
const DONE: &[&str] = &["done", "implemented", "completed", "achieved", "closed", "finished"];

/// The most levels that are shown; what stands deeper is shown on the last of them. Templates nest
/// as deep, and the engine allows for not many more.
pub(super) const LEVELS: usize = 15;

/// Records below records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The title of the tree.
    pub title: String,
    /// The address of the tree, without slashes at its ends.
    pub folder: String,
    /// The language of title, address and states.
    pub language: usize,
    /// The records, each before those below it.
    pub nodes: Vec<Node>,
    /// The words of the states, in the order of the field; empty where states are not counted.
    pub states: Vec<String>,
    places: BTreeMap<EntityId, usize>,
}

/// A record in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The record.
    pub id: EntityId,
    /// How many records stand above it.
    pub depth: usize,
    /// The number of the record above it in [`Outline::nodes`].
    pub above: Option<usize>,
    /// The number of its state in [`Outline::states`].
    pub state: Option<usize>,
    /// How many records below it are in each state.
    pub below: Vec<usize>,
    /// How many records below it are done.
    pub done: usize,
}

impl Outline {
    /// The number of a record's node.
    pub fn place(&self, id: EntityId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The nodes above a node, topmost first; where there are very many, those that are nearest.
    pub fn path(&self, at: usize) -> Vec<usize> {
        let above = std::iter::successors(self.nodes[at].above, |node| self.nodes[*node].above);
        let mut out: Vec<usize> = above.take(LEVELS).collect();
        out.reverse();
        out
    }

    /// The nodes directly below a node, in order; the topmost ones for `None`.
    pub fn children(&self, at: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let start = at.map_or(0, |at| at + 1);
        let depth = at.map_or(0, |at| self.nodes[at].depth + 1);
        let below = self.nodes[start..].iter().take_while(move |node| node.depth >= depth);
        let numbered = below.enumerate().map(move |(n, node)| (start + n, node));
        numbered.filter(move |(_, node)| node.depth == depth).map(|(number, _)| number)
    }
}

/// The list of a tree: on one page, with neither facets nor groups.
pub(super) fn settled(
    settings: &TreeSettings,
    view: &ViewSettings,
    kinds: &[&Kind],
    diagnostics: &mut Diagnostics,
) -> ListSettings {
    match &settings.parent {
        Some(parent) => {
            let is_ref = |ty: &Type| matches!(ty, Type::Ref(_));
            check_field(parent, kinds, &is_ref, "a reference to one record", diagnostics);
        }
        None => diagnostics.push(
            Diagnostic::new(Code::WrongSetting, "this tree has no `parent`")
                .at(view.span)
                .help("add `parent = \"…\"` with the field that names the record above"),
        ),
    }
    if let Some(state) = &settings.state {
        let is_enum = |ty: &Type| matches!(ty, Type::Enum(_) | Type::Rank(_));
        check_field(state, kinds, &is_enum, "a field of the type `enum`", diagnostics);
        let words = || {
            let fields = kinds.iter().filter_map(|k| k.field(&state.0).map(|at| &k.fields[at]));
            fields.flat_map(|field| field.kind.choices().iter().map(|choice| &*choice.value))
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

/// Reports a field that no kind has, or that is of another type.
fn check_field(
    (name, span): &(String, Span),
    kinds: &[&Kind],
    fits: &dyn Fn(&Type) -> bool,
    wanted: &str,
    diagnostics: &mut Diagnostics,
) {
    let fields: Vec<_> =
        kinds.iter().filter_map(|kind| kind.field(name).map(|at| &kind.fields[at])).collect();
    if fields.is_empty() && !kinds.is_empty() {
        let names = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &*field.name));
        diagnostics.push(no_such("field of the kinds in this tree", name, *span, names));
    }
    if fields.iter().any(|field| !fits(&field.kind)) {
        let headline = format!("`{name}` is not {wanted}");
        diagnostics.push(Diagnostic::new(Code::WrongSetting, headline).at(*span));
    }
}

/// Puts the records of a tree below each other.
pub(super) fn complete(
    input: Input<'_>,
    plan: &mut Plan,
    first: usize,
    (view, settings): (&ViewSettings, &TreeSettings),
    diagnostics: &mut Diagnostics,
) {
    let listing = &plan.listings[first];
    let mut above = match &settings.parent {
        Some((parent, _)) => above(input, listing, parent),
        None => BTreeMap::new(),
    };
    cut_circles(input, &mut above, settings, diagnostics);
    let below = below(input, listing, &above, view.list.sort.is_empty());
    let grown = Arc::new(grow(input, listing, settings, &below));
    diagnostics.extend(too_deep(input, &grown));
    let listing = &mut plan.listings[first];
    listing.entities = grown.nodes.iter().map(|node| node.id).collect();
    listing.special = Special::Outline(grown.clone());
    plan.outlines.push(grown);
}

/// What is wrong with a tree that is deeper than what is shown of it.
fn too_deep(input: Input<'_>, outline: &Outline) -> Option<Diagnostic> {
    let deepest = |node: &Node| node.above.is_some_and(|at| outline.nodes[at].depth == LEVELS);
    let first = outline.nodes.iter().find(|node| deepest(node))?;
    let title = &outline.title;
    let headline = format!("this record is more than {LEVELS} levels deep in the tree “{title}”");
    Some(deep(headline).at(input.graph.base(first.id).head))
}

/// A diagnostic about records or pages that stand too far below others.
pub(super) fn deep(headline: String) -> Diagnostic {
    Diagnostic::new(Code::DeepTree, headline)
        .note(format!("deeper levels are shown on level {LEVELS}"))
        .help("move it, or one above it, to a higher level")
}

/// The record above each record, where both are in the tree.
fn above(input: Input<'_>, listing: &Listing, parent: &str) -> BTreeMap<EntityId, EntityId> {
    let members: BTreeSet<_> = listing.entities.iter().copied().collect();
    let pairs = members.iter().filter_map(|id| {
        let (record, given) = field(input, *id, listing.language, parent)?;
        match given {
            Value::Ref(link) => {
                let above = input.graph.target(record, *link)?;
                members.contains(&above).then_some((*id, above))
            }
            _ => None,
        }
    });
    pairs.collect()
}

fn field<'a>(
    input: Input<'a>,
    id: EntityId,
    language: usize,
    name: &str,
) -> Option<(u32, &'a Value)> {
    let kind = &input.schema.kinds[input.graph.entity(id).kind];
    let (record, given) = input.graph.field(id, language, kind.field(name)?)?;
    Some((record, &given.value))
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
    input: Input<'_>,
    listing: &Listing,
    above: &BTreeMap<EntityId, EntityId>,
    in_natural_order: bool,
) -> Below {
    let mut below = Below::new();
    for id in &listing.entities {
        below.entry(above.get(id).copied()).or_default().push(*id);
    }
    for siblings in below.values_mut().filter(|_| in_natural_order) {
        order(input, listing.language, siblings);
    }
    below
}

fn grow(input: Input<'_>, listing: &Listing, settings: &TreeSettings, below: &Below) -> Outline {
    let states = States::of(input, listing, settings);
    let mut outline = Outline {
        title: listing.title.clone(),
        folder: listing.folder.clone(),
        language: listing.language,
        states: states.labels.clone(),
        ..Outline::default()
    };
    add(&mut outline, below);
    for node in &mut outline.nodes {
        node.state = states.state(input, listing.language, node.id);
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
    field: String,
    values: Vec<String>,
    labels: Vec<String>,
    done: Vec<bool>,
}

impl States {
    fn of(input: Input<'_>, listing: &Listing, settings: &TreeSettings) -> Self {
        let field = settings.state.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        let tag = input.config.languages[listing.language].as_str();
        let mut out = Self { field, values: vec![], labels: vec![], done: vec![] };
        for kind in listing.kinds.iter().map(|kind| &input.schema.kinds[*kind]) {
            let Some(at) = kind.field(&out.field) else { continue };
            for choice in kind.fields[at].kind.choices() {
                if out.values.contains(&choice.value) {
                    continue;
                }
                let named = &settings.done;
                let done = match named.is_empty() {
                    true => DONE.contains(&choice.value.as_str()),
                    false => named.iter().any(|(word, _)| *word == choice.value),
                };
                out.values.push(choice.value.clone());
                out.labels.push(choice.label.get(tag).to_owned());
                out.done.push(done);
            }
        }
        out
    }

    /// The number of a record's state: the one that it gives, else its field's default.
    fn state(&self, input: Input<'_>, language: usize, id: EntityId) -> Option<usize> {
        let kind = &input.schema.kinds[input.graph.entity(id).kind];
        let described = &kind.fields[kind.field(&self.field)?];
        let word = match field(input, id, language, &self.field) {
            Some((_, Value::Choice(number))) => &*described.kind.choices().get(*number)?.value,
            Some(_) => return None,
            None => described.default.as_ref()?.as_text()?,
        };
        self.values.iter().position(|value| value == word)
    }
}

/// Puts the records below one record in order: by the field `order` or `weight`; rows of one
/// table as they stand there; others by id, numbers by their value.
fn order(input: Input<'_>, language: usize, siblings: &mut [EntityId]) {
    let number = |id: EntityId| {
        ["order", "weight"].iter().find_map(|name| match field(input, id, language, name) {
            Some((_, Value::Integer(number))) => Some(*number),
            _ => None,
        })
    };
    let base = |id: EntityId| input.graph.base(id);
    let one_file = siblings.iter().all(|id| base(*id).source == base(siblings[0]).source);
    let collator = &input.collators[language];
    siblings.sort_by(|a, b| {
        let by_number = number(*a).unwrap_or(i64::MAX).cmp(&number(*b).unwrap_or(i64::MAX));
        let by_row = match one_file {
            true => base(*a).head.start.cmp(&base(*b).head.start),
            false => Ordering::Equal,
        };
        let (a, b) = (&input.graph.entity(*a).key, &input.graph.entity(*b).key);
        by_number.then(by_row).then_with(|| collator.compare(a.id(), b.id())).then(a.cmp(b))
    });
}
