//! Builds again when something changed. What happened to a file has no meaning here except
//! "look again": whoever builds reads the whole tree anyway.
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

/// A burst of changes is over when nothing more comes for so long.
const QUIET: Duration = Duration::from_millis(15);

/// A burst is cut off after this time, so that a long copy shows progress.
const LONGEST: Duration = Duration::from_millis(200);

/// How often every file is looked at where the system does not report changes.
const POLL: Duration = Duration::from_secs(2);

/// How often a folder is tried again that changes while it is being entered.
const TRIES: usize = 5;

/// What the last build read, and what it wrote.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Files, and folders with all that is in them. They need not exist (yet).
    pub paths: Vec<PathBuf>,
    /// Folders in which nothing matters, even below a folder of `paths`.
    pub ignored: Vec<PathBuf>,
}

/// Why to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// For the first time.
    Start,
    /// Something changed at these paths, and perhaps at others. Good for a line on the terminal
    /// and for nothing else.
    Changed(BTreeSet<PathBuf>),
    /// Something may have changed that was not reported.
    Unsure,
    /// Somebody rang.
    Asked,
}

/// Reaches a running [`run`] from other threads.
#[derive(Clone)]
pub struct Bell(Sender<Signal>);

impl Bell {
    /// Asks for another build.
    pub fn again(&self) {
        // Whoever has stopped does not build again.
        let _ = self.0.send(Signal::Again);
    }

    /// Ends it after the build that is under way.
    pub fn stop(&self) {
        // Whoever has stopped need not stop again.
        let _ = self.0.send(Signal::Stop);
    }
}

/// The ear that belongs to a [`Bell`]; [`run`] takes it.
pub struct Ear {
    sender: Sender<Signal>,
    signals: Receiver<Signal>,
}

/// A bell and the ear that hears it.
pub fn bell() -> (Bell, Ear) {
    let (sender, signals) = channel();
    (Bell(sender.clone()), Ear { sender, signals })
}

/// What wakes the loop.
enum Signal {
    Seen(notify::Result<Event>),
    Again,
    Stop,
}

/// Calls `again` at once and then after every burst of changes, until the bell says stop.
///
/// `watched` is asked before and after each build, so it may answer with what the last build
/// read. Watching begins before the first build and a changed list is watched before the next
/// one, so no edit is lost. `note` is given sentences for the terminal.
pub fn run(
    ear: Ear,
    watched: impl FnMut() -> Watched,
    note: impl FnMut(&str),
    again: impl FnMut(Cause),
) -> notify::Result<()> {
    keep_building(Eyes::new(ear, POLL, note, native)?, watched, again)
}

fn keep_building(
    mut eyes: Eyes<impl FnMut(&str)>,
    mut watched: impl FnMut() -> Watched,
    mut again: impl FnMut(Cause),
) -> notify::Result<()> {
    eyes.settle(watched(), &Burst::default())?;
    let mut cause = Cause::Start;
    loop {
        again(cause);
        // What is watched only now may have changed since the build read it.
        if eyes.settle(watched(), &Burst::default())? {
            cause = Cause::Unsure;
            continue;
        }
        let burst = eyes.wait();
        if burst.stop {
            return Ok(());
        }
        eyes.settle(watched(), &burst)?;
        cause = burst.cause();
    }
}

fn native(sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher>> {
    // A link may lead to the whole disk; what links lead to is named by whoever read the site.
    let config = Config::default().with_follow_symlinks(false);
    Ok(Box::new(RecommendedWatcher::new(report_to(sender), config)?))
}

/// Looks at every file again and again. Contents are compared, because the times that the
/// watcher compares are whole seconds.
fn polling(sender: Sender<Signal>, every: Duration) -> notify::Result<Box<dyn Watcher>> {
    let config = Config::default().with_poll_interval(every).with_compare_contents(true);
    let config = config.with_follow_symlinks(false);
    Ok(Box::new(PollWatcher::new(report_to(sender), config)?))
}

fn report_to(sender: Sender<Signal>) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    // Nobody listens any more once the loop has ended.
    move |seen| drop(sender.send(Signal::Seen(seen)))
}

/// What happened in a short time.
#[derive(Debug, Default)]
struct Burst {
    /// Where something changed.
    paths: BTreeSet<PathBuf>,
    /// What appeared, vanished or was renamed.
    moved: BTreeSet<PathBuf>,
    /// Whether changes may be missing.
    unsure: bool,
    asked: bool,
    stop: bool,
    /// Why the system's reports can no longer be relied on.
    blind: Option<notify::Error>,
}

