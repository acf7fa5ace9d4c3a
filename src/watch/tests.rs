//! Every test edits a folder and waits for a build that has seen the edit.

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use super::*;

/// No test waits longer for anything.
const LIMIT: Duration = Duration::from_secs(10);

/// What a build reads: the files below the watched paths, with their contents.
type Tree = BTreeMap<String, String>;

fn read(root: &Path, path: &Path, tree: &mut Tree) {
    if let Ok(text) = fs::read_to_string(path) {
        let name = path.strip_prefix(root).expect("a file of the site").to_string_lossy();
        tree.insert(name.replace('\\', "/"), text);
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        read(root, &entry.path(), tree);
    }
}

/// A site that is watched.
struct Site {
    root: PathBuf,
    handle: Handle,
    builds: Receiver<(Cause, Tree)>,
    notes: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

/// Makes the watcher of a test.
type Start = fn(Sender<Signal>) -> notify::Result<Box<dyn Watcher>>;

impl Site {
    fn new(before: &[&str]) -> Self {
        Self::with_watcher(native, before)
    }

    /// A site with these files, watched until the test ends.
    fn with_watcher(start: Start, before: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there").join("site");
        fs::create_dir(&root).expect("made");
        before.iter().for_each(|path| write(&root.join(path), "first"));
        let (handle, signals) = handle();
        let (sender, builds) = channel();
        let notes = Arc::new(Mutex::new(vec![]));
        let (site, diagnostics) = (root.clone(), notes.clone());
        let thread = thread::spawn(move || {
            let note = move |text: &str| diagnostics.lock().expect("a lock").push(text.to_owned());
            let watcher =
                FileWatcher::new(signals, Duration::from_millis(50), note, start).expect("watcher");
            let build = |cause| {
                let mut tree = Tree::new();
                watched(&site).paths.iter().for_each(|path| read(&site, path, &mut tree));
                // A test that failed reads no more.
                let _ = sender.send((cause, tree));
            };
            keep_building(watcher, || watched(&site), build).expect("no trouble");
        });
        let site = Self { root, handle, builds, notes, thread: Some(thread), _folder: folder };
        assert_eq!(site.next().0, Cause::Start);
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn next(&self) -> (Cause, Tree) {
        self.builds.recv_timeout(LIMIT).expect("a build in time")
    }

    /// Waits for a build that has seen it.
    fn until(&self, what: &str, is_so: impl Fn(&Tree) -> bool) {
        let start = Instant::now();
        let mut last = Tree::new();
        while start.elapsed() < LIMIT {
            if let Ok((_, tree)) = self.builds.recv_timeout(LIMIT - start.elapsed()) {
                if is_so(&tree) {
                    return;
                }
                last = tree;
            }
        }
        panic!("no build has seen that {what}; the last saw {last:?}");
    }

    /// Waits for a build in which the file holds this text.
    fn until_holds(&self, path: &str, text: &str) {
        let what = format!("{path} holds {text}");
        self.until(&what, |tree| tree.get(path).is_some_and(|held| held == text));
    }

    /// Waits for a build in which there is no such file.
    fn until_gone(&self, path: &str) {
        self.until(&format!("{path} is gone"), |tree| !tree.contains_key(path));
    }

    /// Checks that nothing was built: the next build is the one that is asked for.
    fn expect_silence(&self) {
        // Longer than a burst, so that a build that should not be would have begun.
        thread::sleep(QUIET * 6);
        self.handle.rebuild();
        assert_eq!(self.next().0, Cause::Requested);
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.handle.stop();
        let ended = self.thread.take().map(JoinHandle::join);
        if !thread::panicking() {
            assert!(ended.is_some_and(|end| end.is_ok()), "watching ended well");
        }
    }
}

fn watched(root: &Path) -> Watched {
    let all = |names: &[&str]| names.iter().map(|name| root.join(name)).collect();
    Watched {
        paths: all(&["site.toml", "content", "templates", "themes/own"]),
        ignored: all(&["public", "content/.git", "content/out"]),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

#[test]
fn a_file_written_in_place_is_seen() {
    let site = Site::new(&["content/a.md"]);
    for text in ["second", "third", ""] {
        write(&site.path("content/a.md"), text);
        site.until_holds("content/a.md", text);
    }
}

#[test]
fn the_cause_names_what_changed() {
    let site = Site::new(&["content/a.md"]);
    write(&site.path("content/a.md"), "second");
    let (cause, _) = site.next();
    assert_eq!(cause, Cause::Changed([site.path("content/a.md")].into()));
}

#[test]
fn a_new_file_and_a_deleted_one_are_seen() {
    let site = Site::new(&["content/a.md"]);
    write(&site.path("content/b.md"), "new");
    site.until_holds("content/b.md", "new");
    fs::remove_file(site.path("content/a.md")).expect("deleted");
    site.until_gone("content/a.md");
}

#[test]
fn a_renamed_file_is_seen_under_its_new_name() {
    let site = Site::new(&["content/a.md"]);
    fs::rename(site.path("content/a.md"), site.path("content/b.md")).expect("renamed");
    site.until("a.md is b.md", |t| {
        t.contains_key("content/b.md") && !t.contains_key("content/a.md")
    });
}

#[test]
fn a_file_that_is_replaced_is_seen_however_often() {
    let site = Site::new(&["content/a.md", "site.toml"]);
    for path in ["content/a.md", "site.toml"] {
        for text in ["second", "third", "fourth"] {
            write(&site.path("content/.tmp-1"), text);
            fs::rename(site.path("content/.tmp-1"), site.path(path)).expect("renamed");
            site.until_holds(path, text);
        }
    }
}

#[test]
fn a_file_saved_as_vim_does_is_seen_however_often() {
    let site = Site::new(&["content/a.md", "site.toml"]);
    for path in ["content/a.md", "site.toml"] {
        let (file, backup) = (site.path(path), site.path(&format!("{path}~")));
        for text in ["second", "third", "fourth"] {
            write(&file.with_file_name("4913"), "");
            fs::remove_file(file.with_file_name("4913")).expect("deleted");
            fs::rename(&file, &backup).expect("renamed");
            write(&file, text);
            fs::remove_file(&backup).expect("deleted");
            site.until_holds(path, text);
        }
    }
}

#[test]
fn a_file_in_new_nested_folders_is_seen_and_so_are_its_edits() {
    let site = Site::new(&["content/a.md"]);
    for round in 0..5 {
        let path = format!("content/x{round}/y/z/deep.md");
        for text in ["new", "second", "third"] {
            write(&site.path(&path), text);
            site.until_holds(&path, text);
        }
        let other = format!("content/x{round}/y/other/deep.md");
        write(&site.path(&other), "new");
        site.until_holds(&other, "new");
    }
}

#[test]
fn a_folder_that_is_moved_or_copied_in_is_watched() {
    let site = Site::new(&["content/a.md", "elsewhere/x/y/deep.md"]);
    fs::rename(site.path("elsewhere"), site.path("content/here")).expect("renamed");
    site.until_holds("content/here/x/y/deep.md", "first");
    write(&site.path("content/here/x/y/deep.md"), "second");
    site.until_holds("content/here/x/y/deep.md", "second");
    fs::rename(site.path("content/here"), site.path("content/there")).expect("renamed");
    site.until_holds("content/there/x/y/deep.md", "second");
    write(&site.path("content/there/x/y/deep.md"), "third");
    site.until_holds("content/there/x/y/deep.md", "third");
}

#[test]
fn a_folder_made_deleted_and_made_again_is_watched() {
    let site = Site::new(&["content/a.md"]);
    for round in ["1", "2", "3"] {
        write(&site.path("content/x/b.md"), round);
        site.until_holds("content/x/b.md", round);
        write(&site.path("content/x/b.md"), "edited");
        site.until_holds("content/x/b.md", "edited");
        fs::remove_dir_all(site.path("content/x")).expect("deleted");
        if round != "2" {
            site.until_gone("content/x/b.md");
        }
    }
}

#[test]
fn a_watched_path_may_come_into_being() {
    let site = Site::new(&[]);
    write(&site.path("site.toml"), "new");
    site.until_holds("site.toml", "new");
    for path in ["content/a/b.md", "templates/page.html", "themes/own/templates/page.html"] {
        for text in ["new", "second"] {
            write(&site.path(path), text);
            site.until_holds(path, text);
        }
    }
}

#[test]
fn a_watched_folder_may_vanish_and_come_back() {
    let site = Site::new(&["content/a.md", "themes/own/page.html"]);
    for text in ["one", "two"] {
        fs::remove_dir_all(site.path("content")).expect("deleted");
        site.until_gone("content/a.md");
        write(&site.path("content/a.md"), text);
        site.until_holds("content/a.md", text);
        write(&site.path("content/a.md"), "edited");
        site.until_holds("content/a.md", "edited");
    }
    fs::rename(site.path("themes"), site.path("aside")).expect("renamed");
    site.until_gone("themes/own/page.html");
    write(&site.path("aside/own/page.html"), "edited");
    fs::rename(site.path("aside"), site.path("themes")).expect("renamed");
    site.until_holds("themes/own/page.html", "edited");
    write(&site.path("themes/own/page.html"), "build");
    site.until_holds("themes/own/page.html", "build");
}

#[test]
fn a_watched_folder_may_be_exchanged_for_another() {
    let site = Site::new(&["content/a.md", "next/a.md", "next/sub/b.md"]);
    write(&site.path("next/a.md"), "next");
    fs::rename(site.path("content"), site.path("last")).expect("renamed");
    fs::rename(site.path("next"), site.path("content")).expect("renamed");
    site.until_holds("content/a.md", "next");
    for path in ["content/a.md", "content/sub/b.md"] {
        write(&site.path(path), "edited");
        site.until_holds(path, "edited");
    }
}

#[test]
fn the_whole_site_may_vanish_and_come_back() {
    let site = Site::new(&["content/a.md", "site.toml"]);
    fs::remove_dir_all(&site.root).expect("deleted");
    site.until("nothing is left", Tree::is_empty);
    write(&site.path("content/a.md"), "back");
    site.until_holds("content/a.md", "back");
    write(&site.path("site.toml"), "back");
    site.until_holds("site.toml", "back");
}

#[test]
fn what_does_not_matter_wakes_nobody() {
    let site = Site::new(&["content/a.md", "site.toml", "content/.git/x", "content/out/x"]);
    let passing = ["4913", ".a.md.swp", "a.md~", ".#a.md", "#a.md#", ".~lock.a.ods#"];
    for name in passing {
        write(&site.path("content").join(name), "x");
        write(&site.path(name), "x");
    }
    for path in ["public/index.html", "README.md", "content/.git/index", "content/out/a/b.html"] {
        write(&site.path(path), "x");
    }
    fs::read_to_string(site.path("content/a.md")).expect("read");
    fs::read_dir(site.path("content")).expect("read").for_each(drop);
    passing.iter().for_each(|name| fs::remove_file(site.path("content").join(name)).expect("gone"));
    site.expect_silence();
}

#[test]
fn a_build_does_not_wake_itself() {
    // Every build of the test reads all files.
    Site::new(&["content/a.md", "content/b/c.md", "site.toml"]).expect_silence();
}

#[test]
fn many_changes_at_once_are_few_builds() {
    let site = Site::new(&["content/a.md"]);
    for n in 0..300 {
        write(&site.path(&format!("content/{n}.md")), "new");
    }
    let mut builds = 1;
    while site.next().1.len() < 301 {
        builds += 1;
    }
    assert!(builds < 30, "{builds} builds");
}

#[test]
fn a_long_copy_shows_progress() {
    let site = Site::new(&["content/a.md"]);
    let path = site.path("content/long.md");
    let copy = thread::spawn(move || {
        let start = Instant::now();
        while start.elapsed() < LONGEST * 3 {
            write(&path, &format!("{:?}", start.elapsed()));
            thread::sleep(Duration::from_millis(2));
        }
        write(&path, "end");
    });
    site.next();
    assert!(!copy.is_finished(), "a build comes before the end of the copy");
    copy.join().expect("copied");
    site.until_holds("content/long.md", "end");
}

#[test]
fn a_change_during_a_build_leads_to_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("content/a.md");
    write(&file, "first");
    let (handle, signals) = handle();
    let watched = || Watched { paths: vec![folder.path().join("content")], ignored: vec![] };
    let mut builds = 0;
    let build = |cause| {
        builds += 1;
        match builds {
            1 => write(&file, "second"),
            _ => handle.stop(),
        }
        assert_eq!(matches!(cause, Cause::Start), builds == 1);
    };
    run(signals, watched, |note| panic!("{note}"), build).expect("no trouble");
    assert_eq!(builds, 2);
}

#[test]
fn what_is_watched_only_after_a_build_is_built_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    ["one/a.md", "two/a.md"].iter().for_each(|path| write(&root.join(path), "first"));
    let (handle, signals) = handle();
    let built = std::cell::Cell::new(0);
    // The first build finds out that another folder is read too.
    let watched = || Watched {
        paths: vec![root.join(if built.get() == 0 { "one" } else { "two" })],
        ignored: vec![],
    };
    let build = |cause| {
        built.set(built.get() + 1);
        match built.get() {
            1 => {}
            2 => {
                assert_eq!(cause, Cause::Unsure);
                write(&root.join("two/a.md"), "second");
            }
            _ => handle.stop(),
        }
    };
    run(signals, watched, |note| panic!("{note}"), build).expect("no trouble");
    assert_eq!(built.get(), 3);
}

#[test]
fn a_handle_asks_for_a_build() {
    let site = Site::new(&["content/a.md"]);
    site.handle.rebuild();
    assert_eq!(site.next().0, Cause::Requested);
}

/// A watcher of a system that has reached its limit.
struct Full;

impl Watcher for Full {
    fn new<F: notify::EventHandler>(_: F, _: Config) -> notify::Result<Self> {
        Ok(Self)
    }

