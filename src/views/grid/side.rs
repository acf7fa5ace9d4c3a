//! One side of a grid, read: its ways, and which records may be heads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::settings::AxisSettings;
use super::way::{self, Reached, Target, Way};
use super::{Key, Labels};
use crate::diag::Diagnostics;
use crate::graph::EntityId;
use crate::plan::reading::Reading;
use crate::plan::{Filter, Input, names, read_condition};
use crate::schema::{Type, condition::Condition};
use crate::source::Span;

/// One side of a grid.
pub(in crate::views) struct Side {
    /// The ways from a record to its heads.
    pub(in crate::views) ways: Vec<Way>,
    /// The kinds that heads may be of; all where empty.
    kinds: Vec<usize>,
    condition: Option<(Condition, Span)>,
    /// Whether heads without records are shown, if the site sets it.
    pub(super) all: Option<bool>,
    /// What the heads are called together.
    pub(super) label: String,
    /// Whether the fields that lead to a head differ, so that cells name them.
    has_marks: bool,
    /// Which records may be heads, once asked.
    known: RefCell<BTreeMap<EntityId, bool>>,
}

impl Side {
    /// Reads a side whose ways begin at records of the kinds `from`.
    pub(in crate::views) fn read(
        reading: Reading<'_>,
        from: &[usize],
        settings: &AxisSettings,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let (input, tag) = (reading.input, reading.tag());
        let before = diagnostics.len();
        let mut ways = Vec::new();
        for (path, span) in &settings.paths {
            match way::read(input.schema, from, path, *span) {
                Ok(way) => {
                    diagnostics.extend(way.uncounted(input.schema, *span));
                    ways.push(way);
                }
                Err(problem) => diagnostics.push(*problem),
            }
        }
        let kinds = names::kinds(input.schema, &settings.kinds, diagnostics);
        let ends = ends(&ways, &kinds);
        let written = settings.condition.as_ref();
        let condition = written.and_then(|it| read_condition(input, &ends, it, diagnostics));
        if diagnostics.len() > before {
            return None;
        }
        let label = match (&settings.label, ways.as_slice(), ends.as_slice()) {
            (Some(label), ..) => label.get(tag).to_owned(),
            (None, [only], _) => only.label(input.schema, tag),
            (None, _, [kind]) => way::plurals(input.schema, &[*kind], tag),
            (None, ways, _) => {
                ways.first().map(|way| way.label(input.schema, tag)).unwrap_or_default()
            }
        };
        let mut side = Self {
            ways,
            kinds,
            condition,
            all: settings.all,
            label,
            has_marks: false,
            known: RefCell::default(),
        };
        side.has_marks = side.marks(reading).len() > 1;
        Some(side)
    }

    /// The kinds of records that may be heads.
    pub(in crate::views) fn ends(&self) -> Vec<usize> {
        ends(&self.ways, &self.kinds)
    }

    /// Whether each record is its own head.
    pub(super) fn is_own(&self) -> bool {
        self.ways.iter().all(Way::is_own)
    }

    /// Whether a record stands here by its own fields alone.
    pub(super) fn is_of_fields(&self) -> bool {
        self.ways.iter().all(Way::begins_with_field)
    }

    /// What the fields that lead to heads make of them, in words and in the order in which they are named.
    pub(super) fn roles(&self, reading: Reading<'_>) -> Vec<String> {
        let fields = self.ways.iter().flat_map(|way| way.last_fields(reading.input.schema));
        fields.map(|via| mark(reading, via)).collect()
    }

    /// The same, each once.
    fn marks(&self, reading: Reading<'_>) -> Vec<String> {
        let mut marks = self.roles(reading);
        marks.sort();
        marks.dedup();
        marks
    }

