//! Check-outs that carry links, pipes and strange names: nothing outside the site is read, written
//! or waited for, and everything is reported in one run.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test that runs the program on real folders")]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// No program runs longer in these tests.
const LIMIT: Duration = Duration::from_secs(30);

/// A folder with a site in it, and a secret beside the site.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        bench.put("secret/key.txt", "secret words");
        bench.put("site/site.toml", "title = \"A\"\n");
        bench.put("site/content/a.md", "# A\n");
        bench
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// A link at the first path that leads to the second, as it is written.
    fn link(&self, path: &str, to: impl AsRef<Path>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        symlink(to, path).expect("a link");
    }

    fn pipe(&self, path: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        assert!(Command::new("mkfifo").arg(path).status().expect("it runs").success());
    }

    /// Runs the program on the site; it must end by itself.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut child = self.start(arguments);
        let start = Instant::now();
        while child.try_wait().expect("it can be asked").is_none() {
            if start.elapsed() > LIMIT {
                child.kill().expect("it can be killed");
                panic!("{arguments:?} hangs");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        child.wait_with_output().expect("its output")
    }

    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(arguments)
            .current_dir(self.path("site"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// What a check says on its error stream, with its exit status.
    fn check(&self) -> (Option<i32>, String) {
        let output = self.run(&["check"]);
        (output.status.code(), text(&output.stderr))
    }

    /// Every byte of the output folder, as one text.
    fn published(&self) -> String {
        let mut all = String::new();
        let mut folders = vec![self.path("site/public")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path => all += &text(&fs::read(path).expect("a file")),
                }
            }
        }
        all
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn says(said: &str, all: &[&str]) {
    for part in all {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
}

#[test]
fn links_that_lead_out_are_refused_in_one_run_wherever_they_are() {
    let bench = Bench::new();
    let secret = bench.path("secret/key.txt");
    for path in [
        "content/abs.md",
        "content/pic.png",
        "content/data.csv",
        "static/key.txt",
        "templates/page.html",
        "strings/en.toml",
        "model/kinds.toml",
        "themes/default/static/x.js",
        "content/book.ods",
    ] {
        bench.link(&format!("site/{path}"), &secret);
    }
    bench.link("site/content/folder", "../../secret");
    bench.link("site/content/hop.md", "hop2.md");
    bench.link("site/content/hop2.md", "../../secret/key.txt");
    let (status, said) = bench.check();
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(said.matches("error[outside-link]").count(), 12, "{said}");
    says(
        &said,
        &[
            "`content/abs.md` is a link that leads out of the site",
            "`content/folder` is a link that leads out of the site",
            "`static/key.txt` is a link",
            "`themes/default/static/x.js` is a link",
            "`templates/page.html` is a link",
            "`strings/en.toml` is a link",
            "`model/kinds.toml` is a link",
            "secret/key.txt`",
        ],
    );
    let built = bench.run(&["build", "--keep-going"]);
    assert_eq!(built.status.code(), Some(1));
    let published = bench.published();
    assert!(published.contains("<h1") && !published.contains("secret words"));
}

#[test]
fn folders_of_the_site_that_are_links_out_are_refused() {
    for folder in ["content", "static", "templates", "strings", "themes/default", "themes"] {
        let bench = Bench::new();
        fs::remove_dir_all(bench.path("site/content")).expect("removed");
        bench.put("secret/default/x.md", "# Secret words\n");
        bench.link(&format!("site/{folder}"), bench.path("secret"));
        let (status, said) = bench.check();
        assert_eq!(status, Some(1), "{folder}: {said}");
        says(&said, &["error[outside-link]", "is a link that leads out of the site"]);
        assert!(!bench.published().contains("ecret words"), "{folder}");
    }
}

#[test]
fn settings_that_are_a_link_out_or_a_pipe_are_refused_by_every_verb() {
    let verbs: [&[&str]; 7] = [
        &["build"],
        &["check"],
        &["fix", "--ids"],
        &["new", "page", "b"],
        &["model"],
        &["query"],
        &["serve", "--port", "0"],
    ];
    for is_pipe in [true, false] {
        let bench = Bench::new();
        fs::remove_file(bench.path("site/site.toml")).expect("removed");
        match is_pipe {
            true => bench.pipe("site/site.toml"),
            false => bench.link("site/site.toml", "../secret/key.txt"),
        }
        for verb in verbs.iter().take(6 + usize::from(false)) {
            let output = bench.run(verb);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{verb:?}: {said}");
            says(
                &said,
                &["site.toml", if is_pipe { "it is a pipe" } else { "leads out of the site" }],
            );
        }
        let init = bench.run(&["init", "."]);
        assert_eq!(init.status.code(), Some(2), "{}", text(&init.stderr));
    }
}

#[test]
fn a_link_that_stays_inside_is_read_and_a_setting_opens_the_way_out() {
    let bench = Bench::new();
    bench.put("site/shared/b.md", "# Shared words\n");
    bench.link("site/content/b.md", "../shared/b.md");
    bench.link("site/content/more", "../shared");
    let built = bench.run(&["build", "--strict"]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    for page in ["b", "more/b"] {
        let page = bench.path(&format!("site/public/{page}/index.html"));
        assert!(text(&fs::read(page).expect("a page")).contains("Shared words"));
    }
    bench.link("site/content/key.txt", "../../secret/key.txt");
    assert_eq!(bench.check().0, Some(1));
    bench.put("site/site.toml", "title = \"A\"\n[files]\nfollow = [\"../secret\"]\n");
    let built = bench.run(&["build", "--strict"]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    assert_eq!(fs::read(bench.path("site/public/key.txt")).expect("a file"), b"secret words");
    bench.put("site/site.toml", "title = \"A\"\n[files]\nfollow = [\"../secret\", \"../none\"]\n");
    says(
        &bench.check().1,
        &["error[wrong-setting]: `follow` names `../none`, which does not exist"],
    );
}

#[test]
fn links_to_hidden_files_of_the_site_are_refused() {
    let bench = Bench::new();
    bench.put("site/.git/config", "secret words");
    bench.put("site/.env", "secret words");
    bench.link("site/content/config.txt", "../.git/config");
    bench.link("site/static/env.txt", "../.env");
    bench.link("site/static/repository", "../.git");
    let (status, said) = bench.check();
    assert_eq!(
        (status, said.matches("is a link to something hidden").count()),
        (Some(1), 3),
        "{said}"
    );
    bench.run(&["build", "--keep-going"]);
    assert!(!bench.published().contains("secret words"));
}

#[test]
fn links_do_not_publish_what_is_left_out() {
    let bench = Bench::new();
    bench.put(
        "site/content/hidden/index.md",
        "+++\ntitle = \"H\"\ndraft = true\n+++\nsecret words\n",
    );
    bench.put("site/content/hidden/plan.txt", "secret words");
    bench.link("site/content/shown.txt", "hidden/plan.txt");
    bench.link("site/static/shown.txt", "../content/hidden/plan.txt");
    bench.link("site/static/folder", "../content/hidden");
    bench.link("site/content/text.txt", "hidden/index.md");
    bench.link("site/content/again", "hidden");
    let (status, said) = bench.check();
    assert_eq!(status, Some(1), "{said}");
    says(
        &said,
        &[
            "`content/text.txt` is not published: it is a link to the record `content/hidden/index.md`",
            "`static/folder/index.md` is not published: it is a link to the record",
        ],
    );
    bench.run(&["build", "--keep-going"]);
    let published = bench.published();
    assert!(published.contains("<h1") && !published.contains("secret words"));
}

#[test]
fn links_in_circles_and_crosswise_end_and_are_reported() {
    let bench = Bench::new();
    bench.put("site/content/d/b.md", "# B\n");
    bench.link("site/content/d/up", "..");
    bench.link("site/content/d/root", "../..");
    bench.link("site/content/self.md", "self.md");
    bench.link("site/content/gone.md", "nothing.md");
    let (status, said) = bench.check();
    assert_eq!(status, Some(1), "{said}");
    says(
        &said,
        &[
            "`content/d/up` cannot be read: links lead in circles",
            "`content/d/root` cannot be read: links lead in circles",
            "`content/self.md` cannot be read: links lead in circles",
            "`content/gone.md` cannot be read: it is a link to `nothing.md`, which does not exist",
        ],
    );
    // Twenty folders of which each has two links to the next: a million ways through.
    let bench = Bench::new();
    for n in 0..20 {
        bench.put(&format!("site/shared/{n}/x.txt"), "x");
        bench.link(&format!("site/shared/{n}/a"), format!("../{}", n + 1));
        bench.link(&format!("site/shared/{n}/b"), format!("../{}", n + 1));
    }
    bench.put("site/shared/20/x.txt", "x");
    bench.link("site/content/in", "../shared/0");
    says(&bench.check().1, &["links lead to more than 10000 folders; the rest is not read"]);
}

#[test]
fn what_is_no_ordinary_file_is_reported_and_never_opened() {
    let bench = Bench::new();
    for path in [
        "content/pipe.md",
        "content/pipe.csv",
        "content/pipe.xlsx",
        "content/pipe.svg",
        "static/pipe.txt",
        "templates/page.html",
        "content/pipe.png",
    ] {
        bench.pipe(&format!("site/{path}"));
    }
    let socket = bench.path("site/content/socket.md");
    let _listener = std::os::unix::net::UnixListener::bind(socket).expect("a socket");
    let (status, said) = bench.check();
    assert_eq!(
        (status, said.matches("it is a pipe, not a regular file").count()),
        (Some(1), 7),
        "{said}"
    );
    says(&said, &["`content/socket.md` cannot be read: it is a socket"]);
    let built = bench.run(&["build", "--keep-going"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(bench.path("site/public/a/index.html").exists());
    // A setting opens the way to devices, and still none is opened.
    bench.put("site/site.toml", "title = \"A\"\n[files]\nfollow = [\"/dev\", \"/proc\"]\n");
    bench.link("site/content/zero.md", "/dev/zero");
    bench.link("site/content/zero.png", "/dev/zero");
    says(&bench.check().1, &["`content/zero.md` cannot be read: it is a device"]);
}

#[test]
fn files_that_may_not_be_read_are_reported_together_by_check_and_build() {
    let bench = Bench::new();
    let closed =
        ["content/x.png", "content/y.pdf", "content/z.md", "static/s.js", "content/folder"];
    fs::create_dir(bench.path("site/content/folder")).expect("made");
    for path in closed {
        if !path.ends_with("folder") {
            bench.put(&format!("site/{path}"), "words");
        }
        let mode = PermissionsExt::from_mode(0o000);
        fs::set_permissions(bench.path(&format!("site/{path}")), mode).expect("changed");
    }
    let is_root = fs::read(bench.path("site/content/x.png")).is_ok();
    for arguments in [&["check"][..], &["build"]] {
        let output = bench.run(arguments);
        let said = text(&output.stderr);
        // The superuser may read everything.
        let expected = if is_root { 0 } else { closed.len() };
        assert_eq!(said.matches("error[unreadable-file]").count(), expected, "{said}");
    }
    let open = PermissionsExt::from_mode(0o755);
    fs::set_permissions(bench.path("site/content/folder"), open).expect("changed");
}

#[test]
fn nothing_is_written_through_a_link() {
    let bench = Bench::new();
    bench.put("secret/table.csv", "name\nx\n");
    bench.put("site/data.csv", "name\nx\n");
    bench.put(
        "site/site.toml",
        "title = \"A\"\n[files]\nfollow = [\"../secret\"]\n[kinds.t]\nfolder = \"t\"\n\
         [kinds.r]\n[kinds.r.fields]\nname = { type = \"text\" }\n",
    );
    let record = |file: &str| {
        format!("+++\ntitle = \"T\"\n[table]\nfile = \"{file}\"\nrow_kind = \"r\"\n+++\n")
    };
    bench.put("site/content/t/a.md", &record("out.csv"));
    bench.link("site/content/t/out.csv", bench.path("secret/table.csv"));
    bench.put("site/content/t/b.md", &record("in.csv"));
    bench.link("site/content/t/in.csv", "../../data.csv");
    let fixed = bench.run(&["fix", "--ids"]);
    assert_eq!(fixed.status.code(), Some(2), "{}", text(&fixed.stdout));
    says(&text(&fixed.stderr), &["is not changed: a link"]);
    for path in ["secret/table.csv", "site/data.csv"] {
        assert_eq!(fs::read(bench.path(path)).expect("a file"), b"name\nx\n", "{path}");
    }
    bench.link("site/content/out", bench.path("secret"));
    bench.link("site/content/dangling.md", bench.path("secret/new.md"));
    for id in ["out/new", "dangling"] {
        let new = bench.run(&["new", "page", id]);
        assert_eq!(new.status.code(), Some(2), "{}", text(&new.stdout));
    }
    assert_eq!(fs::read_dir(bench.path("secret")).expect("a folder").count(), 2);
    // A check-out that waits for somebody to begin a site in it.
    bench.link("other/content", bench.path("secret"));
    let init = bench.run(&["init", "../other"]);
    assert_eq!(init.status.code(), Some(2), "{}", text(&init.stdout));
    assert_eq!(fs::read_dir(bench.path("secret")).expect("a folder").count(), 2);
}

#[test]
fn an_output_folder_that_is_a_link_out_of_the_site_is_refused_unless_somebody_says_so() {
    let bench = Bench::new();
    fs::create_dir(bench.path("elsewhere")).expect("made");
    bench.link("site/public", bench.path("elsewhere"));
    for arguments in
        [&["build"][..], &["build", "--out", "public"], &["build", "--out", "public/x"]]
    {
        let refused = bench.run(arguments);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stdout));
        says(&text(&refused.stderr), &["leads out of the site", "elsewhere", "follow"]);
    }
    assert_eq!(fs::read_dir(bench.path("elsewhere")).expect("a folder").count(), 0);
    bench.put("site/site.toml", "title = \"A\"\n[files]\nfollow = [\"../elsewhere\"]\n");
    assert_eq!(bench.run(&["build"]).status.code(), Some(0));
    assert!(bench.path("elsewhere/a/index.html").exists());
    // What lies outside by its name was chosen by whoever named it.
    bench.link("link", bench.path("other"));
    fs::create_dir(bench.path("other")).expect("made");
    assert_eq!(bench.run(&["build", "--out", "../link"]).status.code(), Some(0));
    assert!(bench.path("other/a/index.html").exists());
}

#[test]
fn a_lock_that_is_a_pipe_or_a_link_is_reported() {
    for is_pipe in [true, false] {
        let bench = Bench::new();
        match is_pipe {
            true => bench.pipe("site/.public.plenary-work/lock"),
            false => bench.link("site/.public.plenary-work/lock", "../../secret/new"),
        }
        let output = bench.run(&["build"]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        says(&text(&output.stderr), &["lock` is not a regular file; delete it"]);
        assert!(!bench.path("secret/new").exists());
    }
    let bench = Bench::new();
    bench.link("site/.public.plenary-work", bench.path("secret"));
    assert_eq!(bench.run(&["build"]).status.code(), Some(2));
    assert_eq!(fs::read_dir(bench.path("secret")).expect("a folder").count(), 1);
}

#[test]
fn strange_names_are_reported_and_not_passed_over() {
    let bench = Bench::new();
    let content = bench.path("site/content");
    fs::write(content.join(OsStr::from_bytes(b"caf\xe9.md")), "# Caf\n").expect("written");
    fs::write(content.join("line\nbreak.md"), "# L\n").expect("written");
    fs::write(content.join("back\\slash.png"), "x").expect("written");
    fs::write(content.join("na\u{ef}ve.png"), "composed").expect("written");
    fs::write(content.join("nai\u{308}ve.png"), "decomposed").expect("written");
    fs::create_dir(bench.path("site/static")).expect("made");
    fs::write(bench.path("site/static").join(OsStr::from_bytes(b"\xff.js")), "x").expect("written");
    let (status, said) = bench.check();
    assert_eq!(status, Some(1), "{said}");
    says(
        &said,
        &[
            "the name `caf\u{fffd}.md` is not UTF-8",
            "the name `\u{fffd}.js` is not UTF-8",
            "the name `line\u{fffd}break.md` contains a control character",
            "the name of `content/back\\slash.png` cannot be part of an address",
            "two files have the name `na\u{ef}ve.png`",
        ],
    );
}

#[test]
fn names_as_long_as_names_can_be_are_written() {
    let bench = Bench::new();
    let long = "x".repeat(252);
    bench.put(&format!("site/content/{long}.md"), "# Long\n");
    bench.put(&format!("site/content/{}.png", "y".repeat(251)), "x");
    bench.put(&format!("site/static/{}", "z".repeat(255)), "x");
    let out = "o".repeat(255);
    for arguments in [&["build"][..], &["build", "--out", &out], &["build", "--out", &out]] {
        let output = bench.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    assert!(bench.path(&format!("site/{out}/{long}/index.html")).exists());
    assert!(bench.path(&format!("site/public/{}", "z".repeat(255))).exists());
    // Ids are filled into a table whose name leaves no room for a longer one.
    bench.put(
        "site/site.toml",
        "title = \"A\"\n[kinds.r]\n[kinds.r.fields]\nname = { type = \"text\" }\n",
    );
    let table = format!("{}.csv", "t".repeat(251));
    bench.put(&format!("site/content/{table}"), "name\nx\n");
    let record =
        format!("+++\ntitle = \"T\"\n[table]\nfile = \"{table}\"\nrow_kind = \"r\"\n+++\n");
    bench.put("site/content/t.md", &record);
    let fixed = bench.run(&["fix", "--ids"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", text(&fixed.stderr));
    assert!(
        text(&fs::read(bench.path(&format!("site/content/{table}"))).expect("a file"))
            .contains("id")
    );
}

#[test]
fn a_record_that_is_too_large_is_an_error_and_never_copied() {
    let bench = Bench::new();
    bench.put("site/content/big.md", &"secret words\n".repeat(3_000_000));
    let (status, said) = bench.check();
    assert_eq!(status, Some(1));
    says(
        &said,
        &["`content/big.md` is too large to be read: it has 38 MiB, and the limit is 32 MiB"],
    );
    bench.run(&["build", "--keep-going"]);
    assert!(!bench.published().contains("secret words"));
}

#[test]
fn a_table_that_is_too_large_says_so() {
    let bench = Bench::new();
    bench.put(
        "site/site.toml",
        "title = \"A\"\n[kinds.r]\n[kinds.r.fields]\nname = { type = \"text\" }\n",
    );
    bench.put("site/content/big.csv", &"name\n".repeat(7_000_000));
    bench.put(
        "site/content/big.md",
        "+++\ntitle = \"T\"\n[table]\nfile = \"big.csv\"\nrow_kind = \"r\"\n+++\n",
    );
    let (status, said) = bench.check();
    assert_eq!(status, Some(1));
    says(&said, &["content/big.md:4:8", "`big.csv` is too large to be read: more than 32 MiB"]);
}

#[test]
fn hidden_files_of_static_are_published_and_those_of_programs_are_not() {
    let bench = Bench::new();
    for path in [
        ".well-known/security.txt",
        ".nojekyll",
        ".htaccess",
        ".git/config",
        ".DS_Store",
        ".gitignore",
        "a.txt~",
    ] {
        bench.put(&format!("site/static/{path}"), "x");
    }
    bench.put("site/content/.hidden.txt", "x");
    assert_eq!(bench.run(&["build", "--strict"]).status.code(), Some(0));
    let is_there = |path: &str| bench.path(&format!("site/public/{path}")).exists();
    assert!(is_there(".well-known/security.txt") && is_there(".nojekyll") && is_there(".htaccess"));
    assert!(
        ![".git", ".DS_Store", ".gitignore", "a.txt~", ".hidden.txt"]
            .iter()
            .any(|path| is_there(path))
    );
    assert!(text(&bench.run(&["build"]).stdout).contains("0 files written"));
}

#[test]
fn what_editors_leave_is_neither_read_nor_published() {
    let bench = Bench::new();
    for name in [
        "#b.md#",
        ".#b.md",
        ".b.md.swx",
        "b.md.swx",
        "~$report.docx",
        "b.md~",
        "b.md.bak",
        "b.md.orig",
        "4913",
    ] {
        bench.put(&format!("site/content/{name}"), "+++\ndraft = true\n+++\nsecret words\n");
    }
    assert_eq!(bench.run(&["build", "--strict"]).status.code(), Some(0));
    assert!(!bench.published().contains("secret words"));
}

#[test]
fn a_collision_is_reported_and_the_rest_is_written() {
    let bench = Bench::new();
    bench.put("site/static/404.html", "mine");
    bench.put("site/static/a", "a file with the name of a folder");
    let stopped = bench.run(&["build"]);
    assert_eq!(stopped.status.code(), Some(1));
    assert!(!bench.path("site/public").exists());
    let built = bench.run(&["build", "--keep-going"]);
    let said = text(&built.stderr);
    assert_eq!(built.status.code(), Some(1), "{said}");
    says(
        &said,
        &[
            "error[route-collision]: a page and a file claim the address /404.html",
            "error[route-collision]: `a` is both a file and a folder",
        ],
    );
    assert!(bench.path("site/public/a/index.html").exists());
    assert_ne!(fs::read(bench.path("site/public/404.html")).expect("a page"), b"mine");
}

#[test]
fn a_draft_with_an_ending_in_capital_letters_is_published_nowhere() {
    let bench = Bench::new();
    bench.put("site/content/plan.MD", "+++\ndraft = true\n+++\nsecret words\n");
    let (status, said) = bench.check();
    assert_eq!(status, Some(1));
    says(&said, &["error[bad-file-name]", "rename it to `plan.md`"]);
    bench.run(&["build", "--keep-going"]);
    assert!(!bench.published().contains("secret words"));
}

#[test]
fn the_preview_follows_links_inside_and_hands_out_nothing_from_outside() {
    let bench = Bench::new();
    bench.put("site/shared/b.md", "# First\n");
    bench.put("site/shared/folder/c.md", "# C\n");
    bench.put("site/content/pic.png", "picture");
    bench.link("site/content/b.md", "../shared/b.md");
    bench.link("site/content/more", "../shared/folder");
    let mut child = bench.start(&["serve", "--port", "0"]);
    let mut stdout = std::io::BufReader::new(child.stdout.take().expect("a stream"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stdout, &mut line).expect("a line");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    let address = address.expect("an address").to_owned();
    until(&address, "/b/", "First");
    bench.put("site/shared/b.md", "# Second\n");
    until(&address, "/b/", "Second");
    bench.put("site/shared/folder/c.md", "# New words\n");
    until(&address, "/more/c/", "New words");
    // A file that was checked is exchanged for a link behind the back of the build.
    until(&address, "/pic.png", "picture");
    fs::remove_file(bench.path("site/content/pic.png")).expect("removed");
    bench.link("site/content/pic.png", "../../secret/key.txt");
    for _ in 0..20 {
        assert!(!get(&address, "/pic.png").contains("secret words"));
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("sent");
    stream.set_read_timeout(Some(Duration::from_millis(300))).expect("set");
    let mut answer = Vec::new();
    // The end of the time is the end of the answer, too.
    let _ = stream.read_to_end(&mut answer);
    text(&answer)
}

fn until(address: &str, path: &str, words: &str) {
    let start = Instant::now();
    while start.elapsed() < LIMIT {
        if get(address, path).contains(words) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{path} never holds `{words}`");
}

#[test]
fn names_in_the_other_unicode_form_are_found_under_one_name() {
    let bench = Bench::new();
    let decomposed =
        ["content/nai\u{308}ve.md", "content/re\u{301}sume\u{301}.pdf", "content/e\u{301}/x.png"];
    bench.put(&format!("site/{}", decomposed[0]), "# Naive\n");
    bench.put(&format!("site/{}", decomposed[1]), "pdf");
    bench.put(&format!("site/{}", decomposed[2]), "png");
    bench.put("site/content/e\u{301}/index.md", "# Folder\n");
    bench.put(
        "site/content/links.md",
        "# Links\n\n[a](na\u{ef}ve.md) [b](nai\u{308}ve.md) [c](r\u{e9}sum\u{e9}.pdf) [d](re\u{301}sume\u{301}.pdf)\n\
         [e](/na\u{ef}ve/) [f](/nai\u{308}ve/) [g](/re%CC%81sume%CC%81.pdf) ![h](\u{e9}/x.png) ![i](e\u{301}/x.png)\n\
         [j](\u{e9}/index.md)\n",
    );
    bench.put(
        "site/site.toml",
        "title = \"A\"\n[kinds.t]\nfolder = \"donne\u{301}es\"\n[kinds.r]\n[kinds.r.fields]\nname = { type = \"text\" }\n\
         [[views]]\npath = \"re\u{301}union\"\ntitle = \"V\"\n",
    );
    bench.put(
        "site/content/donn\u{e9}es/t.md",
        "+++\ntitle = \"T\"\n[table]\nfile = \"cafe\u{301}.csv\"\nrow_kind = \"r\"\n+++\n",
    );
    bench.put("site/content/donn\u{e9}es/caf\u{e9}.csv", "id,name\nx,y\n");
    let built = bench.run(&["build", "--strict"]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    for path in [
        "na\u{ef}ve/index.html",
        "r\u{e9}sum\u{e9}.pdf",
        "\u{e9}/x.png",
        "r\u{e9}union/index.html",
        "donn\u{e9}es/t/index.html",
        "donn\u{e9}es/t/table.csv",
    ] {
        assert!(bench.path(&format!("site/public/{path}")).exists(), "{path}");
    }
    let page = text(&fs::read(bench.path("site/public/links/index.html")).expect("a page"));
    assert!(!page.contains('\u{301}') && !page.contains("%CC%81"), "{page}");
}
