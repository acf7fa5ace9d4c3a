//! Connections: many, slow, silent and malformed ones, and event streams.

use super::*;

#[test]
fn open_pages_are_told_of_every_change() {
    let (preview, server) = serve(site());
    let (mut one, mut two) = (events(&server), events(&server));
    let first = next_version(&mut one);
    assert_eq!(first, next_version(&mut two));
    assert_eq!(first, version_in(get(&server, "/").text()));
    preview.put(site());
    let second = next_version(&mut one);
    assert_ne!(first, second);
    assert_eq!(second, next_version(&mut two));
    assert_eq!(second, version_in(get(&server, "/").text()));
}

#[test]
fn a_page_of_an_earlier_run_is_told_another_version() {
    let (_preview, server) = serve(site());
    let page = get(&server, "/");
    server.stop();
    let (_preview, server) = serve(site());
    assert_ne!(next_version(&mut events(&server)), version_in(page.text()));
}

#[test]
fn a_stream_is_alive_and_ends_when_the_client_hangs_up() {
    let (_preview, server) = serve(site());
    let streams = || server.shared.streams.count();
    let mut stream = events(&server);
    next_version(&mut stream);
    let mut line = String::new();
    while line.trim() != ":" {
        line.clear();
        assert_ne!(stream.read_line(&mut line).expect("a sign of life"), 0);
    }
    assert_eq!(streams(), 1);
    drop(stream);
    until("the stream has ended", || streams() == 0);
}

#[test]
fn a_stopped_server_ends_its_streams_and_frees_its_port() {
    let (preview, server) = serve(site());
    let mut stream = events(&server);
    next_version(&mut stream);
    let options = Options { bind: server.address().ip(), port: server.address().port() };
    server.stop();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).expect("the end");
    until("the port is free", || Server::start(preview.clone(), options).is_ok());
}

#[test]
fn a_port_that_is_taken_is_named_as_such() {
    let (preview, server) = serve(site());
    let options = Options { bind: server.address().ip(), port: server.address().port() };
    let error = Server::start(preview, options).err().expect("the port is taken");
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}

#[test]
fn events_arrive_at_once_while_many_connections_idle() {
    let (preview, server) = serve(site());
    // Some say nothing, some stop half-way, some have had their answer and stay.
    let idle: Vec<_> = (0..50)
        .map(|n| {
            let mut stream = connect(&server);
            match n % 3 {
                0 => {}
                1 => write!(stream, "GET / HT").expect("sent"),
                _ => write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent"),
            }
            stream
        })
        .collect();
    let mut stream = events(&server);
    next_version(&mut stream);
    let put = Instant::now();
    preview.put(site());
    next_version(&mut stream);
    let took = put.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert_eq!(get(&server, "/").status, 200);
    drop(idle);
}

#[test]
fn many_connections_at_the_same_instant_are_all_answered() {
    let (_preview, server) = serve(site());
    for _ in 0..5 {
        // All are there before the first asks, and all stay until the last is answered.
        let mut open: Vec<_> = (0..20).map(|_| connect(&server)).collect();
        for round in 0..3 {
            for stream in &mut open {
                let head = "GET /data/x.csv HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive";
                write!(stream, "{head}\r\n\r\n").expect("sent");
            }
            for stream in &mut open {
                assert_eq!(read(stream, false).status, 200, "round {round}");
            }
        }
    }
}

