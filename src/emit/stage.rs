//! The first half of writing: makes every file, compares it with the published one, and stages
//! what differs. Nothing in the output folder changes.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ground::{Ground, foreign};
use super::manifest::{Earlier, MANIFEST};
use super::place::{Found, Place};
use super::work::Work;
use super::{Change, Failure, Looks, Options, Receipt, Steps, in_order, make};
use crate::bundle::{Bundle, Content};
use crate::diag::{Checked, Diagnostics};
use crate::disk::Refusal;
use crate::id::Route;
use crate::leak;

/// How much of two files is compared at a time.
const CHUNK: usize = 64 * 1024;

/// One build: what is written, and where.
pub(super) struct Job<'a> {
    /// The site.
    pub(super) bundle: &'a Bundle,
    /// The options of the caller.
    pub(super) options: &'a Options<'a>,
    /// The output folder.
    pub(super) place: &'a Place,
    /// The staging folder.
    pub(super) work: &'a Work,
    /// What the output folder contains already.
    pub(super) ground: &'a Ground<'a>,
}

/// The bytes of one file of the site.
enum Supply {
    Bytes(Cow<'static, [u8]>),
    /// The content of a file that is open already, so that it cannot be replaced any more.
    File {
        file: File,
        len: u64,
        path: Arc<str>,
    },
}

impl Supply {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { len, .. } => *len,
        }
    }
}

/// What a build found out about one file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The published file has the same bytes.
    Unchanged,
    /// The file is staged; `true` if a folder that contains only our files is in its way.
    Staged(Change, bool),
    /// The file could not be made.
    Unmade,
}

/// The outcome for every file of the bundle, by its number there.
pub(super) struct Staged<'a> {
    pub(super) outcomes: Vec<Outcome>,
    bundle: &'a Bundle,
    ground: &'a Ground<'a>,
    place: &'a Place,
}

impl<'a> Job<'a> {
    /// Makes and stages all files. The bytes of a page are dropped once it is staged.
    pub(super) fn run(&self) -> Result<Checked<Staged<'a>>, Failure> {
        if !self.ground.exists {
            let tree = self.work.tree();
            fs::create_dir(&tree).map_err(Failure::of("cannot create the folder", &tree))?;
        }
        let steps = Steps::new(self.bundle, self.options.progress);
        let looks = Looks::new(self.bundle, self.options.site);
        let each = in_order(self.bundle, |at| {
            let Checked { value, mut diagnostics } = make(self.bundle, &looks, at);
            let supply = value.and_then(|content| self.open(content, &mut diagnostics));
            let outcome = self.stage(at, supply)?;
            steps.step();
            Ok((outcome, diagnostics))
        });
        let each = each.into_iter().collect::<Result<Vec<(Outcome, Diagnostics)>, Failure>>()?;
        let (outcomes, diagnostics): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        let staged =
            Staged { outcomes, bundle: self.bundle, ground: self.ground, place: self.place };
        let mut diagnostics = leak::fold(diagnostics);
        diagnostics.extend(looks.weigh.shared());
        Ok(Checked::new(staged, diagnostics))
    }

    /// Opens a file that is copied. If it cannot be opened, only this file is missing.
    fn open(&self, content: Content, diagnostics: &mut Diagnostics) -> Option<Supply> {
        let path = match content {
            Content::Bytes(bytes) => return Some(Supply::Bytes(bytes.into())),
            Content::Static(bytes) => return Some(Supply::Bytes(bytes.into())),
            Content::File(path) => path,
            // It has been packed, or could not be.
            Content::Packed(_) => return None,
        };
        let opened = self.options.site.open(&path).and_then(|file| {
            let len = file.metadata().map_err(Refusal::Io)?.len();
            Ok(Supply::File { file, len, path: path.clone() })
        });
        opened.inspect_err(|refusal| diagnostics.push(refusal.report(&path))).ok()
    }

    fn stage(&self, at: usize, supply: Option<Supply>) -> Result<Outcome, Failure> {
        let Some(mut supply) = supply else { return Ok(Outcome::Unmade) };
        let route = self.bundle.files()[at].0.as_str();
        let found = match self.ground.exists && self.ground.missing(route).is_none() {
            true => self.place.look(route)?,
            false => Found::Nothing,
        };
        let outcome = match found {
            Found::Nothing => Outcome::Staged(Change::Added, false),
            Found::File(len) if self.is_same(route, len, &mut supply)? => Outcome::Unchanged,
            Found::File(_) | Found::Other if self.ground.earlier.owns(route) => {
                Outcome::Staged(Change::Changed, false)
            }
            Found::Folder if self.ground.only_doomed(route, self.place)? => {
                Outcome::Staged(Change::Added, true)
            }
            Found::File(_) | Found::Other | Found::Folder => {
                return Err(foreign(route, self.place));
            }
        };
        if outcome != Outcome::Unchanged {
            self.put(&self.waiting(at), route, &mut supply)?;
        }
        Ok(outcome)
    }

    /// The staged path of the file with this number.
    pub(super) fn waiting(&self, at: usize) -> PathBuf {
        let route = self.bundle.files()[at].0.as_str();
        match self.ground.exists && self.ground.missing(route).is_none() {
            true => self.work.flat(at),
            false => self.work.tree().join(route),
        }
    }

    /// Whether the published file, which has this length, holds these bytes.
    fn is_same(&self, route: &str, len: u64, supply: &mut Supply) -> Result<bool, Failure> {
        if supply.len() != len {
            return Ok(false);
        }
        let failed = || Failure::of("cannot read", self.place.show(route));
        // The bound saves one read at the end of the file.
        let published = File::open(self.place.at(route)).map_err(failed())?;
        let published = reader(published).take(len);
        match supply {
            Supply::Bytes(bytes) => same(published, &**bytes),
            Supply::File { file, .. } => same(published, reader(&*file).take(len)),
        }
        .map_err(failed())
    }

    /// Writes a file to its place in the staging folder.
    fn put(&self, path: &Path, route: &str, supply: &mut Supply) -> Result<(), Failure> {
        let failed = || Failure::of("cannot write", self.place.show(route));
        let mut staged = create(path).map_err(failed())?;
        match supply {
            Supply::Bytes(bytes) => staged.write_all(bytes).map_err(failed()),
            // `fs::copy` would also copy the permissions of the source, which may be private.
            Supply::File { file, len, path } => {
                let what = format!("cannot copy `{path}` to");
                let copied =
                    file.rewind().and_then(|()| io::copy(&mut file.take(*len), &mut staged));
                copied.map(drop).map_err(Failure::of(&what, self.place.show(route)))
            }
        }
    }
}

