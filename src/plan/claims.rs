//! Where outputs claim addresses for their files.

use super::copies::asset_route;
use super::job::{Claim, Job, PLENARY, Rank, Redirect, Subject};
use super::layout::Layout;
use super::redirects;
use crate::diag::{Diagnostic, Diagnostics};
use crate::id::Route;
use crate::permalinks::Permalinks;
use crate::source::Span;

/// What all outputs claimed.
pub(super) struct Claimed {
    pub(super) out: Vec<Claim>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) diagnostics: Diagnostics,
}

/// The claims of all outputs.
pub struct Claims<'a> {
    /// What they look at.
    pub layout: Layout<'a>,
    /// The addresses that the site has published.
    permalinks: &'a Permalinks,
    output: &'static str,
    out: Vec<Claim>,
    redirects: Vec<Redirect>,
    diagnostics: Diagnostics,
}

impl<'a> Claims<'a> {
    pub(super) fn new(layout: Layout<'a>, permalinks: &'a Permalinks) -> Self {
        let (out, redirects, diagnostics) = Default::default();
        Self { layout, permalinks, output: "", out, redirects, diagnostics }
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
        self.out.push(Claim {
            job,
            by,
            span,
            rank,
            download: None,
            replaces: false,
            yields: false,
        });
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

    /// Claims the old addresses of everything that was claimed so far, each as a page that sends readers
    /// on.
    pub fn old_addresses(&mut self) {
        let taken = self.out.iter().map(|claim| &claim.job.route);
        let taken = taken.chain(self.layout.plan.copies.keys()).collect();
        let from = (self.layout, self.permalinks);
        self.redirects = redirects::of(from, taken, &mut self.diagnostics);
        for Redirect { from, language, record, by, span, .. } in self.redirects.clone() {
            let about = record.map_or(Subject::Site, Subject::Entity);
            let claim = self.add(from, language, about);
            (claim.rank, claim.by, claim.span) = (Rank::Redirect, by, span);
        }
    }

    /// Whether some old address is claimed.
    pub fn has_old_addresses(&self) -> bool {
        !self.redirects.is_empty()
    }

    pub(super) fn finish(self) -> Claimed {
        let Self { out, redirects, diagnostics, .. } = self;
        Claimed { out, redirects, diagnostics }
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
