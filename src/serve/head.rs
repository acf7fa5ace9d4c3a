//! The head of a request, read strictly: what two programs could read in two ways is refused.
//!
//! httparse parses the head. What it would tolerate (bare line feeds, a carriage return in the
//! middle of a line, control characters) is refused before, and what it does not check (lengths,
//! hosts, the address) is checked after.

use std::str::FromStr;

use tiny_http::Method;

/// The longest first line of a request, in bytes. Longer than any address that a browser sends.
const LONGEST_LINE: usize = 8 << 10;

/// The longest head of a request, in bytes.
pub(super) const LONGEST_HEAD: usize = 32 << 10;

/// The most headers that a request may have.
const MOST_HEADERS: usize = 100;

/// Why a request is not answered: the status code and a few words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str);

const MALFORMED: Refusal = Refusal(400, "this is not a well-formed request");
const LONG_LINE: Refusal = Refusal(414, "the address is too long");
const LONG_HEAD: Refusal = Refusal(431, "the request has too many headers, or too long ones");

/// Where the head of a request ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// Not yet known: more bytes are needed.
    More,
    /// The head is this many bytes long.
    Head(usize),
    /// The bytes are refused, whatever follows.
    Refused(Refusal),
}

/// Looks for the end of a head in bytes that arrive in pieces. Looks at each byte once, however
/// small the pieces are.
#[derive(Default)]
pub(super) struct Scanner {
    at: usize,
    line_start: usize,
    lines: usize,
    after_return: bool,
}

impl Scanner {
    /// Looks at what has arrived since the last call; `bytes` are all of them.
    pub(super) fn scan(&mut self, bytes: &[u8]) -> Scan {
        while let Some(&byte) = bytes.get(self.at) {
            if let Some(found) = self.take(byte) {
                return found;
            }
        }
        Scan::More
    }

