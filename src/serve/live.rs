//! What the preview adds to a page: a script that reloads the page when the site changes, and an
//! overlay that shows the report.

use std::io::{self, Write};
use std::time::Instant;

use super::http::{Response, SECURITY_HEADERS};
use super::pool::{Connection, ConnectionPool};
use super::{Shared, worker};

/// The address of the event stream.
pub(super) const EVENTS: &str = "/.plenary/events";

/// The type of an event stream.
pub(super) const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";

/// The address and text of the script. It is a file of its own, because the policy of a page may
/// forbid inline scripts.
pub(super) const SCRIPT: (&str, &str) = ("/.plenary/live.js", include_str!("live.js"));

/// The address and text of the overlay's style sheet.
pub(super) const STYLE: (&str, &str) = ("/.plenary/overlay.css", include_str!("overlay.css"));

/// Adds the script and the overlay before the end of the body, or at the end of a page that has no
/// closing tag.
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

/// A page of the server's own, for when the site has none to show.
pub(super) fn plain_page(title: &str, words: &str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{}\">\n</head>\n<body class=\"plenary-preview\">\n\
         <h1>{title}</h1>\n<p>{words}</p>\n</body>\n</html>\n",
        STYLE.0
    )
    .into_bytes()
}

/// Moves a connection to the event streams. They are counted separately, because they stay open
/// for as long as their page does.
pub(super) fn stream_events(connection: Connection, shared: &Shared) -> io::Result<()> {
    let Some(stream) = ConnectionPool::try_add(&shared.streams, &connection.stream) else {
        let response = Response::words(503, "too many pages are open; close one and reload");
        let response = response.with("Retry-After", "1").on_connection(false);
        return worker::send(response, false, &connection, shared);
    };
    drop(connection);
    Events { connection: stream, last_sent: Instant::now() }.run(shared)
}

/// An event stream.
struct Events {
    connection: Connection,
    last_sent: Instant,
}

impl Events {
    /// Sends the version now and whenever it changes, until the client hangs up or the server
    /// closes.
    fn run(mut self, shared: &Shared) -> io::Result<()> {
        self.connection.set_working();
        self.connection.stream.set_write_timeout(Some(shared.limits.write_timeout))?;
        self.send(&head())?;
        let mut seen = String::new();
        while !shared.is_closed() {
            let version =
                shared.preview.wait(&seen, shared.limits.poll_interval, || shared.is_closed());
            if version != seen {
                self.send(&format!("data: {version}\n\n"))?;
                seen = version;
            } else if self.is_over() {
                break;
            } else if self.last_sent.elapsed() >= shared.limits.heartbeat_interval {
                // A comment line keeps proxies from closing an idle stream.
                self.send(":\n\n")?;
            }
        }
        Ok(())
    }

    /// Whether the client has hung up. A client that sends anything more is treated alike: an event
    /// stream takes no further requests.
    fn is_over(&self) -> bool {
        let stream = &self.connection.stream;
        let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
        let restored = stream.set_nonblocking(false);
        let nothing = |error: io::Error| error.kind() == io::ErrorKind::WouldBlock;
        restored.is_err() || !peeked.is_err_and(nothing)
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        self.last_sent = Instant::now();
        (&*self.connection.stream).write_all(text.as_bytes())
    }
}

fn head() -> String {
    let security: String =
        SECURITY_HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {EVENT_STREAM}\r\nCache-Control: no-store\r\n\
         {security}Connection: close\r\n\r\nretry: 500\n\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_inserted_before_the_last_end_of_a_body() {
        let page = inject(b"<script>'</body>'</script><p></BODY ></html>", "7", "");
        let page = String::from_utf8(page).expect("text");
        let tail =
            "<p><script src=\"/.plenary/live.js\" data-version=\"7\"></script></BODY ></html>";
        assert!(page.ends_with(tail), "{page}");
        assert!(!page.contains("plenary-overlay"));
    }

    #[test]
    fn the_script_is_added_at_the_end_of_a_page_without_a_body() {
        let page = String::from_utf8(inject(b"<p>short", "7", "<b>x</b>")).expect("text");
        assert!(page.starts_with("<p>short<link ") && page.ends_with("</script>"), "{page}");
        assert!(page.contains("<b>x</b></div></div>"));
    }

    #[test]
    fn a_page_that_is_not_text_keeps_its_bytes() {
        assert!(inject(&[0xff, 0xfe, b'a'], "7", "").starts_with(&[0xff, 0xfe, b'a']));
    }
}
