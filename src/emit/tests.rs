//! What a build may do to an output folder, and what it may not.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::bundle::{Maker, Origin};
use crate::fingerprint::Fingerprint;

/// A page with this text panics, and one with the other cannot be made.
const PANICS: &str = "(panics)";
const FAILS: &str = "(fails)";

/// A site in memory: path and text. A text that begins with `=` names a file to copy.
struct Texts(BTreeMap<String, String>);

impl Maker for Texts {
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>> {
        match self.0[route.as_str()].as_str() {
            PANICS => panic!("this page is cursed"),
            FAILS => {
                let message = format!("no template for `{route}`");
                Checked::new(None, vec![Diagnostic::new(Code::TemplateError, message)])
            }
            text => Checked::new(Some(text.as_bytes().to_vec()), vec![]),
        }
    }
}

fn bundle<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Bundle {
    let texts: BTreeMap<String, String> =
        files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
    let origin = |text: &str| match text.strip_prefix('=') {
        Some(path) => Origin::Copied(path.into()),
        None => Origin::Made,
    };
    let route = |path: &str| Route::file(path).expect("a good path");
    let files = texts.iter().map(|(path, text)| (route(path), origin(text))).collect();
    Bundle::new(files, Arc::new(Texts(texts)))
}

/// A folder with an output folder `public` in it, which is not there at first.
struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn out(&self) -> PathBuf {
        self.path("public")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn try_build(&self, files: &[(&str, &str)]) -> Result<Checked<Receipt>, Failure> {
        let errors = |diagnostics: &Diagnostics| diagnostics.is_empty();
        self.build_if(files, &errors)
    }

    fn build_if(
        &self,
        files: &[(&str, &str)],
        publish: &(dyn Fn(&Diagnostics) -> bool + Sync),
    ) -> Result<Checked<Receipt>, Failure> {
        let (out, root) = (self.out(), self.path("site"));
        let options = Options { out: &out, site: &root.into(), publish, progress: &|_, _| {} };
        write(&bundle(files.iter().copied()), &options)
    }

    /// Builds, and says what was written, unchanged and removed.
    fn build(&self, files: &[(&str, &str)]) -> (usize, usize, usize) {
        let receipt = self.try_build(files).unwrap().value;
        assert!(receipt.published);
        (receipt.written, receipt.unchanged, receipt.removed)
    }

    fn refusal(&self, files: &[(&str, &str)]) -> String {
        let failure = self.try_build(files).expect_err("this must be refused");
        failure.to_string().replace(&format!("{}/", self.0.path().display()), "")
    }

    /// All files and empty folders of the output folder, but the manifest, each with its text;
    /// `None` for a folder.
    fn tree(&self) -> Vec<(String, String)> {
        self.tidy();
        let mut tree = tree(&self.out());
        tree.retain(|(path, _)| path != MANIFEST);
        tree
    }

    /// Nothing of ours lies beside the output folder.
    fn tidy(&self) {
        assert!(!self.path(".public.plenary-work").exists());
        assert!(!self.path("public/.plenary-work").exists());
    }
}

fn tree(root: &Path) -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, tree: &mut Vec<(String, String)>) {
        let before = tree.len();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            match entry.file_type().unwrap() {
                kind if kind.is_dir() => walk(&entry.path(), root, tree),
                kind if kind.is_symlink() => tree.push((path, "(link)".into())),
                _ => tree.push((path, fs::read_to_string(entry.path()).unwrap())),
            }
        }
        if tree.len() == before && folder != root {
            let path = folder.strip_prefix(root).unwrap().to_str().unwrap();
            tree.push((path.to_owned(), "(empty folder)".into()));
        }
    }
    let mut tree = Vec::new();
    walk(root, root, &mut tree);
    tree.sort();
    tree
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

const SITE: &[(&str, &str)] = &[
    ("a/b/index.html", "deep"),
    ("a/index.html", "page"),
    ("index.html", "home"),
    ("x.css", "red"),
];

