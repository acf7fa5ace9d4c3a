//! `plenary links --check` as people run it, against a small server of our own.
#![allow(clippy::disallowed_methods, reason = "a test that runs the program on real folders")]

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response, Server};

/// A server that answers as links do, well and badly.
struct Elsewhere {
    server: Arc<Server>,
    address: String,
    seen: Arc<Seen>,
}

/// What it was asked.
#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Elsewhere {
    fn new() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let port = server.server_addr().to_ip().expect("it is a port").port();
        let (seen, own) = (Arc::new(Seen::default()), server.clone());
        let noted = seen.clone();
        thread::spawn(move || {
            for request in own.incoming_requests() {
                let noted = noted.clone();
                thread::spawn(move || noted.answer(request));
            }
        });
        Self { server, address: format!("http://127.0.0.1:{port}"), seen }
    }

    /// The requests since the last call, in order.
    fn requests(&self) -> Vec<String> {
        let mut all = std::mem::take(&mut *self.seen.requests.lock().expect("nobody panicked"));
        all.sort();
        all
    }

    /// A text of the program with `HOST` in place of the address.
    fn named(&self, text: &str) -> String {
        text.replace(&self.address, "HOST")
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

impl Seen {
    fn answer(&self, request: Request) {
        // Nobody waits for this one to the end.
        let counts = usize::from(request.url() != "/slow");
        let now = self.at_once.fetch_add(counts, Ordering::SeqCst) + counts;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        let line = format!("{} {}", request.method(), request.url());
        self.requests.lock().expect("nobody panicked").push(line);
        let to = |path: &str| Header::from_bytes("Location", path).expect("it is a header");
        let (status, location) = match (request.method(), request.url()) {
            (_, "/moved") => (301, Some(to("/moved-again"))),
            (_, "/moved-again") => (308, Some(to("/works#here"))),
            (_, "/for-now") => (302, Some(to("/works"))),
            (_, "/circle") => (301, Some(to("/circle"))),
            (_, "/gone") => (404, None),
            (_, "/broken") => (500, None),
            (_, "/members") => (403, None),
            (Method::Head, "/no-head") => (405, None),
            (_, "/slow") => {
                thread::sleep(Duration::from_secs(3));
                (200, None)
            }
            _ => (200, None),
        };
        self.at_once.fetch_sub(counts, Ordering::SeqCst);
        let mut response = Response::from_string("…").with_status_code(status);
        response = location.into_iter().fold(response, Response::with_header);
        // Whoever gave up waiting hung up.
        let _ = request.respond(response);
    }
}

/// The address of a port that nobody listens at.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("it has an address"))
}

fn plenary(site: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    for proxy in
        ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY"]
    {
        command.env_remove(proxy);
    }
    command.args(arguments).current_dir(site).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A site with these lines in the text of one record.
fn site(lines: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("content")).expect("it can be made");
    write(folder.path(), "site.toml", "title = \"Portal\"\n");
    write(folder.path(), "content/guide.md", &format!("# Guide\n\n{}\n", lines.join("\n")));
    folder
}

fn write(site: &Path, file: &str, text: &str) {
    fs::write(site.join(file), text).expect("it can be written");
}

