//! What a page gets on top of its own bytes while it is previewed: a script that reloads it when
//! the site changes, and the report laid over it.

use std::io::{self, Write};
use std::time::Instant;

use super::door::{Places, Seat};
use super::http::{CAUTION, Response};
use super::{Hall, visit};

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
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{}\">\n</head>\n<body class=\"plenary-preview\">\n\
         <h1>{title}</h1>\n<p>{words}</p>\n</body>\n</html>\n",
        STYLE.0
    )
    .into_bytes()
}

/// Gives a visitor who wants events a place among the event streams, which are counted apart: they
/// stay open for as long as the page does.
pub(super) fn attend(seat: Seat, hall: &Hall) -> io::Result<()> {
    let Some(stream) = Places::take(&hall.streams, &seat.stream) else {
        let response = Response::words(503, "too many pages are open");
        let response = response.with("Retry-After", "1").on_connection(false);
        return visit::send(response, false, &seat, hall);
    };
    drop(seat);
    Events { to: stream, said: Instant::now() }.run(hall)
}

/// An event stream. It ends with the connection.
struct Events {
    to: Seat,
    /// When something was last sent.
    said: Instant,
}

impl Events {
    /// Sends the version now and whenever it changes, until the visitor hangs up or the server
    /// closes.
    fn run(mut self, hall: &Hall) -> io::Result<()> {
        self.to.works();
        self.to.stream.set_write_timeout(Some(hall.limits.patience))?;
        self.send(&head())?;
        let mut seen = String::new();
        while !hall.is_closed() {
            let version = hall.shelf.wait(&seen, hall.limits.glance, || hall.is_closed());
            if version != seen {
                self.send(&format!("data: {version}\n\n"))?;
                seen = version;
            } else if self.is_over() {
                break;
            } else if self.said.elapsed() >= hall.limits.beat {
                // A comment tells whatever stands between that the stream is alive.
                self.send(":\n\n")?;
            }
        }
        Ok(())
    }

    /// Whether the visitor has left, or sends what nobody wants to hear.
    fn is_over(&self) -> bool {
        let stream = &self.to.stream;
        let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
        let restored = stream.set_nonblocking(false);
        let nothing = |error: io::Error| error.kind() == io::ErrorKind::WouldBlock;
        restored.is_err() || !peeked.is_err_and(nothing)
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        self.said = Instant::now();
        (&*self.to.stream).write_all(text.as_bytes())
    }
}

fn head() -> String {
    let caution: String =
        CAUTION.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {EVENT_STREAM}\r\nCache-Control: no-store\r\n\
         {caution}Connection: close\r\n\r\nretry: 500\n\n"
    )
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