#[test]
fn a_fresh_site_is_all_there() {
    let bench = Bench::new();
    assert_eq!(bench.build(SITE), (4, 0, 0));
    assert_eq!(bench.tree(), owned(SITE));
    let manifest = fs::read_to_string(bench.path("public/.plenary-manifest")).unwrap();
    let lines = "a/b/index.html\na/index.html\nindex.html\nx.css\n";
    assert_eq!(manifest, format!("plenary manifest 1, files: 4\n{lines}"));
}

#[test]
fn folders_above_the_output_are_made() {
    let bench = Bench::new();
    let (out, root) = (bench.path("deep/er/public"), bench.path("site"));
    let options =
        Options { out: &out, site: &root.into(), publish: &|_| true, progress: &|_, _| {} };
    write(&bundle(SITE.iter().copied()), &options).unwrap();
    assert_eq!(tree(&out).len(), 5);
    assert_eq!(fs::read_dir(bench.path("deep/er")).unwrap().count(), 1);
}

#[test]
fn an_empty_folder_stays_the_same_folder() {
    let bench = Bench::new();
    fs::create_dir(bench.out()).unwrap();
    let inode = fs::metadata(bench.out()).unwrap().ino();
    assert_eq!(bench.build(SITE), (4, 0, 0));
    assert_eq!(bench.tree(), owned(SITE));
    assert_eq!(fs::metadata(bench.out()).unwrap().ino(), inode);
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let bench = Bench::new();
    let state = || {
        let paths = [".", "a", "a/b", "a/b/index.html", "a/index.html", "x.css", MANIFEST];
        paths.map(|path| {
            let data = fs::metadata(bench.out().join(path)).unwrap();
            (data.ino(), data.modified().unwrap(), data.ctime_nsec())
        })
    };
    bench.build(SITE);
    let before = state();
    assert_eq!(bench.build(SITE), (0, 4, 0));
    assert_eq!(state(), before);
    let mut changed = SITE.to_vec();
    changed[0].1 = "peed";
    assert_eq!(bench.build(&changed), (1, 3, 0));
    assert_eq!(bench.tree(), owned(&changed));
    let after = state();
    let same: Vec<bool> = before.iter().zip(after).map(|(a, b)| *a == b).collect();
    assert_eq!(same, [true, true, false, false, true, true, true]);
}

#[test]
fn what_the_site_no_longer_has_is_removed_with_its_folders() {
    let bench = Bench::new();
    bench.build(SITE);
    assert_eq!(bench.build(&SITE[2..]), (0, 2, 2));
    assert_eq!(bench.tree(), owned(&SITE[2..]));
    assert_eq!(bench.build(&[]), (0, 0, 2));
    assert_eq!(bench.tree(), owned(&[]));
}

#[test]
fn the_receipt_names_what_changed() {
    let bench = Bench::new();
    bench.build(&[("a", "1"), ("b", "1"), ("c", "1")]);
    let receipt = bench.try_build(&[("b", "2"), ("c", "1"), ("d", "1")]).unwrap().value;
    let changes: Vec<_> = receipt.changes.iter().map(|(r, change)| (r.as_str(), *change)).collect();
    let expected = [("a", Change::Removed), ("b", Change::Changed), ("d", Change::Added)];
    assert_eq!(changes, expected);
}

#[test]
fn files_of_others_survive() {
    let bench = Bench::new();
    bench.put("public/.git", "gitdir: elsewhere");
    bench.build(SITE);
    bench.put("public/CNAME", "example.org");
    bench.put("public/a/b/notes.txt", "mine");
    assert_eq!(bench.build(&SITE[3..]), (0, 1, 3));
    let left = [
        (".git", "gitdir: elsewhere"),
        ("CNAME", "example.org"),
        ("a/b/notes.txt", "mine"),
        ("x.css", "red"),
    ];
    assert_eq!(bench.tree(), owned(&left));
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let bench = Bench::new();
    bench.put("public/thesis.tex", "years of work");
    let message = bench.refusal(SITE).replace(bench.0.path().to_str().unwrap(), "");
    assert_eq!(message, "the folder `public` is not empty and was not made by plenary");
    assert_eq!(bench.tree(), owned(&[("thesis.tex", "years of work")]));
}

