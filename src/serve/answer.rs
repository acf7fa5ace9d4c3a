//! A request and the state of the shelf -> an answer.

use std::borrow::Cow;
use std::io::{self, Read};
use std::time::UNIX_EPOCH;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::head::Ask;
use super::http::{Body, Response, media_type};
use super::shelf::{Now, Shown};
use super::{Hall, live};
use crate::bundle::{Bundle, Content};
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::fingerprint::Hasher;
use crate::id::Route;

/// A file longer than this (16 MiB) is sent from the disk piece by piece.
const LONG: u64 = 16 << 20;

/// What is encoded in the path of a `Location`.
const UNSAFE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What to do with a request.
pub(super) enum Reply {
    /// Keep it, and send events.
    Events,
    /// Send this.
    Response(Response),
}

/// Decides what to do with a request.
pub(super) fn reply(ask: &Ask, hall: &Hall) -> Reply {
    let now = hall.shelf.now();
    let response = match (refusal(ask, hall), ask.path.as_str()) {
        (Some(refusal), _) => refusal,
        (None, live::EVENTS) if !ask.head_only => return Reply::Events,
        (None, live::EVENTS) => Response::new(200, live::EVENT_STREAM, vec![]),
        (None, path) => own_file(path).unwrap_or_else(|| from_site(path, &now)),
    };
    Reply::Response(response.fit(ask))
}

/// The answer to a request that is not even looked at.
fn refusal(ask: &Ask, hall: &Hall) -> Option<Response> {
    if !is_for_us(ask, hall) {
        return Some(Response::words(403, "this server answers to localhost and 127.0.0.1 only"));
    }
    if !ask.reads {
        let refusal = Response::words(405, "only GET and HEAD are answered");
        return Some(refusal.with("Allow", "GET, HEAD"));
    }
    ask.has_body.then(|| Response::words(413, "a request has no body here"))
}

/// Whether the visitor called us by one of our names.
fn is_for_us(ask: &Ask, hall: &Hall) -> bool {
    let Some(ours) = &hall.hosts else { return true };
    let name = ask.one("Host").and_then(without_port);
    name.is_some_and(|name| ours.iter().any(|our| our.eq_ignore_ascii_case(name)))
}

fn without_port(host: &str) -> Option<&str> {
    let end = host.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = host[end..].find(':').map(|at| at + end);
    let (name, port) = colon.map_or((host, ""), |at| (&host[..at], &host[at + 1..]));
    port.bytes().all(|b| b.is_ascii_digit()).then_some(name)
}

/// A file that belongs to the preview and not to the site.
fn own_file(path: &str) -> Option<Response> {
    let (name, text) = [live::SCRIPT, live::STYLE].into_iter().find(|(name, _)| *name == path)?;
    Some(Response::new(200, media_type(name), text.as_bytes()))
}

/// What an address means in a site.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    /// A file of the site.
    File(Route),
    /// A folder with a page, asked for without its last slash.
    Folder(String),
    /// A good address at which there is nothing.
    Nothing(String),
    /// No address of any file.
    Nonsense,
}

fn wanted(path: &str, bundle: &Bundle) -> Wanted {
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Wanted::Nonsense };
    let Some(file) = path.strip_prefix('/') else { return Wanted::Nonsense };
    let climbs = file.split('/').any(|part| part == "." || part == "..");
    if climbs || file.contains('\\') || file.contains(char::is_control) {
        return Wanted::Nonsense;
    }
    let known = |file: &str| Route::file(file).filter(|route| bundle.has(route));
    if file.is_empty() || file.ends_with('/') {
        return match known(&format!("{file}index.html")) {
            Some(route) => Wanted::File(route),
            None => Wanted::Nothing(file.to_owned()),
        };
    }
    match (known(file), known(&format!("{file}/index.html"))) {
        (Some(route), _) => Wanted::File(route),
        (None, Some(_)) => Wanted::Folder(file.to_owned()),
        (None, None) => Wanted::Nothing(file.to_owned()),
    }
}

fn from_site(path: &str, now: &Now) -> Response {
    let Some(shown) = &now.shown else { return not_yet(now) };
    match wanted(path, &shown.bundle) {
        Wanted::File(route) => match look(&route, now, shown) {
            Ok(Some(found)) => found.respond(200, now),
            Ok(None) => missing(route.as_str(), now, shown),
            Err(broken) => broken,
        },
        // The folder comes from a route of the site: it neither begins with a slash, which would
        // lead to another host, nor does a line break in it stay one.
        Wanted::Folder(folder) => Response::words(302, "the page is a folder")
            .with("Location", format!("/{}/", utf8_percent_encode(&folder, UNSAFE))),
        Wanted::Nothing(file) => missing(&file, now, shown),
        Wanted::Nonsense => Response::words(400, "this is no address of a file"),
    }
}

/// A file of the site, ready to be sent.
struct Found {
    route: Route,
    body: Body,
    /// What there is to say about this page, as HTML.
    overlay: String,
}

