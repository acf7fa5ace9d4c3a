//! Builds that are killed, that meet each other, and that find no room: whatever happens, each
//! published file is a whole one of some build, and the next build gives what a clean one gives.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that runs the program on real folders, and prints its counts"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a build is killed.
const ROUNDS: u64 = 30;

/// How many records a site has.
const RECORDS: usize = 60;

/// What a build keeps for the next one. That reads neither where a part of it is missing.
const KEPT: [&str; 2] = [".plenary-manifest", ".plenary-due"];

/// The files below a folder, by their paths.
type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A folder with two versions of one site and what a clean build makes of each.
struct Bench {
    folder: tempfile::TempDir,
    clean: [Tree; 2],
    one_build: Duration,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut bench = Self { folder, clean: Default::default(), one_build: Duration::ZERO };
        for version in 0..2 {
            site(&bench.path(&format!("site{version}")), version);
            let out = bench.path(&format!("clean{version}"));
            let start = Instant::now();
            let built = bench.build(version, &out).wait_with_output().expect("it ends");
            assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
            bench.one_build = start.elapsed();
            bench.clean[version] = tree(&out);
        }
        bench
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn build(&self, version: usize, out: &Path) -> Child {
        command(&self.path(&format!("site{version}")), out).spawn().expect("it starts")
    }

    /// Builds and waits for the end.
    fn built(&self, version: usize, out: &Path) -> Output {
        self.build(version, out).wait_with_output().expect("it ends")
    }

    /// Checks that each published file is that of one of the versions; returns how many there are.
    #[track_caller]
    fn all_whole(&self, out: &Path) -> usize {
        let there = tree(out);
        let is_kept = |path: &Path| KEPT.iter().any(|kept| path.ends_with(kept));
        for (path, bytes) in there.iter().filter(|(path, _)| !is_kept(path)) {
            let is_whole = self.clean.iter().any(|clean| clean.get(path) == Some(bytes));
            assert!(is_whole, "{} is of no version", path.display());
        }
        there.len()
    }

    /// Checks that another build repairs everything, and that nothing else is left.
    #[track_caller]
    fn repaired(&self, version: usize, out: &Path) {
        let built = self.built(version, out);
        assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
        assert!(tree(out) == self.clean[version], "it is not what a clean build makes");
        let beside = fs::read_dir(out.parent().expect("it has one")).expect("a folder").flatten();
        let left: Vec<_> = beside
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("plenary-work"))
            .collect();
        assert_eq!(left, [] as [&str; 0]);
    }
}

fn command(site: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.args(["build", "--as-of", "2026-01-01", "--site"]).arg(site).arg("--out").arg(out);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A site whose records refer to each other; some are in one version only, and a page of one is a
/// folder of the other.
fn site(root: &Path, version: usize) {
    let put = |path: String, text: &[u8]| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("site.toml".into(), b"title = \"A\"\n[kinds.item]\nfolder = \"items\"\n");
    for number in (0..RECORDS).filter(|number| number % 5 != 4 || number % 2 == version) {
        let next = if number % 5 == 3 { 0 } else { (number + 1) % RECORDS };
        let next = if next % 5 == 4 { 0 } else { next };
        let mut text = format!("# Item {number}\n\nSee [[{next}]].\n");
        for line in 0..40 + number {
            let version = if number % 3 == 0 { 0 } else { version };
            let _ = writeln!(text, "\nParagraph {line} of version {version}.");
        }
        put(format!("content/items/{number}.md"), text.as_bytes());
    }
    let sizes = [10, 100_000, 700_000];
    for (number, size) in sizes.into_iter().enumerate() {
        put(format!("static/{number}.bin"), &vec![version as u8; size]);
    }
    put(["static/swap", "static/swap/file"][version].into(), b"words");
}

fn tree(root: &Path) -> Tree {
    let (mut out, mut folders) = (Tree::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).expect("it was found there").to_owned();
                out.insert(below, fs::read(&path).expect("a file"));
            }
        }
    }
    out
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Waits until the build stages its files, or has ended.
fn until_it_stages(child: &mut Child, out: &Path) {
    let work = out.with_file_name(".public.plenary-work");
    while !work.exists() && child.try_wait().expect("it can be asked").is_none() {
        sleep(Duration::from_micros(200));
    }
}

/// Waits until the build begins to move files, or has ended: before that, the list in the output
/// names the files of both versions.
fn until_it_moves(child: &mut Child, out: &Path) {
    let list = || fs::read(out.join(KEPT[0])).ok();
    let before = list();
    while list() == before && child.try_wait().expect("it can be asked").is_none() {}
}