    fn watch(&mut self, path: &Path, _: RecursiveMode) -> notify::Result<()> {
        Err(notify::Error::new(ErrorKind::MaxFilesWatch).add_path(path.into()))
    }

    fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
        Ok(())
    }

    fn kind() -> WatcherKind {
        WatcherKind::Inotify
    }
}

fn check_polling(site: &Site, word: &str) {
    let notes = site.notes.lock().expect("a lock").clone();
    assert!(notes.len() == 1 && notes[0].contains(word), "{notes:?}");
    for text in ["second", "third"] {
        for path in ["content/a.md", "content/x/y/new.md", "templates/page.html", "site.toml"] {
            write(&site.path(path), text);
            site.until_holds(path, text);
        }
    }
    fs::remove_dir_all(site.path("content/x")).expect("deleted");
    site.until_gone("content/x/y/new.md");
}

#[test]
fn at_the_limit_of_the_system_files_are_polled_instead() {
    let site = Site::with_watcher(|_| Ok(Box::new(Full)), &["content/a.md"]);
    check_polling(&site, "fs.inotify.max_user_watches");
}

#[test]
fn without_any_watcher_files_are_polled_instead() {
    let none: Start = |_| Err(notify::Error::generic("no watcher here"));
    check_polling(&Site::with_watcher(none, &["content/a.md"]), "no watcher here");
}

#[test]
fn the_limit_may_be_reached_later() {
    /// Reports the limit as soon as a file of this name appears.
    fn later(sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher>> {
        let report = move |event: notify::Result<Event>| {
            let full = event.as_ref().is_ok_and(|e| e.paths.iter().any(|p| p.ends_with("full.md")));
            let error = || Err(notify::Error::new(ErrorKind::MaxFilesWatch));
            drop(sender.send(Signal::Event(if full { error() } else { event })));
        };
        Ok(Box::new(RecommendedWatcher::new(report, Config::default())?))
    }
    let site = Site::with_watcher(later, &["content/a.md"]);
    write(&site.path("content/full.md"), "new");
    site.until_holds("content/full.md", "new");
    check_polling(&site, "raise the limit");
}

#[test]
fn after_a_gap_in_the_reports_everything_is_built() {
    /// Says that reports were lost as soon as a file of this name appears.
    fn lossy(sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher>> {
        let report = move |event: notify::Result<Event>| {
            let lost = event.as_ref().is_ok_and(|e| e.paths.iter().any(|p| p.ends_with("lost.md")));
            let gap = || Ok(Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan));
            drop(sender.send(Signal::Event(if lost { gap() } else { event })));
        };
        Ok(Box::new(RecommendedWatcher::new(report, Config::default())?))
    }
    let site = Site::with_watcher(lossy, &["content/a.md"]);
    write(&site.path("content/lost.md"), "new");
    let (cause, tree) = site.next();
    assert_eq!((cause, tree.len()), (Cause::Unsure, 2));
    write(&site.path("content/x/a.md"), "new");
    site.until_holds("content/x/a.md", "new");
}

#[test]
fn a_limit_is_explained_with_what_to_try() {
    let open_files = std::io::Error::from_raw_os_error(24);
    for (error, words) in [
        (notify::Error::new(ErrorKind::MaxFilesWatch), "max_user_watches"),
        (
            notify::Error::io(open_files),
            if cfg!(target_os = "linux") { "max_user_instances" } else { "" },
        ),
        (notify::Error::generic("strange"), "strange"),
    ] {
        let text = explain(&error, POLL);
        assert!(text.contains(words) && text.contains("every 2 s instead"), "{text}");
    }
}
