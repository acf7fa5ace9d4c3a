//! Builds again when something changed. What happened to a file does not matter here: a build reads
//! the whole tree anyway.
#![allow(clippy::disallowed_methods, reason = "this is the edge that waits for the disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, Event, EventKind, ModifyKind};
use notify::{
    Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind,
};

use crate::disk;

#[cfg(test)]
mod tests;

/// A burst of changes is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(15);

/// A burst is cut off after this time, so that a long copy shows progress.
const LONGEST: Duration = Duration::from_millis(200);

/// How often every file is checked if the system cannot report changes.
const POLL: Duration = Duration::from_secs(2);

/// How many times to try to watch a folder that changes meanwhile.
const TRIES: usize = 5;

/// What the last build read, and what it wrote.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Files, and folders with everything in them. They need not exist yet.
    pub paths: Vec<PathBuf>,
    /// Folders in which changes are ignored, even inside a folder of `paths`.
    pub ignored: Vec<PathBuf>,
}

/// Why a build starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The first build.
    Start,
    /// Something changed at these paths, and perhaps at others. Meant for a line on the terminal,
    /// not for decisions.
    Changed(BTreeSet<PathBuf>),
    /// Something may have changed without being reported.
    Unsure,
    /// A [`Handle`] asked for it.
    Requested,
}

/// Controls a running [`run`] from other threads.
#[derive(Clone)]
pub struct Handle(Sender<Signal>);

impl Handle {
    /// Asks for another build.
    pub fn rebuild(&self) {
        // A loop that has ended builds nothing.
        let _ = self.0.send(Signal::Rebuild);
    }

    /// Ends the loop after the current build.
    pub fn stop(&self) {
        // A loop that has ended need not be stopped.
        let _ = self.0.send(Signal::Stop);
    }
}

/// The receiving end of a [`Handle`]; [`run`] takes it.
pub struct Signals {
    sender: Sender<Signal>,
    receiver: Receiver<Signal>,
}

/// A handle, and the signals that it sends.
pub fn handle() -> (Handle, Signals) {
    let (sender, receiver) = channel();
    (Handle(sender.clone()), Signals { sender, receiver })
}

/// What wakes the loop.
enum Signal {
    Event(notify::Result<Event>),
    Rebuild,
    Stop,
}

/// Calls `build` at once and then after every burst of changes, until the handle stops it.
///
/// `watched` is called before and after each build, so it may return what the last build read.
/// Watching begins before the first build, and a changed list is watched before the next one, so
/// no edit is lost. `note` receives sentences for the terminal.
pub fn run(
    signals: Signals,
    watched: impl FnMut() -> Watched,
    note: impl FnMut(&str),
    build: impl FnMut(Cause),
) -> notify::Result<()> {
    keep_building(FileWatcher::new(signals, POLL, note, native)?, watched, build)
}

fn keep_building(
    mut watcher: FileWatcher<impl FnMut(&str)>,
    mut watched: impl FnMut() -> Watched,
    mut build: impl FnMut(Cause),
) -> notify::Result<()> {
    watcher.update(watched(), &Burst::default())?;
    let mut cause = Cause::Start;
    loop {
        build(cause);
        // What is watched only from now on may have changed since the build read it.
        if watcher.update(watched(), &Burst::default())? {
            cause = Cause::Unsure;
            continue;
        }
        let burst = watcher.wait();
        if burst.stop {
            return Ok(());
        }
        watcher.update(watched(), &burst)?;
        cause = burst.cause();
    }
}

fn native(sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher>> {
    // A link may lead to the whole disk. The build lists the targets of the links that it followed.
    let config = Config::default().with_follow_symlinks(false);
    Ok(Box::new(RecommendedWatcher::new(report_to(sender), config)?))
}

/// Checks every file at an interval. Contents are compared, because the watcher compares times in
/// whole seconds and would miss an edit within the same second.
fn polling(sender: Sender<Signal>, every: Duration) -> notify::Result<Box<dyn Watcher>> {
    let config = Config::default().with_poll_interval(every).with_compare_contents(true);
    let config = config.with_follow_symlinks(false);
    Ok(Box::new(PollWatcher::new(report_to(sender), config)?))
}

fn report_to(sender: Sender<Signal>) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    // Once the loop has ended, there is no receiver.
    move |event| drop(sender.send(Signal::Event(event)))
}

/// What happened in a short time.
#[derive(Debug, Default)]
struct Burst {
    /// The paths that changed.
    paths: BTreeSet<PathBuf>,
    /// The paths that appeared, vanished or were renamed.
    moved: BTreeSet<PathBuf>,
    /// Whether changes may be missing from `paths`.
    unsure: bool,
    requested: bool,
    stop: bool,
    /// Why the system's reports are no longer complete.
    failure: Option<notify::Error>,
}

impl Burst {
    fn is_empty(&self) -> bool {
        self.paths.is_empty()
            && !self.unsure
            && !self.requested
            && !self.stop
            && self.failure.is_none()
    }

