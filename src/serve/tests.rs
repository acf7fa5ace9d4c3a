//! The server as a browser sees it: through a socket.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::time::Instant;

mod connections;

use super::*;
use crate::bundle::{Bundle, Maker, Origin};
use crate::diag::{Checked, Code, Diagnostic};
use crate::id::Route;

/// No test waits longer for anything.
const LIMIT: Duration = Duration::from_secs(10);

/// Makes pages from a list. `CANNOT` is a page that cannot be made, `PANIC` one that fails.
struct Pages(BTreeMap<&'static str, &'static str>);

impl Maker for Pages {
    fn make(&self, route: &Route) -> Checked<Option<Vec<u8>>> {
        let problem = || vec![Diagnostic::new(Code::TemplateError, format!("trouble in {route}"))];
        match self.0[route.as_str()] {
            "CANNOT" => Checked::new(None, problem()),
            "PANIC" => panic!("a page that fails on purpose"),
            text if text.contains("WARN") => Checked::new(Some(text.into()), problem()),
            text => Checked::new(Some(text.into()), vec![]),
        }
    }
}

fn bundle(pages: &[(&'static str, &'static str)]) -> Bundle {
    let route = |path: &str| Route::file(path).expect("a good route");
    let origin = |text: &'static str| match (text.strip_prefix("COPY "), text.strip_prefix("OWN "))
    {
        (Some(path), _) => Origin::Copied(path.into()),
        (_, Some(bytes)) => Origin::BuiltIn(bytes.as_bytes()),
        _ => Origin::Made,
    };
    let files = pages.iter().map(|(path, text)| (route(path), origin(text))).collect();
    Bundle::new(files, Arc::new(Pages(pages.iter().copied().collect())))
}

fn shown(pages: &[(&'static str, &'static str)]) -> PreviewSite {
    let explain = |found: &[Diagnostic]| {
        found.iter().map(|d| format!("<i>{}</i>", d.message)).collect::<String>()
    };
    PreviewSite {
        bundle: bundle(pages),
        root: "/nowhere".into(),
        overlay: None,
        fallback: None,
        explain: Arc::new(explain),
        on_problem: Arc::new(|_, _| {}),
    }
}

const HOME: &str = "<html><body><h1>Home</h1></body></html>";

fn site() -> PreviewSite {
    shown(&[
        ("index.html", HOME),
        ("meetings/index.html", "<body>Meetings</body>"),
        ("meetings/réunion d'été/index.html", "<body>Été</body>"),
        ("evil.example/index.html", "<body>not another host</body>"),
        ("404.html", "<body>Nothing</body>"),
        ("fr/404.html", "<body>Rien</body>"),
        ("data/x.csv", "id,title\n1,One\n"),
        ("style.css", "OWN body{}"),
    ])
}

/// The usual limits, but for events that come more often.
const LIVELY: Limits = Limits {
    heartbeat_interval: Duration::from_millis(50),
    poll_interval: Duration::from_millis(10),
    ..LIMITS
};

fn start(preview: &Arc<Preview>) -> Server {
    start_with(preview, LIVELY)
}

fn start_with(preview: &Arc<Preview>, limits: Limits) -> Server {
    let options = Options { bind: Ipv4Addr::LOCALHOST.into(), port: 0 };
    Server::start_with(preview.clone(), options, limits).expect("a free port")
}

fn serve_with(shown: PreviewSite, limits: Limits) -> (Arc<Preview>, Server) {
    let preview = Preview::new();
    preview.put(shown);
    let server = start_with(&preview, limits);
    (preview, server)
}

fn serve(shown: PreviewSite) -> (Arc<Preview>, Server) {
    serve_with(shown, LIVELY)
}

/// An answer as it came.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let same =
            |line: &&str| line.split(':').next().is_some_and(|n| n.eq_ignore_ascii_case(name));
        Some(self.head.lines().find(same)?.split_once(':')?.1.trim())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).expect("the server listens");
    stream.set_read_timeout(Some(LIMIT)).expect("a timeout");
    stream
}

/// Reads one answer; the body has the length that the head gives.
fn read(stream: impl Read, head_only: bool) -> Answer {
    read_one(&mut BufReader::new(stream), head_only)
}