    /// The heads of a record: what each is known by, and what the record is to it.
    pub(in crate::views) fn heads(
        &self,
        reading: Reading<'_>,
        id: EntityId,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(Reached, Option<String>)> {
        let mut out = Vec::new();
        for way in &self.ways {
            for reached in way.follow(reading, id) {
                let fits = match &reached.target {
                    Target::Record(id) => self.admits(reading, *id, diagnostics),
                    Target::Value(_) => self.kinds.is_empty(),
                };
                if fits {
                    let via = reached.via.filter(|_| self.has_marks);
                    let mark = via.map(|via| mark(reading, via));
                    out.push((reached, mark));
                }
            }
        }
        out
    }

    /// Whether a record may be a head.
    fn admits(&self, reading: Reading<'_>, id: EntityId, diagnostics: &mut Diagnostics) -> bool {
        let graph = reading.input.graph;
        if !self.kinds.is_empty() && !self.kinds.contains(&graph.entity(id).kind) {
            return false;
        }
        let Some(condition) = &self.condition else { return true };
        if let Some(known) = self.known.borrow().get(&id) {
            return *known;
        }
        let admits = Filter::new(reading, condition).admits(id, diagnostics);
        self.known.borrow_mut().insert(id, admits);
        admits
    }

    /// Every head that there could be, whether or not it has records: the words of a field, or
    /// all records of the kinds at the end. `items` are the records that are counted.
    pub(super) fn every(
        &self,
        reading: Reading<'_>,
        items: &[EntityId],
        labels: &mut Labels,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Key> {
        let (input, tag) = (reading.input, reading.tag());
        let mut out = Vec::new();
        if self.is_own() {
            out.extend(items.iter().map(|id| Key::Record(*id)));
            return out;
        }
        for field in self.ways.iter().filter_map(|way| way.values.as_ref()) {
            let choices = field.kind.choices();
            for (number, choice) in choices.iter().enumerate() {
                let word = crate::plan::word::of_choice(choices, number);
                let key = Key::Value(number as i64, word);
                labels.insert(key.clone(), choice.label.get(tag).to_owned());
                out.push(key);
            }
        }
        let ends = self.ends();
        // A field that takes any kind says nothing about which heads there could be.
        if ends.len() < input.schema.kinds.len() {
            for id in 0..input.graph.entities.len() as EntityId {
                if ends.contains(&input.graph.entity(id).kind)
                    && !input.graph.is_retired(id)
                    && self.admits(reading, id, diagnostics)
                {
                    out.push(Key::Record(id));
                }
            }
        }
        out
    }
}

fn ends(ways: &[Way], kinds: &[usize]) -> Vec<usize> {
    let mut out: Vec<usize> = ways.iter().flat_map(|way| way.ends.iter().copied()).collect();
    out.sort_unstable();
    out.dedup();
    out.retain(|kind| kinds.is_empty() || kinds.contains(kind));
    out
}

/// What a field makes of the record it names: its role or its label, whichever is written in this
/// language, else its role.
fn mark(reading: Reading<'_>, (kind, field): (usize, usize)) -> String {
    let field = &reading.input.schema.kinds[kind].fields[field];
    let tag = reading.tag();
    let texts = || field.role.iter().chain([&field.label]);
    let own = texts().find_map(|text| text.by_language.get(tag));
    own.or(texts().map(|text| &text.default).next()).cloned().unwrap_or_default()
}

/// What a head is known by, and its words where it is a value.
pub(super) fn key(reached: Reached, input: Input<'_>) -> (Key, Option<String>) {
    match reached.target {
        Target::Record(id) => (Key::Record(id), None),
        Target::Value(member) => {
            let field = reached.via.map(|(kind, field)| &input.schema.kinds[kind].fields[field]);
            // Lists show the latest year first; a row or a scale begins with the earliest.
            let is_date = field.is_some_and(|field| *field.kind.item() == Type::Date);
            let order = if is_date { -member.order } else { member.order };
            (Key::Value(order, member.slug), Some(member.label))
        }
    }
}
