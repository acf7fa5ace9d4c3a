//! Reads what an author wrote as a reference: `kind:name#anchor`, a path, an address.

use unicode_normalization::UnicodeNormalization;

use super::record::Target;
use crate::text::composed;

/// What to try where no name is like the one that a reference gives.
pub const NO_NAME: &str = "add the record, or correct the name";

/// The target of `[[written]]` or of a field's value. `is_kind` knows the kinds' names, since a
/// name may have a colon of its own.
pub fn record(written: &str, is_kind: impl Fn(&str) -> bool) -> Target {
    // Letters may be put together in two ways; names, files and places are compared in one.
    let written: String = written.nfc().collect();
    let written = written.as_str();
    let (name, anchor) = match written.split_once('#') {
        Some((name, anchor)) => (name.trim(), Some(anchor.trim().to_owned())),
        None => (written.trim(), None),
    };
    if let (true, Some(anchor)) = (name.is_empty(), &anchor) {
        return Target::Here { anchor: anchor.clone() };
    }
    let (kind, name) = match name.split_once(':') {
        Some((kind, rest)) if is_kind(kind.trim()) => (Some(kind.trim().to_owned()), rest.trim()),
        _ => (None, name),
    };
    Target::Record { kind, name: name.to_owned(), anchor }
}

/// An address as browsers read it: without tabs and line ends, so that what looks like a path with one in
/// it may have a scheme, and with slashes in place of backslashes.
fn as_browsers_read(url: &str) -> String {
    let url: String = url.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    url.trim_matches(|c: char| c <= ' ').replace('\\', "/")
}

/// An address that names a host and no scheme, with `https:` before it. A page that is opened from a disk
/// would look for the host in the local network.
pub fn with_scheme(url: &str) -> Option<String> {
    let url = as_browsers_read(url);
    url.starts_with("//").then(|| format!("https:{url}"))
}

/// The target of a link or image in the file at `from`; `None` for addresses elsewhere.
pub fn url(url: &str, from: &str) -> Option<Target> {
    let url = as_browsers_read(url);
    let url = url.as_str();
    if url.is_empty() || url.starts_with("//") || has_scheme(url) {
        return None;
    }
    let (path, anchor) = match url.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (url, None),
    };
    let path = path.split('?').next().unwrap_or(path);
    match (path, anchor) {
        ("", anchor) => anchor.filter(|a| !a.is_empty()).map(|anchor| Target::Here { anchor }),
        (path, anchor) => Some(match path.strip_prefix('/') {
            Some(path) => Target::Site { path: composed(&decode(path)), anchor },
            None => Target::File { path: join(from, &composed(&decode(path))), anchor },
        }),
    }
}

/// Whether an address begins with a scheme, such as `https:` or `mailto:`.
pub fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.len() >= 2
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letter)
}

/// Whether an address leads to a page on the web.
pub fn is_web(url: &str) -> bool {
    let url = url.trim_start();
    let has = |scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (has("https://") || has("http://")) && !url.ends_with("//")
}

/// `%20` and the like as the characters they stand for, put together in one way (NFC).
pub fn decode(text: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    let decoded = decoded.map_or_else(|_| text.to_owned(), |text| text.into_owned());
    crate::text::clean(decoded.nfc().collect())
}

/// The path that `relative` names when it stands in the file at `from`. A path that climbs out of
/// the site keeps its `..`, so that no file has it.
pub fn join(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: Option<&str>, name: &str, anchor: Option<&str>) -> Target {
        let own = |text: &str| text.to_owned();
        Target::Record { kind: kind.map(own), name: own(name), anchor: anchor.map(own) }
    }

    #[test]
    fn a_reference_has_a_kind_only_where_a_kind_is_named() {
        let read = |text| record(text, |kind| kind == "meeting");
        assert_eq!(read("unep"), named(None, "unep", None));
        assert_eq!(read("meeting: x # para_1"), named(Some("meeting"), "x", Some("para_1")));
        assert_eq!(read("Rio: the outcome"), named(None, "Rio: the outcome", None));
        assert_eq!(read("#top"), Target::Here { anchor: "top".to_owned() });
    }

    #[test]
    fn links_elsewhere_are_not_ours() {
        for there in [
            "https://a.example/b.md",
            "mailto:a",
            "//host/x",
            "\\\\host/x",
            "/\\host/x",
            "tel:1",
            "java\tscript:x",
            " \u{1}javascript:x",
            "/\t/host/x",
            "java\r\nscript:x",
        ] {
            assert_eq!(url(there, "content/a.md"), None, "{there}");
        }
    }

    #[test]
    fn a_host_without_a_scheme_is_asked_for_by_https() {
        for there in ["//host/x", "\\\\host/x", "/\\host\\x", " /\t/host/x"] {
            assert_eq!(with_scheme(there).as_deref(), Some("https://host/x"), "{there}");
        }
        assert_eq!(with_scheme("/host/x"), None);
        assert_eq!(with_scheme("https://host/x"), None);
    }

    #[test]
    fn a_relative_link_is_a_path_from_the_root() {
        let file = |path: &str| Some(Target::File { path: path.to_owned(), anchor: None });
        assert_eq!(url("../b/c%20d.md", "content/a/x.md"), file("content/b/c d.md"));
        assert_eq!(url("./c.md?x=1", "content/a/x.md"), file("content/a/c.md"));
        assert_eq!(url("../../../etc", "content/a/x.md"), file("../etc"));
    }

    #[test]
    fn letters_are_put_together_in_one_way() {
        let nfd = "nai\u{308}ve";
        let anchor = Some("naïve".to_owned());
        assert_eq!(record(&format!("{nfd}#{nfd}"), |_| false), named(None, "naïve", Some("naïve")));
        let file = Target::File { path: "naïve.md".to_owned(), anchor };
        assert_eq!(url(&format!("{nfd}.md#nai%CC%88ve"), "a.md"), Some(file));
    }

    #[test]
    fn an_absolute_link_is_an_address_of_the_site() {
        let anchor = Some("top".to_owned());
        assert_eq!(url("/a/#top", "x.md"), Some(Target::Site { path: "a/".to_owned(), anchor }));
    }
}
