//! The fingerprint of a job.

use super::Site;
use crate::fingerprint::Fingerprint;
use crate::graph::EntityId;
use crate::plan::{Job, JobKind};

impl Site {
    /// The fingerprint of a job: what it is, by names that mean the same in every build.
    pub fn job_mark(&self, job: &Job) -> Fingerprint {
        let named = |id: &EntityId| self.graph.entity(*id).key.as_str();
        let kind = |kind: &usize| self.schema.kinds[*kind].name.as_str();
        let words = match &job.kind {
            JobKind::Entity { id, language } => format!("entity {} {language}", named(id)),
            JobKind::Home { language } => format!("home {language}"),
            JobKind::Listing { listing, page } => {
                format!("listing {} {page}", self.plan.listings[*listing].folder)
            }
            JobKind::Grid { grid, part } => {
                format!("grid {} {part:?}", self.plan.grids[*grid].folder)
            }
            JobKind::Linked { id, language, slug, page } => {
                format!("linked {} {language} {slug} {page}", named(id))
            }
            JobKind::NotFound { language } => format!("not found {language}"),
            JobKind::RecordJson { id, language } => format!("json {} {language}", named(id)),
            JobKind::KindJson { kind: number } => format!("all json {}", kind(number)),
            JobKind::KindCsv { kind: number } => format!("all csv {}", kind(number)),
            JobKind::KindXlsx { kind: number } => format!("all xlsx {}", kind(number)),
            // The route says which field, and which file of a table.
            JobKind::KindItems { kind: number, .. } => format!("all items {}", kind(number)),
            JobKind::Package => "package".to_owned(),
            JobKind::RecordsCsv => "records".to_owned(),
            JobKind::Table { id, language, .. } => format!("table {} {language}", named(id)),
            JobKind::GraphJson => "graph".to_owned(),
            JobKind::Sitemap => "sitemap".to_owned(),
            JobKind::Robots => "robots".to_owned(),
            JobKind::Atom { language } => format!("atom {language}"),
            JobKind::Redirect { id, language } => format!("redirect {} {language}", named(id)),
            JobKind::HighlightCss => "highlight".to_owned(),
        };
        Fingerprint::of_parts([job.route.as_str(), &words])
    }
}