    fn cause(self) -> Cause {
        match () {
            () if !self.paths.is_empty() => Cause::Changed(self.paths),
            () if self.requested => Cause::Requested,
            () => Cause::Unsure,
        }
    }

    /// Whether another folder may now be at this path.
    fn replaces(&self, folder: &Path) -> bool {
        self.unsure || folder.ancestors().any(|path| self.moved.contains(path))
    }
}

/// Watches files and folders, natively or by polling.
struct FileWatcher<N> {
    signals: Signals,
    watcher: Box<dyn Watcher>,
    /// The interval at which to poll, if that becomes necessary.
    every: Duration,
    polls: bool,
    note: N,
    /// What matters, as absolute paths.
    wanted: Vec<PathBuf>,
    ignored: Vec<PathBuf>,
    /// The folders that are watched, and whether everything in them is, too.
    watched: BTreeMap<PathBuf, bool>,
}

impl<N: FnMut(&str)> FileWatcher<N> {
    /// Watches with the watcher that `start` makes, or polls at the given interval if that fails.
    fn new(
        signals: Signals,
        every: Duration,
        mut note: N,
        start: impl FnOnce(Sender<Signal>) -> notify::Result<Box<dyn Watcher>>,
    ) -> notify::Result<Self> {
        let (watcher, polls) = match start(signals.sender.clone()) {
            Ok(watcher) => (watcher, false),
            Err(error) => {
                note(&explain(&error, every));
                (polling(signals.sender.clone(), every)?, true)
            }
        };
        let (wanted, ignored, watched) = Default::default();
        Ok(Self { signals, watcher, every, polls, note, wanted, ignored, watched })
    }

    /// Watches what is wanted now. Returns whether anything is watched that was not before.
    fn update(&mut self, watched: Watched, burst: &Burst) -> notify::Result<bool> {
        self.wanted = watched.paths.iter().map(|path| resolved(path)).collect();
        self.ignored = watched.ignored.iter().map(|path| resolved(path)).collect();
        if let Some(error) = &burst.failure {
            self.start_polling(error)?;
        }
        let before: BTreeSet<_> = self.watched.keys().cloned().collect();
        if let Err(error) = self.watch_all(burst) {
            self.start_polling(&error)?;
            self.watch_all(&Burst::default())?;
        }
        Ok(self.watched.keys().any(|path| !before.contains(path)))
    }

    /// From now on, checks every file at an interval instead of waiting for reports.
    fn start_polling(&mut self, error: &notify::Error) -> notify::Result<()> {
        if !self.polls {
            (self.note)(&explain(error, self.every));
            self.watcher = polling(self.signals.sender.clone(), self.every)?;
            self.polls = true;
            self.watched.clear();
        }
        Ok(())
    }

    /// Watches the folders that matter, and no others. A folder may appear or vanish meanwhile, so
    /// this is repeated until nothing is left to do.
    fn watch_all(&mut self, burst: &Burst) -> notify::Result<()> {
        let stale: Vec<_> =
            self.watched.keys().filter(|path| burst.replaces(path)).cloned().collect();
        for path in stale {
            self.unwatch(&path);
        }
        for _ in 0..TRIES {
            let targets = targets(&self.wanted);
            let gone: Vec<_> = self
                .watched
                .keys()
                .filter(|p| targets.get(*p) != self.watched.get(*p))
                .cloned()
                .collect();
            gone.iter().for_each(|path| self.unwatch(path));
            let new: Vec<_> =
                targets.iter().filter(|(p, _)| !self.watched.contains_key(*p)).collect();
            if new.is_empty() {
                break;
            }
            for (path, deep) in new {
                self.watch_one(path, *deep)?;
            }
        }
        self.watch_new_folders(burst)
    }

    fn watch_one(&mut self, path: &Path, deep: bool) -> notify::Result<()> {
        if self.watch(path, deep)? {
            self.watched.insert(path.to_owned(), deep);
        }
        Ok(())
    }

    fn unwatch(&mut self, path: &Path) {
        // Unwatching fails if the folder has vanished, and then nothing is left to do.
        let _ = self.watcher.unwatch(path);
        self.watched.remove(path);
    }

    /// Watches the folders that appeared inside a watched one. The watcher does so itself, but
    /// gives up half-way if one of the folders vanishes meanwhile.
    fn watch_new_folders(&mut self, burst: &Burst) -> notify::Result<()> {
        let mut last: Option<&PathBuf> = None;
        for path in &burst.moved {
            let inside = last.is_some_and(|above| path.starts_with(above));
            let below = self.watched.iter().any(|(root, deep)| *deep && path.starts_with(root));
            if !self.polls && reports_single_folders() && !inside && below && is_folder(path) {
                self.watch(path, true)?;
                last = Some(path);
            }
        }
        Ok(())
    }

