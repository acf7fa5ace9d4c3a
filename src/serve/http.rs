//! A response and its bytes: conditions, ranges, types, headers.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::time::Duration;

use tiny_http::StatusCode;

use super::head::Request;
use crate::fingerprint::Fingerprint;

/// Sent with every response. Pages carry a policy of their own; these are the headers that a page
/// cannot set from inside.
pub(super) const SECURITY_HEADERS: [(&str, &str); 4] = [
    ("Content-Security-Policy", "frame-ancestors 'self'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
];

/// A response, ready to be sent.
pub(super) struct Response {
    /// The status code.
    pub(super) status: u16,
    /// The headers, except those about length. They hold nothing unencoded that a client sent.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(super) body: Body,
}

/// The body of a response.
pub(super) enum Body {
    /// These bytes.
    Bytes(Cow<'static, [u8]>),
    /// A part of a file that is too long to hold in memory.
    File {
        /// The file.
        file: File,
        /// The bytes that are sent.
        range: Range<u64>,
        /// Stands for the whole content.
        tag: Fingerprint,
    },
}

impl Body {
    /// The length in bytes.
    pub(super) fn len(&self) -> u64 {
        match self {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File { range, .. } => range.end - range.start,
        }
    }

    /// Stands for the content: the same content has the same tag.
    fn tag(&self) -> String {
        let tag = match self {
            Body::Bytes(bytes) => Fingerprint::of(bytes),
            Body::File { tag, .. } => *tag,
        };
        format!("\"{}\"", tag.hex())
    }

    /// The part of it that lies in `range`.
    fn cut(self, range: Range<u64>) -> Self {
        match self {
            Body::Bytes(bytes) => {
                Body::Bytes(bytes[range.start as usize..range.end as usize].to_vec().into())
            }
            Body::File { file, tag, .. } => Body::File { file, range, tag },
        }
    }

    fn write(self, to: &mut dyn Write) -> io::Result<()> {
        match self {
            Body::Bytes(bytes) => to.write_all(&bytes),
            Body::File { mut file, range, .. } => {
                file.seek(SeekFrom::Start(range.start))?;
                io::copy(&mut file.take(range.end - range.start), to).map(drop)
            }
        }
    }
}

impl Response {
    pub(super) fn new(status: u16, kind: &str, body: impl Into<Cow<'static, [u8]>>) -> Self {
        let own = [("Content-Type", kind), ("Cache-Control", "no-cache")];
        let headers =
            own.into_iter().chain(SECURITY_HEADERS).map(|(name, value)| (name, value.to_owned()));
        Self { status, headers: headers.collect(), body: Body::Bytes(body.into()) }
    }

    /// A response with a line of text instead of a page.
    pub(super) fn words(status: u16, words: &str) -> Self {
        Self::new(status, media_type("x.txt"), format!("{words}\n").into_bytes())
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Tells the client whether the connection stays open for another request.
    pub(super) fn on_connection(self, keep_alive: bool) -> Self {
        self.with("Connection", if keep_alive { "keep-alive" } else { "close" })
    }

    /// Adds a tag, so that a browser can later ask whether the content is still the same. Shortens
    /// the response if the client has the content already, or wants only a part of it.
    pub(super) fn fit(self, request: &Request) -> Self {
        if self.status != 200 {
            return self;
        }
        let tag = self.body.tag();
        let response = self.with("ETag", tag.clone()).with("Accept-Ranges", "bytes");
        if request.all("If-None-Match").any(|tags| names(tags, &tag)) {
            return Self { status: 304, body: Body::Bytes(Cow::Borrowed(b"")), ..response };
        }
        let whole = response.body.len();
        let same = request.all("If-Range").all(|wanted| wanted == tag);
        match request
            .one("Range")
            .filter(|_| same && !request.head_only)
            .and_then(|r| part(r, whole))
        {
            None => response,
            Some(Ok(range)) => {
                let told = format!("bytes {}-{}/{whole}", range.start, range.end - 1);
                let response = response.with("Content-Range", told);
                Self { status: 206, body: response.body.cut(range), ..response }
            }
            Some(Err(Unsatisfiable)) => {
                Self::words(416, "the range begins after the end of the file")
                    .with("Content-Range", format!("bytes */{whole}"))
            }
        }
    }
}

/// Whether a list of tags (`"a", W/"b"` or `*`) names this one.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|t| t == "*" || t.strip_prefix("W/").unwrap_or(t) == tag)
}

/// The range lies after the end of the file.
#[derive(Debug, PartialEq, Eq)]
struct Unsatisfiable;

/// The bytes that a `Range` header asks for; `None` if the header is to be ignored, because it
/// names several ranges or something other than bytes.
fn part(header: &str, whole: u64) -> Option<Result<Range<u64>, Unsatisfiable>> {
    let (unit, range) = header.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let range = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(count)) => whole.saturating_sub(count)..whole,
        (Some(first), None) => first..whole,
        (Some(first), Some(last)) if last < first => return None,
        (Some(first), Some(last)) => first..last.saturating_add(1).min(whole),
    };
    Some(if range.is_empty() { Err(Unsatisfiable) } else { Ok(range) })
}