#[test]
fn a_build_may_be_killed_at_any_moment() {
    let bench = Bench::new();
    let (out, mut dice) = (bench.path("public"), Dice(0x5eed));
    assert_eq!(bench.built(0, &out).status.code(), Some(0));
    let (mut killed, mut ended, mut mixed, mut files) = (0, 0, 0, 0);
    for round in 0..ROUNDS {
        let version = (dice.below(2) ^ (round & 1)) as usize;
        if dice.below(8) == 0 {
            // It may be gone: the build after the last removal was killed early.
            let _ = fs::remove_dir_all(&out);
        }
        let mut child = bench.build(version, &out);
        match round % 3 {
            // At any moment; while files are staged; while they move.
            0 => sleep(bench.one_build * dice.below(1200) as u32 / 1000),
            1 => {
                until_it_stages(&mut child, &out);
                sleep(bench.one_build * dice.below(1000) as u32 / 3000);
            }
            _ => {
                until_it_moves(&mut child, &out);
                sleep(Duration::from_micros(dice.below(3000)));
            }
        }
        let _ = child.kill();
        match child.wait().expect("it ends").signal() {
            Some(_) => killed += 1,
            None => ended += 1,
        }
        files += bench.all_whole(&out);
        let there = tree(&out);
        mixed += u32::from(!there.is_empty() && !bench.clean.contains(&there));
        if dice.below(4) == 0 {
            bench.repaired(version, &out);
        }
    }
    bench.repaired(0, &out);
    bench.repaired(1, &out);
    println!(
        "{ROUNDS} builds: {killed} killed, {ended} ended before; {files} files looked at, all whole; {mixed} times of both versions"
    );
    assert!(killed >= ROUNDS / 2, "{killed} were killed, too few to say anything");
}

#[test]
fn two_builds_at_once_take_turns_or_one_says_why_not() {
    let bench = Bench::new();
    let (out, mut refused) = (bench.path("public"), 0);
    for round in 0..6 {
        let both = [bench.build(0, &out), bench.build(1, &out)];
        let ended = both.map(|child| child.wait_with_output().expect("it ends"));
        for output in &ended {
            match output.status.code() {
                Some(0) => {}
                Some(2) => {
                    assert!(text(&output.stderr).contains("another build is writing"));
                    refused += 1;
                }
                other => panic!("{other:?}: {}", text(&output.stderr)),
            }
        }
        assert!(ended.iter().any(|output| output.status.success()));
        assert!(bench.clean.contains(&tree(&out)), "round {round}: it is of no version");
    }
    println!("12 builds, two at a time: {refused} refused");
    bench.repaired(0, &out);
}

#[test]
fn a_build_that_finds_no_room_changes_nothing() {
    let bench = Bench::new();
    let out = bench.path("public");
    assert_eq!(bench.built(0, &out).status.code(), Some(0));
    let mut said = Vec::new();
    // With the signal ignored, writing fails as on a full disk; otherwise the system ends the
    // program there.
    for ignored in ["trap '' XFSZ; ", ""] {
        for blocks in [1, 100, 1000] {
            let script = format!("{ignored}ulimit -f {blocks}; exec \"$@\"");
            let build = command(&bench.path("site1"), &out);
            let mut limited = Command::new("sh");
            limited.arg("-c").arg(script).arg("sh").arg(build.get_program()).args(build.get_args());
            let output = limited.output().expect("it ends");
            assert_ne!(output.status.code(), Some(0), "{blocks} blocks were enough");
            let is_told =
                output.status.code() == Some(2) && text(&output.stderr).contains("File too large");
            assert!(is_told || output.status.signal().is_some(), "{}", text(&output.stderr));
            said.push(output.status.code());
            assert!(tree(&out) == bench.clean[0], "something was published");
        }
    }
    println!("6 builds without room: exit statuses {said:?} (none: ended by the system)");
    bench.repaired(1, &out);
}

#[test]
fn a_build_that_may_not_write_changes_nothing() {
    let bench = Bench::new();
    let out = bench.path("deep/public");
    assert_eq!(bench.built(0, &out).status.code(), Some(0));
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("changed");
    };
    mode(&out, 0o555);
    mode(&bench.path("deep"), 0o555);
    // The superuser may write everywhere.
    let is_root = fs::write(out.join("probe"), "").is_ok();
    if is_root {
        fs::remove_file(out.join("probe")).expect("removed");
    } else {
        let refused = bench.built(1, &out);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stdout));
        assert!(text(&refused.stderr).contains("Permission denied"), "{}", text(&refused.stderr));
        assert!(tree(&out) == bench.clean[0], "something was published");
    }
    println!(
        "1 build without the right to write: {}",
        if is_root { "not tried as root" } else { "refused" }
    );
    mode(&bench.path("deep"), 0o755);
    mode(&out, 0o755);
    bench.repaired(1, &out);
}