fn lock(site: &Path) -> String {
    let text = fs::read_to_string(site.join("links.lock")).expect("it is there");
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

const CHECK: &[&str] = &["links", "--check", "--allow-private", "--timeout", "1"];

fn check(site: &Path, more: &[&str]) -> Output {
    plenary(site, &[CHECK, more].concat())
}

#[test]
fn each_link_is_asked_and_what_it_answers_is_kept() {
    let (elsewhere, closed) = (Elsewhere::new(), closed());
    let paths = [
        "works#place",
        "moved",
        "for-now",
        "circle",
        "gone",
        "broken",
        "members",
        "no-head",
        "slow",
    ];
    let mut lines: Vec<String> =
        paths.iter().map(|path| format!("- <{}/{path}>", elsewhere.address)).collect();
    lines.push(format!("- [closed]({closed})"));
    lines.push("- [mail](mailto:a@b.example)".to_owned());
    let site = site(&lines);
    let done = check(site.path(), &["--as-of", "2026-05-03"]);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    let expected = "\
HOST/broken 2026-05-03 500 since 2026-05-03
HOST/circle 2026-05-03 too-many-redirects since 2026-05-03
HOST/for-now 2026-05-03 200
HOST/gone 2026-05-03 404 since 2026-05-03
HOST/members 2026-05-03 403
HOST/moved 2026-05-03 moved HOST/works
HOST/no-head 2026-05-03 200
HOST/slow 2026-05-03 timeout since 2026-05-03
HOST/works 2026-05-03 200
CLOSED 2026-05-03 no-connection since 2026-05-03";
    let mut kept: Vec<String> = elsewhere
        .named(&lock(site.path()))
        .replace(&closed, "CLOSED")
        .lines()
        .map(str::to_owned)
        .collect();
    // The numbers of ports decide which of the two hosts comes first.
    kept.sort_by_key(|line| line.starts_with("CLOSED"));
    assert_eq!(kept.join("\n"), expected);
    assert_eq!(elsewhere.seen.most_at_once.load(Ordering::SeqCst), 1, "one at a time for a host");

    let requests = elsewhere.requests();
    let number = |line: &str| requests.iter().filter(|own| *own == line).count();
    assert_eq!(number("GET /works"), 0, "HEAD is enough where it works");
    assert_eq!((number("HEAD /no-head"), number("GET /no-head")), (1, 1));
    assert_eq!(number("HEAD /circle"), 11, "the first, and ten redirects");

    let listed = elsewhere.named(&text(&done.stdout));
    assert!(
        listed.contains(
            "HOST/gone  404 on 2026-05-03, failing since 2026-05-03\n    content/guide.md:7\n"
        ),
        "{listed}"
    );
    assert!(listed.contains("HOST/moved  moved to HOST/works on 2026-05-03\n"), "{listed}");
    assert!(!listed.contains("HOST/for-now"), "what works is not listed: {listed}");
    let said = text(&done.stderr);
    assert!(said.contains("10 addresses asked\n"), "{said}");
    let sum = "10 links to 10 addresses: 1 lost, 2 silent, 2 failed, 1 moved, 1 refused, 3 works\n";
    assert!(said.ends_with(sum), "{said}");
}

#[test]
fn only_what_failed_or_is_old_is_asked_again_and_what_is_gone_is_dropped() {
    let elsewhere = Elsewhere::new();
    let link = |path: &str| format!("- <{}/{path}>", elsewhere.address);
    let site = site(&[link("works"), link("gone"), link("old")]);
    assert_eq!(check(site.path(), &["--as-of", "2026-05-03"]).status.code(), Some(1));
    elsewhere.requests();

    write(
        site.path(),
        "content/guide.md",
        &format!("# Guide\n\n{}\n{}\n", link("works"), link("gone")),
    );
    assert_eq!(check(site.path(), &["--as-of", "2026-05-09"]).status.code(), Some(1));
    assert_eq!(elsewhere.requests(), ["GET /gone", "HEAD /gone"]);
    let kept = elsewhere.named(&lock(site.path()));
    assert_eq!(kept, "HOST/gone 2026-05-09 404 since 2026-05-03\nHOST/works 2026-05-03 200");
    let said = text(&plenary(site.path(), &["check", "--infos"]).stderr);
    assert!(said.contains("info[failing-link]"), "{said}");

    write(site.path(), "content/guide.md", &format!("# Guide\n\n{}\n", link("works")));
    assert_eq!(check(site.path(), &["--as-of", "2026-05-10"]).status.code(), Some(0));
    assert_eq!(elsewhere.named(&lock(site.path())), "HOST/works 2026-05-10 200");
    assert_eq!(elsewhere.requests(), ["HEAD /works"]);

    check(site.path(), &["--as-of", "2026-05-10", "--older-than", "0"]);
    assert_eq!(elsewhere.requests(), ["HEAD /works"]);
}

#[test]
fn nothing_but_the_check_opens_a_connection_and_none_to_a_private_address() {
    let elsewhere = Elsewhere::new();
    let site = site(&[format!("See <{}/works>.", elsewhere.address)]);
    for arguments in [&["build"][..], &["check"], &["links"], &["links", "--format", "json"]] {
        assert_eq!(plenary(site.path(), arguments).status.code(), Some(0), "{arguments:?}");
    }
    let private = plenary(site.path(), &["links", "--check", "--as-of", "2026-05-03"]);
    assert_eq!(private.status.code(), Some(1), "{}", text(&private.stderr));
    let kept = elsewhere.named(&lock(site.path()));
    assert_eq!(kept, "HOST/works 2026-05-03 private-address since 2026-05-03");
    assert_eq!(elsewhere.requests(), [] as [&str; 0]);
}

#[test]
fn what_is_not_public_is_neither_asked_nor_written_down() {
    let elsewhere = Elsewhere::new();
    let site = site(&[format!("See <{}/public>.", elsewhere.address)]);
    for (name, front) in [("draft", "draft = true"), ("inside", "distribution = \"members\"")] {
        let text = format!("+++\ntitle = \"T\"\n{front}\n+++\n<{}/{name}>\n", elsewhere.address);
        write(site.path(), &format!("content/{name}.md"), &text);
    }
    let done = check(site.path(), &["--as-of", "2026-05-03"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(elsewhere.requests(), ["HEAD /public"]);
    assert_eq!(elsewhere.named(&lock(site.path())), "HOST/public 2026-05-03 200");
}

#[test]
fn a_computer_without_a_network_does_not_note_that_every_link_fails() {
    let lines: Vec<String> = (0..3).map(|at| format!("- <{}/{at}>", closed())).collect();
    let site = site(&lines);
    let done = check(site.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    let said = text(&done.stderr);
    assert!(said.contains("none of 3 addresses answered; links.lock stays as it was"), "{said}");
    assert!(!site.path().join("links.lock").exists());
}

#[test]
fn a_site_with_errors_is_not_checked() {
    let elsewhere = Elsewhere::new();
    let site = site(&[format!("See <{}/works> and [[nobody]].", elsewhere.address)]);
    let done = check(site.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("`plenary check` lists the errors"));
    assert_eq!(elsewhere.requests(), [] as [&str; 0]);
}

#[test]
fn the_list_for_programs_has_every_place() {
    let elsewhere = Elsewhere::new();
    let line = format!("See <{0}/a> and [again]({0}/a#b).", elsewhere.address);
    let site = site(&[line]);
    let done = plenary(site.path(), &["links", "--format", "json"]);
    let links: serde_json::Value = serde_json::from_slice(&done.stdout).expect("it is JSON");
    assert_eq!(links[0]["address"], format!("{}/a", elsewhere.address));
    assert_eq!(links[0]["state"], "unchecked");
    let places = links[0]["places"].as_array().expect("it is a list");
    assert_eq!(places.len(), 2);
    assert_eq!(places[1]["file"], "content/guide.md");
    assert_eq!((&places[1]["line"], &places[1]["id"]), (&3.into(), &"guide".into()));
}
