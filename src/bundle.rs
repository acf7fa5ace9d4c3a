//! The finished site: which files there are, and the bytes of each when somebody asks.
//!
//! `build` asks for every file once and writes it; `serve` asks for the file that a browser wants.
//! Both see the same bytes. A bundle does not know how they are made.

use std::sync::{Arc, OnceLock};

use crate::diag::Checked;
use crate::id::Route;
use crate::leak::Guard;
use crate::weight::Scales;

/// The list of files that a build of ours put into an output folder.
pub const MANIFEST: &str = ".plenary-manifest";

/// What a scheduled build needs to know of the build before, in the same folder.
pub const DUE: &str = ".plenary-due";

/// The suffix of the folder in which a build stages its files.
pub const WORK: &str = ".plenary-work";

/// Reserved names at the root of a site: those above, and the folder that the preview adds.
pub const RESERVED: &[&str] = &[MANIFEST, DUE, WORK, ".plenary-probe", ".plenary"];

/// Where the bytes of an output file come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The bytes are made on request.
    Made,
    /// The same, after most others, since they gather what those have made.
    MadeLate,
    /// The same, after those of all other files, since they tell of them.
    MadeLast,
    /// The bytes are copied from this file of the site (path from the site's root).
    Copied(Arc<str>),
    /// The bytes are part of the program (files of the built-in theme).
    BuiltIn(&'static [u8]),
}

/// The content of a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes, which are part of the program.
    Static(&'static [u8]),
    /// The bytes of this file of the site (path from the site's root).
    File(Arc<str>),
    /// An archive of these files.
    Packed(Package),
}

/// A whole site that is one file of another: an archive, which whoever can read files packs.
#[derive(Clone)]
pub struct Package {
    /// The folder in the archive.
    pub folder: String,
    /// The page to begin with.
    pub start: Route,
    /// The files.
    pub files: Bundle,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Package({})", self.folder)
    }
}

/// A site has one package of a name.
impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        (&self.folder, &self.start) == (&other.folder, &other.start)
    }
}

impl Eq for Package {}

/// Makes the bytes of a file; implemented by the render stage.
pub trait Maker: Send + Sync {
    /// The bytes of the file at `route`, with the diagnostics of making them.
    /// `None` in the value: the page could not be made, and the diagnostics say why.
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>>;

    /// The site that is packed into the file at `route`, where it is an archive.
    fn packed(&self, _route: &Route) -> Option<Package> {
        None
    }
}

/// All files of a site, sorted by route.
#[derive(Clone)]
pub struct Bundle {
    files: Arc<[(Route, Origin)]>,
    maker: Arc<dyn Maker>,
    guard: Option<Arc<Lazy>>,
    scales: Option<Arc<Scales>>,
}

/// A guard that is made on request, because the preview never needs it.
struct Lazy {
    made: OnceLock<Guard>,
    make: Box<dyn Fn() -> Guard + Send + Sync>,
}

impl Bundle {
    /// A bundle of these files; each route once, in any order.
    pub fn new(mut files: Vec<(Route, Origin)>, maker: Arc<dyn Maker>) -> Self {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Self { files: files.into(), maker, guard: None, scales: None }
    }

    /// The same files, with a function that makes the guard against withheld text.
    pub fn guarded(self, make: impl Fn() -> Guard + Send + Sync + 'static) -> Self {
        let lazy = Lazy { made: OnceLock::new(), make: Box::new(make) };
        Self { guard: Some(Arc::new(lazy)), ..self }
    }

    /// The guard against withheld text; `None` if the site leaves nothing out.
    pub fn guard(&self) -> Option<&Guard> {
        self.guard.as_deref().map(|lazy| lazy.made.get_or_init(&lazy.make))
    }

    /// The same files, with what they may weigh.
    pub fn weighed(self, scales: Scales) -> Self {
        Self { scales: Some(Arc::new(scales)), ..self }
    }

    /// What weighs the files; `None` where nobody set a limit.
    pub fn scales(&self) -> Option<&Scales> {
        self.scales.as_deref()
    }

    /// Every file with where it comes from, sorted by route.
    pub fn files(&self) -> &[(Route, Origin)] {
        &self.files
    }

    /// The numbers of all files in the order in which they are best made, in three parts: what the next gathers, what
    /// the last tells of.
    pub fn order(&self) -> [Vec<usize>; 3] {
        let mut out = [vec![], vec![], vec![]];
        for (at, (_, origin)) in self.files.iter().enumerate() {
            let part = match origin {
                Origin::Made | Origin::Copied(_) | Origin::BuiltIn(_) => 0,
                Origin::MadeLate => 1,
                Origin::MadeLast => 2,
            };
            out[part].push(at);
        }
        out
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
            (route, Origin::Made | Origin::MadeLate | Origin::MadeLast) => {
                if let Some(package) = self.maker.packed(route) {
                    return Checked::new(Some(Content::Packed(package)), vec![]);
                }
                let made = self.maker.make(route);
                Checked::new(made.value.map(Content::Bytes), made.diagnostics)
            }
        }
    }
}