    fn take(&mut self, byte: u8) -> Option<Scan> {
        self.at += 1;
        let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
        let control = byte == 0x7f || (byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n'));
        // A line ends with both characters, and neither stands anywhere else.
        if control || after_return != (byte == b'\n') {
            return Some(Scan::Refused(MALFORMED));
        }
        if byte == b'\n' {
            return self.end_of_line();
        }
        let too_long = match self.lines {
            0 => (self.at > LONGEST_LINE).then_some(LONG_LINE),
            _ => (self.at > LONGEST_HEAD).then_some(LONG_HEAD),
        };
        too_long.map(Scan::Refused)
    }

    fn end_of_line(&mut self) -> Option<Scan> {
        let is_empty = self.at - self.line_start == 2;
        let is_first = self.line_start == 0;
        self.line_start = self.at;
        match (is_empty, self.lines) {
            // Some programs send an empty line after the body of the request before this one.
            (true, 0) if is_first => None,
            (true, 0) => Some(Scan::Refused(MALFORMED)),
            (true, _) => Some(Scan::Head(self.at)),
            (false, lines) => {
                self.lines += 1;
                (lines > MOST_HEADERS).then_some(Scan::Refused(LONG_HEAD))
            }
        }
    }
}

/// The refusal of an unsupported version of HTTP, or of something that is not a version.
fn other_version(head: &[u8]) -> Refusal {
    let is_version =
        head.split(|byte| *byte == b' ').nth(2).is_some_and(|w| w.starts_with(b"HTTP/"));
    if is_version {
        Refusal(505, "this server supports HTTP/1.0 and HTTP/1.1 only")
    } else {
        MALFORMED
    }
}

/// What a client asks for, apart from the connection.
#[derive(Debug)]
pub(super) struct Request {
    /// Whether the method is one that reads.
    pub(super) reads: bool,
    /// Whether only the head of the answer is wanted.
    pub(super) head_only: bool,
    /// Whether a body is announced.
    pub(super) has_body: bool,
    /// Whether the client may send another request on the same connection.
    pub(super) keep_alive: bool,
    /// The address as it was sent, up to the query.
    pub(super) path: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// Reads a head that a [`Scanner`] found.
    pub(super) fn read(head: &[u8]) -> Result<Self, Refusal> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(head) {
            Ok(httparse::Status::Complete(length)) if length == head.len() => {}
            Ok(_) => return Err(MALFORMED),
            Err(httparse::Error::Version) => return Err(other_version(head)),
            Err(httparse::Error::TooManyHeaders) => return Err(LONG_HEAD),
            Err(_) => return Err(MALFORMED),
        }
        let modern = request.version == Some(1);
        let method = Method::from_str(request.method.unwrap_or_default());
        let address = request.path.unwrap_or_default();
        let own = |h: &httparse::Header<'_>| {
            (h.name.to_owned(), String::from_utf8_lossy(h.value).trim().to_owned())
        };
        let mut request = Self {
            reads: matches!(method, Ok(Method::Get | Method::Head)),
            head_only: method == Ok(Method::Head),
            has_body: false,
            keep_alive: false,
            path: address.split(['?', '#']).next().unwrap_or_default().to_owned(),
            headers: request.headers.iter().map(own).collect(),
        };
        request.check(address, modern)?;
        request.has_body = request.announces_body()?;
        request.keep_alive = modern && !request.has_body && !request.wants_to_close();
        Ok(request)
    }

    fn check(&self, address: &str, modern: bool) -> Result<(), Refusal> {
        if !address.starts_with('/') || !address.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Refusal(400, "the address must begin with a slash and be percent-encoded"));
        }
        match (self.all("Host").count(), modern) {
            (1, _) | (0, false) => Ok(()),
            _ => Err(Refusal(400, "a request must have exactly one `Host` header")),
        }
    }

    /// Whether a body is announced. A length that two programs could read differently is refused.
    fn announces_body(&self) -> Result<bool, Refusal> {
        if self.all("Transfer-Encoding").next().is_some() {
            return Err(Refusal(400, "this server accepts no request body"));
        }
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match (self.one("Content-Length"), self.all("Content-Length").count()) {
            (None, 0) => Ok(false),
            (Some(length), _) if is_number(length) => Ok(length.bytes().any(|b| b != b'0')),
            _ => Err(Refusal(400, "`Content-Length` is not a number")),
        }
    }

    fn wants_to_close(&self) -> bool {
        let options = self.all("Connection").flat_map(|value| value.split(','));
        options.into_iter().any(|option| option.trim().eq_ignore_ascii_case("close"))
    }

    /// All values of a header, in the order they were sent.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |h: &&(String, String)| h.0.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// The value of a header that was sent exactly once.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let mut values = self.all(name);
        values.next().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scans a text that arrives in pieces of this many bytes, then reads the head.
    fn read_in_pieces(bytes: &[u8], size: usize) -> Result<Option<Request>, Refusal> {
        let mut scanner = Scanner::default();
        for end in (size..bytes.len()).step_by(size).chain([bytes.len()]) {
            match scanner.scan(&bytes[..end]) {
                Scan::More => {}
                Scan::Head(length) => return Request::read(&bytes[..length]).map(Some),
                Scan::Refused(refusal) => return Err(refusal),
            }
        }
        Ok(None)
    }

    fn status(text: &str) -> u16 {
        match read_in_pieces(text.as_bytes(), text.len()) {
            Ok(Some(_)) => 200,
            Ok(None) => 0,
            Err(refusal) => refusal.0,
        }
    }

    #[test]
    fn a_request_is_the_same_in_whatever_pieces_it_arrives() {
        let text = b"\r\nGET /a%20b/?q#x HTTP/1.1\r\nHost: localhost\r\nX: \xff\r\n\r\nGET /next";
        for size in 1..text.len() {
            let request = read_in_pieces(text, size).expect("fine").expect("whole");
            assert_eq!(
                (request.path.as_str(), request.keep_alive, request.has_body),
                ("/a%20b/", true, false)
            );
            assert_eq!(request.one("host"), Some("localhost"));
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for (text, expected) in [
            ("GET / HTTP/1.1\nHost: a\n\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\rX: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.0\r\n\r\n", 200),
            ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", 400),
            ("GET /\r\n", 0),
            ("GET /\r\n\r\n", 400),
            ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1}", 400),
            ("PRI * HTTP/2.0\r\n\r\n", 505),
            ("GET / HTTP/1.9\r\nHost: a\r\n\r\n", 505),
        ] {
            assert_eq!(status(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_body_is_announced_in_one_way_or_refused() {
        let with = |lines: &str| {
            let text = format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n");
            read_in_pieces(text.as_bytes(), 1000).map(|request| request.expect("whole").has_body)
        };
        assert_eq!(with("Content-Length: 0"), Ok(false));
        assert_eq!(with("content-length:  00 "), Ok(false));
        assert_eq!(with("Content-Length: 5"), Ok(true));
        assert_eq!(with("Content-Length: 99999999999999"), Ok(true));
        assert_eq!(with("Content-Length: 99999999999999999999999999999999999999"), Ok(true));
        for lines in [
            "Content-Length: +0",
            "Content-Length: -1",
            "Content-Length: 0x5",
            "Content-Length:",
            "Content-Length: 5, 5",
            "Content-Length: 0\r\nContent-Length: 0",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            "transfer-encoding:\tchunked\r\nContent-Length: 0",
        ] {
            assert_eq!(with(lines).map_err(|refusal| refusal.0), Err(400), "{lines}");
        }
    }

    #[test]
    fn a_connection_stays_open_unless_somebody_says_otherwise() {
        let keep_alive = |version: &str, line: &str| {
            let text = format!("GET / HTTP/{version}\r\nHost: a\r\n{line}X: y\r\n\r\n");
            read_in_pieces(text.as_bytes(), 7).expect("fine").expect("whole").keep_alive
        };
        assert!(keep_alive("1.1", "") && keep_alive("1.1", "Connection: keep-alive\r\n"));
        assert!(!keep_alive("1.1", "Connection: close\r\n"));
        assert!(!keep_alive("1.1", "connection: Upgrade ,CLOSE\r\n"));
        assert!(!keep_alive("1.0", "") && !keep_alive("1.0", "Connection: keep-alive\r\n"));
    }

    #[test]
    fn a_head_has_an_end() {
        let line =
            |length: usize| format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(length));
        assert_eq!((status(&line(8000)), status(&line(9000))), (200, 414));
        assert_eq!(status(&"x".repeat(LONGEST_LINE + 1)), 414);
        let headers = |count: usize| {
            format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(count - 1))
        };
        assert_eq!((status(&headers(100)), status(&headers(101))), (200, 431));
        let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "y".repeat(LONGEST_HEAD));
        assert_eq!(status(&long), 431);
    }

    /// A xorshift generator: the same numbers in every run.
    fn next(seed: &mut u64) -> usize {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        (*seed >> 16) as usize
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused() {
        let seeds: [&[u8]; 4] = [
            b"GET /meetings/?a=b HTTP/1.1\r\nHost: localhost:1\r\nAccept: */*\r\n\r\n",
            b"HEAD / HTTP/1.0\r\nRange: bytes=0-4\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
            b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
            b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ];
        let bits: [&[u8]; 8] = [
            b"\r\n",
            b"\n",
            b"\r",
            b"\0",
            b": ",
            b" HTTP/1.1",
            b"\xff\xfe",
            b"Content-Length: 9\r\n",
        ];
        let mut seed = 0x9e37_79b9_7f4a_7c15;
        let mut counts = [0; 3];
        for _ in 0..50_000 {
            let mut bytes = seeds[next(&mut seed) % seeds.len()].to_vec();
            for _ in 0..=next(&mut seed) % 3 {
                let at = next(&mut seed) % bytes.len();
                match next(&mut seed) % 3 {
                    0 => bytes[at] = next(&mut seed) as u8,
                    1 => drop(bytes.remove(at)),
                    _ => drop(bytes.splice(at..at, bits[next(&mut seed) % bits.len()].to_vec())),
                }
            }
            let pieces = 1 + next(&mut seed) % 40;
            match read_in_pieces(&bytes, pieces) {
                Ok(None) => counts[0] += 1,
                Ok(Some(request)) => {
                    assert!(
                        request.path.starts_with('/') && !request.path.contains(char::is_control)
                    );
                    counts[1] += 1;
                }
                Err(refusal) => {
                    assert!(matches!(refusal.0, 400 | 414 | 431 | 505), "{refusal:?}");
                    counts[2] += 1;
                }
            }
        }
        assert!(counts.iter().all(|count| *count > 100), "every outcome was met: {counts:?}");
    }
}
