//! The files that are made. Outputs claim addresses for them; `plan` decides who gets which.

use std::collections::BTreeMap;

use crate::graph::EntityId;
use crate::id::Route;
use crate::source::Span;

/// Who claims the files that no author asked for.
pub(super) const PLENARY: &str = "plenary itself";

/// What a file is about. The numbers are those of the plan and the graph, and mean nothing in another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The whole site.
    Site,
    /// All records of a kind.
    Kind(usize),
    /// A record with its translations.
    Entity(EntityId),
    /// A list.
    Listing(usize),
    /// A page of a view that is not a list.
    View(usize),
}

/// One file that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its address.
    pub route: Route,
    /// The name of the output that makes it.
    pub output: &'static str,
    /// The language of its words.
    pub language: usize,
    /// What it is about.
    pub about: Subject,
    /// Which of several files of one output about one thing: the number of a page (from 1) or of a field.
    pub part: usize,
    /// Whether search engines are told of it.
    pub indexed: bool,
}

impl Job {
    /// The record that it is about.
    pub fn entity(&self) -> Option<EntityId> {
        match self.about {
            Subject::Entity(id) => Some(id),
            _ => None,
        }
    }

    /// The kind that it is about.
    pub fn kind(&self) -> Option<usize> {
        match self.about {
            Subject::Kind(kind) => Some(kind),
            _ => None,
        }
    }

    /// The page of a view that it is about.
    pub fn view_page(&self) -> Option<usize> {
        match self.about {
            Subject::View(page) => Some(page),
            _ => None,
        }
    }
}

/// An old address and what answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file at the old address.
    pub from: Route,
    /// The page or file that answers for it; never another old address.
    pub to: Route,
    /// The place on that page, where one is named.
    pub anchor: Option<String>,
    /// The language of the old address.
    pub language: usize,
    /// The record whose page it leads to, where a record names the old address.
    pub record: Option<EntityId>,
    /// Who asks for it: the path of a file of the site.
    pub by: String,
    /// Where.
    pub span: Option<Span>,
}

/// A file that readers can take home, as a link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// What the link says.
    pub label: &'static str,
    /// The media type (RFC 6838).
    pub media: &'static str,
    /// The address.
    pub route: Route,
}

/// Who gets an address that several claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The page of a record comes first.
    Page,
    /// Then everything else.
    File,
    /// An old address never hides what is there now.
    Redirect,
}

/// A file and who asked for it, for diagnostics about addresses.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The file.
    pub job: Job,
    /// Who asked for it: the path of a file of the site, or words.
    pub by: String,
    /// Where.
    pub span: Option<Span>,
    /// Who gives way where two claim one address.
    pub rank: Rank,
    /// Label and media type, where pages link to it among the files to take home.
    pub download: Option<(&'static str, &'static str)>,
    /// Whether it takes the place of a copied file with the same address, which it was made from.
    pub replaces: bool,
    /// Whether it gives way to a static file with the same address, by which a site replaces it.
    pub yields: bool,
}

/// The files to take home, by what they are about and their language; in the order of the outputs.
pub(super) type Downloads = BTreeMap<(Subject, usize), Vec<Download>>;

pub(super) fn downloads(claims: &[Claim]) -> Downloads {
    let mut out = Downloads::new();
    for claim in claims {
        if let Some((label, media)) = claim.download {
            let route = claim.job.route.clone();
            let about = (claim.job.about, claim.job.language);
            out.entry(about).or_default().push(Download { label, media, route });
        }
    }
    out
}