#[test]
fn clients_that_do_not_read_delay_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("long"), vec![0; 32 << 20]).expect("written");
    let pages = [("index.html", HOME), ("long", "COPY long")];
    let (_preview, server) = serve(PreviewSite { root: folder.path().into(), ..shown(&pages) });
    let stuck: Vec<_> = (0..12)
        .map(|_| {
            let mut stream = connect(&server);
            write!(stream, "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(get(&server, "/").status, 200);
    assert!(start.elapsed() < LIMITS.write_timeout / 2, "{:?}", start.elapsed());
    drop(stuck);
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn garbage_is_refused() {
    let (_preview, server) = serve(site());
    for garbage in ["GET\r\n\r\n", "\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n", "é / HTTP/1.1\r\n\r\n"]
    {
        assert_eq!(everything(&server, garbage.as_bytes())[0].0, 400, "{garbage}");
    }
    assert_eq!(everything(&server, b"GET / HTTP/9.9\r\n\r\n")[0].0, 505);
    assert_eq!(get(&server, "/").status, 200);
}

/// Sends these bytes and nothing more, and reads until the connection ends: the status and body of
/// every answer.
fn everything(server: &Server, bytes: &[u8]) -> Vec<(u16, String)> {
    let mut stream = connect(server);
    stream.write_all(bytes).expect("sent");
    stream.shutdown(Shutdown::Write).expect("shut");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("an end, and no reset");
    let mut rest = &all[..];
    let mut answers = Vec::new();
    while !rest.is_empty() {
        let answer = read_one(&mut rest, false);
        answers.push((answer.status, String::from_utf8_lossy(&answer.body).into_owned()));
    }
    answers
}

#[test]
fn requests_that_are_sent_together_are_answered_in_order() {
    let (_preview, server) = serve(site());
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let paths = ["/data/x.csv", "/nothing", "/style.css", "/data/x.csv", "/meetings"];
    let together: String = paths.iter().map(|path| one(path)).collect();
    let answers = everything(&server, together.as_bytes());
    let statuses: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 404, 200, 200, 302]);
    assert_eq!((&*answers[0].1, &*answers[2].1), ("id,title\n1,One\n", "body{}"));
}

#[test]
fn nothing_is_answered_after_what_ends_a_connection() {
    let (_preview, server) = serve(site());
    let next = "GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (head, status) in [
        ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
        ("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 87\r\n\r\n", 405),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 87\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: y\n\r\n", 400),
    ] {
        let answers = everything(&server, format!("{head}{next}").as_bytes());
        assert_eq!((answers.len(), answers[0].0), (1, status), "{head}");
    }
}

#[test]
fn a_connection_makes_a_bounded_number_of_requests() {
    let (_preview, server) = serve_with(site(), Limits { requests: 3, ..LIVELY });
    let one = "GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assert_eq!(everything(&server, one.repeat(5).as_bytes()).len(), 3);
}

#[test]
fn a_client_that_sends_too_slowly_is_refused() {
    let head = Duration::from_millis(200);
    let (_preview, server) = serve_with(site(), Limits { head_timeout: head, ..LIVELY });
    let mut stream = connect(&server);
    // Single bytes do not prolong the time that the whole head has.
    let drip = stream.try_clone().expect("a second handle");
    let dripping = thread::spawn(move || {
        let bytes = "GET / HTTP/1.1\r\nHost: localhost\r\nX: ".bytes().chain([b'y'; 400]);
        bytes
            .map(|byte| (&drip).write(&[byte]))
            .take_while(|sent| {
                thread::sleep(Duration::from_millis(10));
                sent.is_ok()
            })
            .count()
    });
    assert_eq!(read(&mut stream, false).status, 408);
    drop(stream);
    assert!(dripping.join().expect("joined") < 400);
}

