//! Names that are correct by construction: record keys, routes and slugs.
//!
//! Strings from outside become one of these types once; inside, nobody checks again.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::text::composed;

/// The name of one record, unique in a site: its kind and its id, as `kind:id`.
///
/// Cheap to clone. The translations of a record share its key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(Arc<str>);

impl RecordKey {
    /// The key of the record `id` of kind `kind`.
    pub fn new(kind: &str, id: &str) -> Self {
        Self(format!("{kind}:{id}").into())
    }

    /// The kind's name, the part before the first colon.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The id within the kind, the part after the first colon.
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, id)| id)
    }

    /// The whole key, `kind:id`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

/// The address of one output file inside the site: a path without a leading slash, such as
/// `meetings/img-ewaste-5/index.html`.
///
/// Never absolute, never with `..`, `.` or empty parts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(Arc<str>);

impl Route {
    /// The route of a file, in Unicode's composed form, or `None` where the path is empty, absolute or
    /// climbs.
    pub fn file(path: &str) -> Option<Self> {
        let fine = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        (fine && !path.contains(['\\', '\0'])).then(|| Self(composed(path).into()))
    }

    /// The route of the page whose address is the folder `folder` (`""` is the home page).
    /// Leading and trailing slashes do not count.
    pub fn page(folder: &str) -> Option<Self> {
        match folder.trim_matches('/') {
            "" => Self::file("index.html"),
            folder => Self::file(&format!("{folder}/index.html")),
        }
    }

    /// The path of the file, relative to the site's root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as people see it, with a leading slash and without `index.html`.
    pub fn address(&self) -> String {
        format!("/{}", self.folder_form())
    }

    /// The path without a leading slash, where a folder's `index.html` is left out.
    pub fn folder_form(&self) -> &str {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        }
    }

    /// The name of the file, without its folders.
    pub fn name(&self) -> &str {
        self.as_str().rsplit('/').next().unwrap_or_default()
    }

    /// How many folders lie between the site's root and the file.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// A file that lies beside this one.
    pub fn sibling(&self, name: &str) -> Self {
        let folder = self.0.rfind('/').map_or("", |slash| &self.0[..=slash]);
        Self(format!("{folder}{name}").into())
    }
}

impl Borrow<str> for Route {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

/// The usual form of a UUID that an author wrote, also as a URN; `None` if it is not one.
pub fn written_uuid(text: &str) -> Option<String> {
    Uuid::try_parse(text.trim()).ok().map(|uuid| uuid.to_string())
}

/// A name for something of a site that is the same in every build and that nothing else in the world has: a UUID of
/// version 5 (RFC 9562), made from the address or name of the site and the name of the thing.
pub fn uuid(site: &str, name: &str) -> String {
    let site = Uuid::new_v5(&Uuid::NAMESPACE_URL, site.as_bytes());
    Uuid::new_v5(&site, name.as_bytes()).to_string()
}

/// A word that is safe in an address: letters and digits of any script in lower case, words
/// joined by single hyphens. Empty where the text has neither letters nor digits.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' || c == '.' {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') && c != '\'' && c != '\u{2019}' {
            out.push('-');
        }
    }
    out.trim_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected values are those of Python's module `uuid`.
    #[test]
    fn identifiers_are_those_that_other_programs_make() {
        let record = uuid("https://portal.example/", "meeting:img-ewaste-5");
        assert_eq!(record, "1a0da040-5d67-5d16-a7f6-7aa39ce7a815");
        let written = " urn:uuid:2ED6657D-e927-568b-95e1-2665a8aea6a2";
        let usual = Some("2ed6657d-e927-568b-95e1-2665a8aea6a2".to_owned());
        assert_eq!(written_uuid(written), usual);
        assert_eq!(
            ["", "1", "2ed6657d-e927-568b-95e1-2665a8aea6ag"].map(written_uuid),
            [None, None, None]
        );
    }

    #[test]
    fn a_route_never_climbs_and_is_never_absolute() {
        for bad in ["", "/a", "a//b", "../a", "a/..", "./a", "a\\b", "a/"] {
            assert_eq!(Route::file(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_address_of_a_page_is_its_folder() {
        let route = Route::page("/meetings/x/").expect("a good folder");
        assert_eq!(route.as_str(), "meetings/x/index.html");
        assert_eq!(route.address(), "/meetings/x/");
        assert_eq!(route.depth(), 2);
        assert_eq!(route.sibling("index.json").as_str(), "meetings/x/index.json");
        assert_eq!(Route::page("").expect("home").address(), "/");
        assert_eq!(Route::file("notindex.html").expect("a file").address(), "/notindex.html");
    }

    #[test]
    fn a_key_knows_its_parts() {
        let key = RecordKey::new("meeting", "2017/a:b");
        assert_eq!((key.kind(), key.id()), ("meeting", "2017/a:b"));
    }

    #[test]
    fn a_slug_keeps_letters_of_every_script() {
        assert_eq!(slug("Côte d'Ivoire: the 2nd (draft)!"), "côte-divoire-the-2nd-draft");
        assert_eq!(slug("برنامج الأمم"), "برنامج-الأمم");
        assert_eq!(slug(" -- "), "");
    }
}