fn read_one(stream: &mut impl BufRead, head_only: bool) -> Answer {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).expect("an answer"), 0, "all of the head: {head}");
    }
    let status = head[9..12].parse().expect("a status");
    let mut answer = Answer { status, head, body: vec![] };
    let length = answer.header("Content-Length").map_or(0, |l| l.parse().expect("a length"));
    if !head_only {
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body).expect("all of the body");
    }
    answer
}

/// Sends a head as it is, with the right host and the end added.
fn send(server: &Server, head: &str) -> Answer {
    let mut stream = connect(server);
    write!(stream, "{head}\r\nHost: {}\r\n\r\n", server.address()).expect("sent");
    read(stream, head.starts_with("HEAD"))
}

fn get(server: &Server, path: &str) -> Answer {
    send(server, &format!("GET {path} HTTP/1.1"))
}

/// Waits until something is the case.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LIMIT, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// An open event stream, past its head.
fn events(server: &Server) -> BufReader<TcpStream> {
    let mut stream = connect(server);
    write!(stream, "GET /.plenary/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).expect("a stream"), 0);
    }
    assert!(head.contains("text/event-stream"), "{head}");
    stream
}

/// The next version that a stream tells.
fn next_version(stream: &mut impl BufRead) -> String {
    loop {
        let mut line = String::new();
        assert_ne!(stream.read_line(&mut line).expect("an event"), 0, "the stream goes on");
        if let Some(version) = line.strip_prefix("data: ") {
            return version.trim().to_owned();
        }
    }
}

fn version_in(page: &str) -> &str {
    page.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a version")
}

