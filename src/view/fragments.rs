//! Small renderings of records, made once each by the theme and spliced into every page that
//! lists the record. Like pages, they ask questions of their own and are kept from build to build
//! while the answers stay the same; a page depends on the bytes of its fragments.

use std::sync::Arc;

use super::once::Once;
use super::{About, EntityRef, Fingerprinted, Kept, Question, Shows, Site, View};
use crate::cache::Entry;
use crate::diag::Diagnostics;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;

/// What a fragment looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// What a page of something else shows of a record that refers to it.
    Relation,
    /// The same of something to be done, as the cells of a row: due date, title, owner and state.
    RelationRow,
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
            Shape::Relation => "relation.html",
            Shape::RelationRow => "relation-row.html",
            Shape::Backlink | Shape::BacklinkWithSentence => "backlink.html",
        }
    }
}

/// A small rendering of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragment {
    /// The entity.
    pub entity: EntityRef,
    /// What it looks like.
    pub shape: Shape,
    /// The fields that it shows.
    pub columns: Arc<[String]>,
}

/// A finished fragment, and what was wrong when it was made.
pub struct Made {
    html: Arc<str>,
    mark: Fingerprint,
    diagnostics: Diagnostics,
}

impl Question for Fragment {
    type Answer<'s> = Option<Arc<Made>>;

    fn answer(&self, site: &Site) -> Option<Arc<Made>> {
        let id = self.entity.find(site)?;
        let Fragments { made, .. } = &site.fragments;
        Some(made.get(self, || site.fragments.kept_or_made(site, self, id)))
    }

    fn about(&self, site: &Site) -> Option<About> {
        let mut fields = self.columns.to_vec();
        if matches!(
            self.shape,
            Shape::Line | Shape::OverdueLine | Shape::Card | Shape::Entry | Shape::Definition
        ) {
            fields.push("summary".to_owned());
        }
        self.entity.about(site, Shows::Entry, fields)
    }
}

impl Fingerprinted for Made {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { html: _, mark, diagnostics } = self;
        // A page that shows it says what is wrong with it, and is made again each time.
        (mark, diagnostics.is_empty()).fingerprint(site, h);
    }
}

impl Fragment {
    /// Whether a site has the entity.
    pub(super) fn is_of(&self, site: &Site) -> bool {
        self.entity.find(site).is_some()
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

/// The fragments that pages of a site asked for.
pub(super) struct Fragments {
    kept: Arc<Kept>,
    make: Make,
    made: Once<Fragment, Arc<Made>>,
}

impl Fragments {
    pub(super) fn new(kept: Arc<Kept>, make: Make) -> Self {
        Self { kept, make, made: Once::new() }
    }

    fn kept_or_made(&self, site: &Site, fragment: &Fragment, id: EntityId) -> Arc<Made> {
        let cache = &self.kept.fragments;
        // How a fragment is made is in its name, and in the template that it asks for.
        let job = Fingerprint::ABSENT;
        if let Some(made) = cache.fresh(fragment, job, |question| question.mark(site)) {
            return made;
        }
        let view = View::new(site, fragment.entity.language, cache.keeps());
        let html = (self.make)(&view, id, fragment.shape, &fragment.columns);
        cache.count(fragment);
        let (questions, diagnostics) = view.finish();
        let made = Arc::new(Made { mark: Fingerprint::of(&html), html: html.into(), diagnostics });
        match made.diagnostics.is_empty() {
            true => cache.put(fragment, Entry { job, questions, made: made.clone() }),
            false => cache.forget(fragment),
        }
        made
    }
}

impl View<'_> {
    /// The small rendering of an entity that shows these fields.
    pub fn fragment(&self, id: EntityId, shape: Shape, columns: &Arc<[String]>) -> Arc<str> {
        let fragment = Fragment { entity: self.entity(id), shape, columns: columns.clone() };
        let made = self.ask(fragment).expect("a view is asked about entities of its site");
        self.diagnostics.borrow_mut().absorb(made.diagnostics.clone());
        made.html.clone()
    }
}