/// Makes a file that is not there yet, and the folders above it.
fn create(path: &Path) -> io::Result<File> {
    match File::create_new(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().expect("a staged file lies in the staging folder"))?;
            File::create_new(path)
        }
        made => made,
    }
}

fn reader<F: Read>(file: F) -> BufReader<F> {
    BufReader::with_capacity(CHUNK, file)
}

/// Whether two runs of bytes are equal to their ends.
fn same(mut a: impl BufRead, mut b: impl BufRead) -> io::Result<bool> {
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let len = left.len().min(right.len());
        if len == 0 {
            return Ok(left.len() == right.len());
        }
        if left[..len] != right[..len] {
            return Ok(false);
        }
        a.consume(len);
        b.consume(len);
    }
}

impl Staged<'_> {
    /// What will have been done once this is published.
    pub(super) fn receipt(&self) -> Receipt {
        let count = |which: fn(&Outcome) -> bool| self.outcomes.iter().filter(|o| which(o)).count();
        let removed = self.ground.doomed.iter().map(|route| (route.clone(), Change::Removed));
        let written = self.routes().filter_map(|(route, outcome)| match outcome {
            Outcome::Staged(change, _) => Some((route.clone(), change)),
            Outcome::Unchanged | Outcome::Unmade => None,
        });
        let mut changes: Vec<_> = written.chain(removed).collect();
        changes.sort();
        Receipt {
            written: count(|o| matches!(o, Outcome::Staged(..))),
            unchanged: count(|o| matches!(o, Outcome::Unchanged)),
            removed: self.ground.doomed.len(),
            unmade: count(|o| matches!(o, Outcome::Unmade)),
            published: false,
            changes,
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let list = self.place.show(MANIFEST).display().to_string();
        let unreadable = match self.ground.earlier {
            Earlier::Unreadable(why) => Some(format!(
                "no files of earlier builds were removed, because their list `{list}` cannot be \
                 read: {why}"
            )),
            Earlier::Nothing | Earlier::Listed(_) => None,
        };
        let behind = self.ground.out_of_reach.iter().map(|route| {
            format!(
                "`{}` was not removed, because a link leads to it",
                self.place.show(route.as_str()).display()
            )
        });
        unreadable.into_iter().chain(behind).collect()
    }

    /// The files of the output folder that are ours once this is published, sorted.
    pub(super) fn listed(&self) -> Vec<Route> {
        let ours = self.routes().filter(|(route, outcome)| match outcome {
            Outcome::Staged(..) => true,
            // A file that somebody else put there is not ours, even if it has the same bytes.
            Outcome::Unchanged | Outcome::Unmade => self.ground.earlier.owns(route.as_str()),
        });
        ours.map(|(route, _)| route.clone()).collect()
    }

    fn routes(&self) -> impl Iterator<Item = (&Route, Outcome)> {
        self.bundle.files().iter().map(|(route, _)| route).zip(self.outcomes.iter().copied())
    }
}
