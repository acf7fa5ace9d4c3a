//! A request and the current preview -> a response.

use std::borrow::Cow;
use std::io::{self, Read};
use std::time::UNIX_EPOCH;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::head::Request;
use super::http::{Body, Response, media_type};
use super::preview::{PreviewSite, Snapshot};
use super::{Shared, live};
use crate::archive;
use crate::bundle::{Bundle, Content};
use crate::diag::Diagnostic;
use crate::disk::Gate;
use crate::fingerprint::Hasher;
use crate::id::Route;

/// A file longer than this (16 MiB) is sent from the disk in pieces, not held in memory.
const LONG: u64 = 16 << 20;

/// The characters that are encoded in the path of a `Location` header.
const UNSAFE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What to do with a request.
pub(super) enum Reply {
    /// Keep the connection open and send events.
    Events,
    /// Send this response.
    Response(Response),
}

/// Decides what to do with a request.
pub(super) fn reply(request: &Request, shared: &Shared) -> Reply {
    let current = shared.preview.current();
    let response = match (refusal(request, shared), request.path.as_str()) {
        (Some(refusal), _) => refusal,
        (None, live::EVENTS) if !request.head_only => return Reply::Events,
        (None, live::EVENTS) => Response::new(200, live::EVENT_STREAM, vec![]),
        (None, path) => own_file(path).unwrap_or_else(|| from_site(path, &current)),
    };
    Reply::Response(response.fit(request))
}

/// The response to a request that is refused whatever it asks for.
fn refusal(request: &Request, shared: &Shared) -> Option<Response> {
    if !is_for_us(request, shared) {
        return Some(Response::words(
            403,
            "this server accepts requests for localhost and 127.0.0.1 only",
        ));
    }
    if !request.reads {
        let refusal = Response::words(405, "this server accepts GET and HEAD only");
        return Some(refusal.with("Allow", "GET, HEAD"));
    }
    request.has_body.then(|| Response::words(413, "this server accepts no request body"))
}

/// Whether the `Host` header holds one of the server's own names.
fn is_for_us(request: &Request, shared: &Shared) -> bool {
    let Some(ours) = &shared.hosts else { return true };
    let name = request.one("Host").and_then(without_port);
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
    /// A valid address that the site has no file for.
    Nothing(String),
    /// Not a valid address.
    Invalid,
}