#[test]
fn a_file_of_somebody_else_is_never_replaced() {
    let bench = Bench::new();
    bench.build(SITE);
    bench.put("public/CNAME", "theirs");
    bench.put("public/d/theirs", "theirs");
    let before = bench.tree();
    let refusal = |path| format!("`public/{path}` is in the way and was not made by plenary");
    assert_eq!(bench.refusal(&[("CNAME", "ours")]), refusal("CNAME"));
    assert_eq!(bench.refusal(&[("CNAME/index.html", "ours")]), refusal("CNAME"));
    assert_eq!(bench.refusal(&[("d", "ours")]), refusal("d"));
    assert_eq!(bench.tree(), before);
    // With the same bytes there is nothing to write, but it stays theirs.
    assert_eq!(bench.build(&[("CNAME", "theirs")]), (0, 1, 4));
    assert_eq!(bench.build(&[]), (0, 0, 0));
    assert_eq!(bench.tree(), owned(&[("CNAME", "theirs"), ("d/theirs", "theirs")]));
}

#[test]
fn a_site_with_errors_publishes_nothing() {
    let bench = Bench::new();
    let broken = [("index.html", "new"), ("page/index.html", FAILS)];
    let built = bench.try_build(&broken).unwrap();
    assert!(!built.value.published && built.diagnostics.len() == 1);
    assert!(!bench.out().exists());
    bench.build(SITE);
    let built = bench.try_build(&broken).unwrap();
    assert_eq!((built.value.published, built.value.written, built.value.removed), (false, 1, 3));
    assert_eq!(bench.tree(), owned(SITE));
}

#[test]
fn going_on_in_spite_of_errors_keeps_the_old_page() {
    let bench = Bench::new();
    bench.build(SITE);
    let site = [("a/index.html", FAILS), ("b/index.html", FAILS), ("index.html", "new")];
    let receipt = bench.build_if(&site, &|_| true).unwrap().value;
    assert_eq!((receipt.written, receipt.unmade, receipt.removed), (1, 2, 2));
    assert_eq!(bench.tree(), owned(&[("a/index.html", "page"), ("index.html", "new")]));
    assert_eq!(bench.build(&site[2..]), (0, 1, 1));
}

#[test]
fn a_panic_is_told_and_leaves_nothing_half_done() {
    let bench = Bench::new();
    bench.build(SITE);
    let built = bench.try_build(&[("index.html", "new"), ("z", PANICS)]).unwrap();
    assert_eq!(built.diagnostics[0].code, Code::InternalError);
    assert_eq!(built.diagnostics[0].notes, ["this page is cursed"]);
    assert!(!built.value.published);
    assert_eq!(bench.tree(), owned(SITE));
    let asked = || bench.build_if(&[("index.html", "new")], &|_| panic!("so does the caller"));
    assert!(catch_unwind(AssertUnwindSafe(asked)).is_err());
    assert_eq!(bench.tree(), owned(SITE));
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let bench = Bench::new();
    let pages = [("a", "page"), ("b", "page")];
    let folders = [("a/c/index.html", "deep"), ("a/index.html", "folder"), ("b", "page")];
    bench.build(&pages);
    assert_eq!(bench.build(&folders), (2, 1, 1));
    assert_eq!(bench.tree(), owned(&folders));
    // As if a build had been killed just after it removed the files.
    fs::create_dir_all(bench.path("public/a/empty/er")).unwrap();
    fs::remove_file(bench.path("public/a/c/index.html")).unwrap();
    assert_eq!(bench.build(&pages), (1, 1, 1));
    assert_eq!(bench.tree(), owned(&pages));
}

#[test]
fn a_file_and_a_folder_of_one_name_are_refused() {
    let bench = Bench::new();
    let message = bench.refusal(&[("a", "1"), ("a-b", "2"), ("a/index.html", "3")]);
    assert_eq!(message, "the site has a file `a` and a folder of the same name");
    let message = bench.refusal(&[(MANIFEST, "1")]);
    assert_eq!(message, "the site has a file `.plenary-manifest`, a name that plenary reserves");
}

