//! Small renderings of records, made once each by the theme and spliced into every page that
//! lists the record.

use std::sync::{Arc, OnceLock};

use super::{Question, Site, View, hash};
use crate::diag::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::graph::{EntityId, Graph};
use crate::plan::{Plan, Special};

/// What a fragment looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A line of a list.
    Line,
    /// A card.
    Card,
    /// A row of a table.
    Row,
    /// A row of the table that the record is a row of, with the table's own columns.
    TableRow,
    /// A row of a table that says that the record is overdue.
    OverdueRow,
    /// A line of a list that says that the record is overdue.
    OverdueLine,
    /// An entry of a timeline; the first field is its date.
    Entry,
    /// A term with what it means.
    Definition,
    /// A line where something is referred to.
    Backlink,
    /// The same, with a hole where the citing sentence goes.
    BacklinkWithSentence,
}

impl Shape {
    /// The file that makes it.
    pub fn file(self) -> &'static str {
        match self {
            Shape::Line | Shape::OverdueLine => "line.html",
            Shape::Card => "card.html",
            Shape::TableRow => "table-row.html",
            Shape::Row | Shape::OverdueRow => "row.html",
            Shape::Entry => "entry.html",
            Shape::Definition => "definition.html",
            Shape::Backlink | Shape::BacklinkWithSentence => "backlink.html",
        }
    }
}

/// A finished fragment, or why it could not be made.
type Made = (Arc<str>, Diagnostics);

/// Fragments of one shape and one choice of fields.
struct Set {
    name: Arc<str>,
    shape: Shape,
    columns: Vec<String>,
    /// By language and entity.
    made: Vec<OnceLock<Made>>,
}

/// Every fragment of a site; each is made when the first page asks for it.
pub(super) struct Fragments {
    sets: Vec<Set>,
    entities: usize,
}

impl Fragments {
    pub(super) fn new(graph: &Graph, plan: &Plan, languages: usize) -> Self {
        let entities = graph.entities.len();
        let mut wanted: Vec<(Shape, &[String])> =
            vec![(Shape::Backlink, &[]), (Shape::BacklinkWithSentence, &[])];
        for listing in &plan.listings {
            let shape = shape_of(listing.style);
            let overdue = matches!(listing.special, Special::Ledger(_));
            for shape in [Some(shape), overdue.then_some(Shape::OverdueRow)].into_iter().flatten() {
                if !wanted.contains(&(shape, &listing.columns)) {
                    wanted.push((shape, &listing.columns));
                }
            }
        }
        for ledger in &plan.carried {
            for shape in [Shape::Line, Shape::OverdueLine] {
                if !wanted.contains(&(shape, &ledger.columns)) {
                    wanted.push((shape, &ledger.columns));
                }
            }
        }
        let sets = wanted.into_iter().map(|(shape, columns)| Set {
            name: format!("{shape:?}:{}", columns.join(",")).into(),
            shape,
            columns: columns.to_vec(),
            made: std::iter::repeat_with(OnceLock::new).take(entities * languages).collect(),
        });
        Self { sets: sets.collect(), entities }
    }

    fn find(&self, shape: Shape, columns: &[String]) -> Option<&Set> {
        self.sets.iter().find(|set| set.shape == shape && set.columns == columns)
    }
}

/// The shape of a list's records.
pub fn shape_of(style: crate::config::Style) -> Shape {
    match style {
        crate::config::Style::List => Shape::Line,
        crate::config::Style::Cards => Shape::Card,
        crate::config::Style::Table => Shape::Row,
        crate::config::Style::Rows => Shape::TableRow,
        crate::config::Style::Timeline => Shape::Entry,
        crate::config::Style::Definitions => Shape::Definition,
    }
}

/// Makes the HTML of a fragment; the render stage gives one to the site.
pub type Make = fn(&View<'_>, EntityId, Shape, &[String]) -> String;

impl Site {
    fn fragment<'s>(&'s self, set: &'s Set, id: EntityId, language: usize) -> &'s Made {
        set.made[language * self.fragments.entities + id as usize].get_or_init(|| {
            let view = View::new(self, language, false);
            let html = (self.make)(&view, id, set.shape, &set.columns);
            (html.into(), view.finish().1)
        })
    }

    pub(super) fn fragment_mark(&self, id: EntityId, language: usize, name: &str) -> Fingerprint {
        let Some(set) = self.fragments.sets.iter().find(|set| &*set.name == name) else {
            return Fingerprint::ABSENT;
        };
        let (html, said) = self.fragment(set, id, language);
        hash(|h| {
            h.add(&**html).number(said.len() as u64);
        })
    }
}

impl View<'_> {
    /// The small rendering of an entity that shows these fields.
    pub fn fragment(&self, id: EntityId, shape: Shape, columns: &[String]) -> Arc<str> {
        let Some(set) = self.site.fragments.find(shape, columns) else { return "".into() };
        let (html, said) = self.site.fragment(set, id, self.language);
        self.note(|| Question::Fragment(self.site.key(id), self.language, set.name.clone()));
        self.said.borrow_mut().absorb(said.clone());
        html.clone()
    }
}
