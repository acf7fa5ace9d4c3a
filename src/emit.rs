//! Bundle -> disk. Writes the files that differ, removes those of earlier builds that are no longer
//! part of the site, and touches nothing else.
//!
//! Every file is made and, if it differs from the published one, staged in a folder of our own on
//! the same disk. Staged files are moved into place only after the caller has agreed.
#![allow(clippy::disallowed_methods, reason = "this is the stage that writes the site")]

use std::any::Any;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::archive;
use crate::bundle::{Bundle, Content};
use crate::diag::{Checked, Code, Diagnostic, Diagnostics};
use crate::disk::Gate;
use crate::id::Route;
use crate::leak;

mod due;
mod ground;
mod manifest;
mod place;
mod publish;
mod search;
mod stage;
#[cfg(test)]
mod tests;
mod weigh;
mod work;

pub use due::Due;
pub use manifest::MANIFEST;
pub use work::WORK;

/// What [`write()`] needs to know besides the bundle.
pub struct Options<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// Opens the files of the site that are copied unchanged.
    pub site: &'a Gate,
    /// Called once, after every page was made, with all diagnostics: may this be published?
    pub publish: &'a (dyn Fn(&Diagnostics) -> bool + Sync),
    /// Called after each file with the number of finished files and of all files, on any thread.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// What [`write()`] did, or would have done if nothing was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// How many files are new or differ from those of the build before.
    pub written: usize,
    /// How many files are unchanged; they were not touched.
    pub unchanged: usize,
    /// How many files of earlier builds are no longer part of the site.
    pub removed: usize,
    /// How many files could not be made. Their published versions are kept.
    pub unmade: usize,
    /// Whether the output folder now holds this site.
    pub published: bool,
    /// The files that have changed, sorted by route.
    pub changes: Vec<(Route, Change)>,
    /// Sentences about the output folder that the user should read.
    pub notes: Vec<String>,
}

/// How a published file has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The file is new.
    Added,
    /// The bytes of the file have changed.
    Changed,
    /// The file was removed.
    Removed,
}

/// The disk failed, or the output folder contains files that plenary did not make.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, with the path: one sentence in lower case, without a full stop.
    pub message: String,
    /// The error of the system.
    pub cause: Option<io::Error>,
    /// What to try: a sentence that starts with a verb.
    pub hint: Option<String>,
}

/// Makes every file of the site and writes those that differ from the published ones.
///
/// At every moment, also after the process was killed, each published file is whole: it is either
/// the one of the build before or the one of this build. A symbolic link inside the output folder
/// is never followed; the output folder itself may be one.
pub fn write(bundle: &Bundle, options: &Options) -> Result<Checked<Receipt>, Failure> {
    let place = place::Place::resolve(options.out)?;
    let work = work::Work::begin(&place)?;
    let earlier = manifest::Earlier::read(&place)?;
    let ground = ground::Ground::survey(bundle, &place, &earlier)?;
    let job = stage::Job { bundle, options, place: &place, work: &work, ground: &ground };
    let Checked { value: staged, diagnostics } = job.run()?;
    let mut receipt = staged.receipt();
    receipt.published = (options.publish)(&diagnostics);
    if receipt.published {
        // Until the caller says so, nobody can tell how long what is written now will hold.
        Due::forget(&place.path)?;
        publish::publish(&job, &staged)?;
    }
    Ok(Checked::new(receipt, diagnostics))
}

/// The failure of a site whose files cannot be written to one folder, because a file has the name
/// of a folder, or a name that this module reserves.
pub fn refusal(bundle: &Bundle) -> Option<Failure> {
    ground::needed_folders(bundle).err()
}

/// Makes every file of the site and writes nothing. Returns how many could be made. `site` is the
/// folder of the files that are copied.
///
/// Never holds more than one page for each thread.
pub fn dry(
    bundle: &Bundle,
    site: &Gate,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Checked<usize> {
    let steps = Steps::new(bundle, progress);
    let looks = Looks::new(bundle, site);
    let each: Vec<(bool, Diagnostics)> = in_order(bundle, |at| {
        let made = make(bundle, &looks, at);
        steps.step();
        (made.value.is_some(), made.diagnostics)
    });
    let made = each.iter().filter(|(made, _)| *made).count();
    let mut reported = leak::fold(each.into_iter().map(|(_, reported)| reported));
    reported.extend(looks.weigh.shared());
    Checked::new(made, reported)
}

/// A file is packed into an archive up to this many bytes.
const MOST_PACKED: u64 = 256 << 20;

/// What looks at every file when it has been made.
struct Looks<'a> {
    search: search::Search<'a>,
    weigh: weigh::Weigh<'a>,
}

impl<'a> Looks<'a> {
    fn new(bundle: &'a Bundle, site: &'a Gate) -> Self {
        let (search, weigh) = (search::Search::new(bundle, site), weigh::Weigh { bundle, site });
        Self { search, weigh }
    }
}

/// What `each` gives for the number of every file, on all threads. Files that tell of all others come last.
fn in_order<T: Send>(bundle: &Bundle, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut done: Vec<(usize, T)> = Vec::new();
    for part in bundle.order() {
        done.par_extend(part.into_par_iter().map(|at| (at, each(at))));
    }
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// The content of one file, which has been weighed, and searched for what must not be published. A panic
/// becomes a diagnostic, so that the other files still tell what is wrong with them.
fn make(bundle: &Bundle, looks: &Looks<'_>, at: usize) -> Checked<Option<Content>> {
    let route = &bundle.files()[at].0;
    let searched = || {
        let mut made = bundle.content(at);
        if let Some(Content::Packed(package)) = &made.value {
            let read = |path: &str| search::read(looks.weigh.site, path, MOST_PACKED);
            // Its files are searched before they are packed, as they are outside of it: what is copied with intent
            // may hold any word.
            let look = |route: &Route, content: &Content| looks.search.check(route, Some(content));
            let Checked { value, diagnostics } = archive::pack(package, &read, &look);
            return Checked::new(value.map(Content::Bytes), diagnostics);
        }
        made.diagnostics.extend(looks.search.check(route, made.value.as_ref()));
        made.diagnostics.extend(looks.weigh.check(route, made.value.as_ref()));
        made
    };
    catch_unwind(AssertUnwindSafe(searched)).unwrap_or_else(|panic| {
        let message = format!("plenary failed while making `{route}`");
        let diagnostic = Diagnostic::new(Code::InternalError, message)
            .note(words(panic.as_ref()))
            .help("please report this, if possible with the page's source");
        Checked::new(None, vec![diagnostic])
    })
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason was given").to_owned()
}

/// Counts finished files for the progress line.
struct Steps<'a> {
    done: AtomicUsize,
    all: usize,
    tell: &'a (dyn Fn(usize, usize) + Sync),
}

impl<'a> Steps<'a> {
    fn new(bundle: &Bundle, tell: &'a (dyn Fn(usize, usize) + Sync)) -> Self {
        Self { done: AtomicUsize::new(0), all: bundle.files().len(), tell }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.tell)(done, self.all);
    }
}

impl Failure {
    /// Something about the output folder that forbids the build.
    fn refuse(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), cause: None, hint: Some(hint.into()) }
    }

    /// A failure of the system, for `map_err`: `what` is a verb with "cannot" before it.
    fn of(what: &str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let message = format!("{what} `{}`", path.into().display());
        move |cause| Self { message, cause: Some(cause), hint: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{}: {cause}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