#[test]
fn files_are_copied_and_compared() {
    let bench = Bench::new();
    bench.put("site/logo.svg", "<svg/>");
    fs::set_permissions(bench.path("site/logo.svg"), PermissionsExt::from_mode(0o600)).unwrap();
    let site = [("logo.svg", "=logo.svg")];
    assert_eq!(bench.build(&site), (1, 0, 0));
    assert_eq!(bench.build(&site), (0, 1, 0));
    bench.put("site/logo.svg", "<gvs/>");
    assert_eq!(bench.tree(), owned(&[("logo.svg", "<svg/>")]));
    assert_eq!(bench.build(&site), (1, 0, 0));
    assert_eq!(bench.tree(), owned(&[("logo.svg", "<gvs/>")]));
}

#[test]
fn a_file_that_cannot_be_copied_costs_that_file_only() {
    let bench = Bench::new();
    bench.put("site/secret", "s");
    bench.put("site/site/a.txt", "a");
    symlink(bench.path("site/secret"), bench.path("site/site/out.txt")).unwrap();
    let (out, root) = (bench.out(), bench.path("site/site"));
    let options =
        Options { out: &out, site: &root.into(), publish: &|_| true, progress: &|_, _| {} };
    let files = [("a.txt", "=a.txt"), ("gone.txt", "=gone.txt"), ("out.txt", "=out.txt")];
    let written = write(&bundle(files), &options).unwrap();
    let reported: Vec<_> = written.diagnostics.iter().map(|d| d.message.as_str()).collect();
    let gone = "`gone.txt` cannot be read: there is no such file";
    assert_eq!(reported, [gone, "`out.txt` is a link that leads out of the site"]);
    assert_eq!((written.value.written, written.value.unmade), (1, 2));
    assert_eq!(bench.tree(), owned(&[("a.txt", "a")]));
}

#[test]
fn large_files_are_compared_to_their_ends() {
    let long = "x".repeat(300_000);
    let other = format!("{}y", &long[1..]);
    let bench = Bench::new();
    assert_eq!(bench.build(&[("long", &long)]), (1, 0, 0));
    assert_eq!(bench.build(&[("long", &long)]), (0, 1, 0));
    assert_eq!(bench.build(&[("long", &other)]), (1, 0, 0));
}

#[test]
fn a_list_that_cannot_be_trusted_removes_nothing() {
    for list in [
        "plenary manifest 1, files: 2\n../secret\nx.css\n",
        "plenary manifest 1, files: 1\n/etc/passwd\n",
        "plenary manifest 1, files: 9\nx.css\n",
        "\0\0",
    ] {
        let bench = Bench::new();
        bench.put("secret", "outside");
        bench.build(SITE);
        bench.put("public/.plenary-manifest", list);
        let receipt = bench.try_build(&[("index.html", "new")]).unwrap().value;
        assert_eq!((receipt.written, receipt.removed), (1, 0));
        assert!(
            receipt.notes[0].starts_with("no files of earlier builds were removed"),
            "{:?}",
            receipt.notes
        );
        assert!(bench.path("secret").exists() && bench.path("public/x.css").exists());
        assert_eq!(bench.build(&[("index.html", "new")]), (0, 1, 0));
    }
}

#[test]
fn a_link_inside_the_output_is_not_followed() {
    let bench = Bench::new();
    bench.build(SITE);
    bench.put("elsewhere/b/index.html", "theirs");
    bench.put("elsewhere/index.html", "theirs");
    fs::remove_dir_all(bench.path("public/a")).unwrap();
    symlink(bench.path("elsewhere"), bench.path("public/a")).unwrap();
    let message = bench.refusal(SITE);
    assert_eq!(message, "`public/a` is a link, and plenary does not write through links");
    let receipt = bench.try_build(&SITE[2..]).unwrap().value;
    assert_eq!((receipt.removed, receipt.notes.len()), (0, 2));
    assert_eq!(tree(&bench.path("elsewhere")).len(), 2);
    // A link in the place of one of our files is replaced; what it leads to stays.
    fs::remove_file(bench.path("public/x.css")).unwrap();
    symlink(bench.path("elsewhere/index.html"), bench.path("public/x.css")).unwrap();
    assert_eq!(bench.build(&SITE[2..]), (1, 1, 0));
    assert_eq!(bench.tree()[2], ("x.css".to_owned(), "red".to_owned()));
    assert_eq!(tree(&bench.path("elsewhere"))[1].1, "theirs");
}