impl Burst {
    fn is_nothing(&self) -> bool {
        self.paths.is_empty() && !self.unsure && !self.asked && !self.stop && self.blind.is_none()
    }

    fn cause(self) -> Cause {
        match () {
            () if !self.paths.is_empty() => Cause::Changed(self.paths),
            () if self.asked => Cause::Asked,
            () => Cause::Unsure,
        }
    }

    /// Whether the folder itself may be another one than before.
    fn replaces(&self, folder: &Path) -> bool {
        self.unsure || folder.ancestors().any(|path| self.moved.contains(path))
    }
}

/// Watches what it is told to.
struct Eyes<N> {
    ear: Ear,
    watcher: Box<dyn Watcher>,
    /// How often to look, once that is needed.
    every: Duration,
    polls: bool,
    note: N,
    /// What matters, as absolute paths.
    wanted: Vec<PathBuf>,
    ignored: Vec<PathBuf>,
    /// The folders that are watched, and whether with all that is in them.
    open: BTreeMap<PathBuf, bool>,
}

impl<N: FnMut(&str)> Eyes<N> {
    /// Eyes that see as `see` does; where that cannot be had, they look every so often.
    fn new(
        ear: Ear,
        every: Duration,
        mut note: N,
        see: impl FnOnce(Sender<Signal>) -> notify::Result<Box<dyn Watcher>>,
    ) -> notify::Result<Self> {
        let (watcher, polls) = match see(ear.sender.clone()) {
            Ok(watcher) => (watcher, false),
            Err(error) => {
                note(&explain(&error, every));
                (polling(ear.sender.clone(), every)?, true)
            }
        };
        let (wanted, ignored, open) = Default::default();
        Ok(Self { ear, watcher, every, polls, note, wanted, ignored, open })
    }

    /// Watches what matters now; whether anything is watched that was not before.
    fn settle(&mut self, watched: Watched, burst: &Burst) -> notify::Result<bool> {
        self.wanted = watched.paths.iter().map(|path| settled(path)).collect();
        self.ignored = watched.ignored.iter().map(|path| settled(path)).collect();
        if let Some(error) = &burst.blind {
            self.go_blind(error)?;
        }
        let before: BTreeSet<_> = self.open.keys().cloned().collect();
        if let Err(error) = self.open_all(burst) {
            self.go_blind(&error)?;
            self.open_all(&Burst::default())?;
        }
        Ok(self.open.keys().any(|path| !before.contains(path)))
    }

    /// From now on, looks at every file instead of waiting for reports.
    fn go_blind(&mut self, error: &notify::Error) -> notify::Result<()> {
        if !self.polls {
            (self.note)(&explain(error, self.every));
            self.watcher = polling(self.ear.sender.clone(), self.every)?;
            self.polls = true;
            self.open.clear();
        }
        Ok(())
    }

    /// Watches the folders that matter, and no others. A folder may appear or vanish while this
    /// goes on, so it is repeated until nothing is left to do.
    fn open_all(&mut self, burst: &Burst) -> notify::Result<()> {
        let stale: Vec<_> = self.open.keys().filter(|path| burst.replaces(path)).cloned().collect();
        for path in stale {
            self.close(&path);
        }
        for _ in 0..TRIES {
            let targets = targets(&self.wanted);
            let gone: Vec<_> = self
                .open
                .keys()
                .filter(|p| targets.get(*p) != self.open.get(*p))
                .cloned()
                .collect();
            gone.iter().for_each(|path| self.close(path));
            let new: Vec<_> = targets.iter().filter(|(p, _)| !self.open.contains_key(*p)).collect();
            if new.is_empty() {
                break;
            }
            for (path, deep) in new {
                self.open_one(path, *deep)?;
            }
        }
        self.enter_new_folders(burst)
    }

    fn open_one(&mut self, path: &Path, deep: bool) -> notify::Result<()> {
        if self.watch(path, deep)? {
            self.open.insert(path.to_owned(), deep);
        }
        Ok(())
    }

    fn close(&mut self, path: &Path) {
        // A folder that vanished is not watched any more.
        let _ = self.watcher.unwatch(path);
        self.open.remove(path);
    }

    /// Enters the folders that appeared below a watched one. The system's watcher does so
    /// itself, but gives up half-way when a folder vanishes under its hands.
    fn enter_new_folders(&mut self, burst: &Burst) -> notify::Result<()> {
        let mut entered: Option<&PathBuf> = None;
        for path in &burst.moved {
            let inside = entered.is_some_and(|above| path.starts_with(above));
            let below = self.open.iter().any(|(root, deep)| *deep && path.starts_with(root));
            if !self.polls && enters_by_itself() && !inside && below && is_folder(path) {
                self.watch(path, true)?;
                entered = Some(path);
            }
        }
        Ok(())
    }

