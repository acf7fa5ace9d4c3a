//! Plan + View -> bytes: one job, one file. Asks the view for everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::bundle::{Bundle, Maker};
use crate::cache::Entry;
use crate::diag::{Checked, Diagnostic};
use crate::id::Route;
use crate::parse::highlight;
use crate::plan::{Job, JobKind};
use crate::view::{Asked, Kept, Site, View};

mod answers;
mod data;
mod delimited;
mod download;
mod feeds;
mod fragment;
mod grids;
mod html;
mod own;
mod package;
mod page;
mod table;
mod workbook;

pub use answers::{cells, records_csv, records_json};
pub use fragment::make as fragment;
pub use own::texts as own_texts;

/// The finished site: every file of the plan, made when somebody asks for it. Pages that are
/// still fresh come from the cache.
pub fn bundle(site: Arc<Site>, kept: Arc<Kept>) -> Bundle {
    let files = site.plan().files();
    Bundle::new(files, Arc::new(Pages { site, kept }))
}

struct Pages {
    site: Arc<Site>,
    kept: Arc<Kept>,
}

impl Maker for Pages {
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>> {
        let Some(job) = self.site.plan().job(route) else { return Checked::new(None, Vec::new()) };
        let (mark, cache) = (self.site.job_mark(job), &self.kept.files);
        if let Some(bytes) = cache.fresh(route, mark, |question| question.mark(&self.site)) {
            return Checked::new(Some(bytes.to_vec()), Vec::new());
        }
        let view = View::new(&self.site, language(job, &self.site), cache.keeps());
        let made = catch_unwind(AssertUnwindSafe(|| make(&view, job)));
        cache.count(route);
        let (notes, mut said) = view.finish();
        let bytes = made.unwrap_or_else(|panic| {
            let what = format!("making {}", route.address());
            said.push(Diagnostic::internal(&what, &*panic).in_file(route.as_str()));
            None
        });
        // A page about which there is something to say is made again every time, so that a warm
        // build says what a cold one says.
        match (&bytes, said.is_empty()) {
            (Some(bytes), true) => {
                let made = bytes.as_slice().into();
                let entry = Entry { job: mark, questions: notes, made };
                cache.put(route, entry);
            }
            _ => cache.forget(route),
        }
        Checked::new(bytes, said)
    }
}

fn language(job: &Job, site: &Site) -> usize {
    match &job.kind {
        JobKind::Entity { language, .. }
        | JobKind::Home { language }
        | JobKind::Linked { language, .. }
        | JobKind::NotFound { language }
        | JobKind::RecordJson { language, .. }
        | JobKind::Redirect { language, .. }
        | JobKind::Table { language, .. }
        | JobKind::Atom { language } => *language,
        JobKind::Listing { listing, .. } => site.plan().listings[*listing].language,
        JobKind::Grid { grid, .. } => site.plan().grids[*grid].language,
        _ => crate::plan::DEFAULT_LANGUAGE,
    }
}

fn make(view: &View<'_>, job: &Job) -> Option<Vec<u8>> {
    match &job.kind {
        JobKind::Entity { id, .. } => page::entity(view, job, *id),
        JobKind::Home { .. } => page::home(view, job),
        JobKind::Listing { listing, page } => page::listing(view, job, *listing, *page),
        JobKind::Grid { grid, part } => grids::make(view, job, *grid, *part),
        JobKind::Linked { id, slug, page, .. } => page::linked(view, job, *id, slug, *page),
        JobKind::NotFound { .. } => page::not_found(view, job),
        JobKind::RecordJson { id, .. } => Some(data::record_json(view, job, *id)),
        JobKind::KindJson { kind } => Some(data::kind_json(view, *kind)),
        JobKind::KindCsv { kind } => Some(data::kind_csv(view, *kind)),
        JobKind::KindXlsx { kind } => Some(download::kind_xlsx(view, *kind)),
        JobKind::KindItems { kind, field } => Some(download::kind_items(view, *kind, *field)),
        JobKind::Package => Some(package::site(view)),
        JobKind::RecordsCsv => Some(download::records_csv(view)),
        JobKind::Table { id, file, .. } => download::table(view, job, *id, *file),
        JobKind::GraphJson => Some(data::graph_json(view)),
        JobKind::Sitemap => Some(feeds::sitemap(view)),
        JobKind::Robots => Some(feeds::robots(view)),
        JobKind::Atom { .. } => feeds::atom(view, job),
        JobKind::Redirect { id, .. } => feeds::redirect(view, job, *id),
        JobKind::HighlightCss => Some(highlight::style_sheet().into_bytes()),
    }
}

/// What a file asks of the site when it is made, in the order of asking.
pub fn questions(site: &Site, job: &Job) -> Vec<Asked> {
    let view = View::new(site, language(job, site), true);
    // A page that cannot be made still asked what it asked.
    let _ = catch_unwind(AssertUnwindSafe(|| make(&view, job)));
    view.finish().0.into_iter().map(|(question, _)| question).collect()
}