#[test]
fn the_output_folder_itself_may_be_a_link() {
    let bench = Bench::new();
    symlink(bench.path("www"), bench.out()).unwrap();
    assert_eq!(bench.refusal(SITE), "`public` is a link that leads nowhere");
    fs::create_dir(bench.path("www")).unwrap();
    assert_eq!(bench.build(SITE), (4, 0, 0));
    assert!(fs::symlink_metadata(bench.out()).unwrap().is_symlink());
    assert_eq!(tree(&bench.path("www")).len(), 5);
}

#[test]
fn trouble_names_the_path() {
    let bench = Bench::new();
    bench.put("public", "a file");
    assert_eq!(bench.refusal(SITE), "the output folder `public` is a file");
    fs::remove_file(bench.out()).unwrap();
    bench.build(SITE);
    let closed = bench.path("public/a");
    fs::set_permissions(&closed, PermissionsExt::from_mode(0o555)).unwrap();
    // The superuser may write everywhere.
    if fs::write(closed.join("probe"), "").is_err() {
        let message = bench.refusal(&[("a/index.html", "new")]);
        assert_eq!(message, "cannot write `public/a/index.html`: Permission denied (os error 13)");
    }
    fs::set_permissions(&closed, PermissionsExt::from_mode(0o755)).unwrap();
    bench.put("taken", "a file");
    let (out, root) = (bench.path("taken/public"), bench.path("site"));
    let options =
        Options { out: &out, site: &root.into(), publish: &|_| true, progress: &|_, _| {} };
    let failure = write(&bundle(SITE.iter().copied()), &options).unwrap_err();
    assert!(failure.to_string().contains("taken/public"), "{failure}");
}

#[test]
fn a_build_works_inside_where_it_may_not_work_beside() {
    let bench = Bench::new();
    fs::create_dir(bench.out()).unwrap();
    // The superuser may write everywhere, and then this shows nothing.
    fs::set_permissions(bench.0.path(), PermissionsExt::from_mode(0o555)).unwrap();
    assert_eq!(bench.build(SITE), (4, 0, 0));
    assert_eq!(bench.tree(), owned(SITE));
    fs::set_permissions(bench.0.path(), PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn two_builds_do_not_write_to_one_folder() {
    let bench = Bench::new();
    let second = || {
        let message = bench.refusal(SITE);
        assert_eq!(message, format!("another build is writing to `{}`", "public"));
    };
    let ask = |_: &Diagnostics| {
        second();
        true
    };
    assert!(bench.build_if(SITE, &ask).unwrap().value.published);
    assert_eq!(bench.tree(), owned(SITE));
}

#[test]
fn builds_in_a_crowd_take_turns() {
    let bench = Bench::new();
    let published = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    match bench.try_build(SITE) {
                        Ok(_) => drop(published.fetch_add(1, Ordering::Relaxed)),
                        Err(failure) => {
                            assert!(failure.message.starts_with("another build"), "{failure}")
                        }
                    }
                }
            });
        }
    });
    assert!(published.into_inner() > 0);
    assert_eq!(bench.tree(), owned(SITE));
}

#[test]
fn what_a_killed_build_left_is_removed() {
    let bench = Bench::new();
    bench.build(SITE);
    bench.put(".public.plenary-work/tree/a/index.html", "half");
    bench.put(".public.plenary-work/flat/7", "half");
    bench.put(".public.plenary-work/lock", "");
    assert_eq!(bench.build(SITE), (0, 4, 0));
    assert_eq!(bench.tree(), owned(SITE));
}

