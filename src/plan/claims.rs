//! Where outputs claim addresses for their files.

use super::copies::asset_route;
use super::job::{Claim, Job, PLENARY, Rank, Subject};
use super::product::{Plan, language_prefix};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::graph::{EntityId, Graph};
use crate::id::Route;
use crate::parse::table::Table;
use crate::schema::Schema;
use crate::source::Span;

/// What outputs look at when they claim addresses: lists, views and the pages of records have theirs.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    /// Which records are connected to which.
    pub graph: &'a Graph,
    /// The settings of the site.
    pub config: &'a Config,
    /// The kinds.
    pub schema: &'a Schema,
    /// Lists, pages of views and routes; no jobs yet.
    pub plan: &'a Plan,
}

impl<'a> Layout<'a> {
    /// The folder of a language: nothing for the first.
    pub fn prefix(&self, language: usize) -> String {
        language_prefix(self.config, language)
    }

    /// The number of each language.
    pub fn languages(&self) -> std::ops::Range<usize> {
        0..self.config.languages.len()
    }

    /// The number of each entity.
    pub fn entities(&self) -> std::ops::Range<EntityId> {
        0..self.graph.entities.len() as EntityId
    }

    /// Whether `[outputs]` leaves an output switched on.
    pub fn is_on(&self, output: &str) -> bool {
        self.config.outputs.get(output).is_none_or(|switch| switch.on)
    }

    /// Every table with data of its own: the record that holds it, and the language.
    pub fn tables(&self) -> Vec<(EntityId, usize, &'a Table)> {
        let graph = self.graph;
        let table = |record: Option<u32>| graph.records[record? as usize].table.as_deref();
        let of = |id: EntityId| {
            let variants = graph.entity(id).variants.iter().enumerate();
            variants.filter_map(move |(at, record)| Some((id, at, table(*record)?)))
        };
        self.entities().flat_map(of).collect()
    }

    /// The kinds that have records, in their order.
    pub fn present_kinds(&self) -> Vec<usize> {
        let mut out: Vec<usize> = self.graph.entities.iter().map(|entity| entity.kind).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// The claims of all outputs.
pub struct Claims<'a> {
    /// What they look at.
    pub layout: Layout<'a>,
    output: &'static str,
    out: Vec<Claim>,
    diagnostics: Diagnostics,
}

impl<'a> Claims<'a> {
    pub(super) fn new(layout: Layout<'a>) -> Self {
        Self { layout, output: "", out: Vec::new(), diagnostics: Diagnostics::new() }
    }

    /// From here on, the output with this name claims.
    pub fn of(&mut self, output: &'static str) {
        self.output = output;
    }

    /// How many pages that search engines are told of were claimed so far.
    pub fn indexed(&self) -> usize {
        self.out.iter().filter(|claim| claim.job.indexed).count()
    }

    /// Claims an address. Who asked for it follows from what the file is about.
    pub fn add(&mut self, route: Route, language: usize, about: Subject) -> &mut Claim {
        let (by, span) = self.owner(about, language);
        let job = Job { route, output: self.output, language, about, part: 0, indexed: false };
        let rank = Rank::File;
        self.out.push(Claim { job, by, span, rank, download: None, replaces: false });
        self.out.last_mut().expect("a claim was pushed")
    }

    /// Claims an address for a file about the whole site.
    pub fn site(&mut self, path: &str, language: usize) -> &mut Claim {
        let route = Route::file(path).expect("the program's own files have good names");
        self.add(route, language, Subject::Site)
    }

    /// Claims the address of a file with this name beside the page of each table.
    /// A file of ours takes the place of the data that it was made from.
    pub fn beside_tables(&mut self, name: &str, label: &'static str, media: &'static str) {
        for (id, language, table) in self.layout.tables() {
            let route = self.layout.plan.route(id, language).sibling(name);
            let data = table.file.as_deref().and_then(|f| asset_route(f, self.layout.config));
            let claim = self.add(route, language, Subject::Entity(id));
            claim.replaces = data.as_ref() == Some(&claim.job.route);
            claim.download = Some((label, media));
        }
    }

    /// Reports what is wrong with something that an author wrote about addresses.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn finish(self) -> (Vec<Claim>, Diagnostics) {
        (self.out, self.diagnostics)
    }

    fn owner(&self, about: Subject, language: usize) -> (String, Option<Span>) {
        let Layout { graph, plan, .. } = self.layout;
        match about {
            Subject::Site | Subject::Kind(_) => (PLENARY.to_owned(), None),
            Subject::Entity(id) => {
                let record = graph.record(id, language);
                (record.path.to_string(), Some(record.head))
            }
            Subject::Listing(number) => {
                (plan.listings[number].claimed_by.clone(), plan.listings[number].span)
            }
            Subject::View(number) => {
                (plan.pages[number].claimed_by.clone(), Some(plan.pages[number].span))
            }
        }
    }
}