#[test]
fn a_folder_shows_its_page_and_a_file_itself() {
    let (_preview, server) = serve(site());
    let home = get(&server, "/");
    assert_eq!((home.status, home.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    assert!(home.text().contains("<h1>Home</h1>"));
    assert_eq!(home.header("Connection"), Some("keep-alive"));
    assert_eq!(home.header("Cache-Control"), Some("no-cache"));
    assert_eq!(home.header("X-Content-Type-Options"), Some("nosniff"));
    assert!(get(&server, "/meetings/?sort=date#x").text().contains("Meetings"));
    assert!(get(&server, "/meetings/index.html").text().contains("Meetings"));
    let table = get(&server, "/data/x.csv?download");
    assert_eq!((table.status, table.text()), (200, "id,title\n1,One\n"));
    assert_eq!(table.header("Content-Type"), Some("text/csv; charset=utf-8"));
    assert_eq!(get(&server, "/style.css").text(), "body{}");
    assert!(get(&server, "/meetings/r%C3%A9union%20d'%C3%A9t%C3%A9/").text().contains("Été"));
}

#[test]
fn a_folder_without_its_slash_leads_to_the_folder() {
    let (_preview, server) = serve(site());
    let answer = get(&server, "/meetings");
    assert_eq!((answer.status, answer.header("Location")), (302, Some("/meetings/")));
    let answer = get(&server, "/meetings/r%C3%A9union%20d%27%C3%A9t%C3%A9?a=1");
    assert_eq!(answer.header("Location"), Some("/meetings/r%C3%A9union%20d%27%C3%A9t%C3%A9/"));
}

#[test]
fn a_redirect_never_leads_to_another_host_or_breaks_the_head() {
    let (_preview, server) = serve(site());
    for path in ["//evil.example", "/%2fevil.example", "/%5cevil.example", "/\\evil.example"] {
        let answer = get(&server, path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert_eq!(answer.header("Location"), None, "{path}");
    }
    for path in ["/meetings%0d%0aX-Bad:1", "/meetings%0aX-Bad:1", "/meetings?a%0d%0aX-Bad:1"] {
        let answer = get(&server, path);
        assert_eq!(answer.header("X-Bad"), None, "{answer:?}");
    }
    for path in ["/meetings?\nX-Bad:1\rX-Bad:2", "/meetings\nX-Bad:1", "/meetings\rX-Bad:1"] {
        assert_eq!(get(&server, path).status, 400, "{path:?}");
    }
}

#[test]
fn an_address_never_climbs_out_of_the_site() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("secret"), "secret").expect("written");
    let root = folder.path().join("site");
    std::fs::create_dir(&root).expect("made");
    let (_preview, server) = serve(PreviewSite { root: root.into(), ..site() });
    for path in [
        "/../secret",
        "/..%2fsecret",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/secret",
        "/%2E%2E%2Fsecret",
        "/meetings/../../secret",
        "/..%5csecret",
        "/%00",
        "/meetings%00/",
        "/./index.html",
        "/%ff",
        "secret",
        "*",
        "http://localhost/index.html",
    ] {
        let answer = get(&server, path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(!answer.text().contains("secret") && !answer.text().contains("root:"), "{path}");
    }
    assert_eq!(get(&server, "/%252e%252e/secret").status, 404);
    assert_eq!(get(&server, "/meetings//").status, 404);
    assert_eq!(get(&server, "//").status, 404);
}

#[test]
fn an_unknown_address_shows_the_nearest_page_for_that() {
    let (_preview, server) = serve(site());
    let answer = get(&server, "/nothing/here/");
    assert_eq!((answer.status, answer.text().contains("Nothing")), (404, true));
    for path in ["/fr/nothing", "/fr/a/b/c.html", "/fr/"] {
        let answer = get(&server, path);
        assert_eq!((answer.status, answer.text().contains("Rien")), (404, true), "{path}");
    }
    assert!(get(&server, "/nothing").text().contains("data-version"));
    let (_preview, server) = serve(shown(&[("index.html", HOME)]));
    let answer = get(&server, "/nothing");
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("no page at this address") && answer.text().contains("live.js"));
}

#[test]
fn a_head_request_gets_the_same_head_and_no_body() {
    let (_preview, server) = serve(site());
    let (whole, head) = (get(&server, "/data/x.csv"), send(&server, "HEAD /data/x.csv HTTP/1.1"));
    assert_eq!(whole.head, head.head);
    // HTTP/1.0 ends with the connection, so whatever was sent too much would be seen.
    let mut stream = connect(&server);
    write!(stream, "HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("an answer");
    assert!(all.ends_with("\r\n\r\n") && all.matches("\r\n\r\n").count() == 1, "{all}");
}

#[test]
fn other_methods_are_refused_with_those_that_are_not() {
    let (_preview, server) = serve(site());
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let answer = send(&server, &format!("{method} / HTTP/1.1"));
        assert_eq!((answer.status, answer.header("Allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn a_request_with_a_body_is_refused() {
    let (_preview, server) = serve(site());
    for head in [
        "GET / HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET / HTTP/1.1\r\nTransfer-Encoding: identity, x",
        "GET / HTTP/1.1\r\nContent-Length: 0\r\ntransfer-encoding:\tchunked",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET / HTTP/1.1\r\nContent-Length: +0",
        "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 9",
    ] {
        let answer = send(&server, head);
        assert_eq!((answer.status, answer.header("Connection")), (400, Some("close")), "{head}");
    }
    // The body never comes, and still there is an answer.
    for head in [
        "GET / HTTP/1.1\r\nContent-Length: 5000",
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999",
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999999",
        "GET / HTTP/1.1\r\nContent-Length: 50\r\nExpect: 100-continue",
    ] {
        let answer = send(&server, head);
        assert_eq!((answer.status, answer.header("Connection")), (413, Some("close")), "{head}");
    }
    assert_eq!(send(&server, "GET / HTTP/1.1\r\nContent-Length: 0").status, 200);
}

#[test]
fn a_page_that_is_still_the_same_is_not_sent_again() {
    let (preview, server) = serve(site());
    for path in ["/", "/data/x.csv", "/.plenary/live.js"] {
        let tag = get(&server, path).header("ETag").expect("a tag").to_owned();
        for tags in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = send(&server, &format!("GET {path} HTTP/1.1\r\nIf-None-Match: {tags}"));
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {tags}");
            assert_eq!(again.header("ETag"), Some(&*tag));
        }
        let other = send(&server, &format!("GET {path} HTTP/1.1\r\nIf-None-Match: \"other\""));
        assert_eq!(other.status, 200);
    }
    let tag = get(&server, "/").header("ETag").expect("a tag").to_owned();
    preview.put(PreviewSite { overlay: Some("new".into()), ..site() });
    let again = send(&server, &format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!(again.status, 200, "the page carries a report that it did not");
}

#[test]
fn a_part_of_a_file_can_be_had() {
    let (_preview, server) = serve(site());
    let part = |head: &str| send(&server, &format!("GET /data/x.csv HTTP/1.1\r\n{head}"));
    let answer = part("Range: bytes=3-7");
    assert_eq!((answer.status, answer.text()), (206, "title"));
    assert_eq!(answer.header("Content-Range"), Some("bytes 3-7/15"));
    assert_eq!(part("Range: bytes=-4").text(), "One\n");
    assert_eq!(part("Range: bytes=9-").text(), "1,One\n");
    let answer = part("Range: bytes=15-");
    assert_eq!((answer.status, answer.header("Content-Range")), (416, Some("bytes */15")));
    assert_eq!(part("Range: bytes=0-1,3-4").status, 200);
    assert_eq!(part("Range: bytes=0-1\r\nIf-Range: \"other\"").status, 200);
    let tag = part("X: y").header("ETag").expect("a tag").to_owned();
    assert_eq!(part(&format!("Range: bytes=0-1\r\nIf-Range: {tag}")).status, 206);
}

#[test]
fn a_copied_file_comes_from_the_disk_however_long_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let long: Vec<u8> = (0..17 << 20).map(|n: u32| (n % 251) as u8).collect();
    std::fs::write(folder.path().join("long.pdf"), &long).expect("written");
    std::fs::write(folder.path().join("own.html"), "<p>own").expect("written");
    let pages =
        [("a/long.pdf", "COPY long.pdf"), ("own.html", "COPY own.html"), ("x.png", "COPY x.png")];
    let (_preview, server) = serve(PreviewSite { root: folder.path().into(), ..shown(&pages) });
    let whole = get(&server, "/a/long.pdf");
    assert_eq!(whole.header("Content-Type"), Some("application/pdf"));
    assert!(whole.body == long);
    let part = send(&server, "GET /a/long.pdf HTTP/1.1\r\nRange: bytes=16777216-16777219");
    assert_eq!((part.status, &part.body[..]), (206, &long[16 << 20..][..4]));
    let tag = whole.header("ETag").expect("a tag");
    let again = send(&server, &format!("GET /a/long.pdf HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!(again.status, 304);
    assert!(get(&server, "/own.html").text().starts_with("<p>own<script "));
    assert_eq!(get(&server, "/x.png").status, 404, "the file is gone");
}

#[test]
fn only_our_own_names_are_answered_to() {
    let (_preview, server) = serve(site());
    let status = |host: &str| {
        let mut stream = connect(&server);
        write!(stream, "GET / HTTP/1.1\r\n{host}\r\n").expect("sent");
        read(stream, false).status
    };
    for host in ["localhost", "LocalHost:80", "127.0.0.1:1234", "[::1]:8000", "[::1]"] {
        assert_eq!(status(&format!("Host: {host}\r\n")), 200, "{host}");
    }
    for host in
        ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.io", ""]
    {
        assert_eq!(status(&format!("Host: {host}\r\n")), 403, "{host}");
    }
    assert_eq!(status(""), 400, "no name at all");
    assert_eq!(status("Host: localhost\r\nHost: evil.example\r\n"), 400);
}

#[test]
fn a_server_for_other_machines_answers_to_any_name() {
    let preview = Preview::new();
    preview.put(site());
    let names = |ip: &str| {
        let ip: IpAddr = ip.parse().expect("an address");
        ip.is_loopback().then(|| own_names(ip))
    };
    assert_eq!(names("0.0.0.0"), None);
    assert_eq!(names("192.0.2.1"), None);
    assert_eq!(names("127.0.0.5").expect("names").last().expect("one"), "127.0.0.5");
    assert_eq!(names("::1").expect("names").last().expect("one"), "[::1]");
}

#[test]
fn the_script_is_in_the_answer_and_not_in_the_site() {
    let shown = site();
    let bundle = shown.bundle.clone();
    let (_preview, server) = serve(shown);
    let page = get(&server, "/");
    let script = "<script src=\"/.plenary/live.js\" data-version=\"";
    assert!(page.text().starts_with(&format!("<html><body><h1>Home</h1>{script}")));
    assert!(page.text().ends_with("\"></script></body></html>"));
    assert!(!get(&server, "/data/x.csv").text().contains("script"));
    let home = Route::file("index.html").expect("a route");
    let made = bundle.get(&home).value.expect("made");
    assert_eq!(made, crate::bundle::Content::Bytes(HOME.into()));
    let script = get(&server, "/.plenary/live.js");
    assert_eq!(script.header("Content-Type"), Some("text/javascript; charset=utf-8"));
    assert!(script.text().contains("EventSource"));
    assert_eq!(get(&server, "/.plenary/overlay.css").status, 200);
}

#[test]
fn the_report_lies_over_every_page() {
    let (preview, server) =
        serve(PreviewSite { overlay: Some("<b>two errors</b>".into()), ..site() });
    for path in ["/", "/meetings/", "/nothing", "/fr/nothing"] {
        assert!(
            get(&server, path).text().contains("<b>two errors</b></div></div><script "),
            "{path}"
        );
    }
    assert!(!get(&server, "/data/x.csv").text().contains("errors"));
    preview.put(site());
    assert!(!get(&server, "/").text().contains("plenary-overlay"));
    preview.report("<b>no site.toml</b>".into());
    let page = get(&server, "/");
    assert!(page.text().contains("Home") && page.text().contains("no site.toml"));
}

#[test]
fn before_the_first_site_a_page_says_so_and_waits() {
    let preview = Preview::new();
    let server = start(&preview);
    let page = get(&server, "/meetings/x/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("Building") && page.text().contains("live.js"));
    let mut stream = events(&server);
    assert_eq!(next_version(&mut stream), version_in(page.text()));
    preview.report("<b>no site.toml</b>".into());
    let page = get(&server, "/");
    assert!(page.text().contains("<b>no site.toml</b>") && !page.text().contains("Building"));
    assert_eq!(next_version(&mut stream), version_in(page.text()));
    preview.put(site());
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn a_page_that_cannot_be_made_is_shown_as_it_was() {
    let now = [("index.html", "CANNOT"), ("new/index.html", "CANNOT"), ("data.json", "CANNOT")];
    let good = bundle(&[("index.html", HOME), ("old.html", "<p>gone"), ("data.json", "[]")]);
    let (_preview, server) = serve(PreviewSite { fallback: Some(good), ..shown(&now) });
    let page = get(&server, "/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<h1>Home</h1>"));
    assert!(page.text().contains("<i>trouble in index.html</i>"));
    assert_eq!(get(&server, "/data.json").text(), "[]");
    let page = get(&server, "/new/");
    assert_eq!(page.status, 500);
    assert!(page.text().contains("could not be made") && page.text().contains("trouble in new/"));
    assert!(page.text().contains("live.js"));
    assert_eq!(get(&server, "/old.html").status, 404, "the page is not in the site any more");
}

#[test]
fn what_is_found_on_a_page_is_told_once() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = told.clone();
    let on_problem = Arc::new(move |route: &Route, found: &[Diagnostic]| {
        lock(&tell).push(format!("{route}: {}", found.len()));
    });
    let pages = [("index.html", "<p>WARN"), ("x/index.html", "CANNOT"), ("404.html", "<p>WARN")];
    let shown = PreviewSite { on_problem, ..shown(&pages) };
    let (preview, server) = serve(shown.clone());
    for path in ["/", "/", "/x/", "/x/", "/nothing"] {
        assert!(get(&server, path).text().contains("<i>trouble in "), "{path}");
    }
    let first = ["index.html: 1", "x/index.html: 1", "404.html: 1"];
    assert_eq!(*lock(&told), first);
    preview.put(shown);
    get(&server, "/");
    assert_eq!(lock(&told).len(), 4, "another site is another matter");
}

#[test]
fn a_page_that_fails_takes_nothing_with_it() {
    let (_preview, server) = serve(shown(&[("index.html", HOME), ("bad/index.html", "PANIC")]));
    for _ in 0..8 {
        let page = get(&server, "/bad/");
        assert_eq!(page.status, 500);
        assert!(page.text().contains("live.js"));
    }
    assert_eq!(get(&server, "/").status, 200);
}