/// A number, or `Some(None)` if the text is empty; `None` for anything else.
fn number(text: &str) -> Option<Option<u64>> {
    match text {
        "" => Some(None),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

/// Writes a response.
pub(super) fn write(response: Response, head_only: bool, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(64 << 10, to);
    to.write_all(head(&response).as_bytes())?;
    if !head_only {
        response.body.write(&mut to)?;
    }
    to.flush()
}

/// Tells a client that the pool is full. Waits a moment for the request: if it were left unread,
/// the system would discard the response together with it.
pub(super) fn reject(mut stream: &TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    let _ = stream.read(&mut [0; 4096]);
    let response = Response::words(503, "too many connections are open; try again in a moment");
    let response = response.with("Retry-After", "1").on_connection(false);
    // A client that does not read the response notices the closed connection.
    let _ = stream.set_write_timeout(Some(Duration::from_millis(1)));
    let _ = write(response, false, &mut stream);
}

fn head(response: &Response) -> String {
    let reason = StatusCode(response.status).default_reason_phrase();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", response.status);
    for (name, value) in &response.headers {
        debug_assert!(!value.contains(char::is_control), "a header has no line break");
        head += &format!("{name}: {value}\r\n");
    }
    if response.status != 304 {
        head += &format!("Content-Length: {}\r\n", response.body.len());
    }
    head + "\r\n"
}

/// The media type of a file with this name.
pub(super) fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match name.as_str() {
        "atom.xml" => return "application/atom+xml; charset=utf-8",
        "rss.xml" => return "application/rss+xml; charset=utf-8",
        _ => {}
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let at = TYPES.binary_search_by(|(known, _)| known.cmp(&ending));
    at.map_or("application/octet-stream", |at| TYPES[at].1)
}

/// Endings and their types, sorted by ending.
const TYPES: &[(&str, &str)] = &[
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("bib", "application/x-bibtex; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("geojson", "application/geo+json; charset=utf-8"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("jsonld", "application/ld+json; charset=utf-8"),
    ("map", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("toml", "application/toml; charset=utf-8"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml; charset=utf-8"),
    ("zip", "application/zip"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_sorted_so_that_each_is_found() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(media_type("data/Meeting.CSV"), "text/csv; charset=utf-8");
        assert_eq!(media_type("fr/atom.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(media_type("sitemap.xml"), "application/xml; charset=utf-8");
        assert_eq!(media_type("a.b/CNAME"), "application/octet-stream");
    }

    #[test]
    fn a_range_is_cut_to_what_there_is() {
        assert_eq!(part("bytes=0-3", 10), Some(Ok(0..4)));
        assert_eq!(part("bytes=4-", 10), Some(Ok(4..10)));
        assert_eq!(part("bytes=-4", 10), Some(Ok(6..10)));
        assert_eq!(part("bytes=-40", 10), Some(Ok(0..10)));
        assert_eq!(part("bytes=8-18446744073709551615", 10), Some(Ok(8..10)));
    }

    #[test]
    fn a_range_beyond_the_end_is_refused() {
        for range in ["bytes=10-", "bytes=99-100", "bytes=-0"] {
            assert_eq!(part(range, 10), Some(Err(Unsatisfiable)), "{range}");
        }
        assert_eq!(part("bytes=0-0", 0), Some(Err(Unsatisfiable)));
    }

    #[test]
    fn anything_but_a_single_range_of_bytes_is_ignored() {
        for range in ["bytes=0-1,3-4", "bytes=", "bytes=-", "bytes=5-2", "lines=1-2", "bytes=+1-2"]
        {
            assert_eq!(part(range, 10), None, "{range}");
        }
    }

    #[test]
    fn a_tag_is_found_in_a_list() {
        assert!(names("\"x\", W/\"a\"", "\"a\"") && names("*", "\"a\""));
        assert!(!names("\"x\", a", "\"a\""));
    }
}
