//! Files that were read before. One that has not changed since is not read again; where that is in doubt,
//! it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::history::History;
use super::{Found, Needs, one};

/// What the build before read from the disk.
#[derive(Default)]
pub struct Known {
    pub(super) needs: Option<Needs>,
    pub(super) history: Option<History>,
    files: BTreeMap<String, Seen>,
    read: usize,
}

/// Whatever clock a disk has, what happens so long after a change has another time.
const TICK: Duration = Duration::from_secs(2);

/// Whatever the difference between the clock of a disk and ours, what is so old has not just been written.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// A file as it was found.
pub(super) struct Seen {
    pub(super) found: Found,
    stamp: Option<Stamp>,
    /// When the file had this stamp for the first time.
    since: Instant,
    /// Whether it was read when the time of its stamp was over, so that whoever changes it gives it another.
    settled: bool,
    is_read: bool,
}

impl Known {
    /// How many files the last build read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// What is in a file, which is read unless nobody can have changed it.
    pub(super) fn look(&self, rel: &str, real: &Path) -> Seen {
        // What is changed between this look and the reading is read, and found to have changed next time.
        let (now, stamp) = (Instant::now(), Stamp::of(real));
        let known = self.files.get(rel).filter(|known| stamp.is_some() && known.stamp == stamp);
        match known {
            Some(Seen { found, since, settled: true, .. }) => {
                Seen { found: found.clone(), stamp, since: *since, settled: true, is_read: false }
            }
            known => {
                let since = known.map_or(now, |known| known.since);
                let is_old = stamp.as_ref().is_some_and(Stamp::is_old);
                let settled = is_old || now.duration_since(since) >= TICK;
                Seen { found: one(rel, real), stamp, since, settled, is_read: true }
            }
        }
    }

    /// Takes note of all files of a site.
    pub(super) fn keep(&mut self, files: impl Iterator<Item = (String, Seen)>) {
        self.files = files.collect();
        self.read = self.files.values().filter(|seen| seen.is_read).count();
    }
}

/// What a system says of a file and changes whenever the file is changed, at the latest when its
/// clock ticks.
#[derive(PartialEq)]
struct Stamp {
    /// Device and number of the file.
    file: (u64, u64),
    len: u64,
    /// When it was written, and when anything about it was changed; nobody can set the latter.
    times: [(i64, i64); 2],
}

impl Stamp {
    #[cfg(unix)]
    fn of(real: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let meta = fs::symlink_metadata(real).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            file: (meta.dev(), meta.ino()),
            len: meta.len(),
            times: [(meta.mtime(), meta.mtime_nsec()), (meta.ctime(), meta.ctime_nsec())],
        })
    }

    /// Other systems do not say when a file was changed whose times were set.
    #[cfg(not(unix))]
    fn of(_real: &Path) -> Option<Self> {
        None
    }

    fn is_old(&self) -> bool {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let newest = self.times.iter().map(|(seconds, _)| *seconds).max().unwrap_or(i64::MAX);
        newest.saturating_add(OLD.as_secs() as i64) < now.as_secs() as i64
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;

    use super::*;

    /// The text of the one file of a site, and whether it was read to know it.
    fn text(root: &Path, known: &mut Known) -> (String, bool) {
        let sources = super::super::site(root, &[], known).expect("it can be read").sources;
        let text = sources.find("content/a.md").expect("it is there").1.text.to_string();
        (text, known.read() > 0)
    }

    #[test]
    fn a_file_is_read_again_until_its_time_is_over() {
        let site = tempfile::tempdir().expect("a folder");
        let (file, mut known) = (site.path().join("content/a.md"), Known::default());
        fs::create_dir(site.path().join("content")).expect("a folder");
        // Within one tick of the clock, with the same length and the same times.
        for word in ["one\n", "two\n", "six\n"] {
            fs::write(&file, word).expect("a file");
            let old = File::options().write(true).open(&file).expect("a file");
            old.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
            assert_eq!(text(site.path(), &mut known), (word.to_owned(), true));
        }
        std::thread::sleep(TICK);
        assert_eq!(text(site.path(), &mut known), ("six\n".to_owned(), true));
        assert_eq!(text(site.path(), &mut known), ("six\n".to_owned(), false));
        fs::write(&file, "ten\n").expect("a file");
        let new = File::options().write(true).open(&file).expect("a file");
        new.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        assert_eq!(text(site.path(), &mut known), ("ten\n".to_owned(), true));
        // Another file in its place, which was written long ago.
        let other = site.path().join("other");
        fs::write(&other, "old\n").expect("a file");
        fs::rename(&other, &file).expect("it can be moved");
        assert_eq!(text(site.path(), &mut known), ("old\n".to_owned(), true));
    }

    #[test]
    fn a_file_that_nobody_has_touched_for_a_day_is_old() {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        let stamp = |seconds: i64| Stamp { file: (0, 0), len: 0, times: [(0, 0), (seconds, 0)] };
        let now = now.as_secs() as i64;
        assert!(stamp(now - 90_000).is_old());
        assert!(!stamp(now - 80_000).is_old() && !stamp(now + 90_000).is_old());
    }
}