#[test]
fn a_silent_client_is_disconnected() {
    let short = Duration::from_millis(50);
    let (_preview, server) =
        serve_with(site(), Limits { head_timeout: short, idle_timeout: short, ..LIVELY });
    assert_eq!(everything_silent(&server, ""), "");
    let asked = everything_silent(&server, "GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(asked.starts_with("HTTP/1.1 200") && asked.ends_with("body{}"), "{asked}");
    until("the connections are closed", || server.shared.connections.count() == 0);
}

/// Sends this and waits for the other side to end the connection.
fn everything_silent(server: &Server, text: &str) -> String {
    let mut stream = connect(server);
    stream.write_all(text.as_bytes()).expect("sent");
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("an end");
    all
}

#[test]
fn the_longest_idle_connection_makes_room_for_another() {
    let (_preview, server) = serve_with(site(), Limits { connections: 8, ..LIVELY });
    let mut idle: Vec<_> = (0..40).map(|_| connect(&server)).collect();
    assert_eq!(get(&server, "/").status, 200);
    assert!(server.shared.connections.count() <= 8);
    // The first was ended; the last may still send a request.
    let ended = idle[0].read(&mut [0]);
    let is_reset = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionReset;
    assert!(
        ended.as_ref().is_ok_and(|n| *n == 0) || ended.as_ref().is_err_and(is_reset),
        "{ended:?}"
    );
    let last = idle.last_mut().expect("one");
    write!(last, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    assert_eq!(read(last, false).status, 200);
}

#[test]
fn a_full_pool_rejects_clients() {
    /// Makes a page as soon as it may.
    struct Slow(Mutex<()>);
    impl Maker for Slow {
        fn make(&self, _: &Route) -> Checked<Option<Vec<u8>>> {
            let _may = lock(&self.0);
            Checked::new(Some(b"made".to_vec()), vec![])
        }
    }
    let maker = Arc::new(Slow(Mutex::default()));
    let home = Route::file("index.html").expect("a route");
    let bundle = Bundle::new([(home, Origin::Made)].into(), maker.clone());
    let (_preview, server) =
        serve_with(PreviewSite { bundle, ..site() }, Limits { connections: 2, ..LIVELY });
    let held = lock(&maker.0);
    let mut busy: Vec<_> = (0..2).map(|_| connect(&server)).collect();
    for stream in &mut busy {
        write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    }
    until("both connections are open", || server.shared.connections.count() == 2);
    thread::sleep(Duration::from_millis(100));
    let answer = get(&server, "/");
    assert_eq!((answer.status, answer.header("Retry-After")), (503, Some("1")));
    drop(held);
    for stream in &mut busy {
        assert!(read(stream, false).text().contains("made"));
    }
    assert_eq!(get(&server, "/").status, 200);
}

#[test]
fn event_streams_are_counted_apart() {
    let (_preview, server) = serve_with(site(), Limits { connections: 4, streams: 3, ..LIVELY });
    let mut streams: Vec<_> = (0..3).map(|_| events(&server)).collect();
    for stream in &mut streams {
        next_version(stream);
    }
    let answer = get(&server, "/.plenary/events");
    assert_eq!((answer.status, answer.header("Retry-After")), (503, Some("1")));
    assert_eq!(get(&server, "/").status, 200);
    assert_eq!(server.shared.streams.count(), 3);
    // Pages that were left close their streams at once, not at the next heartbeat.
    drop(streams.pop());
    until("a stream is closed", || server.shared.streams.count() == 2);
    next_version(&mut events(&server));
    // What sends more than its one request is not an event stream.
    write!(streams[0].get_mut(), "GET / HTTP/1.1\r\n").expect("sent");
    until("it was ended", || server.shared.streams.count() < 3);
}

/// A xorshift generator: the same numbers in every run.
fn random(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 16) as usize
}

#[test]
fn whatever_is_sent_there_is_an_answer_or_an_end() {
    let (_preview, server) = serve(site());
    let good = "GET /data/x.csv HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-3\r\n\r\n\
                HEAD /meetings?a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut seed = 0x2545_f491_4f6c_dd1d;
    let mut statuses = BTreeMap::new();
    for _ in 0..1_000 {
        let mut bytes = good.as_bytes().to_vec();
        for _ in 0..=random(&mut seed) % 4 {
            let at = random(&mut seed) % bytes.len();
            match random(&mut seed) % 3 {
                0 => bytes[at] = random(&mut seed) as u8,
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b"\r\n \0:/%"[random(&mut seed) % 7]),
            }
        }
        let mut stream = connect(&server);
        stream.write_all(&bytes).expect("sent");
        stream.shutdown(Shutdown::Write).expect("shut");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("an end, and no reset");
        let status = all.get(9..12).map(|digits| String::from_utf8_lossy(digits).into_owned());
        *statuses.entry(status).or_insert(0) += 1;
    }
    assert!(statuses.keys().flatten().all(|status| status != "500"), "{statuses:?}");
    for status in ["206", "400"] {
        assert!(statuses[&Some(status.to_owned())] > 50, "{statuses:?}");
    }
    assert_eq!(get(&server, "/").status, 200);
}