    /// Watches a folder. Returns `false` if the folder has vanished.
    fn watch(&mut self, path: &Path, deep: bool) -> notify::Result<bool> {
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        for _ in 0..TRIES {
            match self.watcher.watch(path, mode) {
                Ok(()) => return Ok(true),
                Err(error) if !is_not_found(&error) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(false)
    }

    /// Waits for a burst of changes that matter, or for the handle.
    fn wait(&mut self) -> Burst {
        let mut burst = Burst::default();
        while burst.is_empty() {
            match self.signals.receiver.recv() {
                Ok(signal) => drop(self.receive(signal, &mut burst)),
                Err(_) => burst.stop = true,
            }
        }
        let last = Instant::now() + LONGEST;
        let mut until = Instant::now() + QUIET;
        while !burst.stop && Instant::now() < last {
            let pause = until.min(last).saturating_duration_since(Instant::now());
            let Ok(signal) = self.signals.receiver.recv_timeout(pause) else { break };
            if self.receive(signal, &mut burst) {
                until = Instant::now() + QUIET;
            }
        }
        burst
    }

    /// Adds a signal to the burst. Returns whether it matters.
    fn receive(&mut self, signal: Signal, burst: &mut Burst) -> bool {
        match signal {
            Signal::Stop => burst.stop = true,
            Signal::Rebuild => burst.requested = true,
            Signal::Event(Ok(event)) => return self.add_event(&event, burst),
            Signal::Event(Err(error)) if is_not_found(&error) => return false,
            Signal::Event(Err(error)) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                burst.failure = Some(error);
            }
            Signal::Event(Err(error)) => {
                (self.note)(&format!("a change may have been missed: {error}"));
                burst.unsure = true;
            }
        }
        true
    }

    fn add_event(&self, event: &Event, burst: &mut Burst) -> bool {
        // Reading a file changes nothing, and the build itself reads all the time.
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        let moves = !matches!(
            event.kind,
            EventKind::Create(CreateKind::File)
                | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
        );
        burst.unsure |= event.need_rescan();
        let mut matters = event.need_rescan();
        for path in event.paths.iter().filter(|path| self.matters(path, moves)) {
            matters = true;
            burst.paths.insert(path.clone());
            if moves {
                burst.moved.insert(path.clone());
            }
        }
        matters
    }

    /// Whether a change at `path` matters. A path that appears or vanishes may also be a folder
    /// above something that is wanted.
    fn matters(&self, path: &Path, moves: bool) -> bool {
        let ignored = |wanted: &Path| {
            self.ignored
                .iter()
                .any(|folder| path.starts_with(folder) && !wanted.starts_with(folder))
        };
        let holds = |wanted: &PathBuf| path.starts_with(wanted) && !ignored(wanted);
        !is_temporary(path) && self.wanted.iter().any(|w| holds(w) || moves && w.starts_with(path))
    }
}

/// The folders to watch so that no change to `wanted` is missed, and whether everything in them
/// must be watched. The parent of a folder is watched, too, since the folder may be replaced. Of a
/// file only the parent is watched, because editors save by putting another file in its place. For
/// a path that does not exist, the nearest parent that exists is watched.
fn targets(wanted: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
    let mut targets = BTreeMap::new();
    for path in wanted {
        if is_folder(path) {
            targets.insert(path.clone(), true);
        }
        if let Some(above) = path.ancestors().skip(1).find(|above| above.is_dir()) {
            targets.entry(above.to_owned()).or_insert(false);
        }
    }
    let deep: Vec<_> = targets.iter().filter(|(_, deep)| **deep).map(|(p, _)| p.clone()).collect();
    targets.retain(|path, _| !deep.iter().any(|above| path != above && path.starts_with(above)));
    targets
}

/// Whether a path is a folder and not a link to one. A link may lead anywhere, and its parent
/// already shows when it is replaced.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

/// The absolute path, with the links among its folders resolved, as events name it. The last part
/// is left alone even if it is a link, so that replacing the link is noticed.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |above: &Path| {
        let rest = path.strip_prefix(above).ok()?;
        Some(above.canonicalize().ok()?.join(rest))
    };
    path.ancestors().skip(1).find_map(real).unwrap_or_else(|| path.clone())
}

/// Whether this is a temporary file of an editor or the system.
fn is_temporary(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(disk::is_leftover)
}

fn is_not_found(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Whether the system reports on single folders only, so that each new one must be watched, too.
fn reports_single_folders() -> bool {
    matches!(RecommendedWatcher::kind(), WatcherKind::Inotify | WatcherKind::Kqueue)
}

/// Explains why changes are not reported, what happens instead, and what to try.
fn explain(error: &notify::Error, every: Duration) -> String {
    /// "Too many open files", which stands for "too many watchers" here.
    const EMFILE: i32 = 24;
    let instead = format!("Files are checked every {} s instead.", every.as_secs_f32());
    let (what, remedy) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "this user has reached the system's limit on watched folders",
            "fs.inotify.max_user_watches=524288",
        ),
        ErrorKind::Io(io) if cfg!(target_os = "linux") && io.raw_os_error() == Some(EMFILE) => (
            "this user has reached the system's limit on file watchers",
            "fs.inotify.max_user_instances=512",
        ),
        _ => return format!("cannot watch for changes: {error}. {instead}"),
    };
    format!("{what}. {instead} To see changes at once, raise the limit: sudo sysctl {remedy}")
}
