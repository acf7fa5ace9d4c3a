//! What a page gets on top of its own bytes while it is previewed: a script that reloads it when
//! the site changes, and the report laid over it.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use tiny_http::Request;

use super::Hall;

/// The address of the event stream.
pub(super) const EVENTS: &str = "/.plenary/events";

/// The type of an event stream.
pub(super) const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";

/// The address and text of the script. A file of its own, because a page may forbid scripts that
/// stand in the page.
pub(super) const SCRIPT: (&str, &str) = ("/.plenary/live.js", include_str!("live.js"));

/// The address and text of the overlay's looks.
pub(super) const STYLE: (&str, &str) = ("/.plenary/overlay.css", include_str!("overlay.css"));

/// Adds the script and the overlay before the end of the body, or at the end of what has none.
pub(super) fn inject(page: &[u8], version: &str, overlay: &str) -> Vec<u8> {
    let at = end_of_body(page).unwrap_or(page.len());
    let mut extra = String::new();
    if !overlay.is_empty() {
        extra += &format!(
            "<link rel=\"stylesheet\" href=\"{}\"><div id=\"plenary-overlay\" role=\"dialog\" \
             aria-modal=\"true\" aria-label=\"Problems\" tabindex=\"-1\" lang=\"en\" dir=\"ltr\">\
             <div><button type=\"button\" aria-label=\"Close\">\u{d7}</button>{overlay}</div></div>",
            STYLE.0
        );
    }
    extra += &format!("<script src=\"{}\" data-version=\"{version}\"></script>", SCRIPT.0);
    [&page[..at], extra.as_bytes(), &page[at..]].concat()
}

/// The byte at which the last `</body>` begins.
fn end_of_body(page: &[u8]) -> Option<usize> {
    const TAG: &[u8] = b"</body";
    page.windows(TAG.len()).rposition(|bytes| bytes.eq_ignore_ascii_case(TAG))
}

/// A page of our own, for when the site has none to show.
pub(super) fn plain_page(title: &str, words: &str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body style=\"font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; \
         padding: 0 1rem\">\n<h1>{title}</h1>\n<p>{words}</p>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// Sends the version now and whenever it changes, until the visitor hangs up or the server closes.
///
/// The stream is written to the connection itself: a tiny_http response would hold every event
/// back until the last.
pub(super) fn stream(request: Request, hall: &Hall) -> io::Result<()> {
    let chunked = *request.http_version() >= (1, 1);
    let mut to = Events { to: request.into_writer(), chunked };
    to.begin()?;
    let _present = Present::at(&hall.streams);
    let mut seen = String::new();
    while !hall.is_closed() {
        let version = hall.shelf.wait(&seen, hall.beat, || hall.is_closed());
        // A comment says that the stream is alive, and finds out whether the visitor is.
        to.send(&if version == seen { ":\n\n".into() } else { format!("data: {version}\n\n") })?;
        seen = version;
    }
    to.end()
}

/// Counts a visitor as long as it lives.
struct Present<'a>(&'a AtomicUsize);

impl<'a> Present<'a> {
    fn at(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An event stream. In chunks, since tiny_http does not close a connection: without them, a
/// visitor could not tell the end of the stream.
struct Events {
    to: Box<dyn Write + Send>,
    chunked: bool,
}

impl Events {
    fn begin(&mut self) -> io::Result<()> {
        let chunks = if self.chunked { "Transfer-Encoding: chunked\r\n" } else { "" };
        write!(
            self.to,
            "HTTP/1.1 200 OK\r\nContent-Type: {EVENT_STREAM}\r\n\
             Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n{chunks}\
             Connection: close\r\n\r\n"
        )?;
        self.send("retry: 500\n\n")
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        match self.chunked {
            true => write!(self.to, "{:x}\r\n{text}\r\n", text.len())?,
            false => self.to.write_all(text.as_bytes())?,
        }
        self.to.flush()
    }

    fn end(mut self) -> io::Result<()> {
        if self.chunked {
            self.to.write_all(b"0\r\n\r\n")?;
        }
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_last_end_of_a_body() {
        let page = inject(b"<script>'</body>'</script><p></BODY ></html>", "7", "");
        let page = String::from_utf8(page).expect("text");
        let tail =
            "<p><script src=\"/.plenary/live.js\" data-version=\"7\"></script></BODY ></html>";
        assert!(page.ends_with(tail), "{page}");
        assert!(!page.contains("plenary-overlay"));
    }

    #[test]
    fn the_script_stands_at_the_end_of_a_page_without_a_body() {
        let page = String::from_utf8(inject(b"<p>short", "7", "<b>x</b>")).expect("text");
        assert!(page.starts_with("<p>short<link ") && page.ends_with("</script>"), "{page}");
        assert!(page.contains("<b>x</b></div></div>"));
    }

    #[test]
    fn a_page_that_is_no_text_keeps_its_bytes() {
        assert!(inject(&[0xff, 0xfe, b'a'], "7", "").starts_with(&[0xff, 0xfe, b'a']));
    }
}