fn wanted(path: &str, bundle: &Bundle) -> Wanted {
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Wanted::Invalid };
    let Some(file) = path.strip_prefix('/') else { return Wanted::Invalid };
    let climbs = file.split('/').any(|part| part == "." || part == "..");
    if climbs || file.contains('\\') || file.contains(char::is_control) {
        return Wanted::Invalid;
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

fn from_site(path: &str, current: &Snapshot) -> Response {
    let Some(site) = &current.site else { return not_yet(current) };
    match wanted(path, &site.bundle) {
        Wanted::File(route) => match find(&route, current, site) {
            Ok(Some(found)) => found.respond(200, current),
            Ok(None) => missing(route.as_str(), current, site),
            Err(broken) => broken,
        },
        // The folder is a route of the site, so it does not begin with a slash, which would make
        // the address lead to another host; encoding removes line breaks, which would add headers.
        Wanted::Folder(folder) => {
            Response::words(302, "the page is at an address that ends with a slash")
                .with("Location", format!("/{}/", utf8_percent_encode(&folder, UNSAFE)))
        }
        Wanted::Nothing(file) => missing(&file, current, site),
        Wanted::Invalid => Response::words(400, "this is not a valid address"),
    }
}

/// A file of the site, ready to be sent.
struct Found {
    route: Route,
    body: Body,
    /// The diagnostics of this page, as HTML.
    overlay: String,
}

/// The file at a route; `Ok(None)` if a file that would be copied is gone, and an error page if
/// the page cannot be made.
fn find(route: &Route, current: &Snapshot, site: &PreviewSite) -> Result<Option<Found>, Response> {
    let made = site.bundle.get(route);
    let overlay = report(route, &made.diagnostics, current, site);
    let earlier = || site.fallback.as_ref().and_then(|good| good.get(route).value);
    let Some(content) = made.value.or_else(earlier) else {
        let words = "This page could not be made. It will appear as soon as the problem is fixed.";
        return Err(own_page(500, ("No page", words), current, &overlay));
    };
    match body(content, &site.root, is_html(route)) {
        Ok(body) => Ok(Some(Found { route: route.clone(), body, overlay })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => {
            let words = ("No file", "This file of the site could not be read.");
            Err(own_page(500, words, current, &overlay))
        }
    }
}

/// Reports the diagnostics of a page, once; returns the overlay that shows them.
fn report(
    route: &Route,
    diagnostics: &[Diagnostic],
    current: &Snapshot,
    site: &PreviewSite,
) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    if current.is_first_report(route) {
        (site.on_problem)(route, diagnostics);
    }
    (site.explain)(diagnostics)
}

fn is_html(route: &Route) -> bool {
    media_type(route.as_str()).starts_with("text/html")
}

/// The bytes of a file of the site.
fn read(root: &Gate, path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    root.open(path).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn body(content: Content, root: &Gate, whole: bool) -> io::Result<Body> {
    let path = match content {
        Content::Bytes(bytes) => return Ok(Body::Bytes(bytes.into())),
        Content::Static(bytes) => return Ok(Body::Bytes(bytes.into())),
        Content::Packed(package) => {
            let packed = archive::pack(&package, &|path| read(root, path), &|_, _| None).value;
            let missing = || io::Error::other("a file of the archive cannot be made");
            return packed.map(|bytes| Body::Bytes(bytes.into())).ok_or_else(missing);
        }
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
    fn respond(self, status: u16, current: &Snapshot) -> Response {
        let body = match self.body {
            Body::Bytes(page) if is_html(&self.route) => {
                with_overlay(&page, current, &self.overlay)
            }
            body => body,
        };
        Response { body, ..Response::new(status, media_type(self.route.as_str()), vec![]) }
    }
}

/// A page with the reload script, and covered by the reports about the site and about the page.
fn with_overlay(page: &[u8], current: &Snapshot, overlay: &str) -> Body {
    let about_site = current.overlay.as_deref().unwrap_or_default();
    let overlay = format!("{about_site}{overlay}");
    Body::Bytes(Cow::Owned(live::inject(page, &current.version, &overlay)))
}

/// The site's own page for unknown addresses. The nearest folder that has one is used, so that
/// the page is in the language of the pages around it.
fn missing(path: &str, current: &Snapshot, site: &PreviewSite) -> Response {
    let folders = path.match_indices('/').rev().map(|(slash, _)| &path[..=slash]).chain([""]);
    let pages = folders.filter_map(|folder| Route::file(&format!("{folder}404.html")));
    match pages
        .into_iter()
        .find(|page| site.bundle.has(page))
        .map(|page| find(&page, current, site))
    {
        Some(Ok(Some(found))) => found.respond(404, current),
        Some(Err(broken)) => broken,
        None | Some(Ok(None)) => {
            let words = ("Page not found", "The site has no page at this address.");
            own_page(404, words, current, "")
        }
    }
}

/// The response as long as there is no site.
fn not_yet(current: &Snapshot) -> Response {
    let words = match current.overlay {
        None => ("Building\u{2026}", "The page will appear when it is ready."),
        Some(_) => ("No site yet", "The site will appear as soon as it can be built."),
    };
    own_page(503, words, current, "")
}

/// A page of the server's own, with the same script and overlay as the pages of the site.
fn own_page(
    status: u16,
    (title, words): (&str, &str),
    current: &Snapshot,
    overlay: &str,
) -> Response {
    let body = with_overlay(&live::plain_page(title, words), current, overlay);
    Response { body, ..Response::new(status, media_type("x.html"), vec![]) }
}

/// The response after a panic.
pub(super) fn crashed(shared: &Shared) -> Response {
    let words = "The program failed on this page. The terminal shows the details.";
    own_page(500, ("No page", words), &shared.preview.current(), "")
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