/// The file at a route. `Ok(None)` where a file that would be copied is gone, and an answer
/// of its own where the page cannot be made.
fn look(route: &Route, now: &Now, shown: &Shown) -> Result<Option<Found>, Response> {
    let made = shown.bundle.get(route);
    let overlay = tell(route, &made.diagnostics, now, shown);
    let earlier = || shown.fallback.as_ref().and_then(|good| good.get(route).value);
    let Some(content) = made.value.or_else(earlier) else {
        let words = "This page could not be made. It is shown as soon as it can be.";
        return Err(own_page(500, "No page", words, now, &overlay));
    };
    match body(content, &shown.root, is_html(route)) {
        Ok(body) => Ok(Some(Found { route: route.clone(), body, overlay })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => {
            Err(own_page(500, "No file", "This file of the site could not be read.", now, &overlay))
        }
    }
}

/// Passes on what was noticed while a page was made, once; what to lay over the page.
fn tell(route: &Route, diagnostics: &[Diagnostic], now: &Now, shown: &Shown) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    if now.is_news(route) {
        (shown.on_problem)(route, diagnostics);
    }
    (shown.explain)(diagnostics)
}

fn is_html(route: &Route) -> bool {
    media_type(route.as_str()).starts_with("text/html")
}

fn body(content: Content, root: &Gate, whole: bool) -> io::Result<Body> {
    let path = match content {
        Content::Bytes(bytes) => return Ok(Body::Bytes(bytes.into())),
        Content::Static(bytes) => return Ok(Body::Bytes(bytes.into())),
        Content::File(path) => path,
    };
    let mut file = root.open(&path)?;
    let about = file.metadata()?;
    if about.len() > LONG && !whole {
        let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let changed = changed.unwrap_or_default().as_nanos() as u64;
        let tag = Hasher::default().number(about.len()).number(changed).finish();
        return Ok(Body::File { file, range: 0..about.len(), tag });
    }
    let mut bytes = Vec::with_capacity(about.len() as usize);
    file.read_to_end(&mut bytes)?;
    Ok(Body::Bytes(bytes.into()))
}

impl Found {
    fn respond(self, status: u16, now: &Now) -> Response {
        let body = match self.body {
            Body::Bytes(page) if is_html(&self.route) => dress(&page, now, &self.overlay),
            body => body,
        };
        Response { body, ..Response::new(status, media_type(self.route.as_str()), vec![]) }
    }
}

/// A page with the script, and with the reports about the site and about the page over it.
fn dress(page: &[u8], now: &Now, overlay: &str) -> Body {
    let about_site = now.overlay.as_deref().unwrap_or_default();
    let overlay = format!("{about_site}{overlay}");
    Body::Bytes(Cow::Owned(live::inject(page, &now.version, &overlay)))
}

/// The site's own page for addresses at which there is nothing: that of the nearest folder, so
/// that it speaks the language of the pages around.
fn missing(path: &str, now: &Now, shown: &Shown) -> Response {
    let folders = path.match_indices('/').rev().map(|(slash, _)| &path[..=slash]).chain([""]);
    let pages = folders.filter_map(|folder| Route::file(&format!("{folder}404.html")));
    match pages.into_iter().find(|page| shown.bundle.has(page)).map(|page| look(&page, now, shown))
    {
        Some(Ok(Some(found))) => found.respond(404, now),
        Some(Err(broken)) => broken,
        None | Some(Ok(None)) => {
            own_page(404, "Nothing here", "The site has no page at this address.", now, "")
        }
    }
}

/// The answer as long as there is no site.
fn not_yet(now: &Now) -> Response {
    match now.overlay {
        None => own_page(503, "Building\u{2026}", "The page appears when it is ready.", now, ""),
        Some(_) => own_page(503, "No site yet", "It appears when it can be built.", now, ""),
    }
}

/// A page that is not the site's, with all that lies over pages of the site.
fn own_page(status: u16, title: &str, words: &str, now: &Now, overlay: &str) -> Response {
    let body = dress(&live::plain_page(title, words), now, overlay);
    Response { body, ..Response::new(status, media_type("x.html"), vec![]) }
}

/// The answer when the program failed.
pub(super) fn crashed(hall: &Hall) -> Response {
    let words = "The program failed on this page. The terminal says more.";
    own_page(500, "No page", words, &hall.shelf.now(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_compared_without_its_port() {
        assert_eq!(without_port("localhost:8000"), Some("localhost"));
        assert_eq!(without_port("[::1]:8000"), Some("[::1]"));
        assert_eq!(without_port("[::1]"), Some("[::1]"));
        assert_eq!(without_port("localhost:80.evil.example"), None);
        assert_ne!(without_port("[::1]evil.example"), Some("[::1]"));
    }

    #[test]
    fn only_what_is_safe_stays_as_it_is_in_a_location() {
        let encoded = utf8_percent_encode("é a/b\r\nX: y?#%", UNSAFE).to_string();
        assert_eq!(encoded, "%C3%A9%20a/b%0D%0AX%3A%20y%3F%23%25");
    }
}