    /// Watches a folder; `false` if it is not there any more.
    fn watch(&mut self, path: &Path, deep: bool) -> notify::Result<bool> {
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        for _ in 0..TRIES {
            match self.watcher.watch(path, mode) {
                Ok(()) => return Ok(true),
                Err(error) if !is_absence(&error) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(false)
    }

    /// Waits for a burst of changes that matter, or for the bell.
    fn wait(&mut self) -> Burst {
        let mut burst = Burst::default();
        while burst.is_nothing() {
            match self.ear.signals.recv() {
                Ok(signal) => drop(self.hear(signal, &mut burst)),
                Err(_) => burst.stop = true,
            }
        }
        let last = Instant::now() + LONGEST;
        let mut until = Instant::now() + QUIET;
        while !burst.stop && Instant::now() < last {
            let pause = until.min(last).saturating_duration_since(Instant::now());
            let Ok(signal) = self.ear.signals.recv_timeout(pause) else { break };
            if self.hear(signal, &mut burst) {
                until = Instant::now() + QUIET;
            }
        }
        burst
    }

    /// Adds a signal to the burst; whether it matters.
    fn hear(&mut self, signal: Signal, burst: &mut Burst) -> bool {
        match signal {
            Signal::Stop => burst.stop = true,
            Signal::Again => burst.asked = true,
            Signal::Seen(Ok(event)) => return self.see(&event, burst),
            Signal::Seen(Err(error)) if is_absence(&error) => return false,
            Signal::Seen(Err(error)) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                burst.blind = Some(error);
            }
            Signal::Seen(Err(error)) => {
                (self.note)(&format!("a change may have been missed: {error}"));
                burst.unsure = true;
            }
        }
        true
    }

    fn see(&self, event: &Event, burst: &mut Burst) -> bool {
        // Reading is no change, and we read all the time.
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

    /// Whether a change at `path` can matter. What appears or vanishes may also be a folder
    /// above something that matters.
    fn matters(&self, path: &Path, moves: bool) -> bool {
        let ignored = |wanted: &Path| {
            self.ignored
                .iter()
                .any(|folder| path.starts_with(folder) && !wanted.starts_with(folder))
        };
        let holds = |wanted: &PathBuf| path.starts_with(wanted) && !ignored(wanted);
        !is_passing(path) && self.wanted.iter().any(|w| holds(w) || moves && w.starts_with(path))
    }
}

/// The folders to watch so that nothing about `wanted` is missed, and whether with all that is
/// in them. A folder is watched from outside too, and a file only so: editors put another file in
/// its place. What does not exist is expected in the nearest folder above that does.
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

/// Whether a path is a folder and no link to one: a link may lead anywhere, and its being replaced
/// is seen from outside.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

/// An absolute path whose folders are what they seem: reports name folders without links.
/// The last part may be a link, so that its being replaced is noticed.
fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |above: &Path| {
        let rest = path.strip_prefix(above).ok()?;
        Some(above.canonicalize().ok()?.join(rest))
    };
    path.ancestors().skip(1).find_map(real).unwrap_or_else(|| path.clone())
}

/// Whether a file is one that editors and systems keep beside those of the author.
fn is_passing(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(disk::is_leftover)
}

fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Whether the system reports on single folders only, so that new ones have to be entered.
fn enters_by_itself() -> bool {
    matches!(RecommendedWatcher::kind(), WatcherKind::Inotify | WatcherKind::Kqueue)
}

/// Says why changes are not reported, what happens instead, and what to try.
fn explain(error: &notify::Error, every: Duration) -> String {
    /// "Too many open files", which stands for "too many watchers" here.
    const EMFILE: i32 = 24;
    let instead = format!("Every file is looked at every {} s instead.", every.as_secs_f32());
    let (what, remedy) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "the system watches no more folders for this user",
            "fs.inotify.max_user_watches=524288",
        ),
        ErrorKind::Io(io) if cfg!(target_os = "linux") && io.raw_os_error() == Some(EMFILE) => {
            ("the system allows this user no more watchers", "fs.inotify.max_user_instances=512")
        }
        _ => return format!("changes cannot be watched: {error}. {instead}"),
    };
    format!("{what}. {instead} To be told at once, raise the limit: sudo sysctl {remedy}")
}