#[test]
fn a_dry_run_makes_every_page() {
    let told = AtomicUsize::new(0);
    let site = bundle([("a", "1"), ("b", FAILS), ("c", PANICS)]);
    let dry = dry(&site, &Gate::new(Path::new("")), &|_, all| {
        told.fetch_add(all, Ordering::Relaxed);
    });
    assert_eq!((dry.value, dry.diagnostics.len(), told.into_inner()), (1, 2, 9));
}

/// Where the child process of the test below writes.
const CHILD: &str = "PLENARY_TEST_OUT";

/// What the child says before it begins.
const READY: &str = "now I build";

/// A site that is a little different each time; every file ends with a line that tells whether
/// it is whole.
fn sealed(version: usize) -> Bundle {
    let text = |path: &str, version: usize| {
        let body = format!("{path} {version}\n").repeat(100 + version);
        format!("{body}{}", Fingerprint::of(&body).hex())
    };
    let mut files = BTreeMap::new();
    for page in 0..60 {
        // Some pages never change, some come and go, some are now a file and now a folder.
        let path = match (page % 4, (version + page) % 3) {
            (0, 0) => continue,
            (1, 0) => format!("swap/{page}"),
            (1, _) => format!("swap/{page}/x/index.html"),
            _ => format!("pages/{page}/index.html"),
        };
        let version = if page % 4 == 2 { 0 } else { version };
        files.insert(path.clone(), text(&path, version));
    }
    bundle(files)
}

fn is_whole(text: &[u8]) -> bool {
    let Some(at) = text.iter().rposition(|byte| *byte == b'\n') else { return false };
    Fingerprint::of(&text[..=at]).hex().as_bytes() == &text[at + 1..]
}

fn write_all(bundle: &Bundle, out: &Path) {
    let options = Options { out, site: &out.into(), publish: &|_| true, progress: &|_, _| {} };
    write(bundle, &options).unwrap();
}

/// Not a test: the child process of the test below runs it until it is killed.
#[test]
fn builds_until_it_is_killed() {
    let Ok(out) = env::var(CHILD) else { return };
    let sites: Vec<Bundle> = (0..6).map(sealed).collect();
    #[expect(clippy::print_stdout, reason = "the parent process waits for this line")]
    {
        println!("\n{READY}");
    }
    for version in (std::process::id() as usize).. {
        write_all(&sites[version % sites.len()], Path::new(&out));
    }
}

/// Reads all published files and counts those that are whole; fails on any other.
fn read_published(folder: &Path, count: &AtomicUsize) {
    // Folders and files may go while we look.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            read_published(&path, count);
        } else if let Ok(bytes) = fs::read(&path) {
            assert!(path.ends_with(MANIFEST) || is_whole(&bytes), "{path:?}");
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Starts builds over and over, and kills them at a moment that differs each time.
fn kill_builds(bench: &Bench, one_build: Duration) {
    let out = bench.out();
    for round in 0..30_u8 {
        if round % 8 == 5 && out.exists() {
            fs::rename(&out, bench.path(&format!("old{round}"))).unwrap();
        }
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "emit::tests::builds_until_it_is_killed", "--nocapture"])
            .env(CHILD, &out)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line == READY));
        let dice = u32::from_str_radix(&Fingerprint::of([round]).hex()[..2], 16).unwrap();
        thread::sleep(one_build * dice / 64);
        assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn every_published_file_is_whole_whenever_the_build_is_killed() {
    let (bench, count) = (Bench::new(), AtomicUsize::new(0));
    let (out, sites) = (bench.out(), [0, 4].map(sealed));
    write_all(&sites[0], &out);
    let begin = Instant::now();
    write_all(&sites[1], &out);
    let one_build = begin.elapsed();
    thread::scope(|scope| {
        let killer = scope.spawn(|| kill_builds(&bench, one_build));
        while !killer.is_finished() {
            read_published(&out, &count);
        }
        killer.join().unwrap();
    });
    assert!(count.into_inner() > 100);
    write_all(&sites[1], &out);
    let fresh = Bench::new();
    write_all(&sites[1], &fresh.out());
    assert_eq!(tree(&out), tree(&fresh.out()));
    bench.tidy();
}
