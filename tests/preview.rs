//! The preview as a process of its own, which has few open files: nothing that visitors do ends
//! it or silences it.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test that runs the program")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// No test waits longer for anything.
const LIMIT: Duration = Duration::from_secs(60);

/// A running preview of a small site.
struct Preview {
    child: Child,
    address: SocketAddr,
    site: tempfile::TempDir,
}

impl Preview {
    /// Starts one that may have this many files open.
    fn start(open_files: u32) -> Self {
        let site = tempfile::tempdir().expect("a folder");
        fs::write(site.path().join("site.toml"), "title = \"Few files\"\n").expect("written");
        fs::create_dir(site.path().join("content")).expect("made");
        fs::write(site.path().join("content/a.md"), "# First\n").expect("written");
        let mut child = Command::new("sh")
            .args([
                "-c",
                &format!("ulimit -n {open_files}; exec \"$0\" serve --port 0 --site \"$1\""),
            ])
            .arg(env!("CARGO_BIN_EXE_plenary"))
            .arg(site.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.next().expect("a line").expect("text");
        // The pipe is read on, so that the program never waits for it.
        thread::spawn(move || lines.count());
        let address = first.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.and_then(|text| text.parse().ok()).expect("an address");
        Self { child, address, site }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, LIMIT).expect("it listens");
        stream.set_read_timeout(Some(LIMIT)).expect("a timeout");
        stream
    }

    /// The whole answer to a request for a page; nothing where the connection was ended.
    fn get(&self, path: &str) -> String {
        let mut stream = self.connect();
        let head = "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let mut all = String::new();
        let sent = write!(stream, "GET {path} {head}");
        // A visitor who is turned away asks again: see `until`.
        let _ = sent.and_then(|()| stream.read_to_string(&mut all));
        all
    }

    /// Asks until the page holds a text.
    fn until(&self, path: &str, text: &str) {
        let start = Instant::now();
        while !self.get(path).contains(text) {
            assert!(start.elapsed() < LIMIT, "{path} never held {text}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Opens this many connections; some say nothing, some stop half-way, some have had an answer.
fn crowd(preview: &Preview, count: usize) -> Vec<TcpStream> {
    let say = |n: usize| match n % 3 {
        0 => "",
        1 => "GET / HT",
        _ => "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
    let connect = |n| {
        let mut stream = preview.connect();
        // It may have been ended for the sake of another already.
        let _ = stream.write_all(say(n).as_bytes());
        stream
    };
    (0..count).map(connect).collect()
}

#[test]
fn six_hundred_idle_connections_silence_nothing() {
    for open_files in [256, 40] {
        let preview = Preview::start(open_files);
        preview.until("/a/", "First");
        let idle = crowd(&preview, 600);
        preview.until("/a/", "First");
        // The build beside still reads files, and open pages hear of it.
        fs::write(preview.site.path().join("content/a.md"), "# Second\n").expect("written");
        preview.until("/a/", "Second");
        drop(idle);
        preview.until("/a/", "Second");
    }
}

#[test]
fn a_body_of_a_hundred_terabytes_is_refused() {
    let preview = Preview::start(256);
    preview.until("/a/", "First");
    for length in ["99999999999999", "18446744073709551615", "99999999999999999999999"] {
        let mut stream = preview.connect();
        let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("sent");
        let mut all = String::new();
        stream.read_to_string(&mut all).expect("an answer");
        assert!(all.starts_with("HTTP/1.1 413 "), "{length}: {all}");
    }
    preview.until("/a/", "First");
}
