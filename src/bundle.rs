//! The finished site: which files there are, and the bytes of each when somebody asks.
//!
//! `build` asks for every file once and writes it; `serve` asks for the file that a browser wants.
//! Both see the same bytes. A bundle does not know how they are made.

use std::sync::{Arc, OnceLock};

use crate::diag::Checked;
use crate::id::Route;
use crate::leak::Guard;

/// The list of files that a build of ours put into an output folder.
pub const MANIFEST: &str = ".plenary-manifest";

/// How the name of the folder ends in which a build stages its files.
pub const WORK: &str = ".plenary-work";

/// Names at the root of a site that are not for pages: those above, and what the preview adds.
pub const RESERVED: &[&str] = &[MANIFEST, WORK, ".plenary-probe", ".plenary"];

/// Where the bytes of an output file come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are made when asked for.
    Made,
    /// They are those of this file of the site, copied as they are (path from the site's root).
    Copied(Arc<str>),
    /// They are part of the program (files of the built-in theme).
    BuiltIn(&'static [u8]),
}

/// What a file of the site holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes, which are part of the program.
    Static(&'static [u8]),
    /// The bytes of this file of the site (path from the site's root).
    File(Arc<str>),
}

/// Makes the bytes of a file; implemented by the render stage.
pub trait Maker: Send + Sync {
    /// The bytes of the file at `route`, with what was noticed while making them.
    /// `None` in the value: the page could not be made, and the diagnostics say why.
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>>;
}

/// All files of a site, sorted by route.
#[derive(Clone)]
pub struct Bundle {
    files: Arc<[(Route, Origin)]>,
    maker: Arc<dyn Maker>,
    guard: Option<Arc<Lazy>>,
}

/// A guard that is made when somebody asks for it: the preview never does.
struct Lazy {
    made: OnceLock<Guard>,
    make: Box<dyn Fn() -> Guard + Send + Sync>,
}

impl Bundle {
    /// A bundle of these files; each route once, in any order.
    pub fn new(mut files: Vec<(Route, Origin)>, maker: Arc<dyn Maker>) -> Self {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Self { files: files.into(), maker, guard: None }
    }

    /// The same files, with what makes the guard that knows what none of them may hold.
    pub fn guarded(self, make: impl Fn() -> Guard + Send + Sync + 'static) -> Self {
        let lazy = Lazy { made: OnceLock::new(), make: Box::new(make) };
        Self { guard: Some(Arc::new(lazy)), ..self }
    }

    /// What no file may hold; `None` where the site leaves nothing out.
    pub fn guard(&self) -> Option<&Guard> {
        self.guard.as_deref().map(|lazy| lazy.made.get_or_init(&lazy.make))
    }

    /// Every file with where it comes from, sorted by route.
    pub fn files(&self) -> &[(Route, Origin)] {
        &self.files
    }

    /// Whether there is a file at this route.
    pub fn has(&self, route: &Route) -> bool {
        self.files.binary_search_by(|(r, _)| r.cmp(route)).is_ok()
    }

    /// The content of the file at `route`; `None` where there is no such file, or where it could
    /// not be made (then the diagnostics say why).
    pub fn get(&self, route: &Route) -> Checked<Option<Content>> {
        let Ok(at) = self.files.binary_search_by(|(r, _)| r.cmp(route)) else {
            return Checked::new(None, Vec::new());
        };
        self.content(at)
    }

    /// The content of the file with this number in [`Bundle::files`].
    pub fn content(&self, at: usize) -> Checked<Option<Content>> {
        match &self.files[at] {
            (_, Origin::Copied(path)) => Checked::new(Some(Content::File(path.clone())), vec![]),
            (_, Origin::BuiltIn(bytes)) => Checked::new(Some(Content::Static(bytes)), vec![]),
            (route, Origin::Made) => {
                let made = self.maker.make(route);
                Checked::new(made.value.map(Content::Bytes), made.diagnostics)
            }
        }
    }
}
